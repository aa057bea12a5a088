"""What the desk says in French that no other room says: choices, bodies, notices.

One place, so that a page and a message never use two words for one thing.
"""

from typing import Final

from carnet import wording

CHOICES: Final = {
    "affichage": {
        "nom": "Son nom entier",
        "prenom": "Son prénom",
        "pseudonyme": "Un pseudonyme",
        "role": "Sa fonction, sans nom",
    },
    "cadrage": {"groupe": "Un groupe, une scène", "isole": "Une personne isolée"},
    "objets": {"nom": "Son nom", "image": "Son image", "voix": "Sa voix", "propos": "Ses propos"},
    "supports": {
        "web": "Le site",
        "pdf": "Le PDF",
        "imprime": "Le livre imprimé",
        "epub": "L’EPUB",
        "kit": "Les kits à reprendre",
        "reseaux": "Les réseaux",
        "donnees": "Les données ouvertes",
    },
    "duo": {
        "introduction": "Introduction",
        "ouverture": "Ouverture participative",
        "passage": "Passage de témoin",
        "portraits": "Portraits",
        "verbatims": "Verbatims",
        "photos": "Photos",
        "sons": "Sons",
        "synthese": "Synthèse",
        "publication": "Publication",
    },
}
CHOICES["sorties"] = CHOICES["supports"]

BODIES: Final = {
    "evenement": ("La présentation", "Qui l’a voulu, pour qui, pourquoi maintenant."),
    "seance": ("Ce qui s’est passé", ""),
    "portrait": ("Le portrait", "Sans texte, c’est une simple fiche : la personne n’a pas de page."),
    "verbatim": ("Les paroles", "Telles qu’elles ont été dites ; une coupe s’écrit […]."),
    "photo": ("La légende", "Ce que l’image ne dit pas : qui, où, quand."),
    "son": ("La transcription", "Ou un fichier .vtt ou .srt, plus haut."),
    "terme": ("La définition", ""),
    "passage": ("Ce qui est transmis", ""),
}
BODY: Final = ("Le texte", "Une ligne vide sépare les paragraphes.")

LABELS: Final = {
    ("verbatim", "texte"): "Les paroles (dans l’en-tête)",
    ("photo", "decorative"): "Elle est décorative : rien à dire à qui ne la voit pas",
}

NOTICES: Final = {
    "enregistre": "C’est enregistré.",
    "reuni": "C’est enregistré. Quelqu’un d’autre avait changé cette fiche : ses changements y sont aussi.",
    "depose": "C’est déposé.",
    "corbeille": "La fiche est à la corbeille. Rien n’est perdu.",
    "repris": "La fiche est revenue à sa place.",
    "version": "Une version est gardée.",
    "rien": "Rien n’avait changé : il n’y a pas de nouvelle version.",
}

MISSING: Final = {
    "titre": "Donnez un titre.",
    "personne": "Dites qui parle : une personne du carnet, ou quelques mots sans nom.",
    "vu": "Notez au moins une chose vue, entendue ou ressentie.",
    "alt": "Dites ce que l’on voit, ou cochez « décorative ».",
    "pseudonyme": "Choisissez un pseudonyme, ou une autre façon de montrer cette personne.",
    "fonction": "Dites sa fonction, ou choisissez une autre façon de montrer cette personne.",
    "fichier": "Choisissez un fichier.",
    "preuves": "Choisissez au moins une fiche qui l’appuie.",
    "thematiques": "Cochez au moins une thématique.",
    "themes": "Cochez au moins un thème.",
}


def option(field: str, value: str) -> str:
    """Return the words of a choice of a field."""
    return CHOICES.get(field, {}).get(value) or wording.choice(value)


def body(type_: str) -> tuple[str, str]:
    """Return what a kind's text is called, and the help under it."""
    return BODIES.get(type_, BODY)


def missing(field: str) -> str:
    """Return what to do for a required field left empty."""
    return MISSING.get(field, "Ce champ est à remplir.")
