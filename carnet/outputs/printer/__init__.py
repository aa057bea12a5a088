"""What goes to the printer: the inside of the book, its cover laid flat, and the flatplan that shows it all.

In: what may be printed, and the media. Out: three artifacts, the figures of what was checked in each, and
what is to be seen again before they are sent. The pages are those of ``outputs.print``, on paper.
"""

from pathlib import Path
from typing import Final

from carnet.edition import Edition
from carnet.media.room import MediaRoom
from carnet.model import Artifact, Finding
from carnet.outputs.print.legal import missing
from carnet.outputs.print.styles import read_styles
from carnet.outputs.printer.controls import controls
from carnet.outputs.printer.cover import USUAL_BULK, USUAL_WEIGHT, cover
from carnet.outputs.printer.flatplan import flatplan
from carnet.outputs.printer.inks import Inks
from carnet.outputs.printer.interior import PrintedSetting, interior
from carnet.templating import environment, find
from carnet.visible import Visible

PROFILE: Final = "profils/ISOcoated_v2_300_bas.icc"


def assemble(visible: Visible, media: MediaRoom) -> list[Artifact]:
    """Return the printer's files of a visible carnet."""
    edition = visible.edition
    inks = Inks(profile_of(edition, media.root))
    book = interior(visible, media, inks)
    inside = controls(book.content)
    setting = PrintedSetting(visible, environment(media.root, "print"), media)
    outside = cover(
        setting, inside.format_fini, book.pages, read_styles(media.root, ("polices", "couverture")), inks
    )
    findings = (*book.findings, *told(edition))
    plan = flatplan(setting, book, findings, inside.format_fini)
    return [
        Artifact("carnet-imprimeur.pdf", book.content, inside.as_json(), findings),
        Artifact("carnet-couverture.pdf", outside, controls(outside).as_json()),
        Artifact("chemin-de-fer.pdf", plan),
    ]


def profile_of(edition: Edition, root: Path) -> bytes:
    """Return the ICC profile of an edition: its own, already checked (``faulty_profile``), or FOGRA39."""
    if edition.impression.profil:
        return (root / edition.impression.profil).read_bytes()
    path = find(root, "print", PROFILE)
    assert path is not None, "the package has it"
    return path.read_bytes()


def told(edition: Edition) -> list[Finding]:
    """Return what ``carnet.yaml`` does not say and the printer must know."""
    found = [
        Finding("mention-imprimee-absente", "", key, {"mention": words, "cle": ".".join(key)})
        for key, words in missing(edition)
    ]
    paper = edition.impression
    if paper.grammage is None or paper.main is None:
        weight = f"{paper.grammage or USUAL_WEIGHT:g}"
        bulk = f"{paper.main or USUAL_BULK:g}".replace(".", ",")
        found.append(Finding("papier-inconnu", "", ("impression",), {"grammage": weight, "main": bulk}))
    return found
