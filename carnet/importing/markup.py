"""Texts with marks in them: Markdown, pads, HTML, Org, and plain text.

In: such a file. Out: a ``Document``, its images found beside it, its front matter read leniently: what
another program wrote there is data, never trusted.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from carnet.frontmatter import Value
from carnet.importing.composing import AUTHORS, PLAIN, WORDS
from carnet.importing.converting import read_text as read_tree
from carnet.importing.counting import tally
from carnet.importing.footnotes import sound_notes
from carnet.importing.htmltags import count_page
from carnet.importing.limits import read_bytes, read_text
from carnet.importing.pads import from_hedgedoc, is_pad, paragraphs_of_etherpad, with_titles
from carnet.importing.texts import Texts
from carnet.importing.trees import Tree, walk
from carnet.importing.values import Document, Left, RefusedError, Tally

FRONT: Final = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
MAX_PICTURE: Final = 60_000_000
NAMED: Final = frozenset(PLAIN) | frozenset(WORDS) | frozenset(AUTHORS) | {"date"}
"""The properties whose name is not itself a word of the document: they have a field here."""


def read_markup(path: Path, images: Path | None = None) -> Document:
    """Read a text file; ``images`` is where « /img/… » is found. Raises ``RefusedError``."""
    text = read_text(path)
    suffix = path.suffix.lower()
    if suffix in (".html", ".htm"):
        return _html(path, text, images)
    if suffix == ".org":
        return _org(path, text, images)
    return _markdown(path, text, images)


# --- Markdown and pads -------------------------------------------------------------------------------


def _markdown(path: Path, text: str, images: Path | None) -> Document:
    meta, body, left = _front(text)
    pad = is_pad(body)
    if pad:
        body, tags, told = from_hedgedoc(body)
        left += told
        if tags:
            meta["mots_cles"] = [*_listed(meta.get("tags", meta.pop("tags", None))), *tags]
            meta.pop("tags", None)
    body = sound_notes(with_titles(_without_comments(body, left)), left)
    tree = read_tree(body, "pad" if pad or path.suffix.lower() == ".txt" else "markdown")
    before = _count(tree["blocks"], meta, left)
    return Document(
        path.name,
        tree["blocks"],
        tree["pandoc-api-version"],
        meta,
        _pictures(tree, path, images),
        before,
        tuple(left),
    )


def _front(text: str) -> tuple[dict[str, Value], str, list[Left]]:
    """Cut the front matter another program wrote; one that cannot be read is told, and its words kept."""
    match = FRONT.match(text)
    if match is None:
        return {}, text, []
    try:
        tree = _plain(YAML(typ="safe", pure=True).load(match[1]), 0)
    except (YAMLError, ValueError, RecursionError, TypeError, AttributeError, LookupError):
        tree = None
    body = text[match.end() :]
    if not isinstance(tree, dict):
        return {}, body, [Left(f"un en-tête qui n’est pas lisible : « {match[1][:300].strip()} »", match[1])]
    return tree, body, []


def _plain(value: Any, depth: int) -> Value:
    if depth > 6:
        raise RecursionError
    if isinstance(value, dict):
        return {str(key): _plain(item, depth + 1) for key, item in list(value.items())[:200]}
    if isinstance(value, list | tuple | set):
        return [_plain(item, depth + 1) for item in list(value)[:200]]
    return None if value is None else str(value)


def _listed(value: Value) -> list[Value]:
    if isinstance(value, list):
        return value
    return [part.strip() for part in str(value or "").split(",") if part.strip()]


def _without_comments(text: str, left: list[Left]) -> str:
    """Take out what an author hid from readers, outside code, and tell it."""

    def told(match: re.Match[str]) -> str:
        if match[0].startswith(("`", "~")):
            return match[0]
        said = " ".join(match[1].split())
        left.append(Left(f"un commentaire caché : « {said[:200]} »", "", "commentaires"))
        return ""

    return re.sub(r"^(?:```|~~~)[\s\S]*?^(?:```|~~~)|`[^`\n]*`|<!--([\s\S]*?)-->", told, text, flags=re.M)


def _count(blocks: list[Tree], meta: Mapping[str, Value], left: Iterable[Left]) -> Tally:
    """Count a tree before it is tidied: its texts, its raw HTML as a browser shows it, its properties."""
    texts: list[str] = []
    things: dict[str, int] = {}

    def seen(thing: str, number: int = 1) -> None:
        things[thing] = things.get(thing, 0) + number

    reader = Texts(seen)
    texts += reader.of(blocks)
    for item in left:
        if item.kind:
            seen(item.kind)
        if item.words:
            texts.append(item.words)
    texts += _meta_texts(
        {key: value for key, value in meta.items() if key not in ("type", "statut", "themes")}
    )
    return tally(texts, **things)


def _meta_texts(value: Mapping[str, Value]) -> list[str]:
    """Return the words of a document's properties; a key that has no field here is among them."""
    found = []
    for key, item in value.items():
        said = _said(item)
        if said:
            found.append(said if key in NAMED else f"{key} {said}")
    return found


def _said(value: Value) -> str:
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} {_said(item)}" for key, item in value.items())
    return value or ""


