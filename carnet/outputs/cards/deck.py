"""The deck: which words of an entry its card says, drawn once however many outputs ask for it.

In: what may leave on ``reseaux``, the media, the ranks of the events on the site. Out: ``Drawn`` cards with
their alternative text. An entry whose licence does not let it be changed and sold has no card of its own.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property, partial
from pathlib import Path
from typing import Final

from carnet import wording
from carnet.cache import Cache, recipe
from carnet.kinds import FicheEvenement, FichePhoto, FichePortrait, FicheTexte, FicheVerbatim
from carnet.licences import fused, terms
from carnet.media.room import MediaRoom
from carnet.model import Entry
from carnet.outputs.cards.sheet import LANDSCAPE, SQUARE, Card, Faces, Size
from carnet.outputs.cards.wrapping import shortened
from carnet.outputs.web.palette import TINTS, tint
from carnet.progress import Told, untold
from carnet.sharing import share
from carnet.templating import find
from carnet.visible import Visible

NEUTRAL: Final = TINTS[0][0]
WIDE: Final = 1200
ALT_LONGEST: Final = 900
"""X refuses an alternative text of more than 1,000 characters; the others take more."""

GUILLEMETS: Final[Mapping[str, tuple[str, str]]] = {
    "en": ("“", "”"),
    "es": ("«", "»"),
    "it": ("«", "»"),
    "pt": ("“", "”"),
    "de": ("„", "“"),
    "nl": ("“", "”"),
}
"""Quotation marks by language; the others, French and its creoles among them, have « and » with spaces."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card made: its PNG, what it shows for who cannot see it, the licence it may be taken under."""

    content: bytes
    alt: str
    licence: str


