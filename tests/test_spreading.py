"""What makes the site spread: heads, feeds, podcast, calendar, catalogues, embeds, robots; read by others."""

import datetime as dt
import json
import re
import urllib.robotparser
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from carnet.outputs.spreading.herald import script
from tests.spread_world import URL, lay, part, read, world

ATOM = "{http://www.w3.org/2005/Atom}"
PAGE = "site/verbatims/nec-essai/verbatim-lea/index.html"


def feed(path: str):
    import feedparser

    found = feedparser.parse(part("site/")[path])
    assert not found.bozo, found.bozo_exception
    return found


def head(path: str) -> str:
    return world()[path].decode().partition("</head>")[0]


def properties(path: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', head(path)))


def linked(path: str) -> list[dict]:
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', head(path))
    found = json.loads(text)
    assert found["@context"] == "https://schema.org"
    return found.get("@graph", [found])


def test_a_page_says_what_a_network_shows_of_it():
    """Title, words, address and a card with its alternative text, all public addresses."""
    said = properties(PAGE)

    assert said["og:title"].endswith("Léa Martin")
    assert said["og:url"] == f"{URL}verbatims/nec-essai/verbatim-lea/"
    assert said["og:image"] == f"{URL}cartons/verbatims/nec-essai/verbatim-lea.png"
    assert "site/" + said["og:image"].removeprefix(URL) in world()
    assert "On vient pour le courant." in said["og:image:alt"]
    assert said["twitter:card"] == "summary_large_image"
    assert said["article:published_time"] == "2026-03-12"


def test_a_page_without_a_card_of_its_own_shows_the_carnet_s():
    """Lists, and what may not leave on networks, have the carnet's card."""
    for path in ("site/plan/index.html", "site/verbatims/nec-essai/verbatim-discret/index.html"):
        assert properties(path)["og:image"] == f"{URL}cartons/carnet.png"


def test_every_alternate_leads_to_a_file():
    """Each feed, calendar or oEmbed answer that a page names is there."""
    files = part("site/")
    pages = {path: content.decode() for path, content in files.items() if path.endswith(".html")}
    assert len(pages) > 20
    for path, text in pages.items():
        for href in re.findall(r'<link rel="alternate" [^>]*href="([^"]+)"', text):
            target = (Path("/site") / path).parent / href
            assert str(Path(*_resolved(target))) in files, (path, href)


def _resolved(path: Path) -> list[str]:
    parts: list[str] = []
    for step in path.parts[2:]:
        if step == "..":
            parts.pop()
        else:
            parts.append(step)
    return parts


def test_linked_data_says_what_the_page_shows():
    """Each kind has its type of schema.org, its licence, its place in the whole."""
    quote = linked(PAGE)[0]
    event = linked("site/evenements/nec-essai/index.html")[0]
    story = linked("site/recits/nec-essai/recit-un/index.html")[0]
    photo = linked("site/photos/nec-essai/photo-halle/index.html")[0]
    sound = linked("site/sons/nec-essai/son-marche/index.html")[0]
    person = linked("site/portraits/lea/index.html")[0]
    site, book = linked("site/index.html")

    assert (quote["@type"], quote["spokenByCharacter"]["name"]) == ("Quotation", "Léa Martin")
    assert quote["isBasedOn"] == {"@id": sound["@id"]}
    assert (event["@type"], event["startDate"], event["endDate"]) == ("Event", "2026-03-12", "2026-03-13")
    assert event["location"]["geo"]["latitude"] == 47.2
    assert (story["@type"], story["license"]) == (
        "Article",
        "https://creativecommons.org/licenses/by-sa/4.0/deed.fr",
    )
    assert photo["contentUrl"].removeprefix(URL) in part("site/")
    assert photo["creditText"] == "Odile Ferrand"
    assert (sound["duration"], sound["accessibilityFeature"]) == ("PT3S", ["transcript"])
    assert person["mainEntity"] == {
        "@type": "Person",
        "name": "Léa Martin",
        "jobTitle": "Médiatrice",
        "worksFor": {"@type": "Organization", "name": "Le Pôle"},
    }
    assert (site["@type"], book["@type"]) == ("WebSite", "Book")
    assert linked(PAGE)[1]["itemListElement"][-1]["item"] == quote["@id"]


def test_linked_data_cannot_close_its_element():
    """A text with a tag in it stays a text."""
    made = script([{"name": "</script><script>alert(1)</script> & co"}])

    assert "<" not in made
    assert json.loads(made)["name"].startswith("</script>")


def test_feeds_are_read_by_a_reader_of_feeds():
    """Atom feeds have ids, dates of the content and whole texts with public addresses."""
    found = feed("flux/carnet.xml")
    entries = {e.title: e for e in found.entries}
    story = entries["Une journée «\u00a0debout\u00a0»"]

    assert found.feed.title == "Le fil"
    assert len({e.id for e in found.entries}) == len(found.entries)
    assert story.published == "2026-03-12T12:00:00Z"
    assert story.link == f"{URL}recits/nec-essai/recit-un/"
    assert "& ce qui a" in story.summary
    assert f'href="{URL}portraits/lea/"' in story.content[0].value
    assert not re.search(r'(?:href|src)="(?!https?:|#|mailto:)', story.content[0].value)
    assert "NEC à venir" not in entries, "a day to come is no news"
    assert entries["Payer le courant ensemble"].published == "2026-03-12T12:00:00Z", "the day of its evidence"


@pytest.mark.parametrize("path", ["flux/nec-essai.xml", "flux/theme-inclusion.xml", "flux/nec-futur.xml"])
def test_an_event_and_a_theme_have_their_feed(path):
    """Each one follows its page; an event that is still to come has an empty one."""
    assert feed(path).feed.id.startswith("tag:carnet.example,2026:fil/flux/")


def test_json_feed_says_the_same():
    """JSON Feed 1.1 has the required keys and the same entries."""
    document = json.loads(part("site/")["flux/carnet.json"])

    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["feed_url"] == f"{URL}flux/carnet.json"
    assert [item["id"] for item in document["items"]] == [e.id for e in feed("flux/carnet.xml").entries]
    assert all(
        item["url"] and (item.get("content_html") or item.get("summary")) for item in document["items"]
    )


def test_the_podcast_is_read_by_a_podcast_client():
    """Enclosures weigh what they say, transcripts and chapters are there, speakers are named as they chose."""
    import io

    import podcastparser

    files = part("site/")
    found = podcastparser.parse(f"{URL}flux/sons.xml", io.BytesIO(files["flux/sons.xml"]))
    (episode,) = found["episodes"]
    (enclosure,) = episode["enclosures"]

    assert (found["title"], found["language"]) == ("Le fil, les sons", "fr")
    assert enclosure["file_size"] == len(files[enclosure["url"].removeprefix(URL)])
    assert (enclosure["mime_type"], episode["total_time"]) == ("audio/mpeg", 3)
    assert episode["published"] == dt.datetime(2026, 3, 12, 12, tzinfo=dt.UTC).timestamp()
    text = files["flux/sons/nec-essai/son-marche.vtt"].decode()
    assert "<v Léa Martin>Bonjour" in text
    chapters = json.loads(files["flux/sons/nec-essai/son-marche-chapitres.json"])
    assert chapters["chapters"][0]["startTime"] == 2.0
    root = ET.fromstring(files["flux/sons.xml"])
    space = "{https://podcastindex.org/namespace/1.0}"
    assert root.find(f".//{space}transcript").get("type") == "text/vtt"
    assert root.find(f".//{space}chapters").get("url").removeprefix(URL) in files


def test_the_calendar_is_read_by_a_calendar():
    """Whole days, the last one included; every event, past and to come."""
    import vobject

    calendar = vobject.readOne(part("site/")["agenda/evenements.ics"].decode())
    first, coming = calendar.vevent_list

    assert first.summary.value == "NEC d’essai"
    assert (first.dtstart.value, first.dtend.value) == (dt.date(2026, 3, 12), dt.date(2026, 3, 14))
    assert first.location.value == "La halle, Essai-sur-Loire (44)"
    assert first.url.value == f"{URL}evenements/nec-essai/"
    assert "Deux jours pour essayer ; et même plus." in first.description.value.replace("\u202f", " ")
    assert coming.dtend.value == dt.date(2026, 12, 31)
    assert first.uid.value != coming.uid.value
    raw = part("site/")["agenda/evenements.ics"]
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))


