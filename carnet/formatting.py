"""`carnet fmt`: the same text, written the same way everywhere; or the file is left as it is.

In: an entry's file. Out: its text in the house's hand: one normal form of characters, line ends and blank
lines, « - » for lists, « * » for emphasis, « # » for headings. Rewriting by pandoc would rename notes and
quote attributes (research, text.md section 4): lines are changed one by one, and the result is kept only when
pandoc's tree, what is published, and every value of the front matter are those of before.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from carnet.cache import Cache
from carnet.diagnostics import CarnetError, Report
from carnet.frontmatter import read_front, split
from carnet.sources import read_workspace
from carnet.text import notes, pandoc
from carnet.text.body import Body, read_bodies
from carnet.writing import replace

FENCE: Final = re.compile(r"^[ \t>]*(?:[-*+] |\d+[.)] )*(`{3,}|~{3,})")
CODE: Final = re.compile(
    r"(`+[^`]*`+|<[^<>\n]*>|\]\([^()\n]*\)|\[\[[^\[\]\n]*\]\]|https?://\S+|\{[^{}\n]*\})"
)
"""What is not words on a line: code, addresses, renvois, attributes."""

BLANK: Final = " \t"
"""What is nothing at the end of a line; a hard space is something."""

Rule = Callable[[list[str]], list[str]]
"""Changes the lines of a body outside fenced code."""


@dataclass(frozen=True, slots=True)
class Formatted:
    """A file once looked at: its new text, and what was given up because it would change the meaning."""

    text: str
    given_up: tuple[str, ...] = ()


def formatted(text: str, *, langue: str, verse: bool, pool: pandoc.Pool) -> Formatted | None:
    """Return an entry's file in the house's hand; None when its front matter cannot be read.

    ``text`` is the file as decoded, BOM and line ends included. ``pool`` runs ``worker.lua``. The result of
    the result is itself.
    """
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    parts = split(plain)
    if parts is None or not read_front(parts.front, "", Report()).whole:
        return None
    lines = plain.split("\n")
    front, body = lines[: parts.body_line - 1], _trimmed(lines[parts.body_line - 1 :])
    meaning = Meaning(langue, verse, pool)
    new, given_up = _body(body, meaning)
    new = _trimmed(new)
    head = _front(front)
    made = "\n".join([*head, "", *new, ""] if new else [*head, ""])
    after = split(made)
    same = after is not None and _tree(after.front) == _tree(parts.front)
    if not same:
        made = "\n".join([*front, "", *new, ""] if new else [*front, ""])
    return Formatted(made, given_up if same else (*given_up, "l’en-tête"))


def _trimmed(lines: list[str]) -> list[str]:
    """Take away the empty lines at both ends."""
    said = [rank for rank, line in enumerate(lines) if line.strip(BLANK)]
    return lines[said[0] : said[-1] + 1] if said else []


def format_files(
    root: Path, paths: Sequence[Path], *, write: bool
) -> Iterator[tuple[str, bool, tuple[str, ...]]]:
    """Yield each file's path, whether it changes, and what was given up; write the changes when asked.

    Without ``paths``, every entry and portrait of the workspace. A file that cannot be read is left alone:
    `carnet verifier` says why.
    """
    sources = read_workspace(root, Report())
    wanted = {path.resolve() for path in paths}
    strange = [path for path in paths if not path.is_file()]
    if strange:
        raise CarnetError(f"« {strange[0]} » n’existe pas", exit_code=2)
    langue = sources.edition.tree.get("langue")
    with pandoc.Pool("worker.lua", pandoc.FORMAT) as pool:
        for source in sources.entries:
            path = root / source.path
            if wanted and path.resolve() not in wanted:
                continue
            own = source.front.tree.get("langue") or langue
            text = path.read_bytes().decode()
            verse = source.front.tree.get("type") == "verbatim"
            made = formatted(text, langue=own if isinstance(own, str) else "fr", verse=verse, pool=pool)
            if made is None:
                continue
            if write and made.text != text:
                mode = path.stat().st_mode & 0o777
                replace(path, made.text.encode())
                path.chmod(mode)
            yield source.path, made.text != text, made.given_up


def _tree(front: str) -> object:
    return read_front(front, "", Report()).tree


class Meaning:
    """What a body says, to pandoc and to readers: two texts with the same are the same."""

    def __init__(self, langue: str, verse: bool, pool: pandoc.Pool) -> None:
        self._langue = langue
        self._verse = verse
        self._pool = pool
        self._known: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """Return what identifies the meaning of a text."""
        if text not in self._known:
            self._known[text] = json.dumps([self._tree(text), self._published(text)], sort_keys=True)
        return self._known[text]

    def _tree(self, text: str) -> Any:
        """Return pandoc's own tree; of a text whose notes call notes, which would never end, what we read."""
        defined = notes.definitions(text)
        inner = any(
            notes.around(defined, c.start()) not in (None, _of(defined, c)) for c in notes.CALL.finditer(text)
        )
        if inner:
            return None
        text = (
            f"x\n\n{text}\n"  # at the very top, « --- » would open metadata; at the very end it would be text
        )
        request = pandoc.Request("", {"text": text, "verse": self._verse, "places": False})
        (answer,) = self._pool.answers([request])
        return _merged(answer.fields["ast"]["blocks"]) if not answer.failure else text

    def _published(self, text: str) -> Any:
        body = Body("x", text, "", 1, self._langue, self._verse)
        parsed = read_bodies([body], cache=Cache(None), report=Report(), pool=self._pool)["x"]
        refs = [(ref.kind, ref.target, ref.anchor, ref.text) for ref in parsed.refs]
        return [parsed.blocks, refs] if parsed.readable else text


