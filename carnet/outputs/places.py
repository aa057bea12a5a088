"""Where the site shows an entry, for the outputs that lead to it.

In: what may leave on the web. Out: ``Places``. Public addresses need the ``url`` of ``carnet.yaml``; without
it every address is "", never a guess.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from carnet.model import Entry
from carnet.outputs.web.addresses import addresses
from carnet.visible import Visible


@dataclass(frozen=True, slots=True)
class Places:
    """Public addresses. ``url`` ends with a slash, or is ""; ``pages`` are places on the site, by id."""

    url: str
    pages: Mapping[str, str]

    def of(self, entry: Entry) -> str:
        """Return the address of an entry's page, "" when it has none of its own."""
        page = self.pages.get(entry.id, "")
        return self.at(page) if page and "#" not in page else ""

    def at(self, address: str) -> str:
        """Return the public address of something of the site."""
        return self.url + address if self.url else ""


def places(visible: Visible) -> Places:
    """Return where the site shows what may leave on the web."""
    url = visible.edition.url
    return Places(f"{url.rstrip('/')}/" if url else "", addresses(visible).pages)


def public_id(visible: Visible, entry: Entry) -> str:
    """Return an entry's id as it may be published: never a file's name that would tell who someone is."""
    if entry.type == "evenement":
        return visible.stem(entry)
    return f"{entry.source.folder}/{visible.stem(entry)}"
