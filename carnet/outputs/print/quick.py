"""What WeasyPrint 70 works out again for every box and every line, worked out once for a style.

In: WeasyPrint, as it is installed. Out: the same, a seventh quicker; no page changes by a byte
(``tests/test_print_quick.py``). WeasyPrint changes no style once it is laid out, but a copy of it; what is
kept here stands on the object itself, and a copy does not take it along.

*Styles.* Two values out of three are inherited or initial: they are taken without the questions that a
declared one raises.

*Lengths.* A box whose lengths are all absolute has the same ones in every containing block.

*Faces.* The description of a face and the height of its lines are those of the style.

*Drawing.* A sign of a face, with the space that follows it, is written in the same way each time.
"""

import struct
import sys
from collections.abc import Callable
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

LENGTHS: Final = (
    "margin_left", "margin_right", "margin_top", "margin_bottom",
    "padding_left", "padding_right", "padding_top", "padding_bottom",
    "width", "min_width", "max_width", "height", "min_height", "max_height",
)  # fmt: skip
BORDERS: Final = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))

SQUARE: Final = {
    f"border_{corner}_radius": (0, 0) for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
}

ASKING: Final = ("page", "position", "float", "display")
"""Properties whose value depends on others even when it is not declared."""


def hurry() -> None:
    """Put the shortcuts in place, once for the life of the process."""
    _hurry_styles()
    _hurry_lengths()
    _hurry_faces()
    _hurry_drawing()


def _hurry_styles() -> None:
    from weasyprint import css
    from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
    from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES

    thorough = css.ComputedStyle.__missing__
    logical = {
        key: {function(block="ttb", inline=way) for way in ("ltr", "rtl")}
        for key, function in PHYSICAL_FUNCTIONS.items()
    }
    simple = {
        key: (key in INHERITED, value, tuple(logical.get(key, ())))
        for key, value in INITIAL_VALUES.items()
        if key not in ASKING
        and not key.startswith("text_decoration_")
        and (key in INHERITED or key not in INITIAL_NOT_COMPUTED)
    }

    def missing(style: Any, key: str) -> Any:
        parent, declared = style.parent_style, style.cascaded
        if key not in simple or key in declared or parent is None:
            return thorough(style, key)
        inherited, initial, names = simple[key]
        for name in names:
            if name in declared:
                return thorough(style, key)
        value = style[key] = parent[key] if inherited else initial
        return value

    css.ComputedStyle.__missing__ = missing


def _hurry_lengths() -> None:
    from weasyprint.layout import percent

    thorough = percent.resolve_percentages

    def resolve_percentages(box: Any, containing_block: Any) -> None:
        style = box.style
        try:
            known = style._carnet_lengths
        except AttributeError:
            thorough(box, containing_block)
            style._carnet_lengths = _absolute(box)
            return
        if known is None:
            thorough(box, containing_block)
        else:
            _take(box, known)

    _everywhere(thorough, resolve_percentages)
    round_off = percent.resolve_radii_percentages

    def resolve_radii_percentages(box: Any) -> None:
        if is_square(box.style):
            _take(box, SQUARE)
        else:
            round_off(box)

    is_square = _kept(lambda style: all((0, "px") in style[corner] for corner in SQUARE), "square")
    _everywhere(round_off, resolve_radii_percentages)


def _take(box: Any, lengths: dict[str, Any]) -> None:
    """Give a box its lengths; one placed absolutely stands behind a placeholder."""
    getattr(box, "_box", box).__dict__.update(lengths)


def _absolute(box: Any) -> dict[str, Any] | None:
    """Return the lengths of a box that depend on nothing but its style, None when one depends on more."""
    style = box.style
    if style["border_collapse"] == "collapse":
        return None  # the cells of one row have the borders that the table gave them
    values = (style[name] for name in LENGTHS)
    if not all(value == "auto" or getattr(value, "unit", "%") != "%" for value in values):
        return None
    return _alike(*(getattr(box, name) for name in (*LENGTHS, *BORDERS)))


@lru_cache(maxsize=4096)
def _alike(*lengths: Any) -> dict[str, Any]:
    """Return lengths by name; styles that have the same share them."""
    return dict(zip((*LENGTHS, *BORDERS), lengths, strict=True))


def _hurry_faces() -> None:
    from weasyprint.text import line_break

    line_break.get_font_description = _kept(line_break.get_font_description, "face")
    _everywhere(line_break.strut, _kept(line_break.strut, "strut"))


