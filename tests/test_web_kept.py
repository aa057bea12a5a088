"""Pages are kept from one build to the next, and a kept page is always the one that would be made."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest

from carnet.cache import Cache
from carnet.diagnostics import Report
from carnet.model import Artifact
from carnet.outputs.web import kept as keeping
from carnet.outputs.web.kept import LATELY, Kept, Ledger
from carnet.outputs.web.site import Site
from carnet.pipeline import Options, build
from carnet.rights import Moment
from carnet.templating import find
from tests import spread_world
from tests.conftest import TODAY, Workspace
from tests.epub_world import a_photo

TOLD = "entries/nec-essai/recit-un.md"
MORE: dict[str, str] = {
    "carnet.yaml": spread_world.FILES["carnet.yaml"] + "bibliographie: sources.bib\n",  # type: ignore[operator]
    "sources.bib": "@book{rallonge, title={La rallonge}, author={Ferrand, Odile}, year={2020}}\n"
    "@book{prise, title={La prise}, author={Aubin, Ada}, year={2019}}\n",
    "entries/_commun/terme-wattmetre.md": "---\ntype: terme\ntitre: wattmètre\nstatut: publie\n---\n\nIl compte.\n",
    "entries/nec-essai/recit-deux.md": "---\ntype: recit\ntitre: Le soir\nresume: La fin du jour.\nstatut: publie\n---\n\n"
    "On sort le wattmètre.[^n] [La halle]{.index} ferme [@rallonge].\n\n[^n]: Il est prêté.\n",
}


SHARED = "entries/nec-essai/verbatim-montre.md"
"""Words that show a photo, and that the stories of two events include."""
MORE = {
    **MORE,
    SHARED: spread_world.verbatim("lea", "Regarde bien, dit-elle. ![[photo-halle]] Regarde encore."),
    "entries/nec-essai/photo-halle.md": spread_world.FILES["entries/nec-essai/photo-halle.md"].replace(
        "La halle à midi.", "La halle à midi, quand le marché ferme et que les caisses repartent."
    ),
    "entries/nec-essai/recit-trois.md": "---\ntype: recit\ntitre: Vu\nresume: Vu une fois.\nstatut: publie\n---\n\n"
    "Voici. ![[nec-essai/verbatim-montre]]\n",
    "entries/nec-ici/evenement.md": spread_world.FILES["entries/nec-essai/evenement.md"]
    .replace("NEC d’essai", "NEC d’ici").replace("2026-03", "2026-04"),
    "entries/nec-ici/recit-vu.md": "---\ntype: recit\ntitre: Revu\nresume: Vu deux fois.\nstatut: publie\n---\n\n"
    "Encore. ![[nec-essai/verbatim-montre]]\n",
}  # fmt: skip


@pytest.fixture
def carnet(tmp_path: Path) -> Workspace:
    """Return a carnet with everything a page may show."""
    return spread_world.lay(tmp_path, MORE)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of the pages that are made, not kept."""
    addresses: list[str] = []
    real = Site.page

    def counted(site: Site, address: str, *given: object, **more: object) -> Artifact:
        addresses.append(address)
        return real(site, address, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Site, "page", counted)
    return addresses


def site_of(workspace: Workspace, out: str = "out") -> dict[str, bytes]:
    """Build the site and return its files."""
    report = Report()
    options = Options(("web",), workspace.root / out, Moment(TODAY, False))
    assert build(workspace.sources(report), options, report) is not None, [d.message for d in report]
    return spread_world.read(workspace.root / out / "site")


def swap(path: str, old: str, new: str) -> Callable[[Workspace], None]:
    """Return an edit: some words for others, or at the end."""

    def edit(workspace: Workspace) -> None:
        text = (workspace.root / path).read_text("utf-8")
        assert not old or old in text
        workspace.write({path: text.replace(old, new, 1) if old else text + new})

    return edit


