"""The edition: what ``carnet.yaml`` says, declared once.

Out: ``Edition``, the frozen value every output reads its title, credits, licence, themes, plan, print
settings and legal data from.
"""

from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from carnet.fields import (
    Entree,
    Evenement,
    Forme,
    Jour,
    Langue,
    Licence,
    Lien,
    Modele,
    Mot,
    OuiNon,
    Texte,
    TexteDuCarnet,
    Url,
    champ,
    requis,
)

CHAPITRES: Final = (
    "parcours",
    "portraits",
    "verbatims",
    "inventaire",
    "enseignements",
    "pistes",
    "ressources",
    "sons",
    "glossaire",
    "index",
    "bibliographie",
    "credits",
    "colophon",
)
Chapitre = Literal[
    "parcours",
    "portraits",
    "verbatims",
    "inventaire",
    "enseignements",
    "pistes",
    "ressources",
    "sons",
    "glossaire",
    "index",
    "bibliographie",
    "credits",
    "colophon",
]


class Contributeur(Modele):
    """Quelqu’un qui a fait le carnet."""

    nom: Texte = requis("Nom")
    role: Texte | None = champ("Rôle")
    presentation: Texte | None = champ("Présentation", lignes=3)
    lien: Url | None = champ("Lien")


class Theme(Modele):
    """Un thème du carnet."""

    titre: Texte = requis("Titre")
    description: Texte | None = champ("Description", lignes=2)
    axe: Texte | None = champ("Axe")


class Mentions(Modele):
    """Les mentions légales."""

    editeur: Texte | None = champ("Éditeur")
    adresse: Texte | None = champ("Adresse")
    directeur_publication: Texte | None = champ("Direction de la publication")
    hebergeur: Texte | None = champ("Hébergeur")
    contact: Mot | None = champ("Contact")
    siret: Mot | None = champ("Siret")


def _isbn(value: str) -> str:
    """Check an ISBN-13: thirteen digits, the last a weighted 1-3 sum modulo 10 (ISO 2108)."""
    digits = value.replace("-", "").replace(" ", "")
    if len(digits) != 13 or not digits.isdigit() or digits[:3] not in ("978", "979"):
        raise PydanticCustomError("isbn", "un ISBN a treize chiffres et commence par 978 ou 979")
    if sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10:
        raise PydanticCustomError("isbn", "le dernier chiffre de cet ISBN est faux")
    return value


Isbn = Annotated[str, AfterValidator(_isbn)]


class Isbns(Modele):
    """Un ISBN par forme du carnet."""

    imprime: Isbn | None = champ("ISBN du livre imprimé")
    pdf: Isbn | None = champ("ISBN du PDF")
    epub: Isbn | None = champ("ISBN de l’EPUB")


FormatPapier = Annotated[
    str, Forme(r"A[3-6]|\d{2,3}(\.\d)? ?x ?\d{2,3}(\.\d)?( ?mm)?", "A5, ou largeur x hauteur : 148x210 mm")
]
Longueur = Annotated[str, Forme(r"\d{1,2}(\.\d)?( ?mm)?", "une longueur, par exemple 5 mm")]
Issn = Annotated[str, Forme(r"\d{4}-\d{3}[\dX]", "quatre chiffres, un tiret, quatre chiffres")]


class Impression(Modele):
    """Les réglages de l’imprimeur."""

    format: FormatPapier = champ("Format fini", "A5, ou largeur x hauteur en mm", defaut="A5")
    fond_perdu: Longueur = champ("Fond perdu", defaut="5 mm")
    traits: OuiNon = champ("Traits de coupe", defaut=True)
    profil: Mot | None = champ("Profil de couleur", "un fichier ICC")
    dpi_min: int = Field(default=225, ge=72, le=1200, title="Définition minimale des images")
    grammage: float | None = Field(default=None, gt=0, title="Grammage (g/m²)")
    main: float | None = Field(default=None, gt=0, title="Main du papier")
    pages_multiple: int = Field(default=4, ge=1, le=64, title="Pages par multiple de")


class Audit(Modele):
    """Un audit d’accessibilité."""

    date: Jour = requis("Date de l’audit")
    taux: float = Field(ge=0, le=100, title="Taux de conformité")
    auditeur: Texte = requis("Auditeur")


class Accessibilite(Modele):
    """Ce que l’on sait de l’accessibilité du site."""

    audit: Audit | None = champ("Audit")
    contact: Mot | None = champ("Contact")
    engagements: tuple[Lien, ...] = champ(
        "Engagements", "schéma pluriannuel, plan d’actions, bilan : leurs titres et leurs adresses", vide=()
    )


class Typographie(Modele):
    """Les choix typographiques du carnet."""

    inclusif: Literal["tel-quel", "doublets"] = champ("Écriture inclusive", defaut="tel-quel")
    fine: Literal["U+202F", "U+00A0"] = champ("Espace fine", defaut="U+202F")


class Etape(Modele):
    """Une étape du plan : un texte, un évènement, une entrée, une partie ou un chapitre composé."""

    texte: TexteDuCarnet | None = champ("Texte")
    evenement: Evenement | None = champ("Évènement")
    entree: Entree | None = champ("Entrée")
    partie: Texte | None = champ("Partie")
    contenu: tuple[Annotated["Etape", BeforeValidator(lambda v: _etape(v))], ...] = champ("Contenu", vide=())
    chapitre: Chapitre | None = champ("Chapitre composé")

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        things = [self.texte, self.evenement, self.entree, self.partie, self.chapitre]
        if sum(thing is not None for thing in things) != 1:
            raise PydanticCustomError(
                "etape",
                "une étape du plan est un seul « texte », « evenement », « entree », « partie » ou chapitre",
            )
        if self.contenu and self.partie is None:
            raise PydanticCustomError("etape", "« contenu » va avec « partie »")
        return self


def _etape(value: object) -> object:
    """Read a bare word of the plan as a generated chapter."""
    return {"chapitre": value} if isinstance(value, str) else value


class Edition(Modele):
    """Un carnet : son titre, ses auteurs, sa licence, son plan."""

    titre: Texte = requis("Titre")
    sous_titre: Texte | None = champ("Sous-titre")
    annee: int = Field(ge=1900, le=2200, title="Année")
    numero: Mot | None = champ("Numéro")
    langue: Langue = champ("Langue", defaut="fr")
    url: Url | None = champ("Adresse du site")
    description: Texte = requis("Description", lignes=3)
    licence: Licence = requis("Licence", "un identifiant SPDX, ou etalab-2.0")
    contributeurs: dict[str, Contributeur] = requis("Contributeurs")
    themes: dict[str, Theme] = Field(default={}, title="Thèmes")
    plan: tuple[Annotated[Etape, BeforeValidator(_etape)], ...] = champ("Plan", vide=())
    bibliographie: Mot | None = champ("Bibliographie", "un fichier .bib ou CSL-JSON")
    style_citation: Mot | None = champ("Style des citations")
    mentions: Mentions = Field(default=Mentions(), title="Mentions légales")
    isbn: Isbns = Field(default=Isbns(), title="ISBN")
    issn: Issn | None = champ("ISSN")
    imprimeur: Texte | None = champ("Imprimeur")
    depot_legal: Texte | None = champ("Dépôt légal")
    prix: Texte | None = champ("Prix", "absent : « cet exemplaire ne peut être vendu »")
    impression: Impression = Field(default=Impression(), title="Impression")
    accessibilite: Accessibilite = Field(default=Accessibilite(), title="Accessibilité")
    typographie: Typographie = Field(default=Typographie(), title="Typographie")
