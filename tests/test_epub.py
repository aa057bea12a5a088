"""The EPUB whole: what is in it, in which order, and what never is."""

import datetime as dt
import io
import os
import posixpath
import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from fontTools.ttLib import TTFont
from lxml import etree

from carnet.outputs.epub import assemble, fonts
from carnet.outputs.epub.binding import bind
from carnet.rights import Moment
from carnet.templating import find
from carnet.visible import visible_on
from tests.conftest import TODAY, Workspace
from tests.epub_world import FILES, XHTML, document, every_byte, media_of, metas, package_of, text_of

Make = Callable[..., Workspace]
NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


@pytest.fixture
def world(make_carnet: Make) -> Workspace:
    """A carnet with something of everything."""
    return make_carnet(FILES)


def spine_of(workspace: Workspace) -> list[str]:
    """Return the stems of the documents in reading order."""
    return [posixpath.basename(r.path).removesuffix(".xhtml") for r in package_of(workspace).documents()]


def test_book_is_read_from_cover_to_colophon(world: Workspace) -> None:
    """Cover, title, legal page, contents, then the plan: events, their entries, the chapters."""
    assert spine_of(world) == [
        "couverture_",
        "titre_",
        "mentions_",
        "sommaire",
        "chapitre_parcours",
        "nec-essai",
        "nec-essai--recit",
        "nec-essai_verbatim",
        "nec-suite",
        "chapitre_portraits",
        "portraits--lea-martin",
        "portraits--passeur",
        "chapitre_enseignements",
        "chapitre_sons",
        "chapitre_glossaire",
        "chapitre_index",
        "chapitre_credits",
        "chapitre_colophon",
    ]


def test_every_document_says_what_it_is(world: Workspace) -> None:
    """A type, and the ARIA role that goes with it, on the section that its title names."""
    package = package_of(world)

    for name, type_, role in (
        ("nec-essai", "part", "doc-part"),
        ("nec-essai--recit", "chapter", "doc-chapter"),
        ("chapitre_glossaire", "glossary", "doc-glossary"),
        ("chapitre_index", "index", "doc-index"),
        ("chapitre_colophon", "colophon", "doc-colophon"),
    ):
        section = document(package, name).find(f"{XHTML}body/{XHTML}section")
        title = section.get("aria-labelledby")
        assert (section.get(EPUB_TYPE), section.get("role")) == (type_, role)
        assert section.find(f".//{XHTML}h1").get("id") == title


def test_what_a_text_includes_is_shown_there_and_nowhere_else(world: Workspace) -> None:
    """The photo and the verbatim of the récit have their home in it; the other verbatim is with its event."""
    package = package_of(world)

    tale = document(package, "nec-essai--recit")
    assert tale.xpath("//*[@id='nec-essai--photo-pont']")
    assert tale.xpath("//*[@id='nec-essai--verbatim-court']")
    assert "Je ne dirai pas" in text_of(document(package, "nec-essai_verbatim"))
    whole = b"".join(r.content for r in package.documents())
    assert (
        whole.count("On passe à pied".encode()) == whole.count(b"<blockquote>") - 1 + 2
    )  # links name it twice


def test_contents_and_ncx_follow_the_spine(world: Workspace) -> None:
    """The same documents in the same order, with their depth; the cover and title page are not named."""
    package = package_of(world)
    spine = [r.path for r in package.documents()]
    nav = etree.fromstring(next(r.content for r in package.resources if "nav" in r.properties))
    ncx = etree.fromstring(next(r.content for r in package.resources if r.id == "ncx"))

    named = [a.get("href") for a in next(nav.iter(f"{XHTML}nav")).iter(f"{XHTML}a")]
    assert named == [path for path in spine[2:] if path != "sommaire.xhtml"]
    assert [c.get("src") for c in ncx.iter(f"{NCX}content")] == named
    assert ncx.find(f".//{NCX}meta[@name='dtb:depth']").get("content") == "2"
    orders = [int(point.get("playOrder")) for point in ncx.iter(f"{NCX}navPoint")]
    assert orders == list(range(1, len(orders) + 1))


def test_landmarks_name_what_is_there(world: Workspace) -> None:
    """Cover, contents, first text, glossary, index, colophon; no bibliography here."""
    nav = etree.fromstring(next(r.content for r in package_of(world).resources if "nav" in r.properties))

    (marks,) = [n for n in nav.iter(f"{XHTML}nav") if n.get(EPUB_TYPE) == "landmarks"]
    types = [a.get(EPUB_TYPE) for a in marks.iter(f"{XHTML}a")]
    assert types == ["cover", "toc", "bodymatter", "glossary", "index", "colophon"]


