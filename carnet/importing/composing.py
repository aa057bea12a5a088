"""From a document read to drafts: one entry for its text, one for each of its images.

In: a ``Document`` and where it goes. Out: ``Brought``: the files to lay and the account of what came in
and went out. The importer never writes for the author: what a kind needs and the document does not say is
« à compléter », and everything is a draft.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote

from carnet.editing.written import front
from carnet.fields import A_COMPLETER
from carnet.frontmatter import Value
from carnet.importing.converting import read_text, write_markdown
from carnet.importing.counting import account, tally_drafts
from carnet.importing.tidying import Tidying
from carnet.importing.trees import Tree, para, string, text_of
from carnet.importing.values import Brought, Document, Left, Piece, RefusedError
from carnet.kinds import KINDS
from carnet.media import MediaError
from carnet.model import Loaded
from carnet.sources import COMMON, slug

TYPES: Final = ("recit", "synthese", "seance", "portrait", "ressource", "texte", "terme")
"""What a document may become. The others need evidence or people that no document holds."""

SENSIBLE: Final = {"ressource": {"nature": "document"}, "texte": {"role": "annexe"}}
CREDIT: Final = re.compile(r"(?:©|\(c\)|[Cc]rédits?(?: photo)?\s*:)\s*([^()\n]{2,80})")
GIVEN: Final = re.compile(r"(?:image|img|upload|picture|rid|screenshot|capture|sans-nom)?-?[0-9a-f-]*")
"""Names that programs give to images."""

MARK: Final = "⦗image{}⦘"
CAPTION: Final = "⦗legende{}⦘"
DATE: Final = re.compile(r"(\d{4}|\d{2})-(\d{2})-(\d{2})")


@dataclass
class Place:
    """Where an import goes, and what is already there; ``taken`` grows as pieces are made.

    ``media`` gives the workspace path of each known media by the SHA-256 of its bytes, ``alike`` the name of
    each known photo by what it looks like.
    """

    loaded: Loaded
    evenement: str | None
    type_: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    media: dict[str, str] = field(default_factory=dict)
    alike: dict[int, str] = field(default_factory=dict)

    def free(self, path: str) -> str:
        """Return a path like this one where nothing is, and take it."""
        whole = PurePosixPath(path)
        made, rank = path, 1
        while made in self.taken:
            rank += 1
            made = str(whole.with_name(f"{whole.stem}-{rank}{whole.suffix}"))
        self.taken.add(made)
        return made

    def folder(self) -> str:
        """Return the event's folder name, or refuse."""
        if self.evenement is None:
            raise RefusedError(
                "il manque l’évènement où le ranger",
                "ajoutez --evenement, avec le nom d’un dossier de entries/",
            )
        return self.evenement

    def media_folder(self) -> str:
        """Return the folder of media the import goes to."""
        return f"media/{self.evenement or COMMON.strip('_')}"


def compose(document: Document, place: Place) -> Brought:
    """Return the drafts a document becomes."""
    type_ = str(place.type_ or document.meta.get("type") or "recit")
    if type_ not in TYPES:
        raise RefusedError(
            f"un texte ne devient pas de lui-même « {type_} »", f"choisissez --type parmi {', '.join(TYPES)}"
        )
    tidy = Tidying(_html, mark=MARK.format, tight=document.tight)
    blocks = tidy.top(document.blocks)
    meta = dict(document.meta)
    if not meta.get("titre") and blocks and blocks[0]["t"] == "Header" and blocks[0]["c"][0] <= 2:
        meta["titre"] = text_of(blocks.pop(0)["c"][2]).strip()
    values, left = _values(type_, meta, document.name, place)
    work = _Images(place, document, slug(str(values.get("titre") or values.get("nom"))))
    shown = [work.take(src, alt) for src, alt, _ in tidy.pictures]
    body, captions = _markdown(blocks, [caption for _, _, caption in tidy.pictures], document.version)
    for rank, inclusion in enumerate(shown):
        body = body.replace(MARK.format(rank), inclusion or _sought(tidy.pictures[rank][1], captions[rank]))
    path = _path(type_, values, place)
    entry = _entry(type_, values, body)
    photos = [
        _entry("photo", {**made, "credit": _credit(captions[rank])}, captions[rank])
        for rank, made in work.entries.items()
    ]
    pieces = [Piece(path, entry.encode())]
    pieces += [
        Piece(work.paths[rank], text.encode()) for rank, text in zip(work.entries, photos, strict=True)
    ]
    every = [*document.left, *tidy.left, *left, *work.left]
    return Brought(
        document.name,
        (*pieces, *work.media.values()),
        account(document.before, tally_drafts([entry, *photos]), every),
    )


