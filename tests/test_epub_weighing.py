"""The weight of the book: told once, at the entry of what weighs most."""

from collections.abc import Callable

from carnet.outputs.epub import assemble
from carnet.outputs.epub.weighing import weighed
from tests.conftest import Workspace
from tests.epub_world import FILES, media_of

Make = Callable[..., Workspace]


def test_heavy_book_names_its_heaviest_files(make_carnet: Make) -> None:
    """At what weighs most among sounds and photos, with their weights; a lighter book says nothing.

    Sounds past the limit by themselves are told by ``verifier``, before any is encoded.
    """
    workspace = make_carnet(FILES)
    visible = workspace.visible("epub")
    (book,) = assemble(visible, media_of(workspace))

    (finding,) = weighed(book.content, visible, limit=len(book.content) - 1)

    assert book.findings == ()
    assert finding.code == "epub-trop-lourd"
    assert finding.entry == "nec-essai/son-marche"
    assert "nec-essai--son-marche.mp3 (" in str(finding.values["fichiers"])
    assert weighed(book.content, visible, limit=len(book.content)) == ()
    assert weighed(book.content, visible, limit=1000) == ()
