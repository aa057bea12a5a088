"""A finished file read back before it is sent: what a prepress desk would measure in it.

In: the bytes of a PDF we made. Out: ``Controls``, for ``rapport.json``. Colours of a screen, a face that is
not in the file or a page of another size are faults of ours, and stop the build.
"""

import io
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

import pikepdf
from pikepdf import Matrix, Name, Stream

from carnet.outputs.printer.inks import MAX_INK, total_ink
from carnet.outputs.printer.plates import MM

PAINT: Final = {"k": "CMJN", "K": "CMJN", "g": "gris", "G": "gris", "rg": "RVB", "RG": "RVB"}
SPACES: Final = {"/DeviceCMYK": "CMJN", "/DeviceGray": "gris", "/DeviceRGB": "RVB"}


@dataclass
class Controls:
    """What was measured in a printed file; lengths in millimetres, ink in per cent."""

    pages: int
    format_fini: tuple[float, float]
    fond_perdu: float
    feuille: tuple[float, float]
    couleurs: Counter[str] = field(default_factory=Counter)
    images: Counter[str] = field(default_factory=Counter)
    encrage: float = 0.0
    definition_min: int | None = None
    polices: dict[str, bool] = field(default_factory=dict)
    profil: str = ""

    def as_json(self) -> dict[str, object]:
        """Return what ``rapport.json`` says of the file."""
        return {
            "pages": self.pages,
            "format_fini_mm": list(self.format_fini),
            "fond_perdu_mm": self.fond_perdu,
            "feuille_mm": list(self.feuille),
            "couleurs": dict(sorted(self.couleurs.items())),
            "images": dict(sorted(self.images.items())),
            "rvb": self.couleurs["RVB"] + self.images["RVB"],
            "encrage_max": round(self.encrage, 1),
            "definition_min": self.definition_min,
            "polices": sorted(self.polices),
            "polices_non_incorporees": sorted(name for name, inside in self.polices.items() if not inside),
            "profil": self.profil,
        }


def controls(content: bytes) -> Controls:
    """Read a file back. An ``AssertionError`` tells a fault of ours, never of whoever makes the carnet."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        boxes = {_boxes(page) for page in pdf.pages}
        assert len(boxes) == 1, "pages of several sizes"
        (trim, bleed, media) = boxes.pop()
        found = Controls(len(pdf.pages), trim, bleed, media)
        found.profil = str(pdf.Root.OutputIntents[0].OutputConditionIdentifier)
        reader = _Reader(found)
        for page in pdf.pages:
            reader.stream(page, page.obj.Resources, Matrix())
    assert not found.couleurs["RVB"] + found.images["RVB"], "screen colours left"
    assert all(found.polices.values()), "a face that is not in the file"
    assert found.encrage <= MAX_INK, "too much ink"
    return found


def _boxes(page: Any) -> tuple[tuple[float, float], float, tuple[float, float]]:
    trim, bleed, media = ([float(v) for v in page.obj[key]] for key in ("/TrimBox", "/BleedBox", "/MediaBox"))
    margins = {
        round((a - b) / MM, 2) for a, b in zip(trim[:2] + bleed[2:], bleed[:2] + trim[2:], strict=True)
    }
    assert len(margins) == 1, "a bleed that is not even"
    return _size(trim), margins.pop(), _size(media)


def _size(box: list[float]) -> tuple[float, float]:
    return round((box[2] - box[0]) / MM, 2), round((box[3] - box[1]) / MM, 2)


class _Reader:
    """Reads content streams, those of forms and patterns too."""

    def __init__(self, found: Controls) -> None:
        self.found = found
        self.read: dict[tuple[int, int], float] = {}
        """The ink of the images already measured: one may be printed many times."""

    def stream(self, owner: Any, resources: Any, matrix: Matrix) -> None:
        """Read a page or a form; ``matrix`` brings its coordinates to the sheet's."""
        self._faces(resources)
        kept: list[Matrix] = []
        for instruction in pikepdf.parse_content_stream(owner):
            name, operands = str(instruction.operator), instruction.operands
            if name == "q":
                kept.append(matrix)
            elif name == "Q":
                matrix = kept.pop()
            elif name == "cm":
                matrix = Matrix(*(float(v) for v in operands)) @ matrix
            elif name in PAINT:
                self._paint(name, [float(v) for v in operands])
            elif name == "Do":
                self._drawn(resources.XObject[str(operands[0])], resources, matrix)
            elif name in ("cs", "CS") and str(operands[0]) in SPACES:
                self.found.couleurs[SPACES[str(operands[0])]] += 1

    def _paint(self, name: str, shares: list[float]) -> None:
        self.found.couleurs[PAINT[name]] += 1
        if PAINT[name] == "CMJN":
            self.found.encrage = max(self.found.encrage, 100 * sum(shares))

    def _drawn(self, thing: Stream, resources: Any, matrix: Matrix) -> None:
        if thing.Subtype == Name.Image:
            self._image(thing, matrix)
            return
        inner = Matrix(*(float(v) for v in thing.get("/Matrix", (1, 0, 0, 1, 0, 0))))
        self.stream(thing, thing.get("/Resources", resources), inner @ matrix)

    def _image(self, image: Stream, matrix: Matrix) -> None:
        space = SPACES.get(str(image.get("/ColorSpace")), "RVB")
        self.found.images[space] += 1
        across = (matrix.a**2 + matrix.b**2) ** 0.5 / 72
        down = (matrix.c**2 + matrix.d**2) ** 0.5 / 72
        if across and down:
            dpi = round(min(int(image.Width) / across, int(image.Height) / down))
            self.found.definition_min = min(dpi, self.found.definition_min or dpi)
        if space == "CMJN" and image.objgen not in self.read:
            plates = pikepdf.PdfImage(image).as_pil_image(apply_mask=False)
            self.read[image.objgen] = total_ink(plates)
            self.found.encrage = max(self.found.encrage, self.read[image.objgen])

    def _faces(self, resources: Any) -> None:
        for font in resources.get("/Font", {}).values():
            for inner in font.get("/DescendantFonts", [font]):
                descriptor = inner.get("/FontDescriptor", {})
                inside = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
                self.found.polices[str(font.BaseFont).partition("+")[2] or str(font.BaseFont)] = inside
