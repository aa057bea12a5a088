"""Each entry as a page that stands alone: HTML to read, DOCX and ODT to work on.

In: the entries of a kit. Out: their files, by path in ``textes/``. The inside of an entry is the one of every
output; pictures and sounds are those of the kit, beside.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from markupsafe import Markup

from carnet.credits import credit_of
from carnet.kinds import FichePhoto
from carnet.model import Entry
from carnet.outputs.setting import Setting
from carnet.outputs.web.site import as_html
from carnet.templating import fill
from carnet.text.office import Page, written
from carnet.text.render import Target


@dataclass
class KitSetting(Setting):
    """What a page of a kit calls. ``shown`` keeps the photos of the page being set."""

    target: ClassVar[Target] = "web"
    shown: list[Entry] = field(default_factory=list)

    def href(self, entry: Entry, anchor: str = "") -> str | None:
        """Return nothing: a page of a kit stands alone, another entry is named by its title."""
        return None

    def picture(self, photo: Entry, place: str = "texte") -> Markup:
        """Return the photo in its middle size."""
        assert isinstance(photo.fiche, FichePhoto)
        self.shown.append(photo)
        return Markup('<img src="{}" alt="{}"/>').format(photo_address(self, photo), photo.fiche.alt or "")

    def player(self, son: Entry) -> Markup:
        """Return a link to the sound."""
        return Markup('<p class="ecouter"><a href="../sons/{}.mp3">Écouter le son</a></p>').format(
            self.visible.stem(son)
        )


def photo_address(c: KitSetting, photo: Entry) -> str:
    """Return the address of a photo, from a page of ``textes/``."""
    return f"../photos/{c.visible.stem(photo)}-moyenne.jpg"


def pages(
    c: KitSetting, entries: Iterable[Entry], photos: Mapping[str, bytes]
) -> Iterator[tuple[str, bytes, Entry]]:
    """Yield the pages of these entries: name, bytes, entry; ``photos`` has the small size of each, by id."""
    template = c.env.get_template("document.html")
    asked: dict[str, tuple[Page, Entry]] = {}
    for entry in entries:
        c.shown.clear()
        credit = credit_of(c.visible, entry)
        html = as_html(fill(template, c=c, e=entry, credit=credit, edition=c.visible.edition))
        stem = c.visible.stem(entry)
        name = stem if stem.startswith(entry.type) else f"{entry.type}-{stem}"
        images = {photo_address(c, photo): photos[photo.id] for photo in c.shown if photo.id in photos}
        asked[name] = Page(name, html, images), entry
        yield f"{name}.html", html.encode(), entry
    office = written((page for page, _ in asked.values()), c.visible.moment.date, c.media.cache)
    for name, (_, entry) in asked.items():
        yield f"{name}.docx", office[name].docx, entry
        yield f"{name}.odt", office[name].odt, entry
