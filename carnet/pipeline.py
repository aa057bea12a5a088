"""The whole way, in one page: sources → entries → carnet → what may leave → artifacts → disk.

Everything is reported before anything is written, and a failed build leaves the last output untouched.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import carnet
from carnet import checking, loading, sums, writing
from carnet.cache import Cache, cache_of
from carnet.checking import check_media, check_profile, check_titles, read_transcripts
from carnet.diagnostics import CarnetError, Report
from carnet.edition import Edition
from carnet.gauges import check_promises
from carnet.kinds import Support
from carnet.leaks import Made, Search, report_leaks, searched, told_leaks
from carnet.linking import Carnet, link
from carnet.loading import load
from carnet.media.room import MediaRoom
from carnet.model import Artifact, Entry, Loaded
from carnet.parity.reckoning import reckon, report_missing
from carnet.private import check_private
from carnet.progress import SILENT, Progress
from carnet.rewriting import report_rights
from carnet.rights import Moment
from carnet.sources import Sources
from carnet.targets import NOTHING_BESIDES, OUTPUTS, STEP, Besides, Book, Order, Output
from carnet.text import body
from carnet.text.body import Body, read_bodies
from carnet.text.cite import Bibliography, read_bibliography
from carnet.visible import Visible, visible_on

NO_EDITION: Final = Edition(
    titre="Carnet", annee=2000, description="…", licence="etalab-2.0", contributeurs={}
)


@dataclass(frozen=True, slots=True)
class Options:
    """What a build is asked: ``targets`` of ``OUTPUTS``, the folder to write in, the moment, the care.

    ``sans_son`` makes the EPUB of bookshops that take no sound.
    """

    targets: tuple[str, ...]
    out: Path
    moment: Moment
    strict: bool = False
    jobs: int = 1
    evenement: str | None = None
    sans_son: bool = False
    besides: Besides = NOTHING_BESIDES


@dataclass(frozen=True, slots=True)
class Memory:
    """What a program that checks again and again keeps from one time to the next."""

    fiches: loading.Memory = field(default_factory=dict)
    texts: body.Memory = field(default_factory=dict)
    media: checking.Memory = field(default_factory=dict)


def check(
    sources: Sources, cache: Cache, report: Report, *, jobs: int = 1, memory: Memory | None = None
) -> Carnet:
    """Validate, parse and link everything; all problems are in the report, whatever was found."""
    loaded = load(sources, report, memory.fiches if memory else None)
    edition = loaded.edition or NO_EDITION
    bodies = read_bodies(
        (body_of(entry) for entry in loaded.entries.values()),
        cache=cache,
        report=report,
        citations=_bibliography(sources, edition, report),
        jobs=jobs,
        memory=memory.texts if memory else None,
    )
    transcripts = read_transcripts(sources.root, loaded, report)
    whole = link(loaded, bodies, transcripts, edition, cache=cache, report=report)
    check_media(sources.root, whole, cache, report, memory.media if memory else None)
    check_profile(sources.root, edition, sources.edition.span("impression", "profil"), report)
    check_titles(whole, report)
    _check_events(loaded, report)
    check_private(sources.root, report)
    check_promises(whole, report)
    return whole


STEPS: Final = 4
"""Those of a build beside its targets: reading, leaks, parity, writing."""


def build(
    sources: Sources, options: Options, report: Report, progress: Progress = SILENT
) -> Mapping[str, writing.Written] | None:
    """Make the targets of a workspace; None when content problems stopped it, and then nothing is written."""
    cache = cache_of(sources.root)
    progress.step("lecture et vérification des entrées")
    whole = check(sources, cache, report, jobs=options.jobs)
    _check_event(whole, options.evenement)
    _check_event(whole, options.besides.extract)
    outputs = {name: OUTPUTS[name] for name in OUTPUTS if name in options.targets}
    report_rights(whole, [o.support for o in outputs.values()], options.moment, report)
    if report.fails(strict=options.strict):
        return None
    visibles = {
        name: _narrowed(visible_on(whole, output.support, options.moment), options.evenement)
        for name, output in outputs.items()
    }
    if options.besides.extract and "pdf" in visibles:
        _narrowed(visibles["pdf"], options.besides.extract)
    on = _elsewhere(whole, options)
    with writing.claimed(options.out):
        room = MediaRoom(sources.root, cache)
        made = _made(
            outputs,
            visibles,
            on,
            room,
            sans_son=options.sans_son,
            besides=options.besides,
            jobs=options.jobs,
            progress=progress,
        )
        _tell(whole, sources, made, report)
        progress.step("recherche de ce qui ne doit pas sortir")
        found = [Made(visibles[name], output.folder, made[name]) for name, output in outputs.items()]
        searches = dict(zip(outputs, searched(found, sources.root, cache, jobs=options.jobs), strict=True))
        report_leaks((leak for done in searches.values() for leak in done.leaks), report)
        progress.step("relecture de ce qui a été fait")
        account = reckon(visibles, made, sans_son=options.sans_son, cache=cache)
        report_missing(account, report)
        if report.fails(strict=options.strict):
            return None
        from carnet.parity.page import page

        digests = {name: {a.path: _sha256(a) for a in artifacts} for name, artifacts in made.items()}
        told = [page(account, sources.root), _account(visibles, made, searches, digests, report)]
        report_leaks(told_leaks(told, whole, sources.root, cache), report)
        if report.fails(strict=options.strict):
            return None
        progress.step("écriture")
        written = _written(outputs, visibles, made, digests, told, options)
        cache.prune(frozenset(output.last_only for output in outputs.values()))
        progress.done(cache.hits, cache.used)
        return written


def preflight(sources: Sources, whole: Carnet, target: str, moment: Moment, report: Report) -> None:
    """Make a target and throw it away, for what is seen in it: ``carnet verifier --cible``."""

    def visible(support: Support) -> Visible:
        return visible_on(whole, support, moment)

    output = OUTPUTS[target]
    media = MediaRoom(sources.root, cache_of(sources.root))
    made = _made({target: output}, {target: visible(output.support)}, visible, media)
    _tell(whole, sources, made, report)


def _made(
    outputs: Mapping[str, Output],
    visibles: Mapping[str, Visible],
    on: Callable[[Support], Visible],
    media: MediaRoom,
    *,
    sans_son: bool = False,
    besides: Besides = NOTHING_BESIDES,
    jobs: int = 1,
    progress: Progress = SILENT,
) -> Mapping[str, Sequence[Artifact]]:
    """Make every target, in order, each being given the books and the data made before it."""
    made: dict[str, Sequence[Artifact]] = {}
    books: tuple[Book, ...] = ()
    for name, output in outputs.items():
        progress.step(STEP[name])
        data = tuple(made.get("donnees", ()))
        order = Order(visibles[name], media, on, sans_son, books, data, besides, jobs, progress.within)
        made[name] = output.assemble(order)
        if output.offered:
            books = (*books, *(Book(a.path, a.content) for a in made[name]))
    return made


def _tell(whole: Carnet, sources: Sources, made: Mapping[str, Sequence[Artifact]], report: Report) -> None:
    """Report what outputs saw in what they made, at the entry it comes from."""
    for finding in (f for artifacts in made.values() for a in artifacts for f in a.findings):
        values: dict[str, Any] = dict(finding.values)
        if not finding.entry:
            where = sources.edition.span(*finding.loc)
        elif words := values.get("repere", values.get("ligne")):
            where = whole[finding.entry].source.place(words)
        else:
            where = whole[finding.entry].span(*finding.loc)
        report.add(finding.code, where, **values)


def _written(
    outputs: Mapping[str, Output],
    visibles: Mapping[str, Visible],
    made: Mapping[str, Sequence[Artifact]],
    digests: Mapping[str, Mapping[str, str]],
    told: Sequence[Artifact],
    options: Options,
) -> Mapping[str, writing.Written]:
    """Put every target on disk, then what is told of the build and the sums."""
    written = {name: _put(options.out, output, made[name]) for name, output in outputs.items()}
    written |= _without_address(visibles, written)
    for artifact in [*told, _sums(options.out, outputs, digests, told)]:
        writing.write_file(options.out, artifact)
    return written


WITHOUT_ADDRESS: Final = """\
  sans « url » dans carnet.yaml, ce qui demande une adresse publique n’est pas fait : flux, podcast,
  catalogue, images de partage du site, paroles à incruster, liens des textes pour les réseaux
