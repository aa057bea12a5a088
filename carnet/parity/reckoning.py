"""Brings together what the sources hold and what the outputs show.

In: what may leave on each support, and what was made of it. Out: an ``Account``, with every piece that is
neither present nor replaced.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import shorten
from typing import Final

from carnet.diagnostics import Report
from carnet.kinds import FichePortrait
from carnet.model import Artifact, Entry
from carnet.parity.markup import read_epub, read_site
from carnet.parity.pieces import Piece, pieces
from carnet.parity.reading import Place, Reading
from carnet.parity.tags import HYPHENS, read_pdf
from carnet.visible import Visible

READERS: Final[Mapping[str, Callable[[Iterable[Artifact]], Reading]]] = {
    "web": read_site,
    "epub": read_epub,
    "pdf": read_pdf,
}
"""The targets that are read back, and how. The printer's file is the screen's pages in other inks: its own
checks compare them."""

NAMED: Final = {"web": "le site", "epub": "l’EPUB", "pdf": "le PDF"}

REPLACED: Final[Mapping[tuple[str, str], str]] = {
    ("pdf", "le son"): "une ligne qui dit son titre, sa durée et son crédit",
    ("pdf", "une réplique de la transcription"): "un extrait de la transcription",
}
"""What a support cannot show, and what stands for it."""

SILENT: Final[Mapping[tuple[str, str], str]] = {
    ("epub", "le son"): "une ligne, sa durée, et ses mots : cette édition est sans le son",
}
"""What more is replaced in the edition of the bookshops that take no sound."""

CORE: Final[Mapping[str, frozenset[str]]] = {
    "photo": frozenset({"fichier", "alt", "credit", "corps"}),
    "verbatim": frozenset({"corps"}),
    "son": frozenset({"fichier", "titre", "credit"}),
}
"""The fields that every place where such an entry stands must show, an inclusion as well as its own page."""


NO_HYPHENS: Final[Mapping[int, int | None]] = {}
SHORT: Final = 12
"""A run of so few letters (« et », « . ») may be found in the middle of another that is wanted whole."""

LABELS: Final = frozenset({("photo", "titre"), ("verbatim", "titre")})
"""Titles that only name: their words are often the caption's, and may stand in a list of credits instead."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A piece that an output should show and does not; ``where`` is the place that lacks it, or ""."""

    support: str
    entry: Entry
    piece: Piece
    where: str


@dataclass(slots=True)
class Tally:
    """What became of one entry's pieces on one support."""

    present: int = 0
    replaced: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Account:
    """The whole reckoning; ``left_out`` counts, by support, why entries may not leave on it."""

    tallies: Mapping[str, Mapping[str, Tally]]
    missing: tuple[Missing, ...]
    left_out: Mapping[str, Counter[str]]


def reckon(
    visibles: Mapping[str, Visible], made: Mapping[str, Sequence[Artifact]], *, sans_son: bool = False
) -> Account:
    """Read every output back and find each piece of each entry in it."""
    replaced = {**REPLACED, **SILENT} if sans_son else REPLACED
    tallies: dict[str, dict[str, Tally]] = {}
    missing: list[Missing] = []
    for support, visible in visibles.items():
        if support not in READERS:
            continue
        reading = READERS[support](made[support])
        tallies[support] = {}
        for entry in visible.entries.values():
            if not _speaks(entry, visible):
                continue
            tally = tallies[support][visible.identifier(entry)] = Tally()
            missing += _reckon(support, visible, entry, reading, tally, replaced)
    left_out: dict[str, Counter[str]] = {
        v.support: Counter(o.reason for o in v.left_out) for v in visibles.values()
    }
    return Account(tallies, tuple(missing), left_out)


