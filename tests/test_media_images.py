"""Photos and drawings: upright, in sRGB, reduced, and without a trace of who took them where."""

import io
import random
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageFile, PngImagePlugin

from carnet.cache import Cache
from carnet.media import MediaError, pixels
from carnet.media.images import Form, Picture, derive, probe, verify

NOWHERE = Cache(None)
FORMS: tuple[Form, ...] = ("jpeg", "png", "avif", "auto")
SECRETS = ("Canon", "EOS 1300D", "SERIE-4242", "Mathilde", "Valence", "brouillon de Zoé")
TRACES = (
    b"Exif", b"eXIf", b"GPSL", b"http://ns.adobe.com", b"xpacket", b"Photoshop", b"8BIM", b"ICC_PROFILE", b"iCCP",
    b"acsp", b"tEXt", b"iTXt", b"zTXt", b"tIME",
)  # fmt: skip
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/' xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' photoshop:City='Valence'/>"


@pytest.fixture
def lay(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that lays an original on disk."""

    def put(image: Image.Image | bytes, name: str = "original", kind: str = "JPEG", **options: Any) -> Path:
        path = tmp_path / name
        if isinstance(image, bytes):
            path.write_bytes(image)
        else:
            image.save(path, kind, **options)
        return path

    return put


def made(path: Path, form: Form = "jpeg", width: int = 100, **options: Any) -> Image.Image:
    """Return the published picture, read again."""
    picture = derive(path, form=form, width=width, cache=NOWHERE, **options)
    image = Image.open(io.BytesIO(picture.content))
    image.load()
    return image


def landscape() -> Image.Image:
    """Return a photo-like image whose four corners differ."""
    image = Image.linear_gradient("L").resize((80, 60)).convert("RGB")
    for place, colour in (((0, 0), "red"), ((64, 0), "lime"), ((0, 44), "blue"), ((64, 44), "white")):
        image.paste(colour, (*place, place[0] + 16, place[1] + 16))
    return image


def where_and_who(orientation: int = 1) -> Image.Exif:
    """Return the EXIF block of a phone: device, serial number, author, and a real GPS directory."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F], exif[0x0110] = "Canon", "Canon EOS 1300D"
    exif[0x013B] = "BRAS Mathilde"
    exif.get_ifd(0x8769)[0xA431] = "SERIE-4242"
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (44.0, 55.0, 59.1), 3: "E", 4: (4.0, 53.0, 32.4), 29: "2026:03:12"}
    )
    return exif


def iptc(city: str) -> bytes:
    """Return a Photoshop block that names a city, as newsrooms write it."""
    record = b"\x1c\x02\x5a" + struct.pack(">H", len(city)) + city.encode()
    block = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record
    return b"\xff\xed" + struct.pack(">H", len(block) + 16) + b"Photoshop 3.0\0" + block


def profile(red: tuple[float, float, float], green: tuple[float, float, float]) -> bytes:
    """Return a minimal RGB matrix profile with these primaries (and sRGB's blue)."""

    def xyz(values: tuple[float, float, float]) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(v * 65536)) for v in values)

    tags = {
        b"desc": b"desc\0\0\0\0\0\0\0\x05Test\0" + bytes(79),
        b"wtpt": xyz((0.9642, 1.0, 0.8249)),
        b"rXYZ": xyz(red), b"gXYZ": xyz(green), b"bXYZ": xyz((0.1431, 0.0606, 0.7141)),
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), b"curv\0\0\0\0\0\0\0\x01" + struct.pack(">HH", 0x0233, 0)),
    }  # fmt: skip
    return packed_profile(b"RGB ", tags)


