"""A file opened to its last layer: its words, its hidden words, the files, images and sounds inside it.

In: bytes of anything an output writes. Out: ``Seen``: folded words with their place, and what can be
compared. Archives are opened in archives, PDF read as text and as objects, metadata as words. Nothing here
knows what is looked for, so that what was seen of a file is kept by content.
"""

import base64
import gzip
import hashlib
import io
import json
import re
import tarfile
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any, Final

from carnet.cache import Cache, recipe
from carnet.leafing import leaves
from carnet.leaks.likeness import contour_of, picture_of
from carnet.leaks.needles import Kind
from carnet.spelling import folded, unescaped

DEEPEST: Final = 6
TAG: Final = re.compile(r"<[^<>]*>")
INLINE: Final = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|em|i|ins|mark|q|s|small|span|strong|sub|sup|tspan|u|wbr|text:span|w:(?!p\b)\w+)"
    r"(?:\s[^<>]*|/)?>"
)
"""Tags inside a word; those of DOCX and ODT cut words wherever somebody paused."""
DATA: Final = re.compile(r"data:[\w./+-]*;base64,([A-Za-z0-9+/=\s]{40,})")
RUNS: Final = re.compile(rb"[\x20-\x7e\xc3-\xc5\x80-\xbf]{8,}")
WIDE: Final = re.compile(rb"(?:[\x20-\x7e\xc0-\xff]\x00){6,}")
WIDE_BIG: Final = re.compile(rb"(?:\x00[\x20-\x7e\xc0-\xff]){6,}")
SPACED: Final = re.compile(rb"\0(?:[^\0]\0){5}")
"""What any word in UTF-16 holds, and hardly any other bytes: quick to look for."""
ENDS: Final = 200_000
"""Bytes at each end of a file where UTF-16 words are looked for: tags and comments are nowhere else."""
THUMBNAIL: Final = re.compile(rb"\xff\xd8\xff.*?\xff\xd9", re.DOTALL)
PIXELS: Final = re.compile(rb"(?<=\xff\xda).*?(?=\xff\xd9)", re.DOTALL)
IMAGE: Final = re.compile(
    rb"\xff\xd8\xff|\x89PNG|GIF8|II\*\0|MM\0\*|RIFF....WEBP|....ftyp(avi|mif|hei)", re.DOTALL
)
SOUND: Final = re.compile(
    rb"OggS|ID3|fLaC|RIFF....WAVE|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]|....ftyp(M4A|isom|mp4)|FORM....AIF",
    re.DOTALL,
)
XMP_POSITION: Final = re.compile(rb"(exif:GPS(Latitude|Longitude)|GPSLatitude|geo:lat)[^\w]{1,4}[\d.-]")
XMP_DEVICE: Final = re.compile(
    rb"(aux:(Lens)?SerialNumber|exifEX:BodySerialNumber|BodySerialNumber)[^\w]{1,4}\w"
)
PNG_SIGN: Final = b"\x89PNG\r\n\x1a\n"
PNG_END: Final = b"\0\0\0\0IEND\xaeB`\x82"
GPS_TAG: Final = 0x8825
EXIF_TAG: Final = 0x8769
DEVICE_TAGS: Final = frozenset({0xA430, 0xA431, 0xA435, 0x927C, 0xC62F, 0xC65D})
"""Owner, body and lens serials, maker's note, DNG serial, raw unique id (Exif 2.32, DNG 1.7)."""
PDF_SPOKEN: Final = re.compile(
    rb"/(?:ActualText|Alt|E)\s*(?:\(((?:\\.|[^()\\])*)\)|<([0-9A-Fa-f\s]+)>)", re.DOTALL
)
PDF_TOKEN: Final = re.compile(rb"\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f]*>|/[^\s()<>\[\]{}/%]*", re.DOTALL)
"""A string, in letters or in figures, or a name, as qpdf writes an object down."""
FONT_KEYS: Final = ("/Length1", "/Length2")
FONT_KINDS: Final = ("/CIDFontType0C", "/OpenType", "/Type1C")


