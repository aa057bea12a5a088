"""Notes, photos and sounds of a day: tolerant of how they came, strict on what may not leave."""

import datetime as dt
import io
import re
import wave
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from carnet.importing.arrival import arrived
from carnet.importing.photos import difference_hash, stamp
from carnet.importing.timed import Note, is_timed, read_notes, shift_of
from carnet.media import MediaError
from tests.conftest import Workspace
from tests.import_world import XMP, brought_into, photo
from tests.test_creating import recording

Make = Callable[..., Workspace]
PEOPLE = {"portraits/lea-martin.md": "---\nnom: Léa Martin\nstatut: publie\n---\n"}


def one(line: str) -> Note:
    """Read one note."""
    (note,) = read_notes(line, dt.date(2026, 3, 12))
    return note


@pytest.mark.parametrize(
    ("line", "time", "said", "who"),
    [
        (
            "14:32 « J’ai la clé. » — Leïla, médiatrice #itinérance ?accord",
            "14:32",
            "J’ai la clé.",
            "Leïla, médiatrice",
        ),
        ('14h32 "J\'ai la clé" - une voisine', "14h32", "J'ai la clé", "une voisine"),
        ("- 14.32 – “J’ai la clé”, Leïla", "14.32", "", ""),
        ("* 9 h 05 Omar : « J’ai la clé »", "9 h 05", "J’ai la clé", "Omar"),
        ("[09:05] «J’ai la clé» (Omar)", "09:05", "J’ai la clé", "Omar"),
        ("9h « J’ai la clé » -- Omar", "9h", "J’ai la clé", "Omar"),
        ("**9h05** — « J’ai la clé »", "9h05", "J’ai la clé", ""),
        ("2026-03-13 09:05 « J’ai la clé »", "09:05", "J’ai la clé", ""),
        ("11:20 Il dit que « rien ne marche » et puis il rit.", "11:20", "", ""),
        ("12h -> pause", "12h", "", ""),
        ("12h30 - 14h : « Secrets d’histoire » — Accueil", "12h30", "", ""),
        ("12h30 Atelier « Se situer »", "12h30", "", ""),
        ("Une ligne sans heure, à 14h30", "", "", ""),
        ("14 personnes dans la salle", "", "", ""),
        ("10% de remise", "", "", ""),
        ("3:4 est un rapport", "", "", ""),
    ],
)
def test_a_note_is_read_however_it_came(line: str, time: str, said: str, who: str) -> None:
    """Hours, quotation marks and dashes of every sort; a sentence that holds a quotation stays a sentence."""
    note = one(line)

    assert (note.time, note.said, note.who) == (time, said, who)


def test_signs_and_senses() -> None:
    """« # » is a theme, « @ » a place, « ? » something to ask; vu, entendu, ressenti are things."""
    note = one("9h40 vu : un parapluie rouge @hall #pluie-fine ?nom")

    assert (note.sense, note.places, note.tags, note.wanted) == ("vu", ("hall",), ("pluie-fine",), ("nom",))
    assert one("9h R - la fatigue").sense == "ressenti"
    assert one("9h Vue d’ensemble").sense == ""
    assert one("9h a@b.fr #1 C# ? oui").tags == ()


def test_days_and_clocks() -> None:
    """A line that is a date is the day of those that follow; a clock can be put right."""
    notes = list(read_notes("Jeudi 12 mars 2026\n9h un\nsuite\n\n## 13/03/2026\n10h deux\n"))

    assert [n.moment for n in notes if n.moment] == [
        dt.datetime(2026, 3, 12, 9),
        dt.datetime(2026, 3, 13, 10),
    ]
    assert notes[1].text == "un\nsuite"
    assert shift_of("+1h") == dt.timedelta(hours=1)
    assert shift_of("-0:03:20") == -dt.timedelta(minutes=3, seconds=20)
    assert shift_of("demain") is None
    assert stamp("IMG_20260312_143205.jpg") == dt.datetime(2026, 3, 12, 14, 32, 5)
    assert stamp("AUD-20260312-WA0001.opus") == dt.datetime(2026, 3, 12)
    assert stamp("chapitre 12.jpg") is None
    assert is_timed("9h un\n10h deux\n")
    assert not is_timed("- 9:15 - 9:45 - Accueil\n- 9:45 - 10:00 - Journée\n- 10:00 - 10:30 - Debout\n")
    assert not is_timed("Un récit.\n\nÀ 9h, il pleut.\n")


NOTES = """\
Jeudi 12 mars 2026
## Matin
9h05 Café. Omar a oublié son parapluie. 1 * 2 _x_ [[y]] <b>
9h40 vu : un parapluie rouge @hall
10:12 « On vient pour l’autre. » — Léa, médiatrice #inclusion #itinérance ?accord
10h15 "J'ai trouvé la clé" - une voisine
11:02:15 Omar : « Je reviens demain. »
"""