def test_notes_are_called_and_answer(world: Workspace) -> None:
    """A note's call leads to a note that is in the same document, and both say what they are."""
    tale = document(package_of(world), "nec-essai--recit")

    (call,) = tale.xpath("//*[@role='doc-noteref']")
    target = call.get("href").rpartition("#")[2]
    (note,) = tale.xpath("//*[@id=$id]", id=target)
    assert call.get(EPUB_TYPE) == "noteref"
    assert note.get(EPUB_TYPE) in ("footnote", "endnote")
    assert "Avant six heures" in text_of(note)


def test_index_leads_to_persons_structures_places_themes_and_words(world: Workspace) -> None:
    """Each list has its entries, and each entry its links."""
    index = document(package_of(world), "chapitre_index")

    lists = [h.text for h in index.iter(f"{XHTML}h2")]
    assert lists == ["Personnes", "Structures", "Lieux", "Thèmes", "Mots"]
    person = next(li for li in index.iter(f"{XHTML}li") if text_of(li).startswith("Martin, Léa"))
    links = [a.get("href") for a in person.iter(f"{XHTML}a")]
    assert links[0] == "portraits--lea-martin.xhtml#portraits--lea-martin"
    assert "nec-essai--recit.xhtml#nec-essai--recit" in links
    (word,) = index.xpath("//*[@id='mot-pont']//*[local-name()='a']")
    assert word.get("href").startswith("nec-essai--recit.xhtml#")


def test_glossary_leads_back_to_the_texts_that_use_its_words(world: Workspace) -> None:
    """A word linked to its definition, and a definition that lists the text and the caption it was met in."""
    world.write(
        {"entries/nec-essai/recit.md": str(FILES["entries/nec-essai/recit.md"]) + "\nLe Pont tient.\n"}
    )
    package = package_of(world)

    word, *_ = document(package, "nec-essai--recit").xpath("//*[@class='terme']")
    (term,) = document(package, "chapitre_glossaire").xpath("//*[@id='commun--terme-pont']")
    back = [a.get("href") for a in term.getnext().iter(f"{XHTML}a")]
    assert word.get("href") == "chapitre_glossaire.xhtml#commun--terme-pont"
    assert back == ["nec-essai--recit.xhtml#nec-essai--recit", "nec-essai--recit.xhtml#nec-essai--photo-pont"]


def test_credits_name_every_picture_and_sound(world: Workspace) -> None:
    """With who made it and its licence."""
    said = text_of(document(package_of(world), "chapitre_credits"))

    assert "Le pont, à midi" in said
    assert "Au marché" in said
    assert said.count("CC BY-SA 4.0") == 2


def test_voice_follows_the_words(world: Workspace) -> None:
    """One clip per sentence, in order, on words that are there; the total is the sum, and who speaks is named."""
    package = package_of(world)
    sounds = document(package, "chapitre_sons")
    smil = etree.fromstring(next(r.content for r in package.resources if r.mime == "application/smil+xml"))

    said = [t.get("src").partition("#")[2] for t in smil.iter("{http://www.w3.org/ns/SMIL}text")]
    words = [text_of(sounds.xpath("//*[@id=$id]", id=id_)[0]) for id_ in said]
    clips = [(a.get("clipBegin"), a.get("clipEnd")) for a in smil.iter("{http://www.w3.org/ns/SMIL}audio")]
    assert words[:2] == ["On part du marché.", "On revient à pied."]
    assert clips == [("0.000s", "2.000s"), ("2.000s", "4.000s"), ("4.500s", "6.000s")]
    assert metas(package, "media:duration") == ["5.500s", "5.500s"]
    assert metas(package, "media:narrator") == ["Léa Martin"]


def test_player_is_named_and_leads_to_its_transcript(world: Workspace) -> None:
    """Controls, a name that says the length, a link to the words; nothing plays by itself."""
    sounds = document(package_of(world), "chapitre_sons")

    (audio,) = sounds.iter(f"{XHTML}audio")
    links = {a.get("href") for a in sounds.iter(f"{XHTML}a") if text_of(a) == "Lire la transcription"}
    assert audio.get("aria-label") == "Au marché, 6\u00a0s"
    assert (audio.get("controls"), audio.get("autoplay")) == ("controls", None)
    assert links == {"chapitre_sons.xhtml#nec-essai--son-marche-transcription"}


