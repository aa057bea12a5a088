"""The index: persons, structures, places, themes and words, with the places of the book that speak of them.

In: a setting whose documents are set (the words marked in texts are known then). Out: headings with their
entries in alphabetical order; what leads nowhere is left out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from carnet import wording
from carnet.kinds import FicheEvenement, FichePortrait, FicheRessource
from carnet.model import Entry
from carnet.outputs.epub.setting import EpubSetting
from carnet.sources import slug
from carnet.visible import Personne


@dataclass(frozen=True, slots=True)
class Renvoi:
    """One place an index entry leads to."""

    href: str
    titre: str


@dataclass(frozen=True, slots=True)
class Article:
    """One entry of the index; ``sous`` are its own entries, one level down."""

    id: str
    terme: str
    precision: str = ""
    renvois: tuple[Renvoi, ...] = ()
    sous: tuple["Article", ...] = ()


@dataclass(frozen=True, slots=True)
class Rubrique:
    """One of the index's lists."""

    id: str
    titre: str
    articles: tuple[Article, ...]


def index_of(c: EpubSetting) -> tuple[Rubrique, ...]:
    """Return the lists of the index that are not empty."""
    lists = (
        Rubrique("index-personnes", "Personnes", tuple(_persons(c))),
        Rubrique("index-structures", "Structures", tuple(_named("structure", c, _structures(c)))),
        Rubrique("index-lieux", "Lieux", tuple(_named("lieu", c, _places(c)))),
        Rubrique("index-themes", "Thèmes", tuple(_themes(c))),
        Rubrique("index-mots", "Mots", tuple(_words(c))),
    )
    return tuple(rubrique for rubrique in lists if rubrique.articles)


def _persons(c: EpubSetting) -> Iterator[Article]:
    listed = sorted(c.visible.personnes, key=lambda p: slug(_listed(c, p)))
    taken: set[str] = set()
    for personne in listed:
        if renvois := _renvois(c, _about(c, personne)):
            key = f"personne-{slug(personne.nom)}"
            key = next(k for k in (key, *(f"{key}_{n}" for n in range(2, len(listed) + 2))) if k not in taken)
            taken.add(key)
            yield Article(key, _listed(c, personne), personne.qualite, renvois)


def _listed(c: EpubSetting, personne: Personne) -> str:
    """Return a person as an index lists her, by her surname; a role or a pseudonym is left as it is."""
    fiche = c.visible.carnet[personne.id].fiche
    return wording.inverted(personne.nom) if getattr(fiche, "affichage", "") == "nom" else personne.nom


def _about(c: EpubSetting, personne: Personne) -> list[Entry]:
    """Return what speaks of a person, her portrait first."""
    entry = c.visible.carnet[personne.id]
    spoken_of = c.visible.backlinks(entry)
    return [personne.portrait, *spoken_of] if personne.portrait else spoken_of


def _structures(c: EpubSetting) -> Iterator[tuple[str, Entry]]:
    for entry in c.visible.entries.values():
        fiche = entry.fiche
        if isinstance(fiche, FicheEvenement):
            around = (fiche.porteur, *fiche.co_organisateurs, *fiche.partenaires)
            yield from ((name, entry) for name in around)
        elif isinstance(fiche, FicheRessource) and fiche.porteur:
            yield fiche.porteur, entry
        elif isinstance(fiche, FichePortrait):
            shown = c.visible.personne(entry.id)
            if shown and shown.structure:
                yield shown.structure, entry


def _places(c: EpubSetting) -> Iterator[tuple[str, Entry]]:
    for event in c.visible.evenements:
        assert isinstance(event.fiche, FicheEvenement)
        yield event.fiche.lieu.commune, event
        if event.fiche.territoire:
            yield event.fiche.territoire, event
    for entry in c.visible.of_type("portrait"):
        shown = c.visible.personne(entry.id)
        if shown and shown.territoire:
            yield shown.territoire, entry


def _named(kind: str, c: EpubSetting, pairs: Iterable[tuple[str, Entry]]) -> Iterator[Article]:
    """Gather what names the same thing, whatever its case and accents, under its first spelling."""
    spelling: dict[str, str] = {}
    entries: dict[str, list[Entry]] = {}
    for name, entry in pairs:
        spelling.setdefault(slug(name), name)
        entries.setdefault(slug(name), []).append(entry)
    for key in sorted(entries):
        if renvois := _renvois(c, entries[key]):
            yield Article(f"{kind}-{key}", spelling[key], "", renvois)


def _themes(c: EpubSetting) -> Iterator[Article]:
    for id_, theme in sorted(c.visible.themes.items(), key=lambda item: slug(item[1].titre)):
        if renvois := _renvois(c, c.visible.of_theme(id_)):
            yield Article(f"theme-{id_}", theme.titre, "", renvois)


def _renvois(c: EpubSetting, entries: Iterable[Entry]) -> tuple[Renvoi, ...]:
    found = {entry.id: (c.href(entry), c.titre(entry)) for entry in entries}
    return tuple(Renvoi(href, titre) for href, titre in found.values() if href)


def _words(c: EpubSetting) -> Iterator[Article]:
    """Gather the words marked in texts and the entries' free index terms."""
    words: dict[str, dict[str, dict[str, Renvoi]]] = {}
    spelling: dict[str, str] = {}
    for terme, sous, renvoi in (*_marked(c), *_free(c)):
        key, under = slug(terme), slug(sous) if sous else ""
        spelling.setdefault(key, terme)
        spelling.setdefault(f"{key}/{under}", sous)
        words.setdefault(key, {}).setdefault(under, {})[renvoi.href] = renvoi
    for key in sorted(words):
        below = tuple(
            Article(f"mot-{key}_{under}", spelling[f"{key}/{under}"], "", tuple(words[key][under].values()))
            for under in sorted(words[key])
            if under
        )
        yield Article(f"mot-{key}", spelling[key], "", tuple(words[key].get("", {}).values()), below)


def _marked(c: EpubSetting) -> Iterator[tuple[str, str, Renvoi]]:
    for (id_, _), fragment in sorted(c.fragments.items()):
        entry = c.visible.entries[id_]
        home = c.book.homes.get(id_)
        for mark in fragment.marks if home else ():
            yield mark.entree, mark.sous_entree, Renvoi(f"{home}.xhtml#{mark.id}", c.titre(entry))


def _free(c: EpubSetting) -> Iterator[tuple[str, str, Renvoi]]:
    for entry in c.visible.entries.values():
        href = c.href(entry)
        for terme in entry.fiche.mots_cles if href else ():
            assert href
            yield terme, "", Renvoi(href, c.titre(entry))
