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
    Rule(
        "audit-critere",
        Gravite.AVERTISSEMENT,
        "« {critere} » n’est pas un critère du RGAA 4.1 : cette ligne ne compte pas",
        "corrigez son numéro : les critères vont de 1.1 à 13.12",
        "Le RGAA 4.1 a 106 critères, numérotés de 1.1 à 13.12 par thème. Une ligne qui n’en nomme aucun serait oubliée "
        "dans le calcul du taux.",
        'criteres:\n  "14.1": conforme\n',
        'criteres:\n  "13.1": conforme\n',
    ),
    Rule(
        "audit-sans-constat",
        Gravite.AVERTISSEMENT,
        "le critère {critere} n’est pas respecté, et rien ne dit ce qui a été vu",
        "écrivez ce qui arrête le lecteur : « constat: Le plan du métro n’a pas de description. »",
        "La déclaration d’accessibilité énumère ce qui n’est pas accessible, pour que l’on sache à quoi s’attendre et "
        "quoi demander autrement.",
        'criteres:\n  "1.1": non-conforme\n',
        'criteres:\n  "1.1": {statut: non-conforme, constat: Deux photos n’ont pas d’alternative.}\n',
    ),
    Rule(
        "audit-incomplet",
        Gravite.AVERTISSEMENT,
        "l’audit d’accessibilité n’est pas fini : le site se dit « non conforme » ({manque})",
        "jugez chaque critère, puis écrivez « date: » et « auditeur: » en tête de la grille",
        "Un taux se calcule sur les 106 critères, par une personne nommée, un jour donné. Une grille à moitié remplie ne "
        "permet de rien affirmer.",
        'criteres:\n  "1.1": conforme\n',
        'date: 2026-12-01\nauditeur: Cabinet d’essai\ncriteres:\n  "1.1": conforme\n  (et les 105 autres)\n',
    ),
    Rule(
        "audit-en-double",
        Gravite.AVERTISSEMENT,
        "l’audit est dit deux fois : c’est la grille audit-rgaa.yml qui compte ({taux} %)",
        "retirez « audit: » de carnet.yaml",
        "La grille calcule le taux à partir de ses 106 critères. Un taux écrit à côté finirait par dire autre chose.",
        "accessibilite:\n  audit:\n    date: 2026-12-01\n    taux: 82\n    auditeur: Cabinet\n   (et une grille audit-rgaa.yml entière)\n",
        "audit-rgaa.yml   (entière)\n",
    ),
)
