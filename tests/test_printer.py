"""The printer's files: inks, plates, last pages, proofreading, cover, flatplan, and what is told of them."""

import io
import json
import math
from collections.abc import Callable
from pathlib import Path
from random import Random

import pikepdf
import pytest
import zxingcpp
from click.testing import CliRunner
from PIL import Image, ImageCms, ImageDraw

from carnet.cache import Cache
from carnet.cli import carnet
from carnet.diagnostics import CarnetError
from carnet.edition import Edition, Impression
from carnet.media.room import MediaRoom
from carnet.outputs.covers import PALETTES
from carnet.outputs.print.colours import INKS
from carnet.outputs.print.engine import Press
from carnet.outputs.print.notes import headings, missing
from carnet.outputs.print.reading import Leaf, Line, Placed
from carnet.outputs.print.styles import read_styles
from carnet.outputs.printer import PROFILE, ean, told
from carnet.outputs.printer.controls import controls
from carnet.outputs.printer.cover import Cover, Flat, spine
from carnet.outputs.printer.flatplan import planned
from carnet.outputs.printer.inks import Inks, bounded, flattened, total_ink
from carnet.outputs.printer.interior import Chapter, PrintedSetting
from carnet.outputs.printer.looking import look
from carnet.outputs.printer.plates import MM, About, Sheet, plated
from carnet.outputs.printer.thread import Event, lead, stops, thread
from carnet.templating import environment, package_templates
from tests.conftest import DEFAULTS, Workspace

Make = Callable[..., Workspace]
ABOUT = About("Un livre", "Personne", "carnet", "2026-11-25")
SHEET = Sheet(5 * MM, marks=True)
FULL = {
    "carnet.yaml": """\
titre: Carnet d’essai
annee: 2026
description: Un carnet pour essayer.
licence: CC-BY-SA-4.0
contributeurs: {duo: {nom: Le duo}}
themes: {inclusion: {titre: Inclusion}}
mentions: {editeur: Éditions d’essai, adresse: "1, rue de l’Essai, Essai-sur-Loire"}
imprimeur: Imprimerie des Quais
depot_legal: novembre 2026
isbn: {imprime: 978-2-9999999-9-2}
impression: {grammage: 100, main: 1.2, pages_multiple: 16}
""",
    "portraits/lea.md": """\
---
nom: Léa Martin
statut: publie
accord: {objets: [nom, propos], supports: [web], date: 2026-01-01}
---

Elle ouvre la halle à six heures.
""",
}


@pytest.fixture(scope="module")
def inks() -> Inks:
    """The inks of the profile that the project gives."""
    return Inks((package_templates() / "print" / PROFILE).read_bytes())


def laid(body: str, style: str = "", **shelf: bytes) -> bytes:
    """Return a plain PDF of one small page with a bleed, in the book's own faces."""
    styles = read_styles(Path("nowhere"), ("polices",))
    page = "@page { size: 60mm 80mm; margin: 8mm; bleed: 5mm } body { font: 9pt 'Carnet Texte' }"
    press = Press(styles.sheet + page, {**styles.files, **shelf}, None)
    pages = press.lay(f"<html lang='fr'><style>{style}</style><body>{body}", "")
    return press.bind([pages], pages)


# --- inks -------------------------------------------------------------------------------------------


def test_a_grey_is_black_ink_alone(inks: Inks) -> None:
    """Black is all the black there is, white is none, and a darker grey takes more."""
    shades = [inks.recipe(grey, grey, grey) for grey in (0.0, 0.3, 0.6, 1.0)]

    assert shades[0] == (0, 0, 0, 100)
    assert shades[-1] == (0, 0, 0, 0)
    assert all(recipe[:3] == (0, 0, 0) for recipe in shades)
    assert [recipe[3] for recipe in shades] == sorted((recipe[3] for recipe in shades), reverse=True)


