"""Draw the pictures of the example carnet: no camera, no face, no stock, one hand.

Every picture is printed like a small-run poster. A scene cuts shapes into a few *plates*, one per ink; `Sheet.print`
then roughens their edges, screens their half-tones with grain, shifts them a little and lays them over each other on
cream paper, so that inks darken where they meet. Only Pillow and seeded randomness: the same script gives the same
pixels.

    python tools/draw_example.py                 every picture, into media/
    python tools/draw_example.py halle rampe     only these two
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 2400, 1600
SCALE = 2
PRINTED = (2250, 1500)
QUALITY = 64
MEDIA = Path(__file__).resolve().parent.parent / "media"

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Shape = Callable[[ImageDraw.ImageDraw, int], None]

ORANGE = (240, 100, 34)
PALETTES: dict[str, dict[str, tuple[int, int, int]]] = {
    "vallee-ardeille": {
        "paper": (245, 237, 222), "ochre": (238, 190, 84), "pale": (150, 187, 196), "orange": ORANGE,
        "mid": (58, 124, 110), "dark": (30, 56, 58),
    },
    "bassin-harnicourt": {
        "paper": (244, 234, 218), "ochre": (228, 170, 58), "pale": (164, 186, 192), "orange": ORANGE,
        "mid": (188, 72, 52), "dark": (34, 38, 52),
    },
    "anse-careme": {
        "paper": (247, 239, 223), "ochre": (248, 200, 92), "pale": (120, 200, 194), "orange": ORANGE,
        "mid": (28, 122, 140), "dark": (22, 44, 88),
    },
}


# --- shapes: closures that draw themselves in the value they are given -------------------------------------------------

def _scaled(points: Iterable[Point]) -> list[Point]:
    return [(x * SCALE, y * SCALE) for x, y in points]


def poly(*points: Point) -> Shape:
    return lambda draw, value: draw.polygon(_scaled(points), fill=value)


def rect(x0: float, y0: float, x1: float, y1: float, radius: float = 0) -> Shape:
    box = [v * SCALE for v in (x0, y0, x1, y1)]
    return lambda draw, value: draw.rounded_rectangle(box, radius * SCALE, fill=value)


def disc(x: float, y: float, rx: float, ry: float | None = None) -> Shape:
    ry = rx if ry is None else ry
    box = [v * SCALE for v in (x - rx, y - ry, x + rx, y + ry)]
    return lambda draw, value: draw.ellipse(box, fill=value)


def ring(x: float, y: float, r: float, width: float, start: float = 0, end: float = 360) -> Shape:
    box = [v * SCALE for v in (x - r, y - r, x + r, y + r)]
    return lambda draw, value: draw.arc(box, start, end, fill=value, width=round(width * SCALE))


def stroke(points: Sequence[Point], width: float) -> Shape:
    """A line of constant width with round joints and ends."""
    def shape(draw: ImageDraw.ImageDraw, value: int) -> None:
        scaled = _scaled(points)
        half = width * SCALE / 2
        draw.line(scaled, fill=value, width=max(1, round(width * SCALE)), joint="curve")
        for x, y in (scaled[0], scaled[-1]):
            draw.ellipse((x - half, y - half, x + half, y + half), fill=value)
    return shape


def tapered(a: Point, b: Point, start: float, end: float) -> Shape:
    """A gouge mark: a line thick at one end and thin at the other."""
    angle = math.atan2(b[1] - a[1], b[0] - a[0]) + math.pi / 2
    dx, dy = math.cos(angle), math.sin(angle)
    return poly((a[0] + dx * start / 2, a[1] + dy * start / 2), (b[0] + dx * end / 2, b[1] + dy * end / 2),
                (b[0] - dx * end / 2, b[1] - dy * end / 2), (a[0] - dx * start / 2, a[1] - dy * start / 2))


def words(text: str, x: float, y: float, size: float) -> Shape:
    font = ImageFont.load_default(size * SCALE)
    return lambda draw, value: draw.text((x * SCALE, y * SCALE), text, fill=value, font=font, anchor="mm", stroke_width=SCALE,
                                         stroke_fill=value)


# --- points ------------------------------------------------------------------------------------------------------------

def curve(*controls: Point, steps: int = 60) -> list[Point]:
    """Points of a Bézier curve of any degree."""
    def at(t: float) -> Point:
        pts = list(controls)
        while len(pts) > 1:
            pts = [((1 - t) * ax + t * bx, (1 - t) * ay + t * by) for (ax, ay), (bx, by) in pairwise(pts)]
        return pts[0]
    return [at(i / steps) for i in range(steps + 1)]


def spline(points: Sequence[Point], steps: int = 24) -> list[Point]:
    """Points of a smooth line through all the given ones (Catmull-Rom)."""
    padded = [points[0], *points, points[-1]]
    out: list[Point] = []
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for i in range(steps):
            t = i / steps
            out.append(tuple(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t
                                    + (3 * b - a - 3 * c + d) * t ** 3)
                             for a, b, c, d in zip(p0, p1, p2, p3, strict=True)))
    return [*out, points[-1]]


def sag(a: Point, b: Point, depth: float) -> list[Point]:
    return curve(a, ((a[0] + b[0]) / 2, max(a[1], b[1]) + depth * 2 - abs(a[1] - b[1]) / 2), b)


def around(x: float, y: float, r: float, degrees: float, squash: float = 1) -> Point:
    a = math.radians(degrees)
    return x + r * math.cos(a), y + r * squash * math.sin(a)


def moved(points: Iterable[Point], dx: float = 0, dy: float = 0, turn: float = 0, zoom: float = 1) -> list[Point]:
    c, s = math.cos(math.radians(turn)) * zoom, math.sin(math.radians(turn)) * zoom
    return [(x * c - y * s + dx, x * s + y * c + dy) for x, y in points]


# --- the sheet ---------------------------------------------------------------------------------------------------------

class Sheet:
    """Plates being cut, then printed. Painting is opaque unless `over=True`, which overprints."""

    def __init__(self, name: str, event: str) -> None:
        self.name, self.palette = name, PALETTES[event]
        self.rng = random.Random(name)
        self.size = (WIDTH * SCALE, HEIGHT * SCALE)
        self.plates = {ink: Image.new("L", self.size, 0) for ink in self.palette if ink != "paper"}

    def fill(self, ink: str, *shapes: Shape, tone: float = 1, over: bool = False) -> None:
        """Cut shapes into the plate of one ink; `paper` only removes ink."""
        for plate_ink, plate in self.plates.items():
            if plate_ink != ink and over:
                continue
            draw = ImageDraw.Draw(plate)
            for shape in shapes:
                shape(draw, round(255 * tone) if plate_ink == ink else 0)

    def mask(self, *shapes: Shape) -> Image.Image:
        mask = Image.new("L", self.size, 0)
        draw = ImageDraw.Draw(mask)
        for shape in shapes:
            shape(draw, 255)
        return mask

    def within(self, region: Image.Image, ink: str, *shapes: Shape, tone: float = 1, over: bool = True) -> None:
        """Cut shapes into a plate, but only inside a region."""
        cut = ImageChops.multiply(region, self.mask(*shapes))
        for plate_ink, plate in self.plates.items():
            if plate_ink == ink:
                plate.paste(round(255 * tone), mask=cut)
            elif not over or ink == "paper":
                plate.paste(0, mask=cut)

    def gradient(self, ink: str, region: Image.Image, y0: float, y1: float, start: float, end: float) -> None:
        """A half-tone that goes from one strength at y0 to another at y1, screened as grain."""
        column = Image.new("L", (1, HEIGHT))
        for y in range(HEIGHT):
            t = min(1, max(0, (y - y0) / (y1 - y0)))
            column.putpixel((0, y), round(255 * (start + (end - start) * t)))
        self.plates[ink].paste(column.resize(self.size, Image.Resampling.BILINEAR), mask=region)

    def glow(self, ink: str, x: float, y: float, r: float, strength: float, region: Image.Image | None = None) -> None:
        """Remove an ink in a soft disc, as a light does."""
        soft = ImageChops.invert(Image.radial_gradient("L")).resize((round(2 * r * SCALE),) * 2)
        soft = soft.point(lambda v: min(255, round(max(0, v - 74) * 1.41 * strength)))
        full = Image.new("L", self.size, 0)
        full.paste(soft, (round((x - r) * SCALE), round((y - r) * SCALE)))
        if region is not None:
            full = ImageChops.multiply(full, region)
        self.plates[ink].paste(0, mask=full)

    def hatch(self, region: Image.Image, ink: str, angle: float, gap: float, width: float, *, broken: float = 0.2,
              length: float = 220, over: bool = True, tone: float = 1) -> None:
        """Rows of tapered gouge marks across a region."""
        shapes: list[Shape] = []
        a = math.radians(angle)
        ux, uy, reach = math.cos(a), math.sin(a), math.hypot(WIDTH, HEIGHT) / 2
        rows = int(2 * reach / gap)
        for row in range(rows):
            d = -reach + row * gap + self.rng.uniform(-gap, gap) * 0.22
            t = -reach + self.rng.uniform(0, length)
            while t < reach:
                run = length * self.rng.uniform(0.4, 1.3)
                if self.rng.random() > broken:
                    p = WIDTH / 2 + ux * t - uy * d, HEIGHT / 2 + uy * t + ux * d
                    q = p[0] + ux * run, p[1] + uy * run
                    w = width * self.rng.uniform(0.6, 1.2)
                    middle = (p[0] + q[0]) / 2 + self.rng.uniform(-2, 2), (p[1] + q[1]) / 2 + self.rng.uniform(-2, 2)
                    shapes += [tapered(p, middle, w * 0.2, w), tapered(middle, q, w, w * 0.2)]
                t += run + length * self.rng.uniform(0.05, 0.3)
        self.within(region, ink, *shapes, over=over, tone=tone)

    # -- printing

    def _noise(self, seed: str, cell: float, soften: float = 0) -> Image.Image:
        """Seeded even noise of the sheet's size, one value per `cell` output pixels."""
        w, h = round(WIDTH / cell), round(HEIGHT / cell)
        image = Image.frombytes("L", (w, h), random.Random(f"{self.name}-{seed}").randbytes(w * h))
        if soften:
            image = image.filter(ImageFilter.GaussianBlur(soften))
        return image.resize(self.size, Image.Resampling.BICUBIC)

    def _density(self, ink: str) -> Image.Image:
        """What a plate really leaves on the paper: rough edges, grain for half-tones, a few pinholes."""
        plate = self.plates[ink].filter(ImageFilter.GaussianBlur(1.1 * SCALE))
        screen = self._noise(f"{ink}-grain", 3.4).point(lambda v: 10 + round(v * 0.88))
        printed = ImageChops.subtract(plate, screen, scale=0.22, offset=128)
        holes = self._noise(f"{ink}-holes", 5, soften=1.1).point(lambda v: 0 if v < 72 else 255)
        printed = ImageChops.multiply(printed, holes.filter(ImageFilter.GaussianBlur(SCALE * 0.6)))
        return printed.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)

    def print(self) -> Image.Image:
        grain = self._noise("paper", 3, soften=0.7).resize((WIDTH, HEIGHT)).point(lambda v: 248 + round(v / 255 * 7))
        sheet = ImageChops.multiply(Image.new("RGB", (WIDTH, HEIGHT), self.palette["paper"]),
                                    Image.merge("RGB", (grain,) * 3))
        white = Image.new("RGB", (WIDTH, HEIGHT), (255, 255, 255))
        for ink in self.plates:
            dx, dy = (0, 0) if ink == "dark" else (self.rng.choice((-3, -2, 2, 3)), self.rng.choice((-2, -1, 1, 2)))
            density = ImageChops.offset(self._density(ink), dx, dy)
            colour = Image.new("RGB", (WIDTH, HEIGHT), self.palette[ink])
            sheet = ImageChops.multiply(sheet, Image.composite(colour, white, density))
        trimmed = sheet.crop((6, 4, WIDTH - 6, HEIGHT - 4))  # the shifted plates wrap around the edges
        return trimmed.resize(PRINTED, Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(0.6))

    # -- motifs that come back from one picture to the next

    def cable(self, points: Sequence[Point], width: float = 16, ink: str = "orange") -> None:
        """The extension lead: an orange line with a gouged highlight."""
        self.fill("paper", stroke(points, width + 6))
        self.fill(ink, stroke(points, width))
        bright = [(x - width * 0.16, y - width * 0.2) for x, y in points]
        self.fill("paper", *(stroke(bright[i:i + 5], width * 0.16) for i in range(4, len(bright) - 6, 11)))

    def reel(self, x: float, y: float, r: float) -> None:
        """The reel, seen from the side: flange, wound cable, four sockets, a handle."""
        frame = 0.11 * r
        self.fill("dark", stroke([(x - 0.75 * r, y + 1.12 * r), (x - 0.62 * r, y - 1.02 * r)], frame),
                  stroke([(x + 0.75 * r, y + 1.12 * r), (x + 0.62 * r, y - 1.02 * r)], frame),
                  stroke([(x - 1.0 * r, y + 1.12 * r), (x + 1.0 * r, y + 1.12 * r)], frame),
                  stroke(spline([(x - 0.62 * r, y - 1.02 * r), (x - 0.42 * r, y - 1.36 * r), (x + 0.42 * r, y - 1.36 * r),
                                 (x + 0.62 * r, y - 1.02 * r)]), frame * 1.25))
        self.fill("paper", disc(x, y, r * 1.03))
        self.fill("orange", disc(x, y, r))
        for k in range(7):
            q = r * (0.93 - k * 0.062)
            for _ in range(16):
                start = self.rng.uniform(0, 360)
                self.fill("paper" if self.rng.random() < 0.55 else "mid",
                          ring(x, y, q, r * 0.012, start, start + self.rng.uniform(10, 34)), over=False)
        self.fill("dark", disc(x, y, r * 0.5))
        self.fill("paper", ring(x, y, r * 0.46, r * 0.016))
        for k in range(4):
            sx, sy = around(x, y, r * 0.27, 45 + 90 * k)
            self.fill("ochre", disc(sx, sy, r * 0.125))
            self.fill("dark", disc(sx - r * 0.045, sy, r * 0.024), disc(sx + r * 0.045, sy, r * 0.024),
                      disc(sx, sy - r * 0.055, r * 0.018))
        self.fill("orange", disc(x, y, r * 0.07))

    def awning(self, x0: float, x1: float, y: float, depth: float, ink: str, stripes: int, drop: float = 0.45) -> None:
        """A striped market awning, its valance cut in scallops."""
        step = (x1 - x0) / stripes
        lean = depth * 0.35
        for i in range(stripes):
            colour = ink if i % 2 == 0 else "paper"
            a, b = x0 + i * step, x0 + (i + 1) * step
            ta = x0 + lean + i * (x1 - x0 - 2 * lean) / stripes
            tb = x0 + lean + (i + 1) * (x1 - x0 - 2 * lean) / stripes
            self.fill(colour, poly((ta, y), (tb, y), (b, y + depth), (a, y + depth)))
            self.fill(colour, rect(a, y + depth, b, y + depth + step * drop * 0.5),
                      disc((a + b) / 2, y + depth + step * drop * 0.5, step / 2, step * drop))
        self.fill("dark", stroke([(x0, y + depth), (x1, y + depth)], 4))

    def laptop(self, x: float, y: float, w: float, screen: str = "dark") -> None:
        """An open laptop seen from the front; (x, y) is the middle of its base."""
        h = w * 0.62
        self.fill("dark", rect(x - w / 2, y - h, x + w / 2, y, w * 0.04))
        self.fill("pale" if screen == "dark" else screen, rect(x - w * 0.45, y - h * 0.92, x + w * 0.45, y - h * 0.1, 6))
        for k in range(5):
            yy = y - h * (0.78 - k * 0.13)
            self.fill("dark", stroke([(x - w * 0.36, yy), (x - w * 0.36 + w * self.rng.uniform(0.25, 0.68), yy)], w * 0.022))
        self.fill("dark", poly((x - w * 0.52, y), (x + w * 0.52, y), (x + w * 0.62, y + w * 0.09), (x - w * 0.62, y + w * 0.09)))
        self.fill("paper", stroke([(x - w * 0.5, y + w * 0.045), (x + w * 0.5, y + w * 0.045)], w * 0.014))

    def rain(self, region: Image.Image, ink: str, count: int, *, slant: float = 0.22, length: float = 120,
             width: float = 5, over: bool = True) -> None:
        shapes = []
        for _ in range(count):
            x, y = self.rng.uniform(-100, WIDTH + 300), self.rng.uniform(-100, HEIGHT)
            run = length * self.rng.uniform(0.4, 1.4)
            shapes.append(tapered((x, y), (x - run * slant, y + run), 1, width * self.rng.uniform(0.6, 1.1)))
        self.within(region, ink, *shapes, over=over)

    def everywhere(self) -> Image.Image:
        return Image.new("L", self.size, 255)


