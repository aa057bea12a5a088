"""Lay a carnet of any size, always the same: ``generate.py DIR --entries 800 --photos 200``.

In: a number of entries, of words per entry, of photos, a seed. Out: a workspace that verifies without an
error: events of forty entries with their batons, récits, syntheses, verbatims, portraits, inventories,
ressources, teachings and leads that refer to one another, and photos with grain, so that they weigh what a
telephone's do. The text is invented sentences: it looks like French to a hyphenator and means nothing.
"""

import argparse
import io
import random
from pathlib import Path

WORDS = """
    atelier médiatrice guichet mairie réseau commun carnet parole lumière fenêtre chaise affiche marché
    question réponse journée habitant association bibliothèque territoire numérique formulaire téléphone
    papier plateforme partage outil méthode projet ressource témoin passage rencontre écran clavier
    voisine élue agent service public démarche attente file salle café école village quartier rivière
    vallée gare route train publication expérience apprentissage confiance accompagnement organisation
    gouvernance contribution
""".split()
VERBS = """
    apporte demande raconte écoute partage répare invente traverse explique transmet observe relie
    accueille oublie retrouve propose refuse attend choisit recommence
""".split()
LINKS = """
    avec pour dans sur sans contre vers depuis devant derrière selon malgré après
""".split()
FIRST = """
    Ada Basile Camille Dounia Émile Fanta Gaspard Hawa Inès Joseph Karima Léon Maya Nadir Odile Paul
    Rosa Samuel Thaïs Yanis
""".split()
LAST = """
    Aubin Bazin Clément Delmas Estève Fournel Garnier Huet Imbert Joly Kerbrat Lorca Marchal Nguyen
    Ollivier Perrin Renaud Salvi Tessier Vidal
""".split()
PER_EVENT = 40

EDITION = """titre: Banc d’essai
annee: 2026
description: Un carnet de taille choisie, pour mesurer.
licence: etalab-2.0
url: https://example.org/banc/
contributeurs:
  duo: {nom: Le duo, role: duo}
themes:
  acces: {titre: Accès}
  communs: {titre: Communs}
  gens: {titre: Gens}
  lieux: {titre: Lieux}
"""


