"""Count the words of every published body that are found again in the site, the PDF and the EPUB.

Usage: ``python tools/words_kept.py WORKSPACE OUT``. It shares nothing with the program: sources are read
with regular expressions, the PDF with poppler's pdftotext, the EPUB and the site as zipped or plain XML.
Every word is looked for (letters only, so that typography, hyphenation and case do not count), and so is
every run of four words, to catch words that are there but elsewhere. Exit code 1 when a word is missing.
"""

import html
import itertools
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

RUN = 4


def letters(text: str) -> list[str]:
    """Return the words of a text as they are compared: no accent form, no case, no mark, no figure."""
    text = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae"))
    text = "".join(char for char in text if not unicodedata.combining(char) and char != "\u00ad").casefold()
    return re.findall(r"[^\W\d_]+", text)


def bodies(workspace: Path) -> Iterator[tuple[str, str]]:
    """Yield each published entry's path and Markdown, without its front matter."""
    for folder in ("entries", "portraits"):
        for path in sorted((workspace / folder).rglob("*.md")):
            match = re.match(
                r"\ufeff?---\s*\n(.*?)\n---[ \t]*(?:\n|$)(.*)", path.read_text("utf-8"), re.DOTALL
            )
            if match and re.search(r"^statut: *publie\b", match[1], re.MULTILINE):
                yield path.relative_to(workspace).as_posix(), match[2]


def phrases(markdown: str) -> Iterator[list[str]]:
    """Yield the pieces of text a reader must find: markup gone, cut where markup may move or add words."""
    text = re.sub(r"^\[[^\]^]+\]: *\S+.*$", "", markdown, flags=re.MULTILINE)  # link definitions
    text = re.sub(r"!?\[\[([^\]|]*\|)?([^\]]*)\]\]", lambda m: f"\n{m[2] if m[1] else ''}\n", text)
    text = re.sub(r"<(script|style)\b.*?</\1>", "\n", text, flags=re.DOTALL | re.IGNORECASE)
    text = re.sub(r"<(https?:|mailto:)[^>]*>", "\n", text)
    text = re.sub(r"<!--.*?-->", "\n", text, flags=re.DOTALL)
    text = re.sub(r"</?[a-zA-Z][^>]*>", "\n", text)
    text = re.sub(r"\]\(\s*<?[^()\s]*(?:\([^()]*\)[^()\s]*)*>?(?:\s+\"[^\"]*\"|\s+'[^']*')?\s*\)", "]", text)
    text = re.sub(r"\]\[[^\]]*\]", "]", text)
    text = re.sub(r"\[\^[^\]]+\]:?|\[-?@[^\]]*\]", "\n", text)
    text = re.sub(r"\{[^}\n]*\}", " ", text)
    text = re.sub(r"https?://\S+|\S+@\S+", "\n", text)
    text = re.sub(r"^:::.*$", "", text, flags=re.MULTILINE)
    for piece in re.split(r"\n|\||[\[\]]", html.unescape(text)):
        words = letters(re.sub(r"[*_`~]+", "", piece))
        if words:
            yield words


def site_text(out: Path) -> str:
    """Return the text of every page of the site."""
    return " ".join(_strip(path.read_text("utf-8")) for path in sorted((out / "site").rglob("*.html")))


def epub_text(out: Path) -> str:
    """Return the text of every document of the EPUB."""
    with zipfile.ZipFile(out / "carnet.epub") as book:
        names = [name for name in book.namelist() if name.endswith(".xhtml")]
        return " ".join(_strip(book.read(name).decode()) for name in names)


def pdf_text(out: Path) -> str:
    """Return the text of the PDF, words cut at line ends joined again.

    Between the halves of a word cut over two pages stand the folio, running titles and notes: the words that
    a cut line of one page and the first lines of the next may form are added at the end.
    """
    done = subprocess.run(
        ["pdftotext", "-raw", str(out / "carnet.pdf"), "-"], capture_output=True, text=True, check=True
    )
    pages = done.stdout.split("\f")
    over = [
        head + tail
        for page, following in itertools.pairwise(pages)
        for head in re.findall(r"(\w+)[\u00ad\u2010-]\s*\n", page)[-12:]
        for tail in re.findall(r"^(\w+)", following, re.MULTILINE)[:20]
    ]
    return " ".join([re.sub(r"[\u00ad\u2010-]\s*\n", "", done.stdout), *over])


def _strip(markup: str) -> str:
    markup = re.sub(r"<(script|style)\b.*?</\1>", " ", markup, flags=re.DOTALL)
    inline = r"</?(?:a|b|em|i|strong|span|sup|sub|abbr|cite|q|small|code|mark|s|u|time)\b[^>]*>"
    return html.unescape(re.sub(r"<[^>]+>", " ", re.sub(inline, "", markup)))


def main(workspace: Path, out: Path) -> int:
    """Print what is missing and the counts; return the exit code."""
    outputs = {"site": site_text, "PDF": pdf_text, "EPUB": epub_text}
    texts = {name: letters(read(out)) for name, read in outputs.items()}
    known = {name: set(words) for name, words in texts.items()}
    streams = {name: "".join(words) for name, words in texts.items()}
    total = runs = 0
    missing = dict.fromkeys(outputs, 0)
    moved = dict.fromkeys(outputs, 0)
    for path, markdown in bodies(workspace):
        for words in phrases(markdown):
            total += len(words)
            chunks = ["".join(words[i : i + RUN]) for i in range(0, max(1, len(words) - RUN + 1))]
            runs += len(chunks)
            for name in outputs:
                lost = [word for word in words if word not in known[name] and word not in streams[name]]
                missing[name] += len(lost)
                moved[name] += sum(chunk not in streams[name] for chunk in chunks)
                if lost:
                    print(f"{name} : {path} : {' '.join(lost)} — dans « {' '.join(words)[:80]} »")
    for name in outputs:
        print(
            f"{name} : {total} mots cherchés, {missing[name]} absents ; {runs} suites, {moved[name]} coupées"
        )
    return 1 if any(missing.values()) else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
