"""The layouts of cards: spoken words on the event's colour, titles on paper, photos in the frame that suits.

In: ``Card``, words already chosen. Out: a PNG. Nothing but the card's words, its colours and its photo goes
into it, so the same card is always the same bytes on a machine.
"""

from collections.abc import Sequence
from typing import Final

from carnet.outputs.cards.sheet import (
    HEIGHT,
    INSET,
    LANDSCAPE,
    LEFT,
    RIGHT,
    THICK,
    WIDTH,
    Card,
    Faces,
    Sheet,
    Size,
    colour,
    covering,
    hidden,
    measure_of,
    mixed,
)
from carnet.outputs.cards.wrapping import ELLIPSIS, fitted


def draw(card: Card, faces: Faces, size: Size = LANDSCAPE) -> bytes:
    """Return the card's PNG; only the carnet's own takes another size than ``LANDSCAPE``."""
    sheet = Sheet(card, faces, size)
    match card.forme:
        case "parole":
            _quote(sheet)
        case "photo":
            _photo(sheet)
        case "evenement":
            _event(sheet)
        case "carnet":
            _whole(sheet)
        case _:
            _title(sheet)
    return sheet.png()


DISPLAY: Final = (136, 120, 108, 98, 90, 82, 75, 69, 63, 58, 53, 49, 45, 42)

PHOTO: Final = 420
"""How wide a photo stands beside words."""
STRIP, BESIDE, COLUMN = (WIDTH, 492), (820, HEIGHT), (PHOTO, HEIGHT)
FRAMES: Final = (BESIDE, STRIP, COLUMN)
"""The frames of a photo's own card."""


def _quote(sheet: Sheet) -> None:
    """Set spoken words on the event's colour, as large as they can be."""
    card, faces = sheet.card, sheet.faces
    soft = mixed(sheet.paper, sheet.accent, 0.55)
    sheet.thread(soft)
    mark = card.guillemets[0].strip("\u00a0\u202f ")
    sheet.mark(mark, (LEFT, 138), soft)
    sizes = (210, 186, 164, 150, *DISPLAY)
    block = fitted(
        card.texte, measure_of(faces.titre), width=RIGHT - LEFT, height=270, sizes=sizes, leading=1.12
    )
    sheet.block(block, (LEFT, 206 + max(0.0, (270 - block.height) * 0.35)), faces.titre, sheet.paper)
    sheet.foot(sheet.paper, mixed(sheet.paper, sheet.accent, 0.85))


def _title(sheet: Sheet) -> None:
    """Set a title, what it is, the beginning of what it says, beside its photo when it has one."""
    card, faces = sheet.card, sheet.faces
    right = RIGHT if not card.photo else WIDTH - PHOTO - 56
    sheet.thread(sheet.accent)
    if card.photo:
        sheet.image.paste(covering(card.photo, PHOTO, HEIGHT), (WIDTH - PHOTO, 0))
        sheet.pen.rectangle((WIDTH - PHOTO - THICK, 0, WIDTH - PHOTO - 1, HEIGHT), sheet.accent)
        sheet.credit(WIDTH - PHOTO)
    y = 142.0
    if card.surtitre:
        sheet.text((LEFT, 128), card.surtitre, faces.note_forte, 28, sheet.accent)
    block = fitted(
        card.texte, measure_of(faces.titre), width=right - LEFT, height=236, sizes=DISPLAY, leading=1.06
    )
    y = sheet.block(block, (LEFT, y), faces.titre, sheet.ink)
    if card.sous_titre:
        lines = fitted(
            card.sous_titre, measure_of(faces.note), width=right - LEFT, height=76, sizes=(30, 28, 26),
            leading=1.25, cut=ELLIPSIS,
        )  # fmt: skip
        y = sheet.block(lines, (LEFT, y + 14), faces.note, sheet.grey)
    y += 24
    if card.appui and 488 - y > 44:
        lead = fitted(
            card.appui, measure_of(faces.texte), width=right - LEFT, height=488 - y, sizes=(31, 29, 27),
            leading=1.36, cut=ELLIPSIS,
        )  # fmt: skip
        sheet.block(lead, (LEFT, y), faces.texte, mixed(sheet.ink, sheet.paper, 0.86))
    sheet.foot(sheet.ink, sheet.grey, right=right)


def _event(sheet: Sheet) -> None:
    """Set an event: its rank on the path, its name, its days and its place."""
    card, faces = sheet.card, sheet.faces
    soft = mixed(sheet.paper, sheet.accent, 0.55)
    sheet.thread(soft)
    sheet.text((LEFT, 128), card.surtitre, faces.note_forte, 28, sheet.paper)
    block = fitted(
        card.texte, measure_of(faces.titre), width=RIGHT - LEFT, height=236, sizes=DISPLAY, leading=1.04
    )
    y = sheet.block(block, (LEFT, 138), faces.titre, sheet.paper)
    days, size = sheet.fit(card.appui, faces.note_forte, 34, RIGHT - LEFT, 26)
    sheet.text((LEFT, y + 48), days, faces.note_forte, size, sheet.paper)
    place, size = sheet.fit(card.qualite, faces.note, 30, RIGHT - LEFT, 22)
    sheet.text((LEFT, y + 90), place, faces.note, size, sheet.paper)
    sheet.foot(sheet.paper, mixed(sheet.paper, sheet.accent, 0.85))