def packed_profile(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    """Lay out an ICC profile."""
    table, body, place = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        value += bytes(-len(value) % 4)
        table += name + struct.pack(">II", place + len(body), len(value))
        body += value
    size = struct.pack(">I", place + len(body))
    head = size + b"\0\0\0\0\x02\x10\0\0mntr" + space + b"XYZ " + bytes(12) + b"acsp" + bytes(28)
    return head + struct.pack(">iii", 63190, 65536, 54061) + bytes(128 - len(head) - 12) + table + body


def png_header(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that claims to be of this size."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    size = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size)
        + chunk(b"IDAT", zlib.compress(bytes(9)))
        + chunk(b"IEND", b"")
    )


def no_trace(picture: Picture) -> None:
    """Assert that nothing but pixels is in a picture."""
    image = Image.open(io.BytesIO(picture.content))
    assert not dict(image.getexif())
    assert not image.getexif().get_ifd(0x8825)
    assert set(image.info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
    }
    for secret in SECRETS:
        assert secret.encode() not in picture.content
        assert secret.encode("utf-16-le") not in picture.content
    for trace in TRACES:
        assert trace not in picture.content


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF"])
def test_no_position_device_or_author_is_left(lay: Callable[..., Path], kind: str, form: Form) -> None:
    """Whatever the original tells of its place, device and author, the published picture does not."""
    options: dict[str, Any] = {
        "exif": where_and_who(),
        "icc_profile": profile((0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971)),
    }
    if kind == "JPEG":
        options |= {"comment": "brouillon de Zoé", "extra": iptc("Valence"), "xmp": XMP}
    if kind in ("WEBP", "AVIF"):
        options |= {"xmp": XMP}
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Author", "BRAS Mathilde")
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", XMP.decode())
    path = lay(landscape(), kind=kind, **options)

    picture = derive(path, width=100, form=form, cache=NOWHERE)

    assert b"Canon EOS 1300D" in path.read_bytes(), "the original tells"
    no_trace(picture)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright(lay: Callable[..., Path], kind: str, orientation: int) -> None:
    """The eight EXIF orientations give the same picture, and ``probe`` tells its size as seen."""
    turned = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]
    stored = landscape() if turned is None else landscape().transpose(Image.Transpose(turned))
    path = lay(stored, kind=kind, exif=where_and_who(orientation))

    facts, image = probe(path), made(path, "png")

    assert (facts.width, facts.height) == image.size == (80, 60)
    for place, colour in (
        ((4, 4), (255, 0, 0)),
        ((75, 4), (0, 255, 0)),
        ((4, 55), (0, 0, 255)),
        ((75, 55), (255, 255, 255)),
    ):
        seen = image.getpixel(place)
        assert isinstance(seen, tuple)
        assert all(abs(a - b) < 60 for a, b in zip(seen, colour, strict=True)), (place, seen)


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [(40, None, (40, 30)), (800, None, (80, 60)), (80, 30, (40, 30)), (33, None, (33, 25)), (1, 1, (1, 1))],
)
def test_a_picture_fits_its_box_and_is_never_enlarged(
    lay: Callable[..., Path], width: int, height: int | None, size: tuple[int, int]
) -> None:
    """Width and height are limits; proportions are kept."""
    path = lay(landscape())

    picture = derive(path, width=width, height=height, form="jpeg", cache=NOWHERE)

    assert (picture.width, picture.height) == size
    assert Image.open(io.BytesIO(picture.content)).size == size


def test_a_large_photo_is_read_on_a_coarser_grid(lay: Callable[..., Path]) -> None:
    """Reducing a JPEG by half or more keeps its colours and its size to the pixel."""
    path = lay(landscape().resize((1600, 1203)))

    image = made(path, width=100)

    assert image.size == (100, 75)
    assert near(image, (5, 5), (255, 0, 0))


def near(image: Image.Image, place: tuple[int, int], colour: tuple[int, ...], by: int = 8) -> bool:
    """Say whether a pixel is about of a colour."""
    seen = image.convert("RGB").getpixel(place)
    assert isinstance(seen, tuple)
    return all(abs(a - b) <= by for a, b in zip(seen, colour, strict=True))


