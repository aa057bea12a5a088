"""The accessibility audit: what ``audit-rgaa.yml`` says of each of the 106 criteria of the RGAA 4.1.

Out: ``Grille``, the frozen value the declaration is written from. The rate is computed, never written:
respected criteria over applicable ones, as the RGAA's own method says (obligations, « Résultats »). A grid
counts when every criterion is judged and it says who judged and when; until then nothing may be claimed.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from carnet.fields import Jour, Modele, Texte, champ
from carnet.sources import AUDIT

Statut = Literal["conforme", "non-conforme", "non-applicable", "a-evaluer"]


@dataclass(frozen=True, slots=True)
class Critere:
    """One criterion of the RGAA: ``numero`` (« 1.1 »), its theme and the question it asks."""

    numero: str
    theme: str
    question: str


@cache
def criteres() -> Mapping[str, Critere]:
    """Return the 106 criteria by number, in order."""
    written = json.loads((Path(__file__).parent / "rgaa.json").read_text("utf-8"))
    return {
        f"{rank}.{number}": Critere(f"{rank}.{number}", theme["titre"], question)
        for rank, theme in enumerate(written["themes"], 1)
        for number, question in enumerate(theme["criteres"], 1)
    }


class Constat(Modele):
    """Ce que l’audit dit d’un critère."""

    statut: Statut = champ(
        "Statut", "conforme, non-conforme, non-applicable ou a-evaluer", defaut="a-evaluer"
    )
    constat: Texte | None = champ("Constat", "ce qui a été vu, en une phrase", lignes=2)
    derogation: Texte | None = champ("Dérogation", "pourquoi corriger serait une charge disproportionnée")


def _constat(value: object) -> object:
    """Read a bare word as a status."""
    return {"statut": value} if isinstance(value, str) else value


class Grille(Modele):
    """La grille d’audit : qui a regardé quoi, quand, et ce qui en est dit critère par critère."""

    nom_du_type: ClassVar[str] = AUDIT

    date: Jour | None = champ("Date de l’audit")
    auditeur: Texte | None = champ("Auditeur")
    pages: tuple[Texte, ...] = champ("Pages vérifiées", vide=())
    environnement: tuple[Texte, ...] = champ("Navigateurs et technologies d’assistance", vide=())
    outils: tuple[Texte, ...] = champ("Outils", vide=())
    exemptes: tuple[Texte, ...] = champ("Contenus non soumis à l’obligation", vide=())
    criteres: dict[str, Annotated[Constat, BeforeValidator(_constat)]] = Field(default={}, title="Critères")

    def juges(self, statut: Statut) -> list[str]:
        """Return the numbers of the criteria that have this status, in the RGAA's order."""
        return [number for number in criteres() if self._statut(number) == statut]

    def _statut(self, number: str) -> Statut:
        return self.criteres[number].statut if number in self.criteres else "a-evaluer"

    @property
    def commencee(self) -> bool:
        """Whether anything is judged yet."""
        return len(self.juges("a-evaluer")) < len(criteres())

    @property
    def entiere(self) -> bool:
        """Whether it may be relied on: everything judged, by someone, on a day."""
        return not self.juges("a-evaluer") and self.date is not None and self.auditeur is not None

    @property
    def taux(self) -> float:
        """The share of applicable criteria that are respected, in percent, rounded down to two digits."""
        good, bad = len(self.juges("conforme")), len(self.juges("non-conforme"))
        return 10_000 * good // (good + bad) / 100 if good + bad else 0.0

    def defauts(self) -> Iterator[tuple[Critere, Constat]]:
        """Yield the criteria that are not respected, with what was seen."""
        for number in self.juges("non-conforme"):
            yield criteres()[number], self.criteres[number]


def blank() -> str:
    """Return the grid to fill in: every criterion under its question, none judged."""
    lines = [
        "# La grille d’audit de l’accessibilité : les 106 critères du RGAA 4.1. Elle se remplit à la main,",
        "# page après page ; « conforme », « non-conforme » ou « non-applicable » remplacent « a-evaluer ».",
        "# Ce qui n’est pas respecté se dit ainsi, et paraît dans la déclaration d’accessibilité :",
        "#",
        '#   "1.1": {statut: non-conforme, constat: Deux photos n’ont pas d’alternative.}',
        "#",
        "# Tant qu’un critère reste à évaluer, ou que date et auditeur manquent, le site se dit",
        "# « non conforme ».",
        "#",
        "# date: 2026-12-01",
        "# auditeur: Nom de la personne ou du cabinet",
        "# pages: [Accueil, Un évènement, Un récit, Un son, Mentions légales, Accessibilité]",
        "# environnement: [Firefox 140 et NVDA 2026.1]",
        "# outils: [Colour Contrast Analyser]",
        "# exemptes: []",
        "",
        "criteres:",
    ]
    theme = ""
    for critere in criteres().values():
        if critere.theme != theme:
            theme = critere.theme
            lines += ["", f"  # --- {critere.numero.partition('.')[0]}. {theme}"]
        lines += [f"  # {critere.question}", f'  "{critere.numero}": a-evaluer']
    return "\n".join(lines) + "\n"