"""


def _without_address(
    visibles: Mapping[str, Visible], written: Mapping[str, writing.Written]
) -> Mapping[str, writing.Written]:
    """Say once what could not be made because nobody said where the site is."""
    spread = [name for name in ("web", "reseaux") if name in written and not visibles[name].edition.url]
    if not spread:
        return {}
    return {spread[0]: replace(written[spread[0]], note=WITHOUT_ADDRESS)}


def _put(out: Path, output: Output, artifacts: Sequence[Artifact]) -> writing.Written:
    if output.folder is not None:
        return writing.write_folder(out, output.folder, artifacts)
    done = [writing.write_file(out, artifact) for artifact in artifacts]
    return writing.Written(len(done), sum(w.changed for w in done), 0)


def _sums(
    out: Path,
    outputs: Mapping[str, Output],
    digests: Mapping[str, Mapping[str, str]],
    told: Sequence[Artifact],
) -> Artifact:
    places = {name: f"{output.folder}/" if output.folder else "" for name, output in outputs.items()}
    files = {places[name] + path: digest for name in outputs for path, digest in digests[name].items()}
    files |= {artifact.path: _sha256(artifact) for artifact in told}
    return Artifact(sums.NAME, sums.sums(out, files, [place for place in places.values() if place]))


def _sha256(artifact: Artifact) -> str:
    return hashlib.sha256(artifact.content).hexdigest()


def _check_event(whole: Carnet, evenement: str | None) -> None:
    """Refuse ``--evenement`` with a name that no event has."""
    events = [entry.id for entry in whole.entries.values() if entry.type == "evenement"]
    if evenement is not None and evenement not in events:
        raise CarnetError(
            f"aucun évènement ne s’appelle « {evenement} »",
            aide=f"les évènements sont {', '.join(events)}",
            exit_code=2,
        )


def _narrowed(visible: Visible, evenement: str | None) -> Visible:
    """Narrow what may leave to one event, which must be among it."""
    if evenement is None:
        return visible
    if evenement not in visible.entries:
        raise CarnetError(
            f"l’évènement « {evenement} » n’est pas publié",
            aide="passez-le à « statut: publie », ou montrez les brouillons : --brouillons",
            exit_code=2,
        )
    return visible.only(evenement)


def _elsewhere(whole: Carnet, options: Options) -> Callable[[Support], Visible]:
    """Return what tells what may leave on any support, opening each gate once."""

    @cache
    def on(support: Support) -> Visible:
        visible = visible_on(whole, support, options.moment)
        if options.evenement is None:
            return visible
        shown = options.evenement in visible.entries
        return visible.only(options.evenement) if shown else replace(visible, entries={})

    return on


def body_of(entry: Entry) -> Body:
    """Return the Markdown of an entry: its body, or a verbatim's ``texte``. Verses keep their line breaks."""
    said = getattr(entry.fiche, "texte", None)
    verse = entry.type == "verbatim"
    if isinstance(said, str) and not entry.body.strip():
        where = entry.span("texte")
        return Body(entry.id, said, where.path, where.line, entry.langue, verse, where.column)
    return Body(entry.id, entry.body, entry.source.path, entry.source.body_line, entry.langue, verse)


