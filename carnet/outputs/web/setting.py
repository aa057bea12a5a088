"""A visible carnet being set for pages of one depth: every link is relative, so that a copied folder works.

In: the site and the way up to its root. Out: what templates call as ``c``. Pages of the same depth share
a setting; the last texts set are remembered in the ledger of the pictures (``kept``).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from markupsafe import Markup, escape

from carnet import wording
from carnet.media.transcripts import Cue
from carnet.model import Entry
from carnet.outputs.setting import Setting, joined
from carnet.outputs.web.addresses import Addresses, index_anchor, target, theme_address
from carnet.outputs.web.narrative import Renvoi, sort_of
from carnet.outputs.web.palette import tint
from carnet.outputs.web.pictures import Pictures, Version
from carnet.text.cite import BIBLIOGRAPHY
from carnet.text.glossary import Glossary
from carnet.text.render import Fragment, Lien, Nothing, Target, render
from carnet.text.render import anchor as heading_id


@dataclass
class WebSetting(Setting):
    """The functions a web template calls. ``root`` leads from the page being set to the site's root."""

    target: ClassVar[Target] = "web"

    addresses: Addresses = field(kw_only=True)
    pictures: Pictures = field(kw_only=True)
    root: str = field(kw_only=True)
    termes: Glossary | None = field(kw_only=True, default=None)

    def corps(self, entry: Entry, niveau: int = 1) -> Fragment:
        """Return an entry's text set, remembered for a while; whoever asks has read all that it shows."""
        return self.pictures.ledger.lately(
            (type(self), self.root, entry.id, niveau), partial(self._render, entry, niveau)
        )

    # --- where things are --------------------------------------------------------------------------

    def href(self, entry: Entry, anchor: str = "") -> str | None:
        """Return the relative link to an entry's page."""
        address = self.addresses.of(entry)
        if address is None or (address.startswith("index/") and self.visible.personne(entry.id) is None):
            return None
        heading = self._heading(entry, anchor) if anchor else None
        return self.vers(f"{address}#{self.prefix(entry)}{heading}" if heading else address)

    def _heading(self, entry: Entry, wanted: str) -> str | None:
        """Return the id of a heading from its own words or from its id; None when there is none."""
        parsed = self.visible.carnet.bodies.get(entry.id)
        known = {title.id for title in parsed.titles} if parsed else set()
        return next((name for name in (wanted, heading_id(wanted)) if name in known), None)

    def vers(self, adresse: str) -> str:
        """Return the relative link to an address of the site."""
        return target(self.root, adresse)

    def theme_href(self, theme: str) -> str | None:
        """Return the relative link to a theme's page."""
        return self.vers(theme_address(theme)) if theme in self.visible.themes else None

    def mot_href(self, mot: str) -> str:
        """Return the relative link to a word of the index."""
        return self.vers(f"index/#{index_anchor(mot)}")

    def taille(self, titre: str) -> str:
        """Return how large a title may be set without breaking a word, as a class name."""
        longest = max((len(word) for word in titre.split()), default=0)
        if longest <= 9 and len(titre) <= 22:
            return "titre-court"
        return "titre-moyen" if longest <= 12 and len(titre) <= 48 else "titre-long"

    def enumeration(self, entries: Iterable[Entry]) -> Markup:
        """Return links to entries, joined as French does."""
        return joined([self.lien(entry) for entry in entries])

    def contact(self, contact: str) -> Markup:
        """Return a way to write to someone: a link when it is an address, else the words."""
        if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", contact):
            return Markup('<a href="mailto:{0}">{0}</a>').format(contact)
        if contact.startswith(("https://", "http://")):
            return Markup('<a href="{}">{}</a>').format(contact, self.adresse_courte(contact))
        return escape(contact)

    def langue(self, entry: Entry) -> Markup:
        """Return the attribute that says an entry is in another language than the carnet."""
        same = entry.langue == self.visible.edition.langue
        return Markup("") if same else Markup(' lang="{}"').format(entry.langue)

    def lien(self, entry: Entry, text: str | None = None) -> Markup:
        """Return a link to an entry; a title in another language says so."""
        link = super().lien(entry, text)
        said = self.langue(entry) if text is None else Markup("")
        return Markup(re.sub(r"^<(a|span)", rf"<\1{said}", str(link)))

    def renvoi(self, renvoi: Renvoi) -> Markup:
        """Return a link to a place of the site."""
        return Markup('<a href="{}">{}</a>').format(self.vers(renvoi.adresse), renvoi.titre)

    # --- glossary and citations --------------------------------------------------------------------

    @property
    def glossary(self) -> Glossary | None:
        """Return the words of the glossary, linked at their first occurrence."""
        return self.termes

    def terme(self, word: str) -> str | None:
        """Return the link to a word's definition."""
        found = next((e for e in self.visible.of_type("terme") if self.titre(e) == word), None)
        return self.href(found) if found else None

    def citation(self, key: str, text: str) -> Lien | None:
        """Return the link to what a text cites, in the bibliography."""
        return Lien(self.vers(f"bibliographie/#ref-{key}"), text)

    def bibliographie(self) -> Markup:
        """Return the list of what is cited."""
        parsed = self.visible.carnet.bodies[BIBLIOGRAPHY]
        return Markup(render(parsed, target=self.target, prefix="", resolver=Nothing(), base=1).html)

    # --- media -------------------------------------------------------------------------------------

    def picture(self, photo: Entry, place: str = "texte") -> Markup:
        """Return a photo's element, small files first, its place kept while it loads."""
        return self.pictures.photo(photo, self.root, place)

    def ouverture(self, photo: Entry, place: str = "pleine") -> Markup:
        """Return the photo a page opens with, which must not wait."""
        return self.pictures.photo(photo, self.root, place, first=True)

    def format(self, photo: Entry) -> str:
        """Return how a photo may stand at the head of a page: ``large``, ``haute`` or ``petite``."""
        facts = self.pictures.size(photo)
        if facts.height > facts.width:
            return "haute"
        return "large" if facts.width >= 1000 else "petite"

    def player(self, son: Entry) -> Markup:
        """Return what plays a sound when it is asked to, and says before how long and how heavy it is."""
        return self.pictures.player(son, self.root, self.titre(son), self.duree(son))

    def texte_du_son(self, son: Entry) -> Version:
        """Return the transcript of a sound as a file to take away."""
        cues = [Cue(dit.debut, dit.fin, dit.qui, dit.texte) for dit in self.transcription(son)]
        return self.pictures.transcript(son, cues)

    def telecharger(self, entry: Entry) -> Version | None:
        """Return the file of a resource, None when it has none."""
        has_file = (entry.id, "fichier") in self.visible.carnet.files
        return self.pictures.file(entry) if has_file else None

    def moment(self, son: Entry, seconds: float) -> str:
        """Return the link to a moment of a recording."""
        return f"{self.root}{self.pictures.sound(son)[-1].path}#t={seconds:g}"

    def duree(self, son: Entry) -> float:
        """Return a sound's length in seconds."""
        return self.pictures.duration(son)

    # --- what pages say ----------------------------------------------------------------------------

    def teinte(self, entry: Entry | None) -> int:
        """Return the number of an entry's accent, its event's; 0 for what belongs to none."""
        event = entry if entry is None or entry.type == "evenement" else self.visible.evenement_of(entry)
        if event is None or event not in self.visible.evenements:
            return 0
        return tint(self.visible.evenements.index(event))

    def numero(self, evenement: Entry) -> int:
        """Return an event's rank in the relay, from 1."""
        return self.visible.evenements.index(evenement) + 1

    def genre(self, entry: Entry) -> str:
        """Return what an entry is, when its title does not say it."""
        return sort_of(entry, self.titre(entry))

    def appuis(self, entry: Entry) -> Markup:
        """Return what a lesson or a lead rests on, in one line: how many things, seen at which events."""
        evidence = [*self.visible.targets(entry, "preuves"), *self.visible.targets(entry, "enseignements")]
        events = dict.fromkeys(filter(None, map(self._event_of, evidence)))
        if not evidence:
            return Markup("")
        counted = escape(wording.count(len(evidence), "appui"))
        if not events:
            return counted
        seen = "vu" if len(evidence) == 1 else "vus"
        where = f"{seen} à une seule rencontre" if len(events) == 1 else f"{seen} à {len(events)} rencontres"
        return counted + Markup(", {}\u00a0: {}").format(where, self.enumeration(events))

    def _event_of(self, entry: Entry) -> Entry | None:
        return entry if entry.type == "evenement" else self.visible.evenement_of(entry)

    def signature(self, entry: Entry) -> str:
        """Return who signs an entry; nothing when everybody does."""
        signed = self.visible.auteurs(entry)
        return str(joined([escape(a.nom) for a in signed])) if len(signed) <= 3 else ""

    def amorce(self, entry: Entry, mots: int = 45) -> str:
        """Return what makes one want to read an entry: its chapô, else its first lines."""
        if entry.fiche.resume:
            return entry.fiche.resume
        words = self.extrait(entry).partition("\n\n")[0].split()
        return " ".join(words[:mots]) + ("\u00a0…" if len(words) > mots else "")

    def lecture(self, entry: Entry) -> str:
        """Return how long an entry takes to read, when it is more than a moment."""
        parsed = self.visible.carnet.bodies.get(entry.id)
        return wording.minutes_to_read(parsed.words) if parsed else ""

    def brouillon(self, entry: Entry) -> str:
        """Return an entry's status when it is not published yet."""
        statut: str = entry.fiche.statut
        return "" if statut == "publie" else wording.choice(statut)
