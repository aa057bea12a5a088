"""WeasyPrint, and nothing else in this house knows it: HTML and CSS in, laid-out pages, then one PDF, out.

Everything the pages need (fonts, pictures) is served from memory under a virtual address: nothing is read
from the disk or the network by the layout, and the bytes do not depend on where the workspace is.
"""

import mimetypes
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from carnet.model import PrintedPage
from carnet.outputs.print import words
from carnet.outputs.print.fixes import apart, mend
from carnet.outputs.print.numbers import page_anchor, told
from carnet.outputs.print.watching import PAGES, PER_PAGE, Subject, watched

BASE: Final = "http://carnet.invalid/"
POINT: Final = 0.75
"""Points in a CSS pixel."""
VARIANT: Final = "pdf/a-3a"

UA: Final = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    b"<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
    b'<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    b' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>'
    b'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>'
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    b'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>PDF/UA part</pdfaProperty:description></rdf:li>"
    b"</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
"""What says that a PDF/A-3a is a PDF/UA-1 too; PDF/A wants the second block, with these very prefixes."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A line of the outline: its depth, from 1, and where it leads, in points from the foot of the page."""

    level: int
    label: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Pages:
    """A run of laid-out pages. ``document`` is WeasyPrint's."""

    document: Any

    def __len__(self) -> int:
        """Return how many pages there are."""
        return len(self.document.pages)

    def __add__(self, other: "Pages") -> "Pages":
        """Return these pages and others after them."""
        return Pages(self.document.copy([*self.document.pages, *other.document.pages]))

    def anchors(self, first: int) -> dict[str, int]:
        """Return the folio of every anchor, the first page having folio ``first``."""
        found: dict[str, int] = {}
        for folio, page in enumerate(self.document.pages, start=first):
            for name in page.anchors:
                found.setdefault(name, folio)
        return found

    def renumber(self, folios: Mapping[str, int], first: int) -> None:
        """Put the right figures where the pages were laid out with others: cross-references, then folios."""
        from weasyprint.formatting_structure import boxes

        for folio, page in enumerate(self.document.pages, start=first):
            for mark in _marks(page._page_box):
                (box,) = _own(mark, boxes.TextBox)
                kind = mark.element.get("class").split()[0]
                box.text = box.pango_layout.text = told(kind, str(folios[mark.element.get("data-pour")]))
            for margin in page._page_box.children:
                if isinstance(margin, boxes.MarginBox) and margin.at_keyword.startswith("@bottom"):
                    _refolio(margin, str(folio), boxes)

    def readings(self, first: int) -> list[PrintedPage]:
        """Return what each page says word for word, the first page having folio ``first``."""
        return words.read(self.document.pages, first)

    def texts(self) -> list[str]:
        """Return what each page says, without its heads and folio, words cut at line ends made whole."""
        return [_text(page._page_box) for page in self.document.pages]

    def bookmarks(self) -> list[list[Bookmark]]:
        """Return the lines of the outline that lead to each page."""
        return [
            [
                Bookmark(level, label, round(x * POINT, 3), round((page.height - y) * POINT, 3))
                for level, label, (x, y), _ in page.bookmarks
            ]
            for page in self.document.pages
        ]

    def filled(self) -> list[float]:
        """Return how much of the height of each page is used, from 0 to 1, notes left aside."""
        from weasyprint.formatting_structure import boxes

        def used(page: Any) -> float:
            feet = [box.position_y + box.height for box in _solid(page, boxes)]
            top = page.content_box_y()
            return float((max(feet, default=top) - top) / page.height)

        return [used(page._page_box) for page in self.document.pages]


class Press:
    """Lays pages out with one set of styles, fonts and pictures.

    ``variant`` is the kind of PDF WeasyPrint writes; None is a plain one, without tags. ``zoom`` enlarges the
    pages once they are laid out.
    """

    def __init__(
        self, styles: str, shelf: Mapping[str, bytes], variant: str | None = VARIANT, zoom: float = 1.0
    ) -> None:
        self._shelf = shelf
        self._styles = styles
        self._variant = variant
        self.zoom = zoom
        self._images: dict[str, Any] = {}
        self._sheets: dict[str, Any] = {}

    @cached_property
    def _fetcher(self) -> Any:
        return _fetcher(self._shelf)

    @cached_property
    def _fonts(self) -> Any:
        from weasyprint.text.fonts import FontConfiguration

        return FontConfiguration()

    @cached_property
    def _sheet(self) -> Any:
        return self._css(self._styles)

    def _css(self, text: str) -> Any:
        from weasyprint import CSS

        with watched(Subject("les styles du livre")):
            return CSS(string=text, base_url=BASE, url_fetcher=self._fetcher, font_config=self._fonts)

    def _own(self, styles: str) -> Any:
        if styles not in self._sheets:
            self._sheets[styles] = self._css(styles)
        return self._sheets[styles]

    def lay(self, html: str, styles: str, subject: Subject = PAGES) -> Pages:
        """Lay a document out; ``styles`` come after those of the whole book.

        ``CarnetError`` names the subject when it cannot be done, or not in reasonable time and memory.
        """
        from weasyprint import HTML

        mend()
        sheets = [self._sheet, self._own(styles)]
        with watched(subject, len(html) / PER_PAGE):
            page = HTML(string=html, base_url=BASE, url_fetcher=self._fetcher)
            laid = page.render(
                font_config=self._fonts, stylesheets=sheets, cache=self._images, pdf_variant=self._variant
            )
        return Pages(laid)

    def bind(self, runs: Sequence[Pages], blank: Pages) -> bytes:
        """Return one PDF of all the pages; a run that ends on a recto gets the blank after it."""
        pages = []
        for run in runs:
            pages += run.document.pages
            if len(pages) % 2 and run is not runs[-1]:
                pages += blank.document.pages
        document = runs[0].document.copy(_addressed(pages, 1, blank))
        if self._variant == VARIANT:
            _claim_accessible(document.metadata)
        with watched(PAGES, len(pages)):
            return bytes(document.write_pdf(pdf_variant=self._variant, cache=self._images, zoom=self.zoom))

    def fragment(self, run: Pages, first: int, blank: Pages) -> bytes:
        """Return a part of a book, to be joined to others (``joining``).

        Its pages start at folio ``first``. Links may lead out of it: their names are kept. Its faces are
        named by their content and not embedded, and it has no bookmark: both belong to the whole.
        """
        pages = _addressed(run.document.pages, first, blank)
        within = {name for page in pages for name in page.anchors}
        away = {target for page in pages for kind, target, *_ in page.links if kind == "internal"} - within
        pages[0].anchors |= {name: (0, 0, 0, 0) for name in sorted(away)}
        kept = [page.bookmarks for page in pages]
        for page in pages:
            page.bookmarks = []
        with watched(PAGES, len(pages)), apart(str(first)):
            document = run.document.copy(pages)
            _claim_accessible(document.metadata)
            made = bytes(
                document.write_pdf(
                    pdf_variant=self._variant, pdf_identifier=False, cache=self._images, zoom=self.zoom
                )
            )
        for page, bookmarks in zip(pages, kept, strict=True):
            page.bookmarks = bookmarks
        for name in away:
            del pages[0].anchors[name]
        return made


