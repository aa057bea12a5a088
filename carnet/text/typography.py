"""French microtypography: spaces, quotes, dashes, ligatures, numbers, ordinals.

In: the runs of a tree, or a plain string. Out: the same words, set. No library does this for French
without damage (URLs, « 14:30 », emoticons); the cases that decide are in ``tests/data/typographie.txt``.
Setting a set text changes nothing. U+202F is the thin space everywhere; the edition's choice of U+00A0 is
applied when an output is written.
"""

import re
from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass

from carnet.text.nodes import Node, string
from carnet.text.quotes import french_quotes
from carnet.text.runs import Replacement, Run, set_blocks

NO_BREAK, THIN = "\u00a0", "\u202f"
SPACE = "[ \u00a0\u202f\u2009\t\n]"
SPACES = SPACE + "{0,4}"  # bounded: a page of no-break spaces must not take a second

MONTH = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
UNIT = (
    r"(?:%|‰|€|\$|£|°C|°F|(?:[kcmdMGTµ]|da|h)?(?:m|g|L|l|W|Wh|Hz|Pa|V|A|J|o|B)(?:[²³2-3](?!\d))?"
    r"|ha|t|h|min|s|km/h|Mo|Go|Ko|kWh|k€|M€|F|CFA|px|dB)"
)
ROMAN = r"(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"

PROTECTED = re.compile(
    rf"""
      (?:[a-zA-Z][\w+.-]{{0,30}}://|www\.|(?:mailto|tel|doi|urn|magnet):)[^\s«»"<>]+(?<![.,;:!?…)\]])
    | [\w.+-]{{1,64}}@[\w-]+(?:\.[\w-]+)+                                             # e-mail
    | \b[\w-]+(?:\.[\w-]+)*\.(?:fr|org|net|com|eu|io|info|coop|bzh|paris|be|ch|ca|gouv)(?:/[^\s«»"]*)?\b
    | (?<!\S)[A-Za-z]:\\\S+                                                           # C:\path
    | (?<!\w):[a-z0-9_+-]+:(?!\w)                                                     # :code:
    | (?:(?<=\s)|^)(?:[:;=8xX]['’]?-?[)(\]\[DPpOo3/\\|*]+|\^\^|<3|:'\()(?=\s|$|[.,!?]) # emoticon
    | \b\d{{1,3}}(?::\d{{1,3}})+\b(?!{SPACE}000)                                      # 14:30, 16:9
    | \b[\w-]+\.(?:jpe?g|png|mp[34]|wav|pdf|md|txt|odt|docx?|html?|ya?ml|svg|ogg|flac|json)\b
    | (?<!\w)[@\#][\w-]+                                                              # @handle, #tag
    | [\ue000-\uf8ff]+                                                                # private use
    """,
    re.X,
)
PROTECTED_HINT = re.compile(
    r"://|@|www\.|\.[a-z]|:\\|[:;=8xX]['’]?-?[)(\]\[DPpOo3/|*]|:[a-z0-9_+-]|\^\^|<3|\d:\d|#|[\ue000-\uf8ff]|tel:|doi:|urn:"
)
"""What a protected token must hold: most texts have none and skip the search."""

NEEDED = re.compile(
    r"""[;:!?'"«»<>“”—–%€$£‰§°\d]|\.\.|\. \.|--|[ \u00a0\u202f]-|[oO][eE]|\betc"""
    r"""|\b(?:M|MM|Mm|Ml|Me|Dr|Pr|St|Mg|av|apr|p|pp|vol|chap|fig|art|t|éd|f|ms|coll|ill|tél)\b"""
    r"""|[A-ZÀ-Ý]\.|[IVX]{2}|Ier|Ire|aequo|vitae"""
)
"""What a text must hold for a rule to apply."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules that have nothing to do in a text that holds none of ``hints``: most texts skip most rules."""

    hints: tuple[str, ...]
    rows: tuple[tuple[re.Pattern[str], Replacement], ...]

    def apply(self, run: Run) -> None:
        """Apply each rule in turn."""
        if any(hint in run.text for hint in self.hints):
            for pattern, replacement in self.rows:
                run.sub(pattern, replacement)