Scene = Callable[[Sheet], None]
SCENES: dict[str, tuple[str, Scene]] = {}


def scene(event: str) -> Callable[[Scene], Scene]:
    """Register a scene under its function's name."""
    def register(function: Scene) -> Scene:
        SCENES[function.__name__.replace("_", "-")] = (event, function)
        return function
    return register


ardeille, harnicourt, anse = (scene(event) for event in PALETTES)


# --- la vallée de l'Ardeille -------------------------------------------------------------------------------------------

def umbrella(s: Sheet, x: float, y: float, r: float, ink: str, body: str = "dark") -> None:
    """Someone under an umbrella, seen from behind: a canopy, a coat, two boots."""
    tilt = s.rng.uniform(-7, 7)
    coat = moved([(-0.34, 0.2), (0.34, 0.2), (0.5, 1.5), (-0.5, 1.5)], x, y, 0, r)
    s.fill(body, poly(*coat), disc(x, y + r * 0.25, r * 0.34, r * 0.3))
    s.fill("dark", rect(x - r * 0.3, y + r * 1.48, x - r * 0.06, y + r * 1.95, 8), rect(x + r * 0.06, y + r * 1.48, x + r * 0.3, y + r * 1.95, 8))
    dome = moved([around(0, 0, 1, a) for a in range(180, 361, 6)], x, y + r * 0.32, tilt, r)
    rim: list[Point] = []
    for k in range(5):
        a, b = 1 - k * 0.4, 1 - (k + 1) * 0.4
        rim += curve((a, 0), ((a + b) / 2, -0.2), (b, 0), steps=10)
    rim = moved(rim, x, y + r * 0.32, tilt, r)
    s.fill("paper", poly(*moved(dome, 0, -4)))
    s.fill(ink, poly(*dome, *rim))
    top = moved([(0, -1)], x, y + r * 0.32, tilt, r)[0]
    for k in range(1, 5):
        end = moved([(1 - k * 0.4, 0)], x, y + r * 0.32, tilt, r)[0]
        bow = moved([((1 - k * 0.4) * 0.95, -0.62)], x, y + r * 0.32, tilt, r)[0]
        s.fill("dark" if ink != "dark" else "paper", stroke(curve(top, bow, end, steps=16), 3.5))
    s.fill("dark", stroke([top, (top[0], top[1] - r * 0.16)], 7))


@ardeille
def halle(s: Sheet) -> None:
    sky = s.mask(rect(0, 0, WIDTH, HEIGHT))
    s.gradient("pale", sky, 0, 900, 0.62, 0.18)
    # the hills of the valley, then the village behind
    s.fill("mid", poly(*spline([(-40, 520), (260, 380), (620, 470), (980, 330), (1400, 440), (1800, 300), (2440, 470)]), (2440, 1000), (-40, 1000)), tone=0.55, over=True)
    # roof
    roof = [(150, 760), (520, 250), (1880, 250), (2250, 760)]
    s.fill("paper", poly((130, 770), (512, 238), (1888, 238), (2270, 770)))
    s.fill("orange", poly(*roof), tone=0.9)
    region = s.mask(poly(*roof))
    tiles = []
    for row, y in enumerate(range(270, 770, 34)):
        for x in range(100 + (row % 2) * 22, 2300, 44):
            tiles.append(ring(x, y, 24, 4.5, 10, 170))
    s.within(region, "dark", *tiles)
    s.hatch(region, "dark", 58, 46, 9, broken=0.86, length=120)
    s.fill("dark", poly((500, 240), (1900, 240), (1884, 268), (516, 268)))
    # bell turret
    s.fill("dark", poly((1110, 245), (1200, 60), (1290, 245)), rect(1194, 20, 1206, 80))
    s.fill("paper", rect(1150, 182, 1250, 246))
    s.fill("dark", disc(1200, 208, 22), rect(1178, 208, 1222, 226))
    # inside of the hall
    s.fill("dark", rect(210, 760, 2190, 1270))
    s.gradient("dark", s.mask(rect(226, 790, 2174, 1260)), 780, 1230, 0.98, 0.55)
    s.gradient("ochre", s.mask(rect(226, 790, 2174, 1260)), 820, 1230, 0.1, 1)
    s.fill("dark", rect(130, 750, 2270, 786))
    # stalls
    for x0, x1, ink in ((290, 640, "ochre"), (700, 1040, "mid"), (1330, 1690, "orange"), (1750, 2110, "mid")):
        s.awning(x0, x1, 880, 80, ink, 8)
        s.fill("ochre", rect(x0 + 20, 1040, x1 - 20, 1130))
        s.fill("dark", rect(x0 + 10, 1128, x1 - 10, 1240))
        s.fill("paper", *(rect(x, 1140, x + 6, 1240) for x in range(round(x0) + 40, round(x1) - 20, 46)))
        for k in range(6):
            x = x0 + 45 + k * (x1 - x0 - 60) / 6
            s.fill("mid" if k % 2 else "orange", disc(x, 1112, 27))
            s.fill("paper", ring(x - 3, 1109, 17, 4, 190, 290))
    for x in (470, 870, 1510, 1930):
        s.laptop(x, 1080, 120)
    # pillars and braces
    for x in (250, 665, 1080, 1290, 1715, 2130):
        s.fill("dark", rect(x - 23, 770, x + 23, 1290))
        s.fill("dark", stroke([(x, 900), (x - 84, 790)], 17), stroke([(x, 900), (x + 84, 790)], 17))
        s.fill("paper", *(stroke([(x - 10 + (k % 3) * 8, 830 + k * 30), (x - 10 + (k % 3) * 8, 850 + k * 30)], 3) for k in range(14)))
        s.fill("pale", rect(x - 34, 1270, x + 34, 1312))
        s.fill("dark", rect(x - 34, 1306, x + 34, 1316))
    # the lead, from pillar to pillar
    xs = (250, 665, 1080, 1290, 1715, 2130)
    for a, b in pairwise(xs):
        s.cable(sag((a, 842), (b, 842), 30 + (b - a) * 0.03), 11)
    for x in xs:
        s.fill("paper", rect(x - 27, 836, x + 27, 848))
        s.fill("orange", rect(x - 25, 838, x + 25, 847))
    # ground, puddles
    s.fill("paper", poly((0, 1262), (WIDTH, 1262), (WIDTH, HEIGHT), (0, HEIGHT)))
    for x in (250, 665, 1080, 1290, 1715, 2130):
        s.fill("pale", rect(x - 34, 1262, x + 34, 1312))
    s.gradient("pale", s.mask(rect(0, 1262, WIDTH, HEIGHT)), 1262, 1600, 0.2, 0.85)
    for x, y, rx in ((360, 1400, 230), (1160, 1500, 420), (1960, 1420, 300), (760, 1345, 150), (1560, 1350, 120)):
        s.fill("paper", disc(x, y, rx, rx * 0.13))
        s.fill("orange", disc(x + rx * 0.1, y + 4, rx * 0.6, rx * 0.055), tone=0.3)
        for k in (0.4, 0.75):
            s.fill("mid", ring_oval(x, y, rx * k, rx * k * 0.13, 4))
    # the crowd
    for x, y, r, ink, body in ((120, 1080, 150, "mid", "dark"), (520, 1190, 128, "orange", "mid"), (900, 1130, 104, "ochre", "dark"),
                               (1180, 1210, 150, "dark", "orange"), (1560, 1160, 112, "pale", "dark"), (1830, 1220, 140, "ochre", "mid"),
                               (2270, 1100, 160, "orange", "dark")):
        umbrella(s, x, y, r, ink, body)
    outside = ImageChops.invert(s.mask(poly((150, 770), (520, 240), (1880, 240), (2250, 770), (2180, 790), (2180, 1262), (220, 1262), (220, 790))))
    s.rain(outside, "paper", 260, width=6)
    s.rain(outside, "dark", 330, width=4.5)
    s.rain(s.mask(poly(*roof)), "paper", 70, length=80, width=6)


def ring_oval(x: float, y: float, rx: float, ry: float, width: float) -> Shape:
    box = [v * SCALE for v in (x - rx, y - ry, x + rx, y + ry)]
    return lambda draw, value: draw.ellipse(box, outline=value, width=round(width * SCALE))



@ardeille
def rallonge(s: Sheet) -> None:
    s.gradient("pale", s.everywhere(), 0, 1100, 0.75, 0.1)
    # paving stones
    s.fill("paper", rect(0, 1010, WIDTH, HEIGHT))
    s.gradient("ochre", s.mask(rect(0, 1010, WIDTH, HEIGHT)), 1010, 1600, 0.55, 0.12)
    for row, y in enumerate((1010, 1070, 1150, 1260, 1410, 1600)):
        s.fill("dark", stroke([(0, y), (WIDTH, y)], 3 + row))
        for k in range(-9, 10):
            top, low = (1010, 1070, 1150, 1260, 1410, 1600)[max(0, row - 1)], y
            x = 1200 + (k + 0.5 * (row % 2)) * 300
            s.fill("dark", stroke([(1200 + (x - 1200) * (top - 500) / 620, top), (1200 + (x - 1200) * (low - 500) / 620, low)], 3 + row * 0.7))
    # the tarpaulin and its folds
    edge = spline([(-60, 640), (300, 560), (640, 640), (1000, 520), (1380, 620), (1760, 470), (2100, 560), (2460, 400)])
    s.fill("paper", poly((-60, -60), (2460, -60), *moved(reversed(edge), 0, 12)))
    s.fill("mid", poly((-60, -60), (2460, -60), *reversed(edge)))
    tarp = s.mask(poly((-60, -60), (2460, -60), *reversed(edge)))
    s.gradient("dark", tarp, 0, 620, 0.5, 0)
    for k, lift in enumerate((34, 96, 176, 274, 392)):
        crease = moved(edge, 14 * k, -lift - k * 10)
        start = 3 + 5 * k
        while start < len(crease) - 10:
            run = s.rng.randint(7, 20)
            piece = crease[start:start + run]
            middle = len(piece) // 2
            s.within(tarp, "dark", *(stroke(piece[i:i + 2], 2 + 7 * (1 - abs(i - middle) / middle)) for i in range(len(piece) - 1)))
            start += run + s.rng.randint(4, 12 + 3 * k)
    s.fill("paper", stroke(moved(edge, 0, -14), 4))
    s.rain(tarp, "paper", 60, length=50, width=7)
    # the lead, hung with tomato string
    anchors = [(300, 560), (1000, 520), (1760, 470)]
    hooks = [(300, 730), (1000, 690), (1760, 650)]
    path = [*sag((-40, 800), hooks[0], 90), *sag(hooks[0], hooks[1], 190), *sag(hooks[1], hooks[2], 150),
            *spline([hooks[2], (2010, 900), (2240, 900), (2190, 1110), (1960, 1080), (1880, 1240), (1650, 1300), (1300, 1240)])]
    s.fill("dark", *(disc(x, 1372 + (x - 1400) * 0.01, 260 - abs(k) * 6, 24) for k, x in ((0, 1200),)), tone=0.7)
    for (ax, ay), (hx, hy) in zip(anchors, hooks, strict=True):
        s.fill("paper", stroke([(ax, ay - 20), (hx, hy)], 15))
        s.fill("ochre", stroke([(ax, ay - 20), (hx, hy)], 9))
        s.fill("dark", disc(ax, ay - 22, 17))
        s.fill("paper", disc(ax, ay - 22, 7))
    s.cable(path, 26)
    for hx, hy in hooks:
        s.fill("paper", disc(hx, hy, 26))
        s.fill("ochre", disc(hx, hy, 22))
        s.fill("ochre", stroke(curve((hx, hy), (hx - 70, hy + 30), (hx - 40, hy + 92)), 9), stroke(curve((hx, hy), (hx + 60, hy + 20), (hx + 54, hy + 104)), 9))
        s.fill("dark", ring(hx, hy, 14, 4))
    # puddle and reel
    for k, (rx, ry) in enumerate(((560, 104), (400, 70), (230, 38))):
        s.fill("paper" if k == 0 else "mid", disc(560, 1390, rx, ry) if k == 0 else ring_oval(560, 1390, rx, ry, 6))
    s.gradient("pale", s.mask(disc(560, 1390, 552, 98)), 1290, 1490, 0.4, 1)
    s.fill("mid", ring_oval(560, 1390, 400, 70, 6), ring_oval(560, 1390, 230, 38, 6))
    s.within(s.mask(disc(560, 1390, 552, 98)), "orange", disc(640, 1400, 170, 26), tone=0.55)
    s.reel(1290, 1090, 300)
    s.rain(s.mask(rect(0, 560, 160, HEIGHT), rect(2100, 420, WIDTH, 1000)), "dark", 150, width=5)


