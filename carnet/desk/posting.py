"""A posted form becomes a file, or comes back as it was typed with what is to be settled first.

In: a form. Out: the file changed in place and the way on; or the form again, what is wrong beside each field;
or the fields that two people changed. Nothing typed is ever lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from carnet.desk import clashing, deposit, forms, saving, sheets
from carnet.desk.controls import Form, controls
from carnet.desk.desk import Desk, desk_of, files, text, texts, to
from carnet.desk.filling import PREFIX, changes, clean, filled, tree_of
from carnet.desk.guard import Refused, session_of
from carnet.desk.live import State
from carnet.desk.saving import Choice, Merged, Wanted
from carnet.desk.sheets import BODY_NAME, Fault
from carnet.diagnostics import CarnetError
from carnet.frontmatter import Loc, Value
from carnet.kinds import KINDS

AHEAD = ("photo", "son", "verbatim")
"""What may be added right after an entry, from its own form."""
TRIES = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What was posted.

    ``origin`` is the text the form was opened on, ``tree`` and ``body`` what the form says, ``fields`` what
    it changes. ``anyway`` saves what has faults; ``chosen`` settles the clashes shown on ``seen_then``.
    """

    origin: str
    tree: dict[str, Value]
    body: str | None
    fields: dict[Loc, Value]
    anyway: bool
    chosen: Mapping[Loc, Choice]
    seen_then: str

    @property
    def wanted(self) -> Wanted:
        """What is asked of the file."""
        return Wanted(self.fields, self.body)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a form goes: the kind, the file it changes (None: a new one), the event of a new one."""

    type: str
    path: str | None
    evenement: str | None


def read(state: State, form: FormData, type_: str, path: str) -> Asked:
    """Read what was posted; ``Refused`` when it was made on a text that cannot be."""
    posted = texts(form)
    try:
        origin = saving.unpacked(text(form, "_origine")) if text(form, "_origine") else bare(type_)
        before, _ = saving.tree_and_body(origin)
    except (CarnetError, ValueError) as error:
        raise Refused(400, "formulaire ouvert sur un texte illisible") from error
    tree = tree_of(controls(KINDS[type_]), posted, before, sheets.names(state, path))
    chosen = {
        _loc(name.removeprefix("_choix.")): Choice(values[0])
        for name, values in posted.items()
        if name.startswith("_choix.") and values[0] in list(Choice)
    }
    shown = {key: value for key, value in {**before, **tree}.items() if filled(value) is not None}
    body = clean(text(form, BODY_NAME)) if BODY_NAME in form else None
    return Asked(
        origin, shown, body, changes(before, tree), bool(text(form, "_malgre")), chosen, text(form, "_vu")
    )


def bare(type_: str) -> str:
    """Return the text every new entry starts from."""
    line = "" if type_ in ("portrait", "evenement") else f"type: {type_}\n"
    return f"---\n{line}statut: brouillon\n---\n"


def _loc(name: str) -> Loc:
    return () if name == BODY_NAME else tuple(name.removeprefix(PREFIX).split("."))


async def save(request: Request, state: State, form: FormData, target: Target) -> Response:
    """Save what was posted, or show it again."""
    desk = desk_of(request)
    asked = read(state, form, target.type, target.path or "")
    wrong = [*await _deposits(desk, form, target, asked), *_first_needs(target)]
    path = target.path or sheets.new_path(state, target.type, asked.tree, target.evenement, asked.body or "")
    for _ in range(TRIES):
        content = await run_in_threadpool(_content, desk, path) if target.path else b""
        current = content.decode("utf-8", "replace") if content else asked.origin
        merged = _merged(asked, current, target.type)
        if merged.clashes:
            return clashing.page(request, state, form, target.type, path, merged.clashes, current)
        key = f"{session_of(request).id[:8]}-s"
        tried = await run_in_threadpool(desk.live.trial, key, path, merged.text)
        found = (*wrong, *sheets.faults_of(tried, path))
        if wrong or (any(fault.blocks for fault in found) and not asked.anyway):
            return _again(request, state, form, target, asked, found)
        seen = saving.version(content) if content else ""
        if await run_in_threadpool(saving.save, desk.live.root, path, seen, merged.text):
            return await _after(request, form, path, merged)
    raise Refused(409, "fiche prise par un autre", "Cette fiche change sans arrêt : réessayez.")


def _content(desk: Desk, path: str) -> bytes:
    where = saving.place(desk.live.root, path)
    return where.read_bytes() if where.is_file() else b""


def _merged(asked: Asked, current: str, type_: str) -> Merged:
    settled = asked.chosen if asked.seen_then and asked.seen_then == saving.packed(current) else {}
    return saving.merge(asked.origin, asked.wanted, current, list(KINDS[type_].model_fields), settled)


def _first_needs(target: Target) -> list[Fault]:
    """Return what has to be said before an entry can have a place."""
    if target.path is None and target.evenement is None and target.type not in sheets.addable(None):
        return [Fault("", "Choisissez d’abord l’évènement, dans la page « Ajouter ».")]
    return []


async def _deposits(desk: Desk, form: FormData, target: Target, asked: Asked) -> list[Fault]:
    """Keep the files a form brings and put their paths in what is asked; return what was not kept."""
    wrong = []
    folder = target.evenement or sheets.event_of(target.path or "") or "_commun"
    for control in controls(KINDS[target.type]):
        if control.forme is not Form.MEDIA:
            continue
        for given in files(form, f"_fichier.{control.nom}")[:1]:
            kind = "transcription" if control.nom == "transcription" else target.type
            try:
                kept = await run_in_threadpool(
                    deposit.keep, desk.live.root, folder, given.filename or "", given.file, kind
                )
            except deposit.NotKept as fault:
                desk.journal(f"dépôt refusé : {fault}")
                wrong.append(Fault(f"{PREFIX}{control.nom}", fault.told))
                continue
            asked.fields[control.nom,] = kept
            asked.tree[control.nom] = kept
    return wrong


def _again(
    request: Request, state: State, form: FormData, target: Target, asked: Asked, found: tuple[Fault, ...]
) -> Response:
    """Show a form as it was typed, what is wrong beside each field."""
    event = target.evenement or sheets.event_of(target.path or "")
    sheet = replace(
        sheets.blank(target.type, event, asked.tree, asked.body or ""),
        path=target.path or "",
        titre=sheets.title(state, target.path) if target.path else "",
        seen=text(form, "_version"),
        origin=text(form, "_origine"),
        faults=tuple(dict.fromkeys(found)),
    )
    return forms.show(request, state, sheet, 422)


# --- and then --------------------------------------------------------------------------------------


async def _after(request: Request, form: FormData, path: str, merged: Merged) -> Response:
    """Lead on after a save: to what was to be added next, to the entry it was made for, or back."""
    desk = desk_of(request)
    state = await run_in_threadpool(desk.live.refresh)
    desk.hub.tell(state.number)
    stem = path.removesuffix(".md")
    if text(form, "_ensuite") in AHEAD:
        return to(_next(state, path, text(form, "_ensuite")))
    host = text(form, "_pour")
    if host and f"{host}.md" in state.by_path and path in state.by_path:
        await run_in_threadpool(_name_in, desk, state, f"{host}.md", path)
        return to(f"/fiche/{host}?dit=depose")
    return to(f"/fiche/{stem}?dit={'reuni' if merged.also else 'enregistre'}")


def _next(state: State, path: str, type_: str) -> str:
    """Return the way to the form of what is added to an entry."""
    given = {"pour": path.removesuffix(".md"), "evenement": sheets.event_of(path) or _met_at(state, path)}
    if path.startswith("portraits/"):
        stem = path.removesuffix(".md").rpartition("/")[2]
        given |= {"personne" if type_ == "verbatim" else "personnes": stem}
    query = "&".join(f"{name}={value}" for name, value in given.items() if value)
    return f"/nouveau/{type_}?{query}"


def _met_at(state: State, path: str) -> str:
    """Return the event a person was met at, else the only one there is."""
    entry = state.by_path.get(path)
    met = [event.id for event in state.visible.targets(entry, "evenements")] if entry else []
    events = [event.id for event in state.visible.evenements]
    return met[0] if met else events[0] if len(events) == 1 else ""


def _name_in(desk: Desk, state: State, host: str, path: str) -> None:
    """Name what was just made in the entry it was made for: a field of a portrait, a line of a text."""
    made, owner = state.by_path[path], state.by_path[host]
    content = _content(desk, host)
    now = content.decode()
    if owner.type == "portrait" and made.type == "photo":
        wanted = Wanted({("photo",): made.stem})
    elif owner.type == "portrait":
        return
    else:
        body = saving.tree_and_body(now)[1].strip()
        wanted = Wanted({}, f"{body}\n\n![[{made.stem}]]".strip())
    order = list(KINDS[owner.type].model_fields)
    if saving.save(desk.live.root, host, saving.version(content), saving.merge(now, wanted, now, order).text):
        desk.hub.tell(desk.live.refresh().number)
