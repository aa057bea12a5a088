"""Import real texts on trial and add up what came in, went out and was left: the figures of an acceptance.

``python tools/count_imports.py --images DIR FILE…`` writes nothing; a file that is not whole is named.
"""

import argparse
import tempfile
from collections import Counter
from pathlib import Path

from carnet.diagnostics import Report
from carnet.importing.bringing import Options, import_all, place_for
from carnet.importing.values import Brought
from carnet.sources import read_workspace

YAML = "titre: Un\nannee: 2026\ndescription: Un.\nlicence: etalab-2.0\ncontributeurs:\n  duo:\n    nom: Duo\n"
EVENT = "---\ntitre: Un\ndebut: 2026-01-01\nlieu:\n  commune: Un\nporteur: Un\nthematiques: []\n---\n"


def main() -> int:
    """Print one line for each thing counted, over all files."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--images", type=Path, default=None)
    asked.add_argument("files", nargs="+", type=Path)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="carnet-compte-") as folder:
        root = Path(folder)
        (root / "entries/un").mkdir(parents=True)
        (root / "carnet.yaml").write_text(YAML, "utf-8")
        (root / "entries/un/evenement.md").write_text(EVENT, "utf-8")
        options = Options(evenement="un", images=given.images)
        place = place_for(read_workspace(root, Report()), options)
        brought, refused = import_all(root, given.files, place, options, dry=True)
    for thing, (came, went, left) in _summed(brought).items():
        print(f"{thing:14} entrés {came:7}  sortis {went:7}  laissés {left:5}")
    unwhole = [one.name for one in brought if not one.account.whole]
    print(f"{len(brought)} fichiers, {len(brought) - len(unwhole)} entiers, {len(refused)} refusés")
    for name in [*unwhole, *(f"{r.name} : {r.cause}" for r in refused)]:
        print(f"  {name}")
    return 1 if unwhole or refused else 0


def _summed(brought: list[Brought]) -> dict[str, tuple[int, int, int]]:
    came, went, left = Counter[str](), Counter[str](), Counter[str]()
    for one in brought:
        for thing, counts in one.account.counts.items():
            for total, number in zip((came, went, left), counts, strict=True):
                total[thing] += number
    return {thing: (came[thing], went[thing], left[thing]) for thing in came | went}


if __name__ == "__main__":
    raise SystemExit(main())
