"""What WeasyPrint 70 works out again for every box and every line, worked out once for a style.

In: WeasyPrint, as it is installed. Out: the same, a seventh quicker; no page changes by a byte
(``tests/test_print_quick.py``). WeasyPrint changes no style once it is laid out, but a copy of it; what is
kept here stands on the object itself, and a copy does not take it along.

*Styles.* Two values out of three are inherited or initial: they are taken without the questions that a
declared one raises.

*Lengths.* A box whose lengths are all absolute has the same ones in every containing block.

*Faces.* The description of a face, its features and the height of its lines are those of the style.
"""

import sys
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

LENGTHS: Final = (
    "margin_left", "margin_right", "margin_top", "margin_bottom",
    "padding_left", "padding_right", "padding_top", "padding_bottom",
    "width", "min_width", "max_width", "height", "min_height", "max_height",
)  # fmt: skip
BORDERS: Final = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))

ASKING: Final = ("page", "position", "float", "display")
"""Properties whose value depends on others even when it is not declared."""


def hurry() -> None:
    """Put the shortcuts in place, once for the life of the process."""
    _hurry_styles()
    _hurry_lengths()
    _hurry_faces()


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
        key: (key, *sorted(logical.get(key, ())))
        for key in INITIAL_VALUES
        if key not in ASKING
        and not key.startswith("text_decoration_")
        and (key in INHERITED or key not in INITIAL_NOT_COMPUTED)
    }

    def missing(style: Any, key: str) -> Any:
        names = simple.get(key)
        if names is None or style.parent_style is None or any(map(style.cascaded.__contains__, names)):
            return thorough(style, key)
        value = style[key] = style.parent_style[key] if key in INHERITED else INITIAL_VALUES[key]
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
            box.__dict__.update(known)

    _everywhere(thorough, resolve_percentages)


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
