"""Look for what is left of a person who withdrew, and for what changed without speaking of her.

Usage: ``python tools/traces.py CARNET PERSONNE AVANT APRES``: the workspace whose portrait file is
``portraits/PERSONNE.md``, the ``out/`` of a build before her withdrawal, and one after. It shares nothing
with the program: front matter is read with ruamel.yaml, archives with zipfile, PDF with poppler and pikepdf,
pictures compared by the signs of their slopes, recordings by the signs of their loudness. Looked for, in
every file and in every file inside it: her name in order, reversed, with an initial, after « M. » or « Mme »,
in one word, in any case and with or without accents; each word of it that is nobody else's; eight of her
words in a row; her pictures; her recordings. Then each file that is not what it was must have spoken of her,
or be counted under the reason that was checked on it. Exit code 1 when anything is left or unaccounted for.
"""

import gzip
import html
import io
import json
import re
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pikepdf
from PIL import Image, UnidentifiedImageError
from ruamel.yaml import YAML

WINDOW = 8
"""Words of hers in a row that are hers."""
SIDE = 16
LIKE = 26
"""Slopes of a picture that may differ, of 240: 5 at most do once the example's photo is reduced, 92 at least
between two of its pictures."""
TURN = 160
"""Twentieths of a second compared at once: eight seconds."""
HEARD = 40
"""Signs that may differ in a turn: 25 at most do once the example's recordings are encoded again, 54 at least
between two of them."""
IMAGE = re.compile(rb"\xff\xd8\xff|\x89PNG|RIFF....WEBP|....ftyp(avi|mif)", re.DOTALL)
SOUND = re.compile(rb"ID3|OggS|RIFF....WAVE|\xff[\xf2\xf3\xfa\xfb]", re.DOTALL)
PAGEFIND = re.compile("site/recherche/pagefind/")
KINDS = ("nom", "mots", "adresse", "image", "voix")
LEFT = ("nom", "mots", "image", "voix")
"""What may be nowhere. An address without her name stays, for the page that says that it was withdrawn."""


@dataclass(frozen=True)
class Person:
    """What is hers: spellings and words (comparable), names of her files, pictures and recordings."""

    names: tuple[str, ...]
    windows: frozenset[tuple[str, ...]]
    addresses: frozenset[str]
    pictures: tuple[int, ...]
    recordings: tuple[tuple[int, ...], ...]


# --- what is hers ----------------------------------------------------------------------------------


def words(text: str) -> list[str]:
    """Return the words of a text, comparable: entities and escapes decoded, no accent, no case, no sign."""
    text = unquote(html.unescape(text), errors="replace")
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    text = re.sub("[\u00ad\u200b-\u200d\u2060]", "", text).replace("œ", "oe").replace("Œ", "Oe")
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.findall(r"[a-z0-9]+", text.lower())


def read(path: Path) -> tuple[dict[str, Any], str]:
    """Return the front matter and the text of an entry."""
    _, matter, body = path.read_text("utf-8").split("---\n", 2)
    return YAML(typ="safe").load(matter), body


def person(carnet: Path, stem: str) -> Person:
    """Gather what is a person's in a workspace: her portrait, what she said, what shows her."""
    fiche, portrait = read(carnet / f"portraits/{stem}.md")
    texts = [portrait, str(fiche.get("exergue", ""))]
    pictures: list[int] = []
    recordings: list[tuple[int, ...]] = []
    addresses = {stem}
    for path in sorted(carnet.glob("entries/*/*.md")):
        own, body = read(path)
        named = {own.get("personne"), *own.get("personnes", ())}
        if stem not in named and path.stem != fiche.get("photo"):
            continue
        addresses.add(path.stem)
        texts += [body, own.get("texte", ""), own.get("alt", "")]
        if "transcription" in own:
            spoken = (carnet / own["transcription"]).read_text("utf-8")
            texts.append(re.sub(r"<v [^>]*>|\S+ --> \S+|WEBVTT", "", spoken))
        content = (carnet / own["fichier"]).read_bytes() if "fichier" in own else b""
        pictures += [seen] if own["type"] == "photo" and (seen := look(content)) else []
        recordings += [loudness(content)] if own["type"] == "son" else []
    said = [words(re.sub(r"!?\[\[[^\]|]*\|?", " ", text)) for text in texts]
    windows = {tuple(text[at : at + WINDOW]) for text in said for at in range(len(text) - WINDOW + 1)}
    names = tuple(_spellings(words(fiche["nom"]), carnet, stem))
    return Person(names, frozenset(windows), frozenset(addresses), tuple(pictures), tuple(recordings))


