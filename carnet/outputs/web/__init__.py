"""The website: every page type, whole without JavaScript and over ``file://``.

In: what may leave on the web, the media, the books of the same build. Out: artifacts, paths relative to
``out/site/``. The way: ``addresses`` (where), ``narrative`` (in which order), ``site`` (the whole),
``home``/``entries``/``events``/``lists``/``indexes``/``legal`` (the pages), ``assets`` (what they share),
``extras`` (what is made of the whole site besides its pages).
"""

from collections.abc import Mapping

from carnet.media.room import MediaRoom
from carnet.model import Artifact
from carnet.visible import Visible


def assemble(visible: Visible, media: MediaRoom, books: Mapping[str, bytes]) -> list[Artifact]:
    """Make the site."""
    from carnet.outputs.web.assets import assets
    from carnet.outputs.web.entries import entry_pages
    from carnet.outputs.web.extras import EXTRAS
    from carnet.outputs.web.home import home
    from carnet.outputs.web.indexes import index_pages
    from carnet.outputs.web.legal import legal_pages
    from carnet.outputs.web.lists import list_pages
    from carnet.outputs.web.map import Atlas
    from carnet.outputs.web.pictures import Pictures
    from carnet.outputs.web.site import BOOKS, site
    from carnet.templating import environment, find

    outlines = find(media.root, "web", "carte.json")
    assert outlines is not None, "carte.json is part of the package"
    pictures = Pictures(visible, media)
    whole = site(visible, environment(media.root, "web"), pictures, Atlas(outlines), books)
    told = [home(whole), *entry_pages(whole), *list_pages(whole), *index_pages(whole)]
    pages = [*told, *legal_pages(whole, told)]
    downloads = [Artifact(f"telechargements/{name}", books[name]) for name in BOOKS if name in books]
    extras = [artifact for extra in EXTRAS for artifact in extra(whole)]
    return [*pages, *assets(media.root), *extras, *pictures.artifacts, *downloads]
