"""What WeasyPrint 70 gets wrong and can be put right from outside. Each fix has its test.

*Hyphens.* A run of text that fits on its line, but for its trailing space, gets its first word hyphenated
alone on the line (kin of WeasyPrint's issue 1051): measured on 16 widths out of 20, 0 after the fix.

*Tags.* For every tagged element pydyf lists the references of all pages again: the time to write a book
grew as the square of its pages.

*Identities.* WeasyPrint keeps nothing of an element's attributes in its tag. ``data-entree`` becomes the
tag's title (``T`` of ISO 32000-1, 14.7.2), by which ``carnet.parity`` finds an entry again in the file.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

FACE: Final = re.compile(rb"(?:OTTO|true)([0-9a-f]{64})")
"""What stands for a face in a fragment of a book: its kind and the SHA-256 of its file."""

COLLAPSING: Final = ("normal", "nowrap", "pre-line")


def mend() -> None:
    """Put the fixes in place, once."""
    from weasyprint.layout import inline

    if not getattr(inline.split_first_line, "mended", False):
        _mend_hyphens()
        _mend_tags()
        _mend_identities()


def _mend_identities() -> None:
    import pydyf
    from weasyprint.pdf import tags

    build = tags._build_box_tree

    def build_box_tree(box: Any, *more: Any) -> Iterator[Any]:
        element = box.element
        mark = element.get("data-entree") if element is not None and len(element.attrib) else None
        for tag in build(box, *more):
            if mark:
                tag["T"] = pydyf.String(mark)
            yield tag

    tags._build_box_tree = build_box_tree


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
        if style["white_space"] not in COLLAPSING:
            return found
        bare = split(text.rstrip(" "), style, context, max_width, spacing, *more, **options)
        return bare if bare[2] is None and bare[3] <= max_width else found

    split_first_line.mended = True  # type: ignore[attr-defined]  # tells a second call that it is done
    inline.split_first_line = split_first_line
    line_break.split_first_line = split_first_line


@contextmanager
def named_faces() -> Iterator[None]:
    """Make WeasyPrint write the name of each face (``FACE``) where it would embed the signs it used."""
    from weasyprint.pdf.fonts import Font

    clean = Font.clean

    def named(font: Any, to_unicode: object, hinting: object) -> None:
        kind = b"OTTO" if font.file_content[:4] == b"OTTO" else b"true"
        font.file_content = kind + hashlib.sha256(font.file_content).hexdigest().encode()

    Font.clean = named
    try:
        yield
    finally:
        Font.clean = clean
