"""The shortcuts through WeasyPrint: fewer steps, the same bytes (``outputs/print/quick.py``)."""

import json
import subprocess
import sys
from pathlib import Path

from carnet.outputs.print import quick

ROOT = Path(__file__).parents[1]
LAY = """
import cProfile, hashlib, json, pstats, sys
from carnet.outputs.print import fixes
from carnet.outputs.print.engine import Press
from carnet.outputs.print.styles import read_styles
from carnet.outputs.print.trim import A5
from carnet.templating import package_templates
from tests.test_print_engine import page

styles = read_styles(package_templates().parent, page=A5)
if sys.argv[1] == "thorough":
    fixes.hurry = lambda: None
press = Press(styles.sheet, styles.files)
press.lay(page("<p>Un mot.</p>"), "")
steps = cProfile.Profile()
laid = steps.runcall(press.lay, page(sys.argv[3]), sys.argv[2])
made = steps.runcall(press.bind, [laid], laid)
print(json.dumps([pstats.Stats(steps).total_calls, hashlib.sha256(made).hexdigest()]))
"""
CSS = """
.pourcent { width: 61%; margin: 2% 3%; padding-left: 4%; max-width: 90%; min-height: 5%; }
.calcul { width: calc(50% + 12pt); margin-left: min(10%, 20pt); padding: round(up, 3pt, 2pt); }
.bord { box-sizing: border-box; width: 200pt; padding: 9pt; border: 2pt solid; height: 60pt; }
.logique { margin-inline-start: 33pt; padding-block: 11pt; border-inline-end: 1pt solid; inline-size: 150pt; }
.envers { direction: rtl; margin-inline-start: 21pt; }
.souligne { text-decoration: underline dotted; } .souligne span { color: #700; }
.lettre::first-letter { font-size: 20pt; } .ligne::first-line { letter-spacing: 1pt; }
.flex { display: flex; gap: 4pt; } .flex > * { flex: 1; } .grille { display: grid; }
.deux { columns: 2; } .joint { border-collapse: collapse; border: 5pt solid; } .joint td { border: 1pt solid; }
.inegal { display: flex; } .inegal div { flex: auto; } .inegal p { width: 60%; margin-left: 10%; }
@page autre { margin: 90pt; } .autre { page: autre; }
.haut { height: 80pt; } .haut > p { height: 50%; min-height: 20pt; line-height: 1.7rlh; }
:root { --marge: 15pt; } .variable { margin: var(--marge) 0 0 var(--absente, 7pt); }
.court { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.rien { font-size: .0000001pt; } sup { letter-spacing: .3pt; }
.place { position: relative; } .place i { position: absolute; right: 5%; top: 2pt; background: #eee; border: 1pt solid; }
"""
NAMES = (
    "pourcent", "calcul", "bord", "logique", "envers", "souligne", "lettre", "ligne", "flex", "grille", "deux",
    "haut", "variable", "place",
)  # fmt: skip
WORDS = "Les médiatrices accompagnent, à <em>chaque permanence</em>, des habitantes inquiètes. " * 3
BODY = (
    "".join(
        f'<div class="{name}"><p>{WORDS}<i>Ici</i></p><p class="capitales">{WORDS}<span class="fn">Note.</span></p></div>'
        for name in NAMES
    )
    + f'<table class="joint"><tr><td>{WORDS}<td>Un<td>Deux<tr><td>Un<td>Deux<td>Trois</table>'
    + f'<div class="inegal"><div><p>{WORDS}</p></div><div><p>Mot.</p></div></div>'
    + f"<table><caption>Dit</caption><tr><th>{WORDS}<th>Un<tr><td>Deux<td>Trois</table><ul><li>{WORDS}</ul>"
    + "<p>Ame\u0301lie, x\u0302 M\u0301 m\u0303, <span class='dessin'>\U0001f600</span> <b>ﬁn</b> <sup>2</sup> \u05e9\u05dc\u05d5\u05dd"
    + " <span class='rien'>Rien.</span> <i>a</i><b>b</b></p>"
    + "<p>x\u0302\u0301\u0303 o\u0323\u0302\u0301</p>" * 3
    + f'<div class="court">{"Un mot. " * 40}</div><div class="court">{"Un mot. " * 40}</div>'
    + f"<p>{WORDS}</p>" * 40
    + f'<div class="autre"><p>{WORDS}</p><p>{WORDS}</p></div>'
)


def laid(way: str) -> tuple[int, str]:
    """Return how many steps a text took, laid out and written in a process of its own, and a digest of the file."""
    run = subprocess.run(
        [sys.executable, "-c", LAY, way, CSS, BODY], capture_output=True, text=True, cwd=ROOT, check=True
    )
    steps, digest = json.loads(run.stdout)
    return steps, digest


def test_shortcuts_change_no_byte() -> None:
    """Lengths of every kind, inherited and declared, in both directions of writing: the same file, sooner."""
    thorough, whole = laid("thorough")
    quickly, same = laid("quick")

    assert same == whole
    assert quickly < 0.93 * thorough, f"{quickly} pas au lieu de {thorough}"


def test_what_a_style_gave_does_not_follow_its_copy() -> None:
    """A copy is made to be changed: a face kept for the one is not that of the other."""

    class Style(dict[str, int]):
        """What stands for one of WeasyPrint's."""

    known = quick._kept(lambda style: style["corps"], "essai")
    one = Style(corps=9)
    assert known(one) == known(one) == 9

    other = Style(one)
    other["corps"] = 12

    assert known(other) == 12