def _rule(
    pattern: str, replacement: str | Replacement, flags: int = 0
) -> tuple[re.Pattern[str], Replacement]:
    """Return a compiled rule; ``\\1`` in a replacement stands for a group."""
    if callable(replacement):
        return re.compile(pattern, flags), replacement
    text, *others = re.split(r"\\(\d)", replacement)
    pairs = list(zip(map(int, others[::2]), others[1::2], strict=True))
    return re.compile(pattern, flags), lambda m: text + "".join(m[group] + after for group, after in pairs)


def _ligature(match: re.Match[str]) -> str:
    word = match[0]
    at = word.lower().index("oe")
    return word[:at] + ("œ" if word[at] == "o" else "Œ") + word[at + 2 :]


def _one_space(match: re.Match[str]) -> str:
    return next((space for space in (THIN, NO_BREAK) if space in match[0]), " ")


DIGITS = tuple("0123456789")
INVISIBLE = ("  ", NO_BREAK, THIN, "\u2009")
OE = (
    r"\b(?:(?:sacré-)?(?:c|s|ch|ranc|éc|crève-c|sans-c|haut-le-c)oeur"
    r"|(?:man|chef-d['’]|chefs-d['’]|hors-d['’]|dés)?oeuvr|b?oeufs?\b|noeud|dénoeu|voeux?\b|moeurs\b"
    r"|oeils?\b|oeillet|oeillad|oeillèr|foetu|foetal|oedèm|oesoph|oenolog|oecumén)"
)

BEFORE_QUOTES = (
    Rules(("..", ". ."), (_rule(r"\.{3,}|\. \. \.", "…"),)),
    Rules(("<<",), (_rule(r"<<(?=.*>>)\s{0,4}", "«", re.S), _rule(r"(?<=\S)\s{0,4}>>", "»"))),
    Rules(("'",), (_rule(r"(?<=\d)''", "″"), _rule(r"(?<=\d)'(?!\w)", "′"))),
)
AFTER_QUOTES = (
    Rules(INVISIBLE, (_rule("[ \u00a0\u202f\u2009]{2,}", _one_space),)),
    Rules(("…",), (_rule(r"\betc\s?…", "etc."),)),
    Rules(("'",), (_rule("'", "’"),)),
    Rules(("--",), (_rule(r"(?<!-)---(?!-)", "—"), _rule(r"(?<!-)--(?!-)", "–"))),
    Rules(("oe", "Oe", "OE"), (_rule(OE, _ligature, re.I),)),
    Rules(("aequo",), (_rule(r"\bex aequo\b", "ex æquo"),)),
    Rules(("vitae",), (_rule(r"\bcurriculum vitae\b", "curriculum vitæ"),)),
    Rules(("«", "»"), (_rule(f"«{SPACES}", f"«{NO_BREAK}"), _rule(f"{SPACES}»", f"{NO_BREAK}»"))),
    Rules(("“", "”"), (_rule(f"“{SPACE}{{1,4}}", "“"), _rule(f"{SPACE}{{1,4}}”", "”"))),
)
WORDS_AND_NUMBERS = (
    Rules(
        DIGITS,
        (
            # thousands, telephones, hours, units
            _rule(
                r"(?<![\d,.])(\d{1,3})((?:[ \u00a0\u202f\u2009]\d{3})+)(?!\d)",
                lambda m: m[1] + re.sub(r"\D", THIN, m[2]),
            ),
            _rule(
                r"(?<!\d)(0\d)((?:[ .\u00a0\u202f]\d\d){4})(?!\d)",
                lambda m: m[1] + re.sub(r"\D", NO_BREAK, m[2]),
            ),
            _rule(
                r"(?<![\w/])(\d{1,2})[ \u00a0\u202f]?h[ \u00a0\u202f]?([0-5]\d)(?!\w)",
                rf"\1{NO_BREAK}h{NO_BREAK}\2",
            ),
            _rule(rf"(?<=\d){SPACE}?({UNIT})(?![\w·])", rf"{NO_BREAK}\1"),
            _rule(rf"(?<=\d){SPACE}(millions?|milliards?|milliers?|euros?|francs?)\b", rf"{NO_BREAK}\1"),
            _rule(rf"\b(\d{{1,2}}|1er){SPACE}({MONTH})\b", rf"\1{NO_BREAK}\2"),
        ),
    ),
    Rules(("°", "º"), (_rule(rf"\b([nN])[°º]{SPACES}(?=[\dA-Z])", rf"\1°{NO_BREAK}"),)),
    Rules(("§",), (_rule(rf"§{SPACES}(?=\d)", f"§{NO_BREAK}"),)),
    Rules(
        (".",),
        (
            # « p. 14 », « av. J.-C. », « M. Benali », « J.-P. Martin »
            _rule(
                rf"\b(p|pp|vol|chap|fig|art|t|éd|f|ms|coll|ill|tél)\.{SPACE}?(?=\d|[IVX]+\b)",
                rf"\1.{NO_BREAK}",
            ),
            _rule(rf"\b(av|apr)\.{SPACE}?J\.-C\.", rf"\1.{NO_BREAK}J.-C."),
            _rule(rf"\b(M|MM)\.{SPACE}(?=[A-ZÀ-Ý])", rf"\1.{NO_BREAK}"),
            _rule(rf"(?<![\w.’])([A-ZÀ-Ý]\.(?:-?[A-ZÀ-Ý]\.)*){SPACE}(?=[A-ZÀ-Ý][a-zà-ÿ])", rf"\1{NO_BREAK}"),
        ),
    ),
    Rules(
        ("Mm", "Ml", "Me", "Dr", "Pr", "St", "Mg"),
        (_rule(rf"\b(Mmes?|Mlles?|Mes?|Drs?|Prs?|Ste?|Mgr){SPACE}(?=[A-ZÀ-Ý])", rf"\1{NO_BREAK}"),),
    ),
    Rules(  # « Louis XIV », « François Ier »
        ("I", "V", "X"),
        (_rule(rf"(?<=[a-zà-ÿ]){SPACE}(?=(?:[IVX]{{2,}}|Ier|Ire)\b)", NO_BREAK),),
    ),
    # a dialogue dash at the start of a block or of a line
    Rules(("—", "–"), (_rule(rf"(?m)^([—–]){SPACES}(?=\S)", rf"\1{NO_BREAK}"),)),
)

