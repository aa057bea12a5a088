"""The vocabulary of schema.org: is every thing of a site's linked data of a type it knows, with its properties.

``schema-dts`` writes the vocabulary as TypeScript types; the TypeScript compiler says what does not fit.
"""

import json
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from carnet import machine
from tests.judges import NODE_MODULES, Remark, installed

OPTIONS = "--noEmit --strict --skipLibCheck --module esnext --moduleResolution bundler --pretty false"
ERROR = re.compile(r"things\.ts\((\d+),\d+\): error (TS\d+): (.*)")


def check(things: Iterable[tuple[str, dict[str, Any]]]) -> list[Remark]:
    """Return what the vocabulary does not know of these things, each given with its place."""
    compiler = installed(NODE_MODULES / "typescript/bin/tsc", "schema.org")
    installed(NODE_MODULES / "schema-dts/package.json", "schema.org")
    found = list(things)
    if not found:
        raise RuntimeError("schema.org was given nothing to judge")
    lines = ["import type { Thing } from 'schema-dts';"]
    lines += [
        f"export const t{n}: Thing = {json.dumps(thing, ensure_ascii=False)};"
        for n, (_, thing) in enumerate(found)
    ]
    with tempfile.TemporaryDirectory(prefix="carnet-schema-") as folder:
        (Path(folder) / "node_modules").symlink_to(NODE_MODULES.resolve())
        (Path(folder) / "things.ts").write_text("\n".join(lines), "utf-8")
        run = subprocess.run(
            [machine.require("node"), str(compiler), *OPTIONS.split(), "things.ts"],
            cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
    faults = ERROR.findall(run.stdout)
    if run.returncode and not faults:
        raise RuntimeError(f"schema.org did not judge:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
    return [Remark(code, "erreur", found[int(line) - 2][0], message) for line, code, message in faults]


def things_of(site: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every thing that the pages of a site say of themselves, with its page."""
    for page in sorted(site.rglob("*.html")):
        for text in re.findall(
            r'<script type="application/ld\+json">(.*?)</script>', page.read_text("utf-8")
        ):
            document = json.loads(text)
            for thing in document.get("@graph", [document]):
                yield (
                    page.relative_to(site).as_posix(),
                    {key: value for key, value in thing.items() if key != "@context"},
                )
