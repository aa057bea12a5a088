"""The website: where pages are, what they say, what they must never say."""

import gzip
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import PurePosixPath
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest
from PIL import Image

from carnet.cache import Cache
from carnet.media.room import MediaRoom
from carnet.model import Artifact
from carnet.outputs.web import assemble
from carnet.outputs.web.map import Atlas
from carnet.outputs.web.palette import PAPER, TINTS, contrast
from carnet.templating import package_templates

VOID = {"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}

WORLD = {
    "carnet.yaml": """\
titre: Le fil
sous_titre: Carnet d’essai
annee: 2026
description: Un carnet inventé pour les essais.
licence: CC-BY-SA-4.0
url: https://carnet.example/fil/
contributeurs:
  duo:
    nom: Le duo
themes:
  inclusion:
    titre: Inclusion
mentions:
  editeur: Atelier d’essai
  contact: essai@carnet.example
""",
    "entries/nec-essai/recit-un.md": """\
---
type: recit
titre: Une journée
resume: Ce qui s’est passé.
statut: publie
mots_cles: [marché]
---

Il y avait [[lea]] et [[jean-dupont]]. Une [rallonge]{.index} aussi.[^n]

![[verbatim-un]]

## Le matin

On renvoie à [[recit-un#Le soir]].

## Le soir

Fin. [Well done]{lang=en}.

[^n]: Une note.
""",
    "entries/nec-essai/verbatim-un.md": """\
---
type: verbatim
personne: lea
statut: publie
---

On vient pour le courant.
""",
    "entries/nec-essai/verbatim-deux.md": """\
---
type: verbatim
personne: jean-dupont
langue: en
statut: publie
---

The sea never asks.
""",
    "entries/nec-essai/photo-halle.md": """\
---
type: photo
fichier: media/nec-essai/halle.png
alt: Une halle sous la pluie, vue de loin.
credit: Odile
statut: publie
---

La halle à midi.
""",
    "entries/nec-suite/evenement.md": """\
---
titre: NEC de la suite
statut: publie
debut: 2026-09-02
annonce: oui
lieu:
  commune: Suite-les-Bains
  departement: "29"
porteur: Association
thematiques: [inclusion]
---
""",
    "entries/_commun/passage-fil.md": """\
---
type: passage
titre: Le fil
de: nec-essai
vers: nec-suite
question: Qui paie ?
statut: publie
---

On a tendu le fil.
""",
    "entries/_commun/terme-rallonge.md": """\
---
type: terme
titre: Rallonge
statut: publie
---

Un câble.
""",
    "entries/_commun/piste-payer.md": """\
---
type: piste
titre: Payer le courant
pour: [Communes, Associations]
preuves: [verbatim-un]
statut: publie
---

À plusieurs.
""",
    "portraits/lea.md": """\
---
nom: Léa Martin
fonction: Placière
statut: publie
accord:
  objets: [nom, image, voix, propos]
  supports: [web, pdf, imprime, epub, kit, reseaux, donnees]
---

Elle place les gens.
""",
    "portraits/jean-dupont.md": """\
---
nom: Jean Dupont
affichage: role
fonction: Secrétaire de mairie
statut: publie
accord:
  objets: [propos]
  supports: [web, pdf, imprime, epub, kit, reseaux, donnees]
---

Il écrit les actes.
""",
}


class Page(HTMLParser):
    """The links, ids and headings of a page; raises on elements that are not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag not in VOID:
            self._open.append(tag)
        if "id" in found:
            self.ids.append(found["id"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.links += [found[name] for name in ("href", "src") if name in found]
        self.links += [part.split()[0] for part in found.get("srcset", "").split(", ") if part]

    def handle_endtag(self, tag):
        assert self._open, tag
        assert self._open.pop() == tag

    def handle_startendtag(self, tag, attrs):
        assert tag not in VOID, f"<{tag}/>"
        self.handle_starttag(tag, attrs)
        self._open.pop()


def png(width: int = 60, height: int = 40) -> bytes:
    import io

    out = io.BytesIO()
    Image.new("RGB", (width, height), "orange").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def build_site(make_carnet):
    """Return a function that makes the site of a carnet, as bytes by path."""

    def make(files=None, *, drafts=False, books=None, again=False) -> dict[str, bytes]:
        key = repr((files, drafts, books))
        if key not in _MADE or again:
            _MADE[key] = fresh(files, drafts, books or {})
        return _MADE[key]

    def fresh(files, drafts, books) -> dict[str, bytes]:
        workspace = make_carnet({**WORLD, "media/nec-essai/halle.png": png(), **(files or {})})
        visible = workspace.visible("web", drafts=drafts)
        made: list[Artifact] = assemble(visible, MediaRoom(workspace.root, Cache(None)), books)
        assert len({a.path for a in made}) == len(made)
        return {a.path: a.content for a in made}

    return make


def unpacked(content: bytes) -> bytes:
    """Return what a file of the search index holds: Pagefind compresses them."""
    return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content


def pages_of(site: dict[str, bytes]) -> dict[str, str]:
    return {path: content.decode() for path, content in site.items() if path.endswith(".html")}


_MADE: dict[str, dict[str, bytes]] = {}  # most tests read the same site: it is made once


def test_every_entry_has_its_page(build_site):
    """Each published entry has an address under its kind, its event next."""
    site = build_site()

    for page in (
        "index.html",
        "404.html",
        "evenements/nec-essai/index.html",
        "recits/nec-essai/recit-un/index.html",
        "verbatims/nec-essai/verbatim-un/index.html",
        "photos/nec-essai/photo-halle/index.html",
        "portraits/lea/index.html",
        "passages/passage-fil/index.html",
        "glossaire/terme-rallonge/index.html",
        "pistes/piste-payer/index.html",
        "que-faire/index.html",
        "themes/inclusion/index.html",
        "index/index.html",
        "plan/index.html",
        "accessibilite/index.html",
    ):
        assert page in site, page


def test_every_link_leads_somewhere(build_site):
    """Each relative link names a file of the site and, after its ``#``, an id of that page."""
    site = build_site(books={"carnet.pdf": b"%PDF", "carnet.epub": b"PK"})
    parsed = {path: Page(text) for path, text in pages_of(site).items()}

    for path, page in parsed.items():
        for link in page.links:
            if link.startswith(("https:", "mailto:")):
                continue
            assert not link.startswith(("/", "file:")), f"{path}: {link}"
            name, _, anchor = unquote(link).partition("#")
            target = normpath(join(dirname(path), name)) if name else path
            assert target in site, f"{path}: {link}"
            if anchor and target in parsed:
                assert anchor in parsed[target].ids, f"{path}: {link}"


def test_every_page_is_well_formed(build_site):
    """Ids are unique, headings start at one and skip none, elements close in order."""
    for path, text in pages_of(build_site()).items():
        page = Page(text)

        assert len(page.ids) == len(set(page.ids)), path
        assert page.headings[0] == 1
        assert page.headings.count(1) == 1, path
        assert all(b <= a + 1 for a, b in zip(page.headings, page.headings[1:], strict=False)), path


def test_nothing_comes_from_elsewhere(build_site):
    """No page asks another site for anything, and none but the search and the sounds has a script."""
    for path, text in pages_of(build_site()).items():
        programs = re.sub(r'<script type="application/ld\+json">', "", text)
        assert "<script" not in programs or path.startswith(("recherche/", "sons/")), path
        assert not re.search(r'(?:src|srcset)="https?:', text), path
        assert (
            not re.search(
                r'<link rel="(?:stylesheet|icon|preload)" [^>]*href="https?:', text.replace("\n", " ")
            )
            or path == "404.html"
        )


def test_a_hidden_person_is_nowhere(build_site):
    """Whoever is shown by a role is named by it in words, addresses, ids and files."""
    site = build_site()

    assert "portraits/secretaire-de-mairie/index.html" in site
    for path, content in site.items():
        assert "dupont" not in path.casefold()
        assert b"dupont" not in unpacked(content).lower(), path


def test_no_source_path_leaks(build_site):
    """Neither the workspace's place nor a source file's name is in the site."""
    for path, text in pages_of(build_site()).items():
        assert "entries/" not in text, path
        assert "_commun" not in text, path
        assert "/tmp/" not in text, path


def test_the_same_carnet_gives_the_same_bytes(build_site):
    """Two builds of one carnet do not differ by a byte."""
    assert build_site() == build_site(again=True)


def test_drafts_are_marked_on_every_page(build_site):
    """A site with drafts says so at the top of each page, and beside the draft."""
    draft = {
        "entries/nec-essai/recit-deux.md": "---\ntype: recit\ntitre: Pas fini\nresume: Rien.\n---\n\nTexte.\n"
    }

    with_drafts = pages_of(build_site(draft, drafts=True))
    without = pages_of(build_site(draft))

    assert all("Épreuve de travail" in text for path, text in with_drafts.items() if path != "404.html")
    assert 'class="statut">Brouillon' in with_drafts["recits/nec-essai/recit-deux/index.html"]
    assert not any("Pas fini" in text or "Épreuve de travail" in text for text in without.values())


def test_the_narrative_goes_from_page_to_page(build_site):
    """An event leads to its story, the story to the baton, the baton to the next event."""
    site = pages_of(build_site())

    def after(path: str) -> str:
        link = re.search(r'class="apres"><a href="([^"]+)"', site[path])
        assert link is not None, path
        return normpath(join(dirname(path), link[1]))

    event = "evenements/nec-essai/index.html"
    assert after(event) == "recits/nec-essai/recit-un/index.html"
    assert after(after(event)) == "passages/passage-fil/index.html"
    assert after(after(after(event))) == "evenements/nec-suite/index.html"


def test_the_index_leads_to_the_marked_word(build_site):
    """A word marked in a text is found in the index, with a link to its very place."""
    index = build_site()["index/index.html"].decode()

    assert re.search(
        r'recits/nec-essai/recit-un/index\.html#\S*rallonge|recit-un/index\.html#[^"]+">Une journée', index
    )
    assert 'id="mot-marche"' in index


def test_foreign_words_say_their_language(build_site):
    """A verbatim in English carries its language wherever it stands."""
    site = pages_of(build_site())

    assert '<blockquote lang="en">' in site["verbatims/index.html"]
    assert '<blockquote lang="en">' in site["verbatims/nec-essai/verbatim-deux/index.html"]
    assert '<span lang="en">Well done</span>' in site["recits/nec-essai/recit-un/index.html"]


def test_a_photo_keeps_its_place_and_loses_its_name(build_site):
    """A photo has a size, an alternative, two forms, and is named after its entry."""
    page = build_site()["photos/nec-essai/photo-halle/index.html"].decode()

    assert 'type="image/avif"' in page
    assert 'width="60" height="40" alt="Une halle sous la pluie, vue de loin."' in page
    assert "medias/nec-essai/photo-halle-60.jpg" in page


def test_what_can_be_done_is_sorted_by_who_can(build_site):
    """A lead for two actors stands under each of them."""
    page = build_site()["que-faire/index.html"].decode()

    assert page.count("Payer le courant</a>") == 2
    assert 'id="pour-communes"' in page
    assert 'id="pour-associations"' in page


def test_books_are_offered_with_their_weight(build_site):
    """The books of the same build are in the site; without them nothing promises any."""
    with_books = build_site(books={"carnet.pdf": b"x" * 1_400_000})
    without = build_site()

    assert with_books["telechargements/carnet.pdf"] == b"x" * 1_400_000
    assert "livres à télécharger compris" in with_books["accessibilite/index.html"].decode()
    assert "1,4\u00a0Mo" in with_books["telechargements/index.html"].decode()
    assert "telechargements/" not in without["index.html"].decode()


def test_accessibility_is_not_claimed_before_an_audit(build_site):
    """Each page says « non conforme » until an audit is recorded; an audit changes the words everywhere."""
    audit = (
        WORLD["carnet.yaml"]
        + "accessibilite:\n  audit:\n    date: 2026-10-01\n    taux: 82\n    auditeur: Cabinet\n"
    )

    before, after = pages_of(build_site()), pages_of(build_site({"carnet.yaml": audit}))

    assert all("Accessibilité&#160;: non conforme" in t for p, t in before.items() if p != "404.html")
    assert all(
        "Accessibilité&#160;: partiellement conforme" in t for p, t in after.items() if p != "404.html"
    )


def test_an_event_alone_makes_a_whole_site(make_carnet):
    """A carnet of one event, without a photo, a text or a word more, has its pages and its map is optional."""
    workspace = make_carnet()

    made = assemble(workspace.visible("web"), MediaRoom(workspace.root, Cache(None)), {})

    paths = {a.path for a in made}
    assert {"index.html", "evenements/nec-essai/index.html", "plan/index.html"} <= paths
    for artifact in made:
        if artifact.path.endswith(".html"):
            Page(artifact.content.decode())


def test_a_page_weighs_little(build_site):
    """An entry's page with its style sheet and typefaces stays under 100 kB, the home under 150 kB."""
    site = build_site()
    shared = sum(
        len(gzip.compress(content, mtime=0)) if path.endswith(".css") else len(content)
        for path, content in site.items()
        if PurePosixPath(path).suffix in (".css", ".woff2")
    )

    assert shared + len(gzip.compress(site["recits/nec-essai/recit-un/index.html"])) < 100_000
    assert shared + len(gzip.compress(site["index.html"])) < 150_000


@pytest.mark.parametrize("tint", TINTS)
def test_accents_are_legible_by_day_and_by_night(tint):
    """Every accent has 4.5:1 on the paper of its scheme."""
    day, night = tint

    assert contrast(day, PAPER[0]) >= 4.5
    assert contrast(night, PAPER[1]) >= 4.5


def test_the_paper_of_the_style_sheet_is_the_one_that_was_measured():
    """The grounds against which accents are checked are those of the style sheet."""
    sheet = (package_templates() / "web/style.css").read_text("utf-8")

    assert re.findall(r"--papier:(#\w{6})", sheet)[:2] == list(PAPER)


@pytest.mark.parametrize(
    ("latitude", "longitude", "x", "y"),
    [(48.85, 2.35, 482, 219), (14.6, -61.07, 261, 1017), (-20.88, 55.45, 875, 945)],
    ids=["Paris", "Fort-de-France", "Saint-Denis"],
)
def test_places_stand_where_they_are(latitude, longitude, x, y):
    """Latitudes and longitudes land in the right department, overseas included."""
    atlas = Atlas(package_templates() / "web/carte.json")

    spot = atlas._project(latitude, longitude)

    assert spot is not None
    assert abs(spot[0] - x) < 2
    assert abs(spot[1] - y) < 2


def test_the_icon_is_an_image():
    """The icon is well-formed SVG."""
    ET.fromstring((package_templates() / "web/icone.svg").read_text("utf-8"))
