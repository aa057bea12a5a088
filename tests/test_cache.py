"""The cache: the same inputs are computed once, and a place that keeps nothing is only slower."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from carnet.cache import PARTIAL, Cache, cache_of, recipe


def test_a_value_is_computed_once(tmp_path: Path) -> None:
    """The second run finds what the first one kept."""
    key = Cache.key("essai", "une entrée")
    made = []

    for _ in range(2):
        value = Cache(tmp_path).memo(key, lambda: made.append(1) or b"valeur")  # type: ignore[func-returns-value]

        assert value == b"valeur"
    assert len(made) == 1


def test_parts_do_not_run_into_one_another() -> None:
    """« ab » then « c » is not « a » then « bc »."""
    assert Cache.key("essai", "ab", "c") != Cache.key("essai", "a", "bc")


def test_what_a_run_did_not_ask_for_is_forgotten(tmp_path: Path) -> None:
    """Only among the steps that ran: the others were not asked."""
    first = Cache(tmp_path)
    for step in ("texte", "image"):
        first.put(Cache.key(step, "ancien"), b"x")
    second = Cache(tmp_path)
    second.put(Cache.key("texte", "neuf"), b"y")

    gone = second.prune(frozenset({"texte"}))

    assert gone == 1
    assert Cache(tmp_path).get(Cache.key("image", "ancien")) == b"x"
    assert Cache(tmp_path).get(Cache.key("texte", "ancien")) is None


def test_a_place_that_keeps_nothing_is_only_slower(tmp_path: Path) -> None:
    """A file where the folder should be (root can write in read-only folders, not in a file)."""
    place = tmp_path / "cache"
    place.write_text("")
    cache = Cache(place)
    key = Cache.key("essai", "x")

    assert cache.memo(key, lambda: b"valeur") == b"valeur"
    assert cache.get(key) is None
    assert cache.prune(frozenset({"essai"})) == 0


def test_a_room_that_changes_has_another_recipe(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What an older version of a room made is made again: its program is part of the key."""
    room = tmp_path / "texte"
    room.mkdir()
    rules = room / "rules.py"
    monkeypatch.setattr("carnet.__file__", str(tmp_path / "__init__.py"))

    def now(*rooms: str) -> str:
        recipe.cache_clear()
        return recipe(*rooms)

    rules.write_text("RULE = 1\n", "utf-8")
    before = now("texte"), now("texte/rules.py")
    (room / "notes.txt").write_text("lu par personne\n", "utf-8")
    assert (now("texte"), now("texte/rules.py")) == before
    rules.write_text("RULE = 2\n", "utf-8")
    assert now("texte") != before[0]
    assert now("texte/rules.py") != before[1]
    recipe.cache_clear()


def test_what_a_killed_run_was_writing_is_swept(tmp_path: Path) -> None:
    """A run that is going on keeps what it is writing."""
    cache_of(tmp_path).put(Cache.key("essai", "a"), b"valeur")
    done = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    folder = tmp_path / ".cache/carnet" / PARTIAL
    dead, alive = folder / f"{int(done.stdout)}-1", folder / f"{os.getpid()}-1"
    for path in (dead, alive):
        path.write_bytes(b"vale")

    kept = cache_of(tmp_path)

    assert [path.name for path in folder.iterdir()] == [alive.name]
    assert kept.get(Cache.key("essai", "a")) == b"valeur"
