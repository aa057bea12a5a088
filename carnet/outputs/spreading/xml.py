"""XML written from trees, so that it is well formed whatever the words.

In: element and attribute names as they will stand, prefixes declared at the root. Out: UTF-8 bytes, indented,
the same every time.
"""

import xml.etree.ElementTree as ET
from typing import Final

ATOM: Final = "http://www.w3.org/2005/Atom"
NAMESPACES: Final = {
    "atom": ATOM,
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/terms/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "podcast": "https://podcastindex.org/namespace/1.0",
}


def root(name: str, /, *prefixes: str, xmlns: str = "", **attributes: str) -> ET.Element:
    """Return the root of a document: its own namespace, and those of the prefixes it will use."""
    spaces = {"xmlns": xmlns} if xmlns else {}
    return ET.Element(name, {**spaces, **{f"xmlns:{p}": NAMESPACES[p] for p in prefixes}, **attributes})


def add(parent: ET.Element, name: str, words: str | None = None, /, **attributes: str) -> ET.Element:
    """Add a child: its name (``itunes:image``), its words, its attributes."""
    child = ET.SubElement(parent, name, attributes)
    child.text = words
    return child


def written(tree: ET.Element) -> bytes:
    """Return a document."""
    ET.indent(tree, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(tree, encoding="unicode")}\n'.encode()
