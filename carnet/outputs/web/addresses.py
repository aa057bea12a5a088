"""Where everything is on the site: one folder per page, ``index.html`` in each.

In: what is visible. Out: addresses relative to the site's root, ended by a slash (the page's folder) or
holding a ``#``. A public name is never a file's name when that would tell who someone is
(``Visible.stem``), and never changes because another entry came.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from carnet.model import Entry
from carnet.sources import slug
from carnet.visible import Visible

FOLDERS: Final = {
    "evenement": "evenements",
    "seance": "seances",
    "portrait": "portraits",
    "verbatim": "verbatims",
    "synthese": "syntheses",
    "recit": "recits",
    "inventaire": "inventaires",
    "photo": "photos",
    "son": "sons",
    "ressource": "ressources",
    "enseignement": "enseignements",
    "piste": "pistes",
    "passage": "passages",
    "texte": "textes",
    "terme": "glossaire",
}
LISTS: Final = {**FOLDERS, "piste": "que-faire", "passage": "evenements", "texte": "plan"}
"""Where the entries of a kind are listed."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The address of every visible entry that has a page, by id."""

    pages: Mapping[str, str]

    def of(self, entry: Entry) -> str | None:
        """Return an entry's address, or None when it has no page."""
        return self.pages.get(entry.id)


def addresses(visible: Visible) -> Addresses:
    """Give every visible entry its place; two that would share one are told apart by a number."""
    pages: dict[str, str] = {}
    taken: set[str] = set()
    for entry in sorted(visible.entries.values(), key=lambda e: e.id):
        if entry.type == "portrait" and not entry.body.strip():
            pages[entry.id] = person_address(visible, entry)
            continue
        wanted = folder_of(visible, entry)
        names = (wanted if n == 1 else f"{wanted}-{n}" for n in range(1, len(visible.entries) + 2))
        name = next(name for name in names if name not in taken)
        taken.add(name)
        pages[entry.id] = f"{name}/"
    return Addresses(pages)


def folder_of(visible: Visible, entry: Entry) -> str:
    """Return the folder an entry's page asks for, whether or not the entry may leave."""
    parts = [FOLDERS[entry.type], visible.stem(entry)]
    if entry.evenement and entry.type != "evenement":
        parts.insert(1, entry.evenement)
    return "/".join(parts)


def person_address(visible: Visible, entry: Entry) -> str:
    """Return where the index tells of a person who has no page of her own."""
    return f"index/#personne-{visible.stem(entry)}"


def index_anchor(word: str) -> str:
    """Return the id of a word of the index."""
    return f"mot-{slug(word)}"


def theme_address(theme: str) -> str:
    """Return a theme's address."""
    return f"themes/{slug(theme)}/"


def file_of(address: str) -> str:
    """Return the file a page's address names: ``recits/`` is ``recits/index.html``."""
    return f"{address}index.html" if not address or address.endswith("/") else address


def target(root: str, address: str) -> str:
    """Return the link to an address, from a page whose way up to the site's root is ``root``."""
    page, mark, anchor = address.partition("#")
    return f"{root}{file_of(page)}{mark}{anchor}"


def way_up(file: str) -> str:
    """Return the relative way from a file up to the site's root: ``../../`` for ``a/b/index.html``."""
    return "../" * file.count("/")