def test_robots_are_told_the_pages():
    """The plan for robots names every page once, each a file of the site; no draft, no frame."""
    files = part("site/")
    rules = urllib.robotparser.RobotFileParser()
    rules.parse(files["robots.txt"].decode().splitlines())
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    places = [e.text for e in ET.fromstring(files["sitemap.xml"]).findall("s:url/s:loc", space)]

    assert rules.can_fetch("*", f"{URL}plan/")
    assert rules.site_maps() == [f"{URL}sitemap.xml"]
    assert len(places) == len(set(places))
    assert all(p.removeprefix(URL) + "index.html" in files for p in places)
    assert f"{URL}verbatims/nec-essai/verbatim-lea/" in places
    assert not [p for p in places if "incruster" in p]


def test_a_quotation_can_be_shown_elsewhere():
    """The oEmbed answer frames a page that stands alone, signs the words and leads back."""
    files = part("site/")
    answer = json.loads(files["oembed/nec-essai/verbatim-lea.json"])
    (framed,) = re.findall(r'src="([^"]+)"', answer["html"])
    page = files[framed.removeprefix(URL) + "index.html"].decode()

    assert (answer["version"], answer["type"], answer["author_name"]) == ("1.0", "rich", "Léa Martin")
    assert "title=" in answer["html"]
    assert answer["thumbnail_url"].removeprefix(URL) in files
    assert "On vient pour le courant." in page
    assert f'href="{URL}verbatims/nec-essai/verbatim-lea/"' in page
    assert "<script" not in page
    shown = files["verbatims/nec-essai/verbatim-lea/index.html"].decode()
    assert "&lt;iframe src=&#34;" in shown or "&lt;iframe src=" in shown


