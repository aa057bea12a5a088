"""The press: what it refuses to fetch, what it mends, what it makes of HTML."""

import io
from typing import Any

import pikepdf
import pytest

from carnet.diagnostics import CarnetError
from carnet.outputs.print.archive import finished
from carnet.outputs.print.engine import Press
from carnet.outputs.print.styles import read_styles
from carnet.templating import package_templates

STYLES = read_styles(package_templates().parent)
PLAIN = "@page{size:148mm 210mm} body{font:9.6pt/13.5pt 'Carnet Texte';hyphens:auto;margin:0}"


def page(body: str, head: str = "") -> str:
    """Return a whole document."""
    return f'<!doctype html><html lang="fr"><head><title>Essai</title>{head}</head><body>{body}</body></html>'


def press(**shelf: bytes) -> Press:
    """Return a press with our faces."""
    faces = next(s for s in STYLES.sheet.split("/* La page"))
    return Press(faces + PLAIN, {**STYLES.files, **shelf})


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ('<img src="../../etc/passwd" alt="x">', ""),
        ('<img src="%2e%2e/%2e%2e/etc/passwd" alt="x">', ""),
        ('<img src="file:///etc/passwd" alt="x">', ""),
        ('<img src="http://169.254.169.254/" alt="x">', ""),
        ('<img src="https://example.org/x.png" alt="x">', ""),
        ("x", '<link rel="stylesheet" href="file:///etc/passwd">'),
        ("x", "<style>@import url(http://example.org/x.css);</style>"),
        ("x", "<style>@font-face{font-family:V;src:url(file:///etc/passwd)} body{font-family:V}</style>"),
        ('<img src="x.png" alt="x">', '<base href="http://example.org/">'),
        ('<img src="data:image/png;base64,iVBORw0KGgo=" alt="x">', ""),
    ],
)
def test_nothing_is_fetched_but_what_the_book_was_given(body: str, head: str) -> None:
    """Files, networks, style sheets, faces, another base, inlined data: none is read, and it is said."""
    with pytest.raises(CarnetError) as caught:
        press().lay(page(body, head), "")

    assert "ressource qui n’est pas du carnet" in str(caught.value)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "http://169.254.169.254/x.png", "../../etc/passwd"])
def test_a_drawing_of_the_book_fetches_nothing_from_elsewhere(target: str) -> None:
    """An SVG may ask for nothing: the whole drawing is refused, by its name."""
    image = f'<image href="{target}" width="9" height="9"/>'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{image}</svg>'
    table = press(**{"dessin.svg": drawing.encode()})

    with pytest.raises(CarnetError) as caught:
        table.bind([laid := table.lay(page('<img src="dessin.svg" alt="x">'), "")], laid)

    assert "dessin.svg" in str(caught.value)


def test_an_attachment_is_never_taken_from_the_disk() -> None:
    """A link that asks to attach a file attaches nothing."""
    table = press()
    laid = table.lay(page("x", '<link rel="attachment" href="file:///etc/passwd">'), "")

    with pytest.raises(CarnetError):
        table.bind([laid], laid)


def test_a_line_that_fits_is_not_cut_for_its_last_space() -> None:
    """A word that fits but for the space after it is not hyphenated: « jardi‐ » alone on its line."""
    wide = _width("jardinière")
    firsts = []
    for tenths in range(1, 22, 4):  # the space is 2.2 points wide
        body = f'<p style="width:{wide + tenths / 10}pt;margin:0">jardinière <em>et</em> compagnie</p>'
        firsts.append(_lines(press().lay(page(body), "").document.pages[0]._page_box)[0])

    assert {first.strip() for first in firsts} == {"jardinière"}


def _width(word: str) -> float:
    """Return how wide a word is set, in points."""
    laid = press().lay(page(f'<p style="margin:0"><span id="mot">{word}</span></p>'), "")
    boxes = laid.document.pages[0]._page_box.descendants()
    return float(next(b.width for b in boxes if b.element_tag == "span")) * 0.75


def _lines(box: Any) -> list[str]:
    """Return what each line shows, hyphens and all."""
    lines = (child for child in box.descendants() if type(child).__name__ == "LineBox")
    return ["".join(getattr(part, "text", "") for part in line.descendants()) for line in lines]


def test_a_cut_word_is_whole_when_read() -> None:
    """The hyphen at the end of a line is a soft one in the text, and a word cut is one word in the index."""
    long = "anticonstitutionnellement " * 12
    table = press()
    laid = table.lay(page(f'<p style="width:150pt">{long}</p>'), "")

    with pikepdf.open(io.BytesIO(finished(table.bind([laid], laid)))) as pdf:
        maps = [
            o.ToUnicode.read_bytes()
            for o in pdf.objects
            if isinstance(o, pikepdf.Dictionary) and "/ToUnicode" in o
        ]

    assert laid.texts()[0].count("anticonstitutionnellement") == 12
    assert any(b"<00ad>" in text for text in maps)
    assert not any(b"<2010>" in text for text in maps)


def test_a_number_put_on_a_laid_out_page_is_as_if_it_had_always_been_there() -> None:
    """Laid out with zeros then renumbered, or laid out with the number: the same bytes, justified lines too."""
    style = (
        ".vers{font:7.6pt 'Carnet Label';font-variant-numeric:lining-nums tabular-nums;white-space:nowrap}"
    )
    style += ".vers::before{content:'('}.vers::after{content:')'} p{width:230pt;text-align:justify}"
    words = "On vient au marché pour la fourme, pour les plants et pour savoir qui est malade. " * 3
    body = f'<p>{words}<span class="vers" data-pour="a">→\u00a0p.\u00a0{{}}</span> {words}</p>'
    table = press()
    zeros, right = (table.lay(page(body.format(n)), style) for n in ("000", "147"))

    before = table.bind([zeros], zeros)
    zeros.renumber({"a": 147}, 1)

    assert before != table.bind([right], right)
    assert table.bind([zeros], zeros) == table.bind([right], right)


def test_a_face_borrowed_from_the_machine_is_an_error() -> None:
    """A family we do not bring would be another on the next machine."""
    table = Press("@page{size:100mm 100mm} body{font-family:Courier}", {})
    laid = table.lay(page("<p>Un mot</p>"), "")

    with pytest.raises(CarnetError) as caught:
        finished(table.bind([laid], laid))

    assert "emprunte des caractères" in str(caught.value)
