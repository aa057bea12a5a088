"""``out/parite.html``: for an editor, what became of every piece of every entry, support by support.

Entries are told by their public identity, and what was left out by its reasons alone: this page stands in
``out/`` beside what is published.
"""

from collections import Counter
from pathlib import Path
from typing import Final

from carnet import wording
from carnet.model import Artifact
from carnet.parity.reckoning import NAMED, Account, Tally
from carnet.rights import ABSENT_DE
from carnet.templating import environment, fill

NAME: Final = "parite.html"
HEADS: Final = {
    "web": "Site", "epub": "EPUB", "pdf": "PDF", "imprime": "Imprimé", "kits": "Kits", "donnees": "Données",
}  # fmt: skip


def page(account: Account, root: Path) -> Artifact:
    """Return the page of a reckoning without a missing piece; ``root`` is the workspace's."""
    supports = [support for support in NAMED if support in account.tallies]
    entries = sorted({identity for tallies in account.tallies.values() for identity in tallies})
    tallies = [tally for found in account.tallies.values() for tally in found.values()]
    html = fill(
        environment(root, "web").get_template("parite.html"),
        sorties=[HEADS[support] for support in supports],
        lignes=[(entry, [_told(account.tallies[s].get(entry)) for s in supports]) for entry in entries],
        total=sum(tally.present for tally in tallies),
        remplaces=sorted(sum((tally.replaced for tally in tallies), Counter()).items()),
        tus=sorted(sum((tally.unsaid for tally in tallies), Counter()).items()),
        ecartes=[(ABSENT_DE[s], sorted(why.items())) for s, why in account.left_out.items() if why],
    )
    return Artifact(NAME, html.encode())


def _told(tally: Tally | None) -> str:
    if tally is None:
        return "—"
    replaced = sum(tally.replaced.values())
    more = f", {wording.count(replaced, 'remplacé')}" if replaced else ""
    return f"{wording.count(tally.present, 'présent')}{more}"