def _sought(alt: str, caption: str) -> str:
    """Return what stands where an image is not: its words, so that its author can find it again."""
    words = re.sub(r"([\\`*_\[\]<>#|~$])", r"\\\1", alt.strip())
    said = " — ".join(part for part in (words, caption) if part)
    return f"\\[Image à retrouver : {said}\\]" if said else "\\[Image à retrouver\\]"


def _html(text: str) -> list[Tree]:
    blocks: list[Tree] = read_text(text, "html")["blocks"]
    return blocks


def _markdown(
    blocks: list[Tree], captions: Sequence[list[Tree]], version: list[int]
) -> tuple[str, dict[int, str]]:
    """Write a body and the captions of its images, in one call."""
    written = list(blocks)
    for rank, caption in enumerate(captions):
        inlines = [n for node in caption for n in _without_notes(node)]
        written += [para([string(CAPTION.format(rank))]), *([para(inlines)] if inlines else [])]
    text = write_markdown(written, version)
    notes = re.search(r"\n\n(\[\^\d+\]: .*)\Z", text, re.S)
    tail = ""
    if captions and notes is not None:
        text, tail = text[: notes.start()], "\n\n" + notes[1]
    found: dict[int, str] = {}
    for rank in reversed(range(len(captions))):
        text, _, found[rank] = text.partition(CAPTION.format(rank))
        found[rank] = found[rank].strip()
    return text.rstrip() + tail, found


def _without_notes(node: Tree) -> list[Tree]:
    if node["t"] != "Note":
        return [node]
    return [string(" (" + " ".join(text_of(b["c"]) for b in node["c"] if b["t"] in ("Para", "Plain")) + ")")]


def _entry(type_: str, values: Mapping[str, Value], body: str) -> str:
    head: dict[str, Value] = {} if type_ == "portrait" else {"type": type_}
    return front({**head, "statut": "brouillon", **values}) + (f"\n{body}\n" if body else "")


def _credit(caption: str) -> str:
    found = CREDIT.search(caption)
    return found[1].strip(" .,;") if found else A_COMPLETER


def _path(type_: str, values: Mapping[str, Value], place: Place) -> str:
    name = slug(str(values.get("titre") or values.get("nom")))[:60].strip("-")
    if type_ == "portrait":
        return place.free(f"portraits/{name}.md")
    if type_ in ("texte", "terme"):
        return place.free(f"entries/{COMMON}/{name}.md")
    return place.free(f"entries/{place.folder()}/{name}.md")


# --- front matter ------------------------------------------------------------------------------------

PLAIN: Final = {
    "titre": "titre", "title": "titre", "resume": "resume", "description": "resume", "abstract": "resume",
    "sous_titre": "resume", "subtitle": "resume", "langue": "langue", "lang": "langue", "licence": "licence",
}  # fmt: skip
WORDS: Final = ("mots_cles", "tags", "keywords", "categories", "themes")
AUTHORS: Final = ("auteurs", "author", "authors", "auteur")


def _values(
    type_: str, meta: Mapping[str, Value], name: str, place: Place
) -> tuple[dict[str, Value], list[Left]]:
    """Return an entry's fields from what a document says of itself, and what of it has no place."""
    kind = KINDS[type_]
    values: dict[str, Value] = {}
    left: list[Left] = []
    for key, value in meta.items():
        said = _as_text(value)
        if key == "type" or not said:
            continue
        goal = PLAIN.get(key)
        if key in WORDS:
            _sort_words(value, values, left, place)
        elif key in AUTHORS:
            _sort_authors(said, values, left, place)
        elif key == "date" and (day := _day(said)):
            values["date"] = day
        elif goal in ("langue", "licence") and not re.fullmatch(r"[\w.-]{2,30}", said):
            left.append(Left(f"« {key}: {said} »", said))
        elif goal and goal not in values:
            values[goal] = said
        else:
            left.append(Left(f"« {key}: {said} », qui n’a pas de champ ici", f"{key} {said}"))
    stem = PurePosixPath(name).stem
    if "date" not in values and (day := _day(stem)):
        values["date"] = day
    if type_ == "portrait":
        values["nom"] = values.pop("titre", None) or stem
    else:
        values.setdefault("titre", stem)
    values = {**SENSIBLE.get(type_, {}), **values, **place.values}
    for key, declared in kind.model_fields.items():
        if declared.is_required() and key not in values:
            values[key] = A_COMPLETER
    order = list(kind.model_fields)
    strange = [key for key in values if key not in order]
    if strange:
        raise RefusedError(f"« {strange[0]} » n’est pas un champ d’un {kind.nom_du_type}")
    return {key: values[key] for key in order if key in values}, left


