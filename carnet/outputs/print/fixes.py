"""What WeasyPrint 70 gets wrong and can be put right from outside. Each fix has its test.

*Hyphens.* A run of text that fits on its line, but for its trailing space, gets its first word hyphenated
alone on the line (kin of WeasyPrint's issue 1051): measured on 16 widths out of 20, 0 after the fix.

*Tags.* For every tagged element pydyf lists the references of all pages again: the time to write a book
grew as the square of its pages.

*Identities, languages.* WeasyPrint keeps nothing of an element's attributes in its tag. ``data-entree``
becomes the tag's title (``T`` of ISO 32000-1, 14.7.2), by which ``carnet.parity`` finds an entry again in
the file; ``lang`` becomes its language (14.9.2), so that a passage is read aloud in its own.

*Notes.* A note at the foot is tagged as a span: it becomes a ``Note``, with an identifier (PDF/UA-1, 7.9),
and the number that calls it a ``Reference``.

*Links.* What a link is said to be is the name of its target; it becomes its words (PDF/UA-1, 7.18.5).

*Tables.* Headings of columns are numbered from one in each file: parts of a book would share numbers.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from carnet.outputs.print.quick import hurry

FACE: Final = re.compile(rb"(?:OTTO|true)([0-9a-f]{64})")
"""What stands for a face in a fragment of a book: its kind and the SHA-256 of its file."""

COLLAPSING: Final = ("normal", "nowrap", "pre-line")

NARROW: Final = 5
"""No text has so many signs in the width of one em: longer than that, it does not fit on its line."""


def mend() -> None:
    """Put the fixes in place, and the shortcuts (``quick``), once."""
    from weasyprint.layout import inline

    if not getattr(inline.split_first_line, "mended", False):
        _mend_hyphens()
        _mend_tags()
        _mend_identities()
        hurry()


_part = [""]
"""The part of a book being written: what its identifiers start with."""


def _mend_identities() -> None:
    from weasyprint.pdf import tags

    build = tags._build_box_tree

    def build_box_tree(box: Any, *more: Any) -> Iterator[Any]:
        for tag in build(box, *more):
            if box.element is not None and "::" not in (box.element_tag or ""):
                _say(tag, box)
            elif (box.element_tag or "").endswith("::footnote-call"):
                tag["S"] = "/Reference"
            yield tag

    tags._build_box_tree = build_box_tree


def _say(tag: Any, box: Any) -> None:
    """Put in a tag what its element says of itself."""
    import pydyf

    told = box.element.attrib
    if "data-entree" in told:
        tag["T"] = pydyf.String(told["data-entree"])
    if "lang" in told and box.element_tag != "html":
        tag["Lang"] = pydyf.String(told["lang"])
    if told.get("class") == "fn":
        tag["S"] = "/Note"
        tag["ID"] = pydyf.String(f"note-{_part[0]}-{tag.number}")
    if box.link_annotation:
        box.link_annotation["Contents"] = pydyf.String(_words(box.element))
    if tag["S"] == "/Table":
        for cell in _headings(box):
            cell.mark["ID"].string = f"{_part[0]}-{cell.mark['ID'].string}"


def _words(element: Any) -> str:
    """Return what a link says; a bare number is that of a page."""
    text = " ".join("".join(element.itertext()).split())
    return f"page {text}" if text.isdigit() else text


def _headings(box: Any) -> Iterator[Any]:
    """Yield the cells of a table that others name."""
    for child in getattr(box, "children", ()):
        if "ID" in getattr(child, "mark", {}):
            yield child
        else:
            yield from _headings(child)


def _mend_tags() -> None:
    import pydyf

    listed = pydyf.PDF.page_references.fget

    def page_references(pdf: Any) -> tuple[bytes, ...]:
        count = len(pdf.pages["Kids"])
        if getattr(pdf, "_listed", (None, ()))[0] != count:
            pdf._listed = (count, listed(pdf))
        known: tuple[bytes, ...] = pdf._listed[1]
        return known

    pydyf.PDF.page_references = property(page_references)


def _mend_hyphens() -> None:
    from weasyprint.layout import inline
    from weasyprint.text import line_break

    split = line_break.split_first_line

    def split_first_line(
        text: str, style: Any, context: Any, max_width: float | None, spacing: Any, *more: Any, **options: Any
    ) -> Any:
        found = split(text, style, context, max_width, spacing, *more, **options)
        if max_width is None or found[2] is None or not text.endswith(" "):
            return found
        if style["white_space"] not in COLLAPSING or len(text) * style["font_size"] > NARROW * max_width:
            return found
        bare = split(text.rstrip(" "), style, context, max_width, spacing, *more, **options)
        return bare if bare[2] is None and bare[3] <= max_width else found

    split_first_line.mended = True  # type: ignore[attr-defined]  # tells a second call that it is done
    inline.split_first_line = split_first_line
    line_break.split_first_line = split_first_line


@contextmanager
def apart(name: str) -> Iterator[None]:
    """Make WeasyPrint write a part of a book, to be joined to others.

    Identifiers start with the part's name; the name of each face (``FACE``) stands where it would embed the
    signs it used.
    """
    from weasyprint.pdf.fonts import Font

    clean = Font.clean

    def named(font: Any, to_unicode: object, hinting: object) -> None:
        kind = b"OTTO" if font.file_content[:4] == b"OTTO" else b"true"
        font.file_content = kind + hashlib.sha256(font.file_content).hexdigest().encode()

    Font.clean, _part[0] = named, name
    try:
        yield
    finally:
        Font.clean, _part[0] = clean, ""