def _kept(function: Callable[[Any], Any], name: str) -> Callable[[Any], Any]:
    """Return a function of a style that keeps what it gave on the style itself."""
    attribute = f"_carnet_{name}"

    def known(style: Any) -> Any:
        try:
            return getattr(style, attribute)
        except AttributeError:
            value = function(style)
            setattr(style, attribute, value)
            return value

    return known


def _everywhere(slow: Callable[..., Any], quick: Callable[..., Any]) -> None:
    """Put a function in the place of another in every module of WeasyPrint that took it by name."""
    for module in [m for name, m in sys.modules.items() if name.partition(".")[0] == "weasyprint"]:
        if getattr(module, slow.__name__, None) is slow:
            setattr(module, slow.__name__, quick)


# --- drawing ----------------------------------------------------------------------------------------

GLYPH: Final = struct.Struct("=Iiii4x")
"""A sign of Pango's: its number, its width, how far it is moved across and up; then what nobody asks."""
EMPTY, UNKNOWN = 0x0FFFFFFF, 0x10000000
"""The number of a sign that shows nothing; the bit of one that no face has."""
SINCE: Final = 14802
"""From which version on Pango tells the size that a face is drawn at."""
FINEST: Final = 1e-6
"""The least size that WeasyPrint draws."""


class _Unusual(Exception):
    """A line to be drawn as WeasyPrint does: it has a sign met for the first time, raised, unknown."""


class _Signs(dict[tuple[int, int, int, int], str]):
    """How a page writes each sign of a face at a size, and the space that follows when it is not its own."""

    def __init__(self, font: Any, size: float, unit: float) -> None:
        super().__init__()
        self._font, self._size, self._unit = font, size, unit

    def __missing__(self, sign: tuple[int, int, int, int]) -> str:
        glyph, width, across, up = sign
        if glyph == EMPTY:
            said = f">{-width / self._size}<"
        elif glyph & UNKNOWN or up or glyph not in self._font.to_unicode or glyph not in self._font.widths:
            raise _Unusual
        else:
            offset = across / self._size
            kerning = self._font.widths[glyph] + offset - width * 1000 * self._unit / self._size
            said = f"{f'>{-offset}<' if offset else ''}{glyph:04x}{f'>{int(kerning)}<' if kerning else ''}"
        self[sign] = said
        return said


def _hurry_drawing() -> None:
    from weasyprint.draw import text
    from weasyprint.text.ffi import ffi, pango

    if ffi.sizeof("PangoGlyphInfo") != GLYPH.size or pango.pango_version() < SINCE:
        return
    thorough = text.draw_first_line

    def draw_first_line(stream: Any, textbox: Any, overflow: str, ellipsis: str, matrix: Any) -> Any:
        shown = textbox.text.strip() and textbox.style["font_size"] >= FINEST
        if overflow == "ellipsis" or ellipsis != "none" or not shown:
            return thorough(stream, textbox, overflow, ellipsis, matrix)
        try:
            *before, last = _stretches(stream, textbox.pango_layout)
        except _Unusual:
            return thorough(stream, textbox, overflow, ellipsis, matrix)
        stream.set_text_matrix(*matrix.values)
        for font, size, said in filter(itemgetter(2), before):
            stream.set_font_size(font.hash, size)
            stream.show_text(said)
        stream.set_font_size(last[0].hash, last[1])
        stream.show_text(last[2])
        return []

    _everywhere(thorough, draw_first_line)


def _stretches(stream: Any, layout: Any) -> list[tuple[Any, float, str]]:
    """Return a line as stretches of one face at one size, each as a page writes it."""
    from weasyprint.text.ffi import FROM_UNITS, ffi, pango

    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line, _ = layout.get_first_line()
    found: list[tuple[Any, float, str]] = []
    face = None
    run = line.runs[0]
    while run != ffi.NULL:
        item, run = run.data, run.next
        if item.item.analysis.font != face:
            face = item.item.analysis.font
            font, size = stream.add_font(face)
            if font.bitmap or font.png or font.svg or font.colr:
                raise _Unusual
            known = vars(font).setdefault("_carnet_signs", {})
            if size not in known:
                known[size] = _Signs(font, size, FROM_UNITS)
            found.append((font, size, ""))
        signs = GLYPH.iter_unpack(ffi.buffer(item.glyphs.glyphs, item.glyphs.num_glyphs * GLYPH.size))
        said = "<" + "".join(map(known[size].__getitem__, signs))
        found[-1] = (font, size, found[-1][2] + (said[:-1] if said.endswith("<") else f"{said}>"))
    if not found:
        raise _Unusual
    return found