HIGH = re.compile(rf"({SPACES})([;!?]+(?:{SPACE}?[!?]+)*)")
COLON = re.compile(rf"({SPACES}):(?=\s|$|[»”)\]])")
NO_BREAK_BEFORE_THIN = re.compile(f"{NO_BREAK}(?={THIN})")
DASH = re.compile(
    r"(?<=[^\s\d:;,–—-])[ \u00a0\u202f]{1,4}([-–—])[ \u00a0\u202f]{1,4}(?=\S)"
    r"|(?<=\d)[ \u00a0\u202f]{1,4}([-–—])[ \u00a0\u202f]{1,4}(?=[^\d\s])"
)
SENTENCE_END = re.compile(r"[.!?…]\s")


def _high(match: re.Match[str]) -> str:
    """Set « ; ! ? » behind a thin space, except where they are no punctuation: « (?) », « a?b »."""
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    sign = re.sub(SPACE, "", match[2])
    if not before or before in "\n(" or (before in "[¿¡“‘…" and not match[1]) or before in "!?":
        return sign
    if not match[1] and after and (after.isalnum() or after in "=&/"):
        return match[0]
    return sign if before in (NO_BREAK, THIN) else THIN + sign


def _colon(match: re.Match[str]) -> str:
    before = match.string[match.start() - 1 : match.start()]
    if not before or before in ":\n([“‘":
        return match[0]
    return ":" if before in (NO_BREAK, THIN) else NO_BREAK + ":"


def _set_dashes(run: Run) -> None:
    """Set « mot - mot »: within a sentence dashes go by pairs, an opening one then a closing one."""
    found = list(DASH.finditer(run.text))
    if not found:
        return
    ends = [match.start() for match in SENTENCE_END.finditer(run.text)]
    sentences: dict[int, list[int]] = {}
    for match in found:
        sentences.setdefault(bisect(ends, match.start()), []).append(match.start())
    opening = {
        start
        for starts in sentences.values()
        for rank, start in enumerate(starts)
        if rank % 2 == 0 and rank + 1 < len(starts)
    }

    def dash(match: re.Match[str]) -> str:
        sign = match[1] or match[2]
        sign = "–" if sign == "-" else sign
        return f" {sign}{NO_BREAK}" if match.start() in opening else f"{NO_BREAK}{sign} "

    run.sub(DASH, dash)


