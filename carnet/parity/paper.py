"""Reads the printer's file back: the words of its pages with PDFium, page after page.

In: artifacts. Out: a ``Reading`` of letters. Paper has no tags: an entry is wherever its words are, so every
identity leads to the whole book. A paragraph that a page cut is read on from the next one, which starts with
a running head, and whose foot may have a note.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from carnet.model import Artifact
from carnet.parity.reading import Place, Reading, Spans, letters

BOOK: Final = "carnet-imprimeur.pdf"
HEAD: Final = 24
"""So many letters of a run, before a page ends, are enough to know it by (shorter ends are tried too)."""


def read_printed(artifacts: Iterable[Artifact]) -> Reading:
    """Read the inside of the book, which every identity finds."""
    book = next(artifact for artifact in artifacts if artifact.path == BOOK)
    return _Anywhere(_read(book))


@dataclass(slots=True)
class Book(Place):
    """The whole book as one place: where each page starts in its text, which ones have a picture."""

    starts: list[int] = field(default_factory=list)
    illustrated: set[int] = field(default_factory=set)

    def find(self, words: str, start: int = 0) -> Spans:
        """Return where words stand, a page's end being allowed between two of them."""
        at = self.text.find(words, start)
        return [(at, at + len(words))] if at >= 0 else self._cut(words, start)

    def pictured(self, said: Sequence[str]) -> bool:
        """Tell whether a page where one of these stands has a picture, or the page beside it."""
        pages = {self._page(end - 1) for words in said if words for end in self.ends(words)}
        return any(near in self.illustrated for page in pages for near in (page - 1, page, page + 1))

    def _page(self, at: int) -> int:
        return bisect_right(self.starts, at) - 1

    def _cut(self, words: str, start: int) -> Spans:
        """Find words that go on overleaf: as many as a page has, then the rest on one of the two next."""
        for known in (HEAD, HEAD // 2, HEAD // 4, 2):
            at = self.text.find(words[:known], start) if known < len(words) else -1
            while at >= 0:
                spans = self._follow(words, at, known)
                if spans:
                    return spans
                at = self.text.find(words[:known], at + 1)
        return []

    def _follow(self, words: str, start: int, known: int) -> Spans:
        end, done = start + known, known
        while done < len(words) and self.text[end : end + 1] == words[done]:
            end, done = end + 1, done + 1
        page, rest = self._page(end - 1), words[done:]
        for after in range(page + 1, min(page + 3, len(self.starts))):
            last = self.starts[after + 1] if after + 1 < len(self.starts) else len(self.text)
            on = self.text.find(rest, self.starts[after], last)
            if on >= 0:
                return [(start, end), (on, on + len(rest))]
        return []


class _Anywhere(Mapping[str, list[Place]]):
    def __init__(self, book: Book) -> None:
        self._places: list[Place] = [book]

    def __getitem__(self, identity: str) -> list[Place]:
        return self._places

    def __iter__(self) -> Iterator[str]:
        return iter(("",))

    def __len__(self) -> int:
        return 1


def _read(artifact: Artifact) -> Book:
    import pypdfium2
    import pypdfium2.raw as pdfium

    book = Book("", artifact.path, frozenset())
    pages: list[str] = []
    size = 0
    document = pypdfium2.PdfDocument(artifact.content)
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        book.starts.append(size)
        pages.append(letters(text.get_text_bounded()))
        size += len(pages[-1])
        if any(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=4)):
            book.illustrated.add(number)
        text.close()
        page.close()
    document.close()
    book.text = "".join(pages)
    return book