@pytest.mark.parametrize("colour", [*INKS, *("#{:02x}{:02x}{:02x}".format(*p.line) for p in PALETTES)])
def test_an_accent_is_two_inks_and_black_near_the_colour_meant(inks: Inks, colour: str) -> None:
    """A recipe keeps small type sharp, and is within the difference of two neighbouring paints."""
    rgb = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]

    recipe = inks.recipe(*rgb)

    assert sum(ink > 0 for ink in recipe[:3]) <= 2
    assert all(ink % 5 == 0 for ink in recipe)
    assert math.dist(_lab_of_inks(inks, recipe), _lab(rgb)) < 6


def _lab(rgb: list[float]) -> tuple[float, ...]:
    dot = Image.new("RGB", (1, 1), tuple(round(v * 255) for v in rgb))
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    return _seen(ImageCms.profileToProfile(dot, srgb, lab, outputMode="LAB", renderingIntent=1))


def _lab_of_inks(inks: Inks, recipe: tuple[int, ...]) -> tuple[float, ...]:
    dot = Image.new("CMYK", (1, 1), tuple(round(share * 2.55) for share in recipe))
    press = ImageCms.ImageCmsProfile(io.BytesIO(inks.profile))
    lab = ImageCms.createProfile("LAB")
    return _seen(ImageCms.profileToProfile(dot, press, lab, outputMode="LAB", renderingIntent=1))


def _seen(dot: Image.Image | None) -> tuple[float, ...]:
    assert dot is not None
    light, a, b = (band.getpixel((0, 0)) for band in dot.split())
    return light / 2.55, a - 128, b - 128  # type: ignore[operator]  # one band: one number


@pytest.mark.parametrize("lossless", [True, False])
def test_no_dot_of_a_photo_takes_more_than_three_full_inks(inks: Inks, *, lossless: bool) -> None:
    """Hard edges and noise, where JPEG adds ink, are measured on what is kept."""
    hard = Image.frombytes("RGB", (160, 160), Random(3).randbytes(160 * 160 * 3))
    hard.paste((2, 0, 4), (20, 20, 90, 90))

    made = inks.separate(hard, lossless=lossless)

    kept = (
        Image.frombytes("CMYK", hard.size, made.content) if lossless else Image.open(io.BytesIO(made.content))
    )
    assert made.mode == "CMYK"
    assert 200 < total_ink(kept) <= 300
    assert made.ink == pytest.approx(total_ink(kept))


def test_a_photo_without_colour_prints_in_black_alone(inks: Inks) -> None:
    """A grey photo stored as RGB is one plate, not four that must fall in register."""
    grey = Image.linear_gradient("L").convert("RGB")

    assert inks.separate(flattened(grey), lossless=False).mode == "L"
    assert flattened(Image.new("RGBA", (2, 2), (0, 0, 0, 0))).getextrema() == (255, 255)


def test_inks_written_by_hand_are_kept_within_the_limit() -> None:
    """Four full inks in a style are brought back to three; what is within is as written."""
    assert sum(bounded((1, 1, 1, 1))) == pytest.approx(300, abs=0.1)
    assert bounded((0, 0.5, 1, 0.2)) == (0, 50, 100, 20)


def test_a_profile_of_a_screen_is_refused() -> None:
    """A profile that does not describe four inks stops the work with a sentence."""
    with pytest.raises(CarnetError, match="décrit du RGB"):
        Inks(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())


# --- plates -----------------------------------------------------------------------------------------


