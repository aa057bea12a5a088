"""What laid-out pages say, word for word: the base of the EPUB's page list."""

import json
from dataclasses import asdict

import pytest

from carnet.model import PrintedPage
from carnet.outputs.print import words
from tests.test_print_engine import page, press

SMALL = "@page{size:90mm 60mm;margin:8mm 10mm 8mm 10mm} p{margin:0 0 13.5pt;hyphens:auto;widows:1;orphans:1}"


def read(body: str, style: str = "", first: int = 1) -> list[PrintedPage]:
    """Return what the pages of a small document say."""
    return press().lay(page(body), SMALL + style).readings(first)


def test_pages_put_end_to_end_say_the_whole_text_once() -> None:
    """Every word is on one page, cut words being whole on the page where they start."""
    text = " ".join(f"anticonstitutionnellement{n} et rendez-vous" for n in range(90))

    said = read(f'<p id="a">{text}</p>', first=7)

    assert len(said) > 3
    assert [p.folio for p in said] == list(range(7, 7 + len(said)))
    assert " ".join(word for p in said for word in p.words) == text


def test_a_no_break_space_parts_no_word() -> None:
    """A line is never cut there, so neither is a word: « oui » and its guillemets go together."""
    (said,) = read("<p>Elle dit «\u00a0oui\u00a0» à midi.</p>")

    assert said.words == ("Elle", "dit", "«\u00a0oui\u00a0»", "à", "midi.")


def test_anchors_are_told_once_with_the_words_before_them() -> None:
    """On the page where their element starts, inside a line too; the terms of an index by their key."""
    filler = "<p>mot</p>" * 12

    said = read(
        f'<h2 id="t">Un titre</h2><p>Trois <em id="e">petits</em> mots</p>{filler}'
        '<ul><li data-terme="lieu-x">Ici</li></ul>'
    )

    assert said[0].anchors == ((0, "t"), (3, "e"))
    assert said[-1].anchors[-1][1] == "lieu-x"
    assert [name for p in said for _, name in p.anchors] == ["t", "e", "lieu-x"]


@pytest.mark.parametrize(
    ("body", "style", "words"),
    [
        pytest.param(
            "<p>Un<span class='fn'>Note.</span> mot</p>", ".fn{float:footnote}", "Un mot", id="notes"
        ),
        pytest.param(
            '<p>Voir <span class="vers" data-pour="x">→ p. 00</span> ici</p>',
            "",
            "Voir ici",
            id="page numbers",
        ),
        pytest.param("<ol><li>Un</li></ol>", "", "Un", id="list numbers"),
        pytest.param("<p>Un</p>", "@page{@top-left{content:'Tête'}}", "Un", id="heads"),
    ],
)
def test_what_is_the_page_s_and_not_the_text_s_is_left_out(body: str, style: str, words: str) -> None:
    """Notes, page numbers, list numbers and heads are not words of the flow."""
    (said,) = read(body, style)

    assert " ".join(said.words) == words


def test_the_head_a_long_table_repeats_is_said_once() -> None:
    """A page that goes on with a table starts with its first new line."""
    rows = "".join(f"<tr><td>ligne{n}</td></tr>" for n in range(25))

    said = read(f"<table><thead><tr><th>Tête</th></tr></thead><tbody>{rows}</tbody></table>")

    assert len(said) > 1
    assert said[0].words[:2] == ("Tête", "ligne0")
    assert "Tête" not in said[1].words


def test_pages_are_kept_as_they_are_read() -> None:
    """Written then read again, they are the same."""
    pages = (
        PrintedPage(3, ("«\u00a0Oui\u00a0»", "dit-elle"), ((0, "a"), (1, "b"))),
        PrintedPage(4, (), ((0, "c"),)),
    )

    assert words.kept(json.loads(json.dumps([asdict(page) for page in pages]))) == pages
