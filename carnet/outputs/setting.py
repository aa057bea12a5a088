"""A visible carnet being set for one target: what a template may call.

In: ``Visible`` (what may leave), a Jinja environment, the media. Out: HTML, typeset and safe. An output
subclasses ``Setting`` to say where things are (``href``) and how a picture or a sound is shown; all the
rest is shared, so that a verbatim says the same on the web, on paper and in the EPUB.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from carnet import wording
from carnet.edition import Contributeur
from carnet.fields import seconds
from carnet.kinds import Chose, FicheEvenement, FicheInventaire, FichePiste, FicheVerbatim
from carnet.media.room import MediaRoom
from carnet.model import Entry
from carnet.templating import fill
from carnet.text.body import Reference
from carnet.text.glossary import Glossary
from carnet.text.render import Fragment, Lien, Target, render
from carnet.text.typography import typeset
from carnet.visible import Personne, Visible

EMPTY = Fragment(html="", notes="", headings=(), marks=(), words=0)


@dataclass
class Setting(ABC):
    """The functions a template calls, as ``c``. ``fragments`` keeps every text set, for indexes and heads."""

    target: ClassVar[Target]

    visible: Visible
    env: SandboxedEnvironment
    media: MediaRoom
    fragments: dict[tuple[str, int], Fragment] = field(default_factory=dict)
    _including: tuple[str, ...] = ()

    # --- said by each output -----------------------------------------------------------------------

    @abstractmethod
    def href(self, entry: Entry, anchor: str = "") -> str | None:
        """Return where an entry is, from the page being set; None when it has no place of its own."""

    @abstractmethod
    def picture(self, photo: Entry, place: str = "texte") -> Markup:
        """Return the image element of a photo entry; ``place`` says how large it stands."""

    @abstractmethod
    def player(self, son: Entry) -> Markup:
        """Return what plays a sound, or stands for it."""

    def theme_href(self, theme: str) -> str | None:
        """Return where a theme is; None when themes have no page."""
        return None

    @property
    def glossary(self) -> Glossary | None:
        """The glossary words to link at their first occurrence; None: none."""
        return None

    def terme(self, word: str) -> str | None:
        """Return where a word of the glossary is defined."""
        return None

    def citation(self, key: str, text: str) -> Lien | None:
        """Return where a cited work is described; None: the bare citation is shown."""
        return None

    def langue(self, entry: Entry) -> Markup:
        """Return the attributes that say an entry is not in the carnet's language; "" when it is."""
        if entry.langue == self.visible.edition.langue:
            return Markup("")
        return Markup(' lang="{0}" xml:lang="{0}"').format(entry.langue)

    def prefix(self, entry: Entry) -> str:
        """Return what every id of an entry's text starts with, unique in the carnet."""
        return f"{self.identifier(entry)}-"

    # --- texts -------------------------------------------------------------------------------------

    def identifier(self, entry: Entry) -> str:
        """Return an entry's HTML id, unique in the carnet and the same in every output."""
        return self.visible.identifier(entry)

    def marque(self, entry: Entry) -> Markup:
        """Return the attribute that carries an entry's identity into an output, for who reads it back."""
        return Markup(' data-entree="{}"').format(self.identifier(entry))

    def corps(self, entry: Entry, niveau: int = 1) -> Fragment:
        """Return an entry's text set, its headings starting under a title of level ``niveau``."""
        key = (entry.id, niveau)
        if key not in self.fragments:
            self.fragments[key] = self._render(entry, niveau)
        return self.fragments[key]

    def _render(self, entry: Entry, niveau: int) -> Fragment:
        parsed = self.visible.carnet.bodies.get(entry.id)
        if parsed is None:
            return EMPTY
        return render(
            parsed,
            target=self.target,
            prefix=self.prefix(entry),
            resolver=_Resolver(self, entry, niveau),
            base=niveau,
            fine=self.visible.edition.typographie.fine,
        )

    def texte(self, entry: Entry, niveau: int = 1) -> Markup:
        """Return an entry's text and its notes as one piece of HTML."""
        fragment = self.corps(entry, niveau)
        return Markup(fragment.html + fragment.notes)

    def a_un_texte(self, entry: Entry) -> bool:
        """Whether an entry has a text."""
        parsed = self.visible.carnet.bodies.get(entry.id)
        return parsed is not None and bool(parsed.blocks)

    def extrait(self, entry: Entry) -> str:
        """Return an entry's plain text, for a description or a card."""
        return self.visible.words(entry)

    def target_of(self, entry: Entry, ref: Reference) -> Entry | None:
        """Return the visible entry a reference of a text names."""
        return self.visible.named_in(entry, ref)

    # --- entries -----------------------------------------------------------------------------------

    def entree(self, entry: Entry, niveau: int = 1) -> Markup:
        """Return the inside of an entry: its kind's template, under a title of level ``niveau``."""
        return self._kind("kinds", entry, niveau)

    def inclusion(self, entry: Entry, niveau: int = 2) -> Markup:
        """Return an entry as it stands inside another's text (``![[id]]``)."""
        return self._kind("inclusions", entry, niveau)

    def _kind(self, folder: str, entry: Entry, niveau: int) -> Markup:
        template = self.env.get_template(f"{folder}/{entry.type}.html")
        return Markup(fill(template, c=self, e=entry, niveau=niveau))

    def titre(self, entry: Entry) -> str:
        """Return an entry's title."""
        return self.visible.titre(entry)

    def lien(self, entry: Entry, text: str | None = None) -> Markup:
        """Return a link to an entry, or its bare title when it has no place of its own."""
        words = escape(text or self.titre(entry))
        href = self.href(entry)
        return (
            Markup('<a href="{}">{}</a>').format(href, words)
            if href
            else Markup("<span>{}</span>").format(words)
        )

    def personne(self, personne: Personne) -> Markup:
        """Return a person's name, leading to her portrait when there is one."""
        return (
            self.lien(personne.portrait, personne.nom) if personne.portrait else Markup(escape(personne.nom))
        )

    def personnes(self, persons: Iterable[Personne]) -> Markup:
        """Return several persons, joined as French does."""
        return joined([self.personne(p) for p in persons])

    def auteurs(self, contributeurs: Iterable[Contributeur]) -> str:
        """Return who signs, joined as French does."""
        return str(joined([escape(c.nom) for c in contributeurs]))

    def parole(self, verbatim: Entry) -> Personne | None:
        """Return who said a verbatim, when she is in ``portraits/`` and may be shown."""
        return next(iter(self.visible.persons(verbatim, "personne")), None)

    def quand(self, entry: Entry) -> str:
        """Return an entry's date in words: an event's days, else its day, else ""."""
        if isinstance(entry.fiche, FicheEvenement):
            return wording.period(entry.fiche.debut, entry.fiche.fin)
        return wording.day(entry.date) if entry.date else ""

    def a_venir(self, evenement: Entry) -> bool:
        """Whether an event is still to come, by its own word."""
        return isinstance(evenement.fiche, FicheEvenement) and evenement.fiche.annonce

    # --- what some kinds need ----------------------------------------------------------------------

    def propos(self, entry: Entry, niveau: int = 1) -> Markup:
        """Return a text without its notes, which are shown apart."""
        return Markup(self.corps(entry, niveau).html)

    def notes(self, entry: Entry, niveau: int = 1) -> Markup:
        """Return the notes of a text whose body was shown apart."""
        return Markup(self.corps(entry, niveau).notes)

    def lieu(self, evenement: Entry) -> str:
        """Return « nom, commune (département) »."""
        assert isinstance(evenement.fiche, FicheEvenement)
        lieu = evenement.fiche.lieu
        place = ", ".join(part for part in (lieu.nom, lieu.commune) if part)
        return f"{place} ({lieu.departement})" if lieu.departement else place

    def themes(self, entry: Entry) -> Markup:
        """Return an entry's themes, each leading to its page where there is one."""
        known = self.visible.edition.themes
        ids = dict.fromkeys((*getattr(entry.fiche, "thematiques", ()), *entry.fiche.themes))
        return Markup(", ").join(self._theme(id_, known[id_].titre) for id_ in ids if id_ in known)

    def _theme(self, id_: str, titre: str) -> Markup:
        href = self.theme_href(id_)
        return Markup('<a href="{}">{}</a>').format(href, titre) if href else escape(titre)

    def jauge(self, evenement: Entry) -> str:
        """Return how many came: « 120 sur place, 40 en ligne »; before the event, how many are expected."""
        assert isinstance(evenement.fiche, FicheEvenement)
        jauge = evenement.fiche.jauge
        if jauge is None:
            return ""
        here = f"{jauge.reelle} sur place" if jauge.reelle is not None else ""
        if not here and jauge.prevue is not None:
            here = wording.count(jauge.prevue, "personne attendue", "personnes attendues")
        online = f"{jauge.en_ligne} en ligne" if jauge.en_ligne else ""
        return ", ".join(part for part in (here, online) if part)

    def tenu(self, mots: str) -> str:
        """Return words set large; an output that does not balance their lines holds their end together."""
        return mots

    def ampleur(self, verbatim: Entry) -> str:
        """Return how long a verbatim is, as a class name: it is set larger when it is short."""
        words = self.visible.carnet.bodies[verbatim.id].words
        return "bref" if words <= 12 else "moyen" if words <= 45 else "long"

    def inventaire(self, inventaire: Entry) -> list[tuple[str, list["Objet"]]]:
        """Return the three lists of an inventory that are not empty, each with its title."""
        assert isinstance(inventaire.fiche, FicheInventaire)
        fiche = inventaire.fiche
        lists = (
            ("Vu", "vu", fiche.vu),
            ("Entendu", "entendu", fiche.entendu),
            ("Ressenti", "ressenti", fiche.ressenti),
        )
        return [
            (title, [self._objet(inventaire, key, place, thing) for place, thing in enumerate(things)])
            for title, key, things in lists
            if things
        ]

    def _objet(self, inventaire: Entry, key: str, place: int, thing: str | Chose) -> "Objet":
        if isinstance(thing, str):
            return Objet(thing)
        named = (self.visible.at(inventaire, key, place, field) for field in ("photo", "son"))
        return Objet(thing.texte, thing.heure or "", thing.lieu or "", tuple(e for e in named if e))

    def echos(self, piste: Entry) -> list["Retour"]:
        """Return what a lead became at the events that may be shown."""
        assert isinstance(piste.fiche, FichePiste)
        found = (
            (
                echo.nature,
                self.visible.at(piste, "echos", place, "evenement"),
                self.visible.at(piste, "echos", place, "ref"),
            )
            for place, echo in enumerate(piste.fiche.echos)
        )
        return [Retour(nature, event, ref) for nature, event, ref in found if event]

    def transcription(self, son: Entry) -> list["Dit"]:
        """Return what is said in a recording, sentence by sentence; empty without a timed transcript."""
        transcript = self.visible.carnet.transcripts.get(son.id)
        if transcript is None:
            return []
        return [
            Dit(cue.start, cue.end, self.visible.speaker(cue.speaker), typeset(cue.text, langue=son.langue))
            for cue in transcript.cues
        ]

    def chapitres(self, son: Entry) -> list["Chapitre"]:
        """Return the moments of a recording worth going to: its named cues, and what is quoted of it."""
        transcript = self.visible.carnet.transcripts.get(son.id)
        named = [Chapitre(cue.start, cue.title) for cue in transcript.cues if cue.title] if transcript else []
        quoted = [
            Chapitre(seconds(v.fiche.debut), self.titre(v), v)
            for v in self.visible.backlinks(son, "verbatim")
            if isinstance(v.fiche, FicheVerbatim) and v.fiche.debut and self.visible.target(v, "son") is son
        ]
        return sorted([*named, *quoted], key=lambda chapter: chapter.debut)

    def duree(self, son: Entry) -> float:
        """Return a sound's length in seconds."""
        return self.media.duration(self.visible.carnet.files[son.id, "fichier"])

    def adresse_courte(self, url: str) -> str:
        """Return an address as people say it: without its scheme nor its final slash."""
        return url.removeprefix("https://").removeprefix("http://").removeprefix("mailto:").rstrip("/")


