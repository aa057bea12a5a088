"""Texts for networks: within their limits as they count, with their link, their card and its alternative."""

import csv
import io
import re

import pytest

from carnet.outputs.reseaux.networks import NETWORKS
from carnet.outputs.reseaux.posts import hashtag, presented
from tests.spread_world import URL, part

BY_ID = {network.id: network for network in NETWORKS}
LINK = f"{URL}verbatims/nec-essai/verbatim-lea/"


def posts() -> dict[str, str]:
    return {
        p: c.decode().rstrip("\n")
        for p, c in part("reseaux/").items()
        if re.search(r"/(mastodon|bluesky|linkedin|x)\.txt$", p)
    }


@pytest.mark.parametrize(
    ("network", "text", "length"),
    [
        ("mastodon", "Bonjour", 7),
        ("mastodon", f"Bonjour {LINK}", 8 + 23),
        ("mastodon", "e\u0301", 1),
        ("x", "Été à l’école", 13),
        ("x", f"Oui {LINK}", 4 + 23),
        ("x", "Voir data.gouv.fr.", 5 + 23 + 1),
        ("x", "日本", 4),
        ("x", "…", 2),
        ("x", "« oui »", 7),
        ("x", "\u202f", 2),
        ("bluesky", f"Oui {LINK}", 4 + len(LINK)),
        ("linkedin", "😀", 2),
        ("linkedin", f"Oui {LINK}", 4 + len(LINK)),
    ],
)
def test_lengths_are_counted_as_each_network_counts(network, text, length):
    """A link costs 23 on Mastodon and X, itself elsewhere; X weighs signs; LinkedIn counts UTF-16 units."""
    assert BY_ID[network].longueur(text, LINK) == length


def test_every_post_is_within_its_limit():
    """Whatever the entry; no text is empty, none keeps a narrow no-break space, every one has its link."""
    found = posts()

    assert len(found) >= 4 * 6
    for path, text in found.items():
        network = BY_ID[path.rpartition("/")[2].removesuffix(".txt")]
        (link,) = re.findall(r"https://\S+", text)
        assert 0 < network.longueur(text, link) <= network.limite, path
        assert "\u202f" not in text
        assert link.startswith(URL)


def test_a_quotation_keeps_its_marks_its_speaker_and_its_lines():
    """The words first, then who said them, where, the link, hashtags that can be read aloud."""
    assert posts()["nec-essai/verbatim-lea/mastodon.txt"] == (
        "«\u00a0On vient pour le courant.\nOn reste pour la soupe.\u00a0»\n\n"
        "Léa Martin, médiatrice, Le Pôle\n\n"
        "NEC d’essai, Essai-sur-Loire, 12 et 13\u00a0mars\u00a02026\n\n"
        f"{LINK}\n#InclusionNumérique #AllerVers"
    )


def test_a_long_quotation_is_cut_where_it_must():
    """What surrounds the words goes first, then words, with the mark of a cut."""
    found = posts()

    assert found["nec-essai/verbatim-mots/linkedin.txt"].count("Mot après mot") == 60
    for network in ("x", "bluesky"):
        text = found[f"nec-essai/verbatim-mots/{network}.txt"]
        assert " […]\u00a0»" in text
        assert "Léa Martin" in text
        assert text.count("Mot après mot") >= 9


def test_each_post_comes_with_its_card_and_its_alternative():
    """Four texts, a PNG and its description in each folder; a page to copy from; a table of all."""
    files = part("reseaux/")
    folders = {path.rpartition("/")[0] for path in posts()}

    for folder in folders:
        assert files[f"{folder}/carton.png"].startswith(b"\x89PNG")
        assert files[f"{folder}/carton-alt.txt"].strip()
    page = files["nec-essai/index.html"].decode()
    assert "sur 280" in page
    assert 'src="../nec-essai/verbatim-lea/carton.png"' in page
    rows = list(csv.DictReader(io.StringIO(files["publications.csv"].decode("utf-8-sig")), delimiter=";"))
    assert {row["dossier"] for row in rows} == folders
    assert {row["x"] for row in rows} == {text for path, text in posts().items() if path.endswith("/x.txt")}
    assert "1\u00a0entrée sous une licence qui ne permet pas la reprise" in files["index.html"].decode()


def test_no_cell_of_the_table_runs_as_a_formula():
    """A title that starts like one is held back by a space, here as in the data."""
    from carnet.outputs import spreadsheet

    made = spreadsheet.written([[spreadsheet.words(cell) for cell in ("=1+1", "-2", "@x", "oui")]])

    assert made == b"\xef\xbb\xbf =1+1; -2; @x;oui\r\n"


@pytest.mark.parametrize(
    ("words", "tag"),
    [
        ("Inclusion numérique", "#InclusionNumérique"),
        ("aller vers", "#AllerVers"),
        ("Quand l’eau monte", ""),
        ("Faire avec, faire à la place", ""),
        ("2026", ""),
        ("DROM", "#DROM"),
        ("", ""),
    ],
)
def test_a_hashtag_has_a_capital_at_each_word(words, tag):
    """Three words at most: longer ones are no hashtag."""
    assert hashtag(words) == tag


def test_a_function_takes_no_capital_after_a_name():
    """Unless it is an acronym."""
    assert presented("Léa", "Médiatrice, Le Pôle") == "Léa, médiatrice, Le Pôle"
    assert presented("Léa", "DGS de la ville") == "Léa, DGS de la ville"
    assert presented("Léa", "") == "Léa"
