"""What may not leave on a support, in the forms a search can find.

In: a ``Visible`` and the workspace's files. Out: ``Needles``. Two kinds of words: those of a hidden name are
never allowed; those of a draft, an embargoed or refused text, a name nobody agreed to show are not looked for
where a published text says them too (an official named in a récit, a quotation), so that a remark is true.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Final

from carnet.cache import Cache
from carnet.hidden import hidden_persons, shown_strings, strings
from carnet.kinds import FichePhoto, FichePortrait, FicheSon
from carnet.leaks.likeness import Contour, Picture, contour_of, is_heard_in, is_like, picture_of
from carnet.linking import Carnet
from carnet.model import Entry
from carnet.private import FOLDER
from carnet.spelling import folded, shingles, spellings
from carnet.text.plain import plain
from carnet.visible import Visible

SHORTEST_PROOF: Final = 8
"""« A-042 » is in the bytes of any sound by chance."""
TEXT_SUFFIXES: Final = (".csv", ".json", ".md", ".tsv", ".txt", ".vcf", ".yaml", ".yml")
MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE: Final = re.compile(r"(?:\+|\b0)\d(?:[ .\u00a0\u202f-]?\d){8,11}\b")
NAME_CELL: Final = re.compile(r"[^\W\d_][\w’'-]+(?: [^\W\d_][\w’'-]+){1,3}")


class Kind(StrEnum):
    """What was found, as the remark says it."""

    NOM = "un nom"
    PASSAGE = "un passage d’un texte"
    ADRESSE = "l’adresse d’une entrée"
    FICHIER = "un fichier"
    IMAGE = "une image"
    VOIX = "un enregistrement"
    PRIVE = "quelque chose de prive/"
    POSITION = "une position GPS"
    APPAREIL = "le numéro ou le propriétaire d’un appareil"
    MACHINE = "un chemin de cette machine"


UNCOUNTED: Final = (Kind.APPAREIL, Kind.MACHINE, Kind.POSITION, Kind.PRIVE)
"""Looked for on every support; how many there are would tell two machines apart (``prive/``, its paths)."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Something that may not leave: its kind, and whose it is (an entry's id, a file of ``prive/``)."""

    kind: Kind
    owner: str


@dataclass(frozen=True)
class Needles:
    """All the forms to look for on one support.

    ``words`` are folded (``carnet.spelling``), ``digests`` SHA-256 of whole files in hexadecimal.
    """

    words: Mapping[str, Secret]
    digests: Mapping[str, Secret]
    pictures: tuple[tuple[Picture, Secret], ...]
    contours: tuple[tuple[Contour, Secret], ...]

    @cached_property
    def digest(self) -> str:
        """What the verdict on a file depends on, with its bytes."""
        parts = [*sorted(self.words), *sorted(self.digests)]
        parts += [p.hex() for p, _ in self.pictures] + [c.hex() for c, _ in self.contours]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @property
    def counts(self) -> dict[str, int]:
        """How many entries and persons each kind of thing comes from."""
        secrets = {*self.words.values(), *self.digests.values()}
        secrets |= {secret for _, secret in (*self.pictures, *self.contours)}
        kinds = Counter(s.kind for s in secrets if s.kind not in UNCOUNTED)
        return {kind.name.lower(): number for kind, number in sorted(kinds.items())}

    def __len__(self) -> int:
        return len(self.words) + len(self.digests) + len(self.pictures) + len(self.contours)


def needles(visible: Visible, root: Path, cache: Cache) -> Needles:
    """Gather what may not leave on the support of a visible carnet."""
    carnet = visible.carnet
    out = {left.entry for left in visible.left_out}
    kept = [entry for id_, entry in carnet.entries.items() if id_ not in out]
    left = [carnet[id_] for id_ in sorted(out)]
    gone = {out.entry for out in visible.left_out if out.rule == "accord-retire"}
    waiting = [entry for entry in left if entry.id not in gone]  # a tombstone stands where the others were
    sources = (_names(visible), _passages(left, carnet), _addresses(waiting), _private_words(root))
    words: dict[str, Secret] = {}
    for form, secret in chain.from_iterable(sources):
        words.setdefault(form, secret)
    if words:
        said = "".join(map(folded, _published(kept, visible)))
        words = {form: secret for form, secret in words.items() if form not in said}
    words |= _hidden_names(carnet) | _machine(root)
    shown = _media(kept, carnet)
    files = {path: entry for path, entry in _media(left, carnet).items() if path not in shown}
    photos = [path for path, entry in shown.items() if isinstance(entry.fiche, FichePhoto)]
    sounds = [path for path, entry in shown.items() if _is_sound(path, entry)]
    return Needles(
        words,
        dict(_digests(files, root)),
        tuple(_pictures(files, photos, root, cache)),
        tuple(_contours(files, sounds, root, cache)),
    )


def everywhere(carnet: Carnet, root: Path) -> Needles:
    """Gather what may stand in no file, whatever its support: hidden names, paths of this machine."""
    return Needles({**_hidden_names(carnet), **_machine(root)}, {}, (), ())


def _hidden_names(carnet: Carnet) -> dict[str, Secret]:
    people = hidden_persons(carnet)
    return {form: Secret(Kind.NOM, p.person.id) for p in people for form in sorted(p.forms)}


def _machine(root: Path) -> dict[str, Secret]:
    return {folded(str(root)): Secret(Kind.MACHINE, "")} if len(root.parts) > 2 else {}


# --- words -----------------------------------------------------------------------------------------


