"""What stands at the address of a page that a withdrawal took away: a sentence, and nothing of the person.

In: the site. Out: one small page per entry left out for a withdrawal, at the address it had, so that a link
kept somewhere still answers. No page, list, index or feed leads there. Where the address itself names the
person, there is no page: ``404.html`` answers, which says the same.
"""

from collections.abc import Iterator

from carnet.hidden import hidden_persons
from carnet.model import Artifact, Entry
from carnet.outputs.web.addresses import file_of, folder_of, way_up
from carnet.outputs.web.site import Site, as_html
from carnet.spelling import folded


def tombstones(site: Site) -> Iterator[Artifact]:
    """Make them."""
    from carnet.templating import fill

    template = site.env.get_template("retire.html")
    taken = set(site.addresses.pages.values())
    hidden = hidden_persons(site.visible.carnet)
    names = {form for person in hidden for form in (*person.forms, *map(folded, person.lone))}
    for entry in _withdrawn(site):
        address = f"{folder_of(site.visible, entry)}/"
        if address in taken or any(form in folded(address) for form in names):
            continue
        file = file_of(address)
        yield Artifact(file, as_html(fill(template, site=site, root=way_up(file))).encode())


def _withdrawn(site: Site) -> Iterator[Entry]:
    """Yield what a withdrawal left out of an event that is still there, by id."""
    visible = site.visible
    for left in sorted(visible.left_out, key=lambda left: left.entry):
        entry = visible.carnet[left.entry]
        if left.rule == "accord-retire" and (entry.evenement is None or entry.evenement in visible.entries):
            yield entry
