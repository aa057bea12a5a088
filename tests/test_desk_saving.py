"""Several people on one entry: nothing is lost; a save is whole or is not."""

import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.desk import saving
from carnet.desk.saving import Choice, Wanted, merge, merge_text, tree_and_body, version
from tests.conftest import Workspace
from tests.desk_world import Browser, changed, form, opened, shown

START = """\
---
type: recit
titre: Titre zéro
resume: Chapô zéro. Une phrase.
mots_cles: [un, deux]
statut: brouillon
---

Paragraphe zéro.

Paragraphe un.

Paragraphe deux.
"""
PLACE = "entries/nec-essai/recit"


def words(text: str) -> set[str]:
    """Return the marked words of a text: each is written once by one person."""
    return set(re.findall(r"MOT\d+", text))


class Person:
    """Someone who opens the entry, changes it, saves it, and settles what she is asked to."""

    def __init__(self, browser: Browser, rng: random.Random) -> None:
        self.browser = browser
        self.rng = rng
        self.page = ""
        self.replaced: set[str] = set()
        self.saved: set[str] = set()
        self.clashes = 0

    def open(self) -> None:
        """Open the form."""
        self.page = self.browser.get(f"/fiche/{PLACE}").text

    def save(self, mark: str) -> None:
        """Change something, save, and settle the clashes; note what she replaced with her eyes open."""
        fields = form(self.page)
        now = dict(fields)
        name = self.rng.choice(["titre", "resume", "mots_cles", "_corps", "_corps"])
        before = now.get(name if name == "_corps" else f"c.{name}", "")
        after = self._changed(before.replace("\r\n", "\n"), name, mark)
        self.replaced |= words(before) - words(after)
        answer = self.browser.post(f"/fiche/{PLACE}", changed(fields, {name: after}))
        for _ in range(4):
            if answer.status != 409:
                break
            self.clashes += 1
            choices = self._choose(answer.text)
            fields = [(n, choices.get(n, v)) for n, v in form(answer.text)]
            answer = self.browser.post(f"/fiche/{PLACE}", fields)
        assert answer.status == 303, shown(answer.text)[:300]
        self.saved.add(mark)
        self.page = ""

    def _choose(self, page: str) -> dict[str, str]:
        """Choose for each field of a conflict page; note the words that were shown and left."""
        chosen = {}
        for part in page.split('<fieldset class="conflit">')[1:]:
            name = re.findall(r'name="(_choix[^"]+)"', part)[0]
            mine, theirs = (words(text) for text in re.findall(r"<pre>(.*?)</pre>", part, re.DOTALL))
            chosen[name] = self.rng.choice(sorted(set(re.findall(r'value="(mien|autre|deux)"', part))))
            self.replaced |= {"mien": theirs - mine, "autre": mine - theirs, "deux": set()}[chosen[name]]
        return chosen

    def _changed(self, before: str, name: str, mark: str) -> str:
        if name == "titre":
            return f"Titre {mark}"
        if name == "mots_cles":
            return f"{before}\n{mark}"
        if name == "resume":
            return f"{before} {mark}."
        parts = before.split("\n\n")
        place = self.rng.randrange(len(parts))
        if self.rng.random() < 0.5:
            parts[place] += f" {mark}"
        else:
            parts.insert(place, f"Neuf {mark}.")
        return "\n\n".join(parts)


@pytest.mark.lent
def test_nothing_is_lost_in_two_hundred_interleavings(make_carnet: Callable[..., Workspace]) -> None:
    """Two people open and save one entry in every order: each word is there, or was replaced by someone who saw it."""
    workspace = make_carnet({f"{PLACE}.md": START})
    one, other = opened(workspace.root), opened(workspace.root)
    lost, clashes = [], 0
    for seed in range(200):
        rng = random.Random(seed)
        (workspace.root / f"{PLACE}.md").write_text(START, "utf-8")
        people = [Person(one, rng), Person(other, rng)]
        for step in range(rng.randint(5, 10)):
            person = rng.choice(people)
            if person.page and rng.random() < 0.7:
                before = len(person.replaced)
                person.save(f"MOT{seed}{step}")
                clashes += len(person.replaced) > before
            else:
                person.open()
        text = (workspace.root / f"{PLACE}.md").read_text("utf-8")
        clashes += sum(p.clashes for p in people)
        seen = set().union(*(p.replaced for p in people))
        lost += sorted(set().union(*(p.saved for p in people)) - words(text) - seen)

    assert lost == []
    assert clashes > 20  # the two did meet


