"""Footnotes of Markdown made sound before pandoc reads them.

In: a text. Out: the same, in which no note calls another (pandoc would never end), every note is called
(pandoc would drop it) and no two have one label (pandoc would keep the first).
"""

import re
from typing import Final

from carnet.importing.values import Left
from carnet.text import notes

FENCED: Final = re.compile(r"^[ \t>]*(```|~~~)[\s\S]*?(?:^[ \t>]*\1|\Z)", re.M)


def sound_notes(text: str, left: list[Left]) -> str:
    """Return a text whose notes all come out, and tell what had to be changed."""
    code = [match.span() for match in FENCED.finditer(text)]

    def is_code(place: int) -> bool:
        return any(start <= place < end for start, end in code)

    defined = tuple(d for d in notes.definitions(text) if not is_code(d.start))
    called: set[str] = set()
    changes: list[tuple[int, int, str]] = []
    for call in notes.CALL.finditer(text):
        at = call.start()
        own = next((d for d in defined if d.start == at), None)
        if is_code(at) or own is not None:
            continue
        holder = notes.around(defined, at)
        if holder is None:
            called.add(call[1].casefold())
        else:
            changes.append((at, call.end(), f"\\[^{call[1]}\\]"))
            left.append(
                Left(f"l’appel « {call[0]} » dans la note « [^{holder.label}] » est gardé comme du texte")
            )
    orphans = []
    for rank, note in enumerate(defined):
        label = f"{note.label}-{rank}" if note.again else note.label
        if note.again:
            changes.append((*note.label_at, label))
        if note.again or note.label.casefold() not in called:
            orphans.append(f"[^{label}]")
            left.append(
                Left(f"rien n’appelle la note « [^{note.label}] » : elle est appelée à la fin du texte")
            )
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text.rstrip("\n") + "\n\n" + " ".join(orphans) + "\n" if orphans else text