def _spellings(name: list[str], carnet: Path, stem: str) -> Iterator[str]:
    """Yield the ways to write a name, and each word of it that is in no other portrait's."""
    *first, last = name
    yield from (
        f" {' '.join(name)} ",
        f" {last} {' '.join(first)} ",
        f" {first[0][0]} {last} ",
        "".join(name),
    )
    yield from (f" {title} {last} " for title in ("m", "mme", "madame", "monsieur", "mlle"))
    portraits = (path for path in carnet.glob("portraits/*.md") if path.stem != stem)
    others = {word for path in portraits for word in words(read(path)[0]["nom"])}
    yield from (f" {word} " for word in name if len(word) > 2 and word not in others)


# --- files opened to their last layer --------------------------------------------------------------


def opened(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the files that are in a file, one layer down, with their names in it."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from ((inner, archive.read(inner)) for inner in archive.namelist())
    elif content.startswith(b"\x1f\x8b"):
        yield "décomprimé", gzip.decompress(content)
    elif content.startswith(b"%PDF"):
        yield from _pdf(content)


def _pdf(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the text of a PDF as drawn, the strings of its objects, its pictures, the files joined to it."""
    with tempfile.TemporaryDirectory(prefix="traces-") as folder, pikepdf.open(io.BytesIO(content)) as pdf:
        path, out = Path(folder, "livre.pdf"), Path(folder, "dedans")
        path.write_bytes(content)
        out.mkdir()
        yield "texte", re.sub("[\u00ad\u2010-]\\s*\n", "", drawn(path)).encode()
        plain = io.BytesIO()
        pdf.save(plain, qdf=True, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        yield "objets", "\n".join(_strings(plain.getvalue())).encode()
        subprocess.run(["pdfimages", "-all", path, out / "image"], check=True)
        subprocess.run(["pdfdetach", "-saveall", "-o", out, path], check=False, capture_output=True)
        yield from ((file.name, file.read_bytes()) for file in sorted(out.iterdir()))


def drawn(pdf: Path) -> str:
    """Return the text of a PDF as it is drawn."""
    return subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, check=True).stdout.decode()


def _strings(objects: bytes) -> Iterator[str]:
    """Yield the strings of a PDF's objects: literal and hexadecimal, in either encoding."""
    for literal in re.findall(rb"\(((?:\\.|[^()\\])*)\)", objects, re.DOTALL):
        raw = re.sub(rb"\\([0-7]{3})", lambda found: bytes([int(found[1], 8) & 255]), literal)
        raw = re.sub(rb"\\(.)", rb"\1", raw)
        yield raw.decode("utf-16-be" if raw.startswith(b"\xfe\xff") else "latin-1", errors="ignore")
    for digits in re.findall(rb"<([0-9A-Fa-f]{8,})>", objects):
        raw = bytes.fromhex(digits.decode()[: len(digits) // 2 * 2])
        yield raw.decode("utf-16-be" if raw.startswith(b"\xfe\xff") else "latin-1", errors="ignore")


def said_in(content: bytes) -> Iterator[str]:
    """Yield the words of bytes of any kind on one line, a space at each end: as they are, without tags."""
    text = content.decode("utf-8", errors="ignore")
    if "\0" in text[:4096]:
        runs = re.findall(rb"[\x20-\x7e\xc3-\xc5\x80-\xbf]{6,}", content)
        wide = re.findall(rb"(?:[\x20-\x7e\xc0-\xff]\0){6,}", content[:200_000])
        text = "\n".join(
            [*(r.decode("utf-8", errors="ignore") for r in runs), *(w.decode("utf-16-le") for w in wide)]
        )
    yield f" {' '.join(words(text))} "
    if "<" in text:
        text = html.unescape(text) if "&lt;" in text else text
        sewn = re.sub(r"</?(?:a|b|i|em|strong|span|cite|q|w:|text:span)[^<>]*>", "", text)
        yield from (f" {' '.join(words(re.sub(r'<[^<>]*>', between, sewn)))} " for between in (" ", ""))


def look(content: bytes) -> int | None:
    """Return a picture as 240 signs, one where it gets darker to the right; None when it is none."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            greys = image.convert("L").resize((SIDE, SIDE), Image.Resampling.LANCZOS).tobytes()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return None
    signs = 0
    for at in range(SIDE * SIDE - 1):
        if (at + 1) % SIDE:
            signs = signs << 1 | (greys[at] > greys[at + 1])
    return signs


def loudness(content: bytes) -> tuple[int, ...]:
    """Return the energy of a recording, twenty times a second; empty when it is none."""
    command = ["ffmpeg", "-v", "error", "-i", "-", "-ac", "1", "-ar", "4000", "-f", "s16le", "-"]
    heard = subprocess.run(command, input=content, capture_output=True, check=False).stdout
    samples = memoryview(heard[: len(heard) // 400 * 400]).cast("h")
    return tuple(sum(map(abs, samples[at : at + 200])) for at in range(0, len(samples), 200))


def is_heard_in(secret: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether eight seconds of a recording are in another: their loudness rises and falls together."""
    wanted, found = _signs(secret), _signs(other)
    mask = (1 << TURN) - 1
    turns = [wanted >> at & mask for at in range(0, len(secret) - TURN + 1, TURN // 2)]
    return any(
        (turn ^ (found >> at & mask)).bit_count() <= HEARD
        for at in range(len(other) - TURN + 1)
        for turn in turns
    )


def _signs(levels: tuple[int, ...]) -> int:
    return sum((levels[at] < levels[at + 1]) << at for at in range(len(levels) - 1))


# --- what is found ---------------------------------------------------------------------------------


class Eye:
    """Looks for one person; what was seen in some bytes is not looked at again."""

    def __init__(self, wanted: Person) -> None:
        """Look for this person."""
        self.wanted = wanted
        self.starts = {window[0] for window in wanted.windows}
        self.known: dict[bytes, Mapping[str, str]] = {}

    def traces(self, content: bytes, name: str) -> Mapping[str, str]:
        """Return what of hers is in a file of this name, by kind, with the first place of each."""
        digest = sha256(content).digest()
        if digest not in self.known:
            found = dict.fromkeys(self._seen(content), "")
            for inner, layer in opened(content):
                for kind, place in self.traces(layer, inner).items():
                    found.setdefault(kind, f"{inner} › {place}" if place else inner)
            self.known[digest] = found
        return {**dict.fromkeys(self._said(f" {' '.join(words(name))} "), ""), **self.known[digest]}

    def _said(self, text: str) -> Iterator[str]:
        if any(name in text for name in self.wanted.names):
            yield "nom"
        if any(f" {' '.join(words(address))} " in text for address in self.wanted.addresses):
            yield "adresse"

    def _seen(self, content: bytes) -> Iterator[str]:
        if content[:4] in (b"PK\x03\x04", b"%PDF"):
            return  # what is in it is a layer of its own
        for said in said_in(content):
            yield from self._said(said)
            if self._quotes(said.split()):
                yield "mots"
        if IMAGE.match(content):
            seen = look(content)
            if seen is not None and any((seen ^ mine).bit_count() <= LIKE for mine in self.wanted.pictures):
                yield "image"
        elif SOUND.match(content):
            heard = loudness(content)
            if any(is_heard_in(mine, heard) for mine in self.wanted.recordings):
                yield "voix"

    def _quotes(self, said: list[str]) -> bool:
        places = (at for at, word in enumerate(said) if word in self.starts)
        return any(tuple(said[at : at + WINDOW]) in self.wanted.windows for at in places)


def files(out: Path) -> dict[str, Path]:
    """Return the files of an ``out/`` by their path in it."""
    return {path.relative_to(out).as_posix(): path for path in sorted(out.rglob("*")) if path.is_file()}


# --- what changed, and why -------------------------------------------------------------------------


class Reasons:
    """Two builds, and what was found in the first: says of a file why it is not what it was."""

    def __init__(self, avant: Path, apres: Path, seen: Mapping[str, Mapping[str, str]]) -> None:
        """Compare these, ``seen`` being what ``traced`` found in the first."""
        self.before, self.after, self.seen = files(avant), files(apres), seen
        moved = " ".join(self.before.keys() ^ self.after.keys())
        self.moved = set(re.findall(r"fr_[0-9a-f]{6,}", moved))
        self.found_pages = {**_found_pages(self.after), **_found_pages(self.before)}
        self.cards = set(self._cards())

    def changes(self) -> dict[str, str]:
        """Return every file that is not the same in both, with its reason, "" when none holds."""
        return {
            path: self._why(path)
            for path in sorted(self.before.keys() | self.after.keys())
            if not self._same(path)
        }

    def _same(self, path: str) -> bool:
        both = path in self.before and path in self.after
        return both and self.before[path].read_bytes() == self.after[path].read_bytes()

    def _why(self, path: str) -> str:
        one, two = self.before.get(path), self.after.get(path)
        if path in self.seen:
            return "parlait d’elle"
        if path in self.cards:
            return "carton d’une page dont le texte parlait d’elle"
        if one and two and path == "carnet-couverture.pdf" and drawn(one) == drawn(two):
            return "même texte, autre dessin : chaque rond a la taille de ce que sa rencontre a réuni"
        if one and two and _numbers_aside(one) == _numbers_aside(two):
            return "ne diffère que par des nombres : comptes, poids, empreintes"
        if self.found_pages.get(path) in self.seen:
            return "recherche : fiche d’une page qui parlait d’elle"
        if PAGEFIND.match(path) and any(name in _unzipped(one or two) for name in self.moved):
            return "recherche : liste des fichiers de l’index, dont certains ont changé de nom"
        if PAGEFIND.match(path) and path.endswith(".pf_index"):
            return "recherche : part de l’index, où les pages sont numérotées dans l’ordre"
        return ""

    def _cards(self) -> Iterator[str]:
        """Yield the cards whose words, which a page or a text beside them gives, spoke of her."""
        for path in self.seen:
            if path.endswith("carton-alt.txt"):
                yield path.replace("carton-alt.txt", "carton.png")
            elif path.endswith(".html"):
                page = self.before[path].read_text("utf-8")
                cards = re.findall(r'property="og:image" content="[^"]*/(cartons/[^"]*)"', page)
                yield from (f"site/{card}" for card in cards)


def _numbers_aside(path: Path) -> bytes:
    """Return a text without its digests and its numbers."""
    return re.sub(rb"\d+([.,]\d+)?", b"", re.sub(rb"\b[0-9a-f]{32,}\b", b"", path.read_bytes()))


def _unzipped(path: Path | None) -> str:
    content = path.read_bytes() if path else b""
    content = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
    return content.decode("utf-8", errors="ignore")


def _found_pages(out: Mapping[str, Path]) -> dict[str, str]:
    """Return the page that each document of the search index is of."""
    shelves = json.loads(out["site/recherche/pagefind/rayons.json"].read_text("utf-8"))
    folder = "site/recherche/pagefind/fragment"
    return {
        f"{folder}/{name}.pf_fragment": f"site/{told[0].partition('#')[0]}" for name, told in shelves.items()
    }


def traced(eye: Eye, out: Path) -> dict[str, Mapping[str, str]]:
    """Return the files of an ``out/`` where something of hers is."""
    seen = ((name, eye.traces(path.read_bytes(), name)) for name, path in files(out).items())
    return {name: found for name, found in seen if found}


def main(carnet: Path, stem: str, avant: Path, apres: Path) -> int:
    """Print the account; return the exit code."""
    eye = Eye(person(carnet, stem))
    before, after = traced(eye, avant), traced(eye, apres)
    for kind in KINDS:
        then, now = (sum(kind in found for found in there.values()) for there in (before, after))
        print(f"{kind} : {then} fichiers avant, {now} après")
    left = {name: found for name, found in after.items() if any(kind in found for kind in LEFT)}
    for name, found in left.items():
        print(f"RESTE {name} : {', '.join(f'{kind} ({place})' for kind, place in found.items())}")
    reasons = Reasons(avant, apres, before)
    changed = reasons.changes()
    every = reasons.before.keys() | reasons.after.keys()
    print(f"{len(every) - len(changed)} fichiers identiques à l’octet près")
    for why, number in Counter(changed.values()).most_common():
        print(f"{number} changés : {why or 'SANS RAISON'}")
    for path, why in changed.items():
        if why != "parlait d’elle":
            print(f"  {path} : {why or 'SANS RAISON'}")
    unseen = [kind for kind in KINDS if not any(kind in found for found in before.values())]
    if unseen:
        print(f"jamais vus avant le retrait, donc pas jugés : {', '.join(unseen)}")
    return 1 if left or unseen or not all(changed.values()) else 0


if __name__ == "__main__":
    if len(sys.argv) != 5 or not all(Path(folder).is_dir() for folder in (sys.argv[1], *sys.argv[3:])):
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])))
