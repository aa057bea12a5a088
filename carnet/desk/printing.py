"""Printed pages as pictures, which every browser and every telephone shows.

In: a PDF. Out: one PNG per page, through PDFium, the engine of Chromium's own reader.
"""

import io

SCALE = 2.0  # pixels per point: an A5 page is 840 pixels wide


def pictures(pdf: bytes, most: int = 40) -> list[bytes]:
    """Return the pages of a PDF as PNG files, ``most`` of them at most."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        made = []
        for page in list(document)[:most]:
            out = io.BytesIO()
            page.render(scale=SCALE).to_pil().save(out, "PNG")
            made.append(out.getvalue())
        return made
    finally:
        document.close()