def test_a_page_of_screen_colours_leaves_in_inks(inks: Inks) -> None:
    """Text, rules, gradients, transparency, photos and drawings: nothing of the screen is left."""
    photo, drawing = io.BytesIO(), io.BytesIO()
    Image.effect_noise((80, 60), 60).convert("RGB").save(photo, "JPEG")
    Image.new("RGBA", (40, 40), (200, 30, 30, 120)).save(drawing, "PNG")
    body = (
        '<h1 id="t"><a href="#t">Titre</a></h1><p style="color:#17576b">Bleu</p>'
        '<div style="height:9mm;background:linear-gradient(#b23c0e,#fff)"></div><p style="opacity:.5">Pâle</p>'
        '<img src="photo.jpg" style="width:20mm"><img src="dessin.png" style="width:10mm">'
        '<svg width="20" height="20"><title>x</title><rect width="20" height="20" fill="#49610f"/></svg>'
    )

    content = plated(
        laid(body, **{"photo.jpg": photo.getvalue(), "dessin.png": drawing.getvalue()}), inks, SHEET, ABOUT
    )

    found = controls(content)
    assert (found.format_fini, found.fond_perdu, found.profil) == ((60, 80), 5, "FOGRA39")
    assert found.images.total() == 2
    assert found.couleurs["CMJN"] > 3
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert "/Annots" not in pdf.pages[0].obj
        assert not {"/StructTreeRoot", "/Names", "/Outlines"} & set(pdf.Root.keys())
        shadings = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/ShadingType" in o]
        assert {str(s.ColorSpace) for s in shadings} <= {"/DeviceCMYK", "/DeviceGray"}


def test_black_text_is_one_ink_that_overprints(inks: Inks) -> None:
    """Pure black is set over what is under it; any other colour knocks it out."""
    content = plated(
        laid('<p style="color:#000">Noir</p><p style="color:#b23c0e">Rouge</p>'), inks, SHEET, ABOUT
    )

    with pikepdf.open(io.BytesIO(content)) as pdf:
        drawing = pdf.pages[0].obj.Resources.XObject.Page
        lines = drawing.read_bytes().decode("latin-1").split("\n")
        over, knocked_out = (drawing.Resources.ExtGState[name] for name in ("/Surimpression", "/Defonce"))
        states = (bool(over.op), int(over.OPM), bool(knocked_out.op))
    assert lines[lines.index("0 0 0 1 k") + 1] == "/Surimpression gs"
    assert lines[lines.index("0 0.8 1 0.25 k") + 1] == "/Defonce gs"
    assert states == (True, 1, False)


@pytest.mark.parametrize("marks", [True, False])
def test_boxes_are_exact_and_marks_stay_out_of_the_bleed(inks: Inks, *, marks: bool) -> None:
    """The trim is the page, the bleed is asked, and the sheet has room for marks when there are some."""
    content = plated(laid("<p>Un</p>"), inks, Sheet(3 * MM, marks), ABOUT)

    with pikepdf.open(io.BytesIO(content)) as pdf:
        page = pdf.pages[0].obj
        media, bleed, trim = (
            [round(float(v) / MM, 2) for v in page[k]] for k in ("/MediaBox", "/BleedBox", "/TrimBox")
        )
        strokes = page.Contents.read_bytes().count(b" l S")
    assert trim == [0, 0, 60, 80]
    assert bleed == [-3, -3, 63, 83]
    assert media == ([-12, -12, 72, 92] if marks else bleed)
    assert strokes == (8 if marks else 0)


def test_the_same_page_gives_the_same_bytes(inks: Inks) -> None:
    """Nothing of the hour or of the machine is in a printed file."""
    first, again = (plated(laid("<p>Un</p>"), inks, SHEET, ABOUT) for _ in range(2))

    assert first == again


# --- last pages -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("pages", "multiple", "wanted"), [(146, 4, 2), (148, 4, 0), (1, 16, 15), (9, 1, 0)])
def test_pages_are_completed_to_a_multiple(pages: int, multiple: int, wanted: int) -> None:
    """What is missing is counted, and each of these pages has a title."""
    assert missing(pages, multiple) == wanted
    assert len(headings(wanted)) == wanted
    assert all(headings(wanted))


@pytest.mark.parametrize("count", range(20))
def test_as_many_headings_as_note_pages(count: int) -> None:
    """The reader's pages ask what the carnet asked: seen, heard, felt, handed on."""
    assert len(headings(count)) == count


# --- a proofreader's eye ----------------------------------------------------------------------------


def leaf(*lines: Line, folio: int = 8, used: float = 0.9, placed: tuple[Placed, ...] = ()) -> Leaf:
    """Return a page of these lines."""
    return Leaf(folio, lines, placed, used, "recit")