EDITS: Mapping[str, Callable[[Workspace], None]] = {
    "a word of a text": swap(TOLD, "Il y avait", "Il y aura"),
    "the first words of what has no title": swap(
        "entries/nec-essai/verbatim-lea.md", "On vient pour", "On viendra pour"
    ),
    "the last words of a long one": swap("entries/nec-essai/verbatim-mots.md", "voilà.", "et voilà."),
    "the text of a term": swap("entries/_commun/terme-wattmetre.md", "Il compte.", "Il mesure."),
    "a mark of the index": swap(TOLD, "", "\nOn lit [au mur]{.index}.\n"),
    "a link": swap(TOLD, "", "\nComme [[piste-payer]].\n"),
    "an inclusion less": swap(TOLD, "![[photo-halle]]", ""),
    "a note": swap(TOLD, "", "\nEncore.[^a]\n\n[^a]: Une note.\n"),
    "a citation before the others": swap("entries/nec-essai/evenement.md", "", "\nVoir [@prise].\n"),
    "the legend of a photo that included words show": swap(
        "entries/nec-essai/photo-halle.md", "repartent", "reviennent"
    ),
    "a title": swap("entries/nec-essai/recit-deux.md", "titre: Le soir", "titre: La nuit"),
    "a text that was empty": swap("portraits/cachee.md", "", "\nElle tient le registre.\n"),
    "the picture of a photo": lambda w: w.write({"media/nec-essai/halle.jpg": a_photo(500, 900)}) and None,
    "a transcript": swap("media/nec-essai/marche.vtt", "Bonjour à tous", "Bonsoir à tous"),
    "the carnet's title": swap("carnet.yaml", "titre: Le fil", "titre: La pelote"),
    "a person who withdraws": swap(
        "portraits/lea.md", "accord: {objets", "accord: {retrait: 2026-02-02, objets"
    ),
}


