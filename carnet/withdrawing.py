"""A withdrawal: its date written in one line of the person's file, and everything it touches told.

In: a workspace, a person, a day. Out: the new text of her file (comments and order kept: one line is
added) and a ``Reach``: the entries, media, sentences and files of ``out/`` that show her, the pages already
printed. The next build holds nothing of her.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from carnet.cache import Cache, cache_of
from carnet.diagnostics import CarnetError
from carnet.editing import edit
from carnet.hidden import Mention, guessable, hidden_persons, mentions
from carnet.kinds import FichePortrait, Support
from carnet.leaks import Made, find_leaks
from carnet.leaks.needles import needles
from carnet.leaks.views import page_texts
from carnet.linking import Carnet
from carnet.model import Artifact, Entry
from carnet.rewriting import quoted
from carnet.rights import Moment, gate
from carnet.visible import visible_on
from carnet.wording import count, day

PLACES: Final[Mapping[str, Support]] = {
    "site": "web",
    "carnet.pdf": "pdf",
    "carnet-imprimeur.pdf": "imprime",
    "carnet-couverture.pdf": "imprime",
    "carnet.epub": "epub",
    "kits": "kit",
    "reseaux": "reseaux",
    "donnees": "donnees",
}
"""What may stand in ``out/``, and whose gate it came through."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a withdrawal touches.

    ``entries`` and ``media`` are paths of the workspace, ``mentions`` the places where somebody wrote the
    name and must rewrite, ``guessable`` those of a first name alone, ``quoted`` those of her words, ``files``
    files of ``out/`` that show the person, ``pages`` those of each book, by the numbers printed on them.
    """

    person: Entry
    entries: tuple[str, ...]
    media: tuple[str, ...]
    mentions: tuple[Mention, ...]
    guessable: tuple[Mention, ...]
    quoted: tuple[Mention, ...]
    files: tuple[str, ...]
    pages: Mapping[str, tuple[str, ...]]


def find_person(carnet: Carnet, name: str) -> Entry:
    """Return a portrait by its file name, its id or the person's name."""
    stem = name.removeprefix("portraits/").removesuffix(".md")
    for entry in carnet.entries.values():
        if isinstance(entry.fiche, FichePortrait) and (entry.stem == stem or entry.fiche.nom == name):
            return entry
    known = ", ".join(sorted(e.stem for e in carnet.entries.values() if e.type == "portrait"))
    raise CarnetError(
        f"aucun portrait ne s’appelle « {name} »",
        aide=f"les portraits sont {known or 'à créer'}",
        exit_code=2,
    )


def with_withdrawal(text: str, date: dt.date) -> str:
    """Return a portrait's file with its withdrawal written; every other line is as it was."""
    return edit(text, {("accord", "retrait"): date.isoformat()}, order=list(FichePortrait.model_fields))


def reach(before: Carnet, after: Carnet, person: Entry, root: Path, out: Path, moment: Moment) -> Reach:
    """Return what showed a person: told by the carnet before her withdrawal, and looked for in ``out/``.

    ``after`` is the same carnet with the withdrawal written: what may no longer leave is what is looked for.
    """
    touched = _touched(before, person)
    entries = sorted(touched, key=lambda id_: (id_ != person.id, id_))
    media = [path for (id_, _), path in sorted(before.files.items()) if id_ in touched]
    hidden = [p for p in hidden_persons(after) if p.person.id == person.id]
    cache = cache_of(root)
    leaks = [
        leak
        for leak in find_leaks(_standing(after, out, moment), root, cache)
        if leak.secret.owner in touched
    ]
    leaving = _still_leaving(after, moment)
    files = tuple(sorted({leak.path for leak in leaks}))
    books = [name for name in files if name.endswith((".pdf", ".epub")) and "/" not in name]
    return Reach(
        person,
        tuple(before[id_].source.path for id_ in entries),
        tuple(dict.fromkeys(media)),
        tuple(mentions(after, leaving, hidden)),
        tuple(guessable(after, leaving, hidden)),
        tuple(quoted(after, leaving, hidden)),
        files,
        {name: _pages(out / name, after, moment, PLACES[name], root, cache, touched) for name in books},
    )


