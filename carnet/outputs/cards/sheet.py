"""A sheet and what is drawn on it: paper, letters, the thread, discs, photos.

In: a card and its size. Out: a PNG. This and ``media`` are the modules that know Pillow.
"""

import io
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from carnet.outputs.cards.wrapping import ELLIPSIS, Block, Measure, fitted
from carnet.outputs.web.palette import PAPER, TINTS

if TYPE_CHECKING:
    from PIL import Image, ImageFont

WIDTH, HEIGHT = 1200, 630
Colour = tuple[int, int, int]
Forme = Literal["parole", "titre", "evenement", "photo", "carnet"]

INK: Final = "#211d18"
"""The site's ``--encre`` by day."""

LEFT, RIGHT = 104, 1128
"""Where words may stand: inside the thread, off the edges that networks crop."""

SHADES: Final = 8
"""Steps between the ground and an ink: what the soft edges of letters need."""

INSET, BEND, THICK = 44, 44, 6
"""Where the thread runs, how it turns, how thick it is."""


@dataclass(frozen=True, slots=True)
class Faces:
    """The typefaces' files: titles, texts, notes, and notes in bold."""

    titre: Path
    texte: Path
    note: Path
    note_forte: Path


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says, and in which colours. Every word may leave on ``reseaux``.

    ``guillemets`` open and close the text when it is spoken; ``pas`` are the accents of the relay's events,
    each with whether it is still to come; ``photo`` is a JPEG.
    """

    forme: Forme
    texte: str
    surtitre: str = ""
    sous_titre: str = ""
    appui: str = ""
    qui: str = ""
    qualite: str = ""
    pied: str = ""
    lieu: str = ""
    guillemets: tuple[str, str] = ("", "")
    accent: str = TINTS[0][0]
    papier: str = PAPER[0]
    encre: str = INK
    pas: tuple[tuple[str, bool], ...] = ()
    photo: bytes = b""
    credit: str = ""


Size = tuple[int, int]
LANDSCAPE: Final[Size] = (WIDTH, HEIGHT)
SQUARE: Final[Size] = (1500, 1500)
"""What podcast directories ask: between 1,400 and 3,000 pixels."""


def engine() -> str:
    """Return what draws, with its version: part of every cache key."""
    import PIL
    from PIL import features

    return f"{PIL.__version__} {features.version('freetype2')} {features.version('raqm')}"


def colour(written: str) -> Colour:
    """Return « #b23a12 » as three numbers."""
    return int(written[1:3], 16), int(written[3:5], 16), int(written[5:7], 16)


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """Return a colour that has this share of the first and the rest of the other."""
    red, green, blue = (round(a * share + b * (1 - share)) for a, b in zip(one, other, strict=True))
    return red, green, blue