def report_missing(account: Account, report: Report) -> None:
    """Report every missing piece where it was written."""
    for lost in account.missing:
        entry, piece = lost.entry, lost.piece
        where = entry.source.place(piece.words) if piece.field == "corps" else entry.span(piece.field)
        excerpt = f"«\u00a0{shorten(piece.words, 60, placeholder='…')}\u00a0»" if piece.words else ""
        report.add(
            "piece-perdue",
            where,
            piece=f"{piece.kind} {excerpt}".strip(),
            sortie=NAMED[lost.support],
            lieu=lost.where or "nulle part",
        )


def _speaks(entry: Entry, visible: Visible) -> bool:
    """Tell whether an entry has a place of its own: a person without a text only lends her name to others."""
    if isinstance(entry.fiche, FichePortrait) and not entry.body.strip():
        return False
    return visible.evenement is None or entry.evenement == visible.evenement


def _reckon(
    support: str,
    visible: Visible,
    entry: Entry,
    reading: Reading,
    tally: Tally,
    replaced: Mapping[tuple[str, str], str],
) -> Iterator[Missing]:
    held = pieces(visible, entry)
    labels = [piece for piece in held if (entry.type, piece.field) in LABELS]
    wanted = [piece for piece in held if piece not in labels]
    core = CORE.get(entry.type, frozenset())
    places = reading.get(visible.identifier(entry), [])
    beside = [*places, *reading.get("", ())]
    shown = [_found(wanted, place, reading, support) for place in places]
    for piece in [*wanted, *labels]:
        found = [piece in some for some in shown]
        if not any(found) and (piece in labels or piece.kind == "une note" or piece.address):
            found = [any(_stands(piece, place, support) for place in beside)]
        if (support, piece.kind) in replaced and places:
            tally.replaced[replaced[support, piece.kind]] += 1
        elif not any(found):
            yield Missing(support, entry, piece, places[0].where if places else "")
        elif piece.field in core and not all(found):
            yield Missing(support, entry, piece, places[found.index(False)].where)
        else:
            tally.present += 1


def _found(wanted: Sequence[Piece], place: Place, reading: Reading, support: str) -> list[Piece]:
    """Return the pieces that stand in a place."""
    hyphens = HYPHENS if support == "pdf" else NO_HYPHENS
    inside = place.holders | {place.identity}
    lost = _not_said([piece for piece in wanted if piece.is_text], place.text, hyphens)
    found = []
    for piece in wanted:
        if piece.address:
            stands = piece.address in place.addresses
        elif piece.target:
            stands = any(included.holders >= inside for included in reading.get(piece.target, ()))
        elif piece.is_spoken:
            stands = piece.parts[0].translate(hyphens) in place.spoken
        elif piece.field == "fichier":
            stands = bool(place.images or place.sounds)
        else:
            stands = piece not in lost
        found += [piece] if stands else []
    return found


def _stands(piece: Piece, place: Place, support: str) -> bool:
    """Tell whether the words or the address of a piece are in a place, whatever else they serve."""
    if piece.address:
        return piece.address in place.addresses
    hyphens = HYPHENS if support == "pdf" else NO_HYPHENS
    return all(part.translate(hyphens) in place.text for part in piece.parts)


def _not_said(wanted: Sequence[Piece], text: str, hyphens: Mapping[int, int | None]) -> set[Piece]:
    """Return the pieces whose words are not in a text, the longest served first.

    A run of words serves once: a paragraph is not found in the standfirst that quotes it.
    """
    runs = [(part.translate(hyphens), piece) for piece in wanted for part in piece.parts]
    taken: list[tuple[int, int]] = []
    lost = set()
    for words, piece in sorted(runs, key=lambda run: -len(run[0])):
        at = text.find(words)
        while (
            at >= 0
            and len(words) > SHORT
            and any(at < end and start < at + len(words) for start, end in taken)
        ):
            at = text.find(words, at + 1)
        if at < 0:
            lost.add(piece)
        elif len(words) > SHORT:
            taken.append((at, at + len(words)))
    return lost