@dataclass(frozen=True)
class Deck:
    """The cards of one carnet.

    ``ranks`` are the events' places on the site's path, from 0, by id: a card has the site's colours.
    """

    visible: Visible
    media: MediaRoom
    ranks: Mapping[str, int]
    _drawn: dict[str, Drawn] = field(default_factory=dict)

    def has(self, entry: Entry) -> bool:
        """Whether an entry may have a card: it leaves on ``reseaux``, under an open licence."""
        return entry.id in self.visible.entries and terms(entry.licence).open

    def of(self, entry: Entry) -> Drawn | None:
        """Return an entry's card, or None when it may have none."""
        if not self.has(entry):
            return None
        if entry.id not in self._drawn:
            self._drawn[entry.id] = self._draw(self._card(entry), entry.licence, self._photo(entry))
        return self._drawn[entry.id]

    def draw_ahead(self, jobs: int, told: Told = untold) -> None:
        """Draw every card on ``jobs`` cores."""
        if self.media.cache.keeps:
            cards = [partial(self.of, entry) for entry in self.visible.entries.values()]
            share(cards, jobs, what="cartons", told=told)

    @cached_property
    def whole(self) -> Drawn:
        """The card of the carnet itself, for what has no card of its own: nothing but the edition's words."""
        return self._draw(self._cover, self.visible.edition.licence, None)

    @cached_property
    def square(self) -> bytes:
        """The carnet as podcast directories show it."""
        return self._pixels(self._cover, SQUARE)

    @cached_property
    def _cover(self) -> Card:
        edition = self.visible.edition
        return Card(
            "carnet",
            edition.titre,
            appui=edition.sous_titre or edition.description,
            lieu=_short_address(edition.url) if edition.url else edition.mentions.editeur or "",
            pas=tuple((self._accent(e), _is_ahead(e)) for e in self.visible.evenements),
        )

    def _accent(self, event: Entry | None) -> str:
        rank = self.ranks.get(event.id) if event else None
        return NEUTRAL if rank is None else TINTS[tint(rank) - 1][0]

    # --- words -------------------------------------------------------------------------------------

    def _card(self, entry: Entry) -> Card:
        match entry.fiche:
            case FicheVerbatim():
                return self._quote(entry)
            case FicheEvenement():
                return self._event(entry, entry.fiche)
            case FichePhoto():
                return self._picture(entry, entry.fiche)
            case FichePortrait():
                return self._portrait(entry, entry.fiche)
            case _:
                return self._title(entry)

    def _signed(self, entry: Entry, **said: object) -> Card:
        """Return a card with the carnet's name, the event's, its colour, and the mark of a draft."""
        event = self.visible.evenement_of(entry)
        if event is None and entry.type == "portrait":
            event = next(iter(self.visible.targets(entry, "evenements")), None)
        if entry.fiche.statut != "publie":
            said["surtitre"] = " · ".join(
                filter(None, ("Épreuve, à ne pas diffuser", str(said.get("surtitre", ""))))
            )
        return Card(
            pied=self.visible.edition.titre,
            lieu=self.visible.titre(event) if event and event is not entry else self._edition_line,
            accent=self._accent(event or (entry if entry.type == "evenement" else None)),
            **said,  # type: ignore[arg-type]  # the fields of Card, given by name
        )

    @property
    def _edition_line(self) -> str:
        return self.visible.edition.sous_titre or ""

    def _quote(self, entry: Entry) -> Card:
        who, what = speaker_of(self.visible, entry)
        return self._signed(
            entry,
            forme="parole",
            texte=_one_breath(self.visible.words(entry)),
            guillemets=GUILLEMETS.get(entry.langue.partition("-")[0], ("«\u00a0", "\u00a0»")),
            qui=who,
            qualite=what,
        )

    def _event(self, entry: Entry, fiche: FicheEvenement) -> Card:
        rank = f"Étape {self.ranks[entry.id] + 1} du parcours" if entry.id in self.ranks else ""
        place = ", ".join(filter(None, (fiche.lieu.nom, fiche.lieu.commune)))
        number = f" ({fiche.lieu.departement})" if fiche.lieu.departement else ""
        return self._signed(
            entry,
            forme="evenement",
            texte=self.visible.titre(entry),
            surtitre=" · ".join(filter(None, ("À venir" if fiche.annonce else "", rank))),
            appui=wording.period(fiche.debut, fiche.fin),
            qualite=f"{place}{number}",
        )

    def _picture(self, entry: Entry, fiche: FichePhoto) -> Card:
        words = _paragraph(self.visible.words(entry)) or fiche.titre or wording.kind("photo")
        return self._signed(entry, forme="photo", texte=words, **self._illustrated(entry))

    def _portrait(self, entry: Entry, fiche: FichePortrait) -> Card:
        person = self.visible.personne(entry.id)
        said = f"«\u00a0{fiche.exergue}\u00a0»" if fiche.exergue else fiche.resume
        return self._signed(
            entry,
            forme="titre",
            surtitre=wording.kind("portrait"),
            texte=self.visible.titre(entry),
            sous_titre=person.qualite if person else "",
            appui=said or _paragraph(self.visible.words(entry)),
            **self._illustrated(self._photo(entry)),
        )

    def _title(self, entry: Entry) -> Card:
        kind = (
            wording.choice(entry.fiche.role)
            if isinstance(entry.fiche, FicheTexte)
            else wording.kind(entry.type)
        )
        title = self.visible.titre(entry)
        return self._signed(
            entry,
            forme="titre",
            surtitre=kind if kind.casefold() != title.casefold() else "",
            texte=title,
            appui=entry.fiche.resume or _paragraph(self.visible.words(entry)),
            **self._illustrated(self._photo(entry)),
        )

    # --- photos ------------------------------------------------------------------------------------

    def _photo(self, entry: Entry) -> Entry | None:
        """Return the photo a card may show: its own, its person's, or the first its text shows.

        A photo enters a card only when what they make together has a licence that remains open.
        """
        match entry.type:
            case "photo":
                return entry
            case "portrait":
                wanted = self.visible.targets(entry, "photo")
            case "recit" | "synthese" | "texte" | "ressource":
                wanted = [e for e in self._embedded(entry) if e.type == "photo"]
            case _:
                wanted = []
        return next((p for p in wanted if self._melts(entry, p)), None)

    def _embedded(self, entry: Entry) -> Iterator[Entry]:
        parsed = self.visible.carnet.bodies.get(entry.id)
        for ref in parsed.refs if parsed else ():
            target = self.visible.named_in(entry, ref) if ref.kind == "inclusion" else None
            if target is not None:
                yield target

    def _melts(self, entry: Entry, photo: Entry) -> bool:
        licence = fused((entry.licence, photo.licence))
        return licence is not None and terms(licence).open

    def _illustrated(self, photo: Entry | None) -> dict[str, object]:
        """Return what a card takes of a photo: its pixels and whose they are."""
        if photo is None:
            return {}
        assert isinstance(photo.fiche, FichePhoto)
        original = self.visible.carnet.files[photo.id, "fichier"]
        pixels = self.media.picture(original, width=WIDE, form="jpeg", quality=90).content
        return {"photo": pixels, "credit": photo.fiche.credit}

    # --- drawing -----------------------------------------------------------------------------------

    def _draw(self, card: Card, licence: str, photo: Entry | None) -> Drawn:
        whose = fused((licence, photo.licence)) if photo else licence
        return Drawn(self._pixels(card, LANDSCAPE), alternative(card, photo), whose or licence)

    def _pixels(self, card: Card, size: Size) -> bytes:
        from carnet.outputs.cards.drawing import draw
        from carnet.outputs.cards.sheet import engine

        said = repr([(f.name, getattr(card, f.name)) for f in fields(card) if f.name != "photo"])
        key = Cache.key(
            "carton", recipe("outputs/cards"), engine(), repr(size), said, card.photo, self._fonts
        )
        return self.media.cache.memo(key, lambda: draw(card, self._faces, size))

    @cached_property
    def _fonts(self) -> bytes:
        """What tells typefaces apart, whatever their names."""
        faces = self._faces
        files = (faces.titre, faces.texte, faces.note, faces.note_forte)
        return b"".join(hashlib.sha256(path.read_bytes()).digest() for path in files)

    @cached_property
    def _faces(self) -> Faces:
        def face(name: str) -> Path:
            path = find(self.media.root, "social", f"fonts/{name}.ttf")
            assert path is not None, f"{name}.ttf is part of the package"
            return path

        return Faces(
            face("SourceSerif4Display-Regular"),
            face("SourceSerif4-Regular"),
            face("SourceSans3-Regular"),
            face("SourceSans3-Semibold"),
        )