@dataclass(frozen=True, slots=True)
class Objet:
    """One thing of an inventory, and the entries that show it."""

    texte: str
    heure: str = ""
    lieu: str = ""
    renvois: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Retour:
    """What a lead became at another event."""

    nature: str
    evenement: Entry
    ref: Entry | None


@dataclass(frozen=True, slots=True)
class Dit:
    """One cue of a recording: seconds, who speaks (as shown, "" when unnamed), the words."""

    debut: float
    fin: float
    qui: str
    texte: str


@dataclass(frozen=True, slots=True)
class Chapitre:
    """A moment of a recording, in seconds, and the verbatim that quotes it when one does."""

    debut: float
    titre: str
    entree: Entry | None = None


@dataclass(frozen=True)
class _Resolver:
    """Answers the references of one entry's text."""

    setting: Setting
    entry: Entry
    niveau: int

    @property
    def glossary(self) -> Glossary | None:
        return self.setting.glossary if self.entry.type != "terme" else None

    def renvoi(self, ref: Reference) -> Lien | None:
        if ref.kind == "citation":
            return self.setting.citation(ref.target, ref.text)
        target = self.setting.target_of(self.entry, ref)
        if target is None:
            return None
        return Lien(self.setting.href(target, ref.anchor), ref.text or self.setting.titre(target))

    def inclusion(self, ref: Reference) -> str | None:
        target = self.setting.target_of(self.entry, ref)
        if target is None or target.id in self.setting._including:
            return None
        outer = self.setting._including
        self.setting._including = (*outer, self.entry.id, target.id)
        try:
            return str(self.setting.inclusion(target, self.niveau + 1))
        finally:
            self.setting._including = outer

    def image(self, ref: Reference, alt: str) -> str | None:
        photo = self.setting.target_of(self.entry, ref)
        return str(self.setting.picture(photo)) if photo else None

    def terme(self, word: str) -> str | None:
        return self.setting.terme(word)


def joined(parts: list[Markup]) -> Markup:
    """Return « a, b et c »."""
    if len(parts) < 2:
        return Markup("").join(parts)
    return Markup(", ").join(parts[:-1]) + Markup(" et ") + parts[-1]