@ardeille
def etal(s: Sheet) -> None:
    s.gradient("mid", s.everywhere(), 300, 1000, 0.95, 0.6)
    s.gradient("dark", s.everywhere(), 300, 900, 0.75, 0.1)
    # crates at the back, strings of onions
    for x in (330, 2070):
        s.fill("dark", rect(x - 9, 0, x + 9, 1200))
    for x in (520, 700, 1720, 1890):
        s.fill("ochre", stroke([(x, 430), (x, 640)], 7))
        for k in range(6):
            for side in (-1, 1):
                y = 480 + k * 42
                s.fill("paper", disc(x + side * 24, y, 31))
                s.fill("orange", disc(x + side * 24, y, 28))
                s.fill("dark", *(ring(x + side * 24, y, r, 3, 60, 120) for r in (12, 20)))
                s.fill("paper", ring(x + side * 24 - 4, y - 3, 18, 4, 190, 270))
    # table and oilcloth
    s.fill("paper", poly((60, 1010), (2340, 1010), (2400, 1190), (0, 1190)))
    cols = 26
    for row, (y0, y1) in enumerate(((1010, 1062), (1062, 1120), (1120, 1190))):
        for k in range(cols):
            if (k + row) % 2:
                continue
            def at(i: float, y: float) -> Point:
                t = (y - 1010) / 180
                return (60 - 60 * t) + i * (2280 + 120 * t) / cols, y
            s.fill("orange", poly(at(k, y0), at(k + 1, y0), at(k + 1, y1), at(k, y1)))
    for k in range(cols):
        a, b = k * WIDTH / cols, (k + 1) * WIDTH / cols
        for row in range(4):
            y0, y1 = 1190 + row * 74, 1264 + row * 74
            s.fill("orange" if (k + row) % 2 else "paper", rect(a, y0, b, y1))
    s.gradient("dark", s.mask(rect(0, 1196, WIDTH, 1486)), 1196, 1486, 0.0, 0.5)
    hem = []
    for k in range(16):
        hem += curve((k * 150, 1486), (k * 150 + 75, 1530), (k * 150 + 150, 1486), steps=8)
    s.fill("dark", poly((0, HEIGHT), *hem, (WIDTH, HEIGHT)))
    s.fill("paper", stroke(hem, 6))
    # laptops
    for x in (760, 1560):
        s.fill("dark", disc(x, 1120, 320, 24), tone=0.8)
        s.fill("paper", rect(x - 256, 1120 - 312, x + 256, 1120, 22))
        s.laptop(x, 1110, 490)
    # the left screen shows a photograph that was stuck in a telephone
    photo = rect(540, 834, 980, 1072, 6)
    s.fill("ochre", photo, tone=0.5)
    s.fill("orange", disc(850, 900, 44))
    s.within(s.mask(photo), "mid", poly((520, 1090), (520, 1000), (660, 900), (760, 990), (860, 930), (1000, 1040), (1000, 1090)), over=False)
    s.within(s.mask(photo), "dark", poly((520, 1090), (520, 1046), (700, 1010), (1000, 1064), (1000, 1090)), over=False)
    # a cheese, a wedge out of it
    s.fill("dark", disc(1160, 1138, 230, 26), tone=0.8)
    s.fill("paper", disc(1160, 968, 216, 66), rect(944, 966, 1376, 1104), disc(1160, 1100, 216, 50))
    s.fill("ochre", disc(1160, 970, 206, 56), rect(954, 970, 1366, 1092), disc(1160, 1090, 206, 46))
    cheese = s.mask(rect(954, 985, 1366, 1092), disc(1160, 1090, 206, 46))
    s.gradient("dark", cheese, 960, 1130, 0.42, 0.78)
    s.hatch(cheese, "paper", 12, 30, 5, broken=0.5, length=60)
    s.fill("paper", ring_oval(1160, 970, 206, 56, 7))
    s.fill("paper", poly((1160, 966), (1330, 1000), (1270, 1018), (1270, 1140), (1160, 1080)))
    s.fill("paper", poly((1160, 966), (1352, 988), (1290, 1024)))
    s.fill("ochre", poly((1160, 975), (1284, 1020), (1284, 1126), (1160, 1082)), tone=0.5)
    for x, y, r in ((1200, 1020, 9), (1236, 1060, 13), (1190, 1070, 7), (1262, 1098, 9), (1222, 1102, 6)):
        s.fill("dark", disc(x, y, r * 0.8, r))
    # cabbages
    for x, y, r in ((230, 1090, 150), (430, 1130, 118), (1950, 1100, 140), (2190, 1120, 165)):
        cabbage(s, x, y - r * 0.2, r)
    # eggs
    s.fill("paper", rect(1000, 1196, 1420, 1262, 14))
    s.fill("dark", rect(1008, 1204, 1412, 1256, 10))
    for k in range(6):
        s.fill("paper", disc(1050 + k * 64, 1200, 31, 42))
        s.fill("ochre", disc(1050 + k * 64, 1203, 27, 37), tone=0.35)
        s.fill("paper", disc(1042 + k * 64, 1190, 8, 13))
    s.fill("dark", rect(1008, 1214, 1412, 1258, 10))
    s.fill("paper", stroke([(1030, 1236), (1390, 1236)], 4))
    # the lead passes between all that
    s.cable(spline([(-40, 1330), (300, 1236), (620, 1210), (980, 1300), (1420, 1320), (1820, 1220), (2120, 1240), (2440, 1380)]), 20)
    s.awning(-120, 2520, 0, 250, "orange", 18, 0.42)
    s.gradient("dark", s.mask(rect(0, 0, WIDTH, 250)), 0, 250, 0.32, 0)
    # a price slate without a price
    s.fill("paper", rect(1116, 640, 1284, 790, 8))
    s.fill("dark", rect(1124, 648, 1276, 782, 4))
    s.fill("paper", stroke([(1150, 715), (1250, 715)], 7), rect(1194, 782, 1206, 960))


def cabbage(s: Sheet, x: float, y: float, r: float) -> None:
    s.fill("dark", disc(x, y + r * 0.92, r * 1.05, r * 0.14))
    for k, (scale, ink) in enumerate(((1, "mid"), (0.8, "pale"), (0.6, "mid"), (0.4, "pale"))):
        leaf = [around(x, y + k * r * 0.03, r * scale * (1 + 0.06 * math.sin(math.radians(a * 7 + k * 50))), a, 0.94) for a in range(0, 360, 6)]
        s.fill("paper", poly(*moved(leaf, -x * 0.03, -y * 0.03, 0, 1.03)))
        s.fill(ink, poly(*leaf))
        for a in range(200, 345, 24):
            s.fill("paper" if ink == "mid" else "dark", tapered(around(x, y + r * 0.4, r * scale * 0.2, a), around(x, y, r * scale * 0.9, a), r * 0.05, 2))
    s.fill("dark", ring(x, y, r * 0.18, r * 0.03, 120, 300))


@ardeille
def sachets(s: Sheet) -> None:
    s.gradient("pale", s.everywhere(), 0, 1600, 0.35, 0.9)
    s.rain(s.everywhere(), "paper", 330, width=8, length=150, over=False)
    for x in (150, 2250):
        s.fill("paper", rect(x - 104, 0, x + 104, HEIGHT))
        s.fill("dark", rect(x - 96, 0, x + 96, HEIGHT))
        s.hatch(s.mask(rect(x - 90, 0, x + 90, HEIGHT)), "paper", 90, 24, 5, broken=0.45, length=260)
    line = sag((150, 330), (2250, 300), 150)
    s.fill("paper", stroke(line, 16))
    s.fill("dark", stroke(line, 8))
    for k in (0, 1, 2, 4, 5, 6, 3):
        point = line[round(8 + k * 7.35)]
        big = 1.22 if k == 3 else 1
        bag(s, point[0], point[1] - 14, s.rng.uniform(-5, 5), big * s.rng.uniform(0.92, 1.04), question=k == 3)
    s.cable(spline([(-40, 120), (150, 150), (700, 218), (1250, 160), (1800, 214), (2250, 130), (2440, 120)]), 20)


def bag(s: Sheet, x: float, y: float, turn: float, zoom: float, *, question: bool) -> None:
    """A bread bag held by a clothes-peg, written all over."""
    def p(*pts: Point) -> list[Point]:
        return moved(pts, x, y, turn, zoom)
    teeth = [(-118 + k * 19.67, 14 + (10 if k % 2 else 0)) for k in range(13)]
    shape = p(*teeth, (128, 560), (-124, 566))
    s.fill("paper", poly(*p(*[(tx * 1.05, ty - 9) for tx, ty in teeth], (138, 572), (-134, 578))))
    s.fill("ochre", poly(*shape))
    region = s.mask(poly(*shape))
    s.gradient("orange", region, y + 200 * zoom, y + 640 * zoom, 0.0, 0.5)
    s.within(region, "paper", poly(*p((-118, 10), (-84, 10), (-96, 570), (-128, 570))))
    s.within(region, "ochre", poly(*p((-118, 10), (-84, 10), (-96, 570), (-128, 570))), tone=0.55)
    s.fill("dark", stroke(p((-84, 26), (-95, 562)), 3.5), stroke(p((-118, 520), (124, 516)), 3.5))
    if question:
        hook = spline([(-50, 190), (-42, 120), (16, 92), (76, 132), (70, 210), (16, 262), (8, 340)])
        s.fill("dark", stroke(p(*hook), 30 * zoom), disc(*p((8, 414))[0], 23 * zoom))
    else:
        for k in range(s.rng.randint(4, 8)):
            yy = 96 + k * 46
            xs = -66
            pen = []
            while xs < s.rng.uniform(52, 100):
                pen.append((xs, yy + s.rng.uniform(-11, 11)))
                xs += s.rng.uniform(7, 15)
            if len(pen) > 3:
                s.fill("dark", stroke(p(*spline(pen, 6)), 5.5))
    s.fill("paper", poly(*p((-22, -64), (22, -64), (22, 66), (-22, 66))))
    s.fill("mid", poly(*p((-17, -60), (-2, -60), (-2, 62), (-17, 62))), poly(*p((2, -60), (17, -60), (17, 62), (2, 62))))
    s.fill("dark", stroke(p((-20, 2), (20, 2)), 7))


@ardeille
def chaises(s: Sheet) -> None:
    s.gradient("ochre", s.everywhere(), 0, 1600, 0.16, 0.5)
    cx, cy = 1200, 1880
    for r in range(300, 2300, 74):
        for a in range(180, 361, 4):
            if s.rng.random() < 0.6:
                p0, p1 = around(cx, cy, r, a + s.rng.uniform(0, 2)), around(cx, cy, r, a + 2.6)
                s.fill("mid", stroke([p0, p1], 3), tone=0.5, over=True)
    taken = {(0, 5), (1, 9), (1, 10), (2, 2), (3, 13), (3, 14), (0, 9)}
    for row, (r, count) in enumerate(((820, 12), (1070, 15), (1320, 16), (1570, 17))):
        spread = 100 if row == 0 else 100 - row * 4
        for k in range(count):
            a = 270 - spread / 2 + spread * k / (count - 1)
            x, y = around(cx, cy, r, a)
            chair_from_above(s, x, y, a - 270 + s.rng.uniform(-7, 7), "orange" if (row, k) in taken else "paper")
    for r, ink in ((430, "paper"), (418, "dark"), (370, "paper"), (360, "pale"), (150, "paper"), (140, "dark"), (84, "pale")):
        s.fill(ink, disc(cx, cy - 60, r))
    for r in (200, 250, 300, 334):
        for a in range(184, 356, 13):
            s.fill("paper", ring(cx, cy - 60, r, 6, a, a + s.rng.uniform(4, 10)))