def _hide(run: Run) -> Callable[[], None]:
    """Replace what no rule may touch by as many private characters; return what puts it back."""
    hidden: list[str] = []

    def hide(match: re.Match[str]) -> str:
        if len(hidden) == 0x1900:
            return match[0]
        hidden.append(match[0])
        return chr(0xE000 + len(hidden) - 1) * len(match[0])

    run.sub(PROTECTED, hide)

    def show() -> None:
        text = run.text
        for rank, typed in enumerate(hidden):
            text = text.replace(chr(0xE000 + rank) * len(typed), typed, 1)
        run.rewrite(text)

    return show


def set_run(run: Run) -> None:
    """Set a run by all the rules, in the order they need one another."""
    if not NEEDED.search(run.text):
        return
    show = _hide(run) if PROTECTED_HINT.search(run.text) else None
    for rules in BEFORE_QUOTES:
        rules.apply(run)
    if '"' in run.text or "“" in run.text:
        run.rewrite(french_quotes(run.text))
    for rules in AFTER_QUOTES:
        rules.apply(run)
    run.sub(HIGH, _high)
    run.sub(COLON, _colon)
    _set_dashes(run)
    for rules in WORDS_AND_NUMBERS:
        rules.apply(run)
    if THIN in run.text:
        run.sub(NO_BREAK_BEFORE_THIN, _nothing)
    if show is not None:
        show()


def _nothing(match: re.Match[str]) -> str:
    return ""


def is_french(langue: str) -> bool:
    """Tell whether a language is set by these rules."""
    return langue.lower().partition("-")[0] == "fr"


def typeset(text: str, *, langue: str) -> str:
    """Return a plain string (a title, a caption, a name) set by the French rules.

    Text in another language is returned unchanged. Setting a set text changes nothing.
    """
    if not is_french(langue):
        return text
    for _ in range(4):  # one pass, and another to see that it changes nothing; odd strings need a third
        run = Run([text])
        set_run(run)
        if run.text == text:
            break
        text = run.text
    return text


def typeset_tree(blocks: list[Node], *, langue: str) -> None:
    """Set a tree, in place, then raise the ends of its ordinals."""
    set_blocks(blocks, set_run, on=is_french(langue))
    raise_ordinals(blocks, on=is_french(langue))


ORDINAL = re.compile(
    rf"\b(?:(1)(er|re|ère|ers|res)|(\d+)(es?|èmes?|emes?|ièmes?|nde?s?)|({ROMAN})(er|re|es?|ème))(?![\w·’'])"
)
CENTURY = re.compile(
    r"\s*(?:siècles?|arr|arrondissement|république|empire|étage|édition|année|millénaire|régiment|chapitre"
    r"|tome|partie|international|congrès|dynastie)",
    re.I,
)
"""What follows a one-letter Roman ordinal: « Ve République », while « Ce soir » is no ordinal. « Le siècle »,
« Ce chapitre » and « Des éditions » are articles: fifty, a hundred and five hundred are never written so."""


def raise_ordinals(nodes: list[Node], *, on: bool) -> None:
    """Split « XIXe » into « XIX » and a superscript « e », in place."""
    made: list[Node] = []
    for node in nodes:
        here = node.get("lang", "") == "" if on else False
        if node["t"] == "Str" and on:
            made += _split_ordinals(node["s"])
            continue
        if "c" in node and node["t"] != "Superscript" and not node.get("bare"):
            inside = here or is_french(str(node.get("lang", "")))
            raise_ordinals(node["c"], on=inside)
        made.append(node)
    nodes[:] = made


def _split_ordinals(text: str) -> list[Node]:
    made: list[Node] = []
    position = 0
    for match in ORDINAL.finditer(text):
        raised = _raised(match)
        if raised is None:
            continue
        number = match[1] or match[3] or match[5]
        made += [string(text[position : match.start()] + number), {"t": "Superscript", "c": [string(raised)]}]
        position = match.end()
    return [*made, string(text[position:])] if position < len(text) or not made else made


def _raised(match: re.Match[str]) -> str | None:
    """Return the ending of an ordinal as it is raised, or None when this is no ordinal."""
    if match[1]:
        return {"ère": "re"}.get(match[2], match[2])
    if match[3]:
        if match[4].startswith("n"):
            return match[4] if match[3] == "2" else None
        return "es" if match[4].endswith("s") else "e"
    number, ending = match[5], match[6]
    if not number or (ending in ("er", "re") and number != "I"):
        return None
    if len(number) == 1 and ending not in ("er", "re"):
        follows = CENTURY.match(match.string, match.end())
        if number not in ("I", "V", "X") or ending == "es" or not follows:
            return None
    return "e" if ending == "ème" else ending
