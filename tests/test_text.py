"""A text is typeset by the French rules, nothing harmful gets out of it, and no file can hold it up."""

import html
import json
import re
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from carnet.cache import Cache
from carnet.diagnostics import Report
from carnet.text.body import Body, Parsed, read_bodies
from carnet.text.plain import plain
from carnet.text.render import Fragment, Nothing, Target, render
from carnet.text.typography import typeset

DATA = Path(__file__).parent / "data"
TARGETS: tuple[Target, ...] = ("web", "epub", "print")
GOLDEN = [
    tuple(line.split(" => "))
    for line in (DATA / "typographie.txt").read_text("utf-8").splitlines()
    if " => " in line and not line.startswith("# ")
]
ATTACKS: dict[str, str] = json.loads((DATA / "attaques.json").read_text("utf-8"))


def read(texts: Iterable[str], report: Report | None = None) -> list[Parsed]:
    """Read texts as the bodies of as many entries."""
    bodies = [Body(f"e-{n}", text, f"e-{n}.md", 1, "fr") for n, text in enumerate(texts)]
    found = read_bodies(bodies, cache=Cache(None), report=report if report is not None else Report())
    return [found[body.key] for body in bodies]


def setting(parsed: Parsed, target: Target = "web") -> Fragment:
    """Set a text for a target that resolves nothing."""
    return render(parsed, target=target, prefix=f"{parsed.body.key}-", resolver=Nothing())


def xml(fragment: Fragment) -> Any:
    """Parse a fragment as XML: it fails when it is not well formed."""
    ns = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
    return etree.fromstring(f"<div {ns}>{fragment.html}{fragment.notes}</div>")


BACK = (
    (r"</?em>", "*"),
    (r"</?strong>", "**"),
    (r"</?sup>", "^"),
    (r"</?code>", "`"),
    (r'<span lang="en"[^>]*>(.*?)</span>', r"[\1]{lang=en}"),
    (r'<a href="(?:https?://|mailto:)?([^"]*)"[^>]*>\1</a>', r"\1"),
    (r'<a href="([^"]*)"[^>]*>\1</a>', r"\1"),
    (r'<a href="([^"]*)"[^>]*>(.*?)</a>', r"[\2](\1)"),
    (r"</?span[^>]*>|</?p>", ""),
)


def shown(fragment: Fragment) -> str:
    """Write a set text back as the table of cases writes it."""
    text = fragment.html.strip()
    for pattern, written in BACK:
        text = re.sub(pattern, written, text)
    return html.unescape(text)


def marked(text: str) -> str:
    """Return a text with its no-break spaces made visible."""
    return text.replace("\u00a0", "~").replace("\u202f", "_")


def bare(text: str) -> str:
    """Return a text without the angle brackets of addresses: a bare one is a link too."""
    return re.sub(r"<(\S+?)>", r"\1", text)


def as_source(text: str) -> str:
    """Return the Markdown of a case: two of them hold signs that Markdown would take."""
    return (
        text if text.startswith("<http") else text.replace("<<", "\\<\\<").replace("C:\\temp", "C:\\\\temp")
    )


def test_every_case_of_the_table_is_set() -> None:
    """The 89 cases of French typography, read as Markdown and compared one by one."""
    wrong = []

    for (source, expected), parsed in zip(GOLDEN, read(as_source(s) for s, _ in GOLDEN), strict=True):
        got = marked(shown(setting(parsed, "print")))
        if bare(got) != bare(expected):
            wrong.append((source, expected, got))

    assert len(GOLDEN) == 89
    assert wrong == []


@pytest.mark.parametrize(
    ("source", "expected"), [c for c in GOLDEN if not re.search(r"[*\[\]^`<{\\]", "".join(c))]
)
def test_a_title_is_set_like_a_text(source: str, expected: str) -> None:
    """Plain strings follow the same rules, and setting them twice changes nothing."""
    once = typeset(source, langue="fr")

    assert marked(once) == expected
    assert typeset(once, langue="fr") == once


def test_another_language_is_left_alone() -> None:
    """English keeps its own spaces and quotes."""
    assert typeset('What "now"?', langue="en") == 'What "now"?'


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="aàeé l'\"«»“”-–—.…,;:!?()[]0123456789%€°hnMmeXV/@\u00a0\u202f\n", max_size=60))
def test_setting_is_idempotent(text: str) -> None:
    """Whatever the signs, a set text is set once and for all."""
    once = typeset(text, langue="fr")

    assert typeset(once, langue="fr") == once


HARM = re.compile(
    r"<(script|iframe|svg|form|meta|style|input|object|embed|base)\b|<[^>]*\son\w+\s*=|<[^>]*\sstyle=|"
    r"<[^>]*(?:href|src|ping|formaction|action)=\"?\s*(?:javascript|vbscript|data:|file:|/etc|\.\./)|"
    r"<(?!a\b)[^>]*https://evil",
    re.IGNORECASE,
)
ALLOWED = {
    "tags": {
        *(
            [
                "a",
                "abbr",
                "aside",
                "b",
                "blockquote",
                "br",
                "caption",
                "cite",
                "code",
                "dd",
                "div",
                "dl",
                "dt",
                "em",
                "figcaption",
                "figure",
                "h2",
                "h3",
                "h4",
                "h5",
                "h6",
                "hr",
                "i",
            ]
        ),
        *[
            "img",
            "li",
            "ol",
            "p",
            "pre",
            "q",
            "s",
            "section",
            "small",
            "span",
            "strong",
            "sub",
            "sup",
            "table",
            "tbody",
            "td",
            "th",
            "thead",
            "tr",
            "u",
            "ul",
        ],
    },
    "generic": {
        "class",
        "id",
        "lang",
        "xml:lang",
        "role",
        "aria-label",
        "aria-labelledby",
        "tabindex",
        "dir",
    },
}