def chair_from_above(s: Sheet, x: float, y: float, turn: float, ink: str) -> None:
    """A folding chair seen from above, its back away from the fountain, its long shadow."""
    def p(*pts: Point) -> list[Point]:
        return moved(pts, x, y, turn)
    s.fill("mid", poly(*moved(p((-50, -62), (50, -62), (48, 54), (-48, 54)), 26, 34)), tone=0.9)
    s.fill("dark", poly(*p((-52, -66), (52, -66), (50, 54), (-50, 54))))
    s.fill(ink, poly(*p((-42, -34), (42, -34), (40, 44), (-40, 44))))
    s.fill("dark", *(stroke(p((-40, yy), (40, yy)), 5) for yy in (-10, 16)))
    s.fill(ink, poly(*p((-46, -60), (46, -60), (46, -46), (-46, -46))))


@ardeille
def trousseau(s: Sheet) -> None:
    s.fill("ochre", rect(0, 0, WIDTH, HEIGHT), tone=1)
    s.gradient("orange", s.everywhere(), 0, 1600, 0.1, 0.62)
    for k in range(-14, 36):
        base = k * 52
        knots = [(x, base + 46 * math.sin(x / 410 + k * 0.13) + 30 * math.exp(-((x - 1900) / 260) ** 2) * (1 if k > 16 else -1) * 2.4) for x in range(-60, 2520, 60)]
        s.fill("dark", stroke(spline(knots, 5), s.rng.uniform(3, 7)))
    for y in (520, 1130):
        s.fill("dark", stroke([(0, y), (WIDTH, y + 14)], 14))
    cx, cy, r = 1120, 560, 300
    keys = [(74, 700, "ring", "dark"), (98, 640, "heart", "mid"), (122, 560, "ring", "dark"), (50, 590, "square", "orange"), (24, 520, "ring", "mid"),
            (148, 600, "trefoil", "dark"), (176, 430, "square", "mid"), (-4, 640, "heart", "dark"), (206, 300, "ring", "orange")]
    for a, length, bow, ink in sorted(keys, key=lambda k: -k[1]):
        x, y = around(cx, cy, r, a)
        key(s, x, y, a - 90 + s.rng.uniform(-6, 6), length, bow, ink, shadow=True)
    s.fill("dark", ring(cx + 14, cy + 20, r + 20, 40), tone=0.75)
    s.fill("paper", ring(cx, cy, r + 26, 52))
    s.fill("dark", ring(cx, cy, r + 20, 40))
    s.fill("paper", ring(cx, cy, r + 6, 6, 200, 320))
    string = spline([around(cx, cy, r, -40), (1560, 250), (1760, 330), (1860, 240), (2010, 300)])
    s.fill("paper", stroke(string, 17))
    s.fill("mid", stroke(string, 9))
    stick = moved([(-150, -46), (140, -42), (156, 0), (140, 42), (-150, 46)], 2100, 372, 34)
    s.fill("dark", poly(*moved(stick, 18, 22)), tone=0.8)
    s.fill("paper", poly(*stick))
    s.within(s.mask(poly(*stick)), "pale", poly(*moved([(-150, 8), (156, 8), (140, 50), (-150, 50)], 2100, 372, 34)), tone=0.6)
    s.fill("mid", *(stroke(moved([(dx, -48), (dx, 48)], 2100, 372, 34), 8) for dx in (-130, -116, -102)))


def key(s: Sheet, x: float, y: float, turn: float, length: float, bow: str, ink: str, *, shadow: bool) -> None:
    """An old key hanging from (x, y), pointing down before it is turned."""
    def p(*pts: Point) -> list[Point]:
        return moved(pts, x, y, turn)
    w = 15 + length * 0.016
    head = length * 0.15
    bit = length * 0.2
    shank = p((0, head * 1.5), (0, length))
    teeth = p((0, length - bit), (length * 0.2, length - bit), (length * 0.2, length - bit * 0.72), (length * 0.11, length - bit * 0.72),
              (length * 0.11, length - bit * 0.5), (length * 0.2, length - bit * 0.5), (length * 0.2, length), (0, length))
    bowpts = [p((0, head * 0.7))[0]]
    if bow == "trefoil":
        bowpts = p((-head * 0.62, head * 0.5), (head * 0.62, head * 0.5), (0, head * 1.2))
    for dx, dy, colour, grow in (((20, 26, "dark", 0),) if shadow else ()) + ((0, 0, "paper", 8), (0, 0, ink, 0)):
        def off(pts: Iterable[Point], dx: float = dx, dy: float = dy) -> list[Point]:
            return moved(pts, dx, dy)
        tone = 0.8 if (dx or dy) else 1
        s.fill(colour, stroke(off(shank), w * 2 + grow * 2), poly(*off(teeth)), stroke([*off(teeth), off(teeth)[0]], 2 + grow), tone=tone)
        for bx, by in off(bowpts):
            if bow == "square":
                q = moved([(-head * 0.8, -head * 0.75), (head * 0.8, -head * 0.75), (head * 0.8, head * 0.85), (-head * 0.8, head * 0.85)], bx, by, turn, 1 + grow / head)
                s.fill(colour, poly(*q), tone=tone)
            elif bow == "heart":
                for side in (-0.5, 0.5):
                    hx, hy = moved([(side * head, -head * 0.1)], bx, by, turn)[0]
                    s.fill(colour, disc(hx, hy, head * 0.62 + grow), tone=tone)
                s.fill(colour, poly(*moved([(-head * 1.06, 0.05 * head), (head * 1.06, 0.05 * head), (0, head * 1.25)], bx, by, turn, 1 + grow / head)), tone=tone)
            else:
                s.fill(colour, disc(bx, by, (head * 0.82 if bow == "ring" else head * 0.58) + grow), tone=tone)
    for bx, by in bowpts:
        s.fill("ochre", disc(bx, by, head * (0.42 if bow != "trefoil" else 0.28)))
        s.fill("orange", disc(bx, by, head * (0.42 if bow != "trefoil" else 0.28)), tone=0.3, over=True)
    s.fill("dark" if ink != "dark" else "paper", *(stroke(p((-w, head * 1.75 + k * 16), (w, head * 1.75 + k * 16)), 5) for k in range(2)))
    s.fill("paper", stroke(p((-w * 0.45, head * 2.6), (-w * 0.45, length * 0.7)), 4))



# --- le bassin d'Harnicourt --------------------------------------------------------------------------------------------

@harnicourt
def tableau(s: Sheet) -> None:
    s.fill("dark", rect(0, 0, WIDTH, HEIGHT))
    planks = s.everywhere()
    s.hatch(planks, "paper", 0, 46, 3.2, broken=0.72, length=360)
    lost = (7, 4)
    top, left, dx, dy = 214, 176, 157, 166
    lost_x, lost_y = left + lost[0] * dx, top + lost[1] * dy
    # the light of one bulb, falling on the bare nail
    cone = s.mask(poly((1215, 80), (1335, 80), (lost_x + 560, HEIGHT), (lost_x - 560, HEIGHT)))
    s.gradient("ochre", cone, 60, 1600, 0.62, 0.22)
    s.glow("dark", lost_x, lost_y, 620, 1.0, cone)
    s.glow("dark", 1275, 120, 420, 0.9)
    for row in range(8):
        for col in range(14):
            x, y = left + col * dx + s.rng.uniform(-3, 3), top + row * dy + s.rng.uniform(-3, 3)
            number = 614 + 14 * (row - lost[1]) + col - lost[0]
            if (col, row) == lost:
                s.fill("mid", tapered((x + 4, y - 34), (x + 46, y + 62), 15, 3))
                s.fill("paper", disc(x, y - 38, 24))
                s.fill("dark", disc(x, y - 38, 17))
                s.fill("paper", disc(x - 5, y - 43, 6))
                continue
            if row == 0 and 6 <= col <= 7:
                continue
            brass(s, x, y, 60, str(number))
    # the bulb
    s.fill("dark", stroke([(1275, -20), (1275, 66)], 12))
    s.fill("orange", stroke([(1275, -20), (1275, 40)], 7))
    s.fill("dark", rect(1240, 40, 1310, 112, 12))
    s.fill("paper", disc(1275, 168, 76), poly((1232, 100), (1318, 100), (1340, 140), (1210, 140)))
    s.fill("ochre", disc(1275, 168, 66), tone=0.35)
    s.fill("orange", stroke(spline([(1246, 120), (1254, 176), (1268, 150), (1282, 176), (1296, 150), (1304, 120)]), 6))
    for a in range(20, 180, 16):
        s.fill("paper", tapered(around(1275, 168, 98, a), around(1275, 168, 134 + 26 * (a % 32 == 4), a), 8, 2))


def brass(s: Sheet, x: float, y: float, r: float, number: str) -> None:
    """A stamped brass token on its nail."""
    s.fill("dark", disc(x + 9, y + 12, r))
    s.fill("paper", disc(x, y, r + 4))
    s.fill("ochre", disc(x, y, r))
    region = s.mask(disc(x, y, r))
    s.gradient("mid", region, y - r * 0.2, y + r * 1.2, 0.0, 0.62)
    s.fill("dark", ring(x, y, r * 0.86, 3))
    s.fill("dark", disc(x, y - r * 0.6, r * 0.17))
    s.fill("paper", disc(x - 2, y - r * 0.62, r * 0.07))
    s.fill("dark", words(number, x, y + r * 0.16, r * 0.66))
    s.fill("paper", ring(x, y, r * 0.95, 4, 190, 250))


@harnicourt
def fosse(s: Sheet) -> None:
    s.gradient("ochre", s.everywhere(), 0, 1100, 0.25, 1)
    s.gradient("orange", s.everywhere(), 300, 1150, 0, 0.75)
    s.fill("paper", disc(1630, 560, 236))
    s.fill("ochre", disc(1630, 560, 222), tone=0.35)
    for y, x0, x1 in ((210, 260, 900), (300, 1300, 2100), (400, 700, 1180), (520, 1440, 2320), (640, 90, 560)):
        s.fill("paper", poly(*spline([(x0, y), ((x0 + x1) / 2, y - 34), (x1, y)]), *spline([(x1, y), ((x0 + x1) / 2, y + 20), (x0, y)])))
    # slag heaps
    for peak, left, right, ink, base in (((1960, 430), 1330, 2560, "mid", 1130), ((640, 360), -120, 1330, "dark", 1130)):
        heap = [(left, base), *curve((left, base), (peak[0] - 250, peak[1] + 330), peak, steps=20), *curve(peak, (peak[0] + 260, peak[1] + 330), (right, base), steps=20)]
        s.fill("paper", poly(*moved(heap, 0, -8)))
        s.fill(ink, poly(*heap))
        region = s.mask(poly(*heap))
        shapes = []
        for _ in range(120):
            a = s.rng.uniform(0.08, 0.92)
            q = s.rng.uniform(0.1, 0.75)
            bottom = (left + (right - left) * a, base)
            p0 = (peak[0] + (bottom[0] - peak[0]) * q, peak[1] + (bottom[1] - peak[1]) * q)
            p1 = (peak[0] + (bottom[0] - peak[0]) * (q + 0.2), peak[1] + (bottom[1] - peak[1]) * (q + 0.2))
            shapes.append(tapered(p0, p1, 2, s.rng.uniform(4, 10)))
        s.within(region, "paper" if ink == "dark" else "dark", *shapes)
        s.gradient("dark", s.mask(poly(peak, (right, base), (peak[0] + 60, base))) if ink == "mid" else region, 380, 1130, 0.55 if ink == "mid" else 1, 0.3 if ink == "mid" else 1)
        if ink == "dark":
            s.within(region, "paper", *shapes[::2])
    # headframe
    tower = [((1130, 1120), (1196, 330)), ((1330, 1120), (1264, 330))]
    s.fill("dark", *(stroke(list(leg), 22) for leg in tower), stroke([(1264, 340), (1640, 1120)], 24), stroke([(1250, 470), (1560, 1120)], 15))
    for k in range(8):
        y0, y1 = 380 + k * 92, 472 + k * 92
        def side(i: int, y: float) -> Point:
            (x0, ya), (x1, yb) = tower[i]
            return x0 + (x1 - x0) * (y - ya) / (yb - ya), y
        s.fill("dark", stroke([side(0, y0), side(1, y1)], 9), stroke([side(1, y0), side(0, y1)], 9), stroke([side(0, y0), side(1, y0)], 9))
    s.fill("dark", rect(1120, 322, 1360, 348), poly((1130, 210), (1350, 210), (1376, 236), (1104, 236)), rect(1122, 236, 1134, 330), rect(1344, 236, 1356, 330))
    for x in (1186, 1294):
        s.fill("dark", ring(x, 300, 62, 13), disc(x, 300, 12))
        s.fill("dark", *(stroke([(x, 300), around(x, 300, 56, a)], 5) for a in range(0, 360, 45)))
    s.fill("dark", stroke([(1240, 300), (1850, 1120)], 4), stroke([(1350, 300), (1880, 1120)], 4))
    # a row of brick houses, same roofs, other curtains
    curtains = ("stripes", "dots", "swag", "plain", "leaf", "check", "half", "lace")
    for k in range(8):
        x = -20 + k * 306
        s.fill("paper", poly((x - 22, 1130), (x + 153, 957), (x + 328, 1130)))
        s.fill("dark", poly((x - 12, 1130), (x + 153, 968), (x + 318, 1130)))
        s.fill("mid", rect(x, 1130, x + 306, 1480))
        if k % 2 == 0:
            s.fill("paper", rect(x + 248, 914, x + 336, 950), rect(x + 254, 930, x + 330, 1060))
            s.fill("dark", rect(x + 262, 930, x + 322, 1060))
            s.fill("orange", rect(x + 256, 922, x + 328, 942))
            for j in range(3):
                s.fill("paper", disc(x + 296 + j * 40, 880 - j * 46, 22 + j * 13))
        s.hatch(s.mask(poly((x, 1126), (x + 153, 976), (x + 306, 1126))), "pale", 0, 22, 4, broken=0.3, length=60, over=False)
        bricks = []
        for row in range(22):
            y = 1140 + row * 16
            bricks.append(stroke([(x, y), (x + 306, y)], 2.4))
            bricks += [stroke([(x + j * 38 + (row % 2) * 19, y), (x + j * 38 + (row % 2) * 19, y + 16)], 2.4) for j in range(9)]
        s.within(s.mask(rect(x, 1130, x + 306, 1480)), "paper", *bricks)
        s.fill("dark", rect(x + 298, 1130, x + 308, 1480))
        window(s, x + 36, 1190, 108, 150, curtains[k])
        s.fill("paper", rect(x + 186, 1212, x + 276, 1480, 6))
        s.fill("dark", rect(x + 192, 1218, x + 270, 1480, 4))
        s.fill("pale", rect(x + 204, 1232, x + 258, 1290))
        s.fill("ochre", disc(x + 258, 1370, 6))
    s.fill("dark", rect(0, 1478, WIDTH, HEIGHT))
    s.fill("pale", rect(0, 1490, WIDTH, 1530))
    s.fill("dark", *(stroke([(x, 1490), (x - 14, 1530)], 4) for x in range(40, 2440, 120)))
    s.cable(spline([(-40, 1560), (500, 1548), (1000, 1574), (1600, 1546), (2440, 1566)]), 18)


