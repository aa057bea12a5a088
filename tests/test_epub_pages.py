"""The printed pages in the EPUB: where each starts, what a marker may not be in, what never gets in."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from lxml import etree

from carnet.diagnostics import Report
from carnet.model import PrintedPage
from carnet.outputs.epub import assemble, xhtml
from carnet.outputs.epub.aligning import aligned
from carnet.outputs.epub.pages import mark
from carnet.pipeline import Options, build
from carnet.rights import Moment
from tests.conftest import DEFAULTS, TODAY, Workspace
from tests.epub_world import ACCORD, FILES, XHTML, every_byte, media_of

Make = Callable[..., Workspace]


def tree(body: str) -> etree._Element:
    """Return a document."""
    text = f'<html xmlns="{xhtml.NS}"><head><title>Un</title></head><body>{body}</body></html>'
    return xhtml.parse(text, "un")


def printed(*texts: str, anchors: tuple[tuple[int, str], ...] = ()) -> list[PrintedPage]:
    """Return one page a text; the anchors are those of the last one."""
    last = len(texts) - 1
    return [
        PrintedPage(
            n + 1, tuple(re.split(r"[ \n]+", text.strip(" ")) if text else ()), anchors if n == last else ()
        )
        for n, text in enumerate(texts)
    ]


def shown(body: str, *texts: str, anchors: tuple[tuple[int, str], ...] = ()) -> str:
    """Return the body of a document once marked, each marker written ⟨label⟩."""
    document = tree(body)
    before = "".join(document.itertext())

    mark({"texte/un.xhtml": document}, printed(*texts, anchors=anchors))

    assert "".join(document.itertext()) == before
    found = etree.tostring(document, encoding="unicode").partition("<body>")[2].partition("</body>")[0]
    return re.sub(r'<span [^>]*aria-label="(\d+)"[^>]*/>', r"⟨\1⟩", found)


# --- two texts side by side ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "places"),
    [
        pytest.param("a b c d", "a b c d", [0, 1, 2, 3], id="the same"),
        pytest.param("a b x y c d", "a b c d", [0, 1, None, None, 2, 3], id="more on paper"),
        pytest.param("a b c d", "a b x y z c d", [0, 1, 5, 6], id="more in the EPUB"),
        pytest.param("", "a b", [], id="nothing"),
        pytest.param("a b", "", [None, None], id="nothing to be found in"),
        pytest.param("x #un a", "#un y a", [None, 0, 2], id="an anchor holds"),
    ],
)
def test_words_find_their_place(first: str, second: str, places: list[int | None]) -> None:
    """What one text has more is passed over, and the rest is found again."""
    assert aligned(first.split(), second.split()) == places


def test_places_only_rise_and_words_are_the_same() -> None:
    """Whatever is moved, repeated or missing."""
    here, there = "le le le a le b c d e f le g h", "le a le b c d e f le g h"
    first, second = f"{here} bis bis k l m n o p".split(), f"k l m n o p {there} bis".split()

    places = aligned(first, second)

    known = [(here, there) for here, there in enumerate(places) if there is not None]
    assert [there for _, there in known] == sorted({there for _, there in known})
    assert all(first[here] == second[there] for here, there in known)
    assert len(known) >= 11


# --- where a page starts ------------------------------------------------------------------------------

LONG = "Un deux trois quatre cinq six sept huit neuf dix onze douze."


@pytest.mark.parametrize(
    ("body", "texts", "expected"),
    [
        pytest.param(
            f"<p>{LONG}</p>",
            ("Un deux trois quatre cinq six", "sept huit neuf dix onze douze."),
            "<p>⟨1⟩Un deux trois quatre cinq six ⟨2⟩sept huit neuf dix onze douze.</p>",
            id="in a paragraph",
        ),
        pytest.param(
            "<p>Elle dit à voix basse «\u00a0<em>l’eau</em> monte encore\u00a0», et part.</p>",
            ("Elle dit à voix basse", "«\u00a0l’eau monte encore\u00a0», et part."),
            "<p>⟨1⟩Elle dit à voix basse ⟨2⟩«\u00a0<em>l’eau</em> monte encore\u00a0», et part.</p>",
            id="before a guillemet",
        ),
        pytest.param(
            "<p>On lit un très <em>long passage en italique</em> ici.</p>",
            ("On lit un très long", "passage en italique ici."),
            "<p>⟨1⟩On lit un très <em>long ⟨2⟩passage en italique</em> ici.</p>",
            id="in an emphasis",
        ),
        pytest.param(
            '<p>On lit un bien (<a href="x">long passage en lien</a>) ici.</p>',
            ("On lit un bien (long", "passage en lien) ici."),
            '<p>⟨1⟩On lit un bien ⟨2⟩(<a href="x">long passage en lien</a>) ici.</p>',
            id="before a link, whose words are its name",
        ),
        pytest.param(
            "<section><h1>Un titre long</h1><p>Des mots après lui.</p></section>",
            ("Un titre long", "Des mots après lui."),
            "<section>⟨1⟩<h1>Un titre long</h1><p>⟨2⟩Des mots après lui.</p></section>",
            id="before a title",
        ),
        pytest.param(
            "<p>Avant cela.</p><table><caption>Un tableau ici</caption><tr><th>tête une</th><td>case deux</td></tr></table>",
            ("Avant cela.", "tête une case deux"),
            "<p>⟨1⟩Avant cela.</p>⟨2⟩<table><caption>Un tableau ici</caption><tr><th>tête une</th>"
            "<td>case deux</td></tr></table>",
            id="before a table",
        ),
        pytest.param(
            "<p>Avant cela ici.</p><figure><figcaption>Un son de vingt secondes</figcaption><p>Ses mots.</p></figure>",
            ("Avant cela ici.", "Un son de vingt secondes Ses mots."),
            "<p>⟨1⟩Avant cela ici.</p>⟨2⟩<figure><figcaption>Un son de vingt secondes</figcaption>"
            "<p>Ses mots.</p></figure>",
            id="before a figure whose caption comes first",
        ),
        pytest.param(
            "<ul><li>un objet vu</li><li>deux objets entendus</li></ul>",
            ("un objet vu", "deux objets entendus"),
            "<ul><li>⟨1⟩un objet vu</li><li>⟨2⟩deux objets entendus</li></ul>",
            id="in a list",
        ),
        pytest.param(
            "<p>Un mot suivi de rien.</p><p>Une suite encore là.</p>",
            ("Un mot suivi", "rien de commun", "Une suite encore là."),
            "<p>⟨1⟩Un mot suivi ⟨2⟩de rien.</p><p>⟨3⟩Une suite encore là.</p>",
            id="a page that only paper has comes after what was before",
        ),
        pytest.param(
            "<h1>Les titres viennent ensemble</h1><p>Et du texte suit.</p>",
            ("Les titres", "viennent ensemble", "Et du texte suit."),
            "⟨1⟩⟨2⟩<h1>Les titres viennent ensemble</h1><p>⟨3⟩Et du texte suit.</p>",
            id="two pages before the same title keep their order",
        ),
        pytest.param(
            "<p>mot mot mot mot<br/>mot mot fin</p>",
            ("mot mot mot mot", "mot mot fin"),
            "<p>⟨1⟩mot mot mot mot<br/>⟨2⟩mot mot fin</p>",
            id="repeated words",
        ),
    ],
)
def test_page_starts_at_its_first_word(body: str, texts: tuple[str, ...], expected: str) -> None:
    """At the very word, or before what is named by its words."""
    assert shown(body, *texts).replace(f' xmlns="{xhtml.NS}"', "") == expected


def test_page_without_words_starts_at_its_picture() -> None:
    """An anchor is enough: a photo alone on its page."""
    body = '<p>Des mots avant elle.</p><figure id="photo"><img src="a.jpg" alt="Un pont."/></figure>'

    found = shown(body, "Des mots avant elle.", "", anchors=((0, "photo"),))

    assert '<figure id="photo">⟨2⟩<img' in found


def test_notes_and_their_calls_are_passed_over() -> None:
    """They are at the foot of the printed page, and elsewhere in the EPUB."""
    body = (
        '<p>Un mot<a role="doc-noteref" href="#n">1</a> appelle une note ici.</p>'
        '<aside role="doc-footnote" id="n"><p>appelle une note</p></aside><p>Puis on continue plus loin.</p>'
    )

    found = shown(body, "Un mot", "appelle une note ici.", "Puis on continue plus loin.")

    assert "</a> ⟨2⟩appelle une note ici." in found
    assert "<p>⟨3⟩Puis" in found


def test_nothing_printed_is_no_page() -> None:
    """Without a printed book there is no list, and nothing is marked."""
    document = tree("<p>Un.</p>")

    assert mark({"un.xhtml": document}, []) == ()
    assert "doc-pagebreak" not in etree.tostring(document, encoding="unicode")
    assert mark({}, printed("Un")) == ()


# --- the whole way ------------------------------------------------------------------------------------

TALE = " ".join(
    f"Le jour {n}, on monte l’étal numéro {n} et l’on rend {n * 7} objets réparés." for n in range(90)
)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, tuple[PrintedPage, ...]]:
    """An EPUB and the pages of its printed edition, made once; Zoé agreed to paper alone."""
    from carnet.outputs.print import pages as printed_pages

    tale = str(FILES["entries/nec-essai/recit.md"]).replace("## Le retour", f"{TALE}\n\n## Le retour")
    on_paper = ACCORD.replace("[epub, web, pdf]", "[pdf]")
    zoe = f"---\nnom: Zoé Papier\nfonction: Relieuse\nevenements: [nec-essai]\nstatut: publie\n{on_paper}\n---\n"
    more = {
        "entries/nec-essai/recit.md": tale,
        "portraits/zoe.md": f"{zoe}\nElle relie des grimoires rares.\n",
    }
    workspace = Workspace(tmp_path_factory.mktemp("livre")).write({**DEFAULTS, **FILES, **more})
    pages_ = printed_pages(workspace.visible("pdf"), media_of(workspace))
    (book,) = assemble(workspace.visible("epub"), media_of(workspace), pages_)
    return book.content, pages_


def test_every_printed_page_is_in_the_list(both: tuple[bytes, tuple[PrintedPage, ...]]) -> None:
    """Once, in order, on a marker; the NCX has the same."""
    content, printed_pages = both
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        nav = etree.fromstring(book.read("EPUB/sommaire.xhtml"))
        documents = {n[5:]: etree.fromstring(book.read(n)) for n in book.namelist() if n.endswith(".xhtml")}
        ncx = etree.fromstring(book.read("EPUB/toc.ncx"))

    (listing,) = [n for n in nav.iter(f"{XHTML}nav") if n.get("role") == "doc-pagelist"]
    links = [(a.text, *a.get("href").split("#")) for a in listing.iter(f"{XHTML}a")]
    targets = [documents[path].xpath("//*[@id=$id]", id=anchor)[0] for _, path, anchor in links]
    assert [label for label, _, _ in links] == [str(page.folio) for page in printed_pages]
    assert [t.get("aria-label") for t in targets] == [label for label, _, _ in links]
    assert {t.get("role") for t in targets} == {"doc-pagebreak"}
    ns = "{http://www.daisy.org/z3986/2005/ncx/}"
    assert [t.get("value") for t in ncx.iter(f"{ns}pageTarget")] == [label for label, _, _ in links]
    assert b'property="pageBreakSource">Carnet' in every_byte(content)


def test_a_cut_paragraph_is_cut_at_the_same_word(both: tuple[bytes, tuple[PrintedPage, ...]]) -> None:
    """Where the tale goes over to another page, the words after the marker are the page's first."""
    content, printed_pages = both
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        tale = etree.fromstring(book.read("EPUB/texte/nec-essai--recit.xhtml"))

    markers = {m.get("aria-label"): m for m in tale.xpath("//*[@role='doc-pagebreak']")}
    within = [p for p in printed_pages if "l’étal" in p.words and p.words[0] != "Récit"]
    assert len(within) > 2
    for page in within:
        follows = "".join(markers[str(page.folio)].xpath("following::text()")).split()
        assert follows[:6] == " ".join(page.words[:8]).split()[:6]
        assert markers[str(page.folio)].getparent().tag == f"{XHTML}p"


