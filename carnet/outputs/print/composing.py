"""From sections to what the press is given: cahiers, each opening on a right-hand page, made of feuillets.

A feuillet is a section that starts a page: it is laid out on its own, so that a change in one leaves the
others as they were. Page numbers are still open in its HTML (see ``numbers``).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from markupsafe import Markup

import carnet
from carnet.outputs.print.attaching import Attachment, attached
from carnet.outputs.print.colours import Accent
from carnet.outputs.print.indexing import Sorte
from carnet.outputs.print.notes import ruled
from carnet.outputs.print.numbers import MARK
from carnet.outputs.print.order import Section, flat
from carnet.outputs.print.setting import BookSetting
from carnet.outputs.print.watching import PAGES, Subject
from carnet.templating import fill

UNINDEXED: Final = ("index", "credits", "colophon", "bibliographie", "parcours")

BLANK: Final = '<div class="liminaire"></div>'

STAPLED: Final = 4
"""A sheet folded once has four pages."""

OPENING: Final = Subject("les pages de titre et le sommaire")

Side = Literal["recto", "verso", ""]

_ID = re.compile(r' id="([^"]+)"')
_CARD = re.compile(r'<dl class="fiche">(.*?)</dl>', re.DOTALL)
_CARD_LINE = re.compile(r'<div class="ligne"><dt>(.*?)</dt>\s*<dd>(.*?)</dd></div>', re.DOTALL)
_JUMP = re.compile(r'<a\s+([^>]*)href="#([^"]+)"([^>]*)>(.*?)</a>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Feuillet:
    """Pages laid out together, as an HTML document.

    ``side`` is the side it must open on, "" when it follows on. ``airy`` tells that its pictures may each
    take a page, where a page would otherwise be blank. ``indexe`` tells whether the indexes cover it;
    ``fixed``, that its pages are set one by one, and that it is not to be fitted. ``subject`` names it.
    """

    html: str
    side: Side = ""
    airy: bool = False
    indexe: bool = False
    fixed: bool = False
    subject: Subject = PAGES


@dataclass(frozen=True, slots=True)
class Cahier:
    """One run of pages that opens on a recto, and the mark of its event."""

    feuillets: tuple[Feuillet, ...]
    accent: Accent | None


@dataclass(frozen=True, slots=True)
class Composition:
    """The whole book as HTML, the indexes whose pages are to be found, the data it carries.

    An event's own carnet is folded and stapled: ``finales`` are what completes its last sheet, of one page,
    of two, of three.
    """

    cahiers: tuple[Cahier, ...]
    sortes: tuple[Sorte, ...]
    blanche: str
    donnees: Attachment | None = None
    finales: tuple[str, ...] = ()

    @property
    def signature(self) -> tuple[str, ...]:
        """All that is composed, as text: what a file made of it depends on."""
        feuillets = (f for cahier in self.cahiers for f in cahier.feuillets)
        texts = (f"{f.side} {f.airy} {f.indexe} {f.fixed} {f.html}" for f in feuillets)
        rest = (*(c.accent for c in self.cahiers), *self.sortes, self.donnees, *self.finales)
        return (*texts, *map(repr, rest))


def compose(c: BookSetting) -> Composition:
    """Return the book's cahiers, in order: the liminaries, then one per section that opens on a recto."""
    sections = list(flat(c.sections))
    texts = {s.id: c.section(s) for s in sections if s.gabarit != "index"}
    texts |= {s.id: c.section(s) for s in sections if s.gabarit == "index"}
    cahiers: list[list[Section]] = []
    for section in sections:
        if section.recto or not cahiers:
            cahiers.append([])
        cahiers[-1].append(section)
    bodies = iter(_sound([_liminaries(c), *(texts[s.id] for cahier in cahiers for s in cahier)]))
    opening = Cahier((Feuillet(document(c, next(bodies)), "recto", fixed=True, subject=OPENING),), None)
    made = [
        Cahier(
            tuple(
                Feuillet(
                    document(c, next(bodies)),
                    side="recto" if section is cahier[0] else "verso" if section.gabarit == "passage" else "",
                    airy=section.gabarit == "images",
                    indexe=section.gabarit not in UNINDEXED,
                    subject=_subject(c, section),
                )
                for section in cahier
            ),
            cahier[0].accent,
        )
        for cahier in cahiers
    ]
    return Composition(
        (opening, *made),
        tuple(c.index),
        document(c, BLANK),
        attached(c),
        tuple(document(c, ruled(c, n)) for n in range(1, STAPLED)) if c.visible.evenement else (),
    )


def _subject(c: BookSetting, section: Section) -> Subject:
    files = tuple((c.identifier(entry), entry.source.path) for entry in section.entries)
    return Subject(f"« {section.titre} »", files)


def _liminaries(c: BookSetting) -> str:
    """Return the pages before the first section: titles, mentions, contents."""
    titles = {"titre": c.visible.edition.titre, "sous_titre": c.visible.edition.sous_titre}
    if c.visible.evenement:
        event = c.visible.entries[c.visible.evenement]
        titles = {"titre": c.titre(event), "sous_titre": c.visible.edition.titre}
    return fill(c.env.get_template("sections/liminaires.html"), c=c, **titles)


def compose_one(c: BookSetting, section: Section) -> Composition:
    """Return one section as a book of its own, to be looked at: its links to the rest are left as text."""
    (body,) = _sound([c.section(section)])
    feuillet = Feuillet(document(c, body), "recto", subject=_subject(c, section))
    cahier = Cahier((feuillet,), section.accent)
    return Composition((cahier,), (), document(c, BLANK))


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
