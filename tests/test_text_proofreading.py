"""What a proofreader sees, and what it must not take for a fault."""

import pytest

from carnet.text.proofreading import spoken

STORY = (
    "---\ntype: recit\ntitre: Une journée\nresume: Ce qui s’est passé.\nstatut: publie\n{head}---\n\n{body}"
)


@pytest.fixture
def remarks(make_carnet):
    """Return a function that gives the codes remarked on a text, in order."""

    def of(body: str, head: str = "", type_: str = "recit") -> list[str]:
        text = STORY.format(head=head, body=body).replace("recit", type_)
        return [d.code for d in make_carnet({"entries/nec-essai/texte.md": text}).check()]

    return of


@pytest.mark.parametrize(
    ("clause", "language"),
    [
        ("the sea never asks where you come from", "en"),
        ("Bitte nicht auf die Bank steigen, wir sind nicht versichert", "de"),
        ("el mar no pregunta por los que están con nosotros", "es"),
        ("La mer ne demande jamais d’où l’on vient", None),
        ("Data for Good", None),
        ("le design system de la team open source", None),
        ("Grenn diri ka fè sak diri", None),
    ],
)
def test_a_language_is_told_only_when_it_is_plain(clause, language):
    """Borrowed words and short names are not passages; what is in none of the known languages is left alone."""
    assert spoken(clause, "fr") == language


def test_an_entry_in_english_is_read_as_english(remarks):
    """Its own language is no fault, French in it is."""
    english = "The sea never asks where you come from, and it is not for us to ask.\n"

    assert remarks(english, head="langue: en\n") == []
    assert remarks(
        english + "\nIl a dit que la mer ne demande pas son nom à qui vient.\n", head="langue: en\n"
    ) == ["langue-non-dite"]


@pytest.mark.parametrize(
    "body",
    [
        "On se retrouve [ici, sous la halle](https://exemple.org/halle).\n",
        "Le site : https://exemple.org et [le plan (PDF)](https://exemple.org/plan.pdf).\n",
        "[L’atelier](https://exemple.org/a) et de nouveau [l’atelier](https://exemple.org/a).\n",
        "**Personne ne s’est plaint.**\n\n**Attention** au chien.\n",
        "Sur la pancarte : MOTS DE PASSE OUBLIÉS, ASSEYEZ-VOUS.\n",
        "— Qui est là ?\n— Moi.\n",
        "```\n• du code\n• encore\n```\n",
        "`the and of to is are you` est une liste de mots.\n",
        "[The sea never asks where you come from]{lang=en}.\n",
        "::: {.exergue lang=en}\nThe sea never asks where you come from.\n:::\n",
    ],
)
def test_what_is_no_fault_is_not_remarked(remarks, body):
    """Good links, bold sentences, quoted signs, dialogues and code are left alone."""
    assert remarks(body) == []


def test_a_fault_is_shown_where_it_was_typed(make_carnet):
    """The caret is under the first word of the passage, whatever is around it."""
    body = "Il pleuvait.\n\nSur le quai, il a dit : « the *sea* never asks where you come from ».\n"
    workspace = make_carnet({"entries/nec-essai/texte.md": STORY.format(head="", body=body)})

    (problem,) = workspace.check().by_rule("langue-non-dite")

    assert (problem.span.line, problem.span.column) == (10, 27)
