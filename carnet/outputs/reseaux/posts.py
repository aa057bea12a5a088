"""What is posted of an entry: its words, who says them, where it is, in the room a network gives.

In: what may leave on ``reseaux``, the site's addresses. Out: ``Post`` texts, each within its network's limit.
Words are cut, never changed; a quotation that is cut says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from carnet import wording
from carnet.kinds import (
    FicheEvenement,
    FicheInventaire,
    FichePassage,
    FichePhoto,
    FichePiste,
    FichePortrait,
    FicheSon,
    FicheVerbatim,
)
from carnet.media.room import MediaRoom
from carnet.model import Entry
from carnet.outputs.cards.deck import GUILLEMETS, speaker_of
from carnet.outputs.cards.wrapping import CUT, ELLIPSIS, shortened
from carnet.outputs.places import Places
from carnet.outputs.reseaux.networks import Network
from carnet.visible import Visible

WORTH_IT: Final = ("evenement", "recit", "portrait", "verbatim", "synthese", "son", "inventaire", "photo",
                   "enseignement", "piste", "ressource", "passage", "texte")  # fmt: skip
"""The kinds worth a post, in the order of a folder."""

FINE, NBSP = "\u202f", "\u00a0"


@dataclass(frozen=True, slots=True)
class Post:
    """A text ready to paste, and its length as its network counts."""

    network: Network
    texte: str
    longueur: int

    @property
    def lignes(self) -> int:
        """How many lines it takes in a box of some forty signs a line."""
        return min(24, 1 + sum(1 + len(line) // 42 for line in self.texte.split("\n")))


@dataclass(frozen=True, slots=True)
class Said:
    """What an entry has to say: ``tete`` stays, ``corps`` may be cut (``coupe``), ``suite`` is context."""

    tete: str
    corps: str
    suite: tuple[str, ...] = ()
    signature: str = ""
    nom: str = ""
    guillemets: tuple[str, str] = ("", "")
    coupe: str = ELLIPSIS


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the words of a post."""

    signature: str
    suite: tuple[str, ...]
    dieses: tuple[str, ...]


def _frames(said: Said, tags: Sequence[str]) -> Iterator[Frame]:
    """Yield what may stand around the words, from the fullest to the barest."""
    yield Frame(said.signature, said.suite, tuple(tags))
    yield Frame(said.signature, said.suite[:1], tuple(tags[:1]))
    yield Frame(said.signature, (), tuple(tags[:1]))
    yield Frame(said.signature, (), ())
    yield Frame(said.nom, (), ())


