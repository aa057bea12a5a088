"""What the book claims of its accessibility: each claim goes when its evidence goes."""

import re
from dataclasses import replace

import pytest

from carnet.edition import Audit
from carnet.outputs.epub import xhtml
from carnet.outputs.epub.claims import Evidence, examine, features, metadata, summary
from carnet.outputs.epub.container import Package
from carnet.outputs.epub.documents import Document
from carnet.outputs.epub.order import Section
from tests.conftest import DEFAULTS, Workspace
from tests.epub_world import FILES, package_of
from tests.test_epub_proof import FAULTS

WHOLE = Evidence(
    images=3,
    described=3,
    sounds=2,
    transcribed=2,
    synchronised=2,
    headings_in_order=True,
    roles=True,
    index_links=5,
    pages=12,
    still=True,
    free_of_style=True,
)
AUDIT = Audit.model_validate({"date": "2026-11-01", "taux": 100, "auditeur": "Atelier"})


def a_document(body: str, name: str = "un", forme: str = "entree") -> Document:
    """Return a document with this body."""
    text = f'<html xmlns="{xhtml.NS}" lang="fr"><head><title>Un</title></head><body>{body}</body></html>'
    return Document(Section(name, forme, "Un"), xhtml.parse(text, name))


def counted(*documents: Document) -> Evidence:
    """Return what is counted in these documents."""
    return examine(documents, synchronised=0, pages=0, css="")


def values(evidence: Evidence, name: str, audit: Audit | None = None) -> list[str]:
    """Return the values of one property."""
    return [meta.value for meta in metadata(evidence, audit) if meta.name == name]


def test_whole_book_claims_everything_it_holds() -> None:
    """Words alone are enough, and come first: some readers show only the first set."""
    assert values(WHOLE, "schema:accessMode") == ["textual", "visual", "auditory"]
    assert values(WHOLE, "schema:accessModeSufficient") == ["textual", "textual,visual,auditory"]
    assert values(WHOLE, "schema:accessibilityHazard") == ["none"]
    assert set(features(WHOLE)) >= {
        "alternativeText",
        "transcript",
        "synchronizedAudioText",
        "pageNavigation",
    }


LOST = [
    ({"described": 2}, "alternativeText"),
    ({"images": 0, "described": 0}, "alternativeText"),
    ({"transcribed": 1}, "transcript"),
    ({"sounds": 0, "transcribed": 0}, "transcript"),
    ({"synchronised": 0}, "synchronizedAudioText"),
    ({"headings_in_order": False}, "structuralNavigation"),
    ({"roles": False}, "ARIA"),
    ({"index_links": 0}, "index"),
    ({"pages": 0}, "pageBreakMarkers"),
    ({"pages": 0}, "pageNavigation"),
    ({"free_of_style": False}, "displayTransformability"),
]


@pytest.mark.parametrize(("lost", "claim"), LOST)
def test_claim_goes_with_its_evidence(lost: dict[str, object], claim: str) -> None:
    """One thing missing, one claim less, and only then."""
    assert claim in features(WHOLE)
    assert claim not in features(replace(WHOLE, **lost))  # type: ignore[arg-type]


@pytest.mark.parametrize("lost", [{"described": 2}, {"transcribed": 1}])
def test_words_alone_are_not_enough_when_something_is_untold(lost: dict[str, int]) -> None:
    """A picture without alternative, a sound without transcript: text alone no longer suffices."""
    assert values(replace(WHOLE, **lost), "schema:accessModeSufficient") == ["textual,visual,auditory"]


def test_conformance_wants_a_human_audit_of_every_criterion() -> None:
    """No audit, or an audit short of 100 %: no conformance is claimed, and the summary says the rate."""
    partly = AUDIT.model_copy(update={"taux": 82.5})

    assert values(WHOLE, "dcterms:conformsTo") == []
    assert values(WHOLE, "dcterms:conformsTo", partly) == []
    assert "82,5\u00a0%" in summary(WHOLE, partly)
    assert values(WHOLE, "dcterms:conformsTo", AUDIT) == ["EPUB Accessibility 1.1 - WCAG 2.2 Level AA"]
    assert values(WHOLE, "a11y:certifiedBy", AUDIT) == ["Atelier"]


@pytest.mark.parametrize(
    "against", [{"described": 2}, {"transcribed": 1}, {"headings_in_order": False}, {"still": False}]
)
def test_conformance_is_not_claimed_against_the_evidence(against: dict[str, object]) -> None:
    """An audit of another day does not outweigh what is counted in this book."""
    assert values(replace(WHOLE, **against), "dcterms:conformsTo", AUDIT) == []  # type: ignore[arg-type]


def test_silent_edition_says_so() -> None:
    """It has the words of its sounds, and claims neither sound nor transcript."""
    words = '<div class="transcription"><p>Bonjour.</p></div>'
    evidence = counted(a_document(words), a_document(words, "deux"), a_document("<div>Un</div>", "trois"))

    assert evidence.silent == 2
    assert "les mots des 2 enregistrements s’y lisent" in summary(evidence, None)
    assert "transcript" not in features(evidence)