TEXTS = st.lists(st.sampled_from(["A", "B", "C", "D", "E", "F"]), max_size=6).map("\n\n".join)


@given(TEXTS, TEXTS, TEXTS)
def test_merged_texts_hold_what_each_person_added(base: str, mine: str, theirs: str) -> None:
    """A merge that is made without asking has every paragraph that somebody added, and no other."""
    merged = merge_text(base, mine, theirs)
    if merged is None:
        return
    old, one, two, whole = (set(filter(None, text.split("\n\n"))) for text in (base, mine, theirs, merged))

    assert (one - old) | (two - old) <= whole
    assert whole <= old | one | two


@given(TEXTS, TEXTS)
def test_a_merge_with_nobody_else_is_mine(base: str, mine: str) -> None:
    """When only one person changed the text, it is hers."""
    assert merge_text(base, mine, base) == "\n\n".join(p for p in mine.split("\n\n") if p)
    assert merge_text(base, base, mine) == "\n\n".join(p for p in mine.split("\n\n") if p)


def test_a_field_both_people_changed_alike_is_no_clash() -> None:
    """The same correction made twice is one correction."""
    now = START.replace("Titre zéro", "Titre un")

    merged = merge(START, Wanted({("titre",): "Titre un"}), now)

    assert (merged.text, merged.clashes) == (now, ())


def test_both_lists_can_be_kept() -> None:
    """Two lists changed by two people are put end to end, nothing twice."""
    now = START.replace("[un, deux]", "[un, deux, trois]")

    merged = merge(
        START, Wanted({("mots_cles",): ["un", "deux", "quatre"]}), now, (), {("mots_cles",): Choice.BOTH}
    )

    assert tree_and_body(merged.text)[0]["mots_cles"] == ["un", "deux", "trois", "quatre"]


def test_a_save_on_a_version_that_is_gone_is_not_made(tmp_path: Path) -> None:
    """The version is looked at behind the lock, at the last moment."""
    path = tmp_path / f"{PLACE}.md"
    path.parent.mkdir(parents=True)
    path.write_text(START, "utf-8")

    assert not saving.save(tmp_path, f"{PLACE}.md", version(b"autre"), "---\n---\n")
    assert not saving.save(tmp_path, f"{PLACE}.md", "", "---\n---\n")  # a new file is not laid on an old one
    assert path.read_text("utf-8") == START


SAVER = """
import sys
from pathlib import Path
from carnet.desk import saving
root, path = Path(sys.argv[1]), "entries/nec/recit.md"
texts = [(f"---\\ntitre: {letter}\\n---\\n\\n" + letter * 400_000 + "\\n") for letter in "ab"]
seen = saving.version((root / path).read_bytes())
print("go", flush=True)
while True:
    for text in texts:
        assert saving.save(root, path, seen, text)
        seen = saving.version(text.encode())
"""


@pytest.mark.lent
def test_a_killed_save_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    """kill -9 at a random instant of a save: the file is whole, and the next desk sweeps what was left."""
    path = tmp_path / "entries/nec/recit.md"
    path.parent.mkdir(parents=True)
    whole = {(f"---\ntitre: {letter}\n---\n\n" + letter * 400_000 + "\n") for letter in "ab"}
    rng = random.Random(7)
    left = 0
    for _ in range(25):
        path.write_text(min(whole), "utf-8")
        saver = subprocess.Popen(
            [sys.executable, "-c", SAVER, str(tmp_path)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[1],
        )
        assert saver.stdout is not None and saver.stdout.readline()
        time.sleep(rng.uniform(0.0, 0.05))
        saver.send_signal(signal.SIGKILL)
        saver.wait()
        saver.stdout.close()
        left += len(list(path.parent.glob(".carnet-*")))

        assert path.read_text("utf-8") in whole

        saving.sweep(tmp_path)
        assert [p.name for p in path.parent.iterdir()] == ["recit.md"]
    assert left, "no save was ever caught in the act: the test shows nothing"
