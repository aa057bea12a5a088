"""Cards: what they say, how words become lines, what they never take."""

import io

import pytest
from PIL import Image

from carnet.cache import Cache
from carnet.media.room import MediaRoom
from carnet.outputs.cards.deck import ALT_LONGEST, Deck
from carnet.outputs.cards.drawing import draw
from carnet.outputs.cards.sheet import HEIGHT, SHADES, WIDTH, Card, Faces, colour, mixed
from carnet.outputs.cards.wrapping import ELLIPSIS, fitted, shortened, wrapped
from carnet.templating import package_templates
from tests.spread_world import lay, verbatim

FONTS = package_templates() / "shared" / "fonts"
FACES = Faces(
    FONTS / "SourceSerif4Display-Regular.ttf",
    FONTS / "SourceSerif4-Regular.ttf",
    FONTS / "SourceSans3-Regular.ttf",
    FONTS / "SourceSans3-Semibold.ttf",
)
NBSP, FINE = "\u00a0", "\u202f"


def letters(words: str) -> float:
    """Measure words as if every letter were half as wide as the type is tall."""
    return len(words) / 2


@pytest.fixture
def make_deck(tmp_path):
    """Return a function that deals the cards of the world, changed."""

    def make(changes=None, *, drafts=False) -> Deck:
        visible = lay(tmp_path, changes).visible("reseaux", drafts=drafts)
        ranks = {event.id: rank for rank, event in enumerate(visible.evenements)}
        return Deck(visible, MediaRoom(tmp_path, Cache(tmp_path / "cache")), ranks)

    return make


# --- words into lines ---------------------------------------------------------------------------------


def test_lines_break_at_ordinary_spaces_only():
    """French no-break spaces hold, explicit line breaks are kept."""
    lines = wrapped(f"Qui paie{FINE}? «{NBSP}Nous{NBSP}»\net vous", letters, 5)

    assert all(not line.startswith(("?", "»")) for line in lines)
    assert lines[-1] == "et vous"


def test_lines_are_even():
    """A last word is not left alone when the lines can share."""
    lines = wrapped("un deux trois quatre cinq six", letters, 12)

    assert len(lines) == 2
    assert abs(len(lines[0]) - len(lines[1])) <= 5


def test_making_lines_even_does_not_measure_again():
    """A text too long for its card asks for few widths: one of each word for each size and each cut tried."""
    asked = []

    def measured(words: str) -> float:
        asked.append(words)
        return letters(words)

    block = fitted("mot " * 99 + "fin", measured, width=1000, height=100, sizes=(60, 50, 40), leading=1.1)

    assert block.lines[-1].endswith("[…]")
    assert len(asked) < 15 * 100


def test_short_words_are_set_large_and_long_ones_small():
    """The largest size that fits is taken."""
    sizes = (100, 50, 20)
    short = fitted("Oui.", letters, width=1000, height=300, sizes=sizes, leading=1.1)
    long = fitted("mot " * 60, letters, width=1000, height=300, sizes=sizes, leading=1.1)

    assert (short.size, long.size) == (100, 20)
    assert long.height <= 300


def test_a_quotation_is_cut_at_a_word_and_says_so():
    """« […] » in someone's words, « … » in our own; after a sentence when one ends near."""

    def fits(text: str) -> bool:
        return len(text) <= 40

    assert shortened("Une courte phrase.", fits) == "Une courte phrase."
    assert shortened("mot, " * 30, fits).endswith("mot […]")
    assert shortened("Voici une phrase de trente. " + "mot " * 30, fits) == "Voici une phrase de trente. […]"
    assert shortened("mot, " * 30, fits, ELLIPSIS).endswith("mot…")
    assert (
        shortened("anticonstitutionnellement " * 9, lambda text: len(text) < 5)
        == "anticonstitutionnellement […]"
    )
    assert all(fits(shortened("abc " * n, fits)) for n in range(1, 40))


# --- pictures -----------------------------------------------------------------------------------------

EXTREMES = {
    "two words": Card("parole", "J’ai soif.", qui="Léa", guillemets=("« ", " »")),
    "600 letters": Card("parole", "La craie, s’il pleut, on recommence. " * 17, qui="Léa", pied="Le fil"),
    "a long name": Card(
        "parole", "Oui.", qui="Marie-Antoinette de La Rochefoucauld-Montmorency du Plessis-Bellière",
        qualite="Vice-présidente déléguée à l’inclusion numérique et à la transition écologique", pied="Le fil",
    ),
    "one word too long": Card("titre", "Anticonstitutionnellement" * 4, appui="mot " * 90),
    "English": Card("parole", "The sea never asks.", guillemets=("“", "”")),
    "nothing but a title": Card("titre", "Titre"),
    "an event": Card("evenement", "NEC " * 20, surtitre="À venir", appui="12 mars 2026", qualite="La halle"),
    "the carnet": Card("carnet", "Le fil", pas=tuple(("#1f5f8b", n % 2 == 1) for n in range(30))),
}  # fmt: skip