@pytest.mark.parametrize("target", TARGETS)
def test_no_attack_gets_through(target: Target) -> None:
    """The 45 attacks come out as harmless, well-formed markup, in every target."""
    assert len(ATTACKS) == 45

    for name, parsed in zip(ATTACKS, read(ATTACKS.values()), strict=True):
        fragment = setting(parsed, target)
        assert not HARM.search(fragment.html + fragment.notes), (name, fragment.html)
        assert "\u202e" not in fragment.html, name
        xml(fragment)


def test_an_outside_cleaner_finds_nothing_to_remove() -> None:
    """nh3, which shares nothing with the renderer, leaves the words and the elements as they are."""
    for name, parsed in zip(ATTACKS, read(ATTACKS.values()), strict=True):
        markup = setting(parsed).html
        cleaned = nh3.clean(
            markup, tags=ALLOWED["tags"], generic_attribute_prefixes={"epub:"}, link_rel=None,
            attributes={"*": ALLOWED["generic"], "a": {"href"}, "th": {"scope"}, "ol": {"start"}},
        )  # fmt: skip
        assert re.findall(r"<(\w+)", cleaned) == re.findall(r"<(\w+)", markup), name


def test_ids_and_links_of_many_texts_do_not_meet() -> None:
    """A hundred texts on one page: no id twice, every local link resolves."""
    text = "# Un titre\n\nUne note[^1] et [le titre](#un-titre).\n\n[^1]: La note.\n\n## Un titre\n"
    for target in TARGETS:
        page = [xml(setting(parsed, target)) for parsed in read([text] * 20)]
        ids = [i for root in page for i in root.xpath("//@id")]
        links = [h for root in page for h in root.xpath("//@href") if h.startswith("#")]

        assert len(ids) == len(set(ids))
        assert {link[1:] for link in links} <= set(ids)


def test_headings_never_jump() -> None:
    """Whatever levels were written, the first follows the title and none is skipped."""
    (parsed,) = read(["#### Un\n\n###### Deux\n\n# Trois\n"])

    levels = [heading.level for heading in setting(parsed).headings]

    assert levels[0] == 2
    assert all(after - before <= 1 for before, after in pairwise(levels))


HOSTILE = {
    "open brackets": "[" * 5000,
    "brackets both ways": "[" * 3000 + "]" * 3000,
    "wikilinks": "[[a" * 1000,
    "straight quotes": "\"a 'b " * 2000,
    "backticks": "".join("`" * n + " " for n in range(300)),
    "open tags": "<a " * 5000,
    "emphasis": "*a **b " * 3000,
    "a long line": "mot " * 60_000,
    "nested quotes": ">" * 3000 + " x",
    "a note that calls itself": "x[^1]\n\n[^1]: b[^1]\n",
    "a bomb of notes": "x[^0]\n\n"
    + "".join(f"[^{n}]: [^{n + 1}][^{n + 1}]\n\n" for n in range(24))
    + "[^24]: z\n",
    "a null": "a\x00b",
    "half a pair": "a\ud83d".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
}


def test_one_hostile_text_costs_one_error_at_most() -> None:
    """Between ordinary texts, each hostile one is read or refused by name, and its neighbours are whole."""
    report = Report()
    texts = [text for hostile in HOSTILE.values() for text in (hostile, "Un mot.")]

    found = read(texts, report)

    assert [plain(parsed).strip() for parsed in found[1::2]] == ["Un mot."] * len(HOSTILE)
    assert {d.span.path for d in report} <= {parsed.body.path for parsed in found[0::2]}


def test_words_inside_html_are_kept() -> None:
    """Tags go, with a warning at their place; the words they surround stay."""
    report = Report()
    (parsed,) = read(["Avant.\n\n<blockquote>Des <b>mots</b> gardés.</blockquote>\n"], report)

    markup = setting(parsed).html

    assert "mots" in markup
    assert "gardés" in markup
    assert "<blockquote" not in markup
    assert {(d.code, d.span.line) for d in report} == {("html-brut", 3)}


@pytest.mark.parametrize("target", ["web", "print", "epub"])
def test_a_paragraph_that_starts_with_a_colon_after_a_table_is_its_caption(target: Target) -> None:
    """« : Ce que l'on branchait » is the table's caption in every output, once, with its own marks."""
    (parsed,) = read(["| Quoi | Watts |\n|---|---|\n| Four | 900 |\n\n: Ce qu'on *branchait*\n\nLe reste.\n"])

    html = setting(parsed, target).html

    assert "<caption>Ce qu’on <em>branchait</em></caption>" in html
    assert html.index("<table>") < html.index("<caption>") < html.index("<thead>")
    assert html.count("branchait</em>") == 1
    assert "Le reste." in html.split("</table>")[1]


def test_a_citation_is_set_as_its_style_says() -> None:
    """The style puts the brackets; the link inside them gets none of its own."""
    from carnet.text.cite import cite, read_bibliography
    from carnet.text.nodes import words_in

    report = Report()
    known = read_bibliography(
        "@book{perec, author={Perec, Georges}, title={Lieux}, year={1982}}", path="x.bib", report=report
    )
    assert known
    cited = cite(["[@perec]", "[voir @perec, p. 3]"], known, langue="fr", cache=Cache(None), report=report)

    assert [words_in(group).replace("\u00a0", " ") for group in cited.groups] == [
        "(Perec 1982)",
        "(voir Perec 1982, p. 3)",
    ]
