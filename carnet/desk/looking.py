"""The pages where one finds one's way: the board, the lists, the bin, the history, recordings, the build.

In: the carnet as it is written now. Out: pages; a form here moves files whole or asks for a version, and
changes no word of anyone.
"""

from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from carnet import board
from carnet.desk import bin as bin_
from carnet.desk import history, lists, saving, sheets
from carnet.desk import transcribing as words_of
from carnet.desk.desk import Desk, desk_of, form_of, now, text, texts, to
from carnet.desk.guard import Refused
from carnet.desk.live import State
from carnet.desk.making import RESULTS, TARGETS, Making
from carnet.desk.showing import NOT_THERE
from carnet.kinds import KINDS, FicheEvenement, FichePortrait, FicheSon
from carnet.media.transcripts import Cue
from carnet.model import Entry
from carnet.rights import Moment


async def tableau(request: Request) -> Response:
    """Show where each event stands, and what is to be mended first."""
    state = await now(request)
    found = await run_in_threadpool(board.board, state.carnet, Moment(state.moment.date))
    wrong = [line for line in lists.lines(state) if line.statut == "à corriger"]
    held = [line for line in lists.lines(state) if line.bloque]
    edition = sheets.faults(state.remarks_by_path.get("carnet.yaml", []), None)
    return desk_of(request).page(
        request, "tableau.html", "Tableau", tableau=found, pieces=board.PIECES, genres=board.KIND_OF,
        signes=board.SIGN, etats=board.WORDS, fautives=wrong, retenues=held,
        edition=[fault.told for fault in edition if fault.blocks],
    )  # fmt: skip


async def liste(request: Request) -> Response:
    """List entries, by event and kind, with what is missing in each."""
    state, query = await now(request), request.query_params
    event, type_ = query.get("evenement", ""), query.get("type", "")
    wanted = query.get("reste", "")
    lines = await run_in_threadpool(lists.lines, state)
    shown = [one for one in lines if _kept(state, one, event, type_, wanted)]
    titre = _title(state, event, type_)
    return desk_of(request).page(
        request, "liste.html", titre, lignes=shown, evenement=event, type=type_, reste=wanted,
        evenements=_events(state), types=KINDS,
    )  # fmt: skip


def _kept(state: State, one: lists.Line, event: str, type_: str, wanted: str) -> bool:
    entry = state.by_path.get(one.path)
    named = {e.id for e in state.visible.targets(entry, "evenements")} if entry else set()
    inside = not event or one.path.split("/")[1] == event or event in named
    return inside and (not type_ or one.type == type_) and (not wanted or bool(one.manques or one.bloque))


def _events(state: State) -> list[Entry]:
    found = [e for e in state.carnet.entries.values() if isinstance(e.fiche, FicheEvenement)]
    return sorted(found, key=lambda e: e.id)


def _title(state: State, event: str, type_: str) -> str:
    from carnet import wording

    what = wording.kind(type_, plural=True) if type_ in KINDS else "Fiches"
    entry = state.carnet.entries.get(event)
    return f"{what} : {state.visible.titre(entry)}" if entry else what


# --- the bin ---------------------------------------------------------------------------------------


async def throw(request: Request) -> Response:
    """Ask before putting an entry in the bin, then do it."""
    state, path = await now(request), f"{request.path_params['place']}.md"
    if path not in state.paths:
        raise NOT_THERE
    desk, entry = desk_of(request), state.by_path.get(path)
    naming = sorted(
        {li.source for li in state.carnet.links if entry and li.target == entry.id}
        - {entry.id if entry else ""}
    )
    if request.method == "POST":
        form = await form_of(request)
        if not await run_in_threadpool(bin_.throw, desk.live.root, path, text(form, "_version")):
            raise Refused(
                409, "fiche changée entre-temps", "Cette fiche a changé entre-temps : revenez-y d’abord."
            )
        _told(desk)
        return to("/corbeille?dit=corbeille")
    return desk.page(
        request, "jeter.html", f"Jeter « {sheets.title(state, path)} »", chemin=path,
        nommee=[state.carnet.entries[id_] for id_ in naming], noms=sheets.names(state),
        vue=saving.version((desk.live.root / path).read_bytes()),
    )  # fmt: skip


async def corbeille(request: Request) -> Response:
    """Show the bin, and put back what is asked for."""
    desk = desk_of(request)
    await now(request)
    if request.method == "POST":
        form = await form_of(request)
        path = await run_in_threadpool(bin_.take_back, desk.live.root, text(form, "nom"))
        if path is None:
            raise Refused(409, "place prise", "Une autre fiche est maintenant à cette place.")
        _told(desk)
        return to(f"/fiche/{path.removesuffix('.md')}?dit=repris")
    return desk.page(request, "corbeille.html", "Corbeille", jetees=bin_.thrown(desk.live.root))


