"""Pads: what HedgeDoc, CodiMD and Etherpad write that our Markdown says otherwise, or not at all.

In: the text of a pad. Out: Markdown that pandoc reads the same, and what was left. Code is not touched.
"""

import re
from collections.abc import Iterator
from typing import Final

from carnet.importing.values import Left

FENCE: Final = re.compile(r"\s*(`{3,}|~{3,})(.*)")
CODE: Final = re.compile(r"(`+[^`\n]*`+)")
EMBED: Final = re.compile(r"\{%\s*(\w+)\s+(\S+?)\s*%\}")
PLAYERS: Final = {"youtube": "https://www.youtube.com/watch?v={}", "vimeo": "https://vimeo.com/{}",
                  "gist": "https://gist.github.com/{}"}  # fmt: skip
SIGNS: Final = re.compile(
    r"^\s*\[TOC\]\s*$|^#+\s*tags\s*:|^\{%|^:::\s*(?:info|success|warning|danger|spoiler)\b|\[name=|==\S.*\S==|\+\+\S.*\S\+\+",
    re.M | re.I,
)


TITLED: Final = re.compile(r"^([ \t>]*)(:{3,})[ \t]*([\w-]+)[ \t]+([^\s{][^\n{]*)$", re.M)


def with_titles(text: str) -> str:
    """Return Markdown in which the title of a block, « ::: tip Le titre », is its first paragraph."""
    parts = re.split(r"(^(?:```|~~~)[\s\S]*?^(?:```|~~~))", text, flags=re.M)
    return "".join(
        part if rank % 2 else TITLED.sub(r"\1\2 \3\n\1**\4**\n\1", part) for rank, part in enumerate(parts)
    )


def is_pad(text: str) -> bool:
    """Tell whether a Markdown text speaks a pad's dialect."""
    return SIGNS.search(text) is not None


def from_hedgedoc(text: str) -> tuple[str, list[str], list[Left]]:
    """Return a pad as plain Markdown, its tags, and what is left."""
    reader = _Hedgedoc()
    lines = list(reader.lines(text))
    notes = [f"[^pad-{rank}]: {note}" for rank, note in enumerate(reader.notes, 1)]
    return "\n".join([*lines, *([""] if notes else []), *notes]), reader.tags, reader.left


class _Hedgedoc:
    def __init__(self) -> None:
        self.notes: list[str] = []
        self.tags: list[str] = []
        self.left: list[Left] = []

    def lines(self, text: str) -> Iterator[str]:
        fence = ""
        for line in text.split("\n"):
            mark = FENCE.match(line)
            if mark and (not fence or line.strip().startswith(fence)):
                fence = "" if fence else mark[1]
                yield line
            elif fence:
                yield line
            else:
                yield from self._line(line)

    def _line(self, line: str) -> Iterator[str]:
        if re.fullmatch(r"\s*\[toc\]\s*", line, re.I):
            self.left.append(Left("la table des matières du pad, que le carnet refait", "TOC"))
        elif tags := re.match(r"#+\s*tags\s*:(.*)", line, re.I):
            found = re.findall(r"`([^`]+)`", tags[1]) or [t.strip() for t in tags[1].split(",") if t.strip()]
            self.tags += found
            self.left.append(Left("la ligne des mots-clés du pad, passée dans l’en-tête", "tags"))
        elif short := re.match(r"\*\[([^\]]+)\]:\s*(.*)", line):
            self.left.append(Left(f"l’abréviation « {short[1]} » : {short[2]}", f"{short[1]} {short[2]}"))
        else:
            parts = CODE.split(line)
            yield "".join(part if rank % 2 else self._text(part) for rank, part in enumerate(parts))

    def _text(self, text: str) -> str:
        text = re.sub(r"\^\[([^\[\]]+)\]", self._note, text)
        text = re.sub(r"(!\[[^\]]*\]\(\S+?)\s+=\d*x\d*\)", r"\1)", text)
        text = re.sub(r"(?<!=)==(?=\S)(.+?)(?<=\S)==(?!=)", r"\1", text)
        text = re.sub(r"(?<!\+)\+\+(?=\S)(.+?)(?<=\S)\+\+(?!\+)", r"\1", text)
        text = EMBED.sub(self._player, text)
        text = re.sub(r"\[(time|color)=([^\]]*)\]", self._dropped, text)
        return re.sub(r"\[name=([^\]]+)\]", r"— \1", text)

    def _note(self, match: re.Match[str]) -> str:
        self.notes.append(match[1])
        return f"[^pad-{len(self.notes)}]"

    def _player(self, match: re.Match[str]) -> str:
        address = PLAYERS.get(match[1], "{}").format(match[2])
        self.left.append(Left(f"« {match[0]} » n’est gardé que comme un lien", match[0]))
        return f"<{address}>" if re.match(r"https?://", address) else match[2]

    def _dropped(self, match: re.Match[str]) -> str:
        self.left.append(Left(f"« {match[0]} »", match[0]))
        return ""


def paragraphs_of_etherpad(blocks: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return Etherpad's lines as paragraphs: an empty line parts two of them, one break stays."""
    made: list[dict[str, object]] = []
    for block in blocks:
        if block["t"] not in ("Para", "Plain"):
            made.append(block)
            continue
        held: list[dict[str, object]] = []
        breaks = 0
        for node in [*block["c"], {"t": "LineBreak"}, {"t": "LineBreak"}]:  # type: ignore[misc]  # pandoc's tree
            if node["t"] == "LineBreak":
                breaks += 1
            elif node["t"] in ("Space", "SoftBreak") and breaks:
                continue
            else:
                held += [{"t": "LineBreak"}] if breaks == 1 and held else []
                breaks = 0
                held.append(node)
            if breaks == 2 and held:
                made.append({"t": "Para", "c": held})
                held = []
    return made