def test_timed_notes_become_a_journal_and_its_entries(make_carnet: Make, tmp_path: Path) -> None:
    """Every word is somewhere; someone known is named, someone new gets a card that protects her."""
    workspace = make_carnet(PEOPLE)
    (tmp_path / "notes.txt").write_text(NOTES, "utf-8")

    (brought,), _ = brought_into(workspace.root, tmp_path / "notes.txt")

    written = {
        p.path.rpartition("/")[2]: (workspace.root / p.path).read_text("utf-8") for p in brought.pieces
    }
    assert brought.account.whole, brought.account.lost
    assert {k: brought.account.counts[k] for k in ("verbatims", "choses", "personnes")} == {
        "verbatims": (3, 3, 0), "choses": (1, 1, 0), "personnes": (1, 1, 0),
    }  # fmt: skip
    said = written["verbatim-on-vient-pour-lautre.md"]
    assert "personne: lea-martin" in said
    assert "themes: [inclusion]\nmots_cles: [itinérance]\nheure: 10:12\n# accord à demander\n" in said
    assert "locuteur: une voisine" in written["verbatim-j-ai-trouve-la-cle.md"]
    assert "nom: Omar\nstatut: brouillon\n" in written["omar.md"]
    assert (
        "vu:\n  - texte: un parapluie rouge\n    heure: 9h40\n    lieu: hall\n"
        in written["inventaire-notes.md"]
    )
    assert (
        "**9h05** Café. Omar a oublié son parapluie. 1 \\* 2 \\_x\\_ \\[\\[y\\]\\] \\<b\\>"
        in written["notes.md"]
    )
    assert "![[verbatim-on-vient-pour-lautre]]" in written["notes.md"]
    assert any("accord à demander de Léa" in remark for remark in brought.account.remarks)
    assert [d.message for d in workspace.check() if d.gravite == "erreur"] == []


def test_who_is_only_noted_does_not_leave(make_carnet: Make, tmp_path: Path) -> None:
    """Published without her agreement, the words of someone met that day are on no support."""
    workspace = make_carnet()
    (tmp_path / "n.txt").write_text("9h « Oui. » — Omar\n10h « Non. » — Omar\n", "utf-8")
    (brought,), _ = brought_into(workspace.root, tmp_path / "n.txt")

    for piece in brought.pieces:
        path = workspace.root / piece.path
        path.write_text(path.read_text("utf-8").replace("brouillon", "publie"), "utf-8")

    assert all("verbatim" not in entry and "omar" not in entry for entry in workspace.visible("web").entries)


def test_a_phone_folder_is_one_time_line(make_carnet: Make, tmp_path: Path) -> None:
    """Photos and sounds stand among the notes at their time, their clock put right."""
    workspace = make_carnet()
    phone = tmp_path / "telephone"
    phone.mkdir()
    (phone / "notes.txt").write_text(NOTES, "utf-8")
    (phone / "IMG_1.JPG").write_bytes(photo(made="2026:03:12 08:10:00", gps=True))
    (phone / "20260312_101300.wav").write_bytes(recording())
    (phone / "20260312_101300.vtt").write_text(
        "WEBVTT\n\n00:00.000 --> 00:00.400\n<v Omar>Oui, voilà.\n", "utf-8"
    )
    (phone / ".DS_Store").write_bytes(b"x")

    brought, refused = brought_into(workspace.root, phone, shifts={"photos": dt.timedelta(hours=1)})

    assert refused == []
    assert all(one.account.whole for one in brought)
    journal = (workspace.root / "entries/nec-essai/telephone.md").read_text("utf-8")
    order = [
        "9h05",
        "[[photo-img-1]]",
        "9h40",
        "[[verbatim-on-vient",
        "[[son-20260312-101300]]",
        "[[verbatim-j-ai",
    ]
    assert [journal.index(word) for word in order] == sorted(journal.index(word) for word in order)
    sound = (workspace.root / "entries/nec-essai/son-20260312-101300.md").read_text("utf-8")
    assert "transcription: media/nec-essai/20260312-101300.vtt" in sound
    assert [d.message for d in workspace.check() if d.gravite == "erreur"] == []


def test_what_the_author_wrote_in_a_photo_is_kept_and_where_it_was_is_not(
    make_carnet: Make, tmp_path: Path
) -> None:
    """Caption, alternative, credit, licence, persons come from XMP; GPS, device and serial are in no byte."""
    workspace = make_carnet(PEOPLE)
    (tmp_path / "IMG 7.jpg").write_bytes(
        photo(orientation=6, gps=True, xmp=XMP) + b"\xff\xd8GPSLatitude cache derriere"
    )

    (brought,), _ = brought_into(workspace.root, tmp_path / "IMG 7.jpg")

    text = (workspace.root / brought.pieces[0].path).read_text("utf-8")
    for words in (
        "alt: Une place vide, un banc et deux arbres.",
        "credit: Camille Exemple",
        "licence: CC-BY-SA-4.0",
        "personnes: [lea-martin]",
        "# personne nommée dans le fichier : Inconnue Exemple",
        "\nLa place, au matin.\n",
    ):
        assert words in text
    kept = (workspace.root / brought.pieces[1].path).read_bytes()
    for trace in (b"GPS", b"Fabricant", b"Modele-7", b"SERIE-0042", b"48,50.18N", b"Inconnue"):
        assert trace not in kept
    with Image.open(io.BytesIO(kept)) as image, Image.open(tmp_path / "IMG 7.jpg") as original:
        assert image.getexif()[0x0112] == 6
        assert image.getexif().get_ifd(0x8825) == {}
        assert image.tobytes() == original.tobytes()


