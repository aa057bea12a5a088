"""The names and the styles of OpenDocument: what a paragraph or a run of text is, through its styles.

In: the roots of styles.xml and content.xml. Out: by the name of a style, those it
comes from, its level, its wrappers.
"""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

NAMES: Final = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
}
PREFIX: Final = {uri: prefix for prefix, uri in NAMES.items()}


def named(name: str) -> str:
    """Return « text:p » as ElementTree writes it."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMES[prefix]}}}{local}"


def short(tag: str) -> str:
    """Return « text:p » for an element's tag; the tag itself in a namespace we do not know."""
    uri, _, local = tag[1:].partition("}")
    return f"{PREFIX[uri]}:{local}" if uri in PREFIX else tag


class Styles:
    """What the styles of a document mean, through those they come from."""

    def __init__(self, roots: list[Element]) -> None:
        self._styles: dict[str, Element] = {}
        self._numbered: dict[str, set[str]] = {}
        for root in roots:
            for style in root.iter(named("style:style")):
                self._styles[style.get(named("style:name"), "")] = style
            for style in root.iter(named("text:list-style")):
                levels = {
                    e.get(named("text:level"), "")
                    for e in style
                    if short(e.tag) == "text:list-level-style-number"
                }
                self._numbered[style.get(named("style:name"), "")] = levels

    def line(self, name: str) -> Iterator[Element]:
        """Yield a style and those it comes from."""
        seen: set[str] = set()
        while name and name not in seen and name in self._styles:
            seen.add(name)
            yield self._styles[name]
            name = self._styles[name].get(named("style:parent-style-name"), "")

    def names(self, name: str) -> list[str]:
        """Return the names of a style's line, as people see them."""
        found = []
        for style in self.line(name):
            own = style.get(named("style:name"), "")
            found.append(
                style.get(named("style:display-name")) or re.sub(r"_([0-9a-f]{2})_", _unescaped, own)
            )
        return found or [re.sub(r"_([0-9a-f]{2})_", _unescaped, name)]

    def level(self, name: str) -> int:
        """Return the outline level a style gives, or 0."""
        for style in self.line(name):
            if (level := style.get(named("style:default-outline-level"), "")).isdigit():
                return int(level)
        for shown in self.names(name):
            if found := re.fullmatch(r"(?:Heading|Titre) (\d)", shown):
                return int(found[1])
        return 0

    def wrappers(self, name: str) -> list[str]:
        """Return the inlines that a character style is for us."""
        found: dict[str, str] = {}
        for style in self.line(name):
            for properties in style.findall(named("style:text-properties")):
                for key, value in properties.attrib.items():
                    found.setdefault(short(key), value)
        made = []
        if found.get("fo:font-weight") in ("bold", "600", "700", "800", "900"):
            made.append("Strong")
        if found.get("fo:font-style") in ("italic", "oblique"):
            made.append("Emph")
        if found.get("style:text-line-through-style", "none") != "none":
            made.append("Strikeout")
        if found.get("style:text-position", "").startswith(("super", "33%", "58%")):
            made.append("Superscript")
        return made

    def numbered(self, name: str, level: int) -> bool:
        """Tell whether a list style numbers its items at a level."""
        return str(level) in self._numbered.get(name, ())


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))