def _as_text(value: Value) -> str:
    if isinstance(value, list):
        return ", ".join(_as_text(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {_as_text(item)}" for key, item in value.items())
    return " ".join((value or "").split())


def _sort_words(value: Value, values: dict[str, Value], left: list[Left], place: Place) -> None:
    """Make themes of the words the carnet declares, key words of the others."""
    words = value if isinstance(value, list) else re.split(r"\s*[,;]\s*", _as_text(value))
    declared = place.loaded.edition.themes if place.loaded.edition else {}
    names = {theme.titre.casefold(): id_ for id_, theme in declared.items()}
    for word in (_as_text(item).strip("#` ") for item in words):
        if not word:
            continue
        known = word if word in declared else names.get(word.casefold())
        key = "themes" if known else "mots_cles"
        left += [Left(f"« {word} » est devenu le thème « {known} »", word)] if known else []
        held = values.setdefault(key, [])
        assert isinstance(held, list)
        if (known or word) not in held:
            held.append(known or word)


def _sort_authors(said: str, values: dict[str, Value], left: list[Left], place: Place) -> None:
    declared = place.loaded.edition.contributeurs if place.loaded.edition else {}
    names = {person.nom.casefold(): id_ for id_, person in declared.items()} | {id_: id_ for id_ in declared}
    authors = [names.get(part.strip().casefold()) for part in re.split(r",| et |;|&", said)]
    known: list[Value] = [author for author in authors if author]
    if known and None not in authors:
        values["auteurs"] = known
    else:
        left.append(Left(f"l’auteur « {said} », à déclarer dans « contributeurs » de carnet.yaml", said))


def _day(text: str) -> str | None:
    """Return the date a text begins with, its year on four digits or on two."""
    match = DATE.match(text)
    if match is None:
        return None
    year = match[1] if len(match[1]) == 4 else f"20{match[1]}"
    try:
        return dt.date(int(year), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return None


# --- images ------------------------------------------------------------------------------------------


class _Images:
    """The photos a document's images become: an entry each, a file for each different one."""

    def __init__(self, place: Place, document: Document, name: str) -> None:
        self._place = place
        self._document = document
        self._name = name[:40].strip("-")
        self.entries: dict[int, dict[str, Value]] = {}
        self.paths: dict[int, str] = {}
        self.media: dict[str, Piece] = {}
        self.left: list[Left] = []
        self._count = -1

    def take(self, src: str, alt: str) -> str:
        """Take one image; return its inclusion in the text, or "" when it is not there."""
        self._count += 1
        content = self._document.pictures.get(src)
        if content is None:
            return self._absent(src, alt)
        try:
            fichier = lay_picture(content, self._named(src), self._place, self.media)
        except MediaError as fault:
            self.left.append(Left(f"l’image « {src[-60:]} » : {fault.cause}", kind="images"))
            return self._told(alt)
        self.entries[self._count] = {"fichier": fichier, "alt": alt.strip() or A_COMPLETER}
        path = self._place.free(f"entries/{self._place.folder()}/photo-{Path(fichier).stem}.md")
        self.paths[self._count] = path
        return f"![[{PurePosixPath(path).stem}]]"

    def _named(self, src: str) -> str:
        """Return the name of an image's file: its own when a person gave it one, else its document's."""
        own = slug(unquote(PurePosixPath(src.partition("?")[0]).stem)) if not src.startswith("data:") else ""
        return self._name if GIVEN.fullmatch(own) or len(own) < 3 else own[:60].strip("-")

    def _absent(self, src: str, alt: str) -> str:
        where = "sur un autre site" if re.match(r"https?:", src) else "introuvable à côté du texte"
        shown = src if len(src) < 200 else f"{src[:60]}…"
        self.left.append(Left(f"l’image « {shown} », {where} : à retrouver", kind="images"))
        return self._told(alt)

    def _told(self, alt: str) -> str:
        if alt.strip():
            self.left.append(Left(f"l’alternative « {alt} » est gardée dans le texte", kind="alternatives"))
        return ""


def lay_picture(content: bytes, name: str, place: Place, media: dict[str, Piece]) -> str:
    """Return the workspace path of an image, new or already there; raise ``MediaError`` when it is none."""
    from carnet.importing.arrival import arrived

    made = arrived(content)
    digest = hashlib.sha256(made.content).hexdigest()
    if digest not in place.media:
        path = place.free(f"{place.media_folder()}/{name}{made.suffix}")
        place.media[digest] = path
        media[digest] = Piece(path, made.content)
    return place.media[digest]
