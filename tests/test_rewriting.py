"""Words of who withdrew are found in the texts of others, and nowhere else."""

from collections.abc import Callable

import pytest

from tests.conftest import Workspace
from tests.test_hidden import ACCORD, WITHDRAWN, portrait, recit

Make = Callable[..., Workspace]
SAID = "J’ai gardé la clé du portail tout l’hiver, dit-elle en riant."
PAROLE = f"---\ntype: verbatim\nstatut: publie\npersonne: lea-martin\n---\n\n{SAID}\n"
SON = (
    "---\ntype: son\ntitre: La halle\nfichier: s.wav\ntranscription: s.vtt\ncredit: Le duo\n"
    "personnes: [lea-martin]\nstatut: publie\n---\n"
)
CUES = (
    "WEBVTT\n\n00:00.000 --> 00:02.000\n<v Léa Martin>On a compté les chaises deux fois\n\n"
    "00:02.000 --> 00:04.000\n<v Léa Martin>et il en manquait toujours une.\n\n"
    "00:04.000 --> 00:06.000\n<v Paul>Moi je compte les camions du matin au soir.\n"
)


def remarks(make_carnet: Make, text: str, accord: str = WITHDRAWN) -> list[tuple[int, int]]:
    """Return the places remarked on in a récit, beside all that she said."""
    workspace = make_carnet(
        {
            "portraits/lea-martin.md": portrait(
                accord=accord, body="Elle rit : « Le marché, c’est la seule mairie qui ouvre le samedi. »"
            ),
            "entries/nec-essai/parole.md": PAROLE,
            "entries/nec-essai/son.md": SON,
            "media/nec-essai/s.vtt": CUES,
            "entries/nec-essai/recit.md": recit(text),
        }
    )
    found = workspace.check().by_rule("paroles-retirees")
    assert all(d.span.path == "entries/nec-essai/recit.md" for d in found)
    return [(d.span.line, d.span.column) for d in found]


@pytest.mark.parametrize(
    "text",
    [
        "Oui : « J’ai gardé la clé du portail tout l’hiver. »",
        "Oui : J'AI GARDÉ *la clé* du portail tout l'hiver, dit-elle en riant.",
        "Oui, on a compté les chaises deux fois, et il en manquait toujours une.",
        "Oui, le marché, c’est la seule mairie qui ouvre le samedi.",
    ],
)
def test_her_words_in_another_text_are_a_remark_at_their_place(make_carnet: Make, text: str) -> None:
    """A verbatim, turns of a recording, a quotation of her portrait; once, however long."""
    ((line, column),) = remarks(make_carnet, text)

    assert line == 8
    assert text[column - 1 :].casefold().startswith(("j", "on a compté", "le marché"))


@pytest.mark.parametrize(
    "text",
    [
        "Elle avait gardé la clé tout l’hiver, nous a-t-on dit.",
        "Moi je compte les camions du matin au soir.",
        "![[parole]]",
    ],
)
def test_what_is_not_hers_is_left_alone(make_carnet: Make, text: str) -> None:
    """A paraphrase, somebody else's turn, a reference that vanishes with her."""
    assert remarks(make_carnet, text) == []


def test_who_did_not_withdraw_is_quoted_at_will(make_carnet: Make) -> None:
    """A récit quotes the persons of a carnet: that is its trade."""
    assert remarks(make_carnet, SAID, ACCORD) == []
