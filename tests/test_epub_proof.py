"""Our own proof of the book: each fault that validators let pass is seen, and a good book has none."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from carnet.diagnostics import CarnetError
from carnet.model import PrintedPage
from carnet.outputs.epub import binding, container, proof
from carnet.outputs.epub.container import Package, Resource
from tests.conftest import DEFAULTS, Workspace
from tests.epub_world import FILES, media_of

Change = Callable[[bytes], bytes]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    """A whole book, made once."""
    root: Path = tmp_path_factory.mktemp("livre")
    yield whole_book(Workspace(root).write({**DEFAULTS, **FILES}))


def whole_book(workspace: Workspace) -> Package:
    """Return a book whose pages are those of an invented printed edition: one per text."""
    starts = (
        "Carnet",
        "Le parcours NEC d’essai",
        "On part tôt. Voir",
        "Au marché Enregistré",
        "Pont Ce qui relie",
    )
    printed = [PrintedPage(folio, tuple(text.split()), ()) for folio, text in enumerate(starts, start=1)]
    return binding.bind(workspace.visible("epub"), media_of(workspace), printed)


def spoiled(package: Package, path: str, old: str, new: str) -> Package:
    """Return the book with one passage of one file changed."""
    changed: list[Resource] = []
    for resource in package.resources:
        if resource.path == path:
            assert old.encode() in resource.content, f"« {old} » is not in {path}"
            resource = replace(resource, content=resource.content.replace(old.encode(), new.encode(), 1))
        changed.append(resource)
    return replace(package, resources=tuple(changed))


def test_good_book_has_no_fault(good: Package) -> None:
    """Nothing is seen where there is nothing to see."""
    proof.check(good, container.write(good))

    assert proof.faults_of(good) == []


TALE, SOUNDS, INDEX = (
    "texte/nec-essai--recit.xhtml",
    "texte/chapitre_sons.xhtml",
    "texte/chapitre_index.xhtml",
)
SMIL = "voix/chapitre_sons.smil"


FAULTS = [
    (TALE, 'id="nec-essai--recit-titre"', 'id="nec-essai--recit"', "sert deux fois"),
    (TALE, 'href="../css/livre.css"', 'href="../css/perdu.css"', "aucun fichier"),
    (TALE, 'src="../images/', 'src="https://example.org/', "hors du livre"),
    (TALE, 'src="../images/', 'src="../perdu/', "aucun fichier"),
    (TALE, ' lang="fr"', "", "la langue manque"),
    (TALE, "<title>La route du marché</title>", "<title></title>", "le titre manque"),
    (TALE, 'alt="Un pont de pierre au-dessus d’une rivière basse."', "", "pas d’alternative"),
    (TALE, 'alt="Un pont de pierre au-dessus d’une rivière basse."', 'alt=" "', "pas d’alternative"),
    (TALE, "<h1 ", '<svg xmlns="http://www.w3.org/2000/svg"></svg><h1 ', "n’a pas de nom"),
    (
        TALE,
        "La route du marché</h1>",
        '<span role="doc-pagebreak" aria-label="3"></span>La route du marché</h1>',
        "repère de page 3",
    ),
    (INDEX, 'href="nec-essai--recit.xhtml#', 'href="nec-essai--recit.xhtml#perdu-', "aucun endroit"),
    (SOUNDS, ' controls="controls"', "", "pas de commandes"),
    (SOUNDS, ' aria-label="Au marché, 6\u00a0s"', "", "pas de nom"),
    (SOUNDS, ' controls="controls"', ' controls="controls" autoplay="autoplay"', "démarre tout seul"),
    (SOUNDS, '-transcription">Lire', '-perdue">Lire', "aucun endroit"),
    (SMIL, "dit-1", "dit-3", "ne suit pas l’ordre"),
    (SMIL, "dit-2", "perdu", "ne suit pas l’ordre"),
    (SMIL, 'clipEnd="2.000s"', 'clipEnd="0.000s"', "se chevauchent"),
    (SMIL, 'clipBegin="2.000s"', 'clipBegin="0.500s"', "se chevauchent"),
    ("css/livre.css", "body{", "body{width:calc(1px);", "calc("),
    ("css/livre.css", "body{", "body{display:grid;", "grid"),
    ("css/livre.css", "body{", "body{text-align:justify;", "justify"),
    ("css/livre.css", "body{", "body{font-size:12px;", "font-size"),
    ("css/livre.css", "body{", "body{height:50vh;", "vh"),
    (
        "sommaire.xhtml",
        "texte/nec-essai--recit.xhtml",
        "texte/chapitre_index.xhtml",
        "l’ordre de lecture",
    ),
    (TALE, 'id="page_3"', 'id="page_33"', "la liste des pages"),
    (TALE, 'aria-label="3"', 'aria-label="4"', "mène au repère de la page 4"),
    ("sommaire.xhtml", "#page_3", "#page_2", "aucun endroit"),
    ("sommaire.xhtml", ">3</a>", ">2</a>", "pas dans l’ordre"),
    ("toc.ncx", "<pageTarget ", "<pageFausse ", "ses pages"),
    (TALE, "<h1 ", "<table><tr><th>Jour</th></tr></table><h1 ", "l’entête « Jour »"),
    (
        SOUNDS,
        "<p>Cette liseuse ne lit pas le son. <a href",
        "<p>Cette liseuse ne lit pas le son. <a id",
        "rien ne mène",
    ),
    (SOUNDS, "Au marché, 6\u00a0s", "Au marché, 9\u00a0s", "ne dit pas la durée"),
    (SMIL, 'clipEnd="6.000s"', 'clipEnd="66.000s"', "après la fin du son"),
]


@pytest.mark.parametrize(("path", "old", "new", "said"), FAULTS)
def test_fault_is_seen(good: Package, path: str, old: str, new: str, said: str) -> None:
    """One change in one file, one fault told with its file."""
    faults = proof.faults_of(spoiled(good, path, old, new))

    assert any(fault.startswith(path) and said in fault for fault in faults), faults


def test_picture_too_large_for_apple_books_is_seen(good: Package) -> None:
    """5.6 million pixels: the size is read in the file, not in the page."""
    large = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (3000).to_bytes(4, "big") * 2
    resources = tuple(
        replace(r, content=large) if r.path.startswith("images/nec") else r for r in good.resources
    )

    (fault,) = proof.faults_of(replace(good, resources=resources))

    assert "3000 × 3000" in fault


def test_build_stops_on_a_fault_and_says_which(good: Package) -> None:
    """In French, with the file, and what to do when a template of the workspace is the cause."""
    bad = spoiled(good, TALE, 'href="../css/livre.css"', 'href="../css/perdu.css"')

    with pytest.raises(CarnetError, match=r"nec-essai--recit\.xhtml") as stopped:
        proof.check(bad, container.write(bad))
    assert "gabarit" in (stopped.value.aide or "")


def test_deflated_mimetype_is_seen(good: Package) -> None:
    """EPUBCheck lets it pass; some readers do not open the book."""
    content = container.write(good)

    with pytest.raises(CarnetError, match="mimetype"):
        proof.check(good, content.replace(b"mimetype", b"mimetyqe"))


def test_unnamed_document_is_seen(good: Package) -> None:
    """What is read and is not in the contents cannot be found again."""
    bad = spoiled(
        good, "sommaire.xhtml", 'href="texte/chapitre_colophon.xhtml"', 'href="texte/chapitre_credits.xhtml"'
    )

    assert any("oublie texte/chapitre_colophon.xhtml" in fault for fault in proof.faults_of(bad))
