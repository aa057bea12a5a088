"""From a laid-out PDF to one a printer can send to plate: PDF/X-4 (ISO 15930-7).

In: the bytes of a PDF in screen colours whose pages have a bleed. Out: the same pages in inks, every operator
and image in CMYK or black, boxes that say the trim and the bleed, marks outside the bleed, an output intent;
no link, no outline, no tag, no annotation. Pure black overprints what is under it, so that type on a colour
keeps no white rim.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, Pdf, Stream

from carnet.diagnostics import CarnetError
from carnet.outputs.printer.inks import Inks, bounded, flattened

MM: Final = 72 / 25.4
GAP, MARK, EDGE, THIN = 2 * MM, 5 * MM, 2 * MM, 0.25
"""From the bleed to a mark, its length, from its end to the edge of the sheet, its thickness."""

DROPPED: Final = frozenset({"BDC", "BMC", "EMC", "DP", "MP"})
"""What tags a text in a content stream: paper is not read aloud."""

SCREEN_SPACES: Final = ("/DeviceRGB", "/CalRGB", "/Lab", "/ICCBased")
OVER, NOT_OVER = Name("/Surimpression"), Name("/Defonce")


@dataclass(frozen=True, slots=True)
class Sheet:
    """How pages are put on their sheet: the bleed in points, whether crop marks are drawn."""

    bleed: float
    marks: bool

    @property
    def slug(self) -> float:
        """How far the sheet goes beyond the trim."""
        return self.bleed + (GAP + MARK + EDGE if self.marks else 0)


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself; ``day`` is its date in ISO form."""

    titre: str
    auteurs: str
    outil: str
    day: str


