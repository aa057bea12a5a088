"""The printed pages of one entry alone, for who looks at it while writing.

In: what is visible and one of its entries. Out: a PDF of the section that shows it, laid out as in the book,
its folios counted from 1. What leaves is made by ``assemble``, never by this.
"""

from dataclasses import replace

from carnet import machine
from carnet.media.room import MediaRoom
from carnet.model import Entry
from carnet.outputs.print.binding import settled
from carnet.outputs.print.composing import compose_one
from carnet.outputs.print.order import Section, flat, included
from carnet.outputs.print.setting import BookSetting
from carnet.outputs.print.styles import read_styles
from carnet.outputs.print.trim import trim
from carnet.templating import environment
from carnet.visible import Visible


def pages_of_entry(visible: Visible, media: MediaRoom, entry: Entry) -> bytes | None:
    """Return the pages of an entry, None when the book does not show it."""
    machine.require("pango")
    page = trim(visible.edition.impression.format)
    setting = BookSetting(visible, environment(media.root, "print"), media, page=page)
    section = _section(setting, entry)
    if section is None:
        return None
    book = compose_one(setting, section)
    styles = read_styles(media.root, page=page)
    shelf = {**styles.files, **setting.pictures}
    laid = settled(book, styles, shelf, drafts=visible.moment.drafts, variant=None)
    return laid.press.bind(laid.runs, laid.blank)


def _section(c: BookSetting, entry: Entry) -> Section | None:
    """Return the smallest section that shows an entry, itself or inside another's text."""
    showing = [s for s in flat(c.sections) if entry in s.entries]
    if not showing:
        hosts = [s for s in flat(c.sections) if any(entry in included(c.visible, host) for host in s.entries)]
        showing = hosts[:1]
    found = min(showing, key=lambda s: len(s.entries), default=None)
    return replace(found, inside=()) if found and found.gabarit == "evenement" else found