def test_edition_without_sound_keeps_the_words_and_says_so(world: Workspace) -> None:
    """No sound, no player, no overlay, and no claim that needs them; the transcript and the credit stay."""
    (book,) = assemble(world.visible("epub"), media_of(world), sound=False)
    package = bind(world.visible("epub"), media_of(world), sound=False)

    whole = every_byte(book.content)
    sounds = document(package, "chapitre_sons")
    assert book.path == "carnet-sans-son.epub"
    assert book.controls == {"documents": 18, "images": 2, "pages": 0, "sons": 0, "voix": 0}
    for trace in (b".mp3", b"<audio", b".smil", b"media:duration", b"transcript<", b"auditory"):
        assert trace not in whole
    assert "On part du marché." in text_of(sounds)
    assert "Cette édition est sans le son, qui s’écoute sur example.org/essai" in text_of(sounds)
    assert "les mots du seul enregistrement s’y lisent" in metas(package, "schema:accessibilitySummary")[0]
    assert "Au marché" in text_of(document(package, "chapitre_credits"))
    assert package.identifier != package_of(world).identifier


def test_every_character_used_is_in_the_faces(world: Workspace) -> None:
    """French thin spaces, arrows and a Polish name, and what an original has is never lost."""
    tale = str(FILES["entries/nec-essai/recit.md"]) + "\nŁukasz Żółć : « 12\u2011bis » → 4 € ; oui ? Ω\n"
    world.write({"entries/nec-essai/recit.md": tale})
    package = package_of(world)

    used = {
        ord(char) for d in package.documents() for char in "".join(etree.fromstring(d.content).itertext())
    }
    faces = [r for r in package.resources if r.mime == "font/ttf"]
    assert len(faces) == len(fonts.FACES) == 7
    for face, resource in zip(fonts.FACES, faces, strict=True):
        original = find(world.root, "epub", f"fonts/{face.file}")
        assert original is not None
        kept = set(TTFont(io.BytesIO(resource.content)).getBestCmap())
        assert used & set(TTFont(io.BytesIO(original.read_bytes())).getBestCmap()) <= kept
        assert {0x00A0, 0x202F, 0x2011, 0x2019} <= kept
    text = set(TTFont(io.BytesIO(faces[0].content)).getBestCmap())
    assert used - text - {0x0A} == set()


def test_old_readers_may_be_given_no_break_spaces(world: Workspace) -> None:
    """With « fine: U+00A0 » no thin space is left: texts, titles, contents, metadata, our own sentences."""
    world.write(
        {
            "carnet.yaml": str(FILES["carnet.yaml"])
            + "typographie: {fine: U+00A0}\naccessibilite: {contact: a@b.fr}\n",
            "entries/nec-essai/recit.md": str(FILES["entries/nec-essai/recit.md"]).replace(
                "La route du marché", "La route ; quelle route ?"
            ),
        }
    )

    (book,) = assemble(world.visible("epub"), media_of(world))

    found = every_byte(book.content)
    assert "\u202f".encode() not in found
    assert "La route\u00a0; quelle route\u00a0?".encode() in found


def test_titles_never_skip_a_level(world: Workspace) -> None:
    """Even those of a speech, which stands under the title of an event or under none."""
    speech = "---\ntype: verbatim\nlocuteur: une voix\nstatut: publie\n---\n\n## Avant\n\nUn.\n\n## Après\n\nDeux.\n"
    world.write({"entries/nec-essai/verbatim-long.md": speech})

    page = document(package_of(world), "nec-essai_verbatim")

    levels = [
        h.tag.removeprefix(XHTML) for h in page.iter() if re.fullmatch(r"h\d", str(h.tag).removeprefix(XHTML))
    ]
    assert levels == ["h1", "h2", "h2"]


def test_person_shown_by_her_role_is_named_nowhere(world: Workspace) -> None:
    """Neither her name nor her file's, in any name or byte of the book."""
    (book,) = assemble(world.visible("epub"), media_of(world))

    found = every_byte(book.content).lower()
    assert b"passeur" in found
    for trace in (b"jean-secret", b"jean secret", b"jeansecret"):
        assert trace not in found


def test_withdrawn_portrait_leaves_no_trace(world: Workspace) -> None:
    """From the next build on, she is in no byte: texts about her say it without her name."""
    world.write(
        {
            "portraits/lea-martin.md": str(FILES["portraits/lea-martin.md"]).replace(
                "accord: {", "accord: {retrait: 2026-05-01, "
            ),
            "entries/nec-essai/recit.md": str(FILES["entries/nec-essai/recit.md"]).replace(
                "[[lea-martin]] et", ""
            ),
        }
    )

    (book,) = assemble(world.visible("epub"), media_of(world))

    found = every_byte(book.content).lower()
    for trace in (b"lea-martin", "léa martin".encode(), b"lea martin"):
        assert trace not in found