@dataclass
class Seen:
    """What is in a file. Places are said in French, from the outside in; digests are hexadecimal SHA-256."""

    words: list[tuple[str, str]] = field(default_factory=list)
    digests: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[tuple[str, bytes]] = field(default_factory=list)
    contours: list[tuple[str, bytes]] = field(default_factory=list)
    marks: list[tuple[str, Kind]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Eye:
    """How files are looked at: what was seen before, whether images are looked at and sounds listened to."""

    cache: Cache
    likeness: bool


PROGRAM: Final = ("leaks", "leafing.py", "spelling.py")
"""The rooms that decide what is seen in a file: part of the key of all that is kept of a search."""

KEPT: Final = 64 * 2**10
"""Bytes under which opening a file again is quicker than reading what was kept of it."""


def seen(content: bytes, cache: Cache, *, likeness: bool) -> Seen:
    """Open a file; with ``likeness``, images are looked at and sounds listened to.

    What takes time (books, sounds, archives, large images) is kept by content.
    """
    eye = Eye(cache, likeness)
    if len(content) < KEPT or _is_text(content):
        return _look(content, eye)
    key = Cache.key("vues", recipe(*PROGRAM), str(likeness), content)
    return _unpacked(cache.memo(key, lambda: _packed(_look(content, eye))))


def _look(content: bytes, eye: Eye) -> Seen:
    found = Seen()
    _open(content, "", found, eye, 0)
    return found


def _is_text(content: bytes) -> bool:
    head = content[:1024]
    return b"\0" not in head and not head.startswith(b"%PDF") and _decoded(head) is not None


def _decoded(head: bytes) -> str | None:
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        return head[: error.start].decode("utf-8") if len(head) - error.start < 4 and error.start else None


def _open(content: bytes, place: str, found: Seen, eye: Eye, depth: int) -> None:
    """Add what is in one layer, and go on inside."""
    found.digests.append((place, hashlib.sha256(content).hexdigest()))
    if depth > DEEPEST:
        return
    if content.startswith(b"PK\x03\x04"):
        _zip(content, place, found, eye, depth)
    elif content.startswith(b"\x1f\x8b"):
        _inside(_unzipped(content), _in(place, "archive gzip"), found, eye, depth)
    elif content[257:262] == b"ustar":
        _tar(content, place, found, eye, depth)
    elif content.startswith(b"%PDF"):
        _pdf(content, place, found, eye, depth)
    elif IMAGE.match(content):
        _image(content, place, found, eye, depth)
    elif SOUND.match(content):
        _strings(content, _in(place, "étiquettes"), found)
        contour = contour_of(content, eye.cache) if eye.likeness else None
        found.contours += [(place, contour)] if contour else []
    elif _is_text(content):
        _text(content.decode("utf-8", errors="replace"), place, found, eye, depth)
    elif content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        _text(content.decode("utf-16", errors="replace"), place, found, eye, depth)
    else:
        _strings(content, place, found)


def _in(place: str, inner: str) -> str:
    return f"{place} › {inner}" if place else inner


def _inside(content: bytes | None, place: str, found: Seen, eye: Eye, depth: int) -> None:
    if content:
        _open(content, place, found, eye, depth + 1)


def _text(text: str, place: str, found: Seen, eye: Eye, depth: int) -> None:
    """See a text three ways: as it is, without its tags, and with words cut by tags joined again."""
    plain = unescaped(text)
    if "<" in text:
        joined = INLINE.sub("", plain)
        for said in (plain,) if joined == plain else (plain, joined):
            found.words.append((_in(place, "texte"), folded(TAG.sub(" ", said))))
    found.words.append((_in(place, "code"), folded(plain)))
    _marks(text.encode(), place, found)
    for match in DATA.finditer(text):
        _inside(_from_base64(match[1]), _in(place, "donnée incluse"), found, eye, depth)


def _from_base64(text: str) -> bytes | None:
    try:
        return base64.b64decode(re.sub(r"\s", "", text))
    except ValueError:
        return None


def _unzipped(content: bytes) -> bytes | None:
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        return None


def _zip(content: bytes, place: str, found: Seen, eye: Eye, depth: int) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = "\n".join([*archive.namelist(), archive.comment.decode("utf-8", errors="replace")])
            found.words.append((_in(place, "noms de l’archive"), folded(names)))
            for info in archive.infolist():
                if not info.filename.endswith("/"):
                    _inside(archive.read(info), _in(place, info.filename), found, eye, depth)
                    _strings(info.extra + info.comment, _in(place, info.filename), found)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
        _strings(content, place, found)


def _tar(content: bytes, place: str, found: Seen, eye: Eye, depth: int) -> None:
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for member in archive:
            found.words.append((_in(place, "noms de l’archive"), folded(f"{member.name} {member.uname}")))
            stream = archive.extractfile(member)
            _inside(stream.read() if stream else None, _in(place, member.name), found, eye, depth)


def _strings(content: bytes, place: str, found: Seen) -> None:
    """See the words of bytes in no known form: runs of letters, in UTF-8 and in both orders of UTF-16."""
    runs = [run.decode("utf-8", errors="ignore") for run in RUNS.findall(content)]
    ends = content if len(content) < 2 * ENDS else content[:ENDS] + content[-ENDS:]
    if SPACED.search(ends):
        runs += [run.decode("utf-16-le", errors="ignore") for run in WIDE.findall(ends)]
        runs += [run.decode("utf-16-be", errors="ignore") for run in WIDE_BIG.findall(ends)]
    text = folded(unescaped("\n".join(runs)))
    if text.strip():
        found.words.append((place, text))
    _marks(content, place, found)


def _marks(content: bytes, place: str, found: Seen) -> None:
    if (b"GPSL" in content or b"geo:lat" in content) and XMP_POSITION.search(content):
        found.marks.append((place, Kind.POSITION))
    if b"SerialNumber" in content and XMP_DEVICE.search(content):
        found.marks.append((place, Kind.APPAREIL))


def _image(content: bytes, place: str, found: Seen, eye: Eye, depth: int) -> None:
    """See an image: its metadata as words, the tags that say where and with what it was taken, its look."""
    from PIL import Image, UnidentifiedImageError

    metadata = _in(place, "métadonnées")
    around = PIXELS.sub(b"", content) if content.startswith(b"\xff\xd8") else content
    _strings(around, metadata, found)
    for inner in THUMBNAIL.finditer(content, 3) if content.startswith(b"\xff\xd8") else ():
        _inside(inner[0], _in(place, "vignette"), found, eye, depth)
    try:
        with Image.open(io.BytesIO(_without_pixels(content))) as image:
            exif = Image.Image.getexif(image)  # a PNG’s own method would want its pixels
            tags = set(exif) | set(exif.get_ifd(EXIF_TAG))
            if exif.get_ifd(GPS_TAG):
                found.marks.append((metadata, Kind.POSITION))
            if tags & DEVICE_TAGS:
                found.marks.append((metadata, Kind.APPAREIL))
            said = [str(value) for value in (*exif.values(), *exif.get_ifd(EXIF_TAG).values())]
            said += [str(value) for value in image.info.values() if isinstance(value, str | bytes)]
    except (OSError, UnidentifiedImageError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        said = []
    found.words.append((metadata, folded(unescaped("\n".join(said)))))
    picture = picture_of(content, eye.cache) if eye.likeness else None
    found.pictures += [(place, picture)] if picture else []


def _without_pixels(content: bytes) -> bytes:
    """Return a PNG without its pixels: texts may follow them, and Pillow would read them all to get there.

    What is left of a PNG cut short ends well; any other file is returned as it is.
    """
    if not content.startswith(PNG_SIGN):
        return content
    kept, at = [PNG_SIGN], len(PNG_SIGN)
    while (end := at + 12 + int.from_bytes(content[at : at + 4], "big")) <= len(content):
        if content[at + 4 : at + 8] != b"IDAT":
            kept.append(content[at:end])
        at = end
    return b"".join([*kept, PNG_END])


def _pdf(content: bytes, place: str, found: Seen, eye: Eye, depth: int) -> None:
    """See a PDF: the text of its pages, then every string, every name and every file its objects hold."""
    import pikepdf

    texts = (leaf.text for leaf in leaves(content, eye.cache))
    found.words.append((_in(place, "texte des pages"), _sewn("\n".join(texts))))
    said: list[str] = []
    names: set[bytes] = set()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for obj in (*pdf.objects, pdf.trailer):
            is_stream = isinstance(obj, pikepdf.Stream)
            for token in PDF_TOKEN.findall((obj.stream_dict if is_stream else obj).unparse(resolved=True)):
                if token.startswith(b"/"):
                    names.add(token)
                else:
                    said.append(str(pikepdf.Object.parse(token)))
            if is_stream:
                _pdf_stream(obj, place, found, eye, depth)
        said += [str(pikepdf.Object.parse(name)) for name in sorted(names)]
    found.words.append((_in(place, "objets du PDF"), folded("\n".join(said))))


def page_texts(content: bytes) -> list[tuple[str, str]]:
    """Return the folded text of each page of a PDF with the number printed on it, or its rank."""
    import pypdfium2

    with pypdfium2.PdfDocument(content) as pdf:
        labels = [pdf.get_page_label(rank) or str(rank + 1) for rank in range(len(pdf))]
    texts = (leaf.text for leaf in leaves(content, Cache(None)))
    return list(zip(labels, map(_sewn, texts), strict=True))


def _sewn(text: str) -> str:
    """Return text folded, the words cut at line ends sewn."""
    return folded(re.sub(r"(\ufffe|\u00ad|-)\s*\r?\n", "", text))


def _pdf_stream(obj: Any, place: str, found: Seen, eye: Eye, depth: int) -> None:
    import pikepdf

    kind, sub = str(obj.get("/Type", "")), str(obj.get("/Subtype", ""))
    if sub == "/Image":
        if str(obj.get("/Filter", "")) == "/DCTDecode":
            _inside(obj.read_raw_bytes(), _in(place, "image du PDF"), found, eye, depth)
        return
    if sub in FONT_KINDS or any(key in obj for key in FONT_KEYS):
        return  # a font's outlines
    try:
        content = obj.read_bytes()
    except pikepdf.PdfError:
        return
    if kind == "/EmbeddedFile":
        _inside(content, _in(place, "fichier joint au PDF"), found, eye, depth)
    elif kind == "/Metadata":
        _inside(content, _in(place, "métadonnées du PDF"), found, eye, depth)
    elif spoken := PDF_SPOKEN.findall(content):
        said = [_pdf_said(literal, digits) for literal, digits in spoken]
        found.words.append((_in(place, "texte de remplacement du PDF"), folded("\n".join(said))))


def _pdf_said(literal: bytes, digits: bytes) -> str:
    raw = bytes.fromhex(re.sub(rb"\s", b"", digits).decode()) if digits else literal
    wide = raw.startswith(b"\xfe\xff")
    return raw[2:].decode("utf-16-be", errors="ignore") if wide else raw.decode("latin-1")


def _packed(found: Seen) -> bytes:
    document = {
        "words": found.words,
        "digests": found.digests,
        "pictures": [(place, picture.hex()) for place, picture in found.pictures],
        "contours": [(place, contour.hex()) for place, contour in found.contours],
        "marks": [(place, kind.name) for place, kind in found.marks],
    }
    return zlib.compress(json.dumps(document, ensure_ascii=False).encode(), 1)


def _unpacked(kept: bytes) -> Seen:
    document = json.loads(zlib.decompress(kept))
    return Seen(
        [(place, text) for place, text in document["words"]],
        [(place, digest) for place, digest in document["digests"]],
        [(place, bytes.fromhex(picture)) for place, picture in document["pictures"]],
        [(place, bytes.fromhex(contour)) for place, contour in document["contours"]],
        [(place, Kind[name]) for place, name in document["marks"]],
    )
