"""The cover as the printer wants it: one flat sheet, back, spine and front, with its bleed.

In: what may be printed, the count of pages, the inks. Out: a PDF/X-4. It is drawn from the carnet itself: one
thread comes from the back, crosses the spine and ties a numbered loop at each event (``thread``); the back
says which is which. No picture is asked of anyone.
"""

import io
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from carnet.cache import Cache, recipe
from carnet.diagnostics import CarnetError
from carnet.edition import Edition
from carnet.kinds import FicheEvenement
from carnet.model import Entry
from carnet.outputs import covers
from carnet.outputs.print.engine import Press
from carnet.outputs.print.setting import BookSetting
from carnet.outputs.print.styles import Styles
from carnet.outputs.printer import ean
from carnet.outputs.printer.inks import Inks
from carnet.outputs.printer.interior import about, engines, millimetres, sheet_of
from carnet.outputs.printer.plates import plated
from carnet.outputs.printer.thread import Event, Stop, Stretch, lead, stops, thread
from carnet.templating import fill

STITCHED: Final = 40
"""Under this many pages a booklet is stapled and has no spine; from it on, a back is glued."""

CARD: Final = 0.25
"""The thickness of the cover itself, in millimetres: a card of 300 g/m²."""

USUAL_WEIGHT, USUAL_BULK = 90.0, 1.25
"""The paper a carnet is reckoned for as long as it does not say its own: g/m², cm³/g."""

TITLED_SPINE: Final = 5.0
"""From how wide a spine carries the title, in millimetres."""

FACE: Final = re.compile(r"\"Carnet Titre\"[^}]*?url\(\s*[\"']?([\w./-]+)")
"""The first face of titles that the styles declare: the title is measured with it."""

KEY_TOP: Final = 0.52
"""Where the back starts to say which event is which, as a share of its height."""

ROW, DATED_ROW = 5.5, 10.5
"""How high a line of it is on an A5 page, in millimetres: a name, a name over its date."""

CODE_ROOM: Final = 36.0
"""What the barcode takes at the foot of the back, in millimetres."""


@dataclass(frozen=True, slots=True)
class Flat:
    """The three parts of a cover laid flat, in millimetres."""

    width: float
    height: float
    spine: float

    @property
    def whole(self) -> float:
        """How wide the sheet is once trimmed."""
        return 2 * self.width + self.spine

    @property
    def front(self) -> float:
        """Where the front starts."""
        return self.width + self.spine


def spine(pages: int, edition: Edition) -> float:
    """Return how thick the book is, in millimetres: half its pages, each as thick as weight times bulk."""
    if pages < STITCHED:
        return 0.0
    paper = edition.impression
    sheet = (paper.grammage or USUAL_WEIGHT) * (paper.main or USUAL_BULK) / 1000
    return round(pages / 2 * sheet + 2 * CARD, 1)


def cover(c: BookSetting, trim: tuple[float, float], pages: int, styles: Styles, inks: Inks) -> bytes:
    """Return the cover of a book of this trim (millimetres) and this many pages."""
    drawn = Cover(c, Flat(*trim, spine(pages, c.visible.edition)), _widths(styles))
    html = fill(c.env.get_template("couverture.html"), c=c, couverture=drawn, edition=c.visible.edition)
    key = Cache.key(
        "couverture-imprimee",
        recipe("outputs/print", "outputs/printer"),
        engines(),
        styles.sheet,
        inks.profile,
        html,
        repr(c.visible.moment),
    )

    def made() -> bytes:
        press = Press(styles.sheet, styles.files, None)
        laid = press.lay(html, "")
        said = about(c.visible, f"{drawn.titre} (couverture)", c.auteurs(c.signataires))
        return plated(press.bind([laid], laid), inks, sheet_of(c.visible.edition.impression), said)

    return c.media.cache.memo(key, made)


