"""From located text to typed entries.

In: ``Sources``. Out: ``Loaded``. Every fault of every entry is reported with its place; an entry with a
fault is left aside and the others go on. Folder defaults live here: an entry takes its type from its
folder, its event from it too, and its date, language, licence and authors from its event or the edition.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError

from carnet.diagnostics import Report, Span
from carnet.edition import Edition
from carnet.explaining import explain, nearest
from carnet.fields import A_COMPLETER, Modele, Typesetting, seconds
from carnet.frontmatter import Front, Loc, Value
from carnet.kinds import IN_COMMON, IN_EVENT, KINDS, Fiche, FicheEvenement, FicheVerbatim
from carnet.model import Entry, Loaded
from carnet.rgaa import Grille, criteres
from carnet.sources import COMMON, Source, Sources
from carnet.text.typography import typeset

M = TypeVar("M", bound=Modele)

MARKS = re.compile(
    r"(?<![\w*])(\*{1,2})(?=[^\s*])[^*\n]*[^\s*]\1(?![\w*])|\[[^\]\n]+\]\([^)\n]+\)|&(?:#x?)?\w+;"
)
"""Emphasis, links and entities, as Markdown writes them; « 5 * 3 » and « * * * » are none."""


@dataclass(frozen=True, slots=True)
class _Validated:
    """What one source gave, in the carnet's language: its kind and its values, or None, and the remarks."""

    source: Source
    langue: str
    found: tuple[Source, str, Fiche] | None
    remarks: Report


Memory = MutableMapping[str, _Validated]
"""What each file gave the time before, in this process, by its path."""


def load(sources: Sources, report: Report, memory: Memory | None = None) -> Loaded:
    """Validate the edition and every entry against their kinds.

    With a ``memory``, a source that is the very same as the time before is not validated again.
    """
    edition = _model(Edition, sources.edition, dict(sources.edition.tree), "fr", report)
    langue = edition.langue if edition else "fr"
    known = {} if memory is None else memory
    validated = [_validated(source, langue, known.get(source.path)) for source in sources.entries]
    if memory is not None:
        memory.clear()
        memory.update({one.source.path: one for one in validated})
    for one in validated:
        report.take(one.remarks)
    read = [one.found for one in validated if one.found is not None]
    events = {s.folder: fiche for s, t, fiche in read if isinstance(fiche, FicheEvenement)}
    _check_folders(sources.entries, report)
    entries = (_entry(source, type_, fiche, events, edition) for source, type_, fiche in read)
    unread = {_short(source) for source in sources.entries} - {_short(source) for source, _, _ in read}
    return Loaded(
        edition,
        sources.edition,
        {entry.id: entry for entry in entries},
        sources.media,
        frozenset(unread) | sources.unread,
        _audit(sources, edition, report),
    )


def _validated(source: Source, langue: str, known: _Validated | None) -> _Validated:
    if known is not None and known.source is source and known.langue == langue:
        return known
    remarks = Report()
    type_ = _type_of(source, remarks) if source.front.whole else None
    fiche = _fiche(source, type_, langue, remarks) if type_ else None
    return _Validated(source, langue, (source, type_, fiche) if type_ and fiche else None, remarks)


def _audit(sources: Sources, edition: Edition | None, report: Report) -> Grille | None:
    """Validate the accessibility grid; what it leaves unsaid is told when its filling has begun."""
    front = sources.audit
    if front is None or not front.whole:
        return None
    grid = _model(Grille, front, dict(front.tree), "fr", report)
    if grid is None:
        return None
    for number, found in grid.criteres.items():
        if number not in criteres():
            report.add("audit-critere", front.span("criteres", number, key=True), critere=number)
        elif found.statut == "non-conforme" and not found.constat:
            report.add("audit-sans-constat", front.span("criteres", number), critere=number)
    left = len(grid.juges("a-evaluer"))
    if grid.commencee and not grid.entiere:
        missing = [f"{left} critères à évaluer"] if left > 1 else ["1 critère à évaluer"] if left else []
        missing += [name for name in ("date", "auditeur") if getattr(grid, name) is None]
        report.add("audit-incomplet", front.span(), manque=", ".join(missing))
    if grid.entiere and edition and edition.accessibilite.audit:
        report.add("audit-en-double", sources.edition.span("accessibilite", "audit"), taux=f"{grid.taux:g}")
    return grid


def _short(source: Source) -> str:
    """Return the name people write for an entry: its file's, or its folder's for an event."""
    return source.folder if source.stem == "evenement" else source.stem


def _type_of(source: Source, report: Report) -> str | None:
    """Return an entry's kind, from its folder and file, else from its ``type``."""
    if source.path.startswith("portraits/"):
        return "portrait"
    if source.stem == "evenement" and source.folder != COMMON:
        return "evenement"
    written = source.front.tree.get("type")
    if not isinstance(written, str):
        report.add("type-absent", source.front.span("type", key=True))
        return None
    if written not in KINDS:
        close = nearest(written, KINDS) or "recit"
        report.add("type-inconnu", source.front.span("type"), type=written, proche=close)
        return None
    allowed = IN_COMMON if source.folder == COMMON else IN_EVENT
    if written not in allowed:
        folder = source.path.rpartition("/")[0]
        report.add(
            "type-mal-range",
            source.front.span("type"),
            type=written,
            dossier=folder,
            remede=_right_place(written),
        )
        return None
    return written


