"""The search index: every entry and every passage of a recording, found by its words on a static site.

In: the site, its texts set. Out: the files of Pagefind, the one engine that knows French (stems, accents)
without a server, beside the page that asks it (``recherche/``). It is given what we say of each entry, not
its page, so that menus and neighbours are never found, and in a fixed order, so that the same carnet gives
the same bytes. What it made is kept by content; it works while pages are made.
"""

import gzip
import hashlib
import importlib.metadata
import json
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from functools import partial
from io import BytesIO
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Final

from markupsafe import Markup

from carnet import wording
from carnet.cache import Cache, recipe
from carnet.diagnostics import CarnetError
from carnet.kinds import FicheEvenement
from carnet.model import Artifact, Entry
from carnet.outputs.setting import Dit
from carnet.outputs.web.addresses import file_of
from carnet.outputs.web.setting import WebSetting
from carnet.outputs.web.site import Site

FOLDER: Final = "recherche/pagefind"
PASSAGE: Final = 60
"""The words of a recording found together: about half a minute of speech."""

UNUSED: Final = ("pagefind-ui.", "pagefind-modular-ui.", "pagefind-component-ui.", "pagefind-highlight.")
"""What Pagefind adds for pages that have no interface of their own."""

SIGNATURE: Final = b"pagefind_dcd"
"""What every file of Pagefind starts with, once decompressed."""

NOT_WORDS: Final = ".appel,.retour"
"""The marks of notes, which nobody looks for."""


@dataclass(frozen=True, slots=True)
class Record:
    """Something to be found: its address from the site's root, the document its words are read from.

    ``genre`` and ``rencontre`` are what a search may be narrowed to.
    """

    address: str
    document: str
    genre: str
    rencontre: str


@contextmanager
def indexing(site: Site) -> Iterator[Callable[[], list[Artifact]]]:
    """Begin the index, and give what waits for it; it is stopped when the block ends before."""
    found = list(records(site))
    langue = site.edition.langue.partition("-")[0]
    key = Cache.key(
        "recherche", recipe("outputs/web/search.py"), importlib.metadata.version("pagefind-bin"), langue,
        *(part for record in found for part in astuple(record)),
    )  # fmt: skip
    cache = site.pictures.room.cache
    kept = cache.get(key)
    if kept is not None:
        yield partial(_unpacked, kept)
        return
    with _begun(found, langue) as finish:

        def made() -> list[Artifact]:
            packed = _packed(finish())
            cache.put(key, packed)
            return _unpacked(packed)

        yield made


def records(site: Site) -> Iterator[Record]:
    """Yield what can be found, entry by entry."""
    for entry in site.visible.entries.values():
        yield from (Record(*json.loads(kept.content)) for kept in kept_records(site, entry))


def kept_records(site: Site, entry: Entry) -> list[Artifact]:
    """Return what can be found of an entry, as it is kept."""
    address = site.addresses.of(entry)
    if address is None or "#" in address:
        return []
    return site.kept.take(f"recherche {address}", _records, site, entry, file_of(address))


def _records(site: Site, entry: Entry, file: str) -> Iterator[Artifact]:
    """Yield the records of an entry as they are kept: named by their addresses."""
    c = site.setting(file)
    told = [_record(site, c, entry, file, _told(c, entry))]
    for anchor, start, words in _passages(c, entry):
        heard = Markup("<p>{}</p>").format(words)
        title = f"{c.titre(entry)}, à {wording.clock(start)}"
        told.append(_record(site, c, entry, f"{file}#{anchor}", heard, title))
    for record in told:
        yield Artifact(record.address, json.dumps(astuple(record)).encode())


def _told(c: WebSetting, entry: Entry) -> Markup:
    """Return all that an entry says: its chapô, its facts, its text."""
    facts = Markup("").join(Markup("<p>{}</p>").format(fact) for fact in _facts(c, entry))
    return facts + (c.entree(entry, 1) if entry.type == "inventaire" else c.texte(entry, 1))


def _facts(c: WebSetting, entry: Entry) -> Iterator[str]:
    fiche = entry.fiche
    if fiche.resume:
        yield fiche.resume
    if isinstance(fiche, FicheEvenement):
        yield from filter(None, (c.lieu(entry), fiche.territoire, fiche.porteur, fiche.objectif))
        yield from (*fiche.co_organisateurs, *fiche.partenaires)
    own = c.visible.personne(entry.id) if entry.type == "portrait" else None
    persons = [*c.visible.persons(entry, "personne"), *c.visible.persons(entry, "personnes")]
    yield from (f"{p.nom}, {p.qualite}" for p in (*persons, *([own] if own else ())))
    for name in ("locuteur", "contexte", "alt", "credit", "question", "objet", "reponse", "porteur"):
        value = getattr(fiche, name, None)
        if isinstance(value, str):
            yield value
    yield from getattr(fiche, "points", ())
    yield from getattr(fiche, "pour", ())
    yield from fiche.mots_cles


def _passages(c: WebSetting, entry: Entry) -> Iterator[tuple[str, float, str]]:
    """Yield the passages of a recording: the id of its first words in the page, its second, its words."""
    if entry.type != "son":
        return
    numbered = list(enumerate(c.transcription(entry), 1))
    for _, turn in groupby(_in_passages(numbered), key=lambda part: part[0]):
        said = [(number, dit) for _, number, dit in turn]
        number, first = said[0]
        words = " ".join(dit.texte for _, dit in said)
        yield f"{c.identifier(entry)}-{number}", first.debut, f"{first.qui} {words}".strip()