def line(text: str, block: int = 0, *, tag: str = "p", over: float = 0.0) -> Line:
    """Return one line of a paragraph."""
    return Line(text, tag, block, "recit", over)


OPENING = leaf(line("Une ligne assez longue pour une ouverture.", 99), folio=7)


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (leaf(line("? dit-elle."), line("Puis rien de plus ce jour-là.", 1)), "signe-en-tete-de-ligne"),
        (leaf(line("Trop longue", over=3.0)), "ligne-trop-longue"),
        (leaf(*(line(f"mot{n}‐") for n in range(4)), line("fin de la phrase.")), "echelle-de-cesures"),
        (leaf(line("Une première ligne pleine"), line("né.")), "ligne-creuse"),
        (leaf(line("La fin d’un texte."), used=0.05), "page-presque-vide"),
        (leaf(placed=(Placed("recit", (600, 400), (288.0, 192.0)),)), "image-peu-definie"),
    ],
)
def test_a_fault_of_the_page_is_seen_with_its_page_and_entry(page: Leaf, code: str) -> None:
    """Each fault is found alone, at its page, in the entry it comes from."""
    (found,) = look([OPENING, page], {"recit": "nec/recit"}, 225)

    assert (found.code, found.entry, found.values["page"]) == (code, "nec/recit", 8)


@pytest.mark.parametrize(
    "page",
    [
        leaf(
            *(line(f"mot{n}‐") for n in range(3)), line("fin de la phrase.")
        ),  # a ladder of three is let pass
        leaf(line("Titre", tag="h2"), used=0.05),  # an opening that holds its title alone is wanted
        leaf(line("12, 13,"), line("24", 0)),  # figures at the end of an index line are no runt
        leaf(placed=(Placed("recit", (1200, 800), (288.0, 192.0)),)),  # 300 dpi
        leaf(line("Une ligne.", over=0.5)),
    ],
)
def test_what_is_wanted_is_no_fault(page: Leaf) -> None:
    """A proofreader who cries wolf is not listened to."""
    assert look([OPENING, page], {}, 225) == []


def test_a_line_alone_on_either_side_of_a_page_break_is_seen() -> None:
    """An orphan at the foot, a widow at the head; two lines on each side are right."""
    alone = [leaf(line("Un début.")), leaf(line("La suite."), line("La fin."), folio=9)]
    last = [leaf(line("Un début."), line("La suite.")), leaf(line("La fin, seule."), folio=9)]
    right = [leaf(line("Un"), line("deux")), leaf(line("trois"), line("quatre de plus"), folio=9)]

    assert [(f.code, f.values["place"], f.values["page"]) for f in look(alone, {}, 225)] == [
        ("ligne-isolee", "au bas", 8)
    ]
    assert [(f.code, f.values["place"], f.values["page"]) for f in look(last, {}, 225)] == [
        ("ligne-isolee", "en tête", 9)
    ]
    assert look(right, {}, 225) == []


# --- cover ------------------------------------------------------------------------------------------


def edition(**more: object) -> Edition:
    """Return a small edition."""
    base = {"titre": "T", "annee": 2026, "description": "…", "licence": "etalab-2.0", "contributeurs": {}}
    return Edition(**{**base, **more})


@pytest.mark.parametrize(
    ("pages", "grammage", "main", "wide"),
    [(96, 90.0, 1.25, 5.9), (148, 100.0, 1.2, 9.4), (36, 90.0, 1.25, 0.0)],
)
def test_a_spine_is_as_thick_as_its_paper(pages: int, grammage: float, main: float, wide: float) -> None:
    """Half the pages, times weight times bulk, plus the card on both sides; a stapled booklet has none."""
    assert spine(pages, edition(impression=Impression(grammage=grammage, main=main))) == wide