@pytest.mark.parametrize("form", FORMS)
def test_colours_are_those_the_profile_means(lay: Callable[..., Path], form: Form) -> None:
    """With a profile whose red is what sRGB calls green, a red original is published green."""
    swapped = profile(red=(0.3851, 0.7169, 0.0971), green=(0.4361, 0.2225, 0.0139))
    path = lay(Image.new("RGB", (20, 20), (255, 0, 0)), kind="PNG", icc_profile=swapped)

    assert near(made(path, form), (10, 10), (0, 255, 0))


def test_grey_follows_its_profile_and_stays_grey(lay: Callable[..., Path]) -> None:
    """A grey photo with a linear profile is lightened as that profile means, and has one channel."""
    linear = packed_profile(b"GRAY", {
        b"desc": b"desc\0\0\0\0\0\0\0\x05Test\0" + bytes(79),
        b"wtpt": b"XYZ \0\0\0\0" + struct.pack(">iii", 63190, 65536, 54061),
        b"kTRC": b"curv" + bytes(8),
    })  # fmt: skip
    path = lay(Image.new("L", (20, 20), 55), kind="PNG", icc_profile=linear)

    image = made(path)

    assert image.mode == "L"
    assert near(image, (10, 10), (128, 128, 128), by=4)


@pytest.mark.parametrize(
    "damaged", [b"", b"nonsense", ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()]
)
def test_a_profile_that_does_not_fit_is_ignored(lay: Callable[..., Path], damaged: bytes) -> None:
    """A damaged profile, or one for other colours, leaves the pixels as they are."""
    path = lay(Image.new("RGB", (20, 20), (200, 60, 30)), kind="PNG", icc_profile=damaged)

    assert near(made(path, "png"), (10, 10), (200, 60, 30))


@pytest.mark.parametrize("form", ["jpeg", "avif", "auto"])
@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparency_is_laid_on_white(lay: Callable[..., Path], mode: str, form: Form) -> None:
    """What is transparent shows the paper, not the black that hides behind it."""
    path = lay(Image.new(mode, (20, 20), 0), kind="PNG")

    assert near(made(path, form), (10, 10), (255, 255, 255))


def test_png_keeps_transparency(lay: Callable[..., Path]) -> None:
    """Asked as PNG, a drawing keeps what is transparent, palettes included."""
    see_through = Image.new("P", (20, 20), 1)
    see_through.putpalette([0, 0, 0, 255, 0, 0])
    path = lay(see_through, kind="PNG", transparency=1)

    image = made(path, "png")

    assert image.mode == "RGBA"
    assert image.getchannel("A").getextrema() == (0, 0)


@pytest.mark.parametrize(
    ("mode", "kind", "fill", "seen"),
    [
        ("1", "PNG", 1, (255, 255, 255)), ("L", "JPEG", 90, (90, 90, 90)), ("P", "GIF", 0, (0, 0, 0)),
        ("CMYK", "JPEG", (0, 255, 255, 0), (255, 0, 0)), ("CMYK", "TIFF", (0, 0, 0, 255), (0, 0, 0)),
        ("I;16", "PNG", 0x8080, (128, 128, 128)), ("I;16", "TIFF", 0x4040, (64, 64, 64)), ("RGB", "BMP", (9, 99, 199), (9, 99, 199)),
        ("LAB", "TIFF", (255, 128, 128), (255, 255, 255)), ("RGB", "WEBP", (90, 99, 120), (90, 99, 120)),
    ],
)  # fmt: skip
def test_any_kind_of_pixel_is_published(
    lay: Callable[..., Path], mode: str, kind: str, fill: Any, seen: tuple[int, int, int]
) -> None:
    """Black and white, grey, palettes, inks, 16 bits and Lab all become grey or RGB."""
    path = lay(Image.new(mode, (20, 20), fill), kind=kind)

    image = made(path)

    assert image.mode in ("L", "RGB")
    assert near(image, (10, 10), seen)