def _names(visible: Visible) -> Iterator[tuple[str, Secret]]:
    """Yield the full names of those who may not be shown by name on this support."""
    for entry in visible.carnet.entries.values():
        if isinstance(entry.fiche, FichePortrait) and not visible.door.may_show(entry):
            for name in (entry.fiche.nom, entry.fiche.pseudonyme or ""):
                yield from ((form, Secret(Kind.NOM, entry.id)) for form in sorted(spellings(name)))


def _passages(entries: Iterable[Entry], carnet: Carnet) -> Iterator[tuple[str, Secret]]:
    """Yield the words of what is left out, a few at a time."""
    for entry in entries:
        texts = [text for _, text in shown_strings(entry)]
        texts += plain(carnet.bodies[entry.id], notes=True).split("\n\n")
        for text in (*texts, *_spoken(entry, carnet)):
            yield from ((form, Secret(Kind.PASSAGE, entry.id)) for form in shingles(text))
    for entry in carnet.entries.values():
        proof = entry.fiche.accord.preuve if entry.fiche.accord else None
        if proof and len(folded(proof)) > SHORTEST_PROOF:
            yield folded(proof), Secret(Kind.PRIVE, entry.id)


def _addresses(entries: Iterable[Entry]) -> Iterator[tuple[str, Secret]]:
    """Yield the ids of what is left out, as they would stand in an address."""
    for entry in entries:
        form = folded(entry.id)
        if entry.type not in ("portrait", "evenement") and len(form.split()) > 2:
            yield form, Secret(Kind.ADRESSE, entry.id)


def _private_words(root: Path) -> Iterator[tuple[str, Secret]]:
    """Yield the contacts, names and sentences of the text files of ``prive/``."""
    for path in _private_files(root):
        if path.suffix.lower() not in TEXT_SUFFIXES or path.stat().st_size > 1_000_000:
            continue
        secret = Secret(Kind.PRIVE, path.relative_to(root).as_posix())
        text = path.read_text("utf-8", errors="replace")
        for found in (*MAIL.findall(text), *PHONE.findall(text)):
            yield folded(found), secret
        for cell in re.split(r"[;,\t\n|\"]", text):
            if NAME_CELL.fullmatch(cell.strip()) and cell.strip().istitle():
                yield from ((form, secret) for form in sorted(spellings(cell)))
            yield from ((form, secret) for form in shingles(cell))


def _published(kept: Iterable[Entry], visible: Visible) -> Iterator[str]:
    """Yield all that this support may say: what is in it is no secret."""
    carnet = visible.carnet
    yield from (text for _, text in strings(carnet.edition))
    for entry in kept:
        yield from (entry.id, *(text for _, text in shown_strings(entry)))
        yield plain(carnet.bodies[entry.id], notes=True)
        yield from _spoken(entry, carnet)
    yield from (person.nom for person in visible.personnes)


def _spoken(entry: Entry, carnet: Carnet) -> list[str]:
    return [cue.text for cue in carnet.transcripts[entry.id].cues] if entry.id in carnet.transcripts else []


# --- files -----------------------------------------------------------------------------------------


def _media(entries: Iterable[Entry], carnet: Carnet) -> dict[str, Entry]:
    """Return the media files of entries, each with the first that names it."""
    found: dict[str, Entry] = {}
    for entry in entries:
        for (id_, _), path in carnet.files.items():
            if id_ == entry.id:
                found.setdefault(path, entry)
    return found


def _private_files(root: Path) -> list[Path]:
    folder = root / FOLDER
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []


def _digests(left: Mapping[str, Entry], root: Path) -> Iterator[tuple[str, Secret]]:
    """Yield the hash of every file that may not be copied as it is."""
    for path, entry in left.items():
        yield _sum(root / path), Secret(Kind.FICHIER, entry.id)
    for private in _private_files(root):
        if private.stat().st_size:
            yield _sum(private), Secret(Kind.PRIVE, private.relative_to(root).as_posix())


def _sum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _pictures(
    left: Mapping[str, Entry], shown: Iterable[str], root: Path, cache: Cache
) -> Iterator[tuple[Picture, Secret]]:
    """Yield the look of every photo left out, unless a published one looks the same."""
    hidden = {path: entry for path, entry in left.items() if isinstance(entry.fiche, FichePhoto)}
    if not hidden:
        return
    seen = [picture for path in sorted(shown) if (picture := picture_of((root / path).read_bytes(), cache))]
    for path, entry in hidden.items():
        picture = picture_of((root / path).read_bytes(), cache)
        if picture is not None and not any(is_like(picture, other) for other in seen):
            yield picture, Secret(Kind.IMAGE, entry.id)


def _contours(
    left: Mapping[str, Entry], shown: Iterable[str], root: Path, cache: Cache
) -> Iterator[tuple[Contour, Secret]]:
    """Yield the shape of every recording left out, unless a published one sounds the same."""
    hidden = {path: entry for path, entry in left.items() if _is_sound(path, entry)}
    if not hidden:
        return
    heard = [contour for path in sorted(shown) if (contour := contour_of((root / path).read_bytes(), cache))]
    for path, entry in hidden.items():
        contour = contour_of((root / path).read_bytes(), cache)
        if contour is not None and not any(is_heard_in(contour, other) for other in heard):
            yield contour, Secret(Kind.VOIX, entry.id)


def _is_sound(path: str, entry: Entry) -> bool:
    return isinstance(entry.fiche, FicheSon) and not path.endswith((".vtt", ".srt"))