@pytest.mark.lent
def test_what_is_kept_is_what_would_be_made(carnet: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """After each edit, a build that keeps gives the bytes of one that makes everything."""
    site_of(carnet)
    wrong = []
    for said, edit in EDITS.items():
        edit(carnet)
        kept = site_of(carnet)
        with monkeypatch.context() as without:
            without.setattr(keeping, "frame", lambda *given: None)
            fresh = site_of(carnet, "neuf")
        wrong += [(said, path) for path in kept.keys() | fresh.keys() if kept.get(path) != fresh.get(path)]

    assert wrong == []


def test_one_word_makes_only_the_pages_that_show_it(carnet: Workspace, made: list[str]) -> None:
    """A text is on its page, the lists that quote it, the pages that gather everything."""
    site_of(carnet)
    assert "recits/nec-essai/recit-un/" in made
    made.clear()

    swap("entries/nec-essai/recit-deux.md", "ferme", "fermera")(carnet)
    site_of(carnet)

    assert "recits/nec-essai/recit-deux/" in made
    assert "index/" in made
    others = {"portraits/lea/", "recits/nec-essai/recit-un/", "photos/nec-essai/photo-halle/", "plan/"}
    assert not others & set(made)


def test_nothing_changed_makes_only_what_is_never_kept(carnet: Workspace, made: list[str]) -> None:
    """The pages on the site itself are few, and made each time."""
    site_of(carnet)
    made.clear()

    site_of(carnet)

    assert not [address for address in made if address.count("/") > 1]


def test_a_template_of_the_workspace_keeps_nothing(carnet: Workspace, made: list[str]) -> None:
    """It may read anything of an entry."""
    ours = find(carnet.root, "web", "kinds/recit.html")
    assert ours is not None
    carnet.write({"templates/web/kinds/recit.html": ours.read_text("utf-8") + "<p>{{ e.source.body }}</p>\n"})
    site_of(carnet)
    made.clear()
    swap(TOLD, "Il y avait", "Il y aura")(carnet)

    assert b"<p>Il y aura" in site_of(carnet)["recits/nec-essai/recit-un/index.html"]
    assert "portraits/lea/" in made


def test_a_template_that_is_ours_changes_nothing(carnet: Workspace, made: list[str]) -> None:
    """The repository's own carnet has our templates beside it."""
    ours = find(carnet.root, "web", "kinds/recit.html")
    assert ours is not None
    carnet.write({"templates/shared/kinds/recit.html": ours.read_bytes()})
    site_of(carnet)
    made.clear()

    site_of(carnet)

    assert "portraits/lea/" not in made


def test_drafts_and_the_site_are_kept_apart(carnet: Workspace, made: list[str]) -> None:
    """Going from one to the other does not make either again."""
    site_of(carnet)
    carnet.build("web", drafts=True)
    made.clear()

    site_of(carnet)

    assert "portraits/lea/" not in made


def test_what_left_the_site_is_kept_no_more(carnet: Workspace) -> None:
    """The page of a person who withdrew does not stay in the cache."""
    site_of(carnet)
    pages = (carnet.root / ".cache").rglob("page-*")
    assert any("Léa répare des écrans".encode() in path.read_bytes() for path in pages)

    EDITS["a person who withdraws"](carnet)
    site_of(carnet)

    left = [path for path in (carnet.root / ".cache").rglob("page-*")]
    assert left
    assert not any("Léa répare des écrans".encode() in path.read_bytes() for path in left)


def test_the_index_of_the_last_build_is_the_only_one_kept(carnet: Workspace) -> None:
    """Each change makes it again, whole: a year of writing would fill the disk."""
    for word in ("aura", "aurait", "a eu"):
        swap(TOLD, "Il y", f"Il y {word}")(carnet)
        site_of(carnet)

    assert len(list((carnet.root / ".cache").rglob("recherche-*"))) == 1


def test_who_is_given_what_was_made_lately_has_read_what_it_was_made_from() -> None:
    """A text set for a page and shown by another is read by both."""
    ledger = Ledger()

    def make() -> int:
        ledger.note("texte", "a", "mots")
        return 3

    with ledger.reading() as first:
        assert ledger.lately("clé", make) == 3
    with ledger.reading() as second:
        assert ledger.lately("clé", make) == 3

    assert first == second != {}


def test_only_the_last_texts_are_remembered() -> None:
    """A site of eight thousand entries is not held whole in memory; what went is made the same again."""
    ledger, made = Ledger(), []

    def make(rank: int) -> int:
        made.append(rank)
        ledger.note("texte", str(rank), "mots")
        return rank

    for rank in range(LATELY + 1):
        assert ledger.lately(rank, partial(make, rank)) == rank
    with ledger.reading() as again:
        assert ledger.lately(0, partial(make, 0)) == 0
    assert ledger.lately(LATELY, lambda: pytest.fail("made again")) == LATELY

    assert made == [*range(LATELY + 1), 0]
    assert list(again["texte"]) == ["0"]


def test_an_answer_that_changed_makes_again(tmp_path: Path) -> None:
    """What was asked is asked again, and the frame counts."""
    answers, made = {"a": 1}, []

    def take(frame: str | None) -> list[Artifact]:
        ledger = Ledger()
        ledger.sources["photo"] = answers.__getitem__

        def make() -> Iterator[Artifact]:
            ledger.note("photo", "a", answers["a"])
            made.append(answers["a"])
            yield Artifact("x", b"1")
            yield Artifact("y", b"\n2")

        return Kept(Cache(tmp_path), ledger, frame).take("nom", make)

    first = take("cadre")
    assert take("cadre") == first
    assert made == [1]
    answers["a"] = 2
    take("cadre")
    take("autre cadre")
    take(None)

    assert made == [1, 2, 2, 2]


def test_what_is_damaged_is_made_again(tmp_path: Path) -> None:
    """A value cut short or overwritten is no page, and nobody is told."""
    page = [Artifact("x", b"mots")]

    def take() -> list[Artifact]:
        return Kept(Cache(tmp_path), Ledger(), "cadre").take("nom", lambda: page)

    take()
    [kept] = tmp_path.rglob("page-*")
    for damage in (b"", b"{", kept.read_bytes()[:-1], b'{"cadre": 1}\n', b"[]\n", b"\xff\n"):
        kept.write_bytes(damage)

        assert take() == page


def test_a_folder_of_templates_that_is_a_link_keeps_nothing(carnet: Workspace, tmp_path_factory) -> None:
    """Jinja enters it, whoever looks for templates may not."""
    there = tmp_path_factory.mktemp("ailleurs")
    (carnet.root / "templates").mkdir()
    (carnet.root / "templates/web").symlink_to(there)

    assert keeping.frame(carnet.root, []) is None


def test_a_build_that_was_stopped_is_not_taken_for_whole(carnet: Workspace, monkeypatch) -> None:
    """The next one makes everything on all cores, and forgets what left the site."""
    site_of(carnet)
    EDITS["a person who withdraws"](carnet)
    with monkeypatch.context() as stopped, pytest.raises(KeyboardInterrupt):
        stopped.setattr("carnet.outputs.web.legal.legal_pages", interrupted)
        site_of(carnet)

    site_of(carnet)

    left = list((carnet.root / ".cache").rglob("page-*"))
    assert not any("Léa répare des écrans".encode() in path.read_bytes() for path in left)


def interrupted(*given: object) -> None:
    """Stop, as Ctrl-C does."""
    raise KeyboardInterrupt
