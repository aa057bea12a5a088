"""Licence arithmetic: what each licence allows, what mixes with what, what a whole permits."""

from collections.abc import Callable

import pytest

from carnet.credits import credit_of, licences_of
from carnet.licences import entering, fused, terms, whole
from tests.conftest import Workspace

Make = Callable[..., Workspace]
RECIT = "---\ntype: recit\ntitre: La clé\nresume: Une clé.\nstatut: publie\n{more}---\n\nIl pleuvait.\n"


@pytest.mark.parametrize(
    ("licence", "open_", "because"),
    [
        ("etalab-2.0", True, ""),
        ("CC-BY-SA-4.0", True, ""),
        ("CC-BY-SA-3.0-IGO", True, ""),
        ("CC0-1.0", True, ""),
        ("CC-BY-NC-4.0", False, "usage commercial interdit"),
        ("CC-BY-ND-4.0", False, "modification interdite"),
        ("CC-BY-NC-ND-3.0", False, "usage commercial interdit et modification interdite"),
        ("LicenseRef-TDR", False, "tous droits réservés, ou licence que carnet ne sait pas lire"),
        ("Zlib", False, "tous droits réservés, ou licence que carnet ne sait pas lire"),
    ],
)
def test_what_may_be_given_for_reuse(licence: str, open_: bool, because: str) -> None:
    """Open means that anyone may change and sell; what nobody can read is not trusted."""
    assert (terms(licence).open, terms(licence).closed_because) == (open_, because)


@pytest.mark.parametrize(
    ("licences", "result"),
    [
        (["CC-BY-SA-4.0"], "CC-BY-SA-4.0"),
        (["CC0-1.0", "CC-BY-4.0"], "CC-BY-4.0"),
        (["etalab-2.0", "CC-BY-4.0"], "CC-BY-4.0"),
        (["etalab-2.0", "CC0-1.0"], "etalab-2.0"),
        (["etalab-2.0", "CC-BY-SA-4.0"], "CC-BY-SA-4.0"),
        (["CC-BY-SA-3.0", "CC-BY-SA-4.0"], "CC-BY-SA-4.0"),
        (["CC-BY-SA-4.0", "CC-BY-NC-4.0"], None),
        (["CC-BY-SA-4.0", "CC-BY-NC-SA-4.0"], None),
        (["CC-BY-4.0", "CC-BY-NC-4.0"], "CC-BY-NC-4.0"),
        (["CC-BY-NC-4.0", "CC-BY-NC-SA-4.0"], "CC-BY-NC-SA-4.0"),
        (["CC-BY-4.0", "CC-BY-ND-4.0"], None),
        (["CC-BY-ND-4.0"], "CC-BY-ND-4.0"),
        (["CC-BY-4.0", "LicenseRef-TDR"], None),
        (["ODbL-1.0", "CC-BY-SA-4.0"], None),
        (["ODbL-1.0", "etalab-2.0"], "ODbL-1.0"),
        (["CC0-1.0", "PDDL-1.0"], "CC0-1.0"),
    ],
)
def test_one_work_made_of_several(licences: list[str], result: str | None) -> None:
    """A card or a montage takes the licence every part can go to, or may not be made."""
    assert fused(licences) == result
    assert fused(reversed(licences)) == result


@pytest.mark.parametrize(
    ("licence", "into", "how"),
    [
        ("CC0-1.0", "etalab-2.0", "fondu"),
        ("CC-BY-4.0", "etalab-2.0", "fondu"),
        ("CC-BY-SA-4.0", "etalab-2.0", "separe"),
        ("etalab-2.0", "CC-BY-SA-4.0", "fondu"),
        ("CC-BY-SA-4.0", "CC-BY-SA-4.0", "fondu"),
        ("CC-BY-NC-4.0", "CC-BY-SA-4.0", "separe"),
        ("LicenseRef-TDR", "CC-BY-SA-4.0", "non"),
    ],
)
def test_what_may_enter_a_carnet(licence: str, into: str, how: str) -> None:
    """CC BY-SA stays apart inside a Licence Ouverte carnet."""
    assert entering(licence, into) == how


def test_a_whole_says_in_french_what_it_forbids() -> None:
    """The sentences of a mixed whole name what may not be sold, and what must keep its licence."""
    said = " ".join(whole(["etalab-2.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0"]).sentences)

    assert "Vous ne pouvez pas vendre ce qui est sous CC BY-NC 4.0." in said
    assert "sous CC BY-SA 4.0 doit rester sous cette licence" in said
    assert "gardez les éléments côte à côte" in said
    assert "ni la voix des personnes" in said


def test_a_closed_licence_stays_out_of_kits_and_data_only(make_carnet: Make) -> None:
    """NC is on the site and in the books with its credit, never in what is given for reuse."""
    workspace = make_carnet({"entries/nec-essai/recit.md": RECIT.format(more="licence: CC-BY-NC-4.0\n")})

    here = {s: "nec-essai/recit" in workspace.visible(s).entries for s in ("web", "pdf", "kit", "donnees")}

    assert here == {"web": True, "pdf": True, "kit": False, "donnees": False}
    assert [d.code for d in workspace.check()] == ["licence-fermee"]


def test_a_carnet_under_a_closed_licence_is_said_once_at_its_line(make_carnet: Make) -> None:
    """Every entry inherits it: one remark, in carnet.yaml."""
    workspace = make_carnet({"entries/nec-essai/recit.md": RECIT.format(more="")})
    path = workspace.root / "carnet.yaml"
    path.write_text(path.read_text("utf-8").replace("CC-BY-SA-4.0", "CC-BY-NC-ND-4.0"), "utf-8")

    (remark,) = workspace.check()

    assert (remark.span.path, remark.span.line, remark.span.column) == ("carnet.yaml", 4, 10)
    assert workspace.visible("kit").entries == {}


def test_a_credit_says_title_author_source_and_licence(make_carnet: Make) -> None:
    """The TASL line names all four, addresses included; licences of a set are counted once."""
    visible = make_carnet({"entries/nec-essai/recit.md": RECIT.format(more="licence: CC0-1.0\n")}).visible()

    credit = credit_of(visible, visible.entries["nec-essai/recit"])

    assert credit.ligne == (
        "«\u00a0La clé\u00a0», Le duo, Carnet d’essai, 2026, "
        "CC0 1.0 (https://creativecommons.org/publicdomain/zero/1.0/deed.fr)"
    )
    assert licences_of(visible.entries.values()).licences == ("CC-BY-SA-4.0", "CC0-1.0")