# --- HTML and Org ------------------------------------------------------------------------------------


def _html(path: Path, text: str, images: Path | None) -> Document:
    page = count_page(text)
    left = [Left(f"un élément <{tag.name}>" + _address(tag.attributes.get("src", ""))) for tag in page.frames]
    tree = read_tree(text, "html")
    blocks = tree["blocks"]
    meta: dict[str, Value] = {}
    if re.search(r"<meta[^>]+etherpad", text, re.I):
        blocks = paragraphs_of_etherpad(blocks)
    titled = re.search(r"<title[^>]*>(.*?)</title>", text, re.I | re.S)
    title = count_page(titled[1]).texts if titled else []
    if title:
        meta["titre"] = " ".join(title[0].split())
    things = {
        "images": page.images,
        "alternatives": page.alternatives,
        "listes": page.items,
        "tableaux": page.tables,
    }
    before = tally([*page.texts, *title], **things)
    return Document(
        path.name,
        blocks,
        tree["pandoc-api-version"],
        meta,
        _pictures(tree, path, images),
        before,
        tuple(left),
    )


def _address(src: str) -> str:
    return f" ({src[:200]})" if src else ""


ORG_KEYS: Final = {
    "title": "titre",
    "author": "auteurs",
    "date": "date",
    "description": "resume",
    "keywords": "mots_cles",
}


def _org(path: Path, text: str, images: Path | None) -> Document:
    """Read Emacs Org, in which many keep notes; drawers, comments and settings are told."""
    left: list[Left] = []
    meta: dict[str, Value] = {}
    kept = []
    for line in text.split("\n"):
        setting = re.match(r"#\+(\w+):[ \t]*(.*)", line)
        if setting and setting[1].lower() in ORG_KEYS and setting[2].strip():
            meta[ORG_KEYS[setting[1].lower()]] = setting[2].strip()
        elif setting and setting[1].lower() in ("include", "setupfile"):
            left.append(Left(f"« {line.strip()} » : ce fichier n’est pas lu"))
        elif re.match(r"\s*#(?:\s|$)", line):
            left.append(Left(f"un commentaire caché : « {line.strip()} »"))
        else:
            kept.append(line)
    tree = read_tree("\n".join(kept), "org")
    before = _count(tree["blocks"], meta, ())
    before = _with_words(before, _org_words("\n".join(kept)), _meta_texts(meta))
    return Document(
        path.name,
        tree["blocks"],
        tree["pandoc-api-version"],
        meta,
        _pictures(tree, path, images),
        before,
        tuple(left),
    )


def _org_words(text: str) -> str:
    """Return the words of Org text, read by hand: markup taken away, nothing understood."""
    text = re.sub(r"^[ \t]*#\+\w+(?::.*)?$", "", text, flags=re.M)
    text = re.sub(r"^[ \t]*:\w+:.*$", "", text, flags=re.M)
    text = re.sub(r"^[ \t]*\d+[.)][ \t]", "", text, flags=re.M)
    text = re.sub(r"\[fn:[\w-]*[\]:]", "", text)
    return re.sub(r"\[\[[^\]]*\](?:\[([^\]]*)\])?\]", lambda m: m[1] or m[0].strip("[]"), text)


def _with_words(before: Tally, text: str, meta: list[str]) -> Tally:
    counted = tally([text, *meta])
    counted.counts = before.counts
    return counted


# --- images ------------------------------------------------------------------------------------------


def _pictures(tree: Tree, path: Path, images: Path | None) -> dict[str, bytes]:
    """Return the bytes of each image that is at hand: beside the text, or written in it."""
    found: dict[str, bytes] = {}
    sources = [node["c"][2][0] for node in walk(tree["blocks"]) if node["t"] == "Image"]
    raw = (n["c"][1] for n in walk(tree["blocks"]) if n["t"] in ("RawBlock", "RawInline"))
    sources += [
        src for text in raw for src in re.findall(r"<img\b[^>]*?\bsrc\s*=\s*[\"']([^\"']+)", text, re.I)
    ]
    for src in sources:
        content = _written_in(src) if src.startswith("data:") else _beside(src, path, images)
        if content is not None:
            found[src] = content
    return found


def _written_in(src: str) -> bytes | None:
    head, _, body = src.partition(",")
    if ";base64" not in head or len(body) > MAX_PICTURE:
        return None
    try:
        return base64.b64decode(unquote(body), validate=False)
    except (binascii.Error, ValueError):
        return None


def _beside(src: str, path: Path, images: Path | None) -> bytes | None:
    """Return a file named by a text, when it stands under the text's folder or the one of images."""
    if re.match(r"[a-z][a-z0-9+.-]*:|//", src, re.I) or "\0" in src:
        return None
    name = unquote(src.partition("#")[0].partition("?")[0])
    folders = [images] if images is not None else []
    folders += [] if name.startswith("/") else [path.parent]
    for folder in folders:
        try:
            place = (folder / name.lstrip("/")).resolve()
            if place.is_relative_to(folder.resolve()) and place.is_file():
                return read_bytes(place, MAX_PICTURE)
        except (OSError, ValueError, RefusedError):
            continue
    return None
