"""HEIC photos, which phones write and no browser shows: decoded by libheif, through pi-heif.

In: bytes. Out: a JPEG upright, from its pixels alone, and the metadata blocks read beforehand. A size is
judged on the header, before anything is decoded.
"""

import io
import re

from carnet.media import MediaError


def is_heic(content: bytes) -> bool:
    """Tell whether a file starts like a HEIC photo."""
    return re.match(rb"....ftyp(hei[cxms]|hev[cx]|mif1|msf1)", content[:12], re.S) is not None


def as_jpeg(content: bytes, quality: int) -> tuple[bytes, bytes, bytes]:
    """Return a JPEG, the EXIF and the XMP of a HEIC photo; raise ``MediaError`` for a broken one."""
    import pi_heif

    from carnet.media.images import MAX_PIXELS

    try:
        opened = pi_heif.open_heif(io.BytesIO(content), convert_hdr_to_8bit=True)
        width, height = opened.size
        if width * height > MAX_PIXELS:
            cause = f"{width * height / 1e6:.0f} millions de pixels, le maximum est de {MAX_PIXELS / 1e6:.0f}"
            raise MediaError("image-trop-grande", cause)
        exif = bytes(opened.info.get("exif") or b"")
        xmp = bytes(opened.info.get("xmp") or b"")
        image = opened.to_pillow()
    except (
        OSError,
        ValueError,
        EOFError,
        SyntaxError,
        RuntimeError,
        IndexError,
        KeyError,
        TypeError,
    ) as fault:
        raise MediaError("image-illisible", "cette photo HEIC est abîmée") from fault
    from PIL import ImageCms

    if (profile := image.info.get("icc_profile")) and image.mode == "RGB":
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            image = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB")) or image
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    out = io.BytesIO()
    image = image.convert("RGB")
    image.info = {}
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue(), exif.removeprefix(b"Exif\0\0"), xmp
