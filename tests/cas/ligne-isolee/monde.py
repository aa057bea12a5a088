"""Set a récit of many paragraphs of three lines, which a style lets split anywhere."""

from pathlib import Path

HEAD = "---\ntype: recit\ntitre: La halle\nresume: Une matinée.\nstatut: publie\n---\n\n"
SECTION = """\
<section style="break-before: page; orphans: 1; widows: 1"><h2 id="{{ s.id }}">{{ s.titre }}</h2>
{{ c.entree(s.entry, s.niveau) }}</section>
"""


def lay(root: Path) -> None:
    """Lay the récit and the template."""
    paragraph = "Première ligne.\\\nDeuxième ligne.\\\nTroisième ligne.\n\n"
    (root / "entries/nec-essai/recit.md").write_text(HEAD + paragraph * 36, "utf-8")
    place = root / "templates/print/sections/entree.html"
    place.parent.mkdir(parents=True)
    place.write_text(SECTION, "utf-8")
