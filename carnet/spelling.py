"""Every way a name or a sentence can be written, brought to one.

In: text of any output or source. Out: the same words in lower case without accents, marks or signs, one
space apart and one at each end, so that « Léa Martin », « MARTIN, Léa », ``lea-martin`` and ``l%C3%A9a`` are
found by looking for a few short strings.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
MARKS: Final = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]")
LIGATURES: Final = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"}
WORDS: Final = re.compile(r"[^\W_]+")
JSON_ESCAPE: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
SHINGLE: Final = 8
"""Words of a passage looked for at once; a passage of 11 words holds one at every place."""
STRIDE: Final = 4
FEWEST_WORDS, FEWEST_LETTERS = 4, 20
"""A shorter title or caption is not looked for by its words: « La clé du matin » is anybody's."""
CIVILITY: Final = ("m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "dr", "docteur", "maitre")


def folded(text: str) -> str:
    """Return the words of a text, comparable: no accent, no case, no sign, single spaces around each.

    What Latin-1 can write once a few signs are replaced, which is nearly all a carnet says, goes byte by byte
    through a table, five times faster.
    """
    if not text.isascii():
        for sign, words in BESIDES.items():
            text = text.replace(sign, words)
    try:
        latin = text.encode("latin-1")
    except UnicodeEncodeError:
        return _folded(text)
    return f" {b' '.join(latin.translate(LETTERS, SOFT_HYPHEN).split()).decode('latin-1')} "


def _folded(text: str) -> str:
    """Return any text folded: what ``folded`` promises, and what its table is made of."""
    plain = text if text.isascii() else _without_marks(text)
    return f" {' '.join(WORDS.findall(plain.casefold()))} "


def _without_marks(text: str) -> str:
    text = INVISIBLE.sub("", text)
    for one, two in LIGATURES.items():  # ten times faster than ``translate`` on a page
        text = text.replace(one, two)
    return MARKS.sub("", unicodedata.normalize("NFKD", text))


SOFT_HYPHEN: Final = b"\xad"
BESIDES: Final = {sign: _folded(sign).strip() or " " for sign in "’‘“”„–—…\u202f\u2009‐‑→←↑↗•€œŒæÆß½¼¾µ"}
"""Signs of French pages that Latin-1 has not, or that are not one letter once folded."""
LETTERS: Final = "".join(
    " " if (sign := chr(code)) in BESIDES else _folded(sign).strip() or " " for code in range(256)
).encode("latin-1")


def unescaped(text: str) -> str:
    """Return a text with its HTML entities, its ``%C3%A9`` and its ``\\u00e9`` decoded."""
    if "&" in text:
        text = html.unescape(text)
    if "%" in text:
        text = unquote(text, errors="replace")
    if "\\u" in text:
        text = JSON_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text


def spellings(name: str) -> frozenset[str]:
    """Return the folded forms of a person's full name: in order, reversed, joined; empty for a lone word.

    Lone words are left to ``lone``: a first name or « Martin » is also somebody else's, or a common noun.
    """
    words = folded(name).split()
    if len(words) < 2:
        return frozenset()
    orders = {tuple(words)} | {(*words[cut:], *words[:cut]) for cut in range(1, len(words))}
    joined = {"".join(order) for order in orders if len("".join(order)) >= 8}
    return frozenset(f" {' '.join(order)} " for order in orders) | {f" {word} " for word in joined}


def formal(name: str) -> frozenset[str]:
    """Return the folded forms that name a person by her surname: « Mme Martin », « L. Martin »."""
    words = folded(name).split()
    if len(words) < 2 or len(words[-1]) < 4:
        return frozenset()
    return frozenset(f" {title} {words[-1]} " for title in (*CIVILITY, words[0][0]))


def shingles(text: str) -> Iterator[str]:
    """Yield folded pieces of a text such that any eleven words of it in a row hold one."""
    words = folded(text).split()
    if len(words) < FEWEST_WORDS or sum(map(len, words)) < FEWEST_LETTERS:
        return
    if len(words) <= SHINGLE:
        yield f" {' '.join(words)} "
        return
    for start in {*range(0, len(words) - SHINGLE, STRIDE), len(words) - SHINGLE}:
        yield f" {' '.join(words[start : start + SHINGLE])} "


def places(text: str, form: str) -> Iterator[tuple[int, int]]:
    """Yield where a folded form stands in a text as written: offsets of its start and of its end."""
    wanted = form.split()
    words = [(match.start(), match.end()) for match in WORDS.finditer(text)]
    pieces = [(folded(text[start:end]).split(), start, end) for start, end in words]
    flat = [(word, start, end) for found, start, end in pieces for word in found]
    for at in range(len(flat) - len(wanted) + 1):
        if [word for word, _, _ in flat[at : at + len(wanted)]] == wanted:
            yield flat[at][1], flat[at + len(wanted) - 1][2]
