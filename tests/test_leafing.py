"""Pages read once: what is kept of one is never given for another (``carnet/leafing.py``)."""

import io
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream

import carnet.leafing
from carnet.cache import Cache
from carnet.leafing import Leaf, leaves

LETTERS = b"/P <</MCID %d>> BDC BT /F 12 Tf 72 700 Td (%s) Tj ET EMC"


def pdf(*texts: str, shared: bool = True, face: str = "/Helvetica") -> pikepdf.Pdf:
    """Return a PDF with one text a page, all on the same resources or each on its own."""
    made = pikepdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(face))
    shelf = made.make_indirect(Dictionary(Font=Dictionary(F=made.make_indirect(font))))
    for rank, text in enumerate(texts):
        made.add_blank_page()
        page = made.pages[-1].obj
        page.Contents = Stream(made, LETTERS % (rank, text.encode()))
        page.Resources = shelf if shared else made.make_indirect(Dictionary(shelf))
    return made


def saved(made: pikepdf.Pdf) -> bytes:
    """Return the bytes of a PDF."""
    out = io.BytesIO()
    made.save(out, deterministic_id=True)
    return out.getvalue()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ranks of the pages that PDFium is asked for."""
    asked: list[int] = []
    once = carnet.leafing._read

    def counted(book: object, rank: int) -> Leaf:
        asked.append(rank)
        return once(book, rank)

    monkeypatch.setattr(carnet.leafing, "_read", counted)
    return asked


def test_a_page_says_its_text_and_its_marked_words(tmp_path: Path) -> None:
    """In order, whatever was kept; a mark that stands twice has the words of both."""
    made = pdf("Un", "Deux")
    made.pages[1].obj.Contents = Stream(made, LETTERS % (7, b"Deux") + b" " + LETTERS % (7, b"mots"))

    for _ in range(2):
        found = leaves(saved(made), Cache(tmp_path))
        assert [dict(leaf.marked) for leaf in found] == [{0: "Un"}, {7: "Deux mots"}]
        assert found[0].text == "Un"


def test_only_what_changed_is_read_again(tmp_path: Path, read: list[int]) -> None:
    """A page on resources of its own is read alone; those on shared ones, together."""
    leaves(saved(pdf("Un", "Deux", "Trois", shared=False)), Cache(tmp_path))
    assert read == [0, 1, 2]

    again = leaves(saved(pdf("Un", "Autre", "Trois", shared=False)), Cache(tmp_path))

    assert [leaf.text for leaf in again] == ["Un", "Autre", "Trois"]
    assert read == [0, 1, 2, 1]


def drawings(made: pikepdf.Pdf, word: bytes) -> tuple[pikepdf.Object, pikepdf.Object]:
    """Return a drawing that calls another, and the other, which says a word and calls the first."""
    one, two = (
        made.make_indirect(Stream(made, said, Type=Name.XObject, Subtype=Name.Form)) for said in (b"", word)
    )
    one.Resources = Dictionary(XObject=Dictionary(B=two))
    two.Resources = Dictionary(XObject=Dictionary(A=one))
    return one, two


def test_drawings_that_call_each_other_make_every_page_that_calls_one_another(
    tmp_path: Path, read: list[int]
) -> None:
    """The second page calls the drawing that did not change, which calls the one that did."""
    for word in (b"avant", b"apres"):
        made = pdf("Un", "Deux", shared=False)
        one, two = drawings(made, word)
        made.pages[0].obj.Resources.XObject = Dictionary(B=two)
        made.pages[1].obj.Resources.XObject = Dictionary(A=one)
        leaves(saved(made), Cache(tmp_path))

    assert read == [0, 1, 0, 1]


@pytest.mark.parametrize("change", ["face", "map", "box", "turn", "above", "form", "layers"])
def test_all_that_words_depend_on_makes_a_page_another(change: str, tmp_path: Path, read: list[int]) -> None:
    """The same drawing under other faces, boxes or layers, or calling another drawing, is read again."""
    before, after = pdf("Un"), pdf("Un", face="/Courier" if change == "face" else "/Helvetica")
    for made, word in ((before, b"avant"), (after, b"apres")):
        page = made.pages[0].obj
        if change == "map":
            page.Resources.Font.F.ToUnicode = Stream(made, word)
        elif change == "form":
            page.Resources.XObject = Dictionary(H=drawings(made, word)[0])
    changed = after.pages[0].obj
    if change == "box":
        changed.CropBox = Array([0, 0, 90, 90])
    elif change == "turn":
        changed.Rotate = 90
    elif change == "above":
        after.Root.Pages.Rotate = 90
    elif change == "layers":
        after.Root.OCProperties = Dictionary(D=Dictionary(BaseState=Name.OFF))

    leaves(saved(before), Cache(tmp_path))
    leaves(saved(before), Cache(tmp_path))
    assert read == [0]
    leaves(saved(after), Cache(tmp_path))
    assert read == [0, 0]


def test_pixels_do_not_count(tmp_path: Path, read: list[int]) -> None:
    """A photo made again changes no word: the pages that show it are not read again."""
    for pixel in (b"\x00", b"\xff"):
        made = pdf("Un")
        image = Stream(made, pixel, Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
        image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
        made.pages[0].obj.Resources.XObject = Dictionary(I=made.make_indirect(image))
        leaves(saved(made), Cache(tmp_path))

    assert read == [0]
