"""The printer's desk: pikepdf reads every operator, Ghostscript separates the plates, zxing reads the codes.

Nothing here shares code with ``carnet.outputs.printer``: what a file says is found again from its bytes.
"""

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pikepdf
import zxingcpp
from PIL import Image, ImageChops, ImageStat

from carnet import machine
from tests.judges import Remark

MM: Final = 72 / 25.4
INK: Final = 300
DPI: Final = 50
"""How finely plates are separated: ink is measured on dots of half a millimetre."""

PLATES: Final = ("Cyan", "Magenta", "Yellow", "Black")
SCREEN: Final = {"rg", "RG", "ri", "BI", "d1"}


def check(path: Path, trim: tuple[float, float], bleed: float, pages_multiple: int = 1) -> list[Remark]:
    """Return what would make a printer send a file back; ``trim`` and ``bleed`` are in millimetres."""
    return [*_structure(path, trim, bleed, pages_multiple), *_faces(path), *_plates(path, bleed)]


def codes(path: Path, wanted: Sequence[str], pages: Sequence[int] = (1,)) -> list[Remark]:
    """Return the codes that a phone or a till would not read on these pages, printed at 300 dpi."""
    read = set()
    with tempfile.TemporaryDirectory() as folder:
        for page in map(str, pages):
            _run("pdftoppm", "-r", "300", "-gray", "-f", page, "-l", page, str(path), f"{folder}/p")
        for picture in sorted(Path(folder).iterdir()):
            with Image.open(picture) as page:
                read |= {code.text for code in zxingcpp.read_barcodes(page)}
    return [Remark("code", "error", path.name, f"{code} is not read") for code in wanted if code not in read]


def said(path: Path) -> list[str]:
    """Return the words of each page, as poppler reads them."""
    return _run("pdftotext", str(path), "-").split("\f")[:-1]


def bled(path: Path, page: int) -> dict[str, float]:
    """Return how much of each side of a page is inked in the last half millimetre of its bleed, from 0 to 1."""
    with pikepdf.open(path) as pdf:
        media, bleed = (
            [float(v) for v in pdf.pages[page - 1].obj[key]] for key in ("/MediaBox", "/BleedBox")
        )
    dots = 100 / 72
    left, low, right, high = (round((bleed[n] - media[n % 2]) * dots) for n in range(4))
    with tempfile.TemporaryDirectory() as folder:
        shown = ("-r", "100", "-gray", "-f", str(page), "-l", str(page), str(path), f"{folder}/p")
        _run("pdftoppm", *shown)
        with Image.open(next(Path(folder).iterdir())) as image:
            top, foot = image.height - high, image.height - low
            strips = {
                "left": (left + 1, top, left + 3, foot), "right": (right - 3, top, right - 1, foot),
                "top": (left, top + 1, right, top + 3), "foot": (left, foot - 3, right, foot - 1),
            }  # fmt: skip
            cut = {
                side: image.crop(box).point(lambda value: 255 if value < 250 else 0)
                for side, box in strips.items()
            }
            return {side: ImageStat.Stat(strip).mean[0] / 255 for side, strip in cut.items()}


# --- what the file says -----------------------------------------------------------------------------


def _structure(path: Path, trim: tuple[float, float], bleed: float, multiple: int) -> Iterator[Remark]:
    with pikepdf.open(path) as pdf:
        intents = [_intent(intent) for intent in pdf.Root.get("/OutputIntents", [])]
        if intents != [("/GTS_PDFX", "FOGRA39", 4)]:
            yield Remark("intent", "error", path.name, str(intents))
        claim = pdf.Root.Metadata.read_raw_bytes() if "/Metadata" in pdf.Root else b""
        if b"<pdfxid:GTS_PDFXVersion>PDF/X-4<" not in claim:
            yield Remark("xmp", "error", path.name, "PDF/X-4 is not claimed in plain bytes")
        if pdf.docinfo.get("/Trapped") != "/False":
            yield Remark("trapped", "error", path.name, str(pdf.docinfo.get("/Trapped")))
        for key in ("/StructTreeRoot", "/Names", "/Outlines", "/OpenAction", "/AcroForm"):
            if key in pdf.Root:
                yield Remark("screen", "error", path.name, key)
        if len(pdf.pages) % multiple:
            yield Remark("pages", "error", path.name, f"{len(pdf.pages)} pages")
        for number, page in enumerate(pdf.pages, 1):
            place = f"{path.name} p. {number}"
            yield from _boxes(page, place, trim, bleed)
            yield from _marks(page, place)
            for fault in _walk(page, page.obj.Resources, set()):
                yield Remark("colour", "error", place, fault)


def _intent(intent: Any) -> tuple[str, str, int]:
    return str(intent.S), str(intent.OutputConditionIdentifier), int(intent.DestOutputProfile.N)


