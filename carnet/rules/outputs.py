"""What can be wrong with what was made, once it is read back."""

from carnet.rules.base import Gravite, Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "piece-perdue",
        Gravite.ERREUR,
        "{piece} manque dans {sortie} ({lieu})",
        "si le carnet a ses propres gabarits, l’un d’eux ne montre plus cela, ou ne porte plus « c.marque(e) » ; sinon, "
        "c’est une faute de carnet, à signaler avec cette entrée",
        "Avant d’écrire, carnet relit le site, l’EPUB et le PDF et y cherche tout ce que disent les entrées publiées : chaque "
        "titre, paragraphe, note, légende, alternative, crédit, lien, inclusion, image et son. Ce qu’un support ne peut pas "
        "montrer est remplacé, et out/parite.html le dit. Une absence que rien n’explique arrête la fabrication.",
        "{# templates/shared/kinds/recit.html #}\n{{ chapo(e) }}\n",
        "{# templates/shared/kinds/recit.html #}\n{{ chapo(e) }}\n{{ c.texte(e, niveau) }}\n",
    ),
)