def _in_passages(numbered: Iterable[tuple[int, Dit]]) -> Iterator[tuple[int, int, Dit]]:
    """Number the passages: a new one when somebody else speaks, or after enough words."""
    passage, words, speaker = 0, 0, None
    for number, dit in numbered:
        if speaker is not None and (dit.qui != speaker or words > PASSAGE):
            passage, words = passage + 1, 0
        speaker = dit.qui
        words += len(dit.texte.split())
        yield passage, number, dit


def _record(site: Site, c: WebSetting, entry: Entry, address: str, body: Markup, title: str = "") -> Record:
    """Return the record of an entry, or of a part of it; marks in the document say what is shown of it."""
    event = entry if entry.type == "evenement" else site.visible.evenement_of(entry)
    told = {"genre": wording.kind(entry.type), "ou": site.visible.titre(event) if event else ""}
    told |= {"langue": entry.langue} if entry.langue != site.edition.langue else {}
    metas = Markup("").join(
        Markup('<span data-pagefind-ignore data-pagefind-meta="{}">{}</span>').format(name, value)
        for name, value in told.items()
        if value
    )
    html = Markup("<html lang={}><body>{}<h1>{}</h1>{}</body></html>")
    document = html.format(site.edition.langue, metas, title or c.titre(entry), body)
    return Record(address, str(document), wording.kind(entry.type, plural=True), told["ou"])


@contextmanager
def _begun(found: Sequence[Record], langue: str) -> Iterator[Callable[[], list[Artifact]]]:
    """Ask Pagefind: one file a record, named after its address: without it, the others stay the same."""
    with tempfile.TemporaryDirectory(prefix="carnet-recherche-") as folder:
        documents, out = Path(folder, "fiches"), Path(folder, "index")
        documents.mkdir()
        for record in found:
            (documents / _name(record)).write_text(record.document, "utf-8")
        asked = ("--site", str(documents), "--output-path", str(out), "--force-language", langue)
        with _running(*asked) as wait:

            def finish() -> list[Artifact]:
                wait()
                return _indexed(found, out)

            yield finish


def _indexed(found: Sequence[Record], out: Path) -> list[Artifact]:
    """Read what Pagefind made, without what this site does not use."""
    files = sorted(path for path in out.rglob("*") if path.is_file())
    made = [Artifact(path.relative_to(out).as_posix(), path.read_bytes()) for path in files]
    entry = next(json.loads(a.content) for a in made if a.path == "pagefind-entry.json")
    spoken = {language["wasm"] or "unknown" for language in entry["languages"].values()}
    kept = [a for a in made if not a.path.startswith(UNUSED) and _is_wanted(a.path, spoken)]
    return [*kept, _shelves(found, kept)]


def _shelves(found: Sequence[Record], files: Iterable[Artifact]) -> Artifact:
    """Return where each record leads and the shelves it is on, by the name Pagefind gives it.

    Pagefind has filters of its own, but writes their values in an order that changes from run to run.
    """
    by_name = {_name(record): record for record in found}
    shelves = {}
    for file in files:
        if file.path.endswith(".pf_fragment"):
            told = json.loads(gzip.decompress(file.content).removeprefix(SIGNATURE))
            record = by_name[told["url"].removeprefix("/")]
            shelves[PurePosixPath(file.path).stem] = (record.address, record.genre, record.rencontre)
    document = json.dumps(shelves, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Artifact("rayons.json", document.encode())


def _is_wanted(path: str, spoken: set[str]) -> bool:
    """Whether a file is no engine for a language that nothing here is in."""
    return not path.startswith("wasm.") or path.split(".")[1] in spoken


def _name(record: Record) -> str:
    return f"{hashlib.sha256(record.address.encode()).hexdigest()[:16]}.html"


@contextmanager
def _running(*asked: str) -> Iterator[Callable[[], None]]:
    """Start Pagefind's program, and give what waits for its end, when all its files are on the disk.

    Its Python interface kills it as soon as it answers, and some files were cut short.
    """
    from pagefind_bin import get_executable

    try:
        process = subprocess.Popen(
            [get_executable(), *asked, "--silent", "--exclude-selectors", NOT_WORDS],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except OSError as error:
        raise _useless() from error

    def wait() -> None:
        try:
            subprocess.CompletedProcess(asked, process.wait(timeout=600)).check_returncode()
        except subprocess.SubprocessError as error:
            raise _useless() from error

    try:
        yield wait
    finally:
        process.kill()
        process.wait()


def _useless() -> CarnetError:
    return CarnetError(
        "l’index de la recherche ne peut pas être fait : Pagefind ne marche pas sur cette machine",
        aide="réinstallez-le : python -m pip install --force-reinstall pagefind-bin",
    )


def _unpacked(kept: bytes) -> list[Artifact]:
    """Return the files of a value of the cache, where they go on the site."""
    with zipfile.ZipFile(BytesIO(kept)) as pack:
        return [Artifact(f"{FOLDER}/{name}", pack.read(name)) for name in pack.namelist()]


def _packed(files: Iterable[Artifact]) -> bytes:
    """Return files as one value for the cache; Pagefind has compressed what can be."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        for file in files:
            pack.writestr(zipfile.ZipInfo(file.path), file.content)
    return out.getvalue()
