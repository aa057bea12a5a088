"""The search index: what can be found, where it leads, what may not be in it."""

import gzip
import json
from pathlib import PurePosixPath

import pytest

from carnet.cache import Cache
from carnet.media.room import MediaRoom
from carnet.outputs.web import assemble
from tests.epub_world import a_wave

VTT = """WEBVTT

00:01.000 --> 00:04.000
<v Léa>J’ai retrouvé la clé.

00:05.000 --> 00:09.000
<v Léa>Elle était sous le paillasson.

00:10.000 --> 00:12.000
<v Paul>Évidemment.
"""
WORLD = {
    "entries/nec-essai/recit-un.md": """\
---
type: recit
titre: Une journée
resume: Ce qui s’est passé.
statut: publie
---

Il pleuvait.[^n]

## Le soir

La halle s’est vidée.

[^n]: Depuis l’aube.
""",
    "entries/nec-essai/verbatim-un.md": """\
---
type: verbatim
locuteur: une médiatrice
statut: publie
---

On vient pour le courant.
""",
    "entries/nec-essai/recit-secret.md": """\
---
type: recit
titre: Pas encore
resume: Un brouillon introuvable.
---

Mot de passe.
""",
}


@pytest.fixture
def index_of(make_carnet):
    """Return a function that gives the documents of the search index, by address."""

    def make(files=None) -> dict[str, dict]:
        workspace = make_carnet({**WORLD, **(files or {})})
        made = assemble(workspace.visible("web"), MediaRoom(workspace.root, Cache(None)), {})
        shelves = json.loads(next(a.content for a in made if a.path.endswith("rayons.json")))
        index = {}
        for file in made:
            if file.path.endswith(".pf_fragment"):
                read = json.loads(gzip.decompress(file.content).removeprefix(b"pagefind_dcd"))
                address, *named = shelves[PurePosixPath(file.path).stem]
                index[address] = {**read, "shelves": named}
        return index

    return make


def test_every_entry_is_found_under_its_title_and_its_kind(index_of):
    """A story and a verbatim have a document each; it says what they are and where they come from."""
    index = index_of()

    story = index["recits/nec-essai/recit-un/index.html"]
    words = index["verbatims/nec-essai/verbatim-un/index.html"]
    assert story["meta"] == {"title": "Une journée", "genre": "Récit", "ou": "NEC d’essai"}
    assert words["shelves"] == ["Verbatims", "NEC d’essai"]
    assert "une médiatrice" in words["content"]


def test_a_part_of_a_text_is_found_at_its_heading(index_of):
    """The index keeps the id that the heading has in the page; notes are read, their marks are not."""
    story = index_of()["recits/nec-essai/recit-un/index.html"]

    assert [a["id"] for a in story["anchors"] if a["element"] == "h2"] == ["nec-essai--recit-un-le-soir"]
    assert "Depuis l’aube" in story["content"]
    assert "↑" not in story["content"]


def test_drafts_are_not_found(index_of):
    """What is not on the site is not in its index."""
    assert not any("introuvable" in document["content"] for document in index_of().values())


def test_a_recording_is_found_turn_by_turn(index_of):
    """The words of one person in a row are one passage, which leads to its first cue in the page."""
    sound = {
        "entries/nec-essai/son-cle.md": "---\ntype: son\ntitre: La clé\nfichier: media/nec-essai/cle.wav\n"
        "credit: Le duo\ntranscription: media/nec-essai/cle.vtt\nstatut: publie\n---\n",
        "media/nec-essai/cle.vtt": VTT,
        "media/nec-essai/cle.wav": a_wave(13),
    }

    index = index_of(sound)

    page = "sons/nec-essai/son-cle/index.html"
    first, second = (index[f"{page}#nec-essai--son-cle-{n}"] for n in (1, 3))
    assert first["meta"]["title"] == "La clé, à 0:01"
    assert "sous le paillasson" in first["content"]
    assert "Évidemment" in second["content"]
    assert "paillasson" not in index[page]["content"]


def test_what_leaves_the_index_changes_nothing_of_the_rest(index_of):
    """A document has the same bytes, and a reader's copy still serves, once another is withdrawn."""
    whole = index_of()

    less = index_of({"entries/nec-essai/recit-un.md": None})

    assert set(whole) - set(less) == {"recits/nec-essai/recit-un/index.html"}
    assert less == {address: whole[address] for address in less}