def plated(content: bytes, inks: Inks, sheet: Sheet, about: About) -> bytes:
    """Return a PDF ready for the printer; the same input gives the same bytes."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        _forget_the_screen(pdf)
        _Separator(pdf, inks).separate()
        for page in pdf.pages:
            _impose(pdf, page, sheet)
        _declare(pdf, inks, about)
        out = io.BytesIO()
        pdf.remove_unreferenced_resources()
        pdf.save(
            out,
            deterministic_id=True,
            force_version="1.6",
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            compress_streams=True,
        )
    return out.getvalue()


def _forget_the_screen(pdf: Pdf) -> None:
    """Take away what only a screen or a voice uses."""
    for key in list(pdf.Root.keys()):
        if key not in ("/Type", "/Pages"):
            del pdf.Root[key]
    for page in pdf.pages:
        for key in ("/Annots", "/StructParents", "/Tabs", "/Group", "/BleedBox", "/CropBox", "/ArtBox"):
            if key in page.obj:
                del page.obj[key]


class _Separator:
    """Turns every colour of a file into inks."""

    def __init__(self, pdf: Pdf, inks: Inks) -> None:
        self.pdf = pdf
        self.inks = inks
        self.over = pdf.make_indirect(Dictionary(Type=Name.ExtGState, op=True, OPM=1))
        self.not_over = pdf.make_indirect(Dictionary(Type=Name.ExtGState, op=False))

    def separate(self) -> None:
        """Separate pages, then all they draw with: images, forms, patterns, shadings."""
        masks = set(self._masks())
        for thing in list(self.pdf.objects):
            if isinstance(thing, Stream) and thing.get("/Subtype") == Name.Image:
                if thing.objgen not in masks:
                    self._image(thing)
            elif isinstance(thing, Stream) and (
                thing.get("/Subtype") == Name.Form or thing.get("/PatternType") == 1
            ):
                thing.write(self._inked(thing))
                self._palette(thing.get("/Resources"))
                if "/Group" in thing and "/CS" in thing.Group:
                    thing.Group.CS = Name.DeviceCMYK
            elif isinstance(thing, Dictionary | Stream) and "/ShadingType" in thing:
                self._shading(thing)
        for page in self.pdf.pages:
            page.obj.Contents = self.pdf.make_stream(self._inked(page))
            self._palette(page.obj.Resources)

    def _masks(self) -> Iterator[tuple[int, int]]:
        """Yield the images that only say where others show: their grey is no colour."""
        for thing in self.pdf.objects:
            if isinstance(thing, Stream):
                found = (thing.get(key) for key in ("/SMask", "/Mask"))
                yield from (mask.objgen for mask in found if isinstance(mask, Stream))

    def _palette(self, resources: Any) -> None:
        """Put the two graphic states of black in a resource dictionary, and no colour space of a screen."""
        if resources is None:
            return
        if "/ExtGState" not in resources:
            resources.ExtGState = Dictionary()
        resources.ExtGState[str(OVER)] = self.over
        resources.ExtGState[str(NOT_OVER)] = self.not_over
        if "/ColorSpace" in resources:
            del resources["/ColorSpace"]
        for shading in resources.get("/Shading", Dictionary()).values():
            self._shading(shading)

    # --- flat colours ------------------------------------------------------------------------------

    def _inked(self, owner: Any) -> bytes:
        """Return a content stream with its colours in inks and its tags gone."""
        spaces: dict[str, str] = {}
        done: list[Any] = []
        for instruction in pikepdf.parse_content_stream(owner):
            operator = str(instruction.operator)
            if operator in DROPPED:
                continue
            done += self._instruction(operator, instruction, spaces)
        return pikepdf.unparse_content_stream(done)

    def _instruction(self, operator: str, instruction: Any, spaces: dict[str, str]) -> Iterable[Any]:
        operands = instruction.operands
        if operator in ("cs", "CS"):
            spaces[operator] = str(operands[0])
            return [] if spaces[operator] != "/Pattern" else [instruction]
        if operator in ("sc", "scn", "SC", "SCN"):
            space = spaces.get("cs" if operator.islower() else "CS", "")
            if space == "/Pattern":
                return [instruction]
            return self._colour(space, operands, fill=operator.islower())
        space = {"g": "/DeviceGray", "rg": "/DeviceRGB", "k": "/DeviceCMYK"}.get(operator.lower(), "")
        return self._colour(space, operands, fill=operator.islower()) if space else [instruction]

    def _colour(self, space: str, operands: Sequence[Any], *, fill: bool) -> list[Any]:
        shares = [float(value) for value in operands]
        if space == "/DeviceCMYK":
            recipe = bounded(shares)
        elif space in ("/DeviceGray", "/CalGray"):
            recipe = self.inks.recipe(*shares * 3)
        elif space == "/DeviceRGB":
            recipe = self.inks.recipe(*shares)
        else:
            raise CarnetError(
                f"le livre emploie des couleurs que l’impression ne sait pas rendre ({space.strip('/')})",
                aide="écrivez-les en #rrvvbb dans les styles de templates/print",
                exit_code=1,
            )
        inks = [Decimal(str(share)) / 100 for share in recipe]
        painted = [([_plain(ink) for ink in inks], Operator("k" if fill else "K"))]
        if not fill:
            return painted
        return [*painted, ([OVER if recipe == (0, 0, 0, 100) else NOT_OVER], Operator("gs"))]

    # --- images and shadings -----------------------------------------------------------------------

    def _image(self, image: Stream) -> None:
        """Replace the pixels of an image by inks, at the same size."""
        if image.get("/ImageMask"):
            return
        photo = image.get("/Filter") == Name.DCTDecode
        pixels = flattened(pikepdf.PdfImage(image).as_pil_image(apply_mask=False))
        made = self.inks.separate(pixels, lossless=not photo)
        inverted = photo and made.mode == "CMYK"  # how JPEG has written four inks since Photoshop
        if photo:
            image.write(made.content, filter=Name.DCTDecode)
        else:
            image.write(made.content)
        image.ColorSpace = Name.DeviceCMYK if made.mode == "CMYK" else Name.DeviceGray
        image.BitsPerComponent = 8
        for key in ("/Decode", "/DecodeParms"):
            if key in image and (key == "/Decode" or photo):
                del image[key]
        if inverted:
            image.Decode = Array([1, 0] * 4)

    def _shading(self, shading: Any) -> None:
        space = shading.get("/ColorSpace")
        if space == Name.DeviceRGB:
            self._function(shading.Function)
            shading.ColorSpace = Name.DeviceCMYK
        elif space not in (Name.DeviceGray, Name.DeviceCMYK):
            raise CarnetError(
                "le livre a un dégradé dans des couleurs que l’impression ne sait pas rendre",
                aide="écrivez ses couleurs en #rrvvbb dans les styles de templates/print",
                exit_code=1,
            )

    def _function(self, function: Any) -> None:
        """Put the two ends of each ramp of a gradient in inks."""
        for part in function.get("/Functions", ()):
            self._function(part)
        for end in ("/C0", "/C1"):
            if end in function and len(function[end]) == 3:
                recipe = self.inks.recipe(*(float(v) for v in function[end]))
                function[end] = Array([_plain(Decimal(share) / 100) for share in recipe])


def _plain(number: Decimal) -> Any:
    """Return a number as short as it can be written."""
    return int(number) if number == number.to_integral_value() else number.normalize()


def _impose(pdf: Pdf, page: Any, sheet: Sheet) -> None:
    """Put a page on its sheet: its drawing cut at the bleed, its boxes, its marks."""
    left, bottom, right, top = (float(edge) for edge in page.obj.TrimBox)
    bleed = _grown((left, bottom, right, top), sheet.bleed)
    drawing = pdf.make_stream(
        page.obj.Contents.read_bytes(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([_figure(edge) for edge in bleed]),
        Resources=page.obj.Resources,
        Group=Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK, I=True, K=False),
    )
    resources = Dictionary(XObject=Dictionary(Page=drawing))
    content = b"q /Page Do Q"
    if sheet.marks:
        resources.ColorSpace = Dictionary(Reperage=_registration(pdf))
        content += _marks((left, bottom, right, top), sheet)
    page.obj.Contents = pdf.make_stream(content)
    page.obj.Resources = resources
    media = _grown((left, bottom, right, top), sheet.slug)
    page.obj.MediaBox = Array([_figure(edge) for edge in media])
    page.obj.BleedBox = Array([_figure(edge) for edge in bleed])
    page.obj.TrimBox = Array([_figure(edge) for edge in (left, bottom, right, top)])


def _grown(box: Sequence[float], by: float) -> tuple[float, float, float, float]:
    left, bottom, right, top = box
    return left - by, bottom - by, right + by, top + by


def _figure(points: float) -> Decimal:
    return Decimal(f"{points:.4f}")


def _registration(pdf: Pdf) -> Any:
    """Return the colour of marks: all plates at once."""
    tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1], N=1)
    return Array([Name.Separation, Name.All, Name.DeviceCMYK, tint])


def _marks(trim: Sequence[float], sheet: Sheet) -> bytes:
    """Return the eight strokes that tell where to cut; none enters the bleed."""
    left, bottom, right, top = trim
    near, far = sheet.bleed + GAP, sheet.bleed + GAP + MARK
    strokes = [
        stroke
        for x in (left, right)
        for stroke in ((x, bottom - near, x, bottom - far), (x, top + near, x, top + far))
    ]
    strokes += [
        stroke
        for y in (bottom, top)
        for stroke in ((left - near, y, left - far, y), (right + near, y, right + far, y))
    ]
    drawn = " ".join(f"{a:.4f} {b:.4f} m {c:.4f} {d:.4f} l S" for a, b, c, d in strokes)
    return f" q /Reperage CS 1 SCN {THIN} w {drawn} Q".encode()


# --- what the file says of itself -------------------------------------------------------------------


def _declare(pdf: Pdf, inks: Inks, about: About) -> None:
    """Write the output intent, and the same metadata in the two places where they are read."""
    profile = pdf.make_stream(inks.profile, N=4)
    condition = inks.condition
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=pikepdf.String(condition.identifier),
        Info=pikepdf.String(condition.info),
        DestOutputProfile=profile,
    )
    if condition.registry:
        intent.RegistryName = pikepdf.String(condition.registry)
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
    pdf.Root.Metadata = pdf.make_stream(_xmp(about).encode(), Type=Name.Metadata, Subtype=Name.XML)
    stamp = pikepdf.String(f"D:{about.day.replace('-', '')}000000Z")
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary(
            Title=pikepdf.String(about.titre),
            Author=pikepdf.String(about.auteurs),
            Creator=pikepdf.String(about.outil),
            Producer=pikepdf.String(about.outil),
            CreationDate=stamp,
            ModDate=stamp,
            Trapped=Name("/False"),
            GTS_PDFXVersion=pikepdf.String("PDF/X-4"),
        )
    )


def _xmp(about: About) -> str:
    titre, auteurs, outil = escape(about.titre), escape(about.auteurs), escape(about.outil)
    day = f"{about.day}T00:00:00Z"
    return f"""\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{titre}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{auteurs}</rdf:li></rdf:Seq></dc:creator>
<xmp:CreatorTool>{outil}</xmp:CreatorTool><pdf:Producer>{outil}</pdf:Producer>
<xmp:CreateDate>{day}</xmp:CreateDate><xmp:ModifyDate>{day}</xmp:ModifyDate>
<xmp:MetadataDate>{day}</xmp:MetadataDate>
<xmpMM:DocumentID>uuid:{_uuid(about)}</xmpMM:DocumentID><xmpMM:VersionID>1</xmpMM:VersionID>
<xmpMM:RenditionClass>default</xmpMM:RenditionClass>
<pdf:Trapped>False</pdf:Trapped><pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def _uuid(about: About) -> str:
    """Return an identity that is the same each time (RFC 9562, version 5)."""
    import uuid

    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{about.titre} {about.day}"))
