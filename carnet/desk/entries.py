"""The pages where one writes: what can be added, a new entry, an entry, an entry as it would be.

In: a request. Out: a form, the file it changed, or where its preview is.
"""

import hashlib

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from carnet.desk import forms, posting, saving, sheets
from carnet.desk.controls import Form, controls
from carnet.desk.desk import desk_of, form_of, now, text
from carnet.desk.guard import Refused, session_of
from carnet.desk.posting import Target
from carnet.diagnostics import CarnetError
from carnet.frontmatter import Value
from carnet.kinds import KINDS
from carnet.sources import IDENT

NOT_HERE = Refused(404, "fiche inconnue", "Cette fiche n’existe pas, ou elle n’est plus à cette place.")
PREFILLED = (
    "personne", "personnes", "son", "debut", "fin", "seance", "evenements", "photo", "de", "vers", "preuves"
)  # fmt: skip
"""The fields an address may fill in a new form."""
LONGEST = 4_000


async def choose(request: Request) -> Response:
    """Show what can be added."""
    state = await now(request)
    event = request.query_params.get("evenement") or None
    event = event if event in state.carnet.entries else None
    return desk_of(request).page(
        request, "nouveau.html", "Ajouter une fiche", evenement=event, types=sheets.addable(event),
        evenements=state.visible.evenements, genres={type_: kind.__doc__ for type_, kind in KINDS.items()},
    )  # fmt: skip


async def new(request: Request) -> Response:
    """Show the empty form of a kind, or write a new entry."""
    state, type_ = await now(request), request.path_params["type"]
    event = request.query_params.get("evenement") or None
    if type_ not in KINDS or (event is not None and not IDENT.fullmatch(event)):
        raise NOT_HERE
    if request.method == "POST":
        return await posting.save(request, state, await form_of(request), Target(type_, None, event))
    tree, body = _prefilled(request, type_)
    return forms.show(request, state, sheets.blank(type_, event, tree, body))


def _prefilled(request: Request, type_: str) -> tuple[dict[str, Value], str]:
    """Return what an address fills in: references, instants, the words taken from a transcript."""
    known = {c.nom: c for c in controls(KINDS[type_])}
    query = request.query_params
    tree: dict[str, Value] = {}
    for name in PREFILLED:
        if name in known and 0 < len(query.get(name, "")) < LONGEST:
            tree[name] = [query[name]] if known[name].forme is Form.RANGS else query[name]
    return tree, query.get("texte", "")[:LONGEST] if type_ == "verbatim" else ""


async def entry(request: Request) -> Response:
    """Show the form of an entry, or save it."""
    state, path = await now(request), f"{request.path_params['place']}.md"
    if path not in state.paths:
        raise NOT_HERE
    desk, type_ = desk_of(request), sheets.type_of(state, path)
    if request.method == "POST":
        if type_ is None:
            raise NOT_HERE
        return await posting.save(request, state, await form_of(request), Target(type_, path, None))
    content = (desk.live.root / path).read_bytes()
    sheet = sheets.sheet(state, path, content)
    if sheet is not None:
        return forms.show(request, state, sheet)
    return desk.page(
        request, "illisible.html", sheets.title(state, path), chemin=path,
        fautes=sheets.faults_of(state, path), texte=content.decode("utf-8", "replace"),
    )  # fmt: skip


async def trial(request: Request) -> Response:
    """Say where an entry can be seen as it would be, and what is wrong; nothing is written."""
    state, form = await now(request), await form_of(request)
    desk, path, type_ = desk_of(request), text(form, "_chemin"), text(form, "_type")
    event = text(form, "_evenement") or None
    if type_ not in KINDS or (path and path not in state.paths) or (event and not IDENT.fullmatch(event)):
        raise NOT_HERE
    asked = posting.read(state, form, type_, path)
    order = list(KINDS[type_].model_fields)
    try:
        written = saving.merge(asked.origin, asked.wanted, asked.origin, order).text
    except CarnetError as error:
        return JSONResponse({"adresse": None, "livre": None, "fautes": [error.message]})
    where = path or sheets.new_path(state, type_, asked.tree, event, asked.body or "")
    key = hashlib.sha256(f"{session_of(request).id} {path or type_}".encode()).hexdigest()[:16]
    tried = await run_in_threadpool(desk.live.trial, key, where, written)
    address = await run_in_threadpool(desk.live.address, tried, where)
    return JSONResponse({
        "adresse": forms.preview(address, key) if address else None,
        "livre": f"/apercu/livre/{key}/{where.removesuffix('.md')}" if address else None,
        "fautes": [fault.told for fault in sheets.faults_of(tried, where) if fault.blocks],
    })  # fmt: skip