def _bibliography(sources: Sources, edition: Edition, report: Report) -> Bibliography | None:
    if edition.bibliographie is None:
        return None
    path = sources.root / edition.bibliographie
    where = sources.edition.span("bibliographie")
    if not path.is_file() or not path.resolve().is_relative_to(sources.root.resolve()):
        report.add("bibliographie-absente", where, ref=edition.bibliographie)
        return None
    style = sources.root / edition.style_citation if edition.style_citation else None
    written = style.read_text("utf-8") if style and style.is_file() else ""
    text = path.read_text("utf-8", errors="replace")
    return read_bibliography(text, path=edition.bibliographie, report=report, style=written)


def _check_events(loaded: Loaded, report: Report) -> None:
    """Warn of an event that holds back what is published in it."""
    for event in loaded.entries.values():
        if event.type != "evenement" or event.fiche.statut == "publie":
            continue
        held = sum(e.evenement == event.id and e.fiche.statut == "publie" for e in loaded.entries.values())
        if held:
            entries = f"{held} entrée" + ("s" if held > 1 else "")
            report.add("evenement-pas-publie", event.span("statut"), nombre=entries)


def _account(
    visibles: Mapping[str, Visible],
    made: Mapping[str, Sequence[Artifact]],
    searches: Mapping[str, Search],
    digests: Mapping[str, Mapping[str, str]],
    report: Report,
) -> Artifact:
    """Return ``rapport.json``: what was built, from what, what was left out and why, what was searched.

    What was left out is named by a fingerprint only: an id may be the name of someone who withdrew. What
    is in has its public identity: the id of a portrait may be the name behind a pseudonym.
    """
    document = {
        "outil": f"carnet {carnet.__version__}",
        "date": next(iter(visibles.values())).moment.date.isoformat() if visibles else None,
        "brouillons": any(v.moment.drafts for v in visibles.values()),
        "fichiers_lus": report.files,
        "erreurs": report.errors,
        "avertissements": report.warnings,
        "regles": sorted({d.code for d in report}),
        "cibles": {
            name: {
                "entrees": sorted(visible.identifier(entry) for entry in visible.entries.values()),
                "fichiers": {
                    a.path: {"octets": len(a.content), "sha256": digests[name][a.path]}
                    | ({"controles": a.controls} if a.controls else {})
                    for a in made[name]
                },
                "test_de_fuite": searches[name].as_json(),
                "laisses_de_cote": [
                    {"empreinte": mark, "raison": reason}
                    for reason, mark in sorted((o.reason, fingerprint(o.entry)) for o in visible.left_out)
                ],
            }
            for name, visible in visibles.items()
        },
    }
    content = json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    return Artifact("rapport.json", content.encode())


def fingerprint(id_: str) -> str:
    """Return what stands for an entry that must not be named: 12 hexadecimal digits."""
    return hashlib.sha256(id_.encode()).hexdigest()[:12]