def _right_place(type_: str) -> str:
    if type_ == "portrait":
        return "déplacez ce fichier dans portraits/"
    if type_ == "evenement":
        return "nommez ce fichier evenement.md, dans le dossier de l’évènement"
    if type_ in IN_COMMON:
        return "déplacez ce fichier dans entries/_commun/"
    return "déplacez ce fichier dans le dossier de son évènement"


def _fiche(source: Source, type_: str, langue: str, report: Report) -> Fiche | None:
    tree = dict(source.front.tree)
    written = tree.pop("type", None)
    if isinstance(written, str) and written != type_:
        report.add(
            "valeur-inattendue",
            source.front.span("type"),
            valeur=written,
            champ="type",
            remede=f"écrivez « type: {type_} », ou retirez la ligne",
        )
    own = None if type_ == "verbatim" else tree.get("langue")  # of a verbatim, only the words are foreign
    fiche = _model(KINDS[type_], source.front, tree, own if isinstance(own, str) else langue, report)
    if fiche is not None:
        _check_order(source.front, fiche, report)
        _check_marks(source.front, type_ == "verbatim", report)
        if fiche.statut != "brouillon":
            _check_complete(source.front, report)
            if source.body.strip() == A_COMPLETER:
                line = source.body_line + source.body.count("\n", 0, source.body.index(A_COMPLETER))
                report.add("reste-a-completer", Span(source.path, line), champ="le texte")
    return fiche


def _model(kind: type[M], front: Front, tree: dict[str, Value], langue: str, report: Report) -> M | None:
    """Validate one tree; empty values are reported and taken out first."""
    filled = _without_empty(tree, front, (), report)
    context = Typesetting(lambda text: typeset(text, langue=langue))
    try:
        return kind.model_validate(filled, context=context)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            explain(fault, kind, front, tree, report)
    return None


def _without_empty(value: Value, front: Front, loc: tuple[str | int, ...], report: Report) -> Value:
    if isinstance(value, dict):
        kept = {}
        for key, item in value.items():
            if item is None:
                report.add("champ-vide", front.span(*loc, key, key=True), champ=key)
            else:
                kept[key] = _without_empty(item, front, (*loc, key), report)
        return kept
    if isinstance(value, list):
        return [
            _without_empty(item, front, (*loc, place), report)
            for place, item in enumerate(value)
            if item is not None
        ]
    return value


def _check_order(front: Front, fiche: Fiche, report: Report) -> None:
    """Report an end that comes before its start."""
    if isinstance(fiche, FicheEvenement) and fiche.fin and fiche.fin < fiche.debut:
        report.add(
            "dates-inversees", front.span("fin"), debut=fiche.debut.isoformat(), fin=fiche.fin.isoformat()
        )
    if (
        isinstance(fiche, FicheVerbatim)
        and fiche.debut
        and fiche.fin
        and seconds(fiche.fin) <= seconds(fiche.debut)
    ):
        report.add("dates-inversees", front.span("fin"), debut=fiche.debut, fin=fiche.fin)


def _check_marks(front: Front, spoken: bool, report: Report) -> None:
    """Report each value with marks that only a text gives a meaning to: a reader would see them.

    The words of a verbatim, when ``spoken``, are a text.
    """
    for loc, written in _written(front.tree):
        mark = MARKS.search(written)
        if mark and not (spoken and loc == ("texte",)):
            report.add("marques-visibles", front.span(*loc), marques=mark[0])


def _check_complete(front: Front, report: Report) -> None:
    """Report each value that still waits for its author."""
    for loc, written in _written(front.tree):
        if written == A_COMPLETER:
            champ = ".".join(str(part) for part in loc if isinstance(part, str))
            report.add("reste-a-completer", front.span(*loc), champ=champ)


def _written(value: Value, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Yield every string of a front matter with the path of its key."""
    if isinstance(value, str):
        yield loc, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _written(item, (*loc, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _written(item, (*loc, place))


def _check_folders(sources: Iterable[Source], report: Report) -> None:
    """Report each folder of entries that has no event, once."""
    folders: dict[str, list[Source]] = {}
    for source in sources:
        if source.path.startswith("entries/") and source.folder != COMMON:
            folders.setdefault(source.folder, []).append(source)
    for folder, inside in folders.items():
        if not any(source.stem == "evenement" for source in inside):
            report.add("evenement-absent", inside[0].front.span(), dossier=folder)


def _entry(
    source: Source,
    type_: str,
    fiche: Fiche,
    events: Mapping[str, FicheEvenement],
    edition: Edition | None,
) -> Entry:
    in_event = source.path.startswith("entries/") and source.folder != COMMON
    event = events.get(source.folder) if in_event else None
    return Entry(
        id=_id(source, type_),
        type=type_,
        evenement=source.folder if in_event else None,
        fiche=fiche,
        body=source.body,
        source=source,
        date=fiche.date or _event_date(event),
        langue=fiche.langue or (edition.langue if edition else "fr"),
        licence=fiche.licence or (edition.licence if edition else ""),
        auteurs=fiche.auteurs or tuple(edition.contributeurs if edition else ()),
    )


def _event_date(event: FicheEvenement | None) -> dt.date | None:
    return event.debut if event else None


def _id(source: Source, type_: str) -> str:
    if type_ == "evenement":
        return source.folder
    return f"{source.folder}/{source.stem}"