def test_a_till_reads_the_bars_of_an_isbn() -> None:
    """The bars, drawn at their size, are read back by another program, with their quiet zones."""
    isbn, scale = "978-2-07-036822-8", 12
    sheet = Image.new("L", (round(ean.WIDTH * scale), round(26 * scale)), 255)
    draw = ImageDraw.Draw(sheet)
    for bar in ean.bars(isbn):
        draw.rectangle(
            [round(bar.x * scale), 0, round((bar.x + bar.width) * scale) - 1, round(bar.height * scale)],
            fill=0,
        )

    (code,) = zxingcpp.read_barcodes(sheet)

    assert (code.text, code.format) == (ean.digits(isbn), zxingcpp.BarcodeFormat.EAN13)


BOX = (160.0, 80.0, 290.0, 195.0)


@pytest.mark.parametrize("count", [0, 1, 2, 5, 9, 24])
def test_the_thread_passes_by_every_event_within_the_sheet(count: int) -> None:
    """Loops stay in their box, from top to bottom; the thread is one piece from start to end."""
    chance = Random(count)
    events = [Event(chance.randint(0, 40), chance.uniform(-5, 9), n > 7) for n in range(count)]

    places = stops(events, BOX, 4)
    pieces = thread((157.0, 78.0), 0.0, places, (220.0, 215.0))

    assert [stop.at[1] for stop in places] == sorted(stop.at[1] for stop in places)
    assert all(BOX[0] <= s.at[0] - s.radius and s.at[0] + s.radius <= BOX[2] for s in places)
    ends = [(157.0, 78.0), *(piece.curves[-1][2] for piece in pieces)]
    assert [piece.start for piece in pieces] == ends[:-1]
    assert ends[-1] == (220.0, 215.0)
    assert sum(len(piece.curves) == 6 for piece in pieces) == sum(not event.ahead for event in events)


def test_a_richer_event_ties_a_wider_loop_and_an_eastern_one_stands_east() -> None:
    """What the thread shows is true of the carnet."""
    west, east = stops([Event(40, 1.0, False), Event(5, 7.0, False)], BOX, 4)

    assert west.radius > east.radius
    assert west.at[0] < east.at[0]
    assert lead((0, 0), 0.0, (10, 0), 0.0).path().startswith("M0.00,0.00 C")


@pytest.mark.parametrize(("wide", "high", "events", "dated"), [(148, 210, 4, True), (105, 148, 4, False)])
def test_the_back_says_which_event_is_which_as_far_as_there_is_room(
    make_carnet: Make, wide: float, high: float, events: int, *, dated: bool
) -> None:
    """With their dates on an A5 page, by name alone beside the barcode of a pocket book."""
    more = {
        f"entries/nec-{n}/evenement.md": DEFAULTS["entries/nec-essai/evenement.md"].replace(
            "sur-Loire", f"n° {n}"
        )
        for n in range(events - 1)
    }
    workspace = make_carnet({**FULL, **more})
    visible = workspace.visible("imprime")
    setting = PrintedSetting(
        visible, environment(workspace.root, "print"), MediaRoom(workspace.root, Cache(None))
    )

    key = Cover(setting, Flat(wide, high, 9.4), len).cle

    assert len(key) == events
    assert all(bool(when) is dated for _, when in key)


@pytest.mark.parametrize(
    "titre", ["Été", "Carnet des entrepreneurs d’intérêt général", "Anticonstitutionnellement"]
)
def test_a_title_is_as_large_as_it_can_be_within_the_front(make_carnet: Make, titre: str) -> None:
    """No line leaves the margins, no word is cut, and the lines hold in their fifth of the height."""
    workspace = make_carnet({"carnet.yaml": FULL["carnet.yaml"].replace("Carnet d’essai", titre)})
    visible = workspace.visible("imprime")
    setting = PrintedSetting(
        visible, environment(workspace.root, "print"), MediaRoom(workspace.root, Cache(None))
    )
    drawn = Cover(setting, Flat(148, 210, 9.4), lambda words: 0.5 * len(words))

    size, lines = drawn.lignes

    assert " ".join(lines) == titre
    assert all(0.5 * len(line) * size * 25.4 / 72 <= 148 - 2 * drawn.marge for line in lines)
    assert len(lines) * size * 1.06 * 25.4 / 72 <= 42


