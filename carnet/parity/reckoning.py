"""Brings together what the sources hold and what the outputs show.

In: what may leave on each support, and what was made of it. Out: an ``Account``, with every piece that is
neither present nor replaced.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import shorten
from typing import Final

from carnet.cache import Cache
from carnet.diagnostics import Report
from carnet.kinds import FicheEvenement, FichePortrait
from carnet.model import Artifact, Entry
from carnet.parity.bags import read_kits
from carnet.parity.markup import read_epub, read_site
from carnet.parity.paper import read_printed
from carnet.parity.pieces import CITED, Piece, pieces
from carnet.parity.reading import Place, Reading, Spans, letters
from carnet.parity.tags import HYPHENS, read_pdf
from carnet.parity.values import read_data
from carnet.visible import Visible


@dataclass(frozen=True, slots=True)
class Way:
    """How a target is read back: its reader, what its words are reduced to before they are compared.

    ``flat`` is for an output that is one text, where what is included is known by its place alone; ``whole``
    for one whose every place is a copy of the entry, and must lack nothing.
    """

    read: Callable[[Iterable[Artifact], Cache], Reading]
    fold: Callable[[str], str]
    flat: bool = False
    whole: bool = False


def _afresh(read: Callable[[Iterable[Artifact]], Reading]) -> Callable[[Iterable[Artifact], Cache], Reading]:
    """Return a reader that keeps nothing of one time for the next."""
    return lambda artifacts, _: read(artifacts)


READERS: Final[Mapping[str, Way]] = {
    "web": Way(_afresh(read_site), str),
    "epub": Way(_afresh(read_epub), str),
    "pdf": Way(read_pdf, lambda words: words.translate(HYPHENS)),
    "imprime": Way(_afresh(read_printed), letters, flat=True),
    "kits": Way(_afresh(read_kits), letters, whole=True),
    "donnees": Way(_afresh(read_data), letters, whole=True),
}
"""The targets that are read back. Not ``reseaux``: its posts say what they choose of an entry."""

NAMED: Final = {
    "web": "le site",
    "epub": "l’EPUB",
    "pdf": "le PDF",
    "imprime": "le livre imprimé",
    "kits": "les kits",
    "donnees": "les données",
}

NOTHING: Final = Cache(None)

LENGTH: Final = re.compile(r"\d+\s*(?:s|min|h)")
"""How long a sound is, as every output writes it."""

NEAR: Final = 60
"""So many letters after its title, a sound's length belongs to it."""

EXCERPT: Final = 24
"""So many letters of a transcript, in a row, are an excerpt of it."""


@dataclass(frozen=True, slots=True)
class Stand:
    """What stands for a piece in one place: the piece, all those of its entry, the place, its ``fold``."""

    piece: Piece
    held: Sequence[Piece]
    place: Place
    fold: Callable[[str], str]

    def said(self, *fields: str) -> list[str]:
        """Return the words of fields, as they are compared."""
        return [self.fold(part) for piece in self.held if piece.field in fields for part in piece.parts]


def _line(stand: Stand) -> bool:
    """Whether a line has a sound's title, its length and its credit."""
    said = all(stand.place.find(words) for words in stand.said("titre", "credit"))
    return said and any(
        LENGTH.match(stand.place.text, at)
        for title in stand.said("titre")
        for end in stand.place.ends(title)
        for at in range(end, end + NEAR)
    )


def _excerpt(stand: Stand) -> bool:
    """Whether a stretch of a transcript stands, or the whole of one that is shorter."""
    whole = "".join(stand.said("transcription"))
    steps = range(0, max(1, len(whole) - EXCERPT), EXCERPT)
    return any(stand.place.find(whole[at : at + EXCERPT]) for at in steps)


def _picture(stand: Stand) -> bool:
    """Whether the picture itself is shown, near its caption or its credit."""
    return stand.place.pictured(stand.said("corps", "credit"))


def _words(stand: Stand) -> bool:
    """Whether the text that a link is in stands."""
    return any(stand.place.find(words) for words in stand.said("corps"))


def _key(stand: Stand) -> bool:
    """Whether the key of a reference is cited."""
    return stand.fold(stand.piece.key) in stand.place.text


@dataclass(frozen=True, slots=True)
class Substitute:
    """What may stand for a piece that a support cannot show, and how it is known to be there."""

    words: str
    stands: Callable[[Stand], bool]


