"""One page of the site made alone, for who looks at it while writing.

In: the site and an address. Out: that page and no other. What the build writes is made by the same functions.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from carnet.media.room import MediaRoom
from carnet.model import Artifact, Entry
from carnet.outputs.places import places
from carnet.outputs.spreading.herald import Herald
from carnet.outputs.spreading.pages import page_addresses, spreading_pages, template_functions
from carnet.outputs.web.addresses import file_of
from carnet.outputs.web.assets import assets
from carnet.outputs.web.entries import entry_page, entry_pages
from carnet.outputs.web.home import home
from carnet.outputs.web.indexes import index_pages
from carnet.outputs.web.legal import legal_pages
from carnet.outputs.web.lists import list_pages
from carnet.outputs.web.map import Atlas
from carnet.outputs.web.pictures import Pictures
from carnet.outputs.web.site import Site, site
from carnet.templating import environment, find
from carnet.visible import Visible

WEIGHTS = "ecoconception/index.html"
"""The one page that tells of all the others."""


class Workshop:
    """What every state of one workspace's site shares: its templates and its map."""

    def __init__(self, media: MediaRoom) -> None:
        outlines = find(media.root, "web", "carte.json")
        assert outlines is not None, "carte.json is part of the package"
        self._media = media
        self._atlas = Atlas(outlines)
        self._env = environment(media.root, "web")

    def stage(self, visible: Visible) -> "Stage":
        """Return the site of what is visible now, none of its pages made."""
        pictures = Pictures(visible, self._media)
        whole = site(visible, self._env, pictures, self._atlas, {}, also=page_addresses(data=()))
        return Stage(whole, Herald(whole, places(visible), None, {}))

    def shared(self) -> list[Artifact]:
        """Return the files every page names: styles and typefaces."""
        return list(assets(self._media.root))


@dataclass(frozen=True, slots=True)
class Stage:
    """One state of the site, and what its pages say of themselves to the programs that read them."""

    site: Site
    herald: Herald

    def page(self, file: str) -> Artifact | None:
        """Return the page a file of the site holds, None when there is none."""
        self.site.env.globals |= template_functions(self.herald)
        entry = self._entry(file)
        if entry is not None:
            return entry_page(self.site, entry, self.site.addresses.pages[entry.id])
        if file == file_of(""):
            return home(self.site)
        return next((page for page in self._gathered(file) if page.path == file), None)

    def _entry(self, file: str) -> Entry | None:
        pages = self.site.addresses.pages.items()
        id_ = next((id_ for id_, address in pages if file_of(address) == file), None)
        return self.site.visible.entries[id_] if id_ is not None else None

    def _gathered(self, file: str) -> Iterator[Artifact]:
        yield from list_pages(self.site)
        yield from index_pages(self.site)
        told = [home(self.site)]
        if file == WEIGHTS:
            told += [*entry_pages(self.site), *list_pages(self.site), *index_pages(self.site)]
        yield from legal_pages(self.site, told)
        yield from spreading_pages(self.herald, ())
