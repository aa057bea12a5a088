"""``carnet.yaml`` as a kit gives it: the edition, its plan without what may not leave, no printer's file."""

from carnet.editing.written import group
from carnet.frontmatter import Value
from carnet.linking import Directory
from carnet.visible import Visible

NAMING = ("texte", "evenement", "entree")
FILES = ("profil",)


def edition_file(visible: Visible) -> str:
    """Return the text of the file."""
    values = dict(visible.carnet.front.tree)
    if isinstance(values.get("plan"), list):
        values["plan"] = _steps(values["plan"], visible, Directory(visible.carnet.entries))
    impression = values.get("impression")
    if isinstance(impression, dict):
        values["impression"] = {key: value for key, value in impression.items() if key not in FILES}
    return (
        "\n".join(group({key: value for key, value in values.items() if value not in (None, [], {})}, 0))
        + "\n"
    )


def _steps(steps: Value, visible: Visible, directory: Directory) -> list[Value]:
    """Return the steps of a plan whose entry may leave; a part left empty is gone."""
    kept: list[Value] = []
    for step in steps if isinstance(steps, list) else ():
        if not isinstance(step, dict):
            kept.append(step)
            continue
        named = [value for key, value in step.items() if key in NAMING and isinstance(value, str)]
        found = [directory.find(name, None) for name in named]
        if any(len(ids) != 1 or ids[0] not in visible.entries for ids in found):
            continue
        inside = _steps(step.get("contenu"), visible, directory)
        if inside or "partie" not in step:
            kept.append({**step, "contenu": inside} if "contenu" in step else step)
    return kept
