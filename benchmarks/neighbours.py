"""The same content through carnet and its neighbours: ``python benchmarks/neighbours.py DIR --bin FOLDER…``.

In: a carnet that ``generate.py`` laid, folders where neighbours' programs are. Out: a Markdown table, one
line a program and a task: the clock, the processor (children included), the largest process, with the version
of each program and the load of the machine. Neighbours get the same bodies and titles as plain Markdown, one
page each, under their own default theme; a program that is not there is said to be absent.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

REFERENCE = re.compile(r"!?\[\[([^\]|]*)(?:\|([^\]]*))?\]\]")


@dataclass(frozen=True)
class Page:
    """One entry as any program takes it."""

    name: str
    title: str
    body: str


@dataclass(frozen=True)
class Task:
    """One thing to make: who makes it, what it is, the command, how its version is asked, where it runs."""

    program: str
    what: str
    command: list[str]
    version: list[str]
    folder: Path


def pages(root: Path) -> list[Page]:
    """Return the entries of a generated carnet."""
    found = []
    for path in sorted([*(root / "entries").rglob("*.md"), *(root / "portraits").glob("*.md")]):
        front, _, body = path.read_text("utf-8").removeprefix("---\n").partition("\n---\n")
        title = re.search(r"^(?:titre|nom): (.+)$", front, re.M)
        text = REFERENCE.sub(lambda m: m[2] or m[1], body).strip()
        name = path.relative_to(root).with_suffix("").as_posix().replace("/", "-")
        found.append(Page(name, title[1] if title else name, text))
    return found


def put(path: Path, text: str) -> None:
    """Write a file and its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def pelican(told: list[Page], here: Path) -> list[Task]:
    """Lay a Pelican site."""
    for page in told:
        put(
            here / f"content/{page.name}.md",
            f"Title: {page.title}\nSlug: {page.name}\nDate: 2026-01-01\n\n{page.body}\n",
        )
    put(here / "pelicanconf.py", "SITENAME='Banc'\nPATH='content'\nTIMEZONE='UTC'\nDEFAULT_LANG='fr'\n")
    return [Task("Pelican", "site", ["pelican", "content", "-q"], ["pelican", "--version"], here)]


def mkdocs(told: list[Page], here: Path) -> list[Task]:
    """Lay a MkDocs site."""
    for page in told:
        put(here / f"docs/{page.name}.md", f"# {page.title}\n\n{page.body}\n")
    put(here / "docs/index.md", "# Banc\n")
    put(here / "mkdocs.yml", "site_name: Banc\n")
    return [Task("MkDocs", "site", ["mkdocs", "build", "-q"], ["mkdocs", "--version"], here)]


def sphinx(told: list[Page], here: Path) -> list[Task]:
    """Lay a Sphinx project read by MyST, made as a site and as an EPUB."""
    for page in told:
        put(here / f"{page.name}.md", f"# {page.title}\n\n{page.body}\n")
    put(here / "conf.py", "project='Banc'\nextensions=['myst_parser']\nlanguage='fr'\n")
    put(here / "index.md", "# Banc\n\n```{toctree}\n:glob:\n*\n```\n")
    version = ["sphinx-build", "--version"]
    return [
        Task("Sphinx", "site", ["sphinx-build", "-q", "-b", "html", ".", "html"], version, here),
        Task("Sphinx", "EPUB", ["sphinx-build", "-q", "-b", "epub", ".", "epub"], version, here),
    ]


def eleventy(told: list[Page], here: Path) -> list[Task]:
    """Lay an Eleventy site."""
    for page in told:
        put(here / f"{page.name}.md", f"# {page.title}\n\n{page.body}\n")
    return [Task("Eleventy", "site", ["eleventy", "--quiet"], ["eleventy", "--version"], here)]


def hugo(told: list[Page], here: Path) -> list[Task]:
    """Lay a Hugo site with the smallest templates that show a page and a list."""
    for page in told:
        put(here / f"content/{page.name}.md", f'---\ntitle: "{page.title}"\n---\n\n{page.body}\n')
    put(here / "config.toml", 'baseURL="https://example.org/"\ntitle="Banc"\n')
    put(here / "layouts/_default/single.html", "<h1>{{ .Title }}</h1>{{ .Content }}")
    put(
        here / "layouts/_default/list.html",
        "{{ range .Pages }}<a href='{{ .Permalink }}'>{{ .Title }}</a>{{ end }}",
    )
    return [Task("Hugo", "site", ["hugo", "--quiet"], ["hugo", "version"], here)]