@pytest.mark.parametrize("name", EXTREMES)
def test_an_extreme_card_is_drawn_inside_its_edges(name):
    """The size that networks want, light, twice the same, and no letter within 20 pixels of a side."""
    content = draw(EXTREMES[name], FACES)
    picture = Image.open(io.BytesIO(content)).convert("RGB")

    assert picture.size == (WIDTH, HEIGHT)
    assert len(content) < 60_000
    assert draw(EXTREMES[name], FACES) == content
    edge = picture.crop((WIDTH - 20, 70, WIDTH, HEIGHT))
    assert len(edge.getcolors()) <= 2
    foot = picture.crop((60, HEIGHT - 20, WIDTH, HEIGHT))
    assert len(foot.getcolors()) <= 2


def test_a_card_of_words_has_only_shades_of_its_inks():
    """Ground and inks are exact, and every other colour stands between the ground and one of them."""
    picture = Image.open(io.BytesIO(draw(EXTREMES["an event"], FACES)))
    ground, paper = colour(EXTREMES["an event"].accent), colour(EXTREMES["an event"].papier)
    shades = {shade for _, shade in picture.convert("RGB").getcolors()}

    assert picture.mode == "P"
    assert {ground, paper} <= shades
    assert len(shades) > SHADES
    for shade in shades:
        share = (shade[2] - ground[2]) / (paper[2] - ground[2])
        assert all(abs(a - b) <= 1 for a, b in zip(shade, mixed(paper, ground, share), strict=True))


def test_a_card_has_the_colour_of_its_event(make_deck):
    """The site's accent, by the rank of the event."""
    deck = make_deck()
    made = deck.of(deck.visible.entries["nec-essai/verbatim-lea"])

    ground = Image.open(io.BytesIO(made.content)).convert("RGB").getpixel((600, 610))

    assert ground == (0xB2, 0x3A, 0x12)


def test_the_alternative_says_what_the_card_shows(make_deck):
    """Words, who says them, where; a photo is described and credited; never longer than networks take."""
    deck = make_deck()
    entries = deck.visible.entries

    quote = deck.of(entries["nec-essai/verbatim-lea"]).alt
    photo = deck.of(entries["nec-essai/photo-halle"]).alt
    story = deck.of(entries["nec-essai/recit-un"]).alt
    long = deck.of(entries["nec-essai/verbatim-mots"]).alt

    assert quote == (
        f"«{NBSP}On vient pour le courant. On reste pour la soupe.{NBSP}» Léa Martin, Médiatrice, Le Pôle. "
        "Le fil, NEC d’essai."
    )
    assert photo.startswith("Une halle sous la pluie, vue de loin. La halle à midi.")
    assert "Odile Ferrand" in photo
    assert "À côté, une image" in story
    assert len(long) <= ALT_LONGEST


def test_a_photo_without_an_open_licence_stays_out_of_cards(make_deck):
    """A story under an open licence keeps its card, without the picture it may not mix with."""
    closed = {
        "entries/nec-essai/photo-halle.md": (
            "---\ntype: photo\nfichier: media/nec-essai/halle.jpg\nalt: Une halle sous la pluie.\n"
            "credit: Odile\nlicence: CC-BY-NC-4.0\nstatut: publie\n---\n"
        )
    }
    deck = make_deck(closed)

    assert deck.of(deck.visible.entries["nec-essai/photo-halle"]) is None
    assert "image" not in deck.of(deck.visible.entries["nec-essai/recit-un"]).alt


def test_a_draft_says_so_on_its_card(make_deck):
    """A proof's card cannot pass for a published one."""
    deck = make_deck(
        {"entries/nec-essai/recit-deux.md": "---\ntype: recit\ntitre: Deux\nresume: Plus tard.\n---\n"},
        drafts=True,
    )

    assert deck.of(deck.visible.entries["nec-essai/recit-deux"]).alt.startswith("Épreuve, à ne pas diffuser")


def test_a_card_is_drawn_once(make_deck, monkeypatch):
    """The second deck finds the first one's cards in the cache; other words make another card."""
    drawn = []
    monkeypatch.setattr("carnet.outputs.cards.drawing.draw", lambda *a: drawn.append(a) or b"png")
    path = "entries/nec-essai/verbatim-formule.md"

    for changes in (None, None, {path: verbatim("lea", "Autre chose.")}):
        deck = make_deck(changes)
        deck.of(deck.visible.entries["nec-essai/verbatim-formule"])

    assert len(drawn) == 2
