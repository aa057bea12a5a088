"""The indexes: what they list, and on which pages each term is.

Persons, structures and places are looked for in the words of the laid-out pages, so that a number never
leads to a page that does not name them; marked words and themes are where their mark or their entry is.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from carnet import wording
from carnet.kinds import FicheEvenement, FicheRessource
from carnet.sources import slug
from carnet.text.render import IndexMark
from carnet.visible import Visible


@dataclass(frozen=True, slots=True)
class Terme:
    """One line of an index: found on the pages that say one of ``noms``, and those of ``ancres``.

    ``cle`` names it in the book. A ``sous_entree`` is listed under its ``nom``.
    """

    cle: str
    nom: str
    noms: tuple[str, ...] = ()
    ancres: tuple[str, ...] = ()
    sous_entree: str = ""


@dataclass(frozen=True, slots=True)
class Sorte:
    """One index and its terms, in alphabetical order."""

    titre: str
    termes: tuple[Terme, ...]

    @property
    def entrees(self) -> list[tuple[str, Terme | None, list[Terme]]]:
        """The terms as they are read: each name, what it says by itself, and its sub-entries."""
        groups = ((name, list(terms)) for name, terms in groupby(self.termes, key=lambda t: t.nom))
        return [
            (name, next((t for t in terms if not t.sous_entree), None), [t for t in terms if t.sous_entree])
            for name, terms in groups
        ]


def indexes(visible: Visible, marks: Iterable[IndexMark], ancres: Mapping[str, str]) -> list[Sorte]:
    """Return the indexes of a book that have something to list; ``ancres`` are the anchors of entries."""
    people = [p.nom for p in visible.personnes if _is_named(visible, p.id)]
    found = [
        _named("Personnes", "personne", people, inverted=True),
        _named("Structures", "structure", (name for name in _structures(visible) if name not in people)),
        _named("Lieux", "lieu", _places(visible)),
        _themes(visible, ancres),
        _marked(marks),
    ]
    return [sorte for sorte in found if sorte.termes]


def _is_named(visible: Visible, id_: str) -> bool:
    """Whether a person is shown under a name; a role is not one."""
    return getattr(visible.carnet.entries[id_].fiche, "affichage", "") != "role"


def _structures(visible: Visible) -> Iterator[str]:
    yield from (p.structure for p in visible.personnes if p.structure)
    for entry in visible.entries.values():
        if isinstance(entry.fiche, FicheEvenement):
            yield from (entry.fiche.porteur, *entry.fiche.co_organisateurs, *entry.fiche.partenaires)
        elif isinstance(entry.fiche, FicheRessource) and entry.fiche.porteur:
            yield entry.fiche.porteur


def _places(visible: Visible) -> Iterator[str]:
    for event in visible.evenements:
        assert isinstance(event.fiche, FicheEvenement)
        lieu = event.fiche.lieu
        yield from (name for name in (lieu.commune, lieu.nom) if name)


def _named(titre: str, kind: str, names: Iterable[str], *, inverted: bool = False) -> Sorte:
    shown = {name: wording.inverted(name) if inverted else name for name in names}
    ordered = sorted(shown, key=lambda name: slug(shown[name]))
    keyed = zip(_keys(kind, ordered), ordered, strict=True)
    return Sorte(titre, tuple(Terme(key, shown[name], (name,)) for key, name in keyed))


def _keys(kind: str, names: Iterable[str]) -> Iterator[str]:
    """Yield the key of each term, the same as its id in the EPUB's index; names that differ have two keys."""
    alike: Counter[str] = Counter()
    for name in map(slug, names):
        alike[name] += 1
        yield f"{kind}-{name}" + (f"_{alike[name]}" if alike[name] > 1 else "")


def _themes(visible: Visible, ancres: Mapping[str, str]) -> Sorte:
    termes = []
    for id_, theme in visible.themes.items():
        places = tuple(ancres[e.id] for e in visible.of_theme(id_) if e.id in ancres)
        termes.append(Terme(f"theme-{id_}", theme.titre, (), places))
    return Sorte("Thèmes", tuple(sorted(termes, key=lambda t: slug(t.nom))))


def _marked(marks: Iterable[IndexMark]) -> Sorte:
    words: dict[tuple[str, str], list[str]] = {}
    for mark in marks:
        words.setdefault((mark.entree, mark.sous_entree), []).append(mark.id)
    ordered = sorted(words, key=lambda word: (slug(word[0]), word[0], slug(word[1])))
    keys = _keys("mot", (", ".join(filter(None, word)) for word in ordered))
    termes = (
        Terme(key, entree, (), tuple(words[entree, sous]), sous)
        for key, (entree, sous) in zip(keys, ordered, strict=True)
    )
    return Sorte("Mots", tuple(termes))


def pages_of(
    sortes: Iterable[Sorte], texts: Mapping[int, str], anchors: Mapping[str, int]
) -> dict[str, Sequence[int]]:
    """Return the folios of every term; ``texts`` are the pages the index covers, by folio."""
    plain = {folio: flattened(text) for folio, text in texts.items()}
    found: dict[str, Sequence[int]] = {}
    for sorte in sortes:
        for terme in sorte.termes:
            said = {f for name in terme.noms for f in _saying(flattened(name), plain)}
            marked = {anchors[a] for a in terme.ancres if a in anchors}
            found[terme.cle] = sorted(said | marked)
    return found


def flattened(text: str) -> str:
    """Return a page's words on one line, with plain spaces and apostrophes."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", text.replace("’", "'").replace("\u2011", "-"))


def _saying(name: str, plain: Mapping[int, str]) -> Iterator[int]:
    """Yield the folios of the pages that say a name; looking for it as letters first spares most of them."""
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return (folio for folio, text in plain.items() if name in text and whole.search(text))
