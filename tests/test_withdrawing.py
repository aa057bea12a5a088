"""A withdrawal is one line of one file, and everything it touches is told."""

import datetime as dt
import gzip
import io
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator

import pytest

from carnet.cache import Cache
from carnet.leaks.likeness import contour_of, is_heard_in, is_like, picture_of
from carnet.linking import Carnet
from carnet.rights import Moment
from carnet.withdrawing import as_text, erratum, find_person, reach, with_withdrawal
from tests.conftest import TODAY, Workspace
from tests.test_leaks import face, jpeg, voice

DAY = dt.date(2026, 11, 20)
HEAD = "---\n# Une note pour soi\nnom: Léa Martin   # vérifié\nstatut: publie\n"
BODY = "---\n\nUn portrait. # pas un commentaire\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "accord:\n  # signé le 12\n  objets: [nom]\n",
            "accord:\n  # signé le 12\n  objets: [nom]\n  retrait: 2026-11-20\n",
        ),
        ("accord:\n    objets: [nom]\n", "accord:\n    objets: [nom]\n    retrait: 2026-11-20\n"),
        ("accord: {objets: [nom]}\n", "accord: {objets: [nom], retrait: 2026-11-20}\n"),
        (
            "accord:\n  objets: [nom]\n  retrait: 2026-01-01\n",
            "accord:\n  objets: [nom]\n  retrait: 2026-11-20\n",
        ),
        ("", "accord:\n  retrait: 2026-11-20\n"),
    ],
)
def test_one_line_is_written_and_the_rest_kept(before: str, after: str) -> None:
    """Comments, order and spaces of the file stay as they were."""
    assert with_withdrawal(HEAD + before + BODY, DAY) == HEAD + after + BODY


FILES = {
    "portraits/lea-martin.md": "---\nnom: Léa Martin\nstatut: publie\naccord:\n  objets: [nom, propos]\n"
    "  supports: [web, pdf]\n  date: 2026-03-12\n---\n\nUn portrait.\n",
    "entries/nec-essai/parole.md": "---\ntype: verbatim\nstatut: publie\npersonne: lea-martin\n---\n\nJ’ai la clé.\n",
}


def test_after_it_nothing_of_her_leaves(make_carnet: Callable[..., Workspace]) -> None:
    """The gate closes on her and on her words, for every support."""
    workspace = make_carnet(FILES)
    before = workspace.linked()
    person = find_person(before, "Léa Martin")

    after = withdrawn(workspace)
    told = as_text(reach(before, after, person, workspace.root, workspace.root / "out", Moment(TODAY)), DAY)

    assert set(workspace.visible("web").entries) == {"nec-essai"}
    assert "entries/nec-essai/parole.md" in told
    assert "portraits/lea-martin.md" in told


def withdrawn(workspace: Workspace, stem: str = "lea-martin") -> Carnet:
    """Write her withdrawal and return the carnet as it is then."""
    path = workspace.root / f"portraits/{stem}.md"
    path.write_text(with_withdrawal(path.read_text("utf-8"), DAY), "utf-8")
    return workspace.linked()


def test_sentences_to_rewrite_and_files_to_make_again_are_listed(
    make_carnet: Callable[..., Workspace],
) -> None:
    """Where her name is written, where she may be guessed, what stands in out/, the line for printed copies."""
    recit = "---\ntype: recit\ntitre: La halle\nresume: Un matin.\nstatut: publie\n---\n\nAvec Léa Martin.\nLéa rit.\n"
    workspace = make_carnet({**FILES, "entries/nec-essai/recit.md": recit})
    workspace.build("web", "pdf")
    before = workspace.linked()
    person = find_person(before, "lea-martin")

    found = reach(before, withdrawn(workspace), person, workspace.root, workspace.root / "out", Moment(TODAY))

    assert [(m.span.path, m.span.line, m.span.column) for m in found.mentions] == [
        ("entries/nec-essai/recit.md", 8, 6)
    ]
    assert [(m.span.line, m.words) for m in found.guessable] == [(9, "Léa")]
    assert {
        "carnet.pdf",
        "site/portraits/lea-martin/index.html",
        "site/verbatims/nec-essai/parole/index.html",
    } <= set(found.files)
    assert "site/404.html" not in found.files
    assert found.pages["carnet.pdf"]
    assert "Martin" not in erratum(found.pages["carnet.pdf"])


def test_it_is_told_in_few_lines(make_carnet: Callable[..., Workspace]) -> None:
    """Her words said again by another, the files of a folder counted, one erratum for books alike."""
    quote = "---\ntype: recit\ntitre: La halle\nresume: Un matin.\nstatut: publie\n---\n\nOui : « J’ai gardé la clé du portail tout l’hiver. »\n"
    workspace = make_carnet(
        {
            **FILES,
            "entries/nec-essai/parole.md": FILES["entries/nec-essai/parole.md"].replace(
                "J’ai la clé.", "J’ai gardé la clé du portail tout l’hiver."
            ),
            "entries/nec-essai/recit.md": quote,
        }
    )
    workspace.build("web")
    (workspace.root / "out/carnet.epub").write_bytes(b"Martin, Lea")
    before = workspace.linked()
    person = find_person(before, "lea-martin")
    found = reach(before, withdrawn(workspace), person, workspace.root, workspace.root / "out", Moment(TODAY))

    told = as_text(found, DAY)

    assert "  entries/nec-essai/recit.md:8:9  « J’ai gardé la clé du portail tout l’hiver »\n" in told
    assert re.search(r"\n  carnet\.epub\n  site/ : \d+\u00a0fichiers\n", told)
    assert "(carnet.epub) :\n  « À la demande d’une personne" in told


