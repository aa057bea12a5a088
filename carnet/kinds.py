"""The kinds of the contract, each declared once.

This is the only place where French identifiers are defined: the YAML key is the attribute, the
template variable, the form's name and the word in the message. The docstring of a class is what its
reader is told of the kind; ``*`` of the contract is ``requis`` here.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from carnet.fields import (
    Contributeur,
    Enseignement,
    Entree,
    Evenement,
    Heure,
    Instant,
    Jour,
    Langue,
    Licence,
    Lien,
    Media,
    Modele,
    Mot,
    OuiNon,
    Personne,
    Photo,
    Seance,
    Son,
    Texte,
    Textes,
    Theme,
    Url,
    champ,
    requis,
)

Support = Literal["web", "pdf", "imprime", "epub", "kit", "reseaux", "donnees"]
SUPPORTS: tuple[Support, ...] = ("web", "pdf", "imprime", "epub", "kit", "reseaux", "donnees")
Objet = Literal["nom", "image", "voix", "propos"]
Statut = Literal["brouillon", "relu", "publie"]


class Accord(Modele):
    """L’accord d’une personne : ce qui peut être montré d’elle, où et jusqu’à quand."""

    objets: tuple[Objet, ...] | None = champ("Ce qui peut être montré", "nom, image, voix, propos")
    supports: tuple[Support, ...] | None = champ(
        "Supports acceptés", "web, pdf, imprime, epub, kit, reseaux, donnees"
    )
    date: Jour | None = champ("Date de l’accord")
    jusqu_au: Jour | None = champ("Valable jusqu’au")
    mineur: OuiNon = champ("La personne est mineure", defaut=False)
    accords_parentaux: int = Field(default=0, ge=0, le=2, title="Accords parentaux recueillis")
    avis_enfant: OuiNon = champ("L’enfant est d’accord", defaut=False)
    retrait: Jour | None = champ("Retiré le", "dès la prochaine fabrication, plus rien ne sort")
    preuve: Mot | None = champ("Référence de la preuve", "un numéro vers prive/, jamais publié")

    @property
    def incomplet(self) -> bool:
        """Whether a child’s agreement lacks a parent or the child’s own word."""
        return self.mineur and not (self.accords_parentaux >= 2 and self.avis_enfant)


class Fiche(Modele):
    """Ce que toute entrée peut dire d’elle-même."""

    nom_du_type: ClassVar[str] = "entrée"
    titre_requis: ClassVar[bool] = True

    titre: Texte | None = champ("Titre", "90 caractères au plus, sans point final")
    resume: Texte | None = champ("Chapô", "2 ou 3 phrases, lisibles seules", lignes=3)
    auteurs: tuple[Contributeur, ...] = champ("Auteurs", "identifiants déclarés dans carnet.yaml", vide=())
    date: Jour | None = champ("Date", "par défaut, celle de l’évènement")
    themes: tuple[Theme, ...] = champ("Thèmes", "identifiants déclarés dans carnet.yaml", vide=())
    mots_cles: tuple[Texte, ...] = champ("Mots-clés", vide=())
    statut: Statut = champ("Statut", "brouillon, relu ou publie : seul « publie » sort", defaut="brouillon")
    publication: Jour | None = champ("À ne pas publier avant")
    sorties: tuple[Support, ...] = champ("Sorties", "par défaut, toutes", defaut=SUPPORTS)
    licence: Licence | None = champ("Licence", "par défaut, celle du carnet")
    langue: Langue | None = champ("Langue", "par défaut, celle du carnet")
    voix: Literal["chercheur", "journaliste", "duo"] | None = champ(
        "Voix", "qui parle : chercheur, journaliste ou duo"
    )
    accord: Accord | None = champ("Accord", "quand une personne est reconnaissable")

    @model_validator(mode="after")
    def _has_title(self) -> Self:
        if self.titre_requis and self.titre is None:
            raise PydanticCustomError("titre_absent", "le champ « titre » manque")
        return self


class Lieu(Modele):
    """Où l’évènement se tient."""

    nom: Texte | None = champ("Nom du lieu")
    commune: Texte = requis("Commune")
    code_insee: Mot | None = champ("Code INSEE")
    departement: Mot | None = champ("Département")
    latitude: float | None = Field(default=None, ge=-90, le=90, title="Latitude")
    longitude: float | None = Field(default=None, ge=-180, le=180, title="Longitude")


class Jauge(Modele):
    """Combien de personnes."""

    prevue: int | None = Field(default=None, ge=0, title="Prévue")
    reelle: int | None = Field(default=None, ge=0, title="Réelle")
    en_ligne: int | None = Field(default=None, ge=0, title="En ligne")


class Chiffre(Modele):
    """Un chiffre clé."""

    nombre: Texte = requis("Nombre")
    libelle: Texte = requis("Ce qu’il compte")


GesteDuDuo = Literal[
    "introduction",
    "ouverture",
    "passage",
    "portraits",
    "verbatims",
    "photos",
    "sons",
    "synthese",
    "publication",
]


class FicheEvenement(Fiche):
    """Un NEC local ou national : sa carte d’identité et sa présentation."""

    nom_du_type: ClassVar[str] = "évènement"

    debut: Jour = requis("Premier jour")
    fin: Jour | None = champ("Dernier jour")
    lieu: Lieu = requis("Lieu")
    territoire: Texte | None = champ("Territoire", "le nom que les gens lui donnent")
    porteur: Texte = requis("Porteur", "qui organise")
    co_organisateurs: tuple[Texte, ...] = champ("Co-organisateurs", vide=())
    partenaires: tuple[Texte, ...] = champ("Partenaires", vide=())
    thematiques: tuple[Theme, ...] = requis("Thématiques")
    axes: tuple[Texte, ...] = champ("Axes", vide=())
    objectif: Texte | None = champ("Objectif", lignes=3)
    publics: tuple[Texte, ...] = champ("Publics", vide=())
    jauge: Jauge | None = champ("Jauge")
    formats: tuple[Texte, ...] = champ("Formats", vide=())
    moyens: Texte | None = champ("Moyens", lignes=2)
    chiffres: tuple[Chiffre, ...] = champ("Chiffres clés", vide=())
    liens: tuple[Lien, ...] = champ("Liens", vide=())
    fait_suite_a: Evenement | None = champ("Fait suite à", "l’évènement précédent du même territoire")
    annonce: OuiNon = champ("Encore à venir", defaut=False)
    duo: tuple[GesteDuDuo, ...] = champ("Ce que le duo y a fait", vide=())


class FicheSeance(Fiche):
    """Une séance : atelier, table ronde, visite."""

    nom_du_type: ClassVar[str] = "séance"

    heure: Heure | None = champ("Heure", "14 h 30")
    format: Texte | None = champ("Format", "atelier, table ronde, visite…")
    animation: tuple[Personne, ...] = champ("Animation", vide=())
    intervenants: tuple[Personne, ...] = champ("Intervenants", vide=())
    presents: Texte | None = champ("Présents")
    pad: Url | None = champ("Pad")


class FichePortrait(Fiche):
    """Une personne : avec un texte c’est un portrait publié, sans texte une simple fiche."""

    nom_du_type: ClassVar[str] = "portrait"
    titre_requis: ClassVar[bool] = False

    nom: Texte = requis("Nom")
    affichage: Literal["nom", "prenom", "pseudonyme", "role"] = champ("Montrer", defaut="nom")
    pseudonyme: Texte | None = champ("Pseudonyme")
    fonction: Texte | None = champ("Fonction")
    structure: Texte | None = champ("Structure")
    territoire: Texte | None = champ("Territoire")
    evenements: tuple[Evenement, ...] = champ("Évènements", vide=())
    photo: Photo | None = champ("Photo")
    exergue: Texte | None = champ(
        "Exergue", "mot pour mot dans le texte ou dans un de ses verbatims", lignes=2
    )
    liens: tuple[Lien, ...] = champ("Liens", vide=())

    @model_validator(mode="after")
    def _can_be_shown(self) -> Self:
        if self.affichage == "pseudonyme" and self.pseudonyme is None:
            raise PydanticCustomError(
                "pseudonyme_absent", "« affichage: pseudonyme » demande un « pseudonyme »"
            )
        if self.affichage == "role" and self.fonction is None:
            raise PydanticCustomError("role_absent", "« affichage: role » demande une « fonction »")
        return self


class FicheVerbatim(Fiche):
    """Des paroles marquantes, telles qu’elles ont été dites."""

    nom_du_type: ClassVar[str] = "verbatim"
    titre_requis: ClassVar[bool] = False

    texte: Mot | None = champ("Les paroles", "ou bien dans le corps de la fiche", lignes=4)
    personne: Personne | None = champ("Qui parle", "une personne de portraits/")
    locuteur: Texte | None = champ("Qui parle, sans nom", "par exemple « une médiatrice »")
    contexte: Texte | None = champ("Contexte")
    seance: Seance | None = champ("Séance")
    heure: Heure | None = champ("Heure")
    son: Son | None = champ("Son")
    debut: Instant | None = champ("Début dans le son", "h:mm:ss")
    fin: Instant | None = champ("Fin dans le son", "h:mm:ss")
    codes: tuple[Mot, ...] = champ("Codes d’analyse", vide=())

    @model_validator(mode="after")
    def _has_speaker(self) -> Self:
        if self.personne is None and self.locuteur is None:
            raise PydanticCustomError("locuteur_absent", "un verbatim demande « personne » ou « locuteur »")
        return self


class FicheSynthese(Fiche):
    """Ce qui s’est dit : constats, propositions, ressources."""

    nom_du_type: ClassVar[str] = "synthèse"

    resume: Texte = requis("Chapô", "2 ou 3 phrases, lisibles seules", lignes=3)
    seance: Seance | None = champ("Séance")
    points: tuple[Texte, ...] = champ("Points clés", vide=())


class FicheRecit(Fiche):
    """Un récit de ce qui a été vécu."""

    nom_du_type: ClassVar[str] = "récit"

    resume: Texte = requis("Chapô", "2 ou 3 phrases, lisibles seules", lignes=3)


class Chose(Modele):
    """Une chose vue, entendue ou ressentie."""

    texte: Texte = requis("La chose")
    heure: Heure | None = champ("Heure")
    lieu: Texte | None = champ("Lieu")
    photo: Photo | None = champ("Photo")
    son: Son | None = champ("Son")


class FicheInventaire(Fiche):
    """Les choses vues, entendues, ressenties."""

    nom_du_type: ClassVar[str] = "inventaire"

    vu: tuple[Texte | Chose, ...] = champ("Vu", vide=())
    entendu: tuple[Texte | Chose, ...] = champ("Entendu", vide=())
    ressenti: tuple[Texte | Chose, ...] = champ("Ressenti", vide=())

    @model_validator(mode="after")
    def _has_things(self) -> Self:
        if not (self.vu or self.entendu or self.ressenti):
            raise PydanticCustomError(
                "inventaire_vide", "un inventaire demande « vu », « entendu » ou « ressenti »"
            )
        return self


class FichePhoto(Fiche):
    """Une photo : ce qu’on y voit, ce qu’elle dit, à qui elle est."""

    nom_du_type: ClassVar[str] = "photo"
    titre_requis: ClassVar[bool] = False

    fichier: Media = requis("Fichier", "media/<evenement>/nom.jpg")
    alt: Texte | None = champ("Texte alternatif", "ce que l’on voit, pour qui ne voit pas l’image", lignes=2)
    decorative: OuiNon = champ("Image décorative", defaut=False)
    credit: Texte = requis("Crédit")
    personnes: tuple[Personne, ...] = champ("Personnes reconnaissables", vide=())
    cadrage: Literal["groupe", "isole"] | None = champ("Cadrage", "groupe ou isole")

    @model_validator(mode="after")
    def _has_alternative(self) -> Self:
        if self.alt is None and not self.decorative:
            raise PydanticCustomError(
                "alternative_absente", "une photo demande « alt », ou « decorative: oui »"
            )
        return self


class FicheSon(Fiche):
    """Un enregistrement et ce qu’on y entend."""

    nom_du_type: ClassVar[str] = "son"

    fichier: Media = requis("Fichier", "media/<evenement>/nom.mp3")
    credit: Texte = requis("Crédit")
    transcription: Media | None = champ(
        "Transcription", "un fichier .vtt ou .srt, ou bien le corps de la fiche"
    )
    personnes: tuple[Personne, ...] = champ("Personnes entendues", vide=())


class FicheRessource(Fiche):
    """Une ressource à reprendre."""

    nom_du_type: ClassVar[str] = "ressource"

    resume: Texte = requis("Chapô", "2 ou 3 phrases, lisibles seules", lignes=3)
    nature: Literal["outil", "projet", "action", "livrable", "document", "donnees"] = requis("Nature")
    url: Url | None = champ("Adresse")
    fichier: Media | None = champ("Fichier")
    porteur: Texte | None = champ("Porteur")
    origine: Literal["produite", "diffusee"] | None = champ("Origine", "produite ou diffusee ici")
    licence_ressource: Licence | None = champ("Licence de la ressource")
    contact_public: Texte | None = champ("Contact public")


class FicheEnseignement(Fiche):
    """Ce que l’on a appris, et ce qui l’appuie."""

    nom_du_type: ClassVar[str] = "enseignement"

    themes: tuple[Theme, ...] = requis("Thèmes")
    preuves: tuple[Entree, ...] = requis("Preuves", "identifiants de ce qui l’appuie")


class Echo(Modele):
    """Ce qu’une piste est devenue ailleurs."""

    evenement: Evenement = requis("Évènement")
    nature: Literal["repris", "contredit", "abandonne"] = requis("Ce qu’elle y devient")
    ref: Entree | None = champ("Entrée qui le montre")


class FichePiste(Fiche):
    """Une piste d’action, pour qui peut agir."""

    nom_du_type: ClassVar[str] = "piste"

    titre: Texte = requis("Titre", "une phrase à l’infinitif")
    pour: Textes = requis("Pour qui", "qui peut agir")
    preuves: tuple[Entree, ...] = requis("Preuves")
    enseignements: tuple[Enseignement, ...] = champ("Enseignements", vide=())
    maturite: Literal["idee", "essai", "eprouvee"] | None = champ("Maturité")
    echos: tuple[Echo, ...] = champ("Échos", vide=())


class FichePassage(Fiche):
    """Un passage de témoin d’un évènement au suivant."""

    nom_du_type: ClassVar[str] = "passage"

    de: Evenement = requis("De")
    vers: Evenement = requis("Vers")
    transmis: tuple[Entree, ...] = champ("Ce qui est transmis", vide=())
    objet: Texte | None = champ("Objet transmis")
    question: Texte | None = champ("Question transmise", lignes=2)
    remis_par: Personne | None = champ("Remis par")
    recu_par: Personne | None = champ("Reçu par")
    reponse: Texte | None = champ("Réponse", lignes=3)


class FicheTexte(Fiche):
    """Un texte du carnet : avant-propos, interlude, conclusion…"""

    nom_du_type: ClassVar[str] = "texte"

    role: Literal[
        "avant-propos",
        "introduction",
        "mode-d-emploi",
        "interlude",
        "traversee",
        "conclusion",
        "remerciements",
        "annexe",
    ] = requis("Rôle")


class FicheTerme(Fiche):
    """Un mot du glossaire ; sa définition est le corps de la fiche."""

    nom_du_type: ClassVar[str] = "terme"


KINDS: Mapping[str, type[Fiche]] = MappingProxyType(
    {
        "evenement": FicheEvenement,
        "seance": FicheSeance,
        "portrait": FichePortrait,
        "verbatim": FicheVerbatim,
        "synthese": FicheSynthese,
        "recit": FicheRecit,
        "inventaire": FicheInventaire,
        "photo": FichePhoto,
        "son": FicheSon,
        "ressource": FicheRessource,
        "enseignement": FicheEnseignement,
        "piste": FichePiste,
        "passage": FichePassage,
        "texte": FicheTexte,
        "terme": FicheTerme,
    }
)

IN_EVENT = frozenset(KINDS) - {"evenement", "portrait", "texte", "terme"}
"""Kinds that may stand in an event's folder."""

IN_COMMON = frozenset({"texte", "terme", "passage", "enseignement", "piste"})
"""Kinds that may stand in ``entries/_commun``."""