@dataclass(frozen=True)
class Writer:
    """Writes the posts of a carnet."""

    visible: Visible
    media: MediaRoom
    places: Places

    def link(self, entry: Entry) -> str:
        """Return where a post leads: the entry's page, else its event's, else the site, else ""."""
        event = self.visible.evenement_of(entry)
        return self.places.of(entry) or (self.places.of(event) if event else "") or self.places.url

    def post(self, entry: Entry, network: Network) -> Post:
        """Return the post of an entry on a network: what matters least goes first when room is short."""
        said, link = self._said(entry), self.link(entry)
        tags = list(self._hashtags(entry))[: network.mots_dieses]

        def whole(body: str, frame: Frame) -> str:
            opening, closing = said.guillemets
            quoted = f"{opening}{body}{closing}" if body else ""
            foot = "\n".join(filter(None, (link, " ".join(frame.dieses))))
            parts = (said.tete, quoted, frame.signature, "\n".join(frame.suite), foot)
            return "\n\n".join(part for part in parts if part).replace(FINE, NBSP)

        def fits(body: str, frame: Frame) -> bool:
            return network.longueur(whole(body, frame), link) <= network.limite

        frames = list(_frames(said, tags))
        frame = next((f for f in frames if fits(said.corps, f)), frames[-1])
        text = whole(shortened(said.corps, lambda body: fits(body, frame), said.coupe), frame)
        return Post(network, text, network.longueur(text, link))

    def _hashtags(self, entry: Entry) -> Iterator[str]:
        """Yield hashtags from themes and key words, with capitals so that a screen reader can say them."""
        themes = self.visible.edition.themes
        event = self.visible.evenement_of(entry)
        ids = [*getattr(entry.fiche, "thematiques", ()), *entry.fiche.themes]
        ids += getattr(event.fiche, "thematiques", ()) if event else ()
        known = [themes[id_] for id_ in dict.fromkeys(ids) if id_ in themes]
        words = [*(t.axe or "" for t in known), *(t.titre for t in known), *entry.fiche.mots_cles]
        yield from dict.fromkeys(filter(None, map(hashtag, words)))

    # --- what each kind says -----------------------------------------------------------------------

    def _said(self, entry: Entry) -> Said:
        match entry.fiche:
            case FicheVerbatim():
                return self._quotation(entry)
            case FicheEvenement():
                return self._event(entry, entry.fiche)
            case FichePortrait():
                return self._portrait(entry, entry.fiche)
            case FichePhoto():
                licence = wording.licence_name(entry.licence)
                return Said("", self._words(entry), (f"Image{NBSP}: {entry.fiche.credit}, {licence}",))
            case FicheSon():
                length = wording.duration(self.media.duration(self.visible.carnet.files[entry.id, "fichier"]))
                title = f"À écouter ({length}){NBSP}: {self.visible.titre(entry)}"
                return Said(title, entry.fiche.resume or "", ("La transcription est sur la page.",))
            case FicheInventaire():
                return Said(self.visible.titre(entry), _things(entry.fiche), self._where(entry))
            case FichePassage():
                return self._baton(entry, entry.fiche)
            case FichePiste():
                who = f"Pour{NBSP}: {', '.join(entry.fiche.pour)}"
                return Said(f"Que faire{NBSP}? {self.visible.titre(entry)}", self._lead(entry), (who,))
            case _:
                names = [a.nom for a in self.visible.auteurs(entry)]
                signed = 0 < len(names) <= 3 and entry.type in ("recit", "texte")
                by = (
                    (f"Par {' et '.join(filter(None, (', '.join(names[:-1]), names[-1])))}",)
                    if signed
                    else ()
                )
                return Said(self.visible.titre(entry), self._lead(entry), (*by, *self._where(entry)))

    def _lead(self, entry: Entry) -> str:
        return entry.fiche.resume or self._words(entry)

    def _words(self, entry: Entry) -> str:
        return self.visible.words(entry).partition("\n\n")[0].replace("\n", " ")

    def _where(self, entry: Entry) -> tuple[str, ...]:
        event = self.visible.evenement_of(entry)
        if event is None or not isinstance(event.fiche, FicheEvenement):
            return ()
        days = wording.period(event.fiche.debut, event.fiche.fin)
        return (f"{self.visible.titre(event)}, {event.fiche.lieu.commune}, {days}",)

    def _quotation(self, entry: Entry) -> Said:
        who, what = speaker_of(self.visible, entry)
        marks = GUILLEMETS.get(entry.langue.partition("-")[0], (f"«{NBSP}", f"{NBSP}»"))
        words = self.visible.words(entry).replace("\n\n", "\n")
        return Said("", words, self._where(entry), presented(who, what), who, marks, CUT)

    def _event(self, entry: Entry, fiche: FicheEvenement) -> Said:
        place = ", ".join(filter(None, (fiche.lieu.nom, fiche.lieu.commune)))
        title = f"{'À venir' + NBSP + ': ' if fiche.annonce else ''}{self.visible.titre(entry)}"
        head = f"{title}\n{wording.period(fiche.debut, fiche.fin)}, {place}"
        return Said(head, fiche.resume or self._words(entry) or fiche.objectif or "")

    def _portrait(self, entry: Entry, fiche: FichePortrait) -> Said:
        person = self.visible.personne(entry.id)
        head = f"Portrait{NBSP}: {presented(self.visible.titre(entry), person.qualite if person else '')}"
        if fiche.exergue:
            return Said(head, fiche.exergue, guillemets=(f"«{NBSP}", f"{NBSP}»"), coupe=CUT)
        return Said(head, self._lead(entry))

    def _baton(self, entry: Entry, fiche: FichePassage) -> Said:
        ends = [self.visible.target(entry, name) for name in ("de", "vers")]
        way = " → ".join(self.visible.titre(event) for event in ends if event)
        head = f"Passage de témoin{NBSP}: {self.visible.titre(entry)}"
        return Said(head, fiche.question or self._lead(entry), (way,) if way else ())


def presented(who: str, what: str) -> str:
    """Return « Firmin Roche, placier »: after a name, a function takes no capital unless it is an acronym."""
    plain = what[:1].lower() + what[1:] if what[1:2].islower() else what
    return ", ".join(filter(None, (who, plain)))


def hashtag(words: str) -> str:
    """Return « Inclusion numérique » as « #InclusionNumérique »; "" when it would be too long to be one."""
    parts = "".join(sign if sign.isalnum() else " " for sign in words).split()
    tag = "".join(part[:1].upper() + part[1:] for part in parts)
    return f"#{tag}" if 0 < len(parts) <= 3 and len(tag) <= 26 and not tag.isdigit() else ""


def _things(fiche: FicheInventaire) -> str:
    """Return the first things seen, heard and felt, a line for each sense."""
    lists = (("Vu", fiche.vu), ("Entendu", fiche.entendu), ("Ressenti", fiche.ressenti))
    lines = []
    for name, things in lists:
        first = [t if isinstance(t, str) else t.texte for t in things[:2]]
        if first:
            lines.append(f"{name}{NBSP}: {' ; '.join(f.rstrip('.') for f in first)}.")
    return "\n".join(lines)