def test_the_book_is_laid_out_once_and_the_same_epub_comes_of_it(make_carnet: Make) -> None:
    """Asked alone or with the PDF, the EPUB has the same bytes, page list included."""
    workspace = make_carnet(FILES)
    assert workspace.build("epub")
    alone = (workspace.root / "out/carnet.epub").read_bytes()

    assert workspace.build("pdf", "epub")

    assert (workspace.root / "out/carnet.epub").read_bytes() == alone
    assert b"doc-pagebreak" in every_byte(alone)


def test_edition_without_sound_stands_beside_the_other(make_carnet: Make) -> None:
    """A whole build of it passes every reckoning, and writes over nothing."""
    workspace = make_carnet(FILES)
    report = Report()
    options = Options(("epub",), workspace.root / "out", Moment(TODAY), sans_son=True)

    assert build(workspace.sources(report), options, report)

    assert (workspace.root / "out/carnet-sans-son.epub").is_file()
    assert not (workspace.root / "out/carnet.epub").exists()
    assert not report.has_errors


def test_what_only_paper_may_show_leaves_no_trace(both: tuple[bytes, tuple[PrintedPage, ...]]) -> None:
    """A page of the printed book that the EPUB may not show gives its number, and nothing it says."""
    content, printed_pages = both

    book = every_byte(content).lower()

    assert any("grimoires" in page.words for page in printed_pages)
    for trace in ("zoé", "zoe", "papier", "relieuse", "grimoires"):
        assert trace.encode() not in book
