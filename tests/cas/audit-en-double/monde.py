"""A whole grid: 106 criteria, too long to be read in a case."""

from pathlib import Path

from carnet.rgaa import criteres


def lay(root: Path) -> None:
    """Judge everything, and write a rate beside it."""
    judged = "".join(f'  "{number}": conforme\n' for number in criteres())
    (root / "audit-rgaa.yml").write_text(f"date: 2026-10-01\nauditeur: Cabinet\ncriteres:\n{judged}", "utf-8")
    edition = root / "carnet.yaml"
    said = "accessibilite:\n  audit:\n    date: 2026-10-01\n    taux: 82\n    auditeur: Cabinet\n"
    edition.write_text(edition.read_text("utf-8") + said, "utf-8")