def test_drafts_are_marked_on_every_document(world: Workspace) -> None:
    """A proof says so on each document, on its cover's alternative aside, and in its title."""
    world.write(
        {
            "entries/nec-essai/recit-2.md": "---\ntype: recit\ntitre: Ébauche\nresume: À finir.\n---\n\nÀ écrire.\n"
        }
    )

    package = package_of(world, world.visible("epub", drafts=True))

    assert all("Épreuve de travail" in text_of(etree.fromstring(d.content)) for d in package.documents())
    assert "Brouillon" in text_of(document(package, "nec-essai--recit-2"))
    assert "épreuve" in metas(package, "dc:title")[0]
    assert "Épreuve" not in every_byte(assemble(world.visible("epub"), media_of(world))[0].content).decode(
        "latin-1"
    )


def test_modified_is_the_build_day(world: Workspace) -> None:
    """Not the clock's."""
    visible = visible_on(world.linked(), "epub", Moment(dt.date(2027, 1, 2)))

    (book,) = assemble(visible, media_of(world))

    assert b"2027-01-02T00:00:00Z" in every_byte(book.content)


@pytest.mark.lent
def test_same_sources_give_the_same_bytes(world: Workspace) -> None:
    """In another zone, another locale, with another hash seed, and without a cache, printed pages included."""
    program = (
        "import sys, hashlib, datetime; from pathlib import Path; sys.path.insert(0, '.');"
        "from tests.conftest import Workspace; from tests.epub_world import media_of;"
        "from carnet.outputs.epub import assemble; from carnet.cache import Cache;"
        "from carnet.outputs.print import pages; w = Workspace(Path(sys.argv[1])); m = media_of(w, Cache(None));"
        "(b,) = assemble(w.visible('epub'), m, pages(w.visible('pdf'), m));"
        "print(hashlib.sha256(b.content).hexdigest())"
    )
    places = (
        {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "America/Lima", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "77"},
    )

    hashes = set()
    for place in places:
        run = subprocess.run(
            [sys.executable, "-c", program, str(world.root)],
            env=os.environ | place,
            capture_output=True,
            text=True,
            check=True,
        )
        hashes.add(run.stdout.strip().splitlines()[-1])

    assert len(hashes) == 1


def test_forty_verbatims_fit_in_one_chapter_and_eighty_in_one_per_event(make_carnet: Make) -> None:
    """A wall of voices stays a document a reader can open."""
    voices = {
        f"entries/nec-essai/verbatim-{n}.md": f"---\ntype: verbatim\nlocuteur: une voix\nstatut: publie\n---\n\nPhrase {n}.\n"
        for n in range(80)
    }
    plan = "plan: [verbatims, {evenement: nec-essai}, colophon]\n"
    few = dict(list(voices.items())[:40])

    forty = make_carnet({**few, "carnet.yaml": str(FILES["carnet.yaml"]) + plan})
    assert "nec-essai_verbatim" not in spine_of(forty)
    assert "chapitre_verbatims" in spine_of(forty)
    forty.write(voices)
    assert "nec-essai_verbatim" in spine_of(forty)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({}, id="one event without an entry"),
        pytest.param(
            {"carnet.yaml": str(FILES["carnet.yaml"]) + "plan: [colophon]\n"}, id="a plan of one chapter"
        ),
        pytest.param(
            {"carnet.yaml": str(FILES["carnet.yaml"]).replace("Carnet d’essai", "Un très long titre " * 12)},
            id="a very long title",
        ),
        pytest.param(
            {"entries/nec-essai/evenement.md": FILES["entries/nec-suite/evenement.md"]}, id="an event to come"
        ),
        pytest.param({"entries/nec-essai/evenement.md": None}, id="nothing at all"),
    ],
)
def test_bare_carnets_make_a_book(make_carnet: Make, files: dict[str, str | None]) -> None:
    """No photo, no sound, no text: still a cover, a contents and a colophon, and the proof passes."""
    bare = make_carnet()
    bare.write(files)

    (book,) = assemble(bare.visible("epub"), media_of(bare))

    assert book.path == "carnet.epub"


def test_date_of_tests_is_the_build_day() -> None:
    """The world's consents are valid on the day the tests build."""
    assert dt.date(2026, 1, 1) < TODAY < dt.date(2036, 1, 1)