def pandoc(told: list[Page], here: Path) -> list[Task]:
    """Lay one Markdown book, made as an EPUB, and as a PDF through WeasyPrint."""
    put(here / "livre.md", "\n\n".join(f"# {page.title}\n\n{page.body}" for page in told))
    epub = ["pandoc", "livre.md", "-o", "livre.epub", "--metadata", "title=Banc"]
    pdf = [
        "pandoc",
        "livre.md",
        "-o",
        "livre.pdf",
        "--toc",
        "--pdf-engine=weasyprint",
        "--metadata",
        "title=Banc",
    ]
    version = ["pandoc", "--version"]
    return [
        Task("pandoc", "EPUB", epub, version, here),
        Task("pandoc + WeasyPrint", "PDF", pdf, version, here),
    ]


NEIGHBOURS: list[Callable[[list[Page], Path], list[Task]]] = [hugo, mkdocs, pelican, eleventy, sphinx, pandoc]


def carnet(root: Path, targets: tuple[str, ...]) -> Iterator[tuple[str, Task]]:
    """Yield what is asked of carnet, cold, after one word, and with nothing changed."""
    version = [sys.executable, str(ROOT / "build.py"), "--version"]
    entry = sorted((root / "entries").rglob("recit-*.md"))[3]
    for target in targets:
        shutil.rmtree(root / ".cache", ignore_errors=True)
        shutil.rmtree(root / "out", ignore_errors=True)
        command = [sys.executable, str(ROOT / "build.py"), "-C", str(root), "construire", *target.split()]
        what = target.replace("web", "site").replace("epub", "EPUB").replace("pdf", "PDF").replace(" ", " + ")
        yield what, Task("carnet", what, command, version, root)
        with entry.open("a", encoding="utf-8") as file:
            file.write("\nUn mot de plus.\n")
        yield what, Task("carnet", f"{what}, un mot changé", command, version, root)
        yield what, Task("carnet", f"{what}, rien de changé", command, version, root)


def measured(task: Task, path: str) -> str:
    """Run a task and return its line of the table."""
    name = shutil.which(task.command[0], path=path) or task.command[0]
    if shutil.which(name) is None:
        return f"| {task.program} | {task.what} | absent | | | |"
    environment = {**os.environ, "PATH": path, "SOURCE_DATE_EPOCH": "1790000000"}
    asked = subprocess.run(task.version, env=environment, capture_output=True, text=True, check=False)
    version = re.search(r"\d+(\.\d+)+", asked.stdout + asked.stderr)
    began = time.monotonic()
    process = subprocess.Popen(
        [name, *task.command[1:]],
        cwd=task.folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        return (
            f"| {task.program} {version[0] if version else ''} | {task.what} | échec : {said[-80:]!r} | | | |"
        )
    clock, spent = time.monotonic() - began, used.ru_utime + used.ru_stime
    memory = used.ru_maxrss / 1024
    load = os.getloadavg()[0]
    who = f"{task.program} {version[0] if version else ''}".strip()
    return f"| {who} | {task.what} | {clock:.1f} s | {spent:.1f} s | {memory:.0f} Mo | {load:.1f} |"


def main() -> None:
    """Read the command line, measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("root", type=Path)
    parser.add_argument(
        "--bin", type=Path, action="append", default=[], help="where neighbours' programs are"
    )
    parser.add_argument(
        "--targets", nargs="*", default=["web", "epub", "pdf"], help="what carnet makes, each alone"
    )
    parser.add_argument("--without", nargs="*", default=[], help="neighbours to leave out")
    asked = parser.parse_args()
    import pypandoc

    folders = [
        *map(str, asked.bin),
        str(Path(sys.executable).parent),
        str(Path(pypandoc.get_pandoc_path()).parent),
    ]
    path = os.pathsep.join([*folders, os.environ["PATH"]])
    print("| programme | tâche | horloge | processeur | mémoire | charge |\n|---|---|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "carnet"
        shutil.copytree(asked.root, root, ignore=shutil.ignore_patterns("out*", ".cache"))
        for _, task in carnet(root, tuple(asked.targets)):
            print(measured(task, path), flush=True)
        told = pages(root)
        for lay in NEIGHBOURS:
            if lay.__name__ in asked.without:
                continue
            here = Path(name) / lay.__name__
            for task in lay(told, here):
                print(measured(task, path), flush=True)


if __name__ == "__main__":
    main()
