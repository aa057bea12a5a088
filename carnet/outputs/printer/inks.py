"""From screen colours to inks: the ICC profile of the press, recipes for flat colours, separated images.

In: an ICC profile of four inks, sRGB values, decoded images. Out: shares of cyan, magenta, yellow and black.
A flat colour becomes a *recipe*, as a designer writes one: black alone for a grey, else two coloured inks
and black, in steps of five per cent, the nearest the profile can print. Three inks at most keep small type
sharp when the plates are a hair out of place. A photograph goes through the profile, and never lays down
more ink than ``MAX_INK``: that is measured on the bytes that are kept.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, Final

from PIL import Image, ImageChops, ImageCms, ImageMath

from carnet.diagnostics import CarnetError

MAX_INK: Final = 300
"""The most ink a sheet takes, in per cent of one full ink (ISO 12647-2, coated paper; what printers ask)."""

STEP: Final = 5
QUALITY: Final = 93

Recipe = tuple[int, int, int, int]
"""Cyan, magenta, yellow, black, in per cent."""

REGISTRY: Final = "http://www.color.org"
CONDITION: Final = re.compile(r"FOGRA ?(\d{2})", re.IGNORECASE)
KNOWN: Final = {
    "ISO Coated v2": ("FOGRA39", "Coated FOGRA39 (ISO 12647-2:2004)"),
    "PSO Coated v3": ("FOGRA51", "PSO Coated v3 (ISO 12647-2:2013)"),
    "PSO Uncoated v3": ("FOGRA52", "PSO Uncoated v3 (ISO 12647-2:2013)"),
    "PSO Uncoated ISO12647": ("FOGRA47", "PSO Uncoated ISO12647 (ISO 12647-2:2004)"),
}
"""What the profiles of European printers are called in a file, by how their own names start."""


@dataclass(frozen=True, slots=True)
class Condition:
    """How a printer reads what a file was made for: the characterisation's name, then a sentence.

    ``registry`` is empty for a profile that no registry knows.
    """

    identifier: str
    info: str
    registry: str


@dataclass(frozen=True, slots=True)
class Separated:
    """An image in inks: its encoded pixels, its mode (``CMYK`` or ``L``), the most ink one pixel takes."""

    content: bytes
    mode: str
    ink: float


class Inks:
    """One press: what its profile makes of a colour."""

    def __init__(self, profile: bytes) -> None:
        try:
            self._press = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            space = self._press.profile.xcolor_space.strip()
        except (OSError, ImageCms.PyCMSError) as fault:
            raise CarnetError("le profil de couleur de l’imprimeur est illisible", exit_code=1) from fault
        if space != "CMYK":
            raise CarnetError(
                f"le profil de couleur de l’imprimeur décrit du {space} et non du CMJN",
                aide="demandez à l’imprimeur son profil CMJN, ou retirez « profil » de carnet.yaml",
                exit_code=1,
            )
        self.profile = profile
        self._known: dict[tuple[float, ...], Recipe] = {}

    @cached_property
    def condition(self) -> Condition:
        """What the output intent says."""
        name = str(ImageCms.getProfileDescription(self._press)).strip()
        for start, (identifier, info) in KNOWN.items():
            if name.startswith(start):
                return Condition(identifier, info, REGISTRY)
        number = CONDITION.search(name)
        return Condition(f"FOGRA{number[1]}", name, REGISTRY) if number else Condition("Custom", name, "")

    # --- flat colours ------------------------------------------------------------------------------

    def recipe(self, red: float, green: float, blue: float) -> Recipe:
        """Return the inks of a flat sRGB colour, each channel from 0 to 1."""
        wanted = (red, green, blue)
        if wanted not in self._known:
            self._known[wanted] = self._grey(wanted) if len(set(wanted)) == 1 else self._nearest(wanted)
        return self._known[wanted]

    def _grey(self, wanted: Sequence[float]) -> Recipe:
        """Return black alone, as dark as the grey looks; the darkest is all the black there is."""
        shades = [(0, 0, 0, k) for k in range(101)]
        seen = self._seen(shades)
        light, dark = seen[0][0], seen[100][0]
        target = dark + self._lab(wanted)[0] / 255 * (light - dark)
        return min(shades, key=lambda shade: (abs(seen[shade[3]][0] - target), shade))

    def _nearest(self, wanted: Sequence[float]) -> Recipe:
        light, a, b = self._lab(wanted)
        return min(
            zip(self._palette, self._palette_seen, strict=True),
            key=lambda one: (
                (one[1][0] - light) ** 2 * 0.154 + (one[1][1] - a) ** 2 + (one[1][2] - b) ** 2,
                one[0],  # L is stored on 255 for 100: its square weighs (100/255)² = 0.154
            ),
        )[0]

    @cached_property
    def _palette(self) -> list[Recipe]:
        shares = range(0, 101, STEP)
        found: set[Recipe] = set()
        for one, two, black in product(shares, repeat=3):
            found |= {(one, two, 0, black), (0, one, two, black), (one, 0, two, black)}
        return sorted(found)

    @cached_property
    def _palette_seen(self) -> list[tuple[int, ...]]:
        return self._seen(self._palette)

    def _seen(self, recipes: Sequence[Recipe]) -> list[tuple[int, ...]]:
        """Return how recipes look on white paper: L*a*b* on three bytes."""
        plates = bytes(round(share * 2.55) for recipe in recipes for share in recipe)
        strip = Image.frombytes("CMYK", (len(recipes), 1), plates)
        return _pixels(_through(self._to_lab, strip))

    def _lab(self, rgb: Sequence[float]) -> tuple[int, ...]:
        dot = Image.new("RGB", (1, 1), tuple(round(channel * 255) for channel in rgb))
        return _pixels(_through(_screen_to_lab(), dot))[0]

    @cached_property
    def _to_lab(self) -> Any:
        return ImageCms.buildTransform(
            self._press, ImageCms.createProfile("LAB"), "CMYK", "LAB",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        )  # fmt: skip

    # --- images ------------------------------------------------------------------------------------

    def separate(self, image: Image.Image, *, lossless: bool) -> Separated:
        """Return an opaque sRGB or grey image in inks; grey stays grey and prints with black alone.

        ``lossless`` keeps every pixel as it is (drawings); a photograph becomes a JPEG.
        """
        if image.mode == "L":
            return Separated(_encoded(image, lossless=lossless), "L", _grey_ink(image))
        plates = _through(self._to_press, image.convert("RGB"))
        return _within(plates, lossless=lossless)

    @cached_property
    def _to_press(self) -> Any:
        return ImageCms.buildTransform(
            ImageCms.createProfile("sRGB"), self._press, "RGB", "CMYK",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )  # fmt: skip


def bounded(shares: Sequence[float]) -> tuple[float, ...]:
    """Return a flat colour written in inks, each from 0 to 1, in per cent, within ``MAX_INK``."""
    *colours, black = (share * 100 for share in shares)
    room = min(1.0, (MAX_INK - black) / max(sum(colours), 1e-6))
    return tuple(round(ink, 2) for ink in (*(colour * room for colour in colours), black))


def total_ink(plates: Image.Image) -> float:
    """Return the most ink one pixel of a CMYK image takes, in per cent."""
    return _most(_sum(plates)) / 2.55


def _within(plates: Image.Image, *, lossless: bool) -> Separated:
    """Encode plates so that what is read back stays under ``MAX_INK``: JPEG may add ink around an edge."""
    ceiling = MAX_INK * 2.55
    limit = ceiling
    while True:
        kept = _limited(plates, limit)
        content = _encoded(kept, lossless=lossless)
        found = total_ink(kept if lossless else Image.open(io.BytesIO(content)))
        if found * 2.55 <= ceiling:
            return Separated(content, "CMYK", found)
        limit -= max(2.0, found * 2.55 - ceiling)


def _limited(plates: Image.Image, limit: float) -> Image.Image:
    """Take from cyan, magenta and yellow alike what goes over a limit; black keeps the drawing."""
    if _most(_sum(plates)) <= limit:
        return plates
    *colours, black = plates.split()
    room = ImageMath.lambda_eval(_room, limit=int(limit), c=colours[0], m=colours[1], y=colours[2], k=black)
    thinned = [ImageMath.lambda_eval(_thinned, plate=plate, room=room) for plate in colours]
    return Image.merge("CMYK", (*thinned, black))


def _room(given: dict[str, Any]) -> Any:
    """Return by how much the three coloured inks shrink at each pixel, on 4096."""
    least, most = given["min"], given["max"]
    colours = most(given["c"] + given["m"] + given["y"], 1)
    return least(most(given["limit"] - given["k"], 0) * 4096 / colours, 4096)


def _thinned(given: dict[str, Any]) -> Any:
    return given["convert"](given["plate"] * given["room"] / 4096, "L")


def _sum(plates: Image.Image) -> Image.Image:
    c, m, y, k = plates.split()
    summed: Image.Image = ImageMath.lambda_eval(
        lambda given: given["c"] + given["m"] + given["y"] + given["k"], c=c, m=m, y=y, k=k
    )
    return summed


def _most(band: Image.Image) -> float:
    """Return the highest value of an image of one band."""
    _, most = band.getextrema()
    assert not isinstance(most, tuple)
    return most


def _grey_ink(image: Image.Image) -> float:
    return _most(ImageChops.invert(image)) / 2.55


def _encoded(image: Image.Image, *, lossless: bool) -> bytes:
    """Return raw pixels, or a JPEG whose CMYK is not the inverse of what it means."""
    if lossless:
        return image.tobytes()
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, subsampling="4:4:4", optimize=True)
    return out.getvalue()


def _pixels(image: Image.Image) -> list[tuple[int, ...]]:
    """Return the pixels of a small image as Pillow shows them: in L*a*b*, 128 is a neutral a or b."""
    return list(zip(*(band.tobytes() for band in image.split()), strict=True))


def _through(transform: Any, image: Image.Image) -> Image.Image:
    """Return an image seen through a colour transform."""
    seen = ImageCms.applyTransform(image, transform)
    assert seen is not None  # only a transform made in place returns nothing
    return seen


def _screen_to_lab() -> Any:
    return ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB",
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
    )  # fmt: skip


def flattened(image: Image.Image) -> Image.Image:
    """Return an image of any mode as opaque grey or RGB on white paper, grey when it has no colour."""
    if image.mode in ("1", "L", "LA", "I;16"):
        return image.convert("L")
    plain = image.convert("RGBA") if image.has_transparency_data else image.convert("RGB")
    if plain.mode == "RGBA":
        paper = Image.new("RGB", plain.size, "white")
        paper.paste(plain, mask=plain.getchannel("A"))
        plain = paper
    red, green, blue = plain.split()
    colourless = not any(ImageChops.difference(red, other).getbbox() for other in (green, blue))
    return red if colourless else plain