def _of(defined: tuple[notes.Definition, ...], call: re.Match[str]) -> notes.Definition | None:
    """Return the note whose own label a call is, « [^1]: », or None."""
    return next((note for note in defined if note.start == call.start()), None)


def _merged(tree: Any) -> Any:
    """Return a tree whose texts are whole, hard spaces being spaces: typography sets them again."""
    if isinstance(tree, list):
        made: list[Any] = []
        for node in map(_merged, tree):
            kind = node.get("t") if isinstance(node, dict) else None
            said = (node["c"] if kind == "Str" else " ") if kind in SPOKEN else None
            if said is None:
                made.append(node)
            elif made and isinstance(made[-1], dict) and made[-1].get("t") == "Str":
                made[-1] = {"t": "Str", "c": re.sub(r"[ \u00a0\u202f]+", " ", made[-1]["c"] + said)}
            else:
                made.append({"t": "Str", "c": re.sub(r"[ \u00a0\u202f]+", " ", said)})
        return made
    if isinstance(tree, dict):
        return {key: _merged(value) for key, value in tree.items()}
    return unicodedata.normalize("NFC", tree) if isinstance(tree, str) else tree


SPOKEN: Final = ("Str", "Space", "SoftBreak")


def _front(lines: list[str]) -> list[str]:
    """Take trailing spaces away, and one normal form of letters; values that change are found out later."""
    return [unicodedata.normalize("NFC", line.rstrip(BLANK)) for line in lines]


def _body(lines: list[str], meaning: Meaning) -> tuple[list[str], tuple[str, ...]]:
    """Apply every rule that keeps the meaning, again and again until nothing changes."""
    before = meaning("\n".join(lines))
    current, given_up = lines, set[str]()
    for _ in range(6):
        start = current
        together = current
        for rule in RULES.values():
            together = rule(together)
        if meaning("\n".join(together)) == before:
            current = together
        else:
            for name, rule in RULES.items():
                changed = rule(current)
                if changed == current:
                    continue
                if meaning("\n".join(changed)) == before:
                    current = changed
                else:
                    current, kept = _line_by_line(current, changed, before, meaning)
                    given_up |= set() if kept else {name}
        if current == start:
            break
    return current, tuple(name for name in RULES if name in given_up)


def _line_by_line(old: list[str], new: list[str], before: str, meaning: Meaning) -> tuple[list[str], bool]:
    """Keep the lines of a change that keep the meaning; nothing when it adds or takes lines."""
    if len(old) != len(new):
        return old, False
    current, whole = list(old), True
    for rank, line in enumerate(new):
        if line == current[rank]:
            continue
        tried = [*current[:rank], line, *current[rank + 1 :]]
        if meaning("\n".join(tried)) == before:
            current = tried
        else:
            whole = False
    return current, whole


# --- rules -------------------------------------------------------------------------------------------


def _outside_code(lines: list[str]) -> Iterator[tuple[str, bool]]:
    """Yield each line and whether it is words rather than fenced code."""
    fence = ""
    for line in lines:
        mark = FENCE.match(line)
        if fence:
            closes = mark is not None and mark[1].startswith(fence) and not line.strip(BLANK).strip("`~")
            fence = "" if closes else fence
            yield line, False
        else:
            fence = mark[1] if mark else ""
            yield line, not mark


