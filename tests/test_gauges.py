"""Lengths are measured, quotations are faithful, batons are handed on and answered, teachings rest on something."""

from collections.abc import Callable

import pytest

from carnet.gauges import measured
from tests.conftest import DEFAULTS, Workspace
from tests.test_leaks import person, recit

Make = Callable[..., Workspace]
EXERGUE = "On apprend en faisant, dit-elle.\n\n::: exergue\n{words}\n:::\n"
PAROLE = "---\ntype: verbatim\nlocuteur: une médiatrice\nstatut: {statut}\n---\n\nLa clé ouvre tout.\n"
LATER = DEFAULTS["entries/nec-essai/evenement.md"].replace("2026-03-12", "{day}")
PASSAGE = (
    "---\ntype: passage\ntitre: La clé\nde: {de}\nvers: {vers}\n{more}statut: publie\n---\n\nLa voici.\n"
)


def codes(workspace: Workspace) -> list[str]:
    """Return what is remarked on."""
    return [d.code for d in workspace.check()]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("On apprend en faisant", []),
        ("« On apprend en *faisant* »", []),
        ("La clé ouvre tout.", []),
        ("On apprend en le faisant", ["exergue-infidele"]),
    ],
)
def test_a_pull_quote_is_word_for_word(make_carnet: Make, words: str, said: list[str]) -> None:
    """In the rest of the text or in a verbatim; signs and italics do not count."""
    workspace = make_carnet(
        {
            "entries/nec-essai/recit.md": recit(EXERGUE.format(words=words)),
            "entries/nec-essai/parole.md": PAROLE.format(statut="publie"),
        }
    )

    remarks = list(workspace.check())

    assert [d.code for d in remarks] == said
    assert [d.span.line for d in remarks] == [10][: len(said)]


@pytest.mark.parametrize(("statut", "said"), [("publie", []), ("brouillon", ["preuve-absente"])])
def test_a_teaching_rests_on_something_published(make_carnet: Make, statut: str, said: list[str]) -> None:
    """One published proof is enough."""
    lesson = "---\ntype: enseignement\ntitre: La clé\nthemes: [inclusion]\npreuves: [parole]\nstatut: publie\n---\n\nElle ouvre.\n"
    workspace = make_carnet(
        {"entries/nec-essai/lecon.md": lesson, "entries/nec-essai/parole.md": PAROLE.format(statut=statut)}
    )

    assert codes(workspace) == said


def test_a_teaching_whose_only_proof_withdrew_rests_on_nothing(make_carnet: Make) -> None:
    """What may leave on no support proves nothing to a reader."""
    lesson = "---\ntype: enseignement\ntitre: La clé\nthemes: [inclusion]\npreuves: [parole]\nstatut: publie\n---\n\nElle ouvre.\n"
    files = {
        "portraits/lea-martin.md": person("Léa Martin"),
        "entries/nec-essai/lecon.md": lesson,
        "entries/nec-essai/parole.md": PAROLE.format(statut="publie").replace(
            "locuteur: une médiatrice", "personne: lea-martin"
        ),
    }
    assert codes(make_carnet(files)) == []

    gone = make_carnet(
        {**files, "portraits/lea-martin.md": person("Léa Martin", end="  retrait: 2026-11-02\n")}
    )

    assert "preuve-absente" in codes(gone)


@pytest.mark.parametrize(
    ("more", "annonce", "said"),
    [
        ("", "", ["temoin-sans-reponse"]),
        ("reponse: Elle a servi.\n", "", []),
        ("", "annonce: oui\n", []),
    ],
)
def test_a_baton_is_answered_once_its_event_is_over(
    make_carnet: Make, more: str, annonce: str, said: list[str]
) -> None:
    """An event still to come has time."""
    event = LATER.format(day="2026-06-12").replace("porteur:", annonce + "porteur:")
    workspace = make_carnet(
        {
            "entries/nec-tard/evenement.md": event,
            "entries/_commun/passage.md": PASSAGE.format(de="nec-essai", vers="nec-tard", more=more),
        }
    )

    assert codes(workspace) == said


def test_each_event_hands_a_baton_on_but_the_last(make_carnet: Make) -> None:
    """A carnet without batons is not asked for any."""
    events = {f"entries/nec-{n}/evenement.md": LATER.format(day=f"2026-0{n}-12") for n in (4, 5)}
    workspace = make_carnet(events)
    assert codes(workspace) == []

    workspace.write(
        {"entries/_commun/passage.md": PASSAGE.format(de="nec-essai", vers="nec-4", more="reponse: Oui.\n")}
    )

    (remark,) = workspace.check()
    assert (remark.code, remark.span.path) == ("temoin-absent", "entries/nec-4/evenement.md")


@pytest.mark.parametrize(("vers", "said"), [("nec-4", []), ("nec-5", ["temoin-non-recu"])])
def test_each_event_receives_the_baton_of_the_one_before(
    make_carnet: Make, vers: str, said: list[str]
) -> None:
    """A baton that jumps over an event leaves it without any."""
    events = {f"entries/nec-{n}/evenement.md": LATER.format(day=f"2026-0{n}-12") for n in (4, 5)}
    batons = {
        f"entries/_commun/{de}.md": PASSAGE.format(de=de, vers=to, more="reponse: Oui.\n").replace(
            "La clé", f"La clé de {de}"
        )
        for de, to in (("nec-essai", vers), ("nec-4", "nec-5"))
    }

    assert codes(make_carnet({**events, **batons})) == said


def test_lengths_out_of_their_gauge_are_for_the_board_only(make_carnet: Make) -> None:
    """A long headline is a matter of taste: no remark, a line of the board; drafts are not measured."""
    long = recit("Court.", titre="Un titre " + "très " * 20 + "long")
    workspace = make_carnet(
        {
            "entries/nec-essai/recit.md": long,
            "entries/nec-essai/autre.md": long.replace("publie", "brouillon").replace("Un titre", "Autre"),
        }
    )

    found = {(m.path, m.jauge.quoi) for m in measured(workspace.linked())}

    assert found == {("entries/nec-essai/recit.md", piece) for piece in ("titre", "chapô", "récit")}
    assert codes(workspace) == []