def _addressed(pages: Sequence[Any], first: int, blank: Pages) -> list[Any]:
    """Return pages, each with its own address, and one link where WeasyPrint notes two."""
    for folio, page in enumerate(pages, start=first):
        # WeasyPrint notes a second, untagged link around what is inside a link (its issues 185 and 2482).
        page.links = [link for link in page.links if link[3].link]
        page.anchors = {name: spot for name, spot in page.anchors.items() if not name.startswith("page-")} | (
            {} if page in blank.document.pages else {page_anchor(folio): (0, 0, 0, 0)}
        )
    return list(pages)


def _claim_accessible(metadata: Any) -> None:
    """Make the metadata say PDF/UA-1 beside PDF/A-3a: WeasyPrint writes one variant only."""
    written = type(metadata).generate_rdf_metadata

    def both(*about: Any) -> bytes:
        return bytes(written(metadata, *about).replace(b"</rdf:RDF>", UA + b"</rdf:RDF>"))

    metadata.generate_rdf_metadata = both


def _fetcher(shelf: Mapping[str, bytes]) -> Any:
    """Return the only thing WeasyPrint may ask: what is on the shelf, by name."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Shelf(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        """Serves bytes from memory and refuses every other address."""

        def fetch(self, url: str, headers: object = None) -> Any:
            name = url.removeprefix(BASE)
            if not url.startswith(BASE) or name not in shelf:
                raise FatalURLFetchingError(url)
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, shelf[name], {"Content-Type": kind})

    return Shelf(allowed_protocols={"http"}, allow_redirects=False, fail_on_errors=True)


def _text(page: Any) -> str:
    from weasyprint.formatting_structure import boxes

    lines: list[str] = []
    for line in _lines(page, boxes):
        words = "".join(box.text for box in _within(line, boxes.TextBox))
        if lines and lines[-1].endswith("‐"):
            lines[-1] = lines[-1].removesuffix("‐") + words
        else:
            lines.append(words)
    return "\n".join(lines)


def _lines(box: Any, boxes: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        inner = getattr(child, "_box", child)  # what is placed absolutely stands behind a placeholder
        if isinstance(inner, boxes.LineBox):
            yield inner
        if not isinstance(inner, boxes.MarginBox):
            yield from _lines(inner, boxes)


def _solid(box: Any, boxes: Any) -> Iterator[Any]:
    """Yield what a page shows of its text: its lines and pictures."""
    for child in getattr(box, "children", ()):
        inner = getattr(child, "_box", child)
        if isinstance(inner, boxes.LineBox | boxes.ReplacedBox):
            yield inner
        elif not isinstance(inner, boxes.MarginBox | boxes.FootnoteAreaBox):
            yield from _solid(inner, boxes)


def _refolio(margin: Any, folio: str, boxes: Any) -> None:
    """Write a folio in a margin: figures are of one width, the number keeps to the side it was set on."""
    for box in _within(margin, boxes.TextBox):
        if not box.text.isdigit():
            continue
        before, box.width = box.width, box.width * len(folio) / len(box.text)
        if not margin.at_keyword.endswith("left"):
            box.position_x += (before - box.width) / (1 if margin.at_keyword.endswith("right") else 2)
        box.text = box.pango_layout.text = folio


def _marks(box: Any) -> Iterator[Any]:
    """Yield the boxes that say a page number."""
    for child in getattr(box, "children", ()):
        inner = getattr(child, "_box", child)
        element = inner.element
        if element is not None and inner.element_tag == "span" and element.get("data-pour"):
            yield inner
        else:
            yield from _marks(inner)


def _own(box: Any, kind: Any) -> Iterator[Any]:
    """Yield the boxes of a kind in a box, but for what styles put before and after."""
    for child in box.children:
        if isinstance(child, kind):
            yield child
        elif "::" not in (child.element_tag or ""):
            yield from _own(child, kind)


def _within(box: Any, kind: Any) -> Iterable[Any]:
    for child in getattr(box, "children", ()):
        inner = getattr(child, "_box", child)
        if isinstance(inner, kind):
            yield inner
        else:
            yield from _within(inner, kind)