def _each(change: Callable[[str], str]) -> Rule:
    return lambda lines: [change(line) if words else line for line, words in _outside_code(lines)]


def _in_words(change: Callable[[str], str]) -> Rule:
    """Change the words of each line, its code and addresses left alone."""

    def one(line: str) -> str:
        parts = CODE.split(line)
        return "".join(part if rank % 2 else change(part) for rank, part in enumerate(parts))

    return _each(one)


def _idle_spaces(lines: list[str]) -> list[str]:
    """Take away the spaces that end a line and do nothing there: one alone, or before an empty line."""
    made = []
    follows = [*lines, ""][1:]
    for (line, words), after in zip(_outside_code(lines), follows, strict=True):
        idle = words and (not line.endswith("  ") or not after.strip(BLANK))
        made.append(line.rstrip(BLANK) if idle else line)
    return made


def _break(line: str) -> str:
    """A break typed as two spaces, which nobody sees, becomes the backslash that says the same."""
    bare = line.rstrip(BLANK)
    return f"{bare}\\" if bare and line.endswith("  ") else line


def _one_blank(lines: list[str]) -> list[str]:
    """Keep one empty line where there are several."""
    made: list[str] = []
    for line, words in _outside_code(lines):
        if not (words and not line.strip(BLANK) and (not made or not made[-1].strip(BLANK))):
            made.append(line)
    return made


def _around(lines: list[str]) -> list[str]:
    """Put an empty line before headings and blocks."""
    made: list[str] = []
    for line, words in _outside_code(lines):
        stands = words and re.match(r"#{1,6}\s|:{3,}\s*\S", line)
        if stands and made and made[-1].strip(BLANK) and not re.match(r"\s*:{3,}", made[-1]):
            made.append("")
        made.append(line)
    return made


def _after_headings(lines: list[str]) -> list[str]:
    made: list[str] = []
    heading = False
    for line, words in _outside_code(lines):
        if heading and line.strip(BLANK):
            made.append("")
        made.append(line)
        heading = words and re.match(r"#{1,6}\s", line) is not None
    return made


def _atx(lines: list[str]) -> list[str]:
    """« Titre » underlined becomes « # Titre »."""
    made: list[str] = []
    for line, words in _outside_code(lines):
        level = {"=": "#", "-": "##"}.get(line.strip(BLANK)[:1], "")
        underlines = words and level and re.fullmatch(r" {0,3}(=+|-{2,})[ \t]*", line)
        alone = len(made) < 2 or not made[-2].strip(BLANK)
        if underlines and made and made[-1].strip(BLANK) and alone:
            made[-1] = f"{level} {made[-1].strip(BLANK)}"
        else:
            made.append(line)
    return made


RULES: Final[dict[str, Rule]] = {
    "une seule forme de lettres accentuées": _each(lambda line: unicodedata.normalize("NFC", line)),
    "des espaces ordinaires": _in_words(lambda words: re.sub("[\u00a0\u202f\u2009]", " ", words)),
    "pas d’espace inutile en fin de ligne": _idle_spaces,
    "« \\ » pour aller à la ligne": _each(_break),
    "pas d’espace en fin de ligne": _each(lambda line: line.rstrip(BLANK)),
    "des titres en « # »": _atx,
    "pas de « # » après un titre": _each(lambda line: re.sub(r"^(#{1,6}[ \t]+\S.*?)[ \t]+#+$", r"\1", line)),
    "une espace après « # »": _each(lambda line: re.sub(r"^(#{1,6})[ \t]{2,}(?=\S)", r"\1 ", line)),
    "« ::: » suivi d’une espace": _each(lambda line: re.sub(r"^([ >]*:{3,})(?=[\w{])", r"\1 ", line)),
    "des listes en « - »": _each(lambda line: re.sub(r"^([ \t>]*)[*+]([ \t]+)(?=\S)", r"\1-\2", line)),
    "de l’italique en « * »": _in_words(
        lambda words: re.sub(r"(?<![\w_*\\])_(?=[^\s_*])([^_*\n]*?[^\s_*\\])_(?![\w_])", r"*\1*", words)
    ),
    "du gras en « ** »": _in_words(
        lambda words: re.sub(r"(?<![\w_*\\])__(?=[^\s_*])([^_*\n]*?[^\s_*\\])__(?![\w_])", r"**\1**", words)
    ),
    "une seule ligne vide à la fois": _one_blank,
    "une ligne vide avant un titre ou un bloc": _around,
    "une ligne vide après un titre": _after_headings,
}
"""What is changed, in order; each is kept only when the meaning is."""