def _boxes(page: Any, place: str, trim: tuple[float, float], bleed: float) -> Iterator[Remark]:
    if "/Annots" in page.obj:
        yield Remark("annotation", "error", place, "an annotation")
    boxes = {key: [float(v) for v in page.obj[key]] for key in ("/TrimBox", "/BleedBox", "/MediaBox")}
    left, bottom, right, top = boxes["/TrimBox"]
    size = ((right - left) / MM, (top - bottom) / MM)
    if max(abs(a - b) for a, b in zip(size, trim, strict=True)) > 0.1:
        yield Remark("trim", "error", place, f"{size}")
    around = [left - bleed * MM, bottom - bleed * MM, right + bleed * MM, top + bleed * MM]
    if max(abs(a - b) for a, b in zip(around, boxes["/BleedBox"], strict=True)) > 0.1 * MM:
        yield Remark("bleed", "error", place, f"{boxes['/BleedBox']}")
    inside = [a <= b for a, b in zip(boxes["/MediaBox"][:2], boxes["/BleedBox"][:2], strict=True)]
    if not all(inside):
        yield Remark("media", "error", place, f"{boxes['/MediaBox']}")


def _marks(page: Any, place: str) -> Iterator[Remark]:
    """Check that the strokes a page draws itself, its marks, stay out of its bleed."""
    left, bottom, right, top = (float(v) for v in page.obj.BleedBox)
    for instruction in pikepdf.parse_content_stream(page):
        if str(instruction.operator) in ("m", "l"):
            x, y = (float(v) for v in instruction.operands)
            if left < x < right and bottom < y < top:
                yield Remark("mark", "error", place, f"a mark at {x}, {y}")


def _walk(owner: Any, resources: Any, seen: set[tuple[int, int]]) -> Iterator[str]:
    """Yield every use of a colour that is neither CMYK, nor black, nor the registration colour."""
    for instruction in pikepdf.parse_content_stream(owner):
        operator, operands = str(instruction.operator), instruction.operands
        if operator in SCREEN or isinstance(instruction, pikepdf.ContentStreamInlineImage):
            yield operator
        elif operator in ("cs", "CS"):
            space = resources.get("/ColorSpace", {}).get(str(operands[0]), operands[0])
            if not _is_printed(space):
                yield str(space)
        elif operator in ("k", "K") and sum(map(float, operands)) > INK / 100:
            yield f"{operands}"
        elif operator == "sh" and resources.Shading[str(operands[0])].ColorSpace != "/DeviceCMYK":
            yield "shading"
        elif operator == "Do":
            drawn = resources.XObject[str(operands[0])]
            if drawn.objgen in seen:
                continue
            seen.add(drawn.objgen)
            if drawn.Subtype != "/Image":
                yield from _walk(drawn, drawn.get("/Resources", resources), seen)
            elif drawn.get("/ColorSpace") not in ("/DeviceCMYK", "/DeviceGray"):
                yield f"an image in {drawn.get('/ColorSpace')}"


def _is_printed(space: Any) -> bool:
    """Whether a colour space is one of inks: black, the four, a pattern, or the registration colour."""
    if isinstance(space, pikepdf.Array):
        return [str(part) for part in list(space)[:2]] == ["/Separation", "/All"]
    return str(space) in ("/DeviceCMYK", "/DeviceGray", "/Pattern")


# --- what other programs see in it ------------------------------------------------------------------


def _faces(path: Path) -> Iterator[Remark]:
    """Read poppler's list of fonts: each is embedded, each is ours."""
    for row in _run("pdffonts", str(path)).splitlines()[2:]:
        name, embedded = row.split()[0], row.split()[-5]
        if embedded != "yes" or "+Carnet-" not in name:
            yield Remark("font", "error", path.name, row)


def _plates(path: Path, bleed: float) -> Iterator[Remark]:
    """Separate every page: four plates and no more, and no dot with too much ink inside the bleed."""
    with tempfile.TemporaryDirectory() as folder:
        _run(
            machine.require("ghostscript"),
            "-q", "-dSAFER", "-sDEVICE=tiffsep", f"-r{DPI}", "-o", f"{folder}/%d.tif", str(path),
        )  # fmt: skip
        pages = sorted(
            (p for p in Path(folder).glob("*.tif") if "(" not in p.name), key=lambda p: int(p.stem)
        )
        for page in pages:
            plates = {p.name.partition("(")[2][:-5]: p for p in Path(folder).glob(f"{page.stem}(*).tif")}
            if set(plates) != set(PLATES):
                yield Remark("plate", "error", f"{path.name} p. {page.stem}", ", ".join(plates))
            ink = _ink([plates[name] for name in PLATES], bleed)
            if ink > INK + 1:
                yield Remark("ink", "error", f"{path.name} p. {page.stem}", f"{ink:.0f} %")


def _ink(plates: Sequence[Path], bleed: float) -> float:
    """Return the most ink one dot takes, in per cent: 0 is a full plate in what Ghostscript writes."""
    total: Image.Image | None = None
    for plate in plates:
        with Image.open(plate) as image:
            slug = 9 * DPI / 25.4  # what is beyond the bleed: gap, mark and edge
            ink = ImageChops.invert(image.convert("L")).crop(
                (
                    round(slug) + 1,
                    round(slug) + 1,
                    image.width - round(slug) - 1,
                    image.height - round(slug) - 1,
                )
            )
        quarter = ink.point(lambda value: value / 4)
        total = quarter if total is None else ImageChops.add(total, quarter)
    assert total is not None
    return float(total.getextrema()[1]) * 4 / 2.55  # type: ignore[arg-type, operator]  # one band


def _run(*command: str) -> str:
    run = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if run.returncode:
        raise RuntimeError(f"{command[0]} stopped: {run.stdout}{run.stderr}")
    return run.stdout