def _told(desk: Desk) -> None:
    desk.hub.tell(desk.live.refresh().number)


# --- history ---------------------------------------------------------------------------------------


async def histoire(request: Request) -> Response:
    """Tell who changed what in an entry."""
    state, desk, path = await now(request), desk_of(request), f"{request.path_params['place']}.md"
    if path not in state.paths:
        raise NOT_THERE
    followed = await run_in_threadpool(history.is_followed, desk.live.root)
    found = await run_in_threadpool(history.versions, desk.live.root, path) if followed else []
    return desk.page(
        request, "histoire.html", f"Qui a changé « {sheets.title(state, path)} »", chemin=path,
        suivi=followed, versions=found,
    )  # fmt: skip


async def versions(request: Request) -> Response:
    """Show what changed since the last version, and keep one when it is asked for."""
    desk = desk_of(request)
    await now(request)
    root = desk.live.root
    followed = await run_in_threadpool(history.is_followed, root)
    if request.method == "POST" and followed:
        form = await form_of(request)
        kept = await run_in_threadpool(history.keep, root, text(form, "qui"), text(form, "message"))
        return to(f"/versions?dit={'version' if kept else 'rien'}")
    changed = await run_in_threadpool(history.unkept, root) if followed else []
    return desk.page(
        request, "versions.html", "Garder une version", suivi=followed, changees=changed,
        qui=await run_in_threadpool(history.last_author, root) if followed else "",
        message=history.told_by(changed),
    )  # fmt: skip


# --- recordings ------------------------------------------------------------------------------------


async def son(request: Request) -> Response:
    """Show a recording's transcript, and take a verbatim from it."""
    state, path = await now(request), f"{request.path_params['place']}.md"
    entry = state.by_path.get(path)
    if entry is None or not isinstance(entry.fiche, FicheSon):
        raise NOT_THERE
    transcript = state.carnet.transcripts.get(entry.id)
    cues = transcript.cues if transcript else ()
    missing = ""
    if request.method == "POST":
        form = texts(await form_of(request))
        taken = _taken(cues, form)
        if taken is not None:
            return to(f"/nouveau/verbatim?{urlencode(_verbatim(state, entry, taken))}")
        missing = "Choisissez d’abord des paroles."
    return desk_of(request).page(
        request, "son.html", f"Prendre des paroles : {sheets.name_of(state, entry)}", 422 if missing else 200,
        e=entry, cues=cues, texte=words_of.whole_text(cues), manque=missing,
        fichier=state.carnet.files.get((entry.id, "fichier"), ""),
    )  # fmt: skip


def _taken(cues: tuple[Cue, ...], form: dict[str, list[str]] | object) -> words_of.Taken | None:
    assert isinstance(form, dict)
    places = [form.get(name, [""])[0] for name in ("debut", "fin")]
    if all(place.isdigit() and len(place) < 9 for place in places):
        found = words_of.take_stretch(cues, int(places[0]), int(places[1])) if cues else None
        if found is not None:
            return found
    return words_of.take_cues(
        cues, [int(rank) for rank in form.get("phrase", []) if rank.isdigit() and len(rank) < 6]
    )


def _verbatim(state: State, entry: Entry, taken: words_of.Taken) -> dict[str, str]:
    person = state.visible.person_named(taken.speaker) if taken.speaker else None
    named = [e for e in state.visible.targets(entry, "personnes") if isinstance(e.fiche, FichePortrait)]
    person = person or (named[0] if len(named) == 1 else None)
    given = {
        "evenement": entry.evenement or "",
        "texte": taken.text,
        "son": entry.stem,
        "debut": words_of.opening(taken),
        "fin": words_of.closing(taken),
        "personne": person.stem if person else "",
    }
    return {key: value for key, value in given.items() if value}


# --- the build -------------------------------------------------------------------------------------


async def fabriquer(request: Request) -> Response:
    """Show the last build, and start one."""
    desk = desk_of(request)
    await now(request)
    making: Making = request.app.state.making
    if request.method == "POST":
        form = texts(await form_of(request))
        asked = tuple(name for name in TARGETS if name in form.get("cible", []))
        making.start(asked or ("web",))
        return to("/fabriquer")
    out = desk.live.root / "out"
    there = {name: (out / path).exists() for name, path in RESULTS.items()}
    return desk.page(
        request,
        "fabriquer.html",
        "Fabriquer",
        fabrique=making,
        cibles=TARGETS,
        la=there,
        sorties=RESULTS,
    )