LINE: Final = Substitute("une ligne qui dit son titre, sa durée et son crédit", _line)
EXTRACT: Final = Substitute("un extrait de la transcription", _excerpt)
REPLACED: Final[Mapping[tuple[str, str], Substitute]] = {
    ("pdf", "le son"): LINE,
    ("pdf", "une réplique de la transcription"): EXTRACT,
    ("kits", CITED): Substitute("la clé d’une référence, que la bibliographie du kit donne", _key),
    ("imprime", "le son"): LINE,
    ("imprime", "une réplique de la transcription"): EXTRACT,
    ("imprime", "l’alternative"): Substitute("l’image, que le papier montre", _picture),
    ("imprime", "une alternative"): Substitute("l’image, que le papier montre", _picture),
    ("imprime", "un lien"): Substitute("les mots du lien\u00a0: le papier ne mène nulle part", _words),
}
"""What a support cannot show, and what stands for it."""

SILENT: Final[Mapping[tuple[str, str], Substitute]] = {
    ("epub", "le son"): Substitute("une ligne, sa durée, et ses mots : cette édition est sans le son", _line),
}
"""What more is replaced in the edition of the bookshops that take no sound."""

UNSAID: Final[Mapping[str, Mapping[str, str]]] = {
    "donnees": {
        "presents": "un nombre qui sert l’organisation",
        "moyens": "ce qui sert l’organisation",
        "contact_public": "des coordonnées, que la page du site donne",
    }
}
"""Fields that a support does not say, and why: they are left out as whole entries may be."""

CORE: Final[Mapping[str, frozenset[str]]] = {
    "photo": frozenset({"fichier", "alt", "credit", "corps"}),
    "verbatim": frozenset({"corps"}),
    "son": frozenset({"fichier", "titre", "credit"}),
}
"""The fields that every place where such an entry stands must show, an inclusion as well as its own page."""

SHORT: Final = 12
"""A run of so few letters (« et », « . ») may be found in the middle of another that is wanted whole."""

AROUND: Final = 2500
"""Letters, about a page and a half: a picture may float so far from the text it goes with."""

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
    unsaid: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Account:
    """The whole reckoning; ``left_out`` counts, by support, why entries may not leave on it."""

    tallies: Mapping[str, Mapping[str, Tally]]
    missing: tuple[Missing, ...]
    left_out: Mapping[str, Counter[str]]


def reckon(
    visibles: Mapping[str, Visible],
    made: Mapping[str, Sequence[Artifact]],
    *,
    sans_son: bool = False,
    cache: Cache = NOTHING,
) -> Account:
    """Read every output back and find each piece of each entry in it."""
    substitutes = {**REPLACED, **SILENT} if sans_son else REPLACED
    tallies: dict[str, dict[str, Tally]] = {}
    missing: list[Missing] = []
    left_out: dict[str, Counter[str]] = {
        v.support: Counter(o.reason for o in v.left_out) for v in visibles.values()
    }
    for support, visible in visibles.items():
        if support not in READERS:
            continue
        reading = READERS[support].read(made[support], cache)
        apart = ABSENT.get(support, _nobody)
        tallies[support] = {}
        for entry in visible.entries.values():
            if not _speaks(entry, visible):
                continue
            if reason := apart(visible, entry):
                left_out[visible.support][reason] += 1
                continue
            tally = tallies[support][visible.identifier(entry)] = Tally()
            missing += _reckon(support, visible, entry, reading, tally, substitutes)
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


def _nobody(visible: Visible, entry: Entry) -> str:
    return ""


def _unheld(visible: Visible, entry: Entry) -> str:
    """Say why an entry that may leave is in no kit: one is made of what took place, and of whom it names."""
    event = entry if entry.type == "evenement" else visible.evenement_of(entry)
    if event is not None and isinstance(event.fiche, FicheEvenement) and event.fiche.annonce:
        return "la rencontre est encore à venir"
    if isinstance(entry.fiche, FichePortrait) and not (entry.fiche.evenements or visible.backlinks(entry)):
        return "aucune rencontre ne la nomme"
    return ""


ABSENT: Final[Mapping[str, Callable[[Visible, Entry], str]]] = {"kits": _unheld}
"""What a target leaves out of what may leave on its support, and why."""


