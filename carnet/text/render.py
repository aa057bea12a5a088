"""A parsed text, set for one output: well-formed XHTML made of allowed elements only.

In: a tree that depends on no output, and what one output answers about its references. Out: a
``Fragment``. Notes go where each output has them: endnotes with a way back on the web, pop-up asides in an
EPUB, the foot of the page in print.
"""

from dataclasses import dataclass, replace

from carnet.text.body import Parsed, Reference
from carnet.text.headings import anchor
from carnet.text.html_blocks import Heading, Writer
from carnet.text.html_inlines import IndexMark, Target, element_id
from carnet.text.resolving import Lien, Nothing, Resolver

__all__ = [
    "Fragment",
    "Heading",
    "IndexMark",
    "Lien",
    "Nothing",
    "Reference",
    "Resolver",
    "Target",
    "anchor",
    "element_id",
    "render",
]


@dataclass(frozen=True, slots=True)
class Fragment:
    """A text set for one output; ``notes`` is the HTML of its endnotes ("" in print and without notes)."""

    html: str
    notes: str
    headings: tuple[Heading, ...]
    marks: tuple[IndexMark, ...]
    words: int


def render(
    parsed: Parsed,
    *,
    target: Target,
    prefix: str,
    resolver: Resolver,
    base: int = 1,
    fine: str = "U+202F",
) -> Fragment:
    """Set a text for one output.

    Every id starts with ``prefix``. ``fine`` is the edition's thin space, ``U+202F`` or ``U+00A0``.

    ``base`` is the level of the heading above the text. Levels are counted anew: the first heading is one
    below ``base``, a heading that was deeper than the one before is one below it, whatever the number of
    « # », and one that was as high goes back up. So no level is ever skipped, and none is above the page's.
    """
    writer = Writer(parsed.refs, target, prefix, resolver, base)
    html = writer.blocks(parsed.blocks)
    notes = writer.endnotes()
    fragment = Fragment(html, notes, tuple(writer.headings), tuple(writer.marks), parsed.words)
    return fragment if fine == "U+202F" else _with_no_break(fragment)


def _with_no_break(fragment: Fragment) -> Fragment:
    """Replace the thin space by the no-break space, for reading systems whose fonts have none."""

    def wide(text: str) -> str:
        return text.replace("\u202f", "\u00a0")

    headings = tuple(replace(h, text=wide(h.text), plain=wide(h.plain)) for h in fragment.headings)
    marks = tuple(replace(m, entree=wide(m.entree), sous_entree=wide(m.sous_entree)) for m in fragment.marks)
    return replace(
        fragment, html=wide(fragment.html), notes=wide(fragment.notes), headings=headings, marks=marks
    )
