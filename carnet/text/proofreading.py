"""What a careful proofreader sees in a text and no validator does: RGAA's editorial faults, at their place.

In: a settled text, not typeset yet, and what was typed. Out: problems added to its findings: links that say
nothing or hide a document (RGAA 6.1, 13.3), passages in another language that do not say so (8.7), headings,
lists and tables that only look like it (9.1, 9.3, 5.6), words in capitals. Nothing is changed.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from carnet.text.findings import Findings, LinkSeen
from carnet.text.masking import Masked
from carnet.text.nodes import INLINE_HOLDERS, Node, walk, words_in
from carnet.wording import file_format

VAGUE: Final = frozenset({
    "ici", "là", "par ici", "cliquez ici", "cliquer ici", "clique ici", "cliquez là", "cliquez sur ce lien",
    "lien", "ce lien", "le lien", "lien ici", "voir ici", "voir", "voir plus", "plus", "en savoir plus",
    "pour en savoir plus", "savoir plus", "plus d infos", "plus d informations", "lire", "lire plus",
    "lire la suite", "lire ici", "suite", "télécharger", "télécharger ici",
    "here", "click here", "link", "more", "read more", "learn more",
})  # fmt: skip
LONG_ADDRESS: Final = 40  # characters; a shorter address says where it leads
DOCUMENTS: Final = frozenset({
    ".pdf", ".epub", ".odt", ".ods", ".odp", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".csv",
    ".zip", ".mp3", ".mp4", ".wav",
})  # fmt: skip

STOP_WORDS: Final = {
    "fr": "le la les un une des du de et est dans pour que qui sur avec ce cette nous vous ils au aux en pas",
    "en": "the and of to is are was were with for that this you we they it not from have has by as at be our",
    "es": "el los las una del por con para como más pero sus son está este esta muy todo también y lo nos",
    "de": "der die das und ist nicht mit für ein eine auf den dem zu von wir sie auch sich wie oder",
    "it": "il gli della delle che sono per con una nel nella più come questo questa anche loro di",
    "pt": "os não uma com para dos das em são mais como isso esta este pelo pela também",
}
KNOWN: Final = {language: frozenset(words.split()) for language, words in STOP_WORDS.items()}
NAMES: Final = {
    "fr": "français",
    "en": "anglais",
    "es": "espagnol",
    "de": "allemand",
    "it": "italien",
    "pt": "portugais",
}
CLAUSE: Final = re.compile(r"[.!?…«»“”\"():;—–]+")
WORD: Final = re.compile(r"[^\W\d_]+")
SHORTEST: Final = 5  # words; under it no language can be told

LOUD: Final = 14  # letters; a shorter line in capitals is a name or a sign
BULLET: Final = re.compile(r"^[ \t]*(?:[•‣▪●◦➔→✓✔]|=>)[ \t]*\S.*\n[ \t]*(?:[•‣▪●◦➔→✓✔]|=>)[ \t]*\S", re.M)
BARE_TABLE: Final = re.compile(r"^[ \t]*\|(?:[ \t]*\|)+[ \t]*\n[ \t]*\|?[ \t]*:?-+", re.M)
TITLE_WORDS: Final = 12


def proofread(blocks: list[Node], found: Findings, masked: Masked, *, langue: str, verse: bool) -> None:
    """Add what is to be said of a text; ``verse`` is for spoken words, whose lines are not headings."""
    _links(found)
    _languages(blocks, found, masked, langue.partition("-")[0])
    if not verse:
        _headings(blocks, found, masked)
    for code, pattern in (("fausse-liste", BULLET), ("tableau-sans-entete", BARE_TABLE)):
        for match in pattern.finditer(masked.source):
            if not _in_code(masked.source, match.start()):
                found.problem(code, masked.place(match.start(), 1))
    for text in _texts(blocks):
        if text == text.upper() and sum(map(str.isalpha, text)) >= LOUD:
            start = _where(masked.source, WORD.findall(text), 0)
            place = masked.place(start, len(text)) if start is not None else None
            found.problem("majuscules", place, mots=text)


def _in_code(source: str, position: int) -> bool:
    """Whether a place of a text is inside a fenced block or between backquotes of its line."""
    before = source[:position]
    fences = re.findall(r"^[ \t]*(?:```|~~~)", before, re.M)
    return len(fences) % 2 == 1 or before.rpartition("\n")[2].count("`") % 2 == 1


# --- links ----------------------------------------------------------------------------------------------


def _links(found: Findings) -> None:
    targets: dict[str, str] = {}
    for link in found.links:
        words = " ".join(WORD.findall(link.text.casefold()))
        if words in VAGUE:
            found.problem("lien-vague", link.place, link.spot, texte=link.text)
        elif link.bare and len(link.text) > LONG_ADDRESS:
            found.problem("lien-nu", link.place, link.spot, adresse=link.text)
        elif words and targets.setdefault(words, link.target) != link.target:
            found.problem("liens-jumeaux", link.place, link.spot, texte=link.text)
        if not link.bare:
            _document(link, found)


def _document(link: LinkSeen, found: Findings) -> None:
    suffix = PurePosixPath(urlsplit(link.target).path).suffix.lower()
    if suffix not in DOCUMENTS:
        return
    name = file_format(suffix)
    said = set(WORD.findall(link.text.casefold()))
    if not said & {suffix[1:], *WORD.findall(name.casefold())}:
        found.problem("lien-document", link.place, link.spot, texte=link.text, format=name)


# --- languages ------------------------------------------------------------------------------------------


def _languages(blocks: list[Node], found: Findings, masked: Masked, own: str) -> None:
    if own not in KNOWN:
        return
    position = 0
    for text in _texts(blocks):
        for clause in CLAUSE.split(text):
            language = spoken(clause, own)
            if language is None:
                continue
            words = WORD.findall(clause)
            start = _where(masked.source, words, position)
            position = start if start is not None else position
            place = masked.place(start, len(words[0])) if start is not None else None
            found.problem(
                "langue-non-dite",
                place,
                mots=" ".join(clause.split()[:6]),
                langue=NAMES[language],
                etiquette=language,
            )


def spoken(clause: str, own: str) -> str | None:
    """Return the language of a clause plainly not in ``own``; None when it is, or when none can be told."""
    words = [word.casefold() for word in WORD.findall(clause)]
    if len(words) < SHORTEST:
        return None
    counts = {language: sum(word in known for word in words) for language, known in KNOWN.items()}
    best = max(counts, key=lambda language: (counts[language], language == own))
    if best == own or counts[best] < 3 or counts[best] * 4 < len(words) or counts[own] * 2 > counts[best]:
        return None
    return best


def _texts(nodes: Iterable[Node]) -> Iterator[str]:
    """Yield the running texts that say no language of their own, one by one."""
    for node in nodes:
        if node.get("lang"):
            continue
        if node["t"] in INLINE_HOLDERS:
            yield _bare(node["c"])
        elif "c" in node:
            yield from _texts(node["c"])


def _bare(inlines: Iterable[Node]) -> str:
    """Return the words of inlines, without code, addresses and passages that say their language."""
    parts = []
    for node in inlines:
        if node["t"] == "Str":
            parts.append(node["s"])
        elif node["t"] in ("Code", "Note") or node.get("lang") or node.get("bare"):
            parts.append(" . ")
        elif "c" in node:
            parts.append(_bare(node["c"]))
        else:
            parts.append(" ")
    return "".join(parts)


def _where(source: str, words: list[str], after: int) -> int | None:
    """Return where these words stand in what was typed, sought from a place on, else from the start."""
    pattern = re.compile(r"\W+".join(map(re.escape, words[:4])))
    match = pattern.search(source, after) or pattern.search(source)
    return match.start() if match else None


# --- headings -------------------------------------------------------------------------------------------


def _headings(blocks: list[Node], found: Findings, masked: Masked) -> None:
    for block in blocks:
        held = block.get("c")
        if block["t"] != "Para" or not held or len(held) != 1 or held[0]["t"] != "Strong":
            continue
        if any(node["t"] in ("Link", "Ref") for node in walk(held)):
            continue
        text = words_in(held).strip()
        if len(text.split()) > TITLE_WORDS or text.endswith((".", "!", "?", "…", ",", ";", "»")):
            continue
        start = _where(masked.source, WORD.findall(text), 0)
        place = masked.place(start, len(text)) if start is not None else None
        found.problem("faux-titre", place, texte=text)