def _widths(styles: Styles) -> Callable[[str], float]:
    """Return what tells how long words are in the face of titles, for a body of 1."""
    from fontTools.ttLib import TTFont

    named = FACE.search(styles.sheet)
    if named is None:
        raise CarnetError(
            "les styles de la couverture ne déclarent pas la police « Carnet Titre »",
            aide="déclarez-la dans templates/print/styles/polices.css",
        )
    face = TTFont(io.BytesIO(styles.files[named[1]]), lazy=True)
    advances, signs, unit = face["hmtx"], face.getBestCmap(), face["head"].unitsPerEm

    def width(words: str) -> float:
        total: float = sum(advances[signs.get(ord(sign), ".notdef")][0] for sign in words) / unit
        return total

    return width


@dataclass(frozen=True)
class Cover:
    """What the template of the cover arranges; lengths are in millimetres from the top left of the trim.

    ``widths`` tells how long words are in the face of titles, for a body of 1.
    """

    c: BookSetting
    flat: Flat
    widths: Callable[[str], float]

    @property
    def fond_perdu(self) -> float:
        """How far the drawing goes beyond the trim."""
        return millimetres(self.c.visible.edition.impression.fond_perdu)

    @property
    def marge(self) -> float:
        """What is left free along the edges."""
        return self.flat.width * 0.095

    @property
    def echelle(self) -> float:
        """How large words are beside those of an A5 page."""
        return self.flat.width / 148

    @property
    def couleurs(self) -> dict[str, str]:
        """The sheet, the thread, the words."""
        found = covers.palette(self.c.visible.edition.annee)
        return {
            "feuille": covers.css(found.sheet),
            "fil": covers.css(found.line),
            "mots": covers.css(found.words),
        }

    # --- words -------------------------------------------------------------------------------------

    @cached_property
    def _narrowed(self) -> Entry | None:
        visible = self.c.visible
        return visible.entries[visible.evenement] if visible.evenement else None

    @property
    def titre(self) -> str:
        """The title: the carnet's, or its event's."""
        return self.c.titre(self._narrowed) if self._narrowed else self.c.visible.edition.titre

    @property
    def sous_titre(self) -> str:
        """What stands under the title."""
        edition = self.c.visible.edition
        return edition.titre if self._narrowed else edition.sous_titre or ""

    @property
    def resume(self) -> str:
        """What the back tells."""
        own = self._narrowed.fiche.resume if self._narrowed else None
        return own or self.c.visible.edition.description

    @property
    def millesime(self) -> str:
        """The year and the issue."""
        edition = self.c.visible.edition
        return f"{edition.annee} · n°\u00a0{edition.numero}" if edition.numero else str(edition.annee)

    @property
    def prix(self) -> str:
        """The price, or what the law wants of a book that is given."""
        prix = self.c.visible.edition.prix
        return f"Prix\u00a0: {prix}" if prix else "Cet exemplaire ne peut être vendu"

    @cached_property
    def lignes(self) -> tuple[float, list[str]]:
        """The size of the title in points, the largest that holds, and its lines."""
        wide, high = self.flat.width - 2 * self.marge, self.flat.height * 0.2
        size = 96.0 * self.echelle
        while size > 18 * self.echelle:
            lines = self._wrapped(self.titre, size, wide)
            if lines and len(lines) * size * 1.06 * 25.4 / 72 <= high:
                return size, lines
            size -= self.echelle
        return size, self._wrapped(self.titre, size, math.inf)

    def _wrapped(self, words: str, size: float, wide: float) -> list[str]:
        """Return a text on lines no wider than asked, cut between words; none when a word is too wide."""
        lines: list[str] = []
        for word in words.split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self._long(longer, size) <= wide:
                lines[-1] = longer
            elif self._long(word, size) <= wide:
                lines.append(word)
            else:
                return []
        return lines

    def _long(self, words: str, size: float) -> float:
        return self.widths(words) * size * 25.4 / 72

    @property
    def dos_titre(self) -> bool:
        """Whether the spine carries the title."""
        return self.flat.spine >= TITLED_SPINE

    @property
    def corps_du_dos(self) -> float:
        """The size of the title on the spine, in points."""
        room = self.flat.height * 0.5
        size = min(18.0 * self.echelle, self.flat.spine * 72 / 25.4 * 0.6)
        return min(size, size * room / max(self._long(self.titre, size), 1e-6))

    # --- the thread --------------------------------------------------------------------------------

    @cached_property
    def _evenements(self) -> list[Entry]:
        return self.c.visible.evenements

    @cached_property
    def etapes(self) -> list[Stop]:
        """Where the events stand on the front."""
        flat, margin = self.flat, self.marge
        box = (flat.front + margin, flat.height * 0.41, flat.whole - margin, flat.height * 0.91)
        events = [self._event(event) for event in self._evenements]
        return stops(events, box, flat.width * (0.055 if len(events) <= 6 else 0.028))

    def _event(self, event: Entry) -> Event:
        assert isinstance(event.fiche, FicheEvenement)
        gathered = len(self.c.visible.in_event(event))
        return Event(gathered, event.fiche.lieu.longitude, event.fiche.annonce)

    @property
    def reperes(self) -> list[tuple[Stop, str, float]]:
        """What is written in each loop, and how large: the event's rank; the year when there is but one."""
        if len(self.etapes) == 1:
            return [(self.etapes[0], str(self.c.visible.edition.annee), self.etapes[0].radius * 0.6)]
        sizes = [stop.radius * (0.8 if stop.ahead else 1.05) for stop in self.etapes]
        ranks = map(str, range(1, len(sizes) + 1))
        return list(zip(self.etapes, ranks, sizes, strict=True))

    @property
    def epaisseur(self) -> float:
        """How thick the thread is."""
        return max(1.1, min([4.2, *(stop.radius * 0.3 for stop in self.etapes)]))

    @cached_property
    def fil(self) -> list[Stretch]:
        """The thread, in the order it is laid: from the back, over the spine, by every event, and on."""
        flat, out = self.flat, self.fond_perdu + self.epaisseur
        over = (flat.width + flat.spine / 2, flat.height * 0.385)
        end = (flat.front + flat.width * 0.5, flat.height + out)
        back = lead((-out, flat.height * 0.84), -0.95, over, -0.1)
        return [back, *thread(over, -0.1, self.etapes, end)]

    @property
    def haut_de_cle(self) -> float:
        """Where it starts, as a share of the height."""
        return KEY_TOP

    @property
    def cle(self) -> Sequence[tuple[str, str]]:
        """Which event each number stands for: where, or its title, and when; as much as there is room for."""
        events = self._evenements
        room = self.flat.height * (1 - KEY_TOP) - self.marge - (CODE_ROOM if self.isbn else 0)
        dated, named = (len(events) * row * self.echelle <= room for row in (DATED_ROW, ROW))
        if len(events) < 2 or not named:
            return []
        towns = [e.fiche.lieu.commune for e in events if isinstance(e.fiche, FicheEvenement)]
        names = towns if len(set(towns)) == len(towns) else [self.c.titre(event) for event in events]
        days = [self.c.quand(event) if dated else "" for event in events]
        return list(zip(names, days, strict=True))

    # --- the barcode -------------------------------------------------------------------------------

    @property
    def isbn(self) -> str:
        """The ISBN of the printed book, empty when it has none: an event's own carnet is another book."""
        return "" if self._narrowed else self.c.visible.edition.isbn.imprime or ""

    @property
    def barres(self) -> list[ean.Bar]:
        """The bars of the ISBN."""
        return ean.bars(self.isbn) if self.isbn else []

    @property
    def chiffres(self) -> tuple[str, str, str]:
        """The digits under the bars: the first one apart, then two groups of six."""
        code = ean.digits(self.isbn)
        return code[0], code[1:7], code[7:]

    @property
    def code_barres(self) -> dict[str, float]:
        """The measures of the barcode."""
        return {
            "largeur": ean.WIDTH,
            "hauteur": ean.HEIGHT,
            "garde": ean.GUARD,
            "module": ean.MODULE,
            "gauche": ean.LEFT_QUIET * ean.MODULE,
        }
