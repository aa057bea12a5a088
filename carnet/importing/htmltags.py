"""HTML tags met in a text: what each one is to us, and the words of a whole page.

In: a tag as typed, or a page. Out: its name and attributes, or its text, counted by the standard library's
reader and not by the one that converts.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

WRAPPERS: Final = {
    "b": "Strong", "strong": "Strong", "i": "Emph", "em": "Emph", "cite": "Emph", "s": "Strikeout",
    "del": "Strikeout", "strike": "Strikeout", "sup": "Superscript", "a": "Span", "u": "Underline",
    "ins": "Underline", "mark": "Span", "span": "Span", "small": "Span", "font": "Span", "center": "Span",
    "kbd": "Span", "sub": "Span", "q": "Span", "abbr": "Span", "details": "Span", "summary": "Span",
}  # fmt: skip
SILENT: Final = frozenset({"script", "style", "head", "template", "noscript", "svg"})
VOID: Final = frozenset({"br", "img", "hr", "input", "meta", "link", "source", "embed", "col", "wbr"})
BLOCKS: Final = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "br",
        "tr",
        "td",
        "th",
        "table",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "dt",
        "dd",
        "section",
        "article",
        "hr",
        "header",
        "footer",
        "aside",
        "main",
        "nav",
        "body",
    ]
)
DECLARED: Final = re.compile(r"<!(?!--|doctype)[^>]*>?", re.I)
"""« <![if …]> », which browsers skip and the standard library's reader chokes on."""


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag; ``wrapper`` is the inline of ours that holds what it holds, "" when there is none."""

    name: str
    closes: bool
    attributes: dict[str, str]

    @property
    def wrapper(self) -> str:
        """Return the inline it becomes."""
        return WRAPPERS.get(self.name, "")


class _One(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tag: Tag | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tag = Tag(tag, closes=False, attributes={name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        self.tag = Tag(tag, closes=True, attributes={})


def read_tag(text: str) -> Tag | None:
    """Return the tag a text is, or None for a comment or what is no tag."""
    reader = _One()
    reader.feed(DECLARED.sub(" ", text))
    return reader.tag


@dataclass
class Page:
    """What an HTML page holds: its texts and how many of each thing."""

    texts: list[str] = field(default_factory=list)
    images: int = 0
    alternatives: int = 0
    items: int = 0
    tables: int = 0
    links: int = 0
    frames: list[Tag] = field(default_factory=list)


class _Counter(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._silent: list[str] = []
        self._text: list[str] = []

    def close_text(self) -> None:
        if "".join(self._text).strip():
            self.page.texts.append("".join(self._text))
        self._text = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        if tag in SILENT and tag not in VOID:
            self._silent.append(tag)
        if tag in BLOCKS:
            self.close_text()
        self.page.images += tag in ("img", "svg")
        if tag == "img" and about.get("alt"):
            self.page.alternatives += 1
            self.page.texts.append(about["alt"])
        self.page.items += tag == "li"
        self.page.tables += tag == "table"
        self.page.links += tag == "a" and bool(about.get("href"))
        if tag in ("iframe", "embed", "object", "audio", "video", "script"):
            self.page.frames.append(Tag(tag, closes=False, attributes=about))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            while self._silent and self._silent.pop() != tag:
                pass
        if tag in BLOCKS:
            self.close_text()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text.append(data)


def count_page(text: str) -> Page:
    """Return what an HTML text holds."""
    counter = _Counter()
    counter.feed(DECLARED.sub(" ", text))
    counter.close()
    counter.close_text()
    return counter.page
