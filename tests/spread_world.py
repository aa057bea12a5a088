"""A carnet made to be spread: feeds, cards, texts for networks, data; and what must never be in them."""

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.conftest import DEFAULTS, Workspace
from tests.epub_world import a_photo, a_wave

URL = "https://carnet.example/fil/"
EVERYWHERE = "accord: {objets: [nom, image, voix, propos], supports: [web, pdf, epub, kit, reseaux, donnees], date: 2026-01-01}"


def person(nom: str, supports: str, *, more: str = "") -> str:
    """Return the sheet of a person who agreed to these supports."""
    return f"""\
---
nom: {nom}
statut: publie
fonction: Médiatrice
accord: {{objets: [nom, image, voix, propos], supports: [{supports}], date: 2026-01-01}}
{more}---
"""


def verbatim(personne: str, words: str, *, more: str = "statut: publie\n") -> str:
    """Return a verbatim."""
    return f"---\ntype: verbatim\npersonne: {personne}\n{more}---\n\n{words}\n"


FILES: Mapping[str, str | bytes] = {
    "carnet.yaml": f"""\
titre: Le fil
sous_titre: Carnet d’essai
annee: 2026
description: Un carnet inventé pour les essais, avec un « & » et un <signe>.
licence: CC-BY-SA-4.0
url: {URL}
contributeurs:
  duo: {{nom: Le duo}}
themes:
  inclusion: {{titre: Aller vers, axe: Inclusion numérique}}
mentions: {{editeur: Atelier d’essai}}
""",
    "entries/nec-essai/evenement.md": """\
---
titre: NEC d’essai
statut: publie
debut: 2026-03-12
fin: 2026-03-13
lieu: {nom: La halle, commune: Essai-sur-Loire, departement: "44", latitude: 47.2, longitude: -1.55}
porteur: Association d’essai
thematiques: [inclusion]
jauge: {reelle: 120}
chiffres: [{nombre: "37", libelle: sachets à pain}]
---

Deux jours pour essayer ; et même plus.
""",
    "entries/nec-futur/evenement.md": """\
---
titre: NEC à venir
statut: publie
annonce: oui
debut: 2026-12-30
lieu: {commune: Demain}
porteur: Association
thematiques: [inclusion]
---
""",
    "entries/nec-essai/recit-un.md": """\
---
type: recit
titre: Une journée « debout »
resume: Ce qui s’est passé, & ce qui a <résisté>.
statut: publie
---

Il y avait [[lea]]. ![[photo-halle]]

![[verbatim-lea]]
""",
    "entries/nec-essai/verbatim-lea.md": verbatim(
        "lea",
        "On vient pour le courant.\nOn reste pour la soupe.",
        more="statut: publie\nson: son-marche\ndebut: 0:00:02\n",
    ),
    "entries/nec-essai/verbatim-mots.md": verbatim("lea", "Mot après mot, " * 60 + "voilà."),
    "entries/nec-essai/verbatim-formule.md": verbatim("lea", "=SOMME(A1) disait le tableau."),
    "entries/nec-essai/photo-halle.md": """\
---
type: photo
fichier: media/nec-essai/halle.jpg
alt: Une halle sous la pluie, vue de loin.
credit: Odile Ferrand
statut: publie
---

La halle à midi.
""",
    "media/nec-essai/halle.jpg": a_photo(),
    "entries/nec-essai/son-marche.md": """\
---
type: son
titre: Le marché
fichier: media/nec-essai/marche.wav
credit: Idriss
transcription: media/nec-essai/marche.vtt
personnes: [cachee, lea]
statut: publie
---
""",
    "media/nec-essai/marche.wav": a_wave(3.0),
    "media/nec-essai/marche.vtt": "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n<v Léa Martin>Bonjour à tous.\n",
    "entries/_commun/piste-payer.md": """\
---
type: piste
titre: Payer le courant ensemble
pour: [les mairies]
preuves: [verbatim-lea]
themes: [inclusion]
statut: publie
---

Un wattmètre suffit.
""",
    "portraits/lea.md": """\
---
nom: Léa Martin
statut: publie
fonction: Médiatrice
structure: Le Pôle
evenements: [nec-essai]
accord: {objets: [nom, image, voix, propos], supports: [web, pdf, epub, kit, reseaux, donnees], date: 2026-01-01}
---

Léa répare des écrans.
""",
    "portraits/cachee.md": """\
---
nom: Albertine Cachée
affichage: role
fonction: Secrétaire de mairie
statut: publie
accord: {objets: [voix, propos, image], supports: [web, pdf, epub, kit, reseaux, donnees], date: 2026-01-01}
---
""",
    # what must stay out, each with a word of its own
    "entries/nec-essai/verbatim-brouillon.md": verbatim("lea", "Motbrouillon secret.", more=""),
    "entries/nec-essai/verbatim-embargo.md": verbatim(
        "lea", "Motembargo secret.", more="statut: publie\npublication: 2027-01-01\n"
    ),
    "portraits/retiree.md": person("Nolwenn Motretiree", "web, reseaux, donnees").replace(
        "date: 2026-01-01", "retrait: 2026-02-01"
    ),
    "entries/nec-essai/verbatim-retire.md": verbatim("retiree", "Motretrait secret."),
    "portraits/discrete.md": person("Solène Motdiscrete", "web, donnees"),
    "entries/nec-essai/verbatim-discret.md": verbatim("discrete", "Motsanscarton, dit-elle."),
    "portraits/muette.md": person("Édith Motmuette", "web, reseaux"),
    "entries/nec-essai/verbatim-muet.md": verbatim("muette", "Motsansdonnees, dit-elle."),
    "entries/nec-essai/recit-ferme.md": """\
---
type: recit
titre: Motferme
resume: Un récit que l’on ne peut pas retailler.
licence: CC-BY-ND-4.0
statut: publie
---

Texte.
""",
}


def lay(root: Path, changes: Mapping[str, str | bytes | None] | None = None) -> Workspace:
    """Lay the world in a folder."""
    return Workspace(root).write({**DEFAULTS, **FILES}).write(changes or {})


def read(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder, by path."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


@cache
def world() -> dict[str, bytes]:
    """Return everything that a build of the site, the networks and the data writes, made once a session."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = lay(Path(folder))
        written = workspace.build("web", "reseaux", "donnees")
        assert written is not None, [d.message for d in workspace.check()]
        return read(workspace.root / "out")


def part(prefix: str) -> dict[str, bytes]:
    """Return the files of the world under a folder, by path inside it."""
    return {
        path.removeprefix(prefix): content for path, content in world().items() if path.startswith(prefix)
    }
