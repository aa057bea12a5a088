"""Compare the EPUB's page list with the printed book, page by page.

Usage: ``python tools/pages_kept.py OUT [-v]``. It shares nothing with the program: the PDF is read with
poppler's pdftotext, the EPUB as zipped XML. Every page of ``OUT/carnet.pdf`` that carries text must be in
the page list of ``OUT/carnet.epub``, in order, once, and lead to a marker in a document. What follows the
marker is then looked for in the page (letters and figures only): a page starts *at the word* when it begins
by it, heads and the rest of a word cut over two pages put aside; *near* when either has something first that
the other has not there (an event's number, who signs, a title within a link), or has the same words in
another order; *elsewhere* when it is not found.
Exit code 1 when a page is missing, doubled, out of order or elsewhere.
"""

import posixpath
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path

from lxml import etree

XHTML = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"
FOLLOWING = 24
"""How many letters after a marker must be those of the page."""

SOME = 16
"""How many are enough to find one in the other."""

START = 10
"""How many say that two lines are the same, one being longer."""

NEAR = 1200
"""How many letters of its own the EPUB may have between a marker and what the page starts with; in the
contents there is no limit, since no marker may stand among their lines."""

VERDICTS = ("au mot", "près", "ailleurs")


def letters(text: str) -> str:
    """Return the letters and figures of a text, as they are compared."""
    text = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    text = "".join(char for char in text if not unicodedata.combining(char)).casefold()
    return "".join(re.findall(r"[^\W_]+", text))


def printed_pages(pdf: Path, *order: str) -> list[str]:
    """Return the text of each page, words cut at line ends made whole, as drawn (``-raw``) or as seen."""
    done = subprocess.run(["pdftotext", *order, str(pdf), "-"], capture_output=True, text=True, check=True)
    return [re.sub("[\u00ad\u2010]\\s*\n", "", page) for page in done.stdout.split("\f")[:-1]]


def page_list(book: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Return the labels and targets of the page list."""
    nav = next(name for name in book.namelist() if name.endswith("sommaire.xhtml"))
    tree = etree.fromstring(book.read(nav))
    lists = [n for n in tree.iter(f"{XHTML}nav") if n.get(TYPE) == "page-list"]
    base = posixpath.dirname(nav)
    return [("".join(a.itertext()), f"{base}/{a.get('href')}") for n in lists for a in n.iter(f"{XHTML}a")]


def after(book: zipfile.ZipFile, spine: list[str], target: str) -> str | None:
    """Return the letters that follow a marker, in the next documents too; None when there is no marker."""
    name, _, anchor = target.partition("#")
    tree = etree.fromstring(book.read(name))
    found = tree.xpath("//*[@id=$id]", id=anchor)
    if not found or found[0].get("role") != "doc-pagebreak":
        return None
    text = "".join(found[0].xpath("following::text()[not(ancestor::*[@role='doc-noteref'])]"))
    for following in spine[spine.index(name) + 1 :]:
        if len(letters(text)) >= NEAR * 2:
            break
        body = etree.fromstring(book.read(following)).find(f"{XHTML}body")
        text += "".join(body.itertext())
    return letters(text)


def spine_of(book: zipfile.ZipFile) -> list[str]:
    """Return the documents in reading order."""
    opf = next(name for name in book.namelist() if name.endswith(".opf"))
    tree = etree.fromstring(book.read(opf))
    ns = "{http://www.idpf.org/2007/opf}"
    hrefs = {item.get("id"): item.get("href") for item in tree.iter(f"{ns}item")}
    return [f"{posixpath.dirname(opf)}/{hrefs[ref.get('idref')]}" for ref in tree.iter(f"{ns}itemref")]


def main(out: Path, *, verbose: bool) -> int:
    """Print what is wrong and the counts; return the exit code."""
    pages, looked_at = printed_pages(out / "carnet.pdf", "-raw"), printed_pages(out / "carnet.pdf")
    with zipfile.ZipFile(out / "carnet.epub") as book:
        listed = page_list(book)
        spine = spine_of(book)
        follows = {label: after(book, spine, target) for label, target in listed}
    targets = dict(listed)
    labels = [label for label, _ in listed]
    ordered = labels == sorted(dict.fromkeys(labels), key=int)
    wanted = [str(number) for number, text in enumerate(pages, start=1) if letters(text)]
    missing = [label for label in wanted if label not in labels]
    count: Counter[str] = Counter()
    for label in wanted:
        if label in missing:
            continue
        seen = looked_at[int(label) - 1]
        orders = (pages[int(label) - 1], *(seen.split("\n\n", heads)[-1] for heads in range(3)))
        near = 10**6 if "sommaire" in targets[label] else NEAR
        verdicts = [judged(follows[label], order, near) for order in orders if letters(order)]
        verdict, how = min(verdicts, key=lambda found: VERDICTS.index(found[0]))
        count[verdict] += 1
        if verdict == "ailleurs" or (verbose and verdict != "au mot"):
            print(f"page {label} : {verdict}, {how}")
    if missing or not ordered:
        print(f"pages absentes : {', '.join(missing) or 'aucune'} ; ordre {'juste' if ordered else 'faux'}")
    told = ", ".join(f"{count[name]} {name}" for name in VERDICTS)
    print(f"{len(wanted)} pages portent du texte, {len(wanted) - len(missing)} sont dans la liste : {told}")
    return 1 if missing or not ordered or count["ailleurs"] else 0


def judged(follows: str | None, page: str, near: int) -> tuple[str, str]:
    """Return where a marker stands with regard to its page, and what was compared."""
    if follows is None:
        return "ailleurs", "le lien ne mène pas à un repère"
    said = letters(page)
    rest = letters(re.split(r"\s", page.strip(), maxsplit=1)[-1])  # the first word may be the end of one
    for start in (said, rest, bare(said), bare(rest)):
        if start.startswith((follows[:FOLLOWING], bare(follows)[:FOLLOWING])):
            return "au mot", ""
    some = SOME if near == NEAR else START
    late, early = bare(said).find(bare(follows)[:SOME]), bare(follows).find(bare(said)[:some])
    if late >= 0:
        return "près", f"« {bare(said)[:late][:80]} » vient avant « {follows[:FOLLOWING]} »"
    if 0 <= early < near:
        return "près", f"« {bare(follows)[:early][:80]} » vient avant « {said[:FOLLOWING]} »"
    if bare(said)[:START] == bare(follows)[:START]:
        return "près", f"« {said[:FOLLOWING]} » et « {follows[:FOLLOWING]} » commencent de même"
    if mixed(page, follows):
        return "près", f"les mêmes mots dans un autre ordre : « {said[:40]} », « {follows[:40]} »"
    return "ailleurs", f"« {follows[:FOLLOWING]} » n’est pas dans « {said[:60]}… »"


def mixed(page: str, follows: str) -> bool:
    """Whether the first words of a page are nearly all among those that follow a marker, in another order."""
    first = [bare(letters(word)) for word in page.split()[:16]]
    first = [word for word in first if len(word) > 3][:6]
    return sum(word in bare(follows)[:NEAR] for word in first) * 3 >= len(first) * 2 > 0


def bare(text: str) -> str:
    """Return letters without figures: page numbers stand among the words of a contents or an index."""
    return re.sub(r"\d", "", text)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), verbose="-v" in sys.argv))
