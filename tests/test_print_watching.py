"""The layout is watched: what is without end, too large or broken is stopped, said in French and named."""

import resource
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from carnet.cache import Cache
from carnet.diagnostics import CarnetError
from carnet.media.room import MediaRoom
from carnet.outputs.print import assemble, watching
from carnet.outputs.print.watching import Subject
from tests.conftest import Workspace
from tests.test_print_engine import page, press

Make = Callable[..., Workspace]

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""Hypothesis counts what Python's collector costs, in a callback: what stops the layout there is lost, and the
watch insists."""

DOOR = Subject("« Une porte »", (("nec-essai--recit", "entries/nec-essai/recit.md"),))
NOTES = "<p>" + "mot<span class='fn'>note</span> " * 400 + "</p>"
FOOTNOTES = ".fn{float:footnote}"


def hurry(monkeypatch: pytest.MonkeyPatch, seconds: float = 0.2) -> None:
    """Give texts this much time only, whatever their length."""
    monkeypatch.setattr(watching, "SECONDS", seconds)
    monkeypatch.setattr(watching, "SECONDS_A_PAGE", 0)


def refused(body: str, styles: str = "") -> CarnetError:
    """Return what is said of a document that cannot be laid out."""
    with pytest.raises(CarnetError) as caught:
        press().lay(page(body), styles, DOOR)
    return caught.value


def test_a_text_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of notes in one paragraph: stopped when its time is up, named, with what to do."""
    hurry(monkeypatch)

    said = refused(NOTES, FOOTNOTES)

    assert "« Une porte » (entries/nec-essai/recit.md) n’en finit pas" in said.message
    assert "plusieurs fiches" in said.aide
    assert said.exit_code == 1


def test_a_text_without_end_is_stopped_in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk lays out in threads."""
    hurry(monkeypatch)
    found: list[CarnetError] = []
    thread = threading.Thread(target=lambda: found.append(refused(NOTES, FOOTNOTES)))
    thread.start()
    thread.join(30)

    assert "n’en finit pas" in found[0].message


def test_a_text_that_wants_the_whole_memory_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bit by bit, a table of thousands of cells is seen by the watch."""
    monkeypatch.setattr(watching, "MEMORY", 8 << 20)
    monkeypatch.setattr(watching, "MEMORY_A_PAGE", 0)
    monkeypatch.setattr(watching, "_peak", used)

    said = refused("<table>" + "<tr><td>a</td><td>b</td><td>c</td></tr>" * 4000 + "</table>")

    assert "demande trop de mémoire" in said.message


def used() -> int:
    """Return the memory this process has now, which its peak hides when other tests used more before."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()


def test_what_is_asked_all_at_once_is_refused_by_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """A style that wants a thousand million columns never gets the eight gigabytes of their list."""
    monkeypatch.setattr(watching, "MEMORY", 1 << 28)
    before = resource.getrlimit(resource.RLIMIT_AS)

    said = refused("x", "body{display:grid;grid-template-columns:repeat(1000000000,1fr)}")

    assert "demande trop de mémoire" in said.message
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_blocks_one_inside_the_other_without_end_are_refused() -> None:
    """Deeper than the engine can go is no traceback."""
    assert "trop de blocs" in refused("<div>" * 900 + "x" + "</div>" * 900).message


def test_a_fault_of_the_engine_is_said_in_french() -> None:
    """A floated first letter crashes WeasyPrint 70 in columns: our styles have none, a carnet's may."""
    styles = "p::first-letter{float:left;font-size:60pt} body{column-count:2}"

    said = refused("".join(f"<p>{'Bonjour les gens de la salle. ' * 40}</p>" for _ in range(30)), styles)

    assert "« Une porte » (entries/nec-essai/recit.md) a échoué" in said.message
    assert "AssertionError" in said.message
    assert "templates/print" in said.aide


def test_a_press_goes_on_after_a_text_was_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the desk, the next text is laid out as if nothing had happened."""
    table = press()
    with monkeypatch.context() as hurried, pytest.raises(CarnetError):
        hurry(hurried)
        table.lay(page(NOTES), FOOTNOTES)

    assert table.lay(page("<p>Un mot.</p>"), FOOTNOTES).texts() == ["Un mot."]


def test_the_entry_at_fault_is_named_among_those_of_its_chapter(
    make_carnet: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words set one after the other: the one that has no end is the one that is named."""
    hurry(monkeypatch, 1.0)
    head = "---\ntype: verbatim\nlocuteur: une voix\nstatut: publie\n---\n\n"
    notes = " ".join(f"mot[^{n}]" for n in range(400)) + "".join(f"\n\n[^{n}]: note" for n in range(400))
    words = {
        f"entries/nec-essai/v{n}.md": f"{head}{'Un mot. ' * 40 if n != 5 else notes}\n" for n in range(9)
    }
    workspace = make_carnet(words)

    with pytest.raises(CarnetError) as caught:
        assemble(workspace.visible("pdf"), MediaRoom(workspace.root, Cache(None)))

    assert "« Paroles » (entries/nec-essai/v5.md) n’en finit pas" in caught.value.message
