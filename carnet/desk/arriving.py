"""Documents, notes, photos and sounds that arrive from elsewhere: dropped here, they become drafts.

In: files of any origin. Out: drafts, laid whole or not at all by ``carnet.importing``, and the account of
what came in and what was left. Several files dropped together are set on one time line, as a telephone's
folder is.
"""

import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from carnet.desk import lists
from carnet.desk.desk import Desk, desk_of, files, form_of, now, text
from carnet.desk.live import State
from carnet.desk.saving import claimed
from carnet.diagnostics import Report
from carnet.importing.bringing import Options, import_all, place_for
from carnet.importing.telling import as_text
from carnet.importing.values import Brought
from carnet.kinds import IN_EVENT
from carnet.sources import read_workspace, slug

TEXTS = ("recit", "synthese", "seance", "ressource", "inventaire", "enseignement")
"""What a document may become."""


async def importer(request: Request) -> Response:
    """Show the form, take what it brings, and tell what became of it."""
    state, desk = await now(request), desk_of(request)
    events = [event.id for event in state.visible.evenements]
    told, brought, missing = "", list[Brought](), ""
    chosen = request.query_params.get("evenement", "")
    if request.method == "POST":
        form = await form_of(request)
        given, chosen, type_ = files(form, "fichiers"), text(form, "evenement"), text(form, "type")
        if chosen not in events or (type_ and type_ not in IN_EVENT):
            missing = "Choisissez l’évènement où ranger les brouillons."
        elif not given:
            missing = "Choisissez au moins un fichier."
        else:
            brought, told = await run_in_threadpool(_bring, desk, given, Options(chosen, type_ or None))
            state = await run_in_threadpool(desk.live.refresh)
            desk.hub.tell(state.number)
    return desk.page(
        request, "importer.html", "Importer", 422 if missing else 200, evenements=state.visible.evenements,
        choisi=chosen, types=TEXTS, manque=missing, compte_rendu=told, brouillons=_made(state, brought),
    )  # fmt: skip


def _bring(desk: Desk, given: Sequence[UploadFile], options: Options) -> tuple[list[Brought], str]:
    """Put the files in a folder of their own, under names of ours, and bring them in."""
    root = desk.live.root
    with tempfile.TemporaryDirectory(prefix="carnet-") as name, claimed(root):
        folder = Path(name) / "depot"
        folder.mkdir()
        for one in given:
            with (folder / _name(folder, one.filename or "")).open("xb") as file:
                shutil.copyfileobj(one.file, file)
        paths = [folder] if len(given) > 1 else list(folder.iterdir())
        brought, refused = import_all(
            root, paths, place_for(read_workspace(root, Report()), options), options
        )
    for refusal in refused:
        desk.journal(f"dépôt refusé : {refusal.name} : {' '.join(refusal.cause.split())[:160]}")
    return brought, as_text(brought, refused)


def _name(folder: Path, given: str) -> str:
    """Return the name a file gets: its own made plain, its suffix kept since it says what it is."""
    bare = given.replace("\\", "/").rpartition("/")[2]
    match = re.fullmatch(r"(.*?)(\.[A-Za-z0-9]{1,8})?", bare, re.DOTALL)
    stem, suffix = (match[1], match[2] or "") if match else (bare, "")
    names = (f"{slug(stem)[:60]}{'' if n == 1 else f'-{n}'}{suffix.lower()}" for n in range(1, 1_000))
    return next(name for name in names if not (folder / name).exists())


def _made(state: State, brought: Sequence[Brought]) -> list[lists.Line]:
    paths = [piece.path for one in brought for piece in one.pieces if piece.path.endswith(".md")]
    return [lists.line(state, path) for path in paths if path in state.paths]
