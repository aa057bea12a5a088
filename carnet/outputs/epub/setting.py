"""A carnet being set for the EPUB: where things are, how a picture and a sound are shown.

All documents are in one folder, so that an address is the same from any of them.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, Final

from markupsafe import Markup, escape

from carnet import wording
from carnet.kinds import FicheEvenement, FichePhoto, FicheSon
from carnet.media.images import Picture
from carnet.media.sounds import Sound
from carnet.model import Entry
from carnet.outputs.epub.order import Book, Section, arrange
from carnet.outputs.setting import Dit, Setting, joined
from carnet.templating import fill
from carnet.text.cite import BIBLIOGRAPHY
from carnet.text.glossary import Glossary
from carnet.text.render import Lien, Nothing, Target, anchor, render
from carnet.wording import FINE, NBSP

LONG_SIDE: Final = {"portrait": 1000}
DEFAULT_LONG_SIDE: Final = 1600
QUALITY: Final = 80


@dataclass(frozen=True, slots=True)
class Tour:
    """What one person says before another speaks: the name, and the cues with the id of each."""

    qui: str
    dits: tuple[tuple[str, Dit], ...]


@dataclass(frozen=True, slots=True)
class Clip:
    """A stretch of a sound, in seconds, that goes with the words of one element."""

    son: Entry
    debut: float
    fin: float


@dataclass
class EpubSetting(Setting):
    """The functions an EPUB template calls. ``pictures`` and ``sounds`` keep what the book must carry.

    ``avec_son`` tells whether it carries its sounds, or only their words.
    """

    target: ClassVar[Target] = "epub"

    avec_son: bool = True
    pictures: dict[str, Picture] = field(default_factory=dict)
    sounds: dict[str, Sound] = field(default_factory=dict)
    clips: dict[str, Clip] = field(default_factory=dict)
    _anchored: set[str] = field(default_factory=set)

    @cached_property
    def book(self) -> Book:
        """The order of the book."""
        return arrange(self.visible, self.identifier, sound=self.avec_son)

    def set(self, template: str, **context: object) -> str:
        """Return a document set with its template, as XHTML, its thin spaces as the edition wants them."""
        return self.fine(fill(self.env.get_template(template), **context))

    def fine(self, text: str) -> str:
        """Return a text with no-break spaces for thin ones, when the edition asks it for old readers."""
        if self.visible.edition.typographie.fine == "U+202F":
            return text
        return text.replace("&#8239;", NBSP).replace(FINE, NBSP)

    # --- addresses ---------------------------------------------------------------------------------

    def href(self, entry: Entry, anchor: str = "") -> str | None:
        """Return where an entry is shown, None when the book does not show it."""
        home = self.book.homes.get(entry.id)
        if home is None:
            return None
        return f"{home}.xhtml#{self._anchor(entry, anchor)}"

    def _anchor(self, entry: Entry, wanted: str) -> str:
        parsed = self.visible.carnet.bodies.get(entry.id)
        known = {title.id for title in parsed.titles} if parsed else set()
        found = next((name for name in (wanted, anchor(wanted)) if name in known), None) if wanted else None
        return f"{self.prefix(entry)}{found}" if found else self.identifier(entry)

    def theme_href(self, theme: str) -> str | None:
        """Return where a theme is in the index."""
        here = self.book.chapter("index")
        return f"{here.name}.xhtml#theme-{theme}" if here else None

    @cached_property
    def glossary(self) -> Glossary | None:
        """The words of the glossary, when the book has one."""
        here = self.book.chapter("glossaire")
        return Glossary(self.titre(terme) for terme in here.entries) if here else None

    def terme(self, word: str) -> str | None:
        """Return where a word of the glossary is defined."""
        here = self.book.chapter("glossaire")
        found = (terme for terme in here.entries if self.titre(terme) == word) if here else ()
        return next((self.href(terme) for terme in found), None)

    def citation(self, key: str, text: str) -> Lien | None:
        """Return where a cited work is in the bibliography; None when the book has none."""
        here = self.book.chapter("bibliographie")
        return Lien(f"{here.name}.xhtml#ref-{key}", text) if here else None

    def ici(self, entry: Entry) -> Markup:
        """Return the id attribute of an entry shown inside another's text; once only, where it lives."""
        if not self.loge_ici(entry) or entry.id in self._anchored:
            return Markup("")
        self._anchored.add(entry.id)
        return Markup(' id="{}"').format(self.identifier(entry))

    def loge_ici(self, entry: Entry) -> bool:
        """Whether an included entry is shown by the text being set and nowhere else."""
        host = self._including[-2] if len(self._including) > 1 else None
        return host is not None and self.book.hosts.get(entry.id) == host

    # --- pictures and sounds -----------------------------------------------------------------------

    def picture(self, photo: Entry, place: str = "texte") -> Markup:
        """Return the image of a photo entry, with its size so that nothing moves when it arrives."""
        assert isinstance(photo.fiche, FichePhoto)
        made = self._picture(photo, LONG_SIDE.get(place, DEFAULT_LONG_SIDE))
        alt = "" if photo.fiche.decorative else photo.fiche.alt or ""
        role = Markup(' role="presentation"') if not alt else Markup("")
        path = f"../images/{self.identifier(photo)}{made.suffix}"
        return Markup('<img src="{}" alt="{}" width="{}" height="{}"{}/>').format(
            path, alt, made.width, made.height, role
        )

    def _picture(self, photo: Entry, long_side: int) -> Picture:
        """Return a photo reduced to its long side; shown twice, it is carried once, in its larger size."""
        path = self.visible.carnet.files[photo.id, "fichier"]
        facts = self.media.size(path)
        width = max(1, min(long_side, round(long_side * facts.width / facts.height)))
        made = self.media.picture(path, width=width, form="auto", quality=QUALITY)
        kept = self.pictures.setdefault(photo.id, made)
        if made.width > kept.width:
            self.pictures[photo.id] = kept = made
        return kept

    def player(self, son: Entry) -> Markup:
        """Return the player of a sound; it is named, and leads to its transcript."""
        assert isinstance(son.fiche, FicheSon)
        path = self.visible.carnet.files[son.id, "fichier"]
        if son.id not in self.sounds:
            self.sounds[son.id] = self.media.sound(path)
        return Markup(
            '<audio controls="controls" preload="none" aria-label="{label}">'
            '<source src="../audio/{name}{suffix}" type="{mime}"/>'
            "<p>Cette liseuse ne lit pas le son. {transcript}</p></audio>"
        ).format(
            label=f"{self.titre(son)}, {wording.duration(self.duree(son))}",
            name=self.identifier(son),
            suffix=self.sounds[son.id].suffix,
            mime=self.sounds[son.id].mime,
            transcript=self.vers_transcription(son),
        )

    def vers_transcription(self, son: Entry) -> Markup:
        """Return the link to a sound's transcript, nothing when it has none."""
        home = self.book.homes.get(son.id)
        if home is None or not (self.transcription(son) or self.a_un_texte(son)):
            return Markup("")
        href = f"{home}.xhtml#{self.identifier(son)}-transcription"
        return Markup('<a href="{}">Lire la transcription</a>').format(href)

    def tours(self, son: Entry) -> list[Tour]:
        """Return a timed transcript by turns of speech, and keep its clips for the overlay."""
        tours: list[Tour] = []
        for rank, dit in enumerate(self.transcription(son), start=1):
            id_ = f"{self.identifier(son)}-dit-{rank}"
            if self.avec_son:
                self.clips[id_] = Clip(son, dit.debut, dit.fin)
            if tours and tours[-1].qui == dit.qui:
                tours[-1] = Tour(dit.qui, (*tours[-1].dits, (id_, dit)))
            else:
                tours.append(Tour(dit.qui, ((id_, dit),)))
        return tours

    # --- what the EPUB's own documents need --------------------------------------------------------

    @property
    def alternative_de_couverture(self) -> str:
        """Return what the cover shows, in words."""
        edition = self.visible.edition
        title = ", ".join(part for part in (edition.titre, edition.sous_titre) if part)
        places = [place_of(event) for event in self.visible.evenements]
        path = f" Une ligne relie {joined([Markup(escape(p)) for p in places])}." if len(places) > 1 else ""
        return str(Markup(f"{title}, {edition.annee}.{path}").unescape())

    def par_evenement(self, section: Section) -> list[tuple[Entry | None, list[Entry]]]:
        """Return a section's entries under their events; as one list when all are of one event."""
        if not section.entries:
            return []
        if section.forme != "verbatims":
            return [(None, list(section.entries))]
        found: list[tuple[Entry | None, list[Entry]]] = []
        for event in self.visible.evenements:
            if entries := [entry for entry in section.entries if entry.evenement == event.id]:
                found.append((event, entries))
        return found

    def paroles(self, verbatim: Entry, niveau: int) -> Markup:
        """Return the words of a verbatim between the quotation marks of its language, in the text itself."""
        html = self.corps(verbatim, niveau).html
        if re.match(r"(<[^>]+>)*\s*[«“]", html):
            return Markup(html)
        opening, closing = ("«\u00a0", "\u00a0»") if verbatim.langue.startswith("fr") else ("“", "”")
        html = re.sub(r"^\s*(<p\b[^>]*>)", rf"\1{opening}", html, count=1)
        return Markup(re.sub(r"(</p>)\s*$", rf"{closing}\1", html, count=1))

    def ailleurs(self, terme: Entry) -> list[Entry]:
        """Return what speaks of a glossary term and has a place in the book, in reading order.

        Asked once every other text is set: what names the term, and the texts where its word leads to it.
        """
        link = f'class="terme" href="{self.href(terme)}"'
        said = {
            id_ for (id_, _), fragment in self.fragments.items() if link in fragment.html + fragment.notes
        }
        said |= {entry.id for entry in self.visible.backlinks(terme)}
        return [self.visible.entries[id_] for id_ in self.book.homes if id_ in said]

    def bibliographie(self) -> Markup:
        """Return the list of what is cited."""
        parsed = self.visible.carnet.bodies[BIBLIOGRAPHY]
        fine = self.visible.edition.typographie.fine
        return Markup(render(parsed, target="epub", prefix="", resolver=Nothing(), fine=fine).html)

    def photos(self) -> list[Entry]:
        """Return the photos the book carries, by title."""
        return [entry for entry in self.visible.of_type("photo") if entry.id in self.pictures]

    def sons(self) -> list[Entry]:
        """Return the sounds the book carries, or whose words it has."""
        return [e for e in self.visible.of_type("son") if e.id in self.sounds or e.id in self.book.homes]


def place_of(evenement: Entry) -> str:
    """Return the name of an event's town."""
    assert isinstance(evenement.fiche, FicheEvenement)
    return evenement.fiche.lieu.commune
