"""What in a text means something to us before it means anything to Markdown, found in one pass.

In: a text. Out: its renvois, citations, bare addresses, HTML tags and the like, as pieces, from left to
right. Each pattern is bounded and each closing is sought once, so that no text makes this slow.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from carnet.text import notes


class Role(Enum):
    """What a hidden passage is."""

    WORDS = auto()  # text like any other
    ADDRESS = auto()  # a bare URL or e-mail address
    RENVOI = auto()  # [[id]]
    EMBED = auto()  # ![[id]]
    CITATION = auto()  # [@cle] or @cle, every key known
    UNKNOWN_CITATION = auto()  # [@cle] with a key that no bibliography has
    TAG = auto()  # <b>, </b>, a whole <script>…</script>
    COMMENT = auto()  # <!-- … -->
    TEX = auto()  # \textbf
    RAW = auto()  # {=html}
    BLOCK_TITLE = auto()  # what follows the name of a block: « ::: encadre Le titre »
    NOTE_LABEL = auto()  # the label of a note defined a second time
    INNER_CALL = auto()  # a call inside a note
    LOST_CALL = auto()  # a call of a note that does not exist
    REST = auto()  # the further lines of the piece before


@dataclass(frozen=True, slots=True)
class Piece:
    """One hidden passage, or one line of it: what was typed, from where to where, its rank among all."""

    role: Role
    start: int
    end: int
    typed: str
    rank: int = -1


ATTRIBUTE = r"""\s+[A-Za-z_:][\w.:-]{0,99}(?:\s*=\s*(?:"[^"]{0,2000}"|'[^']{0,2000}'|[^\s"'=<>`]{1,2000}))?"""
TAG = re.compile(rf"</?[A-Za-z][A-Za-z0-9-]*(?:{ATTRIBUTE})*\s*/?>")
SILENT = re.compile(r"<(script|style)\b", re.I)
RENVOI = re.compile(r"!?\[\[([^\[\]\n|]+)(?:\|([^\[\]\n]+))?\]\]")
GROUP = re.compile(r"\[(?!\^)((?:[^\[\]]{0,300}[\s(;,])?-?@\w[^\[\]]{0,300})\](?![(\[{])")
KEY = re.compile(r"(?<!\w)-?@(\w[\w:.-]*\w|\w)")
BARE_KEY = re.compile(r"@(?:[A-Za-z][\w:-]*\w)")
LOCAL_PART = re.compile(r"[\w.+-]{1,64}$")
DOMAIN = re.compile(r"@[\w-]+(?:\.[\w-]+)+")
URL = re.compile(
    r"""(?:https?://|www\.(?=\w))(?:[^\s<>"«»()\[\]{}|\\`*]|\([^\s<>()\[\]*`]{0,200}\))+""", re.I
)
TRAILING = re.compile(r"[.,;:!?…'’”_~]+$")
ANGLED = re.compile(r"<(?:https?://[^\s<>]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>", re.I)
COMMAND = re.compile(r"\\(?:(?:begin|end)\{[^{}\n]{0,60}\}|[A-Za-z]{2,40}(?=\{))")
FORMAT_ATTRIBUTE = re.compile(r"\{=\w+\}")
START = re.compile(r"[<\[!@\\{$]|https?://|www\.\w", re.I)
BLOCK_TITLE = re.compile(r"^[ \t>]*:{3,}[ \t]*[\w-]+([ \t]+[^\s{][^\n{]*)$", re.M)
MARKER = re.compile(r"^[ \t>*+-]*(\(?(?:[A-Za-z]|[ivxlcdm]{2,9}|#)[.)]|\(\d{1,9}\))(?=[ \t])", re.M | re.I)
"""« p. 14 », « A. Martin » or « (1) » at the start of a line, which pandoc would take for lists."""


def special(text: str, keys: frozenset[str] | None, defined: tuple[notes.Definition, ...]) -> Iterator[Piece]:
    """Yield what means something to us, and what must mean nothing to pandoc."""
    for marker in MARKER.finditer(text):
        yield Piece(Role.WORDS, *marker.span(1), marker[1])
    for title in BLOCK_TITLE.finditer(text):
        yield Piece(Role.BLOCK_TITLE, *title.span(1), title[1])
    seen = Scanner(text, keys, defined)
    position = 0
    while (match := START.search(text, position)) is not None:
        piece = seen.at(match.start(), position)
        if piece is not None:
            yield piece
            position = piece.end
        else:  # a backslash takes its meaning from the character it precedes
            position = match.start() + (2 if match[0] == "\\" else 1)


class Scanner:
    """Recognises a passage at a given place; remembers which closings do not come any more."""

    def __init__(self, text: str, keys: frozenset[str] | None, defined: tuple[notes.Definition, ...]) -> None:
        self._text = text
        self._keys = keys
        self._notes = defined
        self._labels = frozenset(d.label.casefold() for d in defined)
        self._never: set[str] = set()
        self._readers: dict[str, Callable[[int, int], Piece | None]] = {
            "<": self._angle,
            "[": self._bracket,
            "!": self._embed,
            "@": self._at_sign,
            "\\": self._backslash,
            "{": self._brace,
            "$": self._dollar,
        }

    def at(self, start: int, floor: int) -> Piece | None:
        """Return what starts at ``start``, or around it but not before ``floor``."""
        return self._readers.get(self._text[start], self._address)(start, floor)

    def _made(self, role: Role, start: int, end: int) -> Piece:
        return Piece(role, start, end, self._text[start:end])

    def _matched(self, role: Role, pattern: re.Pattern[str], start: int) -> Piece | None:
        match = pattern.match(self._text, start)
        return self._made(role, start, match.end()) if match else None

    def _closing(self, closing: str, start: int) -> int:
        """Return where a closing ends, or -1; each is sought to the end of the text once at most."""
        if closing in self._never:
            return -1
        found = re.compile(re.escape(closing), re.I).search(self._text, start)
        if found is None:
            self._never.add(closing)
            return -1
        return found.end()

    def _angle(self, start: int, floor: int) -> Piece | None:
        if self._text.startswith("<!--", start):
            for short in ("<!-->", "<!--->"):
                if self._text.startswith(short, start):
                    return self._made(Role.COMMENT, start, start + len(short))
            end = self._closing("-->", start + 4)
            return self._made(Role.COMMENT, start, end) if end > 0 else self._made(Role.TAG, start, start + 4)
        if (silent := SILENT.match(self._text, start)) is not None:
            end = self._closing(f"</{silent[1].lower()}>", start)
            if end > 0:
                return self._made(Role.TAG, start, end)
        return self._matched(Role.ADDRESS, ANGLED, start) or self._matched(Role.TAG, TAG, start)

    def _bracket(self, start: int, floor: int) -> Piece | None:
        if (call := notes.CALL.match(self._text, start)) is not None:
            return self._call(call)
        return self._matched(Role.RENVOI, RENVOI, start) or self._group(start)

    def _call(self, call: re.Match[str]) -> Piece | None:
        if call[1].casefold() not in self._labels:
            return self._made(Role.LOST_CALL, call.start(), call.end())
        inside = notes.around(self._notes, call.start()) is not None
        return self._made(Role.INNER_CALL, call.start(), call.end()) if inside else None

    def _group(self, start: int) -> Piece | None:
        match = GROUP.match(self._text, start)
        if match is None or "\n\n" in match[0]:
            return None
        if self._text.startswith(":", match.end()) and self._text.startswith("\n", start - 1):
            return None  # the address of a link
        cited = KEY.findall(match[1])
        if self._keys is None:  # without a bibliography only an obvious citation is one
            sure = match[1].startswith(("@", "-@"))
            return self._made(Role.UNKNOWN_CITATION, start, match.end()) if sure else None
        role = Role.CITATION if self._keys.issuperset(cited) else Role.UNKNOWN_CITATION
        return self._made(role, start, match.end())

    def _embed(self, start: int, floor: int) -> Piece | None:
        return self._matched(Role.EMBED, RENVOI, start)

    def _at_sign(self, start: int, floor: int) -> Piece | None:
        local = LOCAL_PART.search(self._text, max(floor, start - 64), start)
        if local is not None:
            domain = DOMAIN.match(self._text, start)
            handle = self._text.startswith("@", local.start() - 1)  # @someone@a.server
            return self._made(Role.ADDRESS, local.start(), domain.end()) if domain and not handle else None
        if start and self._text[start - 1] in "@/":
            return None
        bare = BARE_KEY.match(self._text, start)
        known = bare is not None and self._keys is not None and bare[0][1:] in self._keys
        return self._made(Role.CITATION, start, bare.end()) if bare is not None and known else None

    def _backslash(self, start: int, floor: int) -> Piece | None:
        return self._matched(Role.TEX, COMMAND, start)

    def _dollar(self, start: int, floor: int) -> Piece | None:
        return self._made(Role.WORDS, start, start + 1)

    def _brace(self, start: int, floor: int) -> Piece | None:
        after_code = self._text[max(0, start - 2) : start].rstrip(" ").endswith(("`", "~"))
        return self._matched(Role.RAW, FORMAT_ATTRIBUTE, start) if after_code else None

    def _address(self, start: int, floor: int) -> Piece | None:
        match = URL.match(self._text, start)
        if match is None or (start and (self._text[start - 1].isalnum() or self._text[start - 1] in "/.:")):
            return None
        trailing = TRAILING.search(match[0])
        end = match.end() - (len(trailing[0]) if trailing else 0)
        return self._made(Role.ADDRESS, start, end)
