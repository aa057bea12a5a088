"""A book made of parts: the same as one made whole, and an edit costs what it touches."""

import io
from collections.abc import Callable, Iterator

import pikepdf
import pytest

from carnet.cache import Cache
from carnet.media.room import MediaRoom
from carnet.outputs.print import assemble
from carnet.outputs.print.archive import finished
from carnet.outputs.print.binding import settled
from carnet.outputs.print.composing import compose
from carnet.outputs.print.engine import Press
from carnet.outputs.print.numbers import TERM
from carnet.outputs.print.setting import BookSetting
from carnet.outputs.print.styles import read_styles
from carnet.outputs.print.trim import A5
from carnet.templating import environment
from tests.conftest import Workspace
from tests.test_print import PEOPLE, STORY, elements, pages

Make = Callable[..., Workspace]

SECOND = """\
---
titre: NEC suivant
statut: publie
debut: 2026-06-12
lieu: {commune: Autre-Ville}
porteur: Une autre association
thematiques: [inclusion]
---

Après [[nec-essai]], une autre journée, où [[lea-martin]] revient.
"""
BATON = """\
---
type: passage
titre: La clé
de: nec-essai
vers: nec-suivant
question: Qui ouvre ?
statut: publie
---

Elle passe la clé.
"""


@pytest.fixture
def two_events(make_carnet: Make) -> Workspace:
    """Two events that refer to one another, their baton, portraits, a photo, notes."""
    return make_carnet(
        {
            **PEOPLE,
            **STORY,
            "entries/nec-suivant/evenement.md": SECOND,
            "entries/nec-essai/passage.md": BATON,
        }
    )


def made(workspace: Workspace, cache: Cache) -> bytes:
    """Return the book of a workspace."""
    (artifact,) = assemble(workspace.visible("pdf"), MediaRoom(workspace.root, cache))
    return artifact.content


def made_whole(workspace: Workspace) -> bytes:
    """Return the same book, written by the layout engine in one go."""
    room = MediaRoom(workspace.root, Cache(None))
    setting = BookSetting(workspace.visible("pdf"), environment(workspace.root, "print"), room)
    book, styles = compose(setting), read_styles(workspace.root, page=A5)
    laid = settled(book, styles, {**styles.files, **setting.pictures}, drafts=False)
    return finished(laid.press.bind(laid.runs, laid.blank))


def tree(pdf: pikepdf.Pdf) -> list[tuple[str, str, str]]:
    """Return the structure in reading order: the kind of each element, its alternative, its language.

    A part is what joining adds.
    """
    found = ((str(e.S), str(e.get("/Alt", "")), str(e.get("/Lang", ""))) for e in elements(pdf))
    return [element for element in found if element[0] != "/Part"]


def outline(pdf: pikepdf.Pdf) -> list[tuple[int, str, int]]:
    """Return the bookmarks: their depth, their words, the page they lead to."""
    folios = {page.objgen: folio for folio, page in enumerate(pdf.pages, 1)}

    def walk(items: list[pikepdf.OutlineItem], depth: int) -> Iterator[tuple[int, str, int]]:
        for item in items:
            assert item.destination is not None
            yield depth, item.title, folios[item.destination[0].objgen]  # type: ignore[index, union-attr]
            yield from walk(item.children, depth + 1)

    with pdf.open_outline() as lines:
        return list(walk(lines.root, 1))


def jumps(pdf: pikepdf.Pdf) -> list[tuple[int, str, int]]:
    """Return the links inside the book: the page each is on, its name, the page it leads to."""
    folios = {page.objgen: folio for folio, page in enumerate(pdf.pages, 1)}
    listed = pdf.Root.Names.Dests.Names
    where = {str(listed[i]): folios[listed[i + 1][0].objgen] for i in range(0, len(listed), 2)}
    return [
        (folio, str(mark.Dest), where[str(mark.Dest)])
        for folio, page in enumerate(pdf.pages, 1)
        for mark in page.obj.get("/Annots", [])
        if "/Dest" in mark
    ]


