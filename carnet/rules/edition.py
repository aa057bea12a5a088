"""What can be wrong with the whole: the edition, and what an event has."""

from carnet.rules.base import Gravite, Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "bibliographie-absente",
        Gravite.ERREUR,
        "le fichier de bibliographie « {ref} » n’existe pas",
        "déposez-le à côté de carnet.yaml, ou corrigez son nom",
        "La bibliographie est un fichier .bib ou CSL-JSON, exporté par exemple de Zotero, rangé dans le carnet.",
        "bibliographie: biblio.bib   (absent)\n",
        "bibliographie: bibliographie.bib\n",
    ),
    Rule(
        "evenement-pas-publie",
        Gravite.AVERTISSEMENT,
        "cet évènement n’est pas publié : rien de ce qui s’y rapporte ne sort ({nombre})",
        "passez-le à « statut: publie » quand il est prêt",
        "Une entrée ne sort pas si son évènement ne sort pas : son nom et son lieu y seraient.",
        "entries/nec-essai/evenement.md   (statut: brouillon)\nentries/nec-essai/recit.md   (statut: publie)",
        "entries/nec-essai/evenement.md   (statut: publie)",
    ),
)
