"""Entries written again as Markdown, without what may not leave: the part of a kit that rebuilds the carnet.

In: an entry and what may leave on ``kit``. Out: the text of its file. It is the file somebody wrote, but for
the declared exclusions: the comments; of an agreement the number of its proof and what concerns a child; the
analytic codes; the names of media files, which become the public ones; the real name, structure and
territory of who is shown otherwise; what names an entry that may not leave.
"""

import posixpath
import re
from pathlib import PurePosixPath
from typing import Final

from carnet.editing.written import front
from carnet.fields import Fichier, Loc, Vers, marked
from carnet.frontmatter import Value
from carnet.kinds import FichePhoto, FichePortrait, FicheRessource, FicheSon
from carnet.licences import terms
from carnet.linking import Directory
from carnet.model import Entry
from carnet.visible import Visible, shown_name

AGREED: Final = ("objets", "supports", "date", "jusqu_au")
"""What a kit says of an agreement."""

NEVER: Final = ("codes",)
COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
REFERENCE: Final = re.compile(
    r"(?P<bang>!?)\[\[(?P<name>[^\]|#]*)(?P<anchor>#[^\]|]*)?(?:\|(?P<text>[^\]]*))?\]\]"
)
LOCAL: Final = re.compile(r"(?P<bang>!?)\[(?P<text>[^\]]*)\]\((?P<path>(?!https?:|mailto:|tel:|#)[^)\s]+)\)")


def path_of(visible: Visible, entry: Entry) -> str:
    """Return where an entry's file stands in a carnet: its own path, under its public name."""
    return str(PurePosixPath(entry.source.path).with_name(f"{_name(visible, entry)}.md"))


def _name(visible: Visible, entry: Entry) -> str:
    return "evenement" if entry.type == "evenement" else visible.stem(entry)


def medium_of(visible: Visible, entry: Entry, champ: str) -> str | None:
    """Return the public name of an entry's medium, None when there is none that may leave."""
    path = visible.carnet.files.get((entry.id, champ))
    if path is None:
        return None
    stem = visible.stem(entry)
    if isinstance(entry.fiche, FichePhoto):
        return f"{stem}.jpg"
    if isinstance(entry.fiche, FicheSon):
        return f"{stem}.vtt" if champ == "transcription" else f"{stem}.mp3"
    if (
        isinstance(entry.fiche, FicheRessource)
        and not terms(entry.fiche.licence_ressource or entry.licence).open
    ):
        return None
    return stem + PurePosixPath(path).suffix.lower()


def written(visible: Visible, entry: Entry) -> str:
    """Return the text of an entry's file as a kit gives it."""
    values = _Writer(visible, entry).values()
    body = _body(visible, entry)
    return front(values) + (f"\n{body.strip()}\n" if body.strip() else "")


class _Writer:
    """Walks the front matter of one entry."""

    def __init__(self, visible: Visible, entry: Entry) -> None:
        self._visible = visible
        self._entry = entry
        marks = {leaf.loc: leaf for leaf in marked(entry.fiche)}
        self._references = {loc for loc, leaf in marks.items() if isinstance(leaf.mark, Vers)}
        self._media = {loc for loc, leaf in marks.items() if isinstance(leaf.mark, Fichier)}
        self._targets = {
            li.loc: li.target for li in visible.carnet.links_of.get(entry.id, ()) if li.loc != ("corps",)
        }

    def values(self) -> dict[str, Value]:
        """Return what the front matter says, the exclusions made."""
        found: dict[str, Value] = {}
        for key, value in self._entry.source.front.tree.items():
            kept = self._value(value, (key,))
            if key not in NEVER and kept not in (None, [], {}):
                found[key] = kept
        if isinstance(self._entry.fiche, FichePortrait):
            found |= self._person(self._entry.fiche, found)
        return found

    def _value(self, value: Value, loc: Loc) -> Value:
        """Return a value without what may not leave; None when nothing is left of it."""
        match value:
            case dict() if loc == ("accord",):
                return {key: item for key, item in value.items() if key in AGREED}
            case dict():
                inside = {key: self._value(item, (*loc, key)) for key, item in value.items()}
                required = any(
                    (*loc, key) in self._references and inside[key] is None for key in ("evenement",)
                )
                return None if required else {key: item for key, item in inside.items() if item is not None}
            case list():
                kept = [self._value(item, (*loc, place)) for place, item in enumerate(value)]
                return [item for item in kept if item is not None]
            case str() if loc in self._references or (*loc, 0) in self._references:
                return self._reference(value, loc if loc in self._references else (*loc, 0))
            case str() if loc in self._media:
                return medium_of(self._visible, self._entry, str(loc[0]))
            case _:
                return value

    def _reference(self, value: str, loc: Loc) -> str | None:
        target = self._visible.entries.get(self._targets.get(loc, ""))
        if target is None:
            return None
        public = self._visible.stem(target)
        return value if target.stem == public else public

    def _person(self, fiche: FichePortrait, found: dict[str, Value]) -> dict[str, Value]:
        """Return what changes of who is shown otherwise; outputs hide the same things."""
        if fiche.affichage == "nom":
            return {}
        gone = ("structure", "territoire") if fiche.affichage in ("pseudonyme", "role") else ()
        for key in gone:
            found.pop(key, None)
        return {"nom": shown_name(fiche)}


def _body(visible: Visible, entry: Entry) -> str:
    """Return an entry's text, its references to what may not leave gone and the others under public names."""
    rewriter = _References(visible, entry)
    text = COMMENT.sub("", entry.body)
    return LOCAL.sub(rewriter.local, REFERENCE.sub(rewriter.reference, text))


class _References:
    """Rewrites the references of one text."""

    def __init__(self, visible: Visible, entry: Entry) -> None:
        self._visible = visible
        self._entry = entry
        self._directory = Directory(visible.carnet.entries)
        self._here = posixpath.dirname(entry.source.path)

    def reference(self, match: re.Match[str]) -> str:
        """Rewrite ``[[id]]`` or ``![[id]]``."""
        found = self._directory.find(match["name"], self._entry)
        target = self._visible.entries.get(found[0]) if len(found) == 1 else None
        if target is None:
            return "" if match["bang"] else match["text"] or "[…]"
        if self._visible.stem(target) == target.stem:
            return match[0]
        text = f"|{match['text']}" if match["text"] else ""
        return f"{match['bang']}[[{self._visible.stem(target)}{match['anchor'] or ''}{text}]]"

    def local(self, match: re.Match[str]) -> str:
        """Rewrite a link to a source file, or an image of ``media/``."""
        path = posixpath.normpath(posixpath.join(self._here, match["path"].partition("#")[0]))
        if match["bang"]:
            return self._image(match["text"], path)
        target = next((e for e in self._visible.entries.values() if e.source.path == path), None)
        if target is None:
            return match["text"]
        return f"[{match['text']}]({posixpath.relpath(path_of(self._visible, target), self._here)})"

    def _image(self, alt: str, path: str) -> str:
        for photo in self._visible.of_type("photo"):
            if self._visible.carnet.files.get((photo.id, "fichier")) == path:
                name = medium_of(self._visible, photo, "fichier")
                return f"![{alt}](../../media/{photo.evenement}/{name})"
        return ""