def test_of_an_animation_the_first_image_is_published(lay: Callable[..., Path]) -> None:
    """A GIF that moves is a still picture of its beginning."""
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "lime")]
    path = lay(frames[0], kind="GIF", save_all=True, append_images=frames[1:], duration=100)

    assert near(made(path, "png"), (10, 10), (255, 0, 0))


def noise(size: tuple[int, int] = (120, 90)) -> Image.Image:
    """Return the hardest photo: every pixel different, always the same."""
    return Image.frombytes("RGB", size, random.Random(1).randbytes(3 * size[0] * size[1]))


def test_a_drawing_stays_a_drawing_and_a_photo_becomes_a_jpeg(lay: Callable[..., Path]) -> None:
    """« auto » keeps the sharp edges of a chart, and does not make a photo in PNG weigh ten times its worth."""
    chart = Image.new("RGBA", (600, 400), (0, 0, 0, 0))
    chart.paste((20, 60, 160, 255), (50, 100, 150, 400))
    chart.paste((160, 60, 20, 255), (250, 200, 350, 400))

    drawing = derive(lay(chart, "chart.png", "PNG"), width=300, form="auto", cache=NOWHERE)
    photo = derive(lay(noise(), "photo.png", "PNG"), width=300, form="auto", cache=NOWHERE)
    scanned = derive(lay(chart.convert("RGB"), "chart.jpg", "JPEG"), width=300, form="auto", cache=NOWHERE)

    assert (drawing.mime, drawing.suffix) == ("image/png", ".png")
    assert (photo.mime, photo.suffix) == (scanned.mime, scanned.suffix) == ("image/jpeg", ".jpg")
    assert near(Image.open(io.BytesIO(drawing.content)), (2, 2), (255, 255, 255), by=0)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_original_gives_the_same_bytes(lay: Callable[..., Path], form: Form) -> None:
    """Nothing of the time, the machine or a previous run is in a picture."""
    path = lay(noise())

    first = derive(path, width=90, form=form, cache=NOWHERE)
    pixels._lately.clear()
    second = derive(path, width=90, form=form, cache=NOWHERE)

    assert first == second


