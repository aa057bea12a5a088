"""A carnet being set for the book: one document, so that every link is an anchor and a page number.

Out: HTML whose page numbers are still open (see ``numbers``), and the pictures it needs, by name.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar, Final

from markupsafe import Markup, escape

from carnet.edition import Contributeur
from carnet.kinds import FicheEvenement, FichePhoto
from carnet.model import Entry
from carnet.outputs.print.indexing import Sorte, indexes
from carnet.outputs.print.legal import mentions
from carnet.outputs.print.listening import Ecoute, Listening
from carnet.outputs.print.order import Section, arrange, flat, shown
from carnet.outputs.print.tails import held
from carnet.outputs.print.trim import A5, LINE, Trim
from carnet.outputs.setting import Setting
from carnet.sources import slug
from carnet.templating import fill
from carnet.text.cite import BIBLIOGRAPHY
from carnet.text.render import Fragment, Lien, Nothing, Target, anchor, render
from carnet.visible import Personne

OVERHANG: Final = 22.6
"""How far a picture alone on its page goes into each margin, in points."""

PLACES: Final[Mapping[str, tuple[float, float]]] = {
    "texte": (1.0, 20 / 35),
    "pleine": (1.0, 28 / 35),
    "paire": (1.0, 14.6 / 35),
    "seule": (1.0, 31 / 35),
    "portrait": (0.62, 18 / 35),
}
"""How large a photo may be: shares of the width and of the height of the text."""
DPI, LEAST_DPI = 300, 144
HEAD: Final = 46
"""How many characters a running head holds."""
LONG: Final = 48
"""From how many characters on a title is set smaller."""
WALL: Final = 12
"""From how many words said on a wall is set in columns."""
COLUMN: Final = 16
"""How many chapters a list names in one column."""
WIDE: Final = 1.15
"""From which width for one of height on two photos share a page."""
EXCERPT: Final = 90
"""How many words of a recording are printed."""

_LINK = re.compile(r'(<a\s[^>]*href="#([^"]+)"[^>]*>.*?</a>)(?! ?<span class="vers)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mur:
    """Words said, as they are set: one alone on its page, the others in a wall, in columns when many."""

    seule: Entry | None
    voix: tuple[Entry, ...]
    colonnes: bool


@dataclass(frozen=True, slots=True)
class Planche:
    """A page of photos; ``large`` when they are wider than high."""

    photos: tuple[Entry, ...]
    large: bool

    @property
    def place(self) -> str:
        """How large they are set."""
        return "paire" if len(self.photos) > 1 else "seule"


@dataclass
class BookSetting(Setting):
    """The functions a book template calls. ``pictures`` keeps the bytes of the images, by name."""

    target: ClassVar[Target] = "print"
    quality: ClassVar[int] = 88
    """Of the JPEG of a photo."""

    pictures: dict[str, bytes] = field(default_factory=dict)
    page: Trim = A5
    _met: dict[str, int] = field(default_factory=dict)
    """The photos set so far, in the order of the book."""

    # --- what stands where -------------------------------------------------------------------------

    @cached_property
    def _arranged(self) -> tuple[tuple[Section, ...], frozenset[str]]:
        return arrange(self.visible, self.identifier)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The book, in order."""
        return self._arranged[0]

    @cached_property
    def places(self) -> frozenset[str]:
        """The ids of the entries that have a place in the book."""
        return frozenset(entry.id for entry in shown(self.sections)) | self._arranged[1]

    def section(self, section: Section) -> Markup:
        """Return a section and what is inside it."""
        template = self.env.get_template(f"sections/{section.gabarit}.html")
        return Markup(fill(template, c=self, s=section, niveau=section.niveau))

    def est_long(self, titre: str) -> bool:
        """Whether a title is set smaller, so that it holds on four lines."""
        return len(titre) > LONG

    def en_colonnes(self, sections: Sequence[Section]) -> bool:
        """Whether a list of chapters is set in two columns, so that it holds on its page."""
        return len(sections) > COLUMN

    @property
    def titre_entier(self) -> str:
        """The titles of the edition and its year, said once."""
        edition = self.visible.edition
        said = ", ".join(filter(None, (edition.titre, edition.sous_titre)))
        return said if str(edition.annee) in said else f"{said}, {edition.annee}"

    def tenu(self, mots: str) -> Markup:
        """Return words set large, whose last ones stay together."""
        return held(mots)

    def court(self, titre: str) -> str:
        """Return a title short enough for a running head."""
        if len(titre) <= HEAD:
            return titre
        return titre[:HEAD].rpartition(" ")[0].rstrip(" ,;:.-–—\u00a0\u202f") + "…"

    @cached_property
    def sommaire(self) -> list[Section]:
        """The lines of the contents."""
        listed = ("partie", "evenement", "passage", "entree")
        return [s for s in flat(self.sections) if s.gabarit in listed or s.id.startswith("chapitre_")]

    # --- addresses ---------------------------------------------------------------------------------

    def href(self, entry: Entry, anchor: str = "") -> str | None:
        """Return where an entry is, None when it is not in the book."""
        return f"#{self._anchor(entry, anchor)}" if entry.id in self.places else None

    def _anchor(self, entry: Entry, wanted: str) -> str:
        parsed = self.visible.carnet.bodies.get(entry.id)
        known = {title.id for title in parsed.titles} if parsed else set()
        found = next((name for name in (wanted, anchor(wanted)) if name in known), None) if wanted else None
        return f"{self.prefix(entry)}{found}" if found else self.identifier(entry)

    def lien(self, entry: Entry, text: str | None = None) -> Markup:
        """Return a link to an entry and the page it is on."""
        link = super().lien(entry, text)
        return link + self.vers(self.identifier(entry)) if entry.id in self.places else link

    def citation(self, key: str, text: str) -> Lien | None:
        """Return where a cited work is in the bibliography; None when the book prints none."""
        listed = any(section.gabarit == "bibliographie" for section in flat(self.sections))
        return Lien(f"#ref-{key}", text) if listed else None

    def vers(self, anchor: str) -> Markup:
        """Return « → p. 84 », the number still open."""
        return Markup(' <span class="vers" data-pour="{}"></span>').format(anchor)

    def personne(self, personne: Personne) -> Markup:
        """Return a person's name, leading to her portrait; the index gives the page."""
        if personne.portrait is None or personne.portrait.id not in self.places:
            return Markup(escape(personne.nom))
        return Markup('<a href="#{}">{}</a>').format(self.identifier(personne.portrait), personne.nom)

    def _render(self, entry: Entry, niveau: int) -> Fragment:
        """Set a text, and say the page after each link to another entry; people are in the index."""
        fragment = super()._render(entry, niveau)

        def told(match: re.Match[str]) -> str:
            link, where = match.groups()
            if where in self._indexed or where.startswith((self.prefix(entry), "ref-")):
                return link
            return f'{link} <span class="vers incise" data-pour="{where}"></span>'

        return replace(fragment, html=_LINK.sub(told, fragment.html))

    @cached_property
    def _indexed(self) -> frozenset[str]:
        """The ids of persons, whose pages the index gives."""
        return frozenset(self.identifier(p) for p in self.visible.portraits)

    # --- pictures and sounds -----------------------------------------------------------------------

    def picture(self, photo: Entry, place: str = "texte") -> Markup:
        """Return the image of a photo at the size it is printed; a decorative one is a background."""
        assert isinstance(photo.fiche, FichePhoto)
        self._met.setdefault(photo.id, len(self._met))
        path = self.visible.carnet.files[photo.id, "fichier"]
        facts = self.media.size(path)
        measure = self.page.measure
        across, down = PLACES[place]
        wide, high = across * measure, down * self.page.lines * LINE
        wide += 2 * OVERHANG if place == "seule" else 0
        width = min(wide, high * facts.width / facts.height, facts.width * 72 / LEAST_DPI / self.page.zoom)
        made = self.media.picture(
            path, width=round(width / 72 * DPI * self.page.zoom), form="jpeg", quality=self.quality
        )
        name = f"images/{hashlib.sha256(made.content).hexdigest()[:16]}{made.suffix}"
        self.pictures[name] = made.content
        box = f"width:{width:.2f}pt;height:{width * made.height / made.width:.2f}pt"
        if width > measure:
            box += f";margin-left:{(measure - width) / 2:.2f}pt"
        if photo.fiche.decorative:
            return Markup('<div class="decor" style="{};background-image:url({})"></div>').format(box, name)
        return Markup('<img src="{}" alt="{}" style="{}">').format(name, photo.fiche.alt or "", box)

    def planches(self, photos: Sequence[Entry]) -> list["Planche"]:
        """Return photos as pages: two wide ones share a page, any other has its own."""
        pages: list[Planche] = []
        for photo in photos:
            facts = self.media.size(self.visible.carnet.files[photo.id, "fichier"])
            wide = facts.width >= WIDE * facts.height
            last = pages[-1] if pages else None
            if wide and last and last.large and len(last.photos) == 1:
                pages[-1] = Planche((*last.photos, photo), large=True)
            else:
                pages.append(Planche((photo,), wide))
        return pages

    def player(self, son: Entry) -> Markup:
        """Return nothing: paper does not play. The templates say the length and print the words."""
        return Markup("")

    def ecoute(self, son: Entry) -> Ecoute | None:
        """Return where a sound can be heard, None when it cannot."""
        return self._listening.of(son)

    @cached_property
    def _listening(self) -> Listening:
        return Listening(self.visible)

    def dits(self, son: Entry) -> list[tuple[str, str]]:
        """Return the beginning of what a recording says: who speaks, the words."""
        turns: list[tuple[str, str]] = []
        count = 0
        for dit in self.transcription(son):
            if count >= EXCERPT:
                return [*turns[:-1], (turns[-1][0], f"{turns[-1][1]} […]")]
            count += len(dit.texte.split())
            if turns and turns[-1][0] == dit.qui:
                turns[-1] = (dit.qui, f"{turns[-1][1]} {dit.texte}")
            else:
                turns.append((dit.qui, dit.texte))
        return turns

    def phrase(self, entry: Entry) -> str:
        """Return a title with the stop a list wants after it, when it has none of its own."""
        titre = self.titre(entry)
        return titre if titre.endswith(("…", ".", "!", "?", "»")) else f"{titre}."

    # --- what the book's own pages need ------------------------------------------------------------

    def se_presente(self, evenement: Entry) -> bool:
        """Whether an event has enough to say of itself to open on two pages; one still to come never has."""
        fiche = evenement.fiche
        assert isinstance(fiche, FicheEvenement)
        told = self.a_un_texte(evenement) or fiche.objectif or fiche.chiffres
        return bool(told) and not self.a_venir(evenement)

    def signature(self, entry: Entry) -> str:
        """Return who signs an entry, when it is not the whole team."""
        authors = self.visible.auteurs(entry)
        return "" if len(authors) == len(self.visible.edition.contributeurs) > 1 else self.auteurs(authors)

    def mur(self, verbatims: Sequence[Entry]) -> Mur:
        """Return how words are set: the shortest stands alone when there are enough of them."""
        brief = [v for v in verbatims if self.ampleur(v) == "bref"] if len(verbatims) > 3 else []
        alone = min(brief, key=lambda v: (self.visible.carnet.bodies[v.id].words, v.id), default=None)
        others = tuple(v for v in verbatims if v is not alone)
        return Mur(alone, others, colonnes=len(others) > WALL)

    def ailleurs(self, evenement: Entry) -> list[tuple[str, list[Entry]]]:
        """Return what belongs to an event and stands in a chapter of the book: portraits, ressources…"""
        own = {entry.id for s in flat(self.sections) if s.entries[:1] == (evenement,) for entry in shown([s])}
        away = [e for e in self.visible.in_event(evenement) if e.id in self.places - own - self._arranged[1]]
        types = dict.fromkeys(e.type for e in away if e.type not in ("verbatim", "photo", "passage"))
        return [(type_, [e for e in away if e.type == type_]) for type_ in types]

    @cached_property
    def signataires(self) -> list[Contributeur]:
        """Return who signs the carnet: the authors of what is in the book, in the edition's order."""
        known = self.visible.edition.contributeurs
        signing = {id_ for e in shown(self.sections) for id_ in e.auteurs}
        return [k for id_, k in known.items() if id_ in signing] or list(known.values())

    @property
    def imprime(self) -> bool:
        """Whether the book is set for a printer, and not for a screen."""
        return self.visible.support == "imprime"

    @property
    def mentions(self) -> list[tuple[str, str]]:
        """What the law asks a book to say of who made it."""
        return mentions(self.visible.edition)

    @cached_property
    def index(self) -> list[Sorte]:
        """The indexes; asked last, when every text has been set."""
        marks = [mark for fragment in self.fragments.values() for mark in fragment.marks]
        anchors = {id_: self.identifier(self.visible.entries[id_]) for id_ in self.places}
        return indexes(self.visible, marks, anchors)

    def bibliographie(self, niveau: int) -> Markup:
        """Return the list of what is cited."""
        parsed = self.visible.carnet.bodies[BIBLIOGRAPHY]
        return Markup(render(parsed, target="print", prefix="", resolver=Nothing(), base=niveau).html)

    def images(self) -> list[Entry]:
        """Return the photos of the book, as they come, for the credits."""
        photos = [e for e in self.visible.of_type("photo") if e.id in self.places]
        return sorted(photos, key=lambda e: self._met.get(e.id, len(self._met)))

    def sons(self) -> list[Entry]:
        """Return the sounds of the book, for the credits."""
        return [e for e in self.visible.of_type("son") if e.id in self.places]

    def triees(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return entries in the alphabetical order of their titles."""
        return sorted(entries, key=lambda e: slug(self.titre(e)))
