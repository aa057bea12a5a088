"""Two hundred things are taken from the outputs of the example, one at a time: each loss is seen and named."""

import datetime as dt
import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import lxml.html
import pikepdf
import pytest
from lxml import etree

from carnet.cache import Cache
from carnet.diagnostics import Report
from carnet.kinds import Support
from carnet.linking import Carnet
from carnet.model import Artifact
from carnet.parity.reckoning import Account, reckon
from carnet.pipeline import check
from carnet.rights import Moment
from carnet.sources import read_workspace
from carnet.visible import visible_on
from tests.judges import ROOT

TODAY = dt.date(2026, 11, 25)
SHARES: Mapping[Support, int] = {"web": 80, "epub": 80, "pdf": 40}
IDENTITY = "data-entree"
INSIDE = f"//*[@{IDENTITY}]"
TAKEN = {
    "a sentence": "//article[not(contains(@class, 'piece-terme'))]"
    "//*[@class='corps' or @class='presentation']/p[not(@class)][string-length() > 60]"
    " | //section[@class='recit' or @class='synthese' or @class='portrait' or @class='texte']/p[not(@class)]",
    "a verbatim": f"{INSIDE}[contains(@class, 'verbatim')]//blockquote",
    "a note": "//*[contains(@class, 'notes')]//li | //aside[@role='doc-footnote']",
    "a caption": "//figure[contains(@class, 'photo')]//*[@class='legende']",
    "a credit": "//figure[contains(@class, 'photo')]//*[@class='credit']",
    "a sound": f"{INSIDE}[contains(@class, 'son')]//audio",
    "an inclusion": f"{INSIDE}//*[contains(@class, 'inclus')][@{IDENTITY}]",
    "an alternative": f"{INSIDE}//figure[contains(@class, 'photo')]//img",
}
"""What is taken from a page or a chapter, and where it is found, with no help from the program."""

WRITTEN = re.compile(r"--recit|--synthese|portraits--|commun--(avant|mode|conclusion|traversee)")
"""Entries whose paragraphs are all written: a label of a baton or of an event is no piece."""


@dataclass(frozen=True)
class Loss:
    """One thing taken: ``owners`` are the identities around it, ``made`` the output without it."""

    name: str
    owners: frozenset[str]
    made: Callable[[], list[Artifact]]


@pytest.fixture(scope="module")
def whole() -> Carnet:
    """The example, read."""
    report = Report()
    return check(read_workspace(ROOT, report), Cache(ROOT / ".cache/carnet"), report)


@pytest.fixture(scope="module")
def outputs(exemple: Path) -> Mapping[Support, list[Artifact]]:
    """What the example was built into; of the EPUB the chapters alone, so that it is quick to close again."""
    site = exemple / "site"
    chapters = io.BytesIO()
    with zipfile.ZipFile(exemple / "carnet.epub") as book, zipfile.ZipFile(chapters, "w") as light:
        for name in book.namelist():
            if name.endswith(".xhtml"):
                light.writestr(name, book.read(name))
    return {
        "web": [
            Artifact(p.relative_to(site).as_posix(), p.read_bytes()) for p in sorted(site.rglob("*.html"))
        ],
        "epub": [Artifact("carnet.epub", chapters.getvalue())],
        "pdf": [Artifact("carnet.pdf", (exemple / "carnet.pdf").read_bytes())],
    }


def account(whole: Carnet, support: Support, artifacts: Sequence[Artifact]) -> Account:
    """Reckon one output."""
    return reckon({support: visible_on(whole, support, Moment(TODAY))}, {support: artifacts})


@pytest.mark.parametrize("support", SHARES)
def test_nothing_is_lost_from_the_example(
    whole: Carnet, outputs: Mapping[Support, list[Artifact]], support: Support
) -> None:
    """Every piece of every entry is in the site, in the EPUB, in the PDF."""
    found = account(whole, support, outputs[support])

    assert [(lost.entry.id, lost.piece.kind, lost.piece.words) for lost in found.missing] == []
    assert sum(tally.present for tally in found.tallies[support].values()) > 900


@pytest.mark.parametrize("support", SHARES)
def test_whatever_is_taken_is_named(
    whole: Carnet, outputs: Mapping[Support, list[Artifact]], support: Support
) -> None:
    """Sentences, notes, alternatives, captions, credits, sounds, links: every loss is seen, with its entry."""
    everything = list({"web": from_site, "epub": from_epub, "pdf": from_pdf}[support](outputs[support]))
    losses = random.Random(2026).sample(everything, SHARES[support])
    visible = visible_on(whole, support, Moment(TODAY))

    unseen = []
    for loss in losses:
        named = {visible.identifier(lost.entry) for lost in account(whole, support, loss.made()).missing}
        if not named & loss.owners:
            unseen.append((loss.name, sorted(loss.owners), sorted(named)))

    assert unseen == []
    assert len({loss.name for loss in losses}) >= 2


