"""A form on its page: filled from its file, from an address, or as it was just typed.

In: a ``Sheet``. Out: the page, with what its fields may choose from, and where its previews are.
"""

from starlette.requests import Request
from starlette.responses import Response

from carnet import wording
from carnet.desk import sheets, words
from carnet.desk.controls import Control, Form, Part
from carnet.desk.desk import desk_of
from carnet.desk.live import State
from carnet.desk.sheets import Sheet
from carnet.outputs.web.addresses import file_of

FEMININE = ("seance", "synthese", "photo", "ressource", "piste")
BEFORE_VOWEL = ("evenement", "inventaire", "enseignement")


def show(request: Request, state: State, sheet: Sheet, status: int = 200) -> Response:
    """Show a form."""
    desk = desk_of(request)
    called = sheets.names(state, sheet.path)
    address = desk.live.address(state, sheet.path) if sheet.path else None
    entry = state.by_path.get(sheet.path)
    label, aide = words.body(sheet.type)
    return desk.page(
        request,
        "fiche.html",
        sheet.titre or _new(sheet.type),
        status,
        f=sheet,
        noms=called,
        listes={vers: sheets.choices(state, vers, called) for vers in _asked(sheet.parts)},
        themes=state.carnet.edition.themes,
        contributeurs=state.carnet.edition.contributeurs,
        apercu=preview(address) if address else "",
        livre=f"/apercu/livre/ici/{sheet.stem}" if entry else "",
        bloque=state.kept_back(entry) if entry else "",
        corps_label=label,
        corps_aide=aide,
        pour=request.query_params.get("pour", ""),
        evenement=state.carnet.entries.get(sheet.evenement or ""),
    )


def preview(address: str, key: str = "") -> str:
    """Return where a page of the site is previewed: as it is written, or as a trial makes it."""
    page, mark, anchor = address.partition("#")
    return f"/apercu/{f'essai/{key}' if key else 'site'}/{file_of(page)}{mark}{anchor}"


def _asked(found: tuple[Part, ...]) -> list[tuple[str, ...]]:
    """Return the kinds of entries that the fields of a form may name; any kind, for its text."""
    every = [control for part in found for control in _all(part.controls)]
    return sorted({(), *(c.vers for c in every if c.forme is Form.RENVOI)})


def _all(controls: tuple[Control, ...]) -> list[Control]:
    return [one for control in controls for one in (control, *_all(control.dedans))]


def _new(type_: str) -> str:
    word = "Nouvelle" if type_ in FEMININE else "Nouvel" if type_ in BEFORE_VOWEL else "Nouveau"
    return f"{word} {wording.kind(type_).lower()}"