def _photo(sheet: Sheet) -> None:
    """Show a photo in the frame that hides least of it, its words beside or below."""
    card = sheet.card
    frame = min(FRAMES, key=lambda size: hidden(card.photo, *size))
    if frame == STRIP:
        _photo_above(sheet)
    elif frame == COLUMN:
        _title(sheet)
    else:
        _photo_beside(sheet)


def _photo_above(sheet: Sheet) -> None:
    card, faces = sheet.card, sheet.faces
    height = STRIP[1]
    sheet.image.paste(covering(card.photo, *STRIP), (0, 0))
    sheet.pen.rectangle((0, height, WIDTH, height + THICK - 1), sheet.accent)
    middle = (height + THICK + HEIGHT) / 2
    block = fitted(
        card.texte, measure_of(faces.titre), width=720, height=94, sizes=(44, 40, 36, 32, 29), leading=1.16,
        cut=ELLIPSIS,
    )  # fmt: skip
    sheet.block(block, (56, middle - block.height / 2), faces.titre, sheet.ink)
    name = sheet.line_or_two(card.pied, faces.titre, (28, 26, 24), 340)
    credit, small = sheet.fit(card.credit, faces.note, 20, 340, 17)
    top = middle - (name.height + 28) / 2
    for rank, line in enumerate(name.lines):
        sheet.text(
            (RIGHT + 16, top + name.size * (0.8 + rank * name.leading)),
            line,
            faces.titre,
            name.size,
            sheet.ink,
            "rs",
        )
    sheet.text((RIGHT + 16, top + name.height + 20), credit, faces.note, small, sheet.grey, "rs")


def _photo_beside(sheet: Sheet) -> None:
    card, faces = sheet.card, sheet.faces
    edge = WIDTH - BESIDE[0]
    sheet.image.paste(covering(card.photo, *BESIDE), (edge, 0))
    sheet.pen.rectangle((edge - THICK, 0, edge - 1, HEIGHT), sheet.accent)
    sheet.credit(edge)
    left, width = 48, edge - THICK - 48 - 36
    block = fitted(
        card.texte, measure_of(faces.titre), width=width, height=390, sizes=(52, 47, 43, 39, 35, 32, 29),
        leading=1.16, cut=ELLIPSIS,
    )  # fmt: skip
    sheet.block(block, (left, 60), faces.titre, sheet.ink)
    name = sheet.line_or_two(card.pied, faces.titre, (30, 28, 26, 24), width)
    place = sheet.line_or_two(card.lieu, faces.note, (22, 20), width)
    y = sheet.block(name, (left, 588 - place.height - name.height - 4), faces.titre, sheet.ink)
    sheet.block(place, (left, y + 4), faces.note, sheet.grey)


def _whole(sheet: Sheet) -> None:
    """Set the carnet itself: its title, and a disc on the thread for each event."""
    card, faces, (width, height) = sheet.card, sheet.faces, sheet.size
    right = width - (WIDTH - RIGHT)
    scale = 1.0 if sheet.size == LANDSCAPE else 1.35
    sheet.thread(sheet.accent)
    sizes = tuple(round(size * scale) for size in (200, 180, 160, *DISPLAY))
    room = height * (0.47 if sheet.size == LANDSCAPE else 0.55)
    block = fitted(
        card.texte, measure_of(faces.titre), width=right - LEFT, height=room, sizes=sizes, leading=1.04
    )
    y = sheet.block(block, (LEFT, 120 * scale), faces.titre, sheet.ink) + 20 * scale
    if card.appui:
        small = tuple(round(size * scale) for size in (44, 40, 36, 32))
        lead = fitted(
            card.appui, measure_of(faces.titre), width=right - LEFT, height=110 * scale**2, sizes=small,
            leading=1.2, cut=ELLIPSIS,
        )  # fmt: skip
        sheet.block(lead, (LEFT, y), faces.titre, sheet.grey)
    address, size = sheet.fit(card.lieu, faces.note, 26 * scale, right - LEFT, 20)
    sheet.text((LEFT, height - 50 * scale), address, faces.note, size, sheet.grey)
    _stops(sheet, right)


def _stops(sheet: Sheet, right: float) -> None:
    """Put a disc on the thread for each event, in its colour; hollow when it is still to come."""
    stops: Sequence[tuple[str, bool]] = sheet.card.pas[:12]
    step = min(120.0, (right - 300) / max(1, len(stops)))
    for rank, (accent, ahead) in enumerate(stops):
        at = (right - step * (len(stops) - 1 - rank), INSET)
        sheet.disc(at, 17, colour(accent), hole=sheet.paper if ahead else None)
