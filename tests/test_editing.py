"""A field is changed in place: what was asked is read back, and nothing else moved."""

import difflib
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carnet.diagnostics import CarnetError, Report
from carnet.editing import edit, edit_file, front, with_body
from carnet.frontmatter import Loc, Value, read_front, split
from carnet.kinds import FicheVerbatim

ENTRY = """\
---
# Ce que Léa a dit à la pause.
type: verbatim
statut: brouillon        # à relire
personne: 'lea-martin'
inconnu: gardé
themes: [inclusion, "pays, villes"]
accord:
  objets: [nom, propos]  # pas l’image
  date: 2026-03-12
mots_cles:
  - clé
  # la plus belle
  - porte
liens:
  - titre: Le pad
    url: https://example.org/a
contexte: |
  À la pause.
  Devant la porte.
---

On ne vient pas pour l’ordinateur.
"""


def changed_lines(before: str, after: str) -> list[str]:
    """Return what differs, as « - old » and « + new »."""
    found = difflib.ndiff(before.split("\n"), after.split("\n"))
    return [f"{line[0]} {line[2:].strip()}" for line in found if line[0] in "+-"]


@pytest.mark.parametrize(
    ("loc", "value", "expected"),
    [
        (
            ("statut",),
            "publie",
            ["- statut: brouillon        # à relire", "+ statut: publie        # à relire"],
        ),
        (("personne",), "omar", ["- personne: 'lea-martin'", "+ personne: 'omar'"]),
        (
            ("themes",),
            ["inclusion", "libre", "pays, villes"],
            ['- themes: [inclusion, "pays, villes"]', '+ themes: [inclusion, libre, "pays, villes"]'],
        ),
        (("accord", "retrait"), "2026-05-01", ["+ retrait: 2026-05-01"]),
        (
            ("accord", "objets"),
            ["nom"],
            ["- objets: [nom, propos]  # pas l’image", "+ objets: [nom]  # pas l’image"],
        ),
        (("accord", "date"), None, ["- date: 2026-03-12"]),
        (("mots_cles",), ["clé", "serrure", "porte"], ["+ - serrure"]),
        (("mots_cles",), ["clé", "portail"], ["- - porte", "+ - portail"]),
        (("mots_cles",), ["porte"], ["- - clé"]),
        (
            ("liens", 0, "url"),
            "https://example.org/b",
            ["- url: https://example.org/a", "+ url: https://example.org/b"],
        ),
        (("heure",), "14:32", ["+ heure: 14:32"]),
        (("titre",), "Le marché : une place", ['+ titre: "Le marché : une place"']),
        (
            ("contexte",),
            "Devant.",
            ["- contexte: |", "- À la pause.", "- Devant la porte.", "+ contexte: Devant."],
        ),
        (("inconnu",), None, ["- inconnu: gardé"]),
        (("jauge", "prevue"), "12", ["+ jauge:", "+ prevue: 12"]),
    ],
)
def test_one_field_is_one_line(loc: Loc, value: Value, expected: list[str]) -> None:
    """A change touches the line that says it: comments, order, unknown keys and quotes stay."""
    assert sorted(changed_lines(ENTRY, edit(ENTRY, {loc: value}))) == sorted(expected)


def test_a_new_key_takes_its_place_among_the_others() -> None:
    """Given the order of a kind's fields, a new key stands after those that come before it there."""
    edited = edit(ENTRY, {("locuteur",): "une médiatrice"}, order=list(FicheVerbatim.model_fields))

    lines = edited.split("\n")
    assert lines[lines.index("locuteur: une médiatrice") - 1] == "personne: 'lea-martin'"


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_and_bom_stay(end: str) -> None:
    """A file written on another system stays one; so does a single odd line."""
    before = "\ufeff" + ENTRY.replace("\n", end).replace(f"inconnu: gardé{end}", "inconnu: gardé\n")

    after = edit(before, {("statut",): "publie"})

    assert after == before.replace("statut: brouillon", "statut: publie")


def test_carnet_yaml_is_changed_too(tmp_path: Path) -> None:
    """A file that is YAML from end to end has no marker; its permissions are kept."""
    path = tmp_path / "carnet.yaml"
    path.write_text("titre: Un  # deux\nthemes:\n  eau:\n    titre: Eau\n", "utf-8")
    path.chmod(0o600)

    edit_file(path, {("themes", "libre", "titre"): "Libre", ("titre",): "Deux"})

    assert path.read_text("utf-8") == (
        "titre: Deux  # deux\nthemes:\n  eau:\n    titre: Eau\n  libre:\n    titre: Libre\n"
    )
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_faulty_front_matter_is_left_alone() -> None:
    """What cannot be read is not changed: the sentence says why."""
    with pytest.raises(CarnetError, match="à corriger d’abord"):
        edit("---\ntitre: Le marché : une place\n---\n", {("statut",): "publie"})
    with pytest.raises(CarnetError, match="n’a pas d’en-tête"):
        edit("Du texte.\n", {("statut",): "publie"})


