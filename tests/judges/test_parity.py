"""Two hundred things are taken from the outputs of the example, one at a time: each loss is seen and named."""

import datetime as dt
import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

import lxml.html
import pikepdf
import pytest
from lxml import etree

from carnet.cache import Cache
from carnet.diagnostics import Report
from carnet.linking import Carnet
from carnet.model import Artifact
from carnet.parity.paper import BOOK, read_printed
from carnet.parity.pieces import pieces
from carnet.parity.reading import letters
from carnet.parity.reckoning import Account, reckon
from carnet.pipeline import check
from carnet.rights import Moment
from carnet.sources import read_workspace
from carnet.targets import OUTPUTS
from carnet.visible import Visible, visible_on
from tests.judges import ROOT

TODAY = dt.date(2026, 11, 25)
SHARES: Mapping[str, int] = {"web": 80, "epub": 80, "pdf": 40, "imprime": 40, "kits": 40, "donnees": 40}
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
def outputs(exemple: Path) -> Mapping[str, list[Artifact]]:
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
        "imprime": [Artifact(BOOK, (exemple / BOOK).read_bytes())],
        "kits": [Artifact(p.name, _lightened(p)) for p in sorted((exemple / "kits").glob("*.zip"))],
        "donnees": [Artifact(p.name, p.read_bytes()) for p in sorted((exemple / "donnees").iterdir())],
    }


def _lightened(path: Path) -> bytes:
    """Return a kit whose pictures and sounds weigh nothing, without its site and its book."""
    light = io.BytesIO()
    with zipfile.ZipFile(path) as kit, zipfile.ZipFile(light, "w") as made:
        for name in kit.namelist():
            if re.search(r"/data/(carnet|photos|sons)/", name):
                made.writestr(name, kit.read(name) if name.endswith((".md", ".vtt")) else b"")
    return light.getvalue()


def account(whole: Carnet, support: str, artifacts: Sequence[Artifact]) -> Account:
    """Reckon one output."""
    return reckon({support: seen(whole, support)}, {support: artifacts})


def seen(whole: Carnet, support: str) -> Visible:
    """Return what may leave on the support of a target."""
    return visible_on(whole, OUTPUTS[support].support, Moment(TODAY))


@pytest.mark.parametrize("support", SHARES)
def test_nothing_is_lost_from_the_example(
    whole: Carnet, outputs: Mapping[str, list[Artifact]], support: str
) -> None:
    """Every piece of every entry is in the site, the EPUB, the PDF, on paper, in a kit, in the data."""
    found = account(whole, support, outputs[support])

    assert [(lost.entry.id, lost.piece.kind, lost.piece.words) for lost in found.missing] == []
    assert sum(tally.present for tally in found.tallies[support].values()) > 900


@pytest.mark.parametrize("support", SHARES)
def test_whatever_is_taken_is_named(
    whole: Carnet, outputs: Mapping[str, list[Artifact]], support: str
) -> None:
    """Sentences, notes, alternatives, captions, credits, sounds, links: every loss is seen, with its entry."""
    losses = _losses(support, outputs[support], seen(whole, support))
    visible = seen(whole, support)

    unseen = []
    for loss in losses:
        named = {visible.identifier(lost.entry) for lost in account(whole, support, loss.made()).missing}
        if not named & loss.owners:
            unseen.append((loss.name, sorted(loss.owners), sorted(named)))

    assert unseen == []
    assert len({loss.name for loss in losses}) >= 2


def _losses(support: str, artifacts: list[Artifact], visible: Visible) -> list[Loss]:
    """Return as many things taken as are asked of an output; those of the printed book come at random."""
    taken = TAKERS[support](artifacts, visible)
    if support == "imprime":
        return list(islice(taken, SHARES[support]))
    return random.Random(2026).sample(list(taken), SHARES[support])


def from_site(artifacts: list[Artifact], visible: Visible) -> Iterator[Loss]:
    """Yield everything that can be taken from the site."""
    for rank, artifact in enumerate(artifacts):
        for name, owners, content in without(
            lxml.html.document_fromstring, lxml.html.tostring, artifact.content
        ):
            yield Loss(name, owners, partial(_replaced, artifacts, rank, content))


def _replaced(artifacts: list[Artifact], rank: int, content: Callable[[], bytes]) -> list[Artifact]:
    return [*artifacts[:rank], Artifact(artifacts[rank].path, content()), *artifacts[rank + 1 :]]


def from_epub(artifacts: list[Artifact], visible: Visible) -> Iterator[Loss]:
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


def from_pdf(artifacts: list[Artifact], visible: Visible) -> Iterator[Loss]:
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


def from_paper(artifacts: list[Artifact], visible: Visible) -> Iterator[Loss]:
    """Yield the printed book without one of its lines, when it is of a text and printed once."""
    content = artifacts[0].content
    whole = printed(content)
    texts = {
        identity: "".join(letters(piece.words) for piece in pieces(visible, entry) if piece.field == "corps")
        for identity, entry in visible.identified.items()
    }
    rng = random.Random(7)
    while True:
        made = _unprinted(content, rng)
        less = printed(made)
        gone = letters_gone(whole, less)
        owners = frozenset(identity for identity, text in texts.items() if gone in text)
        if len(gone) > 20 and len(owners) == 1 and whole.count(gone) == 1:
            yield Loss(f"a line of {next(iter(owners))}", owners, partial(_one, BOOK, made))


