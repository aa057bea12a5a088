"""`carnet fmt` writes the same text in the house's hand, or leaves it: never another text."""

import re
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carnet.diagnostics import Report
from carnet.formatting import Formatted, Meaning, format_files, formatted
from carnet.frontmatter import read_front, split
from carnet.text import pandoc
from tests.conftest import Workspace

HEAD = "---\ntype: recit\ntitre: Un\nresume: Deux.\n---\n"


@pytest.fixture(scope="module")
def pool() -> Iterator[pandoc.Pool]:
    """One worker for all the tests of this file."""
    with pandoc.Pool("worker.lua", pandoc.FORMAT) as workers:
        yield workers


def body(text: str, pool: pandoc.Pool, *, verse: bool = False) -> str:
    """Return a body once formatted, without its front matter."""
    made = formatted(HEAD + text, langue="fr", verse=verse, pool=pool)
    assert made is not None
    return made.text.removeprefix(HEAD).removeprefix("\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\n\n\nUn.  \n\n\n\nDeux. \n\n", "Un.\n\nDeux.\n"),
        ("Un  \ndeux\n", "Un\\\ndeux\n"),
        ("Titre\n=====\nTexte\n", "# Titre\n\nTexte\n"),
        ("Texte\n# Titre ##\nSuite\n", "Texte\n\n# Titre\n\nSuite\n"),
        ("* un\n+ deux\n", "- un\n+ deux\n"),  # two lists: one sign would make them one
        ("* un\n* _deux_ __trois__\n", "- un\n- *deux* **trois**\n"),
        ("Oui\u00a0! « ici » 12\u202f000\u00a0F\n", "Oui ! « ici » 12 000 F\n"),
        ("e\u0301te\u0301 `e\u0301`\n", "été `é`\n"),
        (":::encadre\nUn.\n:::\n", "::: encadre\nUn.\n:::\n"),
        ("```\na  \n\n\n* b_c_\u00a0\n```\n", "```\na  \n\n\n* b_c_\u00a0\n```\n"),
        ("[a](b_c_d) `x_y_z` a_b_c https://e.org/_x_\n", "[a](b_c_d) `x_y_z` a_b_c https://e.org/_x_\n"),
        ("Un[^a].\n\n[^a]: Une *note*.\n", "Un[^a].\n\n[^a]: Une *note*.\n"),
        ("![[x]] [[y|z]] [m]{.index}\n", "![[x]] [[y|z]] [m]{.index}\n"),
        ("", ""),
    ],
)  # fmt: skip
def test_the_hand_of_the_house(pool: pandoc.Pool, before: str, after: str) -> None:
    """Each rule, and each thing that no rule touches."""
    assert body(before, pool) == after


def test_what_would_change_the_meaning_is_given_up(pool: pandoc.Pool) -> None:
    """A hard space that no typography would put back stays, is told, and the other lines change."""
    made = formatted(HEAD + "Le\u00a0Lavoir.\n\nOui\u00a0!  \n", langue="fr", verse=False, pool=pool)

    assert made is not None
    assert made.text.endswith("Le\u00a0Lavoir.\n\nOui !\n")
    assert made.given_up == ("des espaces ordinaires",)


def test_another_system_and_a_front_matter(pool: pandoc.Pool) -> None:
    """BOM and CRLF go, trailing spaces too; a value whose meaning would change keeps its line."""
    before = "\ufeff" + HEAD.replace("Un\n", "Un  # note \n").replace("\n", "\r\n") + "\r\nTexte.\r\n"
    block = "---\ntype: verbatim\ntexte: |\n  e\u0301\n---\n"

    made, kept = (formatted(text, langue="fr", verse=False, pool=pool) for text in (before, block))

    assert made == Formatted(HEAD.replace("Un\n", "Un  # note\n") + "\nTexte.\n")
    assert kept is not None
    assert kept.given_up == ("l’en-tête",)
    assert formatted("---\na: [\n---\n", langue="fr", verse=False, pool=pool) is None


PIECES = st.sampled_from(
    ["Un mot", "*a*", "_b_", "__c__", "`d_e_`", "\u00a0!", " ;", "  ", "\n", "\n\n", "\n\n\n", "\n# T #\n", "\nT\n===\n", "\n* x", "\n+ y",
     "\n- z", "\n  * t", "\n1. u", "\n> v", "\n```\nw  \n```\n", "\n::: encadre\n", "\n:::\n", "[^1]", "\n[^1]: n\n", "[l](u_v_)", "![[e]]", "|a|b|\n|-|-|\n|c|d|\n",
     "<b>x</b>", "e\u0301", "\\", "---", "\u00a0", "\t", "[[r]]", "«\u202f", "12\u202f000", "https://e.org/a_b_c"]
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, max_size=14).map("".join), st.booleans())
def test_the_meaning_is_kept_and_twice_is_once(pool: pandoc.Pool, text: str, verse: bool) -> None:
    """Whatever the text: pandoc's tree and the published text are the same, and a second run changes nothing."""
    check(pool, text, verse)


@pytest.mark.lent
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, max_size=25).map("".join), st.booleans())
def test_the_meaning_is_kept_for_longer(pool: pandoc.Pool, text: str, verse: bool) -> None:
    """The same, for longer."""
    check(pool, text, verse)


def check(pool: pandoc.Pool, text: str, verse: bool) -> None:
    """Format a body twice and compare what it says before and after."""
    before = HEAD + text
    once = formatted(before, langue="fr", verse=verse, pool=pool)
    assert once is not None
    twice = formatted(once.text, langue="fr", verse=verse, pool=pool)

    meaning = Meaning("fr", verse, pool)
    parts = [split(file) for file in (before, once.text)]
    assert parts[0] is not None
    assert parts[1] is not None
    assert meaning(parts[0].body) == meaning(parts[1].body)
    assert read_front(parts[0].front, "", Report()).tree == read_front(parts[1].front, "", Report()).tree
    assert twice is not None
    assert twice.text == once.text


def test_the_command_writes_or_only_tells(make_carnet: Callable[..., Workspace]) -> None:
    """``write`` false leaves every file; true writes them; then there is nothing more to do."""
    workspace = make_carnet({"entries/nec-essai/r.md": HEAD + "\n\n* un  \n* deux\n"})
    path = workspace.root / "entries/nec-essai/r.md"
    before = path.read_bytes()

    told = [(name, new) for name, new, _ in format_files(workspace.root, (), write=False)]
    assert (("entries/nec-essai/r.md", True) in told, path.read_bytes()) == (True, before)
    list(format_files(workspace.root, [path], write=True))

    assert path.read_text("utf-8") == HEAD + "\n- un\n- deux\n"
    assert [new for _, new, _ in format_files(workspace.root, (), write=True)] == [False, False]
    assert re.search("deux\n$", path.read_text("utf-8"))
