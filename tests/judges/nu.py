"""The Nu validator: is every page of a site valid HTML."""

import json
import subprocess
from pathlib import Path

from tests.judges import JAVA_OPTIONS, NODE_MODULES, Remark, installed, java


def check(folder: Path) -> list[Remark]:
    """Return Nu's errors and warnings on every page of a folder, having made sure it read them all."""
    jar = installed(NODE_MODULES / "vnu-jar/build/dist/vnu.jar", "Nu")
    run = subprocess.run(
        # Without the 8 MB stack of JAVA_OPTIONS it dies on long pages; --verbose names what it reads.
        [java(), *JAVA_OPTIONS, "-jar", str(jar), "--format", "json", "--stdout", "--verbose",
         "--skip-non-html", str(folder)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    pages = sum(1 for _ in folder.rglob("*.html"))
    read = sum(line.endswith(".html") for line in run.stderr.splitlines())
    if not pages or read != pages:
        raise RuntimeError(f"Nu read {read} of {pages} pages:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
    return [
        Remark(
            "html",
            message.get("subType") or message["type"],
            f"{message['url'].partition(folder.name)[2]}:{message.get('lastLine', 0)}",
            message["message"],
        )
        for message in json.loads(run.stdout)["messages"]
        if not message["message"].startswith("File was not checked")  # a photo or a sound, as asked
    ]