# --- flatplan ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("pages", [4, 47, 148])
def test_every_page_stands_once_on_the_flatplan(pages: int) -> None:
    """Page 1 stands alone on the right, the others two by two, each inside its sheet."""
    chapters = [Chapter(1, "Début", 1, ""), Chapter(3, "Suite", 1, "#17576b")]

    plan = planned(pages, chapters, [(2, "À revoir")], (148, 210))

    spreads = [spread for sheet in plan.sheets for spread in sheet]
    leaves = [page for spread in spreads for page in spread.pages]
    assert [page.folio for page in leaves] == list(range(1, pages + 1))
    assert [page.folio for page in spreads[0].pages] == [1]
    assert spreads[0].pages[0].x == spreads[0].x + plan.width
    assert [page.remarks for page in leaves[:3]] == [0, 1, 0]
    assert [spread.encre for spread in spreads[:2]] == ["", "#17576b"]
    assert all(page.x + plan.width <= 297 and page.y + plan.height <= 210 for page in leaves)


# --- from the command line --------------------------------------------------------------------------


def test_the_printer_gets_three_files_and_the_site_none_of_them(make_carnet: Make) -> None:
    """The inside in folded sheets, the cover, the flatplan; what was measured is in the report."""
    workspace = make_carnet(FULL)

    written = workspace.build("imprime")

    out = workspace.root / "out"
    report = json.loads((out / "rapport.json").read_text("utf-8"))["cibles"]["imprime"]
    assert written is not None
    assert set(report["fichiers"]) == {"carnet-imprimeur.pdf", "carnet-couverture.pdf", "chemin-de-fer.pdf"}
    inside = report["fichiers"]["carnet-imprimeur.pdf"]["controles"]
    assert inside["pages"] % 16 == 0
    assert inside["format_fini_mm"] == [148, 210]
    with pikepdf.open(out / "carnet-couverture.pdf") as cover:
        assert round(float(cover.pages[0].obj.TrimBox[2]) / MM, 1) == 2 * 148  # 16 pages are stapled


def test_who_agreed_to_the_site_alone_is_not_printed(make_carnet: Make) -> None:
    """The gate of paper is its own: the same portrait leaves on the web and not to the printer."""
    workspace = make_carnet(FULL)

    assert "portraits/lea" in workspace.visible("web").entries
    assert "portraits/lea" not in workspace.visible("imprime").entries


def test_strict_writes_nothing_when_the_pages_have_a_fault(make_carnet: Make) -> None:
    """A fault that only laid-out pages show stops a strict build too, before anything is written."""
    yaml = FULL["carnet.yaml"].replace("depot_legal: novembre 2026\n", "")
    workspace = make_carnet({"carnet.yaml": yaml})

    assert workspace.build("imprime", strict=True) is None
    assert not (workspace.root / "out/carnet-imprimeur.pdf").exists()


def test_verifier_lays_the_book_out_when_asked(make_carnet: Make) -> None:
    """``--cible imprime`` adds what the printer must know, and writes nothing."""
    workspace = make_carnet()

    plain, asked = (
        CliRunner().invoke(carnet, ["-C", str(workspace.root), "verifier", "--format", "json", *more])
        for more in ([], ["--cible", "imprime"])
    )

    assert {d["code"] for d in json.loads(plain.stdout)["diagnostics"]} == set()
    codes = {d["code"] for d in json.loads(asked.stdout)["diagnostics"]}
    assert {"papier-inconnu", "mention-imprimee-absente"} <= codes
    assert not (workspace.root / "out").exists()


def test_an_isbn_is_wanted_of_a_book_that_is_sold() -> None:
    """A given book needs none; a sold one says so, and the paper is asked of both."""
    given, sold = told(edition()), told(edition(prix="12 €", impression=Impression(grammage=90, main=1.3)))

    assert ("isbn", "imprime") not in [finding.loc for finding in given]
    assert ("isbn", "imprime") in [finding.loc for finding in sold]
    assert [f.code for f in given].count("papier-inconnu") == 1
    assert [f.code for f in sold].count("papier-inconnu") == 0