def pictures(pdf: pikepdf.Pdf) -> list[bytes]:
    """Return the encoded pictures, sorted."""
    images = (o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image")
    return sorted(o.read_raw_bytes() for o in images)


def test_a_book_joined_is_the_book_made_whole(two_events: Workspace) -> None:
    """Words, page numbers, tags, alternatives, links, bookmarks, pictures: joining parts loses nothing."""
    parts, whole = made(two_events, Cache(None)), made_whole(two_events)

    assert pages(parts) == pages(whole)
    with pikepdf.open(io.BytesIO(parts)) as joined, pikepdf.open(io.BytesIO(whole)) as one:
        assert len(joined.pages) > 20
        assert tree(joined) == tree(one)
        assert outline(joined) == outline(one)
        assert jumps(joined) == jumps(one)
        assert pictures(joined) == pictures(one)
        assert joined.Root.Metadata.read_bytes() == one.Root.Metadata.read_bytes()
        assert {k: str(v) for k, v in joined.docinfo.items()} == {k: str(v) for k, v in one.docinfo.items()}


def test_each_face_is_there_once(two_events: Workspace) -> None:
    """However many parts use a face, the book has it once, under a name of its own."""
    with pikepdf.open(io.BytesIO(made(two_events, Cache(None)))) as pdf:
        faces = [
            str(o.FontName) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/FontFile2" in o
        ]

    assert len(faces) > 5
    assert len(faces) == len(set(faces))


def test_an_edit_lays_out_what_it_touches_and_gives_the_bytes_of_a_build_from_nothing(
    two_events: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One word changed in a récit: its cahier is laid out again and no other; the file is the same."""
    kept = Cache(two_events.root / ".cache")
    made(two_events, kept)
    story = two_events.root / "entries/nec-essai/recit.md"
    story.write_text(story.read_text("utf-8").replace("On croise", "On rencontre"), "utf-8")
    laid: list[str] = []
    lay = Press.lay
    monkeypatch.setattr(Press, "lay", lambda self, html, *more: laid.append(html) or lay(self, html, *more))

    after = made(two_events, kept)
    touched = list(laid)

    assert after == made(two_events, Cache(None))
    assert any("On rencontre" in html for html in touched)
    assert not any("une autre journée" in html for html in touched)
    assert not any("ouvre la porte à huit heures" in html for html in touched)
    assert len(touched) < (len(laid) - len(touched)) / 2


def test_the_indexes_are_laid_out_once(two_events: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """They come after the text: its pages are known when they are set for the first time."""
    laid: list[str] = []
    lay = Press.lay
    monkeypatch.setattr(Press, "lay", lambda self, html, *more: laid.append(html) or lay(self, html, *more))

    made(two_events, Cache(None))

    assert [html.count(TERM) > 0 for html in laid].count(True) == 1


def story_of(words: int) -> str:
    """Return a récit of that many words."""
    text = " ".join(f"Le mot numéro {n} passe devant la porte." for n in range(words // 8))
    return f"---\ntype: recit\ntitre: Une porte\nresume: On entre.\nstatut: publie\n---\n\n{text}\n"


def last_page_of(workspace: Workspace) -> tuple[int, int]:
    """Return how many pages the récit has and how many lines the last one."""
    room = MediaRoom(workspace.root, Cache(None))
    setting = BookSetting(workspace.visible("pdf"), environment(workspace.root, "print"), room)
    styles = read_styles(workspace.root, page=A5)
    laid = settled(compose(setting), styles, {**styles.files, **setting.pictures}, drafts=False)
    found = [
        text for run in laid.runs for text in run.texts() if "Le mot numéro" in text or "mot numéro" in text
    ]
    return len(found), found[-1].count("\n") + 1


@pytest.mark.lent
def test_a_chapter_does_not_end_on_a_page_of_a_few_lines(
    make_carnet: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the length of a récit, its last page is not left with a line or two when a hair mends it."""
    from carnet.outputs.print import laying

    lengths = range(1200, 1700, 40)
    mended = [last_page_of(make_carnet({"entries/nec-essai/recit.md": story_of(n)})) for n in lengths]
    monkeypatch.setattr(laying, "FITS", {})
    fallen = [last_page_of(make_carnet({"entries/nec-essai/recit.md": story_of(n)})) for n in lengths]

    assert sum(lines < 5 for _, lines in fallen) > sum(lines < 5 for _, lines in mended) == 0
    assert all(after[0] <= before[0] for after, before in zip(mended, fallen, strict=True))
    assert all(after == before for after, before in zip(mended, fallen, strict=True) if before[1] > 6)
