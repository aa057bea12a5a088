"""The texts of a pandoc tree before it is tidied, for counting: each once, raw HTML as a browser shows it.

In: blocks. Out: their texts; what is met on the way is told to ``seen(thing, number)``. Nothing is shared
with ``tidying``, so that one can tell what the other loses.
"""

import re
from collections.abc import Callable
from typing import Any

from carnet.importing.htmltags import Page, count_page
from carnet.importing.trees import Tree

Seen = Callable[[str, int], None]


def _unseen(thing: str, number: int) -> None:
    """Count nothing: what a link holds is one link."""


class Texts:
    """Reads the texts of a tree for counting, each once."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen

    def of(self, blocks: list[Tree]) -> list[str]:
        texts: list[str] = []
        html: list[str] = []
        for block in blocks:
            kind: str = block["t"]
            held: Any = block.get("c")
            match kind:
                case "Para" | "Plain":
                    texts.append(self._line(held, texts))
                case "Header":
                    texts.append(self._line(held[2], texts))
                case "BlockQuote":
                    texts += self.of(held)
                case "Div":
                    texts += [v for k, v in held[0][2] if k in ("title", "titre")] + self.of(held[1])
                case "BulletList" | "OrderedList":
                    items = held if kind == "BulletList" else held[1]
                    self._seen("listes", len(items))
                    for item in items:
                        texts += self.of(item)
                case "DefinitionList":
                    for term, senses in held:
                        texts.append(self._line(term, texts))
                        for sense in senses:
                            texts += self.of(sense)
                case "CodeBlock":
                    texts.append(held[1])
                case "LineBlock":
                    texts += [self._line(line, texts) for line in held]
                case "Figure":
                    inner = self.of(held[2])
                    caption = self.of(held[1][1])
                    texts += inner + [c for c in caption if c.strip() not in {t.strip() for t in inner}]
                case "Table":
                    self._seen("tableaux", 1)
                    texts += self.of(held[1][1])
                    for row in [*held[3][1], *(r for b in held[4] for r in [*b[2], *b[3]]), *held[5][1]]:
                        for cell in row[1]:
                            texts += self.of(cell[4])
                case "RawBlock":
                    if held[0] == "html":
                        html.append(held[1])
                    else:
                        texts.append(held[1])
        if html:
            texts += self._page(count_page("\n".join(html)))
        return texts

    def _page(self, page: Page) -> list[str]:
        self._seen("images", page.images)
        self._seen("alternatives", page.alternatives)
        self._seen("listes", page.items)
        self._seen("tableaux", page.tables)
        return page.texts

    def _line(self, inlines: list[Tree], texts: list[str]) -> str:
        parts = []
        for node in inlines:
            kind: str = node["t"]
            held: Any = node.get("c")
            match kind:
                case "Str":
                    parts.append(held)
                case "Space" | "SoftBreak" | "LineBreak":
                    parts.append(" ")
                case "Code" | "Math":
                    parts.append(held[1])
                case "Note":
                    self._seen("notes", 1)
                    texts += self.of(held)
                case "Image":
                    inner, alt = self._line(held[1], texts), dict(held[0][2]).get("alt", "")
                    self._seen("images", 1)
                    self._seen("alternatives", int(bool(alt.strip() or inner.strip())))
                    texts += [inner] + ([alt] if alt.strip() and alt.strip() != inner.strip() else [])
                case "Link":
                    self._seen("liens", 1)
                    parts.append(Texts(_unseen)._line(held[1], texts))
                case "RawInline":
                    page = count_page(held[1])
                    self._seen("images", page.images)
                    self._seen("alternatives", page.alternatives)
                    texts += page.texts
                    parts.append(" " if re.match(r"<br", held[1], re.I) else "")
                case "Span" if "emoji" in held[0][1]:
                    parts.append(f":{dict(held[0][2]).get('data-emoji', '')}:")
                case "Span" | "Quoted" | "Cite":
                    parts.append(self._line(held[1], texts))
                case _:
                    parts.append(self._line(held or [], texts))
        return "".join(parts)
