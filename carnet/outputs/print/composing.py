"""From sections to what the press is given: runs of pages as HTML, each opening on a right-hand page.

A run (« cahier ») is laid out on its own, so that a change in one event leaves the others as they were.
Page numbers are still open in its HTML (see ``numbers``).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

import carnet
from carnet.outputs.print.colours import Accent
from carnet.outputs.print.indexing import Sorte
from carnet.outputs.print.numbers import MARK
from carnet.outputs.print.order import Section
from carnet.outputs.print.setting import BookSetting
from carnet.templating import fill

UNINDEXED: Final = ("index", "credits", "colophon", "bibliographie", "parcours")

BLANK: Final = '<div class="liminaire"></div>'

_ID = re.compile(r' id="([^"]+)"')
_CARD = re.compile(r'<dl class="fiche">(.*?)</dl>', re.DOTALL)
_CARD_LINE = re.compile(r'<div class="ligne"><dt>(.*?)</dt>\s*<dd>(.*?)</dd></div>', re.DOTALL)
_JUMP = re.compile(r'<a\s+([^>]*)href="#([^"]+)"([^>]*)>(.*?)</a>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Cahier:
    """One run of pages. ``indexe`` tells whether the indexes cover it."""

    html: str
    accent: Accent | None
    indexe: bool


@dataclass(frozen=True, slots=True)
class Composition:
    """The whole book as HTML, and the indexes whose pages are to be found."""

    cahiers: tuple[Cahier, ...]
    sortes: tuple[Sorte, ...]
    blanche: str


def compose(c: BookSetting) -> Composition:
    """Return the book's runs, in order: the liminaries, then one per section that opens on a recto."""
    tops = list(_tops(c.sections))
    texts = {s.id: c.section(s) for s in tops if s.gabarit != "index"}
    texts |= {s.id: c.section(s) for s in tops if s.gabarit == "index"}
    opening = c.env.get_template("sections/liminaires.html")
    titles = {"titre": c.visible.edition.titre, "sous_titre": c.visible.edition.sous_titre}
    if c.visible.evenement:
        event = c.visible.entries[c.visible.evenement]
        titles = {"titre": c.titre(event), "sous_titre": c.visible.edition.titre}
    runs: list[tuple[list[Section], str]] = [([], fill(opening, c=c, **titles))]
    for section in tops:
        if section.recto or len(runs) == 1:
            runs.append(([section], texts[section.id]))
        else:
            runs[-1] = ([*runs[-1][0], section], runs[-1][1] + texts[section.id])
    bodies = _sound([body for _, body in runs])
    cahiers = tuple(
        Cahier(document(c, body), run[0].accent if run else None, _is_indexed(run))
        for (run, _), body in zip(runs, bodies, strict=True)
    )
    return Composition(cahiers, tuple(c.index), document(c, BLANK))


def _tops(sections: Iterable[Section]) -> Iterator[Section]:
    """Yield what is set one after the other: a part's opening, then what it holds."""
    for section in sections:
        yield section
        if section.gabarit == "partie":
            yield from section.inside


def _is_indexed(run: Sequence[Section]) -> bool:
    return bool(run) and run[0].gabarit not in UNINDEXED


def _sound(bodies: Sequence[str]) -> list[str]:
    """Make every id unique in the book, and leave as text the links that lead nowhere."""
    seen: set[str] = set()

    def once(match: re.Match[str]) -> str:
        known = match[1] in seen
        seen.add(match[1])
        return "" if known else match[0]

    unique = [_ID.sub(once, _listed(body)) for body in bodies]
    alive = [_JUMP.sub(lambda m: m[0] if m[2] in seen else m[4], body) for body in unique]
    return [MARK.sub(lambda m: m[0] if m[3] in seen else "", body) for body in alive]


def _listed(body: str) -> str:
    """Turn an identity card into a plain list: WeasyPrint tags what groups the lines of a ``dl`` wrongly."""
    lines = _CARD.sub(lambda m: f'<ul class="fiche">{m[1]}</ul>', body)
    return _CARD_LINE.sub(r'<li><b>\1</b> <span class="valeur">\2</span></li>', lines)


def document(c: BookSetting, body: str) -> str:
    """Return a whole HTML document of the book around a body."""
    edition = c.visible.edition
    titre = edition.titre
    if c.visible.evenement:
        titre = f"{c.titre(c.visible.entries[c.visible.evenement])}, {titre}"
    elif edition.sous_titre:
        titre = f"{titre}, {edition.sous_titre}"
    return fill(
        c.env.get_template("livre.html"),
        edition=edition,
        titre=titre,
        auteurs=[k.nom for k in c.signataires],
        outil=f"carnet {carnet.__version__}",
        date=c.visible.moment.date.isoformat(),
        classe="brouillon" if c.visible.moment.drafts else "",
        contenu=Markup(body),
    )