def _one(path: str, content: bytes) -> list[Artifact]:
    return [Artifact(path, content)]


def printed(content: bytes) -> str:
    """Return the letters of a printed book."""
    (book,) = read_printed([Artifact(BOOK, content)])[""]
    return book.text


def letters_gone(whole: str, less: str) -> str:
    """Return what a text lost in one place."""
    pairs = zip(whole, less, strict=False)
    at = next((rank for rank, (one, other) in enumerate(pairs) if one != other), len(less))
    return whole[at : at + len(whole) - len(less)]


def _unprinted(content: bytes, rng: random.Random) -> bytes:
    """Take one line of text out of one page: an operator of its content stream."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page = rng.choice(list(pdf.pages)[6:])
        forms = [form for form in page.resources.get("/XObject", {}).values() if form.Subtype == "/Form"]
        stream = forms[0] if forms else page.obj.Contents
        written = list(pikepdf.parse_content_stream(stream if forms else page))
        lines = [rank for rank, (_, operator) in enumerate(written) if str(operator) in ("TJ", "Tj")]
        if lines:
            del written[rng.choice(lines)]
        stream.write(pikepdf.unparse_content_stream(written))
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def from_kits(artifacts: list[Artifact], visible: Visible) -> Iterator[Loss]:
    """Yield the kits without a paragraph, an alternative, a credit of one entry, or without a medium."""
    for rank, artifact in enumerate(artifacts):
        with zipfile.ZipFile(io.BytesIO(artifact.content)) as kit:
            files = {name: kit.read(name) for name in kit.namelist()}
        for name, content in files.items():
            owner = re.search(r"/data/(?:carnet/(?:entries|portraits)|photos|sons)/?(.*)$", name)
            for what, changed in _poorer(name, content.decode() if name.endswith(".md") else None):
                made = {**files, name: changed} if changed else {k: v for k, v in files.items() if k != name}
                assert owner
                owners = frozenset(i for i in visible.identified if i.endswith(_ending(artifact.path, name)))
                if owners:
                    yield Loss(what, owners, partial(_zipped, artifacts, rank, made))


def _ending(kit: str, name: str) -> str:
    """Return how the identity of a file's entry ends: photos and sounds are those of the kit's event."""
    path = PurePosixPath(name)
    if "/data/carnet/" in name:
        folder = path.parent.name.lstrip("_")
        return folder if path.stem == "evenement" else f"{folder}--{path.stem}"
    return f"{kit.removesuffix('.zip')}--{re.sub('-(petite|moyenne|grande)$', '', path.stem)}"


def _poorer(name: str, text: str | None) -> Iterator[tuple[str, bytes | None]]:
    if text is None:
        if name.endswith(".mp3"):
            yield "a sound", None
        return
    front, _, body = text.partition("\n---\n")
    for line in front.splitlines():
        if line.startswith(("alt: ", "credit: ", "titre: ", "resume: ")):
            yield line.partition(":")[0], text.replace(f"{line}\n", "", 1).encode()
    for paragraph in body.strip().split("\n\n"):
        if len(paragraph) > 60 and paragraph[0].isalpha():
            yield "a paragraph", f"{front}\n---\n{body.replace(paragraph, '', 1)}".encode()


def _zipped(artifacts: list[Artifact], rank: int, files: Mapping[str, bytes]) -> list[Artifact]:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as kit:
        for name, content in files.items():
            kit.writestr(name, content)
    return [*artifacts[:rank], Artifact(artifacts[rank].path, out.getvalue()), *artifacts[rank + 1 :]]


def from_data(artifacts: list[Artifact], visible: Visible) -> Iterator[Loss]:
    """Yield the data without one value of one record of ``carnet.json``."""
    rank = next(rank for rank, artifact in enumerate(artifacts) if artifact.path == "carnet.json")
    whole = json.loads(artifacts[rank].content)
    for kind, records in whole["entrees"].items():
        for place, record in enumerate(records):
            identity = record["id"].lstrip("_").replace("/", "--")
            for key in {"alt", "credit"} if kind == "photo" else {"texte"} if kind == "verbatim" else set():
                if record.get(key):
                    yield Loss(
                        key, frozenset({identity}), partial(_untold, artifacts, rank, kind, place, key)
                    )


def _untold(artifacts: list[Artifact], rank: int, kind: str, place: int, key: str) -> list[Artifact]:
    whole = json.loads(artifacts[rank].content)
    del whole["entrees"][kind][place][key]
    return _replaced(artifacts, rank, json.dumps(whole).encode)


TAKERS = {
    "web": from_site,
    "epub": from_epub,
    "pdf": from_pdf,
    "imprime": from_paper,
    "kits": from_kits,
    "donnees": from_data,
}
