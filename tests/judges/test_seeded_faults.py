"""Each judge accepts a clean sample and sees a fault put into it: none of them can pass by not looking."""

from pathlib import Path

import pytest

from tests.judges import Judge, samples
from tests.judges.axe import served

BROKEN_LINK = '<p><a href="absent.xhtml">Un lien</a></p>'
NO_ALT = '<p><img src="style.css"/></p>'
NO_LABEL = "<button></button>"
OBSOLETE = "<center>Au milieu</center>"
NARROW_ONLY = '<div style="width: 50rem">Large</div>'
SMALL_TARGETS = '<button style="width:9px;height:9px;padding:0;border:0" aria-label="Un bouton"></button>' * 2
PALE = '<p style="color: #999; background: #fff">Pâle</p>'


def test_epubcheck_accepts_a_book_and_sees_a_broken_link(tmp_path: Path, epubcheck: Judge) -> None:
    """A link to a document that is not in the book is an error."""
    good = samples.epub(tmp_path / "bon.epub")
    bad = samples.epub(tmp_path / "mauvais.epub", extra=BROKEN_LINK)

    assert epubcheck(good) == []
    assert [remark.code for remark in epubcheck(bad)] == ["RSC-007"]


def test_a_java_judge_that_dies_is_an_error_and_serves_the_next_file(
    tmp_path: Path, epubcheck: Judge
) -> None:
    """A file that is not there is never a clean bill, and does not silence the judge."""
    with pytest.raises(RuntimeError, match="File not found"):
        epubcheck(tmp_path / "absent.epub")

    assert epubcheck(samples.epub(tmp_path / "bon.epub")) == []


def test_ace_accepts_a_book_and_sees_an_image_without_text(tmp_path: Path, ace: Judge) -> None:
    """An image without alt text is a critical violation."""
    good = samples.epub(tmp_path / "bon.epub")
    bad = samples.epub(tmp_path / "mauvais.epub", extra=NO_ALT)

    assert ace(good) == []
    assert "image-alt" in [remark.code for remark in ace(bad)]


def test_kobofix_accepts_a_book_and_sees_what_breaks_its_style_sheet(tmp_path: Path, kobo: Judge) -> None:
    """A calc() makes the old Adobe engine drop the whole sheet."""
    good = samples.epub(tmp_path / "bon.epub")
    bad = samples.epub(tmp_path / "mauvais.epub", css="p { width: calc(100% - 1em); }")

    assert kobo(good) == []
    assert [remark.code for remark in kobo(bad)] == ["KOBO-001"]


def test_nu_accepts_a_page_and_sees_obsolete_html_beside_it(tmp_path: Path, nu: Judge) -> None:
    """One bad page among good ones is found, and named."""
    good = samples.site(tmp_path / "bon", index="", suite="<p>Des mots.</p>")
    bad = samples.site(tmp_path / "mauvais", index="", suite=OBSOLETE)

    assert nu(good) == []
    assert [remark.place for remark in nu(bad)] == ["/suite.html:4"]


def test_nu_that_reads_no_page_is_an_error(tmp_path: Path, nu: Judge) -> None:
    """An empty folder is never a clean bill."""
    with pytest.raises(RuntimeError, match="Nu read 0 of 0 pages"):
        nu(samples.site(tmp_path / "vide"))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (NO_LABEL, "button-name"),
        (PALE, "color-contrast"),
        (SMALL_TARGETS, "target-size"),
        (NARROW_ONLY, "reflow"),
    ],
)
def test_axe_accepts_a_page_and_sees_a_fault(tmp_path: Path, axe: Judge, body: str, code: str) -> None:
    """A button without a name, pale text, small targets and sideways scrolling are each a violation."""
    folder = samples.site(tmp_path / "site", bonne="<p>Des mots.</p>", mauvaise=body)

    with served(folder) as site:
        good = axe(f"{site}bonne.html", width=360)
        bad = axe(f"{site}mauvaise.html", width=360)

    assert good == []
    assert code in [remark.code for remark in bad]