def test_catalogues_name_the_books_of_the_build(tmp_path):
    """OPDS 1.2 and 2.0 offer the files that are there, with their types, and nothing without a book."""
    import feedparser
    from pyopds2.models import Publication

    from carnet.cache import Cache
    from carnet.media.room import MediaRoom
    from carnet.outputs.cards.deck import Deck
    from carnet.outputs.web import assemble

    workspace = lay(tmp_path)
    deck = Deck(workspace.visible("reseaux"), MediaRoom(tmp_path, Cache(None)), {})
    books = {"carnet.pdf": b"%PDF" * 9, "carnet.epub": b"PK" * 7}
    made = {
        a.path: a.content
        for a in assemble(workspace.visible("web"), MediaRoom(tmp_path, Cache(None)), books, deck=deck)
    }

    feed_ = ET.fromstring(made["opds/catalogue.xml"])
    (entry,) = feed_.findall(f"{ATOM}entry")
    links = {(x.get("rel"), x.get("type")): x for x in entry.findall(f"{ATOM}link")}
    open_access = "http://opds-spec.org/acquisition/open-access"
    for mime, size in (("application/pdf", "36"), ("application/epub+zip", "14")):
        link = links[open_access, mime]
        assert link.get("length") == size
        assert link.get("href").removeprefix(URL) in made
    assert links["http://opds-spec.org/image", "image/jpeg"].get("href").removeprefix(URL) in made
    assert not feedparser.parse(made["opds/catalogue.xml"]).bozo
    second = json.loads(made["opds/catalogue.json"])
    publication = Publication.model_validate(second["publications"][0])
    assert [x.type for x in publication.links[:2]] == ["application/pdf", "application/epub+zip"]
    assert publication.metadata.modified == dt.datetime(2026, 3, 12, 12, tzinfo=dt.UTC)
    assert [c.name for c in publication.metadata.publisher] == ["Atelier d’essai"]
    assert publication.images[0].href.removeprefix(URL) in made
    book = json.loads(re.findall(r'ld\+json">(.*?)</script>', made["index.html"].decode())[0])["@graph"][1]
    assert {x["encoding"]["encodingFormat"] for x in book["workExample"]} == {
        "application/pdf",
        "application/epub+zip",
    }
    assert not [path for path in part("site/") if path.startswith("opds/")]


def test_without_an_address_nothing_is_invented(tmp_path):
    """No ``url``: what needs one is not made, the build says so once, and the rest is there."""
    from click.testing import CliRunner

    from carnet.cli import carnet

    changed = without_url(tmp_path)
    ran = CliRunner().invoke(carnet, ["-C", str(changed.root), "construire", "web", "reseaux"])
    out = read(changed.root / "out")

    assert ran.exit_code == 0, ran.output
    assert ran.output.count("sans « url » dans carnet.yaml") == 1
    names = {path for path in out if path.startswith("site/")}
    assert not {
        p for p in names if p.startswith(("site/flux/", "site/opds/", "site/oembed/", "site/incruster/"))
    }
    assert "site/sitemap.xml" not in names
    assert "site/agenda/evenements.ics" in names
    page = out[PAGE].decode()
    assert "og:title" in page
    assert "og:image" not in page
    assert "og:url" not in page
    assert b"carnet.example" not in b"".join(out.values())
    assert "http" not in out["reseaux/nec-essai/verbatim-lea/mastodon.txt"].decode()