class Writer:
    """Invented French, from one seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def sentence(self) -> str:
        """Return one sentence of seven to twenty words, with a comma, a question or a quotation at times."""
        rng = self.rng
        words = [rng.choice(("La", "Une", "Cette", "Chaque")), rng.choice(WORDS), rng.choice(VERBS)]
        while len(words) < rng.randint(7, 20):
            words += [rng.choice(LINKS), rng.choice(("la", "une", "cette", "chaque")), rng.choice(WORDS)]
            if rng.random() < 0.15:
                words[-1] += ","
        text = " ".join(words).rstrip(",")
        kind = rng.random()
        if kind < 0.08:
            return f"« {text} », dit-elle."
        return text + ("?" if kind < 0.14 else ".")

    def title(self) -> str:
        """Return a title of three to six words."""
        words = self.rng.sample(WORDS, self.rng.randint(3, 6))
        return " ".join(words).capitalize()

    def prose(self, words: int) -> str:
        """Return paragraphs of about so many words, with a heading, a list and some emphasis."""
        paragraphs: list[str] = []
        count = 0
        while count < words:
            sentences = [self.sentence() for _ in range(self.rng.randint(3, 6))]
            if self.rng.random() < 0.3:
                sentences[0] = f"**{sentences[0]}**"
            paragraph = " ".join(sentences)
            if self.rng.random() < 0.12:
                paragraph = "\n".join(f"- {self.sentence()}" for _ in range(4))
            elif self.rng.random() < 0.12:
                paragraphs.append(f"## {self.title()}")
            count += len(paragraph.split())
            paragraphs.append(paragraph)
        return "\n\n".join(paragraphs)


def photo(writer: Writer, width: int = 2000, height: int = 1500) -> bytes:
    """Return a JPEG of about a megabyte: blurred colours under a grain, as a telephone gives."""
    from PIL import Image, ImageChops

    rng = writer.rng
    small = Image.frombytes("RGB", (8, 6), rng.randbytes(8 * 6 * 3))
    image = small.resize((width, height), Image.Resampling.BICUBIC)
    grain = Image.frombytes("L", (256, 256), rng.randbytes(256 * 256)).resize((width, height))
    grain = grain.point(lambda value: value // 10)
    image = ImageChops.add(image, Image.merge("RGB", (grain, grain, grain)))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def generate(root: Path, *, entries: int, words: int, photos: int, seed: int) -> None:
    """Write the workspace under ``root``, which must not exist."""
    writer = Writer(seed)
    events = max(1, entries // PER_EVENT)
    people = _people(root, writer, max(2, entries // 12), words)
    _put(root / "carnet.yaml", EDITION)
    left = entries - len(people) - events
    for number in range(events):
        name = f"nec-{number + 1:03d}"
        share = left // events + (number < left % events)
        own_photos = photos // events + (number < photos % events)
        _event(root, writer, name, number, events, people, share, own_photos, words)


def _people(root: Path, writer: Writer, count: int, words: int) -> list[str]:
    stems = []
    for number in range(count):
        name = f"{FIRST[number % 20]} {LAST[(number // 20 + number) % 20]}" + (" Junior" * (number // 400))
        stem = f"personne-{number + 1:03d}"
        _put(
            root / "portraits" / f"{stem}.md",
            f"---\nnom: {name}\nfonction: Médiatrice\nstatut: publie\n"
            "accord: {objets: [nom, image, voix, propos], date: 2026-01-01,"
            " supports: [web, pdf, imprime, epub, kit, reseaux, donnees]}\n"
            f"---\n\n{writer.prose(words)}\n",
        )
        stems.append(stem)
    return stems


def _event(
    root: Path,
    writer: Writer,
    name: str,
    number: int,
    events: int,
    people: list[str],
    share: int,
    photos: int,
    words: int,
) -> None:
    rng, folder = writer.rng, root / "entries" / name
    day = f"2026-{number % 12 + 1:02d}-{number % 27 + 1:02d}"
    _put(
        folder / "evenement.md",
        f"---\ntitre: NEC {writer.title()}\ndebut: {day}\nlieu: {{nom: Halle, commune: Ville {number + 1}}}\n"
        "porteur: Association\nthematiques: [acces, communs]\nstatut: publie\n"
        f"---\n\n{writer.prose(words)}\n",
    )
    kinds = ("verbatim", "recit", "synthese", "ressource", "inventaire", "enseignement", "piste", "seance")
    written: list[str] = []
    for rank in range(share - (number + 1 < events)):
        kind = "photo" if rank < photos else kinds[rank % len(kinds)]
        stem = f"{kind}-{rank + 1:03d}"
        theme = rng.choice(("acces", "communs", "gens", "lieux"))
        head = f"type: {kind}\nstatut: publie\nthemes: [{theme}]\n"
        body = writer.prose(words)
        if written and rng.random() < 0.5:
            body += f"\n\nVoir [[{name}/{rng.choice(written)}]]."
        if kind == "verbatim":
            head += f"personne: {rng.choice(people)}\n"
        elif kind == "photo":
            (root / "media" / name).mkdir(parents=True, exist_ok=True)
            (root / "media" / name / f"{stem}.jpg").write_bytes(photo(writer))
            head += f"fichier: media/{name}/{stem}.jpg\nalt: {writer.sentence()}\ncredit: Le duo\n"
            body = writer.sentence()
        else:
            head += f"titre: {writer.title()}\n"
        if kind in ("recit", "synthese", "ressource"):
            head += f"resume: {writer.sentence().replace(':', ',')}\n"
        if kind == "ressource":
            head += "nature: outil\nurl: https://example.org/outil\n"
        if kind == "inventaire":
            head += "vu:\n" + "".join(f"  - {writer.sentence()}\n" for _ in range(8))
        if kind in ("enseignement", "piste"):
            head += f"preuves: [{written[0] if written else 'evenement'}]\n"
        if kind == "piste":
            head += "pour: Les communes\n"
        _put(folder / f"{stem}.md", f"---\n{head}---\n\n{body}\n")
        written.append(stem)
    if number + 1 < events:
        _put(
            folder / "passage.md",
            f"---\ntype: passage\ntitre: {writer.title()}\nde: {name}\nvers: nec-{number + 2:03d}\n"
            f"question: {writer.sentence()}\nstatut: publie\n---\n\n{writer.prose(words // 2)}\n",
        )


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def main() -> None:
    """Read the command line and lay the workspace."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("root", type=Path)
    parser.add_argument("--entries", type=int, default=800)
    parser.add_argument("--words", type=int, default=400)
    parser.add_argument("--photos", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    generate(asked.root, entries=asked.entries, words=asked.words, photos=asked.photos, seed=asked.seed)


if __name__ == "__main__":
    main()