def test_axe_sees_the_dark_scheme(tmp_path: Path, axe: Judge) -> None:
    """A page that is unreadable only in the dark is found only there."""
    style = "<style>@media (prefers-color-scheme: dark) { p { color: #999 } }</style><p>Pâle la nuit</p>"
    folder = samples.site(tmp_path / "site", page=style)

    with served(folder) as site:
        light = axe(f"{site}page.html", scheme="light")
        dark = axe(f"{site}page.html", scheme="dark")

    assert light == []
    assert [remark.code for remark in dark] == ["color-contrast"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('<a href="absente.html">Un lien</a>', "lien"),
        ('<a href="bonne.html#absente">Un lien</a>', "ancre"),
        ('<img src="absente.jpg" alt="Une image">', "image"),
    ],
)
def test_the_reader_accepts_a_folder_and_sees_what_is_not_there(
    tmp_path: Path, reading: Judge, body: str, code: str
) -> None:
    """A page, a place or a picture that is missing is found; so is a page nobody leads to, and a title used twice."""
    good = samples.site(tmp_path / "bon", index="<p>Un site d’une seule page.</p>")
    bad = samples.site(
        tmp_path / "mauvais",
        index=f'<p><a href="bonne.html">Suite</a> {body}</p>',
        bonne="<p>Trois mots ici.</p>",
        perdue="",
    )

    assert reading(good) == []
    assert {remark.code for remark in reading(bad)} == {code, "orpheline", "titre"}


@pytest.mark.parametrize(("variant", "flavour"), [("pdf/ua-1", "ua1"), ("pdf/a-3a", "3a")])
def test_verapdf_accepts_a_pdf_of_a_flavour_and_refuses_a_plain_one(
    tmp_path: Path, verapdf: Judge, variant: str, flavour: str
) -> None:
    """A PDF that is neither tagged nor archivable fails both flavours."""
    good = samples.pdf(tmp_path / "bon.pdf", variant)
    bad = samples.pdf(tmp_path / "mauvais.pdf", None)

    assert verapdf(good, flavour) == []
    assert verapdf(bad, flavour)


def test_verapdf_judges_each_flavour_that_is_asked(tmp_path: Path, verapdf: Judge) -> None:
    """A PDF of one flavour alone is refused for the other, in the same run."""
    pdf: Path = samples.pdf(tmp_path / "acces.pdf", "pdf/ua-1")

    assert {remark.severity for remark in verapdf(pdf, "ua1", "3a")} == {"3a"}


@pytest.mark.parametrize(
    ("fault", "codes"),
    [
        (b"1 0 0 rg 20 20 40 40 re f", {"colour"}),
        (b"/DeviceRGB cs 1 0 0 sc 20 20 40 40 re f", {"colour"}),
        (b"1 1 1 .2 k 20 20 40 40 re f", {"colour", "ink"}),
    ],
)
def test_the_press_accepts_a_page_and_sees_what_it_cannot_print(
    tmp_path: Path, press: Judge, fault: bytes, codes: set[str]
) -> None:
    """Screen colours and too much ink are seen by the reader of operators, ink by Ghostscript's plates too."""
    good = samples.printed(tmp_path / "bon.pdf")
    bad = samples.printed(tmp_path / "mauvais.pdf", extra=fault)

    assert press(good, (60.0, 80.0), 5.0) == []
    assert {remark.code for remark in press(bad, (60.0, 80.0), 5.0)} == codes
    assert {remark.code for remark in press(good, (61.0, 80.0), 3.0)} == {"trim", "bleed"}


def test_the_press_sees_a_screen_pdf(tmp_path: Path, press: Judge) -> None:
    """A PDF for readers is not a printer's: no intent, no boxes, colours and faces of elsewhere."""
    remarks = press(samples.pdf(tmp_path / "ecran.pdf", "pdf/ua-1"), (210.0, 297.0), 0.0)

    assert {"intent", "xmp", "screen", "font"} <= {remark.code for remark in remarks}


def test_zxing_reads_a_code_and_misses_one_that_is_not_there(tmp_path: Path, codes: Judge) -> None:
    """A code that is printed is read from the raster; another one is not found."""
    page = samples.printed(tmp_path / "bon.pdf")

    assert codes(page, ["9782070368228"]) == []
    assert [remark.code for remark in codes(page, ["9782070368211"])] == ["code"]