MEDIA = {
    "portraits/lea-martin.md": FILES["portraits/lea-martin.md"]
    .replace("[nom, propos]", "[nom, image, voix, propos]")
    .replace("[web, pdf]", "[web, pdf, epub]")
    .replace("---\n\nUn", "photo: elle\n---\n\nUn"),
    "portraits/paul-renard.md": FILES["portraits/lea-martin.md"].replace("Léa Martin", "Paul Renard").replace("[web, pdf]", "[web, pdf, epub]"),
    "entries/nec-essai/parole.md": FILES["entries/nec-essai/parole.md"].replace("J’ai la clé.", "J’ai gardé la clé du portail tout l’hiver."),
    "entries/nec-essai/elle.md": "---\ntype: photo\nfichier: elle.jpg\nalt: Une femme devant la halle.\ncredit: Le duo\npersonnes: [lea-martin]\nstatut: publie\n---\n",
    "entries/nec-essai/son.md": "---\ntype: son\ntitre: Les chaises\nfichier: voix.wav\ncredit: Le duo\npersonnes: [lea-martin]\nstatut: publie\n---\n\nOn a compté les chaises deux fois.\n",
    "entries/nec-essai/recit.md": "---\ntype: recit\ntitre: La halle\nresume: Un matin de pluie.\nstatut: publie\n---\n\nIl pleuvait. Avec [[lea-martin]] et [[paul-renard]].\n",
    "entries/nec-essai/autre-parole.md": "---\ntype: verbatim\nstatut: publie\npersonne: paul-renard\n---\n\nMoi, je compte les camions.\n",
    "entries/nec-essai/autre.md": "---\ntype: photo\nfichier: autre.jpg\nalt: Des caisses empilées.\ncredit: Le duo\nstatut: publie\n---\n",
    "entries/nec-essai/pluie.md": "---\ntype: son\ntitre: La pluie\nfichier: pluie.wav\ncredit: Le duo\nstatut: publie\n---\n\nDe la pluie.\n",
    "media/nec-essai/autre.jpg": jpeg(face(11)),
    "media/nec-essai/pluie.wav": voice(8),
    "entries/_commun/annexe.md": "---\ntype: texte\nrole: annexe\ntitre: Une annexe\nstatut: publie\n---\n\nRien de tout cela.\n",
    "media/nec-essai/elle.jpg": jpeg(face()),
    "media/nec-essai/voix.wav": voice(),
}  # fmt: skip


@pytest.mark.lent
def test_a_person_is_gone_from_every_byte_and_the_rest_is_untouched(
    make_carnet: Callable[..., Workspace],
) -> None:
    """Name, words, face and voice: 0 trace in site, PDF and EPUB; what never spoke of her has the same bytes."""
    workspace = make_carnet(MEDIA)
    out = workspace.root / "out"
    assert workspace.build("web", "pdf", "epub") is not None
    first = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}

    withdrawn(workspace)
    assert workspace.build("web", "pdf", "epub") is not None
    then = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}

    traced = {
        path for path, content in first.items() if any(TRACE.search(text) for text in texts_of(path, content))
    }
    assert {"carnet.pdf", "carnet.epub", "site/recits/nec-essai/recit/index.html"} <= traced
    assert [
        path for path, content in then.items() if any(TRACE.search(text) for text in texts_of(path, content))
    ] == []
    assert looks_and_voices(first) == {"look", "voice"}
    assert looks_and_voices(then) == set()
    with zipfile.ZipFile(io.BytesIO(then["carnet.epub"])) as book:
        (colophon,) = (book.read(name).decode() for name in book.namelist() if "colophon" in name)
    assert "Le 20\u00a0novembre\u00a02026, à la demande d’une personne" in colophon
    tombstone = then["site/verbatims/nec-essai/parole/index.html"].decode()
    assert "Cette page a été retirée" in tombstone
    assert "site/portraits/lea-martin/index.html" not in then
    for page in (
        "404.html",
        "style/carnet.css",
        "mentions-legales/index.html",
        "donnees-personnelles/index.html",
    ):
        assert then[f"site/{page}"] == first[f"site/{page}"]


TRACE = re.compile(
    r"l[ée]a[ _-]?martin|martin,? l[ée]a|l%C3%A9a|gardé la clé du portail|compté les chaises", re.IGNORECASE
)


def texts_of(path: str, content: bytes) -> Iterator[str]:
    """Yield what an outside reader finds in a file: its bytes, its archive, its pages."""
    yield path
    yield content.decode("utf-8", errors="ignore")
    if content.startswith(b"\x1f\x8b"):
        yield gzip.decompress(content).decode("utf-8", errors="ignore")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from texts_of(name, archive.read(name))
    if content.startswith(b"%PDF"):
        run = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
        yield re.sub(r"\s+", " ", run.stdout.decode())


def looks_and_voices(files: dict[str, bytes]) -> set[str]:
    """Return whether her face or her voice is in the files of the site."""
    cache = Cache(None)
    her, said = (
        picture_of(MEDIA["media/nec-essai/elle.jpg"], cache),
        contour_of(MEDIA["media/nec-essai/voix.wav"], cache),
    )
    assert her is not None
    assert said is not None
    found = set()
    for path, content in files.items():
        if path.endswith((".jpg", ".avif")) and (look := picture_of(content, cache)) and is_like(her, look):
            found.add("look")
        if (
            path.endswith((".mp3", ".opus"))
            and (heard := contour_of(content, cache))
            and is_heard_in(said, heard)
        ):
            found.add("voice")
    return found