def test_a_photo_is_read_once_for_its_two_forms(
    lay: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each size a page wants is decoded and reduced once; a few are remembered, and none that is for print."""
    path, other = lay(noise(), name="a.png"), lay(landscape(), name="b.png")
    apart = {}
    for form in ("jpeg", "avif"):
        pixels._lately.clear()
        apart[form] = derive(path, width=50, form=form, cache=NOWHERE)
    read, reads = pixels._decoded, []
    monkeypatch.setattr(pixels, "_decoded", lambda *given: reads.append(given[1][0]) or read(*given))
    pixels._lately.clear()

    for width in (50, 40, 30):
        for form in ("jpeg", "avif"):
            made = derive(path, width=width, form=form, cache=NOWHERE)
            assert width < 50 or made == apart[form]
    for form in ("jpeg", "avif"):
        derive(other, width=50, form=form, cache=NOWHERE)
        derive(other, width=pixels.SHARED + 1, form=form, cache=NOWHERE)

    assert reads == [50, 40, 30, 50, pixels.SHARED + 1, pixels.SHARED + 1]
    assert len(pixels._lately) == pixels.LATELY


def test_a_picture_is_made_once(
    lay: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same bytes under another name are not encoded again; another width is."""
    path = lay(landscape(), exif=where_and_who(6))
    folder = tmp_path / "cache"
    first = derive(path, width=50, form="jpeg", cache=Cache(folder))
    verify(path, Cache(folder))
    monkeypatch.setattr(pixels, "_decoded", None)

    again = derive(path.rename(tmp_path / "autre-nom.jpg"), width=50, form="jpeg", cache=Cache(folder))

    assert again == first
    assert verify(tmp_path / "autre-nom.jpg", Cache(folder)).width == 60
    with pytest.raises(TypeError):
        derive(tmp_path / "autre-nom.jpg", width=51, form="jpeg", cache=Cache(folder))


@pytest.mark.parametrize("size", [(9_000, 9_000), (10_000, 10_000), (20_000, 12_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_on_its_header(lay: Callable[..., Path], size: tuple[int, int]) -> None:
    """A few bytes that would unfold to a huge image are not decoded."""
    path = lay(png_header(*size))

    for ask in (lambda: probe(path), lambda: verify(path, NOWHERE), lambda: made(path)):
        with pytest.raises(MediaError) as caught:
            ask()

        assert caught.value.code == "image-trop-grande"
        assert f"{round(size[0] * size[1] / 1e6)} millions de pixels" in caught.value.cause


def test_the_limit_can_be_lowered(lay: Callable[..., Path]) -> None:
    """A caller with less memory says so."""
    path = lay(landscape())

    with pytest.raises(MediaError, match="image-trop-grande"):
        derive(path, width=10, form="jpeg", cache=NOWHERE, max_pixels=4_799)


@pytest.mark.parametrize("tolerant", [False, True])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_photo_cut_short_is_refused(
    lay: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, kind: str, tolerant: bool
) -> None:
    """A copy that stopped half-way is not published half grey, even once WeasyPrint has loosened Pillow."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", tolerant)
    whole = lay(noise(), kind=kind).read_bytes()
    path = lay(whole[: len(whole) // 2])

    for ask in (lambda: verify(path, NOWHERE), lambda: made(path)):
        with pytest.raises(MediaError) as caught:
            ask()

        assert caught.value.code == "image-illisible"
    assert ImageFile.LOAD_TRUNCATED_IMAGES is tolerant


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", "vide"), (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(40), "HEIC"), (b"<?xml version='1.0'?>\n<svg/>", "SVG"),
        (b"<!DOCTYPE html><html>", "page web"), (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"), (b"%PDF-1.7\n", "PDF"),
        (b"Bonjour", "ni une image JPEG"), (b"\xff\xd8\xff\xe0", "abîmé"),
    ],
)  # fmt: skip
def test_what_is_no_image_is_named(lay: Callable[..., Path], content: bytes, cause: str) -> None:
    """The cause says what the file is, in the writer's words."""
    path = lay(content)

    with pytest.raises(MediaError) as caught:
        probe(path)

    assert caught.value.code == "image-illisible"
    assert cause in caught.value.cause


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    """What the system refuses is a remark, not a traceback."""
    for ask in (lambda: probe(tmp_path / "rien.jpg"), lambda: made(tmp_path)):
        with pytest.raises(MediaError, match="image-illisible"):
            ask()


ORIGINALS = [
    ("JPEG", {"exif": where_and_who(6)}),
    ("PNG", {"exif": where_and_who(6)}),
    ("GIF", {}),
    ("TIFF", {}),
    ("WEBP", {}),
    ("BMP", {}),
]


@st.composite
def damaged_images(draw: st.DrawFn) -> bytes:
    """Return a real image with some bytes changed, and perhaps its end cut off."""
    kind, options = draw(st.sampled_from(ORIGINALS))
    out = io.BytesIO()
    landscape().save(out, kind, **options)
    content = bytearray(out.getvalue())
    for place, value in draw(
        st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), max_size=8)
    ):
        content[place] = value
    return bytes(content[: draw(st.integers(0, len(content)))] if draw(st.booleans()) else content)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300) | damaged_images(), form=st.sampled_from(["jpeg", "png", "auto"]))
def test_no_file_brings_the_program_down(tmp_path: Path, content: bytes, form: Form) -> None:
    """Any bytes give a picture or a ``MediaError``, and a picture has no trace of its original."""
    path = tmp_path / "original"
    path.write_bytes(content)

    try:
        facts = verify(path, NOWHERE)
        picture = derive(path, width=30, form=form, cache=NOWHERE)
    except MediaError as fault:
        assert fault.code in ("image-illisible", "image-trop-grande")
        return

    assert picture.width <= min(30, facts.width)
    no_trace(picture)
