"""Read a finished book as a reader would: ``python tools/check_book.py out/carnet.pdf``.

In: a PDF. Out: what is wrong in it, a line each, and exit code 1; nothing when all is right. It asks poppler
for the words of the pages and pikepdf for the tree, and knows nothing of how the book was made: every name
of the index is looked for again on the pages it gives, every title of the contents and of the outline on its
page; headings follow one another, pictures have an alternative, notes a call, links say their words and lead
somewhere, no line starts with a sign that belongs to the one before.

A theme need not be named where it is: its pages are those that show an entry which has it, by the data that
travels in the file. A marked word may be filed under another: one of its words at least is on the page.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pikepdf

NUMBERS = re.compile(r" (\d+(?:[–-]\d+)?(?:, ?\d+(?:[–-]\d+)?)*)$")
SORTS = ("Personnes", "Structures", "Lieux", "Thèmes", "Mots")
DAY = re.compile(
    r"\d+(er)? (et \d+ )?"
    "(janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
)
"""How the line under an event's title begins in the contents; it gives no page."""

DATA = "carnet.json"
KIND = 3
"""How many words may say the kind of a text after its title in the contents: « Mode d’emploi »."""

BEGINNING = 40
"""How many letters of a text are enough to know it again."""

ROOT = 5
"""How many letters of a marked word: it may be filed in the singular and written in the plural."""

STRAY = tuple(":;?!»")
Word = tuple[float, float, int, str]
"""A word and where it is: its left, its right, its foot."""


def faults(path: Path) -> Iterator[str]:
    """Yield what is wrong in a book, in French."""
    words = pages_of(path)
    run = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True)
    texts = [squeezed(page) for page in run.stdout.decode().split("\f")]
    with pikepdf.open(path) as pdf:
        yield from _outline(pdf, texts)
        yield from _tree(pdf)
        yield from _links(pdf)
        themes = _themes(pdf)
        title = str(pdf.docinfo.get("/Title", ""))
        openings = dict(_openings(pdf))
    yield from _contents(words, texts, openings)
    yield from _index(words, texts, themes, title)
    yield from _lines(words)


def pages_of(path: Path) -> list[list[list[str]]]:
    """Return the lines of each page, in one or two columns; an indented line follows the one before it."""
    run = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, check=True)
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", run.stdout.decode())
    tree = ElementTree.fromstring(text)
    ns = "{http://www.w3.org/1999/xhtml}"
    return [_columns(page, ns) for page in tree.iter(f"{ns}page")]


def _columns(page: ElementTree.Element, ns: str) -> list[list[str]]:
    words = [
        (float(w.get("xMin", 0)), float(w.get("xMax", 0)), round(float(w.get("yMax", 0))), w.text or "")
        for w in page.iter(f"{ns}word")
    ]
    gutter = _gutter(words, float(page.get("width", 0)))
    if gutter is None:
        return [_joined(words)]
    return [_joined([w for w in words if w[0] < gutter]), _joined([w for w in words if w[0] >= gutter])]