def window(s: Sheet, x: float, y: float, w: float, h: float, curtain: str) -> None:
    s.fill("paper", rect(x - 8, y - 8, x + w + 8, y + h + 8))
    s.fill("ochre", rect(x, y, x + w, y + h), tone=0.6)
    pane = s.mask(rect(x, y, x + w, y + h))
    if curtain == "stripes":
        s.within(pane, "orange", *(rect(x + k * 24, y, x + k * 24 + 12, y + h) for k in range(6)), over=False)
    elif curtain == "dots":
        s.within(pane, "dark", *(disc(x + 12 + (k % 5) * 22, y + 12 + (k // 5) * 22, 5) for k in range(35)), over=False)
    elif curtain == "swag":
        s.within(pane, "paper", disc(x, y, w * 0.52, h * 0.8), disc(x + w, y, w * 0.52, h * 0.8), over=False)
    elif curtain == "leaf":
        s.within(pane, "dark", *(disc(x + 54 + (26 if k % 2 else -26), y + 20 + k * 22, 20, 9) for k in range(6)), stroke([(x + 54, y), (x + 54, y + h)], 5), over=False)
    elif curtain == "check":
        s.within(pane, "pale", *(rect(x + (k % 5) * 22, y + (k // 5) * 22, x + (k % 5) * 22 + 22, y + (k // 5) * 22 + 22) for k in range(0, 35, 2)), over=False)
    elif curtain == "half":
        s.within(pane, "mid", rect(x, y + h * 0.5, x + w, y + h), over=False)
        s.within(pane, "paper", *(disc(x + k * 18, y + h * 0.5, 10) for k in range(8)), over=False)
    elif curtain == "lace":
        s.within(pane, "paper", *(ring(x + (k % 4) * 30 + 8, y + (k // 4) * 30 + 8, 13, 4) for k in range(24)), over=False)
    s.fill("paper", stroke([(x + w / 2, y), (x + w / 2, y + h)], 5))
    s.fill("pale", rect(x - 14, y + h + 8, x + w + 14, y + h + 22))


@harnicourt
def cadenas(s: Sheet) -> None:
    s.fill("pale", rect(0, 0, WIDTH, HEIGHT), tone=0.72)
    s.gradient("mid", s.mask(rect(0, 1180, WIDTH, HEIGHT)), 1180, 1600, 0.75, 1)
    s.fill("paper", rect(0, 1172, WIDTH, 1184))
    bench = s.mask(rect(0, 1184, WIDTH, HEIGHT))
    s.hatch(bench, "dark", 0, 34, 6, broken=0.35, length=420)
    cx = 1200
    s.fill("dark", disc(cx, 1330, 560, 46))
    # shackle, then body
    loop = [(cx - 250, 700), (cx - 250, 420), *[around(cx, 420, 250, a) for a in range(180, 361, 6)], (cx + 250, 560)]
    s.fill("paper", stroke(loop, 128))
    s.fill("dark", stroke(loop, 108))
    s.fill("pale", stroke([(x - 22, y - 12) for x, y in loop[:-1]], 16))
    s.fill("paper", rect(cx - 470, 650, cx + 470, 1330, 70))
    s.fill("ochre", rect(cx - 452, 668, cx + 452, 1312, 58))
    body = s.mask(rect(cx - 452, 668, cx + 452, 1312, 58))
    s.gradient("mid", body, 760, 1330, 0, 0.55)
    s.hatch(body, "paper", -38, 56, 6, broken=0.62, length=110)
    # the cut
    s.fill("paper", rect(cx - 372, 770, cx + 372, 1170, 26))
    s.fill("dark", rect(cx - 358, 784, cx + 358, 1156, 18))
    s.fill("mid", rect(cx - 358, 1010, cx + 358, 1156, 18))
    s.fill("paper", stroke([(cx - 358, 1010), (cx + 358, 1010)], 7))
    s.fill("dark", rect(cx - 358, 1062, cx + 358, 1110, 8))
    for k in range(5):
        x = cx - 264 + k * 132
        lift = (0, 26, -18, 34, 8)[k]
        s.fill("paper", rect(x - 34, 790, x + 34, 1062))
        s.fill("pale", rect(x - 27, 790, x + 27, 1062), tone=0.7)
        coil = []
        for j in range(13):
            coil.append((x - 22 if j % 2 else x + 22, 796 + j * (116 - lift) / 12))
        s.fill("dark", stroke(coil, 8))
        y = 918 - lift
        s.fill("orange", rect(x - 26, y, x + 26, 1004 - lift, 5))
        s.fill("dark", rect(x - 28, 1004 - lift, x + 28, 1012 - lift))
        s.fill("ochre", poly((x - 26, 1014 - lift), (x + 26, 1014 - lift), (x + 26, 1070 - lift), (x, 1096 - lift), (x - 26, 1070 - lift)))
        s.fill("dark", ring_oval(x, 1042 - lift, 9, 9, 4))
    # tools: a hook from the right, a tension blade from the left
    hook = [(2040, 1074), (1180, 1084), (1100, 1082), (1072, 1046)]
    s.fill("paper", stroke(hook, 26))
    s.fill("dark", stroke(hook, 15))
    blade = [(360, 1136), (840, 1128), (880, 1128)]
    s.fill("paper", stroke(blade, 30))
    s.fill("dark", stroke(blade, 18))
    hand(s, 1990, 1080, mirrored=False)
    hand(s, 410, 1140, mirrored=True)


def hand(s: Sheet, x: float, y: float, *, mirrored: bool) -> None:
    """A closed hand holding a thin tool, coming from the side in a work sleeve."""
    m = -1 if mirrored else 1
    def p(*pts: Point) -> list[Point]:
        return [(x + m * px, y + py) for px, py in pts]
    skin, line = "orange", "dark"
    def blob(pts: list[Point], width: float) -> None:
        s.fill("paper", stroke(p(*pts), width + 14))
        s.fill(line, stroke(p(*pts), width + 4))
        s.fill(skin, stroke(p(*pts), width - 5), tone=0.8)
    sleeve = p((250, -190), (720, -240), (720, 230), (250, 150))
    s.fill("paper", poly(*p((238, -206), (720, -256), (720, 246), (238, 166))))
    s.fill("dark", poly(*sleeve))
    s.hatch(s.mask(poly(*sleeve)), "pale", 84, 44, 5, broken=0.35, length=120, over=False)
    s.fill("mid", poly(*p((232, -196), (290, -202), (290, 162), (232, 156))))
    palm = spline([(240, -150), (120, -170), (20, -130), (-10, -40), (20, 60), (120, 128), (240, 120)])
    s.fill("paper", poly(*p(*[(a - 6, b * 1.05) for a, b in palm])))
    s.fill(line, poly(*p(*palm)))
    s.fill(skin, poly(*p(*[(a + 7, b * 0.93) for a, b in palm])), tone=0.8)
    for k, (fy, reach) in enumerate(((92, -52), (42, -84), (-8, -96))):
        blob([(118, fy - 10), (20, fy), (reach, fy - 18 + k * 4)], 58)
        s.fill(line, stroke(p((36, fy - 20), (40, fy + 12)), 5))
    blob([(126, -110), (10, -124), (-96, -70), (-156, -22)], 62)
    blob([(150, -40), (44, -62), (-60, -52), (-146, -8)], 56)
    s.fill("paper", disc(*p((-152, -20))[0], 17, 12))


@harnicourt
def onze_preuves(s: Sheet) -> None:
    s.fill("dark", rect(0, 0, WIDTH, HEIGHT))
    s.gradient("dark", s.everywhere(), 0, 1300, 0.72, 0.96)
    s.gradient("mid", s.everywhere(), 0, 1300, 0.65, 0.1)
    # tall windows and their light
    for k in range(5):
        x = 300 + k * 450
        s.fill("paper", rect(x - 104, 240, x + 104, 1000), disc(x, 240, 104))
        s.fill("ochre", rect(x - 94, 240, x + 94, 990), disc(x, 240, 94))
        pane = s.mask(rect(x - 94, 240, x + 94, 990), disc(x, 240, 94))
        s.gradient("orange", pane, 150, 1000, 0.0, 0.75)
        s.within(pane, "dark", *(stroke([(x + d, 100), (x + d, 1000)], 9) for d in (-47, 0, 47)), *(stroke([(x - 110, y), (x + 110, y)], 9) for y in range(240, 1000, 108)), over=False)
    # beams
    s.fill("dark", rect(0, 0, WIDTH, 96))
    s.fill("pale", rect(0, 92, WIDTH, 100))
    heights = (620, 420, 860, 560, 760, 360, 900, 480, 700, 400, 800)
    things = ("card", "number", "book", "envelope", "book", "plate", "phone", "page", "stamp", "coins", "camera")
    for k, (h, thing) in enumerate(zip(heights, things, strict=True)):
        x = 150 + k * 210
        s.fill("paper", disc(x, 92, 24))
        s.fill("dark", disc(x, 92, 18))
        s.fill("ochre", disc(x, 92, 8))
        n = round((h - 100) / 26)
        for j in range(n):
            y = 110 + j * 26
            s.fill("paper", ring_oval(x, y, 9 if j % 2 else 5, 16, 6))
        pendant(s, thing, x, h, s.rng.uniform(-12, 12), "orange" if k == 6 else "paper")
    # seats, seen from behind
    for row, (y, size, ink) in enumerate(((1180, 92, "mid"), (1300, 120, "dark"), (1470, 160, "mid"))):
        s.gradient("dark", s.mask(rect(0, y - 40, WIDTH, HEIGHT)), y - 40, y + 90, 0.6, 1)
        count = round(WIDTH / (size * 1.36)) + 2
        for k in range(count):
            x = -size * 0.4 + k * size * 1.36 + (row % 2) * size * 0.68
            if row == 0 and k == count - 3:
                continue
            s.fill("paper", rect(x - size * 0.5 - 5, y - 5, x + size * 0.5 + 5, y + size * 0.72 + 5, 14))
            s.fill(ink, rect(x - size * 0.5, y, x + size * 0.5, y + size * 0.72, 12))
            s.fill("paper", *(stroke([(x - size * 0.36, yy), (x + size * 0.36, yy)], 5) for yy in (y + size * 0.24, y + size * 0.46)))
            s.fill("dark" if ink == "mid" else "pale", rect(x - size * 0.44, y + size * 0.72, x - size * 0.36, y + size * 1.3), rect(x + size * 0.36, y + size * 0.72, x + size * 0.44, y + size * 1.3))


def pendant(s: Sheet, thing: str, x: float, y: float, turn: float, ink: str) -> None:
    """One of the eleven proofs at the end of its chain."""
    def p(*pts: Point) -> list[Point]:
        return moved(pts, x, y, turn)
    def panel(w: float, h: float, colour: str = ink) -> Image.Image:
        s.fill("dark", poly(*p((-w - 9, -9), (w + 9, -9), (w + 9, h + 9), (-w - 9, h + 9))))
        s.fill(colour, poly(*p((-w, 0), (w, 0), (w, h), (-w, h))))
        return s.mask(poly(*p((-w, 0), (w, 0), (w, h), (-w, h))))
    def scribble(x0: float, x1: float, *ys: float, width: float = 6) -> None:
        s.fill("dark", *(stroke(p((x0, yy), (x0 + (x1 - x0) * s.rng.uniform(0.55, 1), yy)), width) for yy in ys))
    if thing == "card":
        panel(88, 112)
        s.fill("pale", poly(*p((-74, 18), (-22, 18), (-22, 88), (-74, 88))))
        s.fill("dark", disc(*p((-48, 44))[0], 14), disc(*p((-48, 84))[0], 24, 20))
        scribble(-6, 72, 28, 52, 76)
    elif thing == "number":
        panel(70, 92)
        s.fill("mid", *(disc(*p((-42 + (k % 4) * 28, 26 + (k // 4) * 22))[0], 7) for k in range(12)))
    elif thing == "book":
        panel(66, 150, "mid")
        s.fill("ochre", poly(*p((34, 0), (46, 0), (46, 150), (34, 150))))
        s.fill("paper", poly(*p((-44, 30), (20, 30), (20, 70), (-44, 70))))
        scribble(-34, 12, 44, 58, width=4)
    elif thing == "envelope":
        panel(96, 124)
        s.fill("dark", stroke(p((-96, 0), (0, 70), (96, 0)), 7))
        s.fill("orange", poly(*p((54, 78), (82, 78), (82, 110), (54, 110))))
    elif thing == "plate":
        cx, cy = p((0, 84))[0]
        s.fill("dark", disc(cx, cy, 96))
        s.fill("paper", disc(cx, cy, 88))
        s.fill("pale", ring(cx, cy, 62, 6))
        s.fill("orange", stroke(spline([(cx - 34, cy), (cx - 10, cy - 24), (cx + 8, cy + 18), (cx + 32, cy - 10)]), 9), stroke(spline([(cx - 28, cy + 20), (cx, cy + 4), (cx + 30, cy + 22)]), 9))
    elif thing == "phone":
        panel(64, 200, "dark")
        s.fill("orange", poly(*p((-58, 6), (58, 6), (58, 194), (-58, 194))))
        s.fill("paper", poly(*p((-46, 30), (46, 30), (46, 160), (-46, 160))))
        s.fill("dark", *(disc(*p((-30 + k * 20, 94))[0], 8) for k in range(4)), disc(*p((0, 178))[0], 9))
        for r in (100, 140, 180):
            cx, cy = p((0, 96))[0]
            s.fill("orange", ring(cx, cy, r, 7, -34 + turn, 34 + turn), ring(cx, cy, r, 7, 146 + turn, 214 + turn))
    elif thing in ("page", "stamp"):
        panel(78, 196)
        scribble(-58, 58, 28, 54, 80, 106)
        if thing == "stamp":
            cx, cy = p((26, 146))[0]
            s.fill("mid", ring(cx, cy, 36, 7), ring(cx, cy, 24, 4), stroke(p((6, 146), (46, 146)), 5))
        else:
            scribble(-58, 10, 160, width=9)
    elif thing == "coins":
        panel(96, 110, "paper")
        s.fill("dark", poly(*p((-96, 20), (96, 20), (96, 46), (-96, 46))))
        scribble(-76, 40, 70, 90)
    elif thing == "camera":
        panel(84, 116, "pale")
        cx, cy = p((0, 62))[0]
        s.fill("dark", disc(cx, cy, 42))
        s.fill("ochre", ring(cx, cy, 30, 7))
        s.fill("paper", disc(cx - 10, cy - 12, 8))
        s.fill("orange", disc(*p((62, 20))[0], 9))


@harnicourt
def casque(s: Sheet) -> None:
    s.fill("mid", rect(0, 0, WIDTH, HEIGHT))
    s.gradient("dark", s.everywhere(), 0, 1200, 0.75, 0.05)
    s.fill("pale", poly((0, 1120), (WIDTH, 1120), (WIDTH, HEIGHT), (0, HEIGHT)))
    s.fill("paper", rect(0, 1108, WIDTH, 1126))
    # an embroidered towel
    towel = [(300, 1190), (2100, 1190), (2290, 1520), (110, 1520)]
    s.fill("paper", poly(*towel))
    s.fill("orange", *(stroke([(300 - k * 0.57, 1190 + k), (2100 + k * 0.57, 1190 + k)], 7) for k in (238, 258, 292)))
    stitches = []
    for k in range(26):
        x = 240 + k * 76
        stitches += [stroke([(x - 14, 1462), (x + 14, 1490)], 6), stroke([(x + 14, 1462), (x - 14, 1490)], 6)]
    s.within(s.mask(poly(*towel)), "mid", *stitches, over=False)
    for k in range(52):
        x = 112 + k * 42.7
        s.fill("paper", stroke([(x, 1518), (x + s.rng.uniform(-6, 6), 1560)], 7))
    s.fill("dark", disc(1200, 1366, 640, 70))
    # a miner's helmet, upside down
    rimmed = [*curve((560, 780), (600, 1120), (800, 1372), (1200, 1384)), *curve((1200, 1384), (1600, 1372), (1800, 1120), (1840, 780))]
    s.fill("paper", disc(1200, 760, 668, 178), stroke(rimmed, 22))
    s.fill("dark", disc(1200, 760, 656, 168))
    bowl = poly(*rimmed)
    s.fill("dark", bowl)
    region = s.mask(bowl)
    s.gradient("dark", region, 760, 1380, 1, 0.75)
    for k in range(-4, 5):
        rib = curve((1200 + k * 142, 800 + (16 - k * k) * 8), (1200 + k * 132, 1130), (1200 + k * 46, 1376))
        s.within(region, "paper", *(stroke(rib[i:i + 4], 5) for i in range(0, 58, 7 if k % 2 else 5)))
    s.fill("paper", disc(1200, 748, 628, 150))
    s.fill("mid", disc(1200, 752, 606, 138))
    s.gradient("dark", s.mask(disc(1200, 752, 606, 138)), 610, 890, 1, 0.5)
    # coins, and a button among them
    heap = []
    for _ in range(120):
        a, q = s.rng.uniform(0, 360), math.sqrt(s.rng.random())
        heap.append((1200 + 530 * q * math.cos(math.radians(a)), 762 + 108 * q * math.sin(math.radians(a)) - 190 * (1 - q), s.rng.uniform(44, 70)))
    heap.sort(key=lambda c: c[1])
    for k, (x, y, r) in enumerate(heap):
        squash = s.rng.uniform(0.48, 0.78)
        if k == len(heap) - 1:
            x, y, r, squash = 1340, 716, 96, 0.86
        s.fill("dark", disc(x + 3, y + 11, r, r * squash))
        s.fill("paper", disc(x, y, r + 3, r * squash + 3))
        if k == len(heap) - 1:
            s.fill("orange", disc(x, y, r, r * squash))
            s.fill("paper", ring_oval(x, y, r * 0.74, r * squash * 0.74, 6))
            s.fill("dark", *(disc(x + dx * 20, y + dy * 17, 11, 9) for dx in (-1, 1) for dy in (-1, 1)))
            continue
        s.fill("ochre", disc(x, y, r, r * squash))
        if k % 3 == 0:
            s.fill("pale", disc(x, y, r * 0.66, r * squash * 0.66))
        s.fill("dark", ring_oval(x, y, r * 0.78, r * squash * 0.78, 3.5))
        s.fill("paper", *(stroke([around(x, y, r * 0.9, a, squash), around(x, y, r * 0.98, a, squash)], 3) for a in range(190, 300, 12)))
    # front rim and its lamp bracket
    rim = [around(1200, 758, 652, a, 0.256) for a in range(0, 181, 4)]
    s.fill("paper", stroke(rim, 62))
    s.fill("dark", stroke(rim, 46))
    s.fill("pale", *(stroke(rim[i:i + 3], 6) for i in range(3, 40, 4)))
    strap = spline([(566, 800), (470, 960), (500, 1180), (430, 1330), (560, 1440), (800, 1452), (940, 1404)])
    s.fill("paper", stroke(strap, 44))
    s.fill("mid", stroke(strap, 30))
    s.fill("dark", *(disc(x, y, 5) for x, y in strap[20:110:9]))
    s.fill("dark", rect(440, 1130, 560, 1200, 8))
    s.fill("ochre", rect(452, 1142, 548, 1188, 6))
    s.fill("paper", rect(1096, 880, 1304, 1090, 20))
    s.fill("ochre", rect(1108, 892, 1292, 1078, 14))
    s.fill("dark", rect(1140, 926, 1260, 1046, 8))
    s.fill("ochre", *(disc(x, y, 9) for x in (1126, 1274) for y in (910, 1060)))
    s.cable(spline([(-40, 1040), (180, 1060), (330, 1170), (250, 1310), (420, 1420), (700, 1452), (900, 1560), (1000, 1660)]), 22)



# --- l'Anse-Carême -----------------------------------------------------------------------------------------------------

def swell(s: Sheet, y0: float, y1: float, rows: int, inks: Sequence[str], *, calm: float = 1) -> None:
    """The sea as overlapping scalloped bands, wider as they come nearer."""
    for row in range(rows):
        t = row / rows
        y = y0 + (y1 - y0) * t ** 1.5
        wave = 70 + 330 * t
        height = (5 + 34 * t) * calm
        phase = s.rng.uniform(0, wave)
        crest: list[Point] = []
        x = -wave - phase
        while x < WIDTH + wave:
            crest += curve((x, y), (x + wave * 0.3, y + height), (x + wave * 0.62, y + height), (x + wave, y), steps=12)
            x += wave
        s.fill("paper", poly((-300, HEIGHT + 50), *moved(crest, 0, -5 - 4 * t), (WIDTH + 300, HEIGHT + 50)))
        s.fill(inks[row % len(inks)], poly((-300, HEIGHT + 50), *crest, (WIDTH + 300, HEIGHT + 50)))
        lines = []
        for _ in range(round(34 - 16 * t)):
            lx, ly = s.rng.uniform(0, WIDTH), y + height + s.rng.uniform(10, 20 + 90 * t)
            run = s.rng.uniform(30, 70 + 130 * t)
            lines.append(tapered((lx, ly), (lx + run, ly + s.rng.uniform(-3, 3)), 3 + 5 * t, 1))
        s.fill("paper", *lines)


@anse
def rampe(s: Sheet) -> None:
    s.gradient("ochre", s.everywhere(), 0, 760, 0.2, 1)
    s.gradient("orange", s.everywhere(), 240, 760, 0, 0.6)
    s.fill("paper", disc(1200, 480, 262))
    s.fill("orange", disc(1200, 480, 246))
    for y, x0, x1, thick in ((250, 980, 1900, 30), (360, 420, 1250, 36), (450, 1130, 2150, 28), (560, 560, 1480, 40), (150, 200, 760, 24), (620, 1500, 2420, 34), (660, -60, 620, 30)):
        cloud = [*spline([(x0, y), ((x0 * 2 + x1) / 3, y - thick), ((x0 + 2 * x1) / 3, y - thick * 0.7), (x1, y)]), *spline([(x1, y), ((x0 + x1) / 2, y + thick * 0.45), (x0, y)])]
        s.fill("paper", poly(*moved(cloud, 0, -7)), poly(*moved(cloud, 0, 6)))
        s.fill("mid", poly(*cloud), tone=0.85)
    # the other shore, then the sea
    s.fill("dark", poly(*spline([(-40, 740), (180, 700), (420, 716), (560, 680), (760, 740)]), (760, 770), (-40, 770)))
    swell(s, 738, 1500, 9, ("pale", "mid", "mid", "dark"))
    # a quay in perspective on both sides of the water
    for side in (-1, 1):
        def q(x: float, y: float, side: int = side) -> Point:
            return 1200 + side * x, y
        s.fill("paper", poly(q(640, 1010), q(1300, 940), q(1300, HEIGHT + 60), q(960, HEIGHT + 60)))
        s.fill("ochre", poly(q(656, 1022), q(1300, 954), q(1300, HEIGHT + 60), q(980, HEIGHT + 60)))
        s.gradient("orange", s.mask(poly(q(656, 1022), q(1300, 954), q(1300, HEIGHT + 60), q(980, HEIGHT + 60))), 960, 1600, 0.0, 0.55)
        s.fill("dark", poly(q(640, 1018), q(660, 1016), q(986, HEIGHT + 60), q(900, HEIGHT + 60)))
        for k in range(5):
            y = 1080 + k * k * 22
            x = 656 + (y - 1022) * 0.51
            s.fill("dark", stroke([q(x, y), q(1300, y - 40)], 4))
        for x, y, r in ((740, 1000, 26), (880, 1190, 44), (1060, 1430, 66)):
            s.fill("paper", rect(*box_of(q(x, y), r * 0.62, r * 1.4), r * 0.2), disc(*q(x, y - r * 1.4), r * 1.02, r * 0.56))
            s.fill("dark", rect(*box_of(q(x, y), r * 0.5, r * 1.34), r * 0.2), disc(*q(x, y - r * 1.4), r * 0.9, r * 0.44))
    # the ramp, raised like a tongue between its two towers
    for side in (-1, 1):
        x = 1200 + side * 560
        s.fill("paper", rect(x - 62, 420, x + 62, 1180))
        s.fill("dark", rect(x - 50, 432, x + 50, 1180))
        s.hatch(s.mask(rect(x - 44, 450, x + 44, 1170)), "pale", 90, 26, 4, broken=0.4, length=120, over=False)
        s.fill("orange", disc(x, 432, 46))
        s.fill("paper", ring(x, 432, 28, 7))
        s.fill("paper", stroke([(x - side * 20, 440), (1200 + side * 410, 612)], 16))
        s.fill("dark", stroke([(x - side * 20, 440), (1200 + side * 410, 612)], 9))
    ramp = [(770, 600), (1630, 600), (1730, 1230), (670, 1230)]
    s.fill("paper", poly((752, 584), (1648, 584), (1752, 1250), (648, 1250)))
    s.fill("dark", poly(*ramp))
    region = s.mask(poly(*ramp))
    treads = []
    for k in range(11):
        y = 690 + k * 52
        half = 410 + (y - 600) * 0.16
        for j in range(-4, 4):
            a, b = j * half / 4.4, (j + 1) * half / 4.4
            treads.append(stroke([(1200 + a + 12, y + 16), (1200 + (a + b) / 2, y - 12), (1200 + b - 12, y + 16)], 10))
    s.within(region, "pale", *treads, over=False)
    for k in range(10):
        x0, x1 = 770 + k * 86, 856 + k * 86
        s.fill("ochre" if k % 2 else "dark", poly((x0 + 18, 600), (x1 + 18, 600), (x1 - 10, 660), (x0 - 10, 660)))
    s.fill("paper", stroke([(764, 662), (1640, 662)], 6))
    s.fill("dark", rect(620, 1224, 1780, 1276, 8))
    s.fill("paper", *(disc(x, 1250, 9) for x in range(660, 1780, 80)))


def box_of(centre: Point, half: float, height: float) -> Box:
    return centre[0] - half, centre[1] - height, centre[0] + half, centre[1]


@anse
def deux_quais(s: Sheet) -> None:
    s.fill("dark", rect(0, 0, WIDTH, HEIGHT))
    s.gradient("mid", s.everywhere(), 0, 1600, 0.05, 0.6)
    for _ in range(150):
        x, y = s.rng.uniform(0, WIDTH), s.rng.uniform(0, 900) ** 0.97
        s.fill("paper", disc(x, y, s.rng.choice((3, 3, 4, 5, 7))))
    left, right, level = (430, 1130), (1970, 1130), 1190
    sky = s.mask(rect(0, 0, WIDTH, level))
    water = s.mask(rect(0, level, WIDTH, HEIGHT))
    for (x, y), ink in ((left, "orange"), (right, "pale")):
        for k in range(1, 15):
            r = 96 * k
            a0, a1 = 180, 360
            width = 15 - k * 0.75
            arcs = []
            for start in range(a0, a1, 6):
                if s.rng.random() > 0.06 + k * 0.028:
                    arcs.append(ring(x, y - 120, r, width, start, start + 6.4))
            s.within(sky, ink, *arcs, over=False)
            if k < 10:
                s.within(water, ink, *(tapered((x + s.rng.uniform(-1, 1) * r, level + 14 + k * 34), (x + s.rng.uniform(-1, 1) * r + 60, level + 14 + k * 34), 8, 2) for _ in range(3)), over=False)
    # where they meet
    for k in range(26):
        s.within(water, "paper", tapered((1200 + s.rng.uniform(-150, 150) * (1 + k * 0.09), level + 16 + k * 15), (1200 + s.rng.uniform(-150, 150) * (1 + k * 0.09) + 70, level + 16 + k * 15), 7, 2), over=False)
    s.fill("paper", stroke([(0, level), (WIDTH, level)], 5))
    for (x, y), ink, side in ((left, "orange", 1), (right, "pale", -1)):
        def q(px: float, py: float, x: float = x, y: float = y, side: int = side) -> Point:
            return x + side * px, y + py
        hill = spline([q(-560, 70), q(-420, -40), q(-260, -70), q(-120, -10), q(120, 60)])
        s.fill("paper", poly(*moved(hill, 0, -8), q(120, 70), q(-560, 70)))
        s.fill("dark", poly(*hill, q(120, 70), q(-560, 70)))
        s.fill("paper", poly(q(-330, 44), q(260, 44), q(260, 74), q(-330, 74)))
        s.fill("ochre", poly(q(-330, 52), q(260, 52), q(260, 74), q(-330, 74)))
        for k in range(7):
            px = -290 + k * 84
            s.fill("dark", poly(q(px, 60), q(px + 16, 60), q(px + 16, 190), q(px, 190)))
            s.fill("paper", stroke([q(px + 4, 80), q(px + 4, 170)], 3))
        s.fill("paper", poly(q(-210, -64), q(70, -64), q(70, 46), q(-210, 46)))
        s.fill("mid" if ink == "orange" else "orange", poly(q(-202, -56), q(62, -56), q(62, 46), q(-202, 46)))
        s.fill("paper", poly(q(-250, -58), q(-70, -138), q(110, -58)))
        s.fill("dark", poly(q(-234, -62), q(-70, -128), q(94, -62)))
        for px in (-172, -96, -20):
            s.fill("ochre", poly(q(px, -30), q(px + 48, -30), q(px + 48, 14), q(px, 14)))
            s.fill("dark", stroke([q(px + 24, -30), q(px + 24, 14)], 4))
        s.fill("paper", stroke([q(0, -112), q(0, -330)], 13))
        s.fill(ink, stroke([q(0, -112), q(0, -330)], 7), *(stroke([q(-36 + k * 8, -318 + k * 34), q(36 - k * 8, -318 + k * 34)], 7) for k in range(3)), disc(*q(0, -338), 14))
        lights = [tapered((x + side * (-70) + s.rng.uniform(-150, 150), level + 24 + k * 24), (x + side * (-70) + s.rng.uniform(-150, 150), level + 24 + k * 24), 9, 3) for k in range(9)]
        s.within(water, "ochre", *lights, over=False)


@anse
def cahier(s: Sheet) -> None:
    s.fill("mid", rect(0, 0, WIDTH, HEIGHT), tone=1)
    s.hatch(s.everywhere(), "dark", 4, 62, 7, broken=0.3, length=520)
    s.gradient("dark", s.everywhere(), 0, 1600, 0.1, 0.62)
    def p(*pts: Point) -> list[Point]:
        return moved(pts, 1130, 800, -6)
    s.fill("dark", poly(*p((-960, -560), (970, -560), (970, 640), (-960, 640))))
    s.fill("orange", poly(*p((-950, -590), (950, -590), (950, 600), (-950, 600))))
    for side in (-1, 1):
        for k in range(5):
            s.fill("paper", poly(*p((0, -560 + k * 3), (side * (926 - k * 7), -566 + k * 3), (side * (926 - k * 7), 570 - k * 3), (0, 580 - k * 3))))
            s.fill("dark", stroke(p((side * (926 - k * 7), -566), (side * (926 - k * 7), 570)), 2))
        page = poly(*p((0, -548), (side * 892, -554), (side * 892, 558), (0, 566)))
        s.fill("paper", page)
        region = s.mask(page)
        grid = [stroke(p((side * x, -560), (side * x, 570)), 2) for x in range(0, 893, 31)]
        grid += [stroke(p((0, y), (side * 892, y)), 2) for y in range(-548, 566, 31)]
        s.within(region, "pale", *grid, over=False)
        s.within(region, "orange", stroke(p((side * (130 if side > 0 else 760), -560), (side * (130 if side > 0 else 760), 570)), 4), over=False)
        fold = s.mask(poly(*p((0, -548), (side * 90, -550), (side * 120, 560), (0, 566))))
        s.within(fold, "pale", *(stroke(p((side * d, -560), (side * d, 570)), 5) for d in (4, 12, 24, 40, 62)), over=True)
        for k in range(17):
            y = -500 + k * 62
            start = 150 if side > 0 else -740
            if side > 0 and k in (6, 7):
                s.within(region, "pale", *(stroke(p((start + s.rng.uniform(0, 500), y - 14 + s.rng.uniform(-14, 14)), (start + 90 + s.rng.uniform(0, 500), y - 14 + s.rng.uniform(-14, 14))), 9) for _ in range(9)), over=True)
                continue
            pen, x = [], start
            stop = start + s.rng.uniform(250, 380)
            while x < stop:
                pen.append((x, y - 16 + s.rng.uniform(-15, 15)))
                x += s.rng.uniform(8, 17)
            s.fill("dark", stroke(p(*spline(pen, 6)), 6))
            pen, x = [], stop + 46
            stop = start + s.rng.uniform(430, 660)
            while x < stop:
                pen.append((x, y - 12 + s.rng.uniform(-9, 9)))
                x += s.rng.uniform(8, 14)
            if len(pen) > 3:
                s.fill("dark", stroke(p(*spline(pen, 6)), 4.5))
            if side > 0 and k == 11:
                star = [around(0, 0, 44 if j % 2 == 0 else 18, -90 + j * 36) for j in range(10)]
                s.fill("paper", poly(*p(*moved(star, 92 - 14, y - 16, 0, 1.25))))
                s.fill("orange", poly(*p(*moved(star, 78, y - 16))))
    s.fill("dark", stroke(p((0, -556), (0, 572)), 5))
    # the rubber and its crumbs
    rubber = moved([(-120, -62), (120, -62), (120, 62), (-120, 62)], 1600, 640, 24)
    s.fill("dark", poly(*moved(rubber, 12, 20)), tone=0.85)
    s.fill("paper", poly(*moved([(-128, -70), (128, -70), (128, 70), (-128, 70)], 1600, 640, 24)))
    s.fill("pale", poly(*rubber))
    s.fill("orange", poly(*moved([(-6, -62), (120, -62), (120, 62), (-6, 62)], 1600, 640, 24)))
    for _ in range(46):
        x, y = 1500 + s.rng.gauss(0, 90), 560 + s.rng.gauss(0, 50)
        s.fill("dark", stroke([(x, y), (x + s.rng.uniform(-12, 12), y + s.rng.uniform(-6, 6))], 5))
    # the pencil and its string
    def c(*pts: Point) -> list[Point]:
        return moved(pts, 1770, 1130, -52)
    s.fill("dark", poly(*moved(c((-330, -34), (300, -34), (400, 0), (300, 34), (-330, 34)), 20, 30)), tone=0.85)
    s.fill("paper", poly(*c((-340, -44), (304, -44), (424, 0), (304, 44), (-340, 44))))
    s.fill("ochre", poly(*c((-330, -34), (300, -34), (300, 34), (-330, 34))))
    s.fill("orange", poly(*c((-330, 10), (300, 10), (300, 34), (-330, 34))))
    s.fill("paper", stroke(c((-300, -12), (296, -12)), 6))
    s.fill("dark", poly(*c((366, -12), (408, 0), (366, 12))), rect(0, 0, 0, 0))
    s.fill("dark", *(stroke(c((dx, -36), (dx, 36)), 11) for dx in (-296, -272)))
    string = [*c((-284, 0)), *spline([c((-284, 0))[0], (1650, 1480), (1960, 1500), (2090, 1330), (2230, 1420), (2440, 1260)])]
    s.fill("dark", stroke(moved(string, 10, 14), 12), tone=0.85)
    s.fill("paper", stroke(string, 16))
    s.fill("ochre", stroke(string, 9))


@anse
def radio(s: Sheet) -> None:
    s.gradient("pale", s.everywhere(), 0, 1200, 1, 0.65)
    # louvred shutter behind
    for k in range(13):
        y = -20 + k * 84
        s.fill("mid", rect(0, y, WIDTH, y + 56))
        s.gradient("dark", s.mask(rect(0, y, WIDTH, y + 56)), y, y + 56, 0.0, 0.5)
    for x in (0, 1180, 2360):
        s.fill("paper", rect(x - 8, 0, x + 48, 1100))
        s.fill("mid", rect(x, 0, x + 40, 1100))
    s.fill("paper", rect(0, 1080, WIDTH, HEIGHT))
    s.fill("ochre", rect(0, 1096, WIDTH, HEIGHT))
    s.gradient("orange", s.mask(rect(0, 1096, WIDTH, HEIGHT)), 1096, 1600, 0.2, 0.85)
    # the doily
    for k in range(40):
        x, y = around(1080, 1250, 880, k * 9, 0.2)
        s.fill("paper", disc(x, y, 72, 32))
    s.fill("paper", disc(1080, 1250, 880, 176))
    for k in range(40):
        x, y = around(1080, 1250, 880, k * 9, 0.2)
        s.fill("orange", ring_oval(x, y, 46, 18, 6))
    for k in range(52):
        x, y = around(1080, 1250, 770, k * 360 / 52, 0.2)
        s.fill("orange", disc(x, y, 24, 9))
    s.fill("dark", disc(1060, 1262, 640, 74))
    # the set
    s.fill("paper", rect(452, 470, 1688, 1256, 50))
    s.fill("dark", rect(468, 486, 1672, 1240, 40))
    s.fill("pale", rect(496, 512, 1644, 1210, 24))
    s.gradient("dark", s.mask(rect(496, 512, 1644, 1210, 24)), 512, 1230, 0.0, 0.45)
    for x in (560, 1520):
        s.fill("dark", rect(x - 30, 1236, x + 90, 1280, 8))
    s.fill("paper", rect(546, 560, 976, 1000, 16))
    s.fill("dark", rect(556, 570, 966, 990, 10))
    for row in range(11):
        for col in range(11):
            if math.hypot(col - 5, row - 5) < 5.6:
                s.fill("pale" if (row + col) % 2 else "ochre", disc(586 + col * 35, 604 + row * 35, 10))
    s.fill("paper", rect(1030, 560, 1592, 772, 16))
    s.fill("ochre", rect(1040, 570, 1582, 762, 10))
    dial = s.mask(rect(1040, 570, 1582, 762, 10))
    ticks = []
    for k in range(41):
        a = 220 + k * 2.5
        ticks.append(stroke([around(1311, 980, 350, a), around(1311, 980, 350 - (46 if k % 5 == 0 else 24), a)], 7 if k % 5 == 0 else 4))
    s.within(dial, "dark", *ticks, over=False)
    s.within(dial, "orange", tapered((1311, 980), around(1311, 980, 372, 282), 14, 5), over=False)
    s.glow("ochre", 1200, 620, 130, 0.55, dial)
    for x, y, r in ((1130, 900, 96), (1340, 900, 70), (1520, 900, 70), (1130, 1108, 44), (1250, 1108, 44), (1370, 1108, 44), (1520, 1108, 44)):
        s.fill("paper", disc(x, y, r + 8))
        s.fill("dark", disc(x, y, r))
        s.fill("mid", *(stroke([around(x, y, r * 0.86, a), around(x, y, r * 0.99, a)], 5) for a in range(0, 360, 15)))
        s.fill("orange" if r == 96 else "pale", disc(x, y, r * 0.66))
        s.fill("dark", tapered(around(x, y, r * 0.05, -60 + x % 90), around(x, y, r * 0.62, -60 + x % 90), r * 0.18, r * 0.1))
    s.fill("dark", rect(590, 1060, 940, 1160, 10))
    s.fill("orange", words("PARLEZ", 765, 1112, 64))
    for a, b in (((560, 480), (700, 330)), ((1580, 480), (1440, 330))):
        s.fill("dark", stroke([a, b], 26))
    s.fill("paper", stroke([(688, 324), (1452, 324)], 52))
    s.fill("dark", stroke([(688, 324), (1452, 324)], 38))
    # the coiled lead and the microphone
    coil: list[Point] = []
    spine = spline([(1672, 1130), (1830, 1230), (1960, 1180), (1960, 1330), (1800, 1420), (1560, 1416)], 40)
    for k, (x, y) in enumerate(spine):
        coil.append((x + 32 * math.cos(k * 0.62), y + 32 * math.sin(k * 0.62)))
    s.fill("paper", stroke(spline(coil, 3), 22))
    s.fill("dark", stroke(spline(coil, 3), 13))
    mic = moved([(-150, -96), (110, -120), (160, -60), (160, 60), (110, 120), (-150, 96)], 1420, 1406, -8)
    s.fill("dark", poly(*moved(mic, 16, 34)), tone=0.8)
    s.fill("paper", poly(*moved([(-164, -110), (116, -136), (176, -66), (176, 66), (116, 136), (-164, 110)], 1420, 1406, -8)))
    s.fill("dark", poly(*mic))
    s.fill("pale", *(stroke(moved([(-110 + k * 32, -60), (-110 + k * 32, 60)], 1420, 1406, -8), 10) for k in range(5)))
    s.fill("orange", poly(*moved([(70, -130), (150, -110), (150, -40), (70, -50)], 1420, 1406, -8)))
    # a bag of rice
    sack = [*spline([(1850, 720), (1800, 860), (1770, 1080), (1820, 1290), (2060, 1330), (2290, 1290), (2330, 1080), (2300, 860), (2240, 720)])]
    s.fill("dark", disc(2060, 1316, 310, 50))
    s.fill("paper", poly(*moved(sack, -2054 * 0.02, -1020 * 0.02, 0, 1.02)), poly((1860, 740), (1810, 600), (1930, 660), (2050, 590), (2170, 660), (2290, 600), (2236, 740)))
    s.fill("ochre", poly(*sack), tone=0.45)
    bagged = s.mask(poly(*sack))
    s.hatch(bagged, "dark", 84, 30, 3, broken=0.5, length=60)
    s.hatch(bagged, "dark", -6, 30, 3, broken=0.55, length=60)
    s.fill("paper", poly((1872, 736), (1830, 622), (1932, 676), (2050, 612), (2168, 676), (2270, 622), (2226, 736)))
    s.fill("ochre", poly((1872, 736), (1830, 622), (1932, 676), (2050, 612), (2168, 676), (2270, 622), (2226, 736)), tone=0.45)
    s.fill("orange", stroke([(1856, 738), (2240, 738)], 26))
    s.fill("paper", disc(2052, 1030, 150))
    s.fill("mid", disc(2052, 1030, 138))
    s.fill("paper", words("RIZ", 2052, 1030, 130))


@anse
def balcon(s: Sheet) -> None:
    s.gradient("dark", s.everywhere(), 0, 900, 0.95, 0.1)
    s.gradient("mid", s.everywhere(), 100, 1100, 0.9, 0.15)
    s.gradient("orange", s.everywhere(), 500, 1120, 0, 0.9)
    for _ in range(90):
        s.fill("paper", disc(s.rng.uniform(0, WIDTH), s.rng.uniform(0, 520), s.rng.choice((3, 4, 4, 6))))
    s.fill("paper", ring(520, 280, 74, 14, 40, 230), disc(0, 0, 0))
    # sea and hills
    s.fill("mid", rect(0, 1030, WIDTH, HEIGHT))
    s.fill("paper", stroke([(0, 1030), (WIDTH, 1030)], 5))
    s.fill("dark", poly(*spline([(-60, 1040), (200, 900), (430, 860), (700, 960), (900, 1036)]), (900, 1040), (-60, 1040)))
    for _ in range(46):
        x, y = s.rng.uniform(0, WIDTH), s.rng.uniform(1046, 1200)
        s.fill("orange", tapered((x, y), (x + s.rng.uniform(50, 150), y), 6, 2))
    s.fill("paper", poly(*spline([(-60, 1300), (400, 1230), (1000, 1254), (1700, 1196), (2460, 1260)]), (2460, 1660), (-60, 1660)))
    ground = poly(*spline([(-60, 1312), (400, 1242), (1000, 1266), (1700, 1208), (2460, 1272)]), (2460, 1660), (-60, 1660))
    s.fill("dark", ground)
    s.hatch(s.mask(ground), "mid", -4, 48, 7, broken=0.5, length=150, over=False)
    # the aerial and its guys
    ax = 1690
    for gx, gy in ((1010, 1262), (2370, 1258), (1270, 1250), (2120, 1230)):
        s.fill("paper", stroke([(ax, 190), (gx, gy)], 3.5))
    s.fill("paper", stroke([(ax, 60), (ax, 1220)], 24))
    s.fill("dark", stroke([(ax, 60), (ax, 1220)], 14))
    for k in range(24):
        y = 150 + k * 44
        s.fill("paper", stroke([(ax - 8, y), (ax + 8, y + 22)], 4))
    for y, half in ((84, 330), (170, 250), (256, 180)):
        s.fill("paper", stroke([(ax - half, y + 8), (ax + half, y - 8)], 17))
        s.fill("dark", stroke([(ax - half, y + 8), (ax + half, y - 8)], 9))
        for k in range(-3, 4):
            s.fill("dark", stroke([(ax + k * half / 3.2, y - 34), (ax + k * half / 3.2, y + 34)], 7))
    s.fill("orange", disc(ax, 52, 17))
    # the medal, as a counterweight
    s.fill("paper", stroke([(1270, 640), (1270, 700)], 4), disc(1270, 722, 25))
    s.fill("ochre", disc(1270, 722, 19))
    # the house
    s.fill("paper", rect(1018, 890, 2070, 1330))
    s.fill("pale", rect(1032, 900, 2056, 1330))
    s.gradient("mid", s.mask(rect(1032, 900, 2056, 1330)), 880, 1330, 0.15, 0.75)
    s.fill("paper", poly((930, 908), (1180, 690), (1900, 690), (2156, 908)))
    s.fill("orange", poly((952, 898), (1188, 702), (1892, 702), (2134, 898)))
    sheet = s.mask(poly((952, 898), (1188, 702), (1892, 702), (2134, 898)))
    s.gradient("dark", sheet, 690, 910, 0.05, 0.4)
    s.within(sheet, "dark", *(tapered((1540 + (k - 17) * 22, 700), (1540 + (k - 17) * 36, 900), 4, 8) for k in range(35)))
    s.fill("dark", rect(930, 896, 2156, 916))
    # lit balcony
    s.fill("ochre", rect(1100, 960, 1560, 1240))
    s.glow("ochre", 1330, 1060, 240, 0.8, s.mask(rect(1100, 960, 1560, 1240)))
    for x in (1100, 1330, 1560):
        s.fill("dark", rect(x - 9, 916, x + 9, 1330))
    for k in range(28):
        x = 1108 + k * 16.6
        s.fill("dark", stroke([(x, 1150), (x, 1250)], 5))
    s.fill("dark", rect(1080, 1140, 1580, 1158), rect(1080, 1246, 1580, 1330))
    s.fill("paper", rect(1690, 980, 1950, 1180))
    for k in range(9):
        s.fill("mid", rect(1700, 990 + k * 21, 1940, 1003 + k * 21))
    s.fill("dark", rect(1815, 980, 1825, 1180))
    # headphones hanging, and the chair of the one who listens
    s.fill("dark", ring(1220, 1030, 34, 8, 180, 360), disc(1186, 1038, 13, 20), disc(1254, 1038, 13, 20))
    s.fill("dark", rect(1400, 1060, 1412, 1240), rect(1400, 1128, 1490, 1140), rect(1482, 1128, 1492, 1240), stroke([(1404, 1062), (1404, 1130)], 16))
    # a leaning palm
    trunk = curve((260, 1330), (420, 980), (470, 760), (700, 560), steps=50)
    for k, (x, y) in enumerate(trunk[:-1]):
        w = 46 - k * 0.5
        s.fill("paper", disc(x, y, w * 0.62))
        s.fill("dark", disc(x, y, w * 0.5))
    s.fill("mid", *(stroke([(x - 14, y + 2), (x + 12, y - 4)], 4) for x, y in trunk[2:-2:2]))
    for a, length in ((-160, 430), (-128, 380), (-92, 330), (-50, 400), (-16, 430), (24, 350), (168, 380), (140, 280)):
        tip = around(700, 560, length, a)
        rib = curve((700, 560), around(700, 500, length * 0.6, a - 8 if abs(a) < 90 else a + 8), (tip[0], tip[1] + 150), steps=26)
        for k, (x, y) in enumerate(rib[2:]):
            t = k / 24
            leaf = 110 * math.sin(math.pi * min(1, 0.18 + t * 0.86))
            s.fill("dark", tapered((x, y), (x + (34 if math.cos(math.radians(a)) > 0 else -34), y + leaf), 17, 2), tapered((x, y), (x + (44 if math.cos(math.radians(a)) > 0 else -44), y - leaf * 0.25), 13, 2))
        s.fill("paper", stroke(rib, 4))
    s.fill("paper", disc(690, 600, 42), disc(742, 606, 40))
    s.fill("orange", disc(690, 600, 34), disc(742, 606, 32))
    s.cable(spline([(-40, 1500), (500, 1450), (900, 1530), (1200, 1420), (1330, 1336)]), 20)


@anse
def etiquettes(s: Sheet) -> None:
    s.fill("pale", rect(0, 0, WIDTH, HEIGHT), tone=0.8)
    s.gradient("mid", s.everywhere(), 0, 1600, 0.0, 0.8)
    for k in range(9):
        y = 180 + k * 178
        wave = spline([(x, y + 26 * math.sin(x / 190 + k * 1.3)) for x in range(-80, 2520, 80)], 6)
        s.fill("paper", *(stroke(wave[i:i + 9], 6) for i in range(k % 3 * 4, len(wave) - 9, 17)))
    s.reel(820, 1330, 640)
    knots = ((640, 460), (830, 458), (1030, 462))
    for n, ((kx, ky), (tx, ty, turn)) in enumerate(zip(knots, ((420, 760, 12), (1420, 560, -10), (1780, 1080, -24)), strict=True)):
        label(s, n, kx, ky, tx, ty, turn)


def label(s: Sheet, n: int, kx: float, ky: float, x: float, y: float, turn: float) -> None:
    """A cardboard label tied to the handle: chalk, a brass eyelet, salt."""
    def p(*pts: Point) -> list[Point]:
        return moved(pts, x, y, turn)
    hole = p((-240, 0))[0] if n else p((0, -240))[0]
    card = [(-300, -60), (-230, -140), (300, -140), (300, 140), (-230, 140), (-300, 60)] if n else [(-60, -300), (60, -300), (140, -230), (140, 300), (-140, 300), (-140, -230)]
    string = curve((kx, ky), (kx + (hole[0] - kx) * 0.3, ky + 120), (hole[0] - (hole[0] - kx) * 0.2, hole[1] - 130), hole)
    s.fill("dark", poly(*moved(p(*card), 16, 26)), tone=0.75)
    grown = [(cx * 1.03, cy * 1.06) for cx, cy in card]
    s.fill("paper", poly(*p(*grown)))
    s.fill(("dark", "ochre", "paper")[n], poly(*p(*card)))
    region = s.mask(poly(*p(*card)))
    if n == 0:
        pen_ink = "paper"
        for k in range(3):
            pen = [(-80 + j * 16, -90 + k * 96 + s.rng.uniform(-22, 22)) for j in range(11)]
            s.fill(pen_ink, stroke(p(*spline(pen, 5)), 11))
        s.within(region, "paper", *(disc(*p((s.rng.uniform(-130, 130), s.rng.uniform(-200, 290)))[0], s.rng.uniform(2, 5)) for _ in range(90)))
    elif n == 1:
        s.gradient("orange", region, y - 160, y + 160, 0, 0.5)
        for k in range(2):
            pen = [(-110 + j * 17, -50 + k * 84 + s.rng.uniform(-20, 20)) for j in range(12)]
            s.fill("dark", stroke(p(*spline(pen, 5)), 9))
        cx, cy = p((200, 0))[0]
        s.fill("dark", disc(cx + 6, cy + 8, 84))
        s.fill("paper", disc(cx, cy, 82))
        s.fill("ochre", disc(cx, cy, 76))
        s.fill("dark", ring(cx, cy, 66, 5), words("614", cx, cy + 6, 58), disc(cx, cy - 46, 9))
    else:
        s.fill("paper", poly(*p(*card)))
        for k in range(3):
            pen = [(-150 + j * 18, -76 + k * 76 + s.rng.uniform(-18, 18)) for j in range(s.rng.randint(12, 22))]
            s.fill("mid", stroke(p(*spline(pen, 5)), 8))
        for cx, cy, r in ((200, 70, 110), (80, -110, 80), (-190, 90, 60), (260, -90, 70)):
            bx, by = p((cx, cy))[0]
            s.within(region, "pale", disc(bx, by, r), tone=0.55)
            s.within(region, "pale", ring(bx, by, r, 6))
    s.fill("orange" if n != 2 else "dark", disc(*hole, 26))
    s.fill("paper", disc(*hole, 13))
    s.fill("paper", stroke(string, 19))
    s.fill(("ochre", "dark", "mid")[n], stroke(string, 10))
    s.fill(("ochre", "dark", "mid")[n], disc(kx, ky, 30), stroke([(kx, ky), (kx - 30, ky + 66)], 10), stroke([(kx, ky), (kx + 26, ky + 70)], 10))


# --- printing everything -----------------------------------------------------------------------------------------------

def draw(name: str) -> str:
    """Draw one scene and write it as a JPEG without metadata."""
    event, function = SCENES[name]
    sheet = Sheet(name, event)
    function(sheet)
    path = MEDIA / event / f"{name}.jpg"
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.print().save(path, quality=QUALITY, optimize=True, progressive=True, subsampling=2, dpi=(300, 300))
    return f"{path.relative_to(MEDIA.parent)}  {path.stat().st_size / 1000:.0f} kB"


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the pictures of the example carnet.")
    parser.add_argument("names", nargs="*", help="only these scenes")
    with ProcessPoolExecutor() as pool:
        for line in pool.map(draw, parser.parse_args().names or list(SCENES)):
            print(line)


if __name__ == "__main__":
    main()