def test_summary_says_what_is_partial() -> None:
    """It adds to the other metadata: which sounds are in step, and what the page marks are."""
    told = summary(replace(WHOLE, synchronised=1, pages=0), None)

    assert "1\u00a0s’écoute avec le texte" in told
    assert "n’y sont pas repérées" in told
    assert "aucune personne ne l’a encore audité" in told


def test_pictures_are_counted_without_the_cover_and_the_decorative() -> None:
    """What says nothing of its own asks for no alternative; the others are described or not."""
    evidence = counted(
        a_document(
            '<img src="c.jpg" alt="Couverture" role="doc-cover"/><img src="d.jpg" alt="" role="presentation"/>'
        ),
        a_document('<img src="a.jpg" alt="Un pont."/><img src="b.jpg" alt=" "/>', "deux"),
    )

    assert (evidence.images, evidence.described) == (2, 1)


def test_sound_is_transcribed_when_its_link_leads_to_words() -> None:
    """The same sound in two places counts once; an empty transcript is none."""

    def player(anchor: str) -> str:
        return f'<audio controls="controls"><source src="s.mp3"/><p><a href="un.xhtml#{anchor}">Lire</a></p></audio>'

    said = a_document(f'{player("dit")}<div id="dit">Bonjour.</div><div id="vide"> </div>')

    assert (counted(said, a_document(player("dit"), "deux")).sounds, counted(said).transcribed) == (1, 1)
    assert counted(a_document(f'{player("vide")}<div id="vide"> </div>')).transcribed == 0
    assert counted(a_document(player("absent"))).transcribed == 0


@pytest.mark.parametrize(
    ("titles", "in_order"),
    [
        ("<h1>a</h1><h2>b</h2><h3>c</h3><h2>d</h2>", True),
        ("<h1>a</h1><h3>b</h3>", False),
        ("<h2>a</h2>", False),
        ("<h1>a</h1><h1>b</h1>", False),
    ],
)
def test_titles_go_down_one_level_at_a_time(titles: str, in_order: bool) -> None:
    """From one first title."""
    assert counted(a_document(titles)).headings_in_order is in_order


def test_what_moves_takes_the_hazard_claim_away() -> None:
    """A video or a script may flash: nothing is said of it."""
    evidence = counted(a_document("<video></video>"))

    assert values(evidence, "schema:accessibilityHazard") == ["unknown"]


# --- faults put into a whole book ----------------------------------------------------------------------

TALE, SOUNDS = "nec-essai--recit", "chapitre_sons"
ALT = 'alt="Un pont de pierre au-dessus d’une rivière basse."'

# What is changed in one document of a whole book, and what the book then no longer says of itself.
UNTOLD = [
    (TALE, ALT, 'alt=" "', "schema:accessibilityFeature alternativeText"),
    (TALE, ALT, 'alt=""', "schema:accessModeSufficient textual"),
    (TALE, r"<(/?)h2\b", r"<\1h4", "schema:accessibilityFeature structuralNavigation"),
    (TALE, r"<(/?)h2\b", r"<\1h1", "schema:accessibilityFeature structuralNavigation"),
    (TALE, "<h1 ", "<video></video><h1 ", "schema:accessibilityHazard none"),
    (TALE, "<h1 ", "<script></script><h1 ", "schema:accessibilityHazard none"),
    (SOUNDS, '-transcription">Lire', '-perdue">Lire', "schema:accessibilityFeature transcript"),
    (SOUNDS, '-transcription">Lire', '-perdue">Lire', "schema:accessModeSufficient textual"),
    ("chapitre_index", "href=", "title=", "schema:accessibilityFeature index"),
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """A whole book, made once."""
    return package_of(Workspace(tmp_path_factory.mktemp("livre")).write({**DEFAULTS, **FILES}))


def told(package: Package, name: str = "", old: str = "", new: str = "") -> set[str]:
    """Return what is told of a book, one of its documents being changed."""
    found = []
    for resource in package.documents():
        text, stem = resource.content.decode(), resource.path.rpartition("/")[2].removesuffix(".xhtml")
        if stem == name:
            text, changes = re.subn(old, new, text)
            assert changes
        forme = "index" if stem == "chapitre_index" else "entree"
        found.append(Document(Section(stem, forme, stem), xhtml.parse(text, stem)))
    evidence = examine(found, synchronised=1, pages=0, css="")
    return {f"{meta.name} {meta.value}" for meta in metadata(evidence, None)}


@pytest.mark.parametrize(("name", "old", "new", "claim"), UNTOLD)
def test_fault_in_a_book_takes_its_claim_away(
    whole: Package, name: str, old: str, new: str, claim: str
) -> None:
    """One change in one document, and the book says one thing less of itself."""
    assert claim in told(whole)
    assert claim not in told(whole, name, old, new)


def test_at_least_forty_faults_are_seeded() -> None:
    """In this list, in the one of what stops a build (``test_epub_proof``), and claim by claim."""
    assert len(UNTOLD) + len(FAULTS) >= 40
    assert len(LOST) >= 11
