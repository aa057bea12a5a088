"""The smallest book, page and PDF that every judge accepts, and the same with one fault each."""

import zipfile
from pathlib import Path

CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="EPUB/livre.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""

PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="fr">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:6a3a2f0e-7d0b-4a53-9a45-0d9c8bb6f001</dc:identifier>
<dc:title>Un livre</dc:title><dc:language>fr</dc:language><dc:creator>Personne</dc:creator>
<meta property="dcterms:modified">2026-01-01T00:00:00Z</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">Du texte seul, structuré par des titres.</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="texte" href="texte.xhtml" media-type="application/xhtml+xml"/>
<item id="style" href="style.css" media-type="text/css"/>
</manifest>
<spine><itemref idref="texte"/></spine></package>"""

XHTML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="fr" xml:lang="fr">
<head><title>{title}</title><link rel="stylesheet" href="style.css"/></head>
<body>{body}</body></html>"""

NAV = """<nav epub:type="toc" role="doc-toc" aria-labelledby="titre"><h1 id="titre">Sommaire</h1>
<ol><li><a href="texte.xhtml">Un chapitre</a></li></ol></nav>"""

PAGE = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>Une page</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>Une page</h1>{body}</main></body></html>"""


def epub(path: Path, *, extra: str = "", css: str = "h1 { text-align: center; }") -> Path:
    """Write a one-chapter EPUB; ``extra`` is put at the end of the chapter."""
    chapter = f"<h1>Un chapitre</h1><p>Des mots.</p>{extra}"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("META-INF/container.xml", CONTAINER)
        book.writestr("EPUB/livre.opf", PACKAGE)
        book.writestr("EPUB/nav.xhtml", XHTML.format(title="Sommaire", body=NAV))
        book.writestr("EPUB/texte.xhtml", XHTML.format(title="Un chapitre", body=chapter))
        book.writestr("EPUB/style.css", css)
    return path


def site(folder: Path, **pages: str) -> Path:
    """Write a site of one page a name, its value being what follows the heading."""
    folder.mkdir()
    for name, body in pages.items():
        (folder / f"{name}.html").write_text(PAGE.format(body=body), "utf-8")
    return folder


def pdf(path: Path, variant: str | None) -> Path:
    """Write a one-page PDF of a WeasyPrint variant (``pdf/ua-1``, ``pdf/a-3a``), or of none."""
    from weasyprint import HTML

    HTML(string=PAGE.format(body="<p>Des mots.</p>")).write_pdf(path, pdf_variant=variant)
    return path


def printed(path: Path, *, extra: bytes = b"") -> Path:
    """Write a printer's PDF of one small page with an EAN-13; ``extra`` is drawn over it."""
    import pikepdf

    from carnet.outputs.print.engine import Press
    from carnet.outputs.print.styles import read_styles
    from carnet.outputs.printer import PROFILE, ean
    from carnet.outputs.printer.inks import Inks
    from carnet.outputs.printer.plates import MM, About, Sheet, plated
    from carnet.templating import package_templates

    styles = read_styles(Path("nowhere"), ("polices",))
    bars = "".join(
        f'<rect x="{b.x}" width="{b.width}" height="{b.height}"/>' for b in ean.bars("978-2-07-036822-8")
    )
    body = f"""<style>@page {{ size: 60mm 80mm; margin: 8mm; bleed: 5mm }} body {{ font: 9pt 'Carnet Texte' }}</style>
    <p>Des mots.</p><svg viewBox="0 0 37.29 25" style="width: 37.29mm"><title>Code</title>{bars}</svg>"""
    press = Press(styles.sheet, styles.files, None)
    page = press.lay(f"<html lang=fr><body>{body}", "")
    inks = Inks((package_templates() / "print" / PROFILE).read_bytes())
    about = About("Une page", "Personne", "carnet", "2026-11-25")
    path.write_bytes(plated(press.bind([page], page), inks, Sheet(5 * MM, marks=True), about))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        drawing = pdf.pages[0].obj.Resources.XObject.Page
        drawing.write(drawing.read_bytes() + b"\n" + extra)
        pdf.save(path)
    return path