def _touched(carnet: Carnet, person: Entry) -> set[str]:
    """Return the person, what names her in its front matter, what shows her; not what links to her page."""
    named = {li.source for li in carnet.links if li.target == person.id and li.loc != ("corps",)}
    photos = {li.target for li in carnet.links_of.get(person.id, ()) if li.loc == ("photo",)}
    return ({person.id} | named | photos) & set(carnet.entries)


def _still_leaving(carnet: Carnet, moment: Moment) -> list[Entry]:
    """Return what no withdrawal keeps in, drafts included: where a name is written, somebody must rewrite."""
    door = gate(carnet, "web", moment)
    refusals = {entry.id: door.refusal(entry) for entry in carnet.entries.values()}
    return [carnet[id_] for id_, why in refusals.items() if why is None or why.rule != "accord-retire"]


def _standing(carnet: Carnet, out: Path, moment: Moment) -> Iterator[Made]:
    """Yield what stands in ``out/``, as if it were about to be written on this day."""
    for name, support in PLACES.items():
        place = out / name
        visible = visible_on(carnet, support, moment)
        if place.is_dir():
            paths = sorted(path for path in place.rglob("*") if path.is_file())
            artifacts = [Artifact(path.relative_to(place).as_posix(), path.read_bytes()) for path in paths]
            yield Made(visible, name, artifacts)
        elif place.is_file():
            yield Made(visible, None, [Artifact(name, place.read_bytes())])


def _pages(
    book: Path, carnet: Carnet, moment: Moment, support: Support, root: Path, cache: Cache, touched: set[str]
) -> tuple[str, ...]:
    """Return the labels of the pages of a PDF that show the person; an EPUB's pages are its reader's."""
    if book.suffix == ".epub":
        return ()
    wanted = needles(visible_on(carnet, support, moment), root, cache)
    forms = [form for form, secret in wanted.words.items() if secret.owner in touched]
    return tuple(
        label for label, text in page_texts(book.read_bytes()) if any(form in text for form in forms)
    )


def as_text(found: Reach, date: dt.date) -> str:
    """Tell a withdrawal and what it touches."""
    assert isinstance(found.person.fiche, FichePortrait)
    sections = {
        "Ce qui la montre ou la nomme :": found.entries,
        "Ses images et ses sons :": found.media,
        "Son nom est écrit ici ; rien ne sera fabriqué tant qu’il y est :": _places(found.mentions),
        "C’est peut-être d’elle qu’on parle ici ; à relire :": _places(found.guessable),
        "Ce qu’elle a dit est cité ici ; à redire autrement :": _places(found.quoted),
        "Elle est encore dans ces fichiers ; refaites-les, carnet construire :": _gathered(found.files),
    }
    for pages in dict.fromkeys(found.pages.values()):
        books = [name for name, those in found.pages.items() if those == pages]
        title = f"Erratum à joindre à ce qui a été imprimé ou envoyé ({', '.join(books)}) :"
        sections[title] = [erratum(pages)]
    person = found.person.fiche.nom
    lines = [f"Le retrait de {person} est noté au {day(date)} dans {found.person.source.path}."]
    for title, told in sections.items():
        lines += ["", title, *(f"  {line}" for line in told)] if told else []
    lines += ["", "L’historique de git garde les anciennes versions ; les originaux restent dans media/."]
    return "\n".join(lines) + "\n"


def _places(found: Sequence[Mention]) -> list[str]:
    return [f"{m.span.path}:{m.span.line}:{m.span.column}  « {m.short} »" for m in found]


def _gathered(files: Sequence[str]) -> list[str]:
    """Return files of ``out/``, those of a folder counted: a site has hundreds."""
    folders = Counter(path.partition("/")[0] for path in files if "/" in path)
    alone = [path for path in files if "/" not in path]
    return [*alone, *(f"{folder}/ : {count(number, 'fichier')}" for folder, number in folders.items())]


def erratum(pages: Sequence[str]) -> str:
    """Return the line to slip in copies that are already out; it names nobody."""
    where = f"Page{'s' if len(pages) > 1 else ''} {', '.join(pages)} : à" if pages else "À"
    what = "la demande d’une personne, ce qui la concerne n’est plus publié. Merci de ne pas le reprendre."
    return f"« {where} {what} »"