class Sheet:
    """One card being drawn, in pixels."""

    def __init__(self, card: Card, faces: Faces, size: Size) -> None:
        from PIL import Image, ImageDraw

        self.card, self.faces, self.size = card, faces, size
        self.paper, self.ink, self.accent = map(colour, (card.papier, card.encre, card.accent))
        self.grey = mixed(self.ink, self.paper, 0.7)
        self.ground = self.accent if card.forme in ("parole", "evenement") else self.paper
        self.inks: dict[Colour, None] = {}
        self.image: Image.Image = Image.new("RGB", size, self.ground)
        self.pen: ImageDraw.ImageDraw = ImageDraw.Draw(self.image)

    def text(
        self, at: tuple[float, float], words: str, face: Path, size: float, ink: Colour, anchor: str = "ls"
    ) -> None:
        if words:
            place, mask = _line(words, face, round(size), anchor, at[0] % 1, at[1] % 1)
            self.stamp((int(at[0]) + place[0], int(at[1]) + place[1]), mask, ink)

    def stamp(self, place: tuple[int, int], mask: "Image.Image", ink: Colour) -> None:
        """Put an ink down through a mask whose top left corner is at ``place``."""
        self.inks[ink] = None
        self.image.paste(ink, place, mask)

    def width(self, words: str, face: Path, size: float) -> float:
        return measure_of(face)(words) * size

    def block(self, block: Block, at: tuple[float, float], face: Path, ink: Colour) -> float:
        """Set lines from a top left corner down; return where they end."""
        x, y = at
        step = block.size * block.leading
        for line in block.lines:
            self.text((x, y + block.size * 0.78), line, face, block.size, ink)
            y += step
        return y

    def mark(self, mark: str, at: tuple[float, float], ink: Colour) -> None:
        """Draw a quotation mark: its left edge and its middle are where they are told, whatever its shape."""
        left, top, _, bottom = _font(self.faces.titre, 170).getbbox(mark, anchor="ls")
        self.text((at[0] - left, at[1] - (top + bottom) / 2), mark, self.faces.titre, 170, ink)

    def thread(self, ink: Colour) -> None:
        """Draw the thread: in at the right, along the top, round the corner, down and out."""
        for place, mask in _thread(self.size):
            self.stamp(place, mask, ink)

    def disc(
        self, at: tuple[float, float], radius: float, ink: Colour, *, hole: Colour | None = None
    ) -> None:
        mask = _disc(radius, hole is not None)
        place = (round(at[0] - mask.width / 2), round(at[1] - mask.height / 2))
        if hole is not None:
            self.stamp(place, _disc(radius, False), hole)
        self.stamp(place, mask, ink)

    def fit(self, words: str, face: Path, size: float, width: float, least: float) -> tuple[str, float]:
        """Return a line and its size: smaller down to ``least``, then cut at a word."""
        while size > least and self.width(words, face, size) > width:
            size -= 1
        kept = words.split(" ")
        while len(kept) > 1 and self.width(" ".join(kept), face, size) > width:
            kept = [*kept[:-2], kept[-2].rstrip(" ,;:–—") + "…"]
        return " ".join(kept), size

    def credit(self, left: int) -> None:
        """Say whose the photo is, on a label at its foot."""
        words, size = self.fit(self.card.credit, self.faces.note, 19, WIDTH - left - 40, 16)
        end = left + 24 + self.width(words, self.faces.note, size)
        self.pen.rectangle((left, HEIGHT - 36, end, HEIGHT), self.paper)
        self.text((left + 12, HEIGHT - 12), words, self.faces.note, size, self.grey)

    def foot(self, ink: Colour, soft: Colour, *, right: float = RIGHT) -> None:
        """Sign the card: the carnet and its event, on the right of who speaks when somebody does."""
        card, faces = self.card, self.faces
        speaks = bool(card.qui)
        side = (right - LEFT) * (0.36 if speaks else 1.0)
        name, size = self.fit(card.pied, faces.titre, 31, side, 22)
        place, small = self.fit(card.lieu, faces.note, 23, side, 20)
        anchor, x = ("rs", right) if speaks else ("ls", LEFT)
        self.text((x, 546), name, faces.titre, size, ink, anchor)
        self.text((x, 580), place, faces.note, small, soft, anchor)
        if speaks:
            self._speaker(ink, soft, (right - LEFT) * 0.61)

    def _speaker(self, ink: Colour, soft: Colour, width: float) -> None:
        """Say who speaks, from the foot up: what is long takes two lines rather than being cut."""
        card, faces = self.card, self.faces
        y = 588.0
        for words, face, sizes, colour_ in (
            (card.qualite, faces.note, (24, 22, 21), soft),
            (card.qui, faces.note_forte, (31, 29, 27, 25), ink),
        ):
            if words:
                block = self.line_or_two(words, face, sizes, width)
                y -= block.height
                self.block(block, (LEFT, y), face, colour_)
                y -= 2

    def line_or_two(self, words: str, face: Path, sizes: tuple[int, ...], width: float) -> Block:
        """Return words on one line at a size of ``sizes`` when one suits, else on two, cut if they must."""
        for size in sizes:
            if self.width(words, face, size) <= width:
                return Block((words,), size, 1.22)
        least = sizes[-1]
        return fitted(
            words,
            measure_of(face),
            width=width,
            height=least * 2.5,
            sizes=(least,),
            leading=1.22,
            cut=ELLIPSIS,
        )

    def png(self) -> bytes:
        """Return the sheet as a PNG with a palette: four times lighter than one without."""
        out = io.BytesIO()
        reduced = self._photographic() if self.card.photo else self._plain()
        reduced.save(out, "PNG", compress_level=4 if self.card.photo else 5)
        return out.getvalue()

    def _plain(self) -> "Image.Image":
        """Reduce words alone to the shades between the ground and each ink: nothing else is on the sheet."""
        from PIL import Image

        steps = [(ink, step / SHADES) for ink in self.inks for step in range(1, SHADES + 1)]
        shades = dict.fromkeys([self.ground, *(mixed(ink, self.ground, share) for ink, share in steps)])
        palette = _palette([*chain.from_iterable(shades)])
        return self.image.quantize(palette=palette, dither=Image.Dither.NONE)

    def _photographic(self) -> "Image.Image":
        """Reduce a photo to 256 colours, dithered; the card's own are kept exact: paper stays plain.

        The palette is taken from a quarter of the size, by octree: half as far from the photo as by median
        cut, a sixth lighter, and twice as fast.
        """
        from PIL import Image

        own = (self.paper, self.ink, self.accent, self.grey)
        small = self.image.resize((self.image.width // 4, self.image.height // 4), Image.Resampling.BOX)
        found = small.quantize(256 - len(own), method=Image.Quantize.FASTOCTREE).getpalette() or []
        palette = _palette([*found[: 3 * (256 - len(own))], *chain.from_iterable(own)])
        return self.image.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)


def _palette(values: list[int]) -> "Image.Image":
    """Return what Pillow takes a palette from: red, green, blue of each colour, one after the other."""
    from PIL import Image

    palette = Image.new("P", (1, 1))
    palette.putpalette(values)
    return palette


# --- masks and typefaces, made once a run -------------------------------------------------------------

GRAIN: Final = 4


@lru_cache(maxsize=256)
def _line(
    words: str, face: Path, size: int, anchor: str, right: float, down: float
) -> "tuple[tuple[int, int], Image.Image]":
    """Return a line of letters as a mask, and where its corner is from the whole pixel its anchor is in.

    ``right`` and ``down`` are where in that pixel. The signature of cards is the same from one to the next.
    """
    from PIL import Image, ImageDraw

    font = _font(face, size)
    left, top, end, bottom = (int(edge) for edge in font.getbbox(words, anchor=anchor))
    mask = Image.new("L", (end - left + 4, bottom - top + 4), 0)
    ImageDraw.Draw(mask).text((2 - left + right, 2 - top + down), words, 255, font, anchor)
    return (left - 2, top - 2), mask


@lru_cache(maxsize=64)
def _font(face: Path, size: int) -> "ImageFont.FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(face, size)


@lru_cache(maxsize=8)
def measure_of(face: Path) -> Measure:
    """Return what measures words in a typeface, each word of a text once."""
    large = _font(face, 200)

    @lru_cache(maxsize=4096)
    def width(words: str) -> float:
        return large.getlength(words) / 200

    return width


@lru_cache(maxsize=3)
def _thread(size: Size) -> "list[tuple[tuple[int, int], Image.Image]]":
    """Return the pieces of the thread, each with its place: along the top, round the corner, down."""
    from PIL import Image, ImageDraw

    width, height = size
    near, after = INSET - THICK // 2, INSET - THICK // 2 + BEND
    corner = Image.new("L", (BEND * GRAIN, BEND * GRAIN), 0)
    ImageDraw.Draw(corner).arc((0, 0, 2 * BEND * GRAIN, 2 * BEND * GRAIN), 180, 270, 255, THICK * GRAIN)
    return [
        ((after, near), Image.new("L", (width - after, THICK), 255)),
        ((near, near), corner.resize((BEND, BEND), Image.Resampling.BOX)),
        ((near, after), Image.new("L", (THICK, height - after), 255)),
    ]


@lru_cache(maxsize=32)
def _disc(radius: float, ring: bool) -> "Image.Image":
    from PIL import Image, ImageDraw

    side = int(radius * 2) + 2
    mask = Image.new("L", (side * GRAIN, side * GRAIN), 0)
    pen = ImageDraw.Draw(mask)
    box = (GRAIN, GRAIN, (side - 1) * GRAIN - 1, (side - 1) * GRAIN - 1)
    if ring:
        pen.ellipse(box, outline=255, width=THICK * GRAIN)
    else:
        pen.ellipse(box, 255)
    return mask.resize((side, side), Image.Resampling.BOX)


def hidden(photo: bytes, width: int, height: int) -> float:
    """Return the share of a photo that a frame hides."""
    from PIL import Image

    with Image.open(io.BytesIO(photo)) as source:
        ratio = source.width / source.height / (width / height)
    return 1 - min(ratio, 1 / ratio)


def covering(photo: bytes, width: int, height: int) -> "Image.Image":
    """Return the middle of a photo, filling a frame."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(photo)) as source:
        return ImageOps.fit(source.convert("RGB"), (width, height), Image.Resampling.LANCZOS)