def without_url(root):
    from tests.spread_world import FILES

    text = FILES["carnet.yaml"]
    assert isinstance(text, str)
    return lay(root, {"carnet.yaml": text.replace(f"url: {URL}\n", "")})


def test_drafts_are_not_spread(tmp_path):
    """A proof of the site shows drafts to who made it; its feeds and its robots' plan do not."""
    workspace = lay(tmp_path)
    workspace.build("web", "reseaux", drafts=True)
    out = read(tmp_path / "out")

    assert b"Motbrouillon" in out["site/verbatims/nec-essai/verbatim-brouillon/index.html"]
    spread = {p: c for p, c in out.items() if p.startswith(("site/flux/", "site/agenda/"))}
    assert not [p for p, c in spread.items() if b"Motbrouillon" in c]
    assert out["site/robots.txt"] == b"User-agent: *\nDisallow: /\n"
    assert not [path for path in out if path.startswith(("site/incruster/", "site/oembed/", "site/opds/"))]
    assert "site/sitemap.xml" not in out
    assert b'content="noindex, nofollow"' in out["site/index.html"]
    assert "Épreuve de travail" in out["reseaux/index.html"].decode()


LEAKS = {
    "Motbrouillon": ("",),
    "Motembargo": ("",),
    "Motretrait": ("",),
    "Motretiree": ("",),
    "Albertine": ("",),
    "Motsanscarton": ("reseaux/", "site/cartons/", "site/oembed/", "site/incruster/"),
    "Motdiscrete": ("reseaux/", "site/cartons/", "site/oembed/", "site/incruster/"),
    "Motsansdonnees": ("donnees/", "site/donnees/"),
    "Motmuette": ("donnees/", "site/donnees/"),
    "Motferme": ("donnees/", "site/donnees/", "reseaux/", "site/cartons/"),
}


@pytest.mark.parametrize("word", LEAKS)
def test_what_may_not_leave_is_in_no_byte(word):
    """Draft, embargo, withdrawal, hidden name: nowhere. No agreement for a support: nowhere in what it makes."""
    for path, content in world().items():
        if path.startswith(LEAKS[word]):
            assert word.encode() not in content, path


def test_the_words_that_may_leave_are_there():
    """The words looked for above are in the site, so that not finding them elsewhere means something."""
    site = part("site/")

    assert b"Motsanscarton" in site["flux/carnet.xml"]
    assert b"Motsansdonnees" in site["flux/carnet.xml"]
    assert b"Motferme" in site["flux/carnet.xml"]
    assert b"Motsanscarton" in world()["donnees/verbatims.csv"]
    assert b"Motsansdonnees" in world()["reseaux/publications.csv"]


def test_a_card_is_made_only_of_what_may_be_shared():
    """Whoever did not agree to networks has no card, and no frame to be shown in elsewhere."""
    names = set(part("site/"))

    assert "cartons/verbatims/nec-essai/verbatim-lea.png" in names
    assert not [n for n in names if "verbatim-discret" in n and not n.startswith(("verbatims/", "donnees/"))]
    assert not [n for n in names if "recit-ferme" in n and not n.startswith("recits/")]


def test_a_second_build_writes_the_same_bytes(tmp_path):
    """Another folder, another day's clock, no cache: the same bytes."""
    workspace = lay(tmp_path)
    workspace.build("web", "reseaux", "donnees")

    again = read(tmp_path / "out")

    assert {p for p in again if again[p] != world().get(p)} == set()
    assert set(again) == set(world())


def test_every_xml_is_well_formed():
    """A reader that forgives nothing reads every feed and catalogue."""
    from lxml import etree

    strict = etree.XMLParser(recover=False, resolve_entities=False)
    found = [path for path in world() if path.endswith(".xml")]

    assert len(found) >= 6
    for path in found:
        etree.fromstring(world()[path], strict)