def from_site(artifacts: list[Artifact]) -> Iterator[Loss]:
    """Yield everything that can be taken from the site."""
    for rank, artifact in enumerate(artifacts):
        for name, owners, content in without(
            lxml.html.document_fromstring, lxml.html.tostring, artifact.content
        ):
            yield Loss(name, owners, partial(_replaced, artifacts, rank, content))


def _replaced(artifacts: list[Artifact], rank: int, content: Callable[[], bytes]) -> list[Artifact]:
    return [*artifacts[:rank], Artifact(artifacts[rank].path, content()), *artifacts[rank + 1 :]]


def from_epub(artifacts: list[Artifact]) -> Iterator[Loss]:
    """Yield everything that can be taken from the EPUB."""
    with zipfile.ZipFile(io.BytesIO(artifacts[0].content)) as book:
        chapters = {name: book.read(name) for name in book.namelist()}
    for chapter, content in chapters.items():
        for name, owners, changed in without(etree.fromstring, etree.tostring, content):
            yield Loss(name, owners, partial(_closed, chapters, chapter, changed))


def _closed(chapters: Mapping[str, bytes], chapter: str, content: Callable[[], bytes]) -> list[Artifact]:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, kept in chapters.items():
            book.writestr(name, content() if name == chapter else kept)
    return [Artifact("carnet.epub", out.getvalue())]


def without(
    read: Callable[[bytes], Any], write: Callable[[Any], bytes], content: bytes
) -> Iterator[tuple[str, frozenset[str], Callable[[], bytes]]]:
    """Yield each thing that can be taken from a document, who it belongs to, and the document without it."""
    for name, path in TAKEN.items():
        for rank, element in enumerate(_at(read(content), path)):
            held = frozenset(e.get(IDENTITY) for e in (element, *element.iterancestors()) if e.get(IDENTITY))
            if held:
                yield name, held, partial(_without, read, write, content, path, rank)


def _at(root: Any, path: str) -> list[Any]:
    plain = root.tag if isinstance(root.tag, str) and root.tag.startswith("{") else ""
    if not plain:
        return list(root.xpath(path))
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    return list(root.xpath(path))


def _without(
    read: Callable[[bytes], Any], write: Callable[[Any], bytes], content: bytes, path: str, rank: int
) -> bytes:
    root = read(content)
    element = _at(root, path)[rank]
    if element.tag == "img":
        element.set("alt", "")
    else:
        element.drop_tree() if hasattr(element, "drop_tree") else element.getparent().remove(element)
    return write(root)


def from_pdf(artifacts: list[Artifact]) -> Iterator[Loss]:
    """Yield everything that can be taken from the PDF: paragraphs and alternatives, by their tags."""
    content = artifacts[0].content
    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = list(_tags(pdf.Root.StructTreeRoot, frozenset()))
    for rank, (name, owners) in enumerate(found):
        yield Loss(name, owners, partial(_untagged, content, rank))


def _tags(tag: Any, owners: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for _, name, held in _walk(tag, owners):
        yield name, held


def _walk(tag: Any, owners: frozenset[str]) -> Iterator[tuple[Any, str, frozenset[str]]]:
    """Yield the tags that hold words of a text, and the figures, with the entries they stand in."""
    kids = tag.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if not isinstance(kid, pikepdf.Dictionary) or "/S" not in kid:
            continue
        held = owners | ({str(kid.T)} if "/T" in kid else frozenset())
        if kid.S == "/P" and any(map(WRITTEN.search, held)) and _in_a_text(kid):
            yield kid, "a paragraph", held
        if any("--photo" in identity for identity in held) and kid.S == "/Figure" and "/Alt" in kid:
            yield kid, "an alternative", held
        yield from _walk(kid, held)


def _in_a_text(paragraph: Any) -> bool:
    """Tell a paragraph of a text from a label: it is in no list, and long."""
    kids = paragraph.get("/K", [])
    return isinstance(kids, pikepdf.Array) and len(kids) >= 6


def _untagged(content: bytes, rank: int) -> list[Artifact]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        tag, name, _ = list(_walk(pdf.Root.StructTreeRoot, frozenset()))[rank]
        if name == "an alternative":
            tag.Alt = pikepdf.String("")
        else:
            tag.K = pikepdf.Array([])
        out = io.BytesIO()
        pdf.save(out)
    return [Artifact("carnet.pdf", out.getvalue())]