def _reckon(
    support: str,
    visible: Visible,
    entry: Entry,
    reading: Reading,
    tally: Tally,
    substitutes: Mapping[tuple[str, str], Substitute],
) -> Iterator[Missing]:
    held, way = pieces(visible, entry), READERS[support]
    labels = [piece for piece in held if (entry.type, piece.field) in LABELS]
    wanted = [piece for piece in held if piece not in labels]
    core = CORE.get(entry.type, frozenset())
    places = reading.get(visible.identifier(entry), [])
    beside = [*places, *reading.get("", ())]
    shown = [_found(wanted, place, reading, way.fold) for place in places]
    for piece in [*wanted, *labels]:
        if reason := UNSAID.get(support, {}).get(piece.field):
            tally.unsaid[f"champ «\u00a0{piece.field}\u00a0»\u00a0: {reason}"] += 1
            continue
        found = [piece in some for some in shown]
        if way.flat and piece.target:
            named = pieces(visible, visible.identified[piece.target])
            found = [_included(Stand(piece, held, place, way.fold), named) for place in places]
        if not any(found) and (piece in labels or piece.kind == "une note" or piece.address):
            found = [any(_stands(piece, place, way.fold) for place in beside)] * max(1, len(places))
        substitute = substitutes.get((support, piece.kind))
        instead = [False] * len(found)
        if substitute is not None and places and not all(found):
            instead = [substitute.stands(Stand(piece, held, place, way.fold)) for place in places]
        stands = [one or other for one, other in zip(found, instead, strict=True)]
        if not any(stands):
            yield Missing(support, entry, piece, places[0].where if places else "")
        elif (way.whole or piece.field in core) and not all(stands):
            yield Missing(support, entry, piece, places[stands.index(False)].where)
        elif any(found) or substitute is None:
            tally.present += 1
        else:
            tally.replaced[substitute.words] += 1


def _included(stand: Stand, named: Sequence[Piece]) -> bool:
    """Tell whether what an entry includes stands among its own words, in an output that is one text."""
    own = [span for words in stand.said("corps") for span in stand.place.find(words)]
    first = min(own)[0] - AROUND if own else 0
    last = max(own)[1] + AROUND if own else len(stand.place.text)
    said = [stand.fold(part) for piece in named if piece.is_text for part in piece.parts]
    return any(first < span[0] < last for words in said for span in stand.place.find(words, max(0, first)))


def _found(
    wanted: Sequence[Piece], place: Place, reading: Reading, fold: Callable[[str], str]
) -> list[Piece]:
    """Return the pieces that stand in a place."""
    inside = place.holders | {place.identity}
    said = [piece for piece in wanted if piece.is_text]
    apart = {piece.field for piece in said} if place.fields is not None else {""}
    lost = {
        piece
        for name in apart
        for piece in _not_said([p for p in said if name in ("", p.field)], place.within(name), fold)
    }
    found = []
    for piece in wanted:
        if piece.address:
            stands = place.leads(piece.address)
        elif piece.target:
            named = piece.target.rpartition("--")[2] in place.names
            stands = named or any(included.holders >= inside for included in reading.get(piece.target, ()))
        elif piece.is_spoken:
            stands = fold(piece.parts[0]) in place.spoken
        elif piece.field == "fichier":
            near = [fold(part) for other in said for part in other.parts]
            stands = place.sounds > 0 if piece.kind == "le son" else place.pictured(near)
        else:
            stands = piece not in lost
        found += [piece] if stands else []
    return found


def _stands(piece: Piece, place: Place, fold: Callable[[str], str]) -> bool:
    """Tell whether the words or the address of a piece are in a place, whatever else they serve."""
    if piece.address:
        return place.leads(piece.address)
    return all(place.within(piece.field).find(fold(part)) for part in piece.parts)


def _not_said(wanted: Sequence[Piece], place: Place, fold: Callable[[str], str]) -> set[Piece]:
    """Return the pieces whose words are not in a place, the longest served first.

    A run of words serves once: a paragraph is not found in the standfirst that quotes it.
    """
    runs = [(fold(part), piece) for piece in wanted for part in piece.parts]
    taken: Spans = []
    lost = set()
    for words, piece in sorted(runs, key=lambda run: -len(run[0])):
        spans = place.find(words)
        while len(words) > SHORT and _overlap(spans, taken):
            spans = place.find(words, spans[0][0] + 1)
        if not spans:
            lost.add(piece)
        elif len(words) > SHORT:
            taken += spans
    return lost


def _overlap(spans: Spans, taken: Spans) -> bool:
    """Tell whether stretches share more than the few letters that what follows a cut may have in common."""
    return any(min(two, end) - max(one, start) > SHORT for one, two in spans for start, end in taken)
