"""The board says where each event stands, what it lacks, and what is ready for the national event."""

import datetime as dt
import json
import re
from collections.abc import Callable

from carnet.board import Board, Etat, as_html, as_json, as_text, board
from carnet.rights import Moment
from tests.conftest import DEFAULTS, TODAY, Workspace
from tests.test_leaks import person, recit

Make = Callable[..., Workspace]
LATER = (
    DEFAULTS["entries/nec-essai/evenement.md"]
    .replace("NEC d’essai", "NEC national")
    .replace("2026-03-12", "2026-12-02")
)
PAROLE = "---\ntype: verbatim\nstatut: {statut}\npersonne: {qui}\n---\n\nJ’ai gardé la clé du portail.\n"


def world(make_carnet: Make, more: dict[str, str] | None = None) -> Workspace:
    """Return a carnet with one past event, one to come, and a little of everything."""
    return make_carnet(
        {
            "portraits/lea-martin.md": person(
                "Léa Martin", more="territoire: Drôme\nevenements: [nec-essai]\n", body="Elle ouvre."
            ),
            "portraits/paul-renard.md": "---\nnom: Paul Renard\nstatut: publie\n---\n",
            "entries/nec-essai/parole.md": PAROLE.format(statut="publie", qui="lea-martin"),
            "entries/nec-essai/autre.md": PAROLE.format(statut="brouillon", qui="lea-martin"),
            "entries/nec-essai/recit.md": recit(
                "Il pleuvait sur la halle.", "statut: relu\nvoix: journaliste\n"
            ),
            "entries/nec-essai/synthese.md": recit("Trois constats.").replace("recit", "synthese"),
            "entries/nec-essai/bloque.md": "---\ntype: son\ntitre: S\nfichier: s.wav\ncredit: Le duo\npersonnes: [paul-renard]\nstatut: publie\n---\n\nDing.\n",
            "entries/nec-national/evenement.md": LATER.replace("porteur:", "annonce: oui\nporteur:"),
            **(more or {}),
        }
    )


def seen(workspace: Workspace, day: dt.date = TODAY) -> Board:
    """Return the board on a day."""
    return board(workspace.linked(), Moment(day))


def test_each_piece_says_how_far_it_is(make_carnet: Make) -> None:
    """The most advanced entry of a piece gives its state; all are counted."""
    past, future = seen(world(make_carnet)).rows

    states = {piece: cell.etat for piece, cell in past.cells.items()}
    assert states["introduction"] is states["publication"] is states["synthese"] is Etat.PUBLIE
    assert states["recit"] is Etat.RELU
    assert states["sons"] is Etat.ACCORD
    assert states["photos"] is states["passage"] is Etat.MANQUE
    assert (past.cells["verbatims"].etat, past.cells["verbatims"].publies, past.cells["verbatims"].total) == (
        Etat.PUBLIE,
        1,
        2,
    )
    assert past.waiting == [
        "entries/nec-essai/autre.md",
        "entries/nec-essai/bloque.md",
        "entries/nec-essai/recit.md",
    ]
    assert future.annonce


def test_what_is_not_ready_for_the_national_event_is_named(make_carnet: Make) -> None:
    """An event to come owes nothing yet; a past one is ready when nothing is missing."""
    found = seen(world(make_carnet))

    text, document = as_text(found), json.loads(as_json(found))

    assert found.ready == []
    assert "Pas encore prêts : NEC d’essai (" in text
    assert document["pas_prets"] == ["nec-essai"]
    assert document["evenements"][0]["pieces"]["recit"] == {
        "etat": "relu", "publies": 0, "total": 1, "en_attente": ["entries/nec-essai/recit.md"],
    }  # fmt: skip


def test_a_duo_that_opened_the_day_is_taken_at_its_word(make_carnet: Make) -> None:
    """``duo: [ouverture]`` stands for the piece that leaves no entry."""
    event = DEFAULTS["entries/nec-essai/evenement.md"].replace("porteur:", "duo: [ouverture]\nporteur:")

    found = seen(world(make_carnet, {"entries/nec-essai/evenement.md": event}))

    assert found.rows[0].cells["ouverture"].etat is Etat.PUBLIE


def test_who_withdrew_is_not_waited_for(make_carnet: Make) -> None:
    """Nothing is to be done about it: the piece is as if she had never been there."""
    gone = person(
        "Léa Martin", more="evenements: [nec-essai]\n", end="  retrait: 2026-11-02\n", body="Elle ouvre."
    )

    (past, _) = seen(world(make_carnet, {"portraits/lea-martin.md": gone})).rows

    assert past.cells["portraits"].etat is past.cells["verbatims"].etat is Etat.MANQUE
    assert past.waiting == ["entries/nec-essai/bloque.md", "entries/nec-essai/recit.md"]


def test_agreements_that_end_are_on_the_board(make_carnet: Make) -> None:
    """Whose, and when; not those that end in six months."""
    soon = person("Léa Martin", end="  jusqu_au: 2026-12-31\n")
    late = person("Anne Roy", end="  jusqu_au: 2027-12-31\n")

    found = seen(world(make_carnet, {"portraits/lea-martin.md": soon, "portraits/anne-roy.md": late}))

    assert found.ending == (("Léa Martin", dt.date(2026, 12, 31)),)
    assert "Léa Martin : son accord se termine le 31\u00a0décembre\u00a02026" in as_text(found)


def test_agreements_without_a_proof_are_on_the_board(make_carnet: Make) -> None:
    """In a carnet that keeps proofs, the file of the one that has none."""
    proved = person("Anne Roy", end="  preuve: A-042\n")

    found = seen(world(make_carnet, {"portraits/anne-roy.md": proved}))

    assert found.unproved == ("portraits/lea-martin.md",)
    assert "portraits/lea-martin.md : accord sans preuve notée" in as_text(found)
    assert json.loads(as_json(found))["accords_sans_preuve"] == ["portraits/lea-martin.md"]


def test_lengths_are_gathered_by_gauge_and_numbers_read_as_in_french(make_carnet: Make) -> None:
    """A piece too long is under the name of its gauge, with its length; thousands stand apart."""
    workspace = world(make_carnet, {"entries/nec-essai/long.md": recit("mot " * 2000, titre="Long")})
    found = seen(workspace)

    page = as_html(found, "Carnet d’essai", TODAY, workspace.root)

    assert "<h3>Récit <small>de 500 à 1\u202f900 mots</small></h3>" in page
    assert "<code>entries/nec-essai/long.md</code> <span>2\u202f000 mots</span>" in page
    assert "NEC d’essai (2\u202f0" in as_text(found)


def test_the_page_says_in_words_what_it_says_in_colours(make_carnet: Make) -> None:
    """One file, nothing from elsewhere; each cell has its word; a table has its headers."""
    workspace = world(make_carnet)

    page = as_html(seen(workspace), "Carnet d’essai", TODAY, workspace.root)

    assert not re.search(r"""(src|href)=["']?(https?:)?//""", page)
    assert page.count('<td class="') == 26
    assert page.count('scope="row"') == 2
    for word in ("manque", "relu", "sans accord", "publié", "à venir"):
        assert f"</b>{word}" in page
    assert "<code>entries/nec-essai/autre.md</code>" in page


def test_an_empty_carnet_says_how_to_start(make_carnet: Make) -> None:
    """No event: the command that makes one."""
    workspace = make_carnet()
    (workspace.root / "entries/nec-essai/evenement.md").unlink()

    assert "carnet nouveau evenement" in as_text(seen(workspace))