def alternative(card: Card, photo: Entry | None) -> str:
    """Return what a card shows, for who cannot see it: its words, who says them, what the photo shows."""
    opening, closing = card.guillemets
    seen = photo.fiche.alt if photo and isinstance(photo.fiche, FichePhoto) else None
    parts = [
        seen or "" if card.forme == "photo" else "",
        card.surtitre,
        f"{opening}{card.texte}{closing}",
        ", ".join(filter(None, (card.qui, card.qualite))) if card.qui else card.sous_titre,
        card.appui,
        card.qualite if not card.qui else "",
        f"À côté, une image\u00a0: {seen}" if seen and card.forme != "photo" else "",
        f"Image\u00a0: {card.credit}" if card.credit else "",
        ", ".join(filter(None, (card.pied, card.lieu))),
    ]
    whole = " ".join(_stopped(part) for part in parts if part).replace("\n", " ")
    return shortened(whole, lambda text: len(text) <= ALT_LONGEST)


def _stopped(part: str) -> str:
    return part if part.endswith((".", "!", "?", "…", "»", "”")) else f"{part}."


def _paragraph(words: str) -> str:
    """Return the first paragraph of a text, on one line."""
    return words.partition("\n\n")[0].replace("\n", " ")


def _one_breath(words: str) -> str:
    """Return the paragraphs of a quotation one under the other, without empty lines."""
    return words.replace("\n\n", "\n")


def speaker_of(visible: Visible, verbatim: Entry) -> tuple[str, str]:
    """Return who said a verbatim, and in what quality or circumstance."""
    assert isinstance(verbatim.fiche, FicheVerbatim)
    person = next(iter(visible.persons(verbatim, "personne")), None)
    if person is not None:
        return person.nom, person.qualite
    who = verbatim.fiche.locuteur or "une voix"
    return who[:1].upper() + who[1:], verbatim.fiche.contexte or ""


def _is_ahead(event: Entry) -> bool:
    return isinstance(event.fiche, FicheEvenement) and event.fiche.annonce


def _short_address(url: str) -> str:
    return url.removeprefix("https://").removeprefix("http://").rstrip("/")
