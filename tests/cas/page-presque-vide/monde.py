"""Set a récit alone on its page, without its title."""

from pathlib import Path

SECTION = '<section style="break-before: page"><p id="{{ s.id }}">{{ s.titre }}</p></section>\n'


def lay(root: Path) -> None:
    """Lay the template."""
    place = root / "templates/print/sections/entree.html"
    place.parent.mkdir(parents=True)
    place.write_text(SECTION, "utf-8")
