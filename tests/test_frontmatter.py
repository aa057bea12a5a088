"""The strict reader of front matter: what is accepted, what is refused, and where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.diagnostics import Report, Span
from carnet.frontmatter import Front, read_front, split


def read(text: str) -> tuple[Front, Report]:
    """Read YAML as it stands between the two lines of an entry, from line 2."""
    report = Report()
    return read_front("\n" + text, "a.md", report), report


def said(text: str) -> list[tuple[str, int, int]]:
    """Return the rules a text breaks and where."""
    return [(d.code, d.span.line, d.span.column) for d in read(text)[1]]


# What people write by mistake, and worse: each is one located remark, never a guess (text.md, section 2).
REFUSED = {
    "a key written twice": ("titre: a\ntitre: b\n", [("champ-en-double", 3, 1)]),
    "a tab as indentation": ("a:\n\t- x\n", [("entete-illisible", 3, 1)]),
    "a no-break space as indentation": ("a:\n\u00a0\u00a0b: x\n", [("entete-illisible", 3, 1)]),
    "a python tag": ('a: !!python/object/apply:os.system ["id"]\n', [("entete-signe-reserve", 2, 4)]),
    "an unknown tag": ("a: !toto x\n", [("entete-signe-reserve", 2, 4)]),
    "an exclamation": ("a: !important\n", [("entete-signe-reserve", 2, 4)]),
    "an anchor": ("a: &x\n", [("entete-signe-reserve", 2, 4)]),
    "an alias": ("a: *gras*\n", [("entete-signe-reserve", 2, 4)]),
    "a recursive alias": ("a: &x [*x]\n", [("entete-signe-reserve", 2, 4)]),
    "a merge": ("a: &x {p: 1}\nb:\n  <<: *x\n", [("entete-signe-reserve", 2, 4)]),
    "a colon in a value": ("titre: Le marché : une place\n", [("entete-illisible", 2, 18)]),
    "an apostrophe between apostrophes": ("titre: 'l'eau'\n", [("entete-illisible", 2, 11)]),
    "quotes inside quotes": ('titre: "Il dit "oui""\n', [("entete-illisible", 2, 17)]),
    "an at sign first": ("auteur: @marie\n", [("entete-illisible", 2, 9)]),
    "a percent sign first": ("a: %x\n", [("entete-illisible", 2, 4)]),
    "a list never closed": ("a: [x\n", [("entete-illisible", 3, 1)]),
    "a number sign": ("titre: Atelier #3\n", [("diese-ignore", 2, 16)]),
    "a bell written as an escape": ('titre: "a\\u0007b"\n', [("caractere-invisible", 2, 8)]),
    "a sentence turned round": ('titre: "a\\u202eb"\n', [("caractere-invisible", 2, 8)]),
    "a document that is a sentence": ("bonjour\n", [("entete-forme", 2, 1)]),
    "a document that is a list": ("- a\n- b\n", [("entete-forme", 2, 1)]),
    "a missing space": ("a:b\n", [("entete-forme", 2, 1)]),
    "an uneven indentation": ("a:\n  b: 1\n c: 2\n", [("entete-illisible", 4, 2)]),
    "two thousand lists": ("a: " + "[" * 2000 + "]" * 2000 + "\n", [("entete-trop-grand", 2, 11)]),
    "too many characters": ("a: " + "x" * 70_000 + "\n", [("entete-trop-grand", 1, 1)]),
    "a billion laughs": (
        "a: &a [x]\n"
        + "".join(f"{c}: &{c} [*{p},*{p}]\n" for p, c in zip("abcdefg", "bcdefgh", strict=True)),
        [("entete-signe-reserve", 2, 4)],
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_fault_is_one_located_remark(case: str) -> None:
    """Each fault gives one remark with its line and column in the file, and no exception."""
    text, expected = REFUSED[case]

    assert said(text) == expected


KEPT = {
    "a postcode": ("cp: 01000\n", {"cp": "01000"}),
    "an hour": ("h: 14:30\n", {"h": "14:30"}),
    "a no": ("langue: no\n", {"langue": "no"}),
    "an impossible date": ("date: 2025-13-45\n", {"date": "2025-13-45"}),
    "a huge number": ("n: " + "9" * 5000 + "\n", {"n": "9" * 5000}),
    "an infinity": ("a: .inf\n", {"a": ".inf"}),
    "French quotes": ("titre: « Bonjour »\n", {"titre": "« Bonjour »"}),
    "a colon glued to words": ("titre: Marché:place\n", {"titre": "Marché:place"}),
    "a comment": ("titre: La clé # à relire\n", {"titre": "La clé"}),
    "nothing": ("a:\n", {"a": None}),
    "an emoji": ("a: 😀\n", {"a": "😀"}),
    "a list and a group": ("a: [x, y]\nb:\n  c: d\n", {"a": ["x", "y"], "b": {"c": "d"}}),
    "lines folded": ("a: >\n  un\n  deux\n", {"a": "un deux\n"}),
}


@pytest.mark.parametrize("case", KEPT)
def test_a_value_stays_what_was_written(case: str) -> None:
    """Every scalar is the string that was written: no number, no date, no boolean is guessed."""
    text, expected = KEPT[case]

    front, report = read(text)

    assert front.tree == expected
    assert len(report) == 0


def test_every_value_keeps_its_place() -> None:
    """Keys and values are found again at their line, column and length."""
    front, _ = read("titre: La clé\nlieu:\n  commune: Essai\nthemes: [a, bc]\n")

    assert front.span("titre") == Span("a.md", 2, 8, 6)
    assert front.span("lieu", "commune") == Span("a.md", 4, 12, 5)
    assert front.span("lieu", "commune", key=True) == Span("a.md", 4, 3, 7)
    assert front.span("themes", 1) == Span("a.md", 5, 13, 2)


def test_a_missing_value_is_placed_at_what_contains_it() -> None:
    """A key that is not there points at the nearest group that should hold it."""
    front, _ = read("titre: La clé\nlieu:\n  commune: Essai\n")

    assert front.span("lieu", "latitude").line == 4
    assert front.span("absent") == Span("a.md")


def test_a_file_is_cut_at_its_two_lines() -> None:
    """The body starts after the second line of dashes, and its first line is known."""
    parts = split("---\ntitre: a\n---\n\nTexte\n---\nsuite\n")

    assert parts is not None
    assert parts.front == "\ntitre: a"
    assert parts.body == "\nTexte\n---\nsuite\n"
    assert parts.body_line == 4


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever is between the two lines, the reader ends and says something located."""
    front, report = read(text)

    assert isinstance(front.tree, dict)
    assert all(d.span.line >= 1 and d.span.column >= 1 for d in report)


@given(st.text(alphabet="ab:-[]{}&*!|>'\"%@`#,? \n\t01\\~", max_size=80))
def test_no_punctuation_breaks_the_reader(text: str) -> None:
    """The signs that mean something to YAML, in any order, never raise."""
    read(text)
