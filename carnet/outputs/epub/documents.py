"""The documents of the book, each set with its template, in reading order.

In: a setting, and the page list when print made one. Out: ``Document`` trees. The glossary, the
index, the credits and the colophon are set last: they tell what the others carry.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from carnet.kinds import FicheTexte
from carnet.outputs.epub import xhtml
from carnet.outputs.epub.index import Rubrique, index_of
from carnet.outputs.epub.order import Section
from carnet.outputs.epub.setting import EpubSetting

FOLDER: Final = "texte"
LAST: Final = ("glossaire", "index", "credits", "colophon")
"""Set when the others are, in this order: each tells of what was set before it."""

CHAPTER: Final = ("chapter", "doc-chapter")

# What a document is, for the machine that reads it aloud: its epub:type, and the ARIA role that goes with it.
ROLES: Final = {
    "couverture": ("cover", ""),
    "titre": ("titlepage", ""),
    "mentions": ("copyright-page", ""),
    "partie": ("part", "doc-part"),
    "evenement-partie": ("part", "doc-part"),
    "avant-propos": ("foreword", "doc-foreword"),
    "introduction": ("introduction", "doc-introduction"),
    "mode-d-emploi": ("preface", "doc-preface"),
    "conclusion": ("conclusion", "doc-conclusion"),
    "remerciements": ("acknowledgments", "doc-acknowledgments"),
    "annexe": ("appendix", "doc-appendix"),
    "glossaire": ("glossary", "doc-glossary"),
    "index": ("index", "doc-index"),
    "bibliographie": ("bibliography", "doc-bibliography"),
    "credits": ("credits", "doc-credits"),
    "colophon": ("colophon", "doc-colophon"),
}
TEMPLATES: Final = {
    "evenement-partie": "evenement",
    "groupe-seance": "groupe",
    "groupe-son": "groupe",
    "groupe-ressource": "groupe",
    "groupe-enseignement": "groupe",
    "groupe-piste": "groupe",
    "groupe-photo": "images",
    "groupe-verbatim": "paroles",
    "verbatims": "paroles",
    "inventaire": "groupe",
    "enseignements": "groupe",
    "pistes": "groupe",
    "ressources": "groupe",
    "sons": "groupe",
    "portraits": "partie",
}


@dataclass(frozen=True, slots=True)
class Document:
    """One document set: its section and its tree."""

    section: Section
    tree: xhtml.Element

    @property
    def name(self) -> str:
        """Its file's name, from another document."""
        return f"{self.section.name}.xhtml"

    @property
    def path(self) -> str:
        """Its file's path in the book."""
        return f"{FOLDER}/{self.name}"


Tell = Callable[[tuple[Document, ...]], str]
"""Says in words how accessible these documents are."""


def documents(c: EpubSetting, sheets: Iterable[str], cover: str, tell: Tell) -> tuple[Document, ...]:
    """Return the documents of the book but its contents, in reading order.

    ``sheets`` are the paths of the style sheets, ``cover`` the picture's, from a document.
    """
    sections = (*front(c), *c.book.flat())
    sheets = tuple(sheets)
    early = [section for section in sections if section.forme not in LAST]
    made = {section.name: _set(c, section, sheets, cover=cover) for section in early}
    acces = tell(tuple(made.values()))
    late = (section for section in sections if section.forme in LAST)
    for section in sorted(late, key=lambda section: LAST.index(section.forme)):
        rubriques = index_of(c) if section.forme == "index" else ()
        made[section.name] = _set(c, section, sheets, rubriques=rubriques, acces=acces)
    return tuple(made[section.name] for section in sections)


def front(c: EpubSetting) -> tuple[Section, ...]:
    """Return what opens every book: cover, title, legal page."""
    titre = c.visible.edition.titre
    return (
        Section("couverture_", "couverture", "Couverture", matter="frontmatter"),
        Section("titre_", "titre", titre, matter="frontmatter"),
        Section("mentions_", "mentions", "À propos de cette édition", matter="frontmatter"),
    )


def _set(
    c: EpubSetting,
    section: Section,
    sheets: tuple[str, ...],
    *,
    rubriques: tuple[Rubrique, ...] = (),
    cover: str = "",
    acces: str = "",
) -> Document:
    text = c.set(
        f"{TEMPLATES.get(section.forme, section.forme)}.html",
        c=c,
        s=section,
        e=section.entries[0] if section.entries else None,
        edition=c.visible.edition,
        feuilles=sheets,
        couverture=cover,
        rubriques=rubriques,
        acces=acces,
        role=_role(section),
        langue=_langue(c, section),
    )
    tree = xhtml.parse(text, f"{section.name}.xhtml")
    xhtml.keep_ids_unique(tree)
    xhtml.keep_titles_in_order(tree)
    _name_pictures(c, section, tree)
    return Document(section, tree)


def _name_pictures(c: EpubSetting, section: Section, tree: xhtml.Element) -> None:
    """Give a photo that lives in a text the id that links to it expect, on its figure or on its image."""
    known = set(xhtml.ids(tree))
    guests = [id_ for id_, home in c.book.homes.items() if home == section.name and id_ in c.pictures]
    for guest in guests:
        name = c.identifier(c.visible.entries[guest])
        shown = (img for img in xhtml.elements(tree, "img") if f"/{name}." in img.get("src"))
        image = next(shown, None) if name not in known else None
        if image is not None:
            figure = next(image.iterancestors(f"{{{xhtml.NS}}}figure"), image)
            (image if figure.get("id") else figure).set("id", name)


def _role(section: Section) -> Markup:
    """Return the attributes that say what a document is."""
    fiche = section.entries[0].fiche if section.entries else None
    key = fiche.role if section.forme == "entree" and isinstance(fiche, FicheTexte) else section.forme
    type_, role = ROLES.get(key, CHAPTER)
    attributes = Markup(' epub:type="{}"').format(type_)
    return attributes + (Markup(' role="{}"').format(role) if role else Markup(""))


def _langue(c: EpubSetting, section: Section) -> str:
    """Return a document's language: its entry's when it shows only one, else the edition's."""
    return section.entries[0].langue if section.forme == "entree" else c.visible.edition.langue