def _gutter(words: list[Word], width: float) -> float | None:
    """Return where a page is parted in two columns: the middle of a strip that no word crosses."""
    free = [
        x
        for x in range(int(width * 0.35), int(width * 0.65))
        if not any(left <= x <= right for left, right, _, _ in words)
    ]
    runs = [[x for x in free if low <= x < low + 6] for low in free]
    strips = [run for run in runs if len(run) == 6]
    return strips[len(strips) // 2][3] if strips else None


def _joined(words: list[Word]) -> list[str]:
    """Return words as lines, from top to bottom."""
    rows: dict[int, list[tuple[float, str]]] = {}
    for left, _, foot, word in words:
        near = next((y for y in rows if abs(y - foot) <= 2), foot)
        rows.setdefault(near, []).append((left, word))
    return [" ".join(word for _, word in sorted(rows[y])) for y in sorted(rows)]


def flat(text: str) -> str:
    """Return words with plain spaces, apostrophes and hyphens, a word cut at a line's end made whole."""
    text = re.sub("[\u00ad\u2010] ?", "", text).replace("’", "'").replace("\u2011", "-")
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


def _outline(pdf: pikepdf.Pdf, texts: list[str]) -> Iterator[str]:
    """Follow the outline: each title is on its page."""
    folios: dict[object, int] = {page.objgen: folio for folio, page in enumerate(pdf.pages, 1)}

    def walk(items: list[pikepdf.OutlineItem]) -> Iterator[str]:
        for item in items:
            destination = item.destination
            folio = folios[destination[0].objgen] if isinstance(destination, pikepdf.Array) else 0
            if not folio or squeezed(item.title) not in texts[folio - 1]:
                yield f"p. {folio} : le signet « {item.title} » mène à une page qui ne le dit pas"
            yield from walk(item.children)

    with pdf.open_outline() as outline:
        yield from walk(outline.root)


def squeezed(text: str) -> str:
    """Return the letters of a text: spaces depend on the line, and large type overlaps the next."""
    return re.sub(r"\W", "", flat(text)).casefold()


def _openings(pdf: pikepdf.Pdf) -> Iterator[tuple[str, int]]:
    """Yield the first lines of the outline, each with its page."""
    folios: dict[object, int] = {page.objgen: folio for folio, page in enumerate(pdf.pages, 1)}
    with pdf.open_outline() as outline:
        for item in outline.root:
            assert isinstance(item.destination, pikepdf.Array)
            yield item.title, folios[item.destination[0].objgen]


def _contents(words: list[list[list[str]]], texts: list[str], openings: dict[str, int]) -> Iterator[str]:
    """Look for every title of the contents on the page it gives; what kind of text it is may follow it."""
    start = openings.get("Sommaire", 0)
    if not start:
        return
    end = min(folio for folio in openings.values() if folio > start)
    lines = [line.strip() for page in words[start - 1 : end - 1] for column in page for line in column]
    told = [found for line in lines if not DAY.match(line) and (found := re.fullmatch(r"(\d+) (.+)", line))]
    if not told:
        yield "le sommaire n’a pas pu être relu"
    for folio, title in (found.groups() for found in told):
        said = title.split()
        least = max((len(said) + 1) // 2, len(said) - KIND)
        tries = (squeezed(" ".join(said[:count])) for count in range(len(said), least - 1, -1))
        if int(folio) > len(texts) or not any(one in texts[int(folio) - 1] for one in tries):
            yield f"sommaire : « {title} » n’est pas page {folio}"


def _themes(pdf: pikepdf.Pdf) -> dict[str, list[set[str]]]:
    """Return what shows the entries of each theme, by the data in the file: a title, how a text begins."""
    found: dict[str, list[set[str]]] = {}
    if DATA not in pdf.attachments:
        return found
    for entry in json.loads(pdf.attachments[DATA].get_file().read_bytes())["entrees"]:
        signs = {squeezed(entry.get("titre", "")), squeezed(entry.get("texte", ""))[:BEGINNING]} - {""}
        for theme in entry.get("themes", ()):
            found.setdefault(theme, []).append(signs)
    return found


def _index(
    words: list[list[list[str]]], texts: list[str], themes: dict[str, list[set[str]]], title: str
) -> Iterator[str]:
    """Look for every term again on every page it gives."""
    sort, term, count = "", "", 0
    first = next(
        (n for n, page in enumerate(words) if any(line.strip() == "Index" for c in page for line in c[:2])),
        None,
    )
    if first is None:
        return
    for folio, page in enumerate(words[first:], first + 1):
        if page is not words[first] and any(
            line.strip() in ("Crédits", "Colophon") for c in page for line in c[:2]
        ):
            break
        for line in (line.strip() for column in page for line in column):
            if line in (str(folio), "Index") or (line and title.startswith(line)):
                continue  # the folio, the running head
            if line in SORTS:
                sort, term = line, ""
                continue
            goes_on = term and (term.endswith((",", "–")) or not NUMBERS.search(term))
            term = f"{term}{'' if term.endswith('–') else ' '}{line}" if goes_on else line
            found = NUMBERS.search(term)
            if sort and found and not term.endswith((",", "–")):
                count += 1
                name, folios = term[: found.start()].strip(), list(_folios(found[1]))
                wrong = _wrong(sort, name, [texts[f - 1] if f <= len(texts) else "" for f in folios], themes)
                yield from (f"index : « {name} » n’est pas page {folios[n]}" for n in wrong)
    if not count:
        yield "l’index n’a pas pu être relu"


def _folios(numbers: str) -> Iterator[int]:
    for low, high in re.findall(r"(\d+)(?:[–-](\d+))?", numbers):
        yield from range(int(low), int(high or low) + 1)


def _wrong(sort: str, name: str, pages: list[str], themes: dict[str, list[set[str]]]) -> list[int]:
    """Return which of the pages a term gives do not show it."""
    if sort == "Thèmes":
        shown = [
            [
                n
                for n, page in enumerate(pages)
                if not any(sign in page for signs in entries for sign in signs)
            ]
            for entries in themes.values()
        ]
        return min(shown, key=len, default=[])
    if sort == "Mots":
        roots = [squeezed(word)[:ROOT] for word in re.findall(r"\w{3,}", name)] or [squeezed(name)]
        return _without(roots, pages)
    last, _, rest = name.partition(", ") if sort == "Personnes" else (name, "", "")
    said = squeezed(f"{rest} {last}" if rest else name)
    return _without([said], pages)


def _without(signs: Iterable[str], pages: list[str]) -> list[int]:
    """Return which pages have none of these signs."""
    wanted = list(signs)
    return [n for n, page in enumerate(pages) if not any(sign in page for sign in wanted)]


def _tree(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Follow the structure: headings in order, an alternative for each picture, a name for each note."""
    levels = [0]
    kinds: Counter[str] = Counter()
    for element in elements(pdf.Root.StructTreeRoot.K):
        kind = str(element.S)
        kinds[kind] += 1
        if re.fullmatch(r"/H\d", kind):
            levels.append(int(kind[2]))
        if kind == "/Figure" and not str(element.get("/Alt", "")).strip():
            yield "une image n’a pas d’alternative"
        if kind == "/Note" and "/ID" not in element:
            yield "une note n’a pas d’identifiant"
    if (kinds["/Note"] > 0) != (kinds["/Reference"] > 0) or kinds["/Reference"] > kinds["/Note"]:
        yield f"{kinds['/Reference']} appels de note pour {kinds['/Note']} notes"
    yield from (
        f"un titre de niveau {b} suit un titre de niveau {a}" for a, b in pairwise(levels) if b > a + 1
    )


def elements(node: object) -> Iterator[pikepdf.Dictionary]:
    """Yield the elements of a structure, in reading order."""
    ahead = [node]
    while ahead:
        here = ahead.pop()
        if isinstance(here, pikepdf.Array):
            ahead += reversed(list(here))
        elif isinstance(here, pikepdf.Dictionary) and "/S" in here:
            yield here
            if "/K" in here:
                ahead.append(here.K)


def _links(pdf: pikepdf.Pdf) -> Iterator[str]:
    listed = pdf.Root.Names.Dests.Names
    names = {str(listed[i]) for i in range(0, len(listed), 2)}
    for folio, page in enumerate(pdf.pages, 1):
        for mark in page.obj.get("/Annots", []):
            if not str(mark.get("/Contents", "")).strip():
                yield f"p. {folio} : un lien ne dit rien"
            if "/Dest" in mark and str(mark.Dest) not in names:
                yield f"p. {folio} : un lien ne mène nulle part"


def _lines(words: list[list[list[str]]]) -> Iterator[str]:
    for folio, page in enumerate(words, 1):
        for line in (line for column in page for line in column):
            if line.startswith(STRAY):
                yield f"p. {folio} : une ligne commence par « {line[:20]} »"


def main() -> int:
    """Say what is wrong in the books named on the command line."""
    found = [f"{name} {fault}" for name in sys.argv[1:] for fault in faults(Path(name))]
    print("\n".join(found) or "rien à redire")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