def test_the_body_is_changed_alone() -> None:
    """Another body under the same front matter, in the file's own line ends."""
    before = ENTRY.replace("\n", "\r\n")

    after = with_body(before, "\nDeux\nlignes.\n")

    assert after == before[: before.index("\r\nOn ne")] + "\r\nDeux\r\nlignes.\r\n"


WORDS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30),
    st.sampled_from(
        ["oui", "null", "~", "- a", "a: b", "a #b", "'l'eau'", '"', "[a", "{", "*a", "&a", "!x", "01000", "=", "",
         "2026-03-12", "a\nb", "a\n\n b\n", " a", "a ", "%", "@", "`", "?", "? a", "|", ">", "---", "...", ",", "a,b"]
    ),
)  # fmt: skip
KEYS = st.sampled_from(["titre", "lieu", "themes", "accord", "x", "oui", "mots_cles"])
VALUES = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
TREES = st.dictionaries(KEYS, VALUES, min_size=1, max_size=5)


def pruned(value: Value) -> Value:
    """Return a value without what says nothing, as an edit leaves it."""
    if isinstance(value, dict):
        return {k: p for k, v in value.items() if (p := pruned(v)) not in (None, {}, [], "")}
    if isinstance(value, list):
        return [p for v in value if (p := pruned(v)) not in (None, {}, [], "")]
    return value.rstrip("\n") if isinstance(value, str) else value


def tree_of(text: str) -> dict[str, Value]:
    """Read a file's front matter; it must be without a remark."""
    report = Report()
    parts = split(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    assert parts is not None
    read = read_front(parts.front, "x", report)
    assert read.whole
    assert not report.has_errors
    kept = pruned(read.tree)
    assert isinstance(kept, dict)
    return kept


@settings(max_examples=80, deadline=None)
@given(TREES)
def test_what_is_written_is_read_back(tree: dict[str, Value]) -> None:
    """Any value written as a front matter is the value our strict reader gives."""
    kept = pruned(tree)
    assert isinstance(kept, dict)
    if kept:
        assert tree_of(front(kept) + "\ncorps\n") == kept


CHANGES = st.lists(
    st.tuples(st.tuples(KEYS) | st.tuples(KEYS, KEYS), VALUES | st.none()), min_size=1, max_size=4
)


def check_edits(tree: dict[str, Value], changes: list[tuple[Loc, Value]], crlf: bool) -> None:
    """Change a file several times: only what was asked is another value, all else is the same text."""
    kept = pruned(tree)
    if not kept or not isinstance(kept, dict):
        return
    text = front(kept, ["un commentaire"]) + "\nLe corps.\n"
    for loc, value in changes:
        before = tree_of(text)
        text = edit(text.replace("\n", "\r\n") if crlf else text, {loc: value}).replace("\r\n", "\n")
        after = tree_of(text)
        assert {k: v for k, v in after.items() if k != loc[0]} == {
            k: v for k, v in before.items() if k != loc[0]
        }
        assert "\n# un commentaire\n---\n\nLe corps.\n" in text
        if len(loc) == 1:
            wanted = pruned(value) if value is not None else None
            assert after.get(str(loc[0])) == (wanted or None)


@settings(max_examples=60, deadline=None)
@given(TREES, CHANGES, st.booleans())
def test_edits_say_what_is_asked_and_nothing_else(
    tree: dict[str, Value], changes: list[tuple[Loc, Value]], crlf: bool
) -> None:
    """Whatever the file and the changes: they are read back, the body and the comments are as they were."""
    check_edits(tree, changes, crlf)


@pytest.mark.lent
@settings(max_examples=2000, deadline=None)
@given(TREES, CHANGES, st.booleans())
def test_many_edits_say_what_is_asked(
    tree: dict[str, Value], changes: list[tuple[Loc, Value]], crlf: bool
) -> None:
    """The same, for longer."""
    check_edits(tree, changes, crlf)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(["statut", "personne", "inconnu"]), WORDS.filter(lambda w: "\n" not in w and w != ""))
def test_a_one_line_field_changes_one_line(key: str, value: str) -> None:
    """Whatever a one-line value becomes, all other lines are the same characters."""
    before, after = ENTRY.split("\n"), edit(ENTRY, {(key,): value}).split("\n")

    assert len(before) == len(after)
    assert [a for a, b in zip(before, after, strict=True) if a != b and not re.match(f"{key}:", a)] == []