@pytest.mark.parametrize("form", ["PNG", "WEBP", "TIFF", "GIF", "BMP", "AVIF"])
def test_every_format_arrives_clean(form: str) -> None:
    """Whatever the format: a picture of the same size, and no position in it."""
    exif = Image.Exif()
    exif[0x010F] = "Fabricant"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (48.0, 50.0, 11.0)
    out = io.BytesIO()
    options = {} if form in ("GIF", "BMP") else {"exif": exif}
    Image.new("RGB", (64, 48), (10, 200, 30)).save(out, form, **options)  # type: ignore[arg-type]  # Pillow's options

    made = arrived(out.getvalue())

    with Image.open(io.BytesIO(made.content)) as image:
        assert image.size == (64, 48)
        assert not image.getexif().get_ifd(0x8825)
    assert b"Fabricant" not in made.content


HEIC = Path(__file__).parent / "data/importer/deux-carres.heic"


def test_a_heic_becomes_a_jpeg() -> None:
    """What iPhones write can be read, and arrives as what browsers show."""
    made = arrived(HEIC.read_bytes())

    assert made.suffix == ".jpg"
    with Image.open(io.BytesIO(made.content)) as image:
        assert (image.format, image.size) == ("JPEG", (96, 64))
        assert dict(image.getexif()) == {}


def test_a_bomb_and_a_forgery_are_refused(tmp_path: Path, make_carnet: Make) -> None:
    """A picture of 400 million pixels, a web page, a file cut short: a sentence, and nothing written."""
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    files = {
        "bombe.png": out.getvalue(),
        "page.jpg": b"<html>",
        "coupe.jpg": photo()[:900],
        "faux.heic": b"\0\0\0\x18ftypheic" + bytes(40),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

        brought, refused = brought_into(make_carnet().root, tmp_path / name)

        assert (brought, len(refused)) == ([], 1), name
        assert not (tmp_path / "media").exists()
    with pytest.raises(MediaError, match="image-trop-grande"):
        arrived(out.getvalue())


def test_the_same_photo_is_not_brought_twice_and_a_near_one_is_told(
    make_carnet: Make, tmp_path: Path
) -> None:
    """To the byte: told and left. To the eye, lighter or smaller: brought, and told."""
    workspace = make_carnet()
    source = photo(size=(400, 300))
    (tmp_path / "a.jpg").write_bytes(source)
    (tmp_path / "b.jpg").write_bytes(source)
    out = io.BytesIO()
    with Image.open(io.BytesIO(source)) as image:
        image.resize((200, 150)).point(lambda value: min(255, value + 10)).save(out, "JPEG", quality=60)
    (tmp_path / "c.jpg").write_bytes(out.getvalue())
    (tmp_path / "d.jpg").write_bytes(photo(size=(400, 300), seed=4))
    brought_into(workspace.root, tmp_path / "a.jpg")

    (b, c, d), _ = brought_into(workspace.root, *(tmp_path / f"{name}.jpg" for name in "bcd"))

    assert "la même photo est déjà là : media/nec-essai/a.jpg" in b.account.left[0].what
    assert b.pieces == ()
    assert "ressemble beaucoup à « media/nec-essai/a.jpg »" in c.account.remarks[0]
    assert d.account.remarks == ()
    assert difference_hash(b"x") is None


def test_a_recording_arrives_without_its_tags(make_carnet: Make, tmp_path: Path) -> None:
    """Its length and loudness are told; what a phone writes in it is not kept; a broken .vtt is told."""
    workspace = make_carnet()
    raw = recording()
    with wave.open(io.BytesIO(raw)) as sound:
        assert sound.getnframes() == 4000
    tagged = (
        raw
        + b"LIST"
        + (26).to_bytes(4, "little")
        + b"INFOICMT"
        + (14).to_bytes(4, "little")
        + b"+48.85+002.35/"
    )
    tagged = tagged[:4] + (len(tagged) - 8).to_bytes(4, "little") + tagged[8:]
    (tmp_path / "cle.wav").write_bytes(tagged)
    (tmp_path / "cle.vtt").write_text("pas du WebVTT\n", "utf-8")

    (brought,), _ = brought_into(workspace.root, tmp_path / "cle.wav")

    text = (workspace.root / brought.pieces[0].path).read_text("utf-8")
    assert b"+48.85" not in (workspace.root / brought.pieces[1].path).read_bytes()
    assert text.endswith("---\n\nà compléter\n")
    assert re.match(r"0 s, −\d+ LUFS", brought.account.remarks[0])
    assert any("n’est pas reprise" in remark for remark in brought.account.remarks)
