"""What is wrong with the media the entries name: unreadable, without words, or badly described.

In: the linked carnet and the workspace's files. Out: remarks, at the field that names the file.
"""

import contextlib
from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Final, TypeVar

from carnet import wording
from carnet.cache import Cache
from carnet.diagnostics import Report, Span
from carnet.edition import Edition
from carnet.fields import A_COMPLETER
from carnet.kinds import FichePhoto, FicheSon
from carnet.linking import Carnet, media_path
from carnet.media import MediaError
from carnet.media.alternatives import check_alternative
from carnet.media.images import verify
from carnet.media.sounds import probe, weight
from carnet.media.transcripts import Transcript, check_length, read_transcript
from carnet.model import Entry, Loaded
from carnet.sources import Stamp, stamp_of
from carnet.text.plain import plain

T = TypeVar("T")
Memory = MutableMapping[tuple[str, Stamp | None], object]
"""What was found of each file the time before, in this process; a fault is found as well."""

SCREEN_NAMES: Final = {"RGB": "RVB", "GRAY": "gris"}
HEAVY_EPUB: Final = 100_000_000
"""Bytes; Kobo takes no heavier book, and a phone on the road downloads none."""


def read_transcripts(root: Path, loaded: Loaded, report: Report) -> Mapping[str, Transcript]:
    """Read the timed transcript of every sound that has one, by the sound's id."""
    found = {}
    for entry in loaded.entries.values():
        if isinstance(entry.fiche, FicheSon) and entry.fiche.transcription:
            path = media_path(entry.fiche.transcription, entry, loaded.media)
            if path is not None:
                found[entry.id] = read_transcript((root / path).read_bytes(), path, report)
    return found


def check_media(
    root: Path, carnet: Carnet, cache: Cache, report: Report, memory: Memory | None = None
) -> None:
    """Check every photo and every sound of a carnet; with a ``memory``, only changed files are opened."""
    seen = {} if memory is None else memory
    for entry in carnet.entries.values():
        if isinstance(entry.fiche, FichePhoto):
            _check_photo(root, entry, entry.fiche, carnet, cache, report, seen)
        elif isinstance(entry.fiche, FicheSon):
            _check_sound(root, entry, entry.fiche, carnet, cache, report, seen)
    _check_weight(root, carnet, cache, report, seen)


def _check_weight(root: Path, carnet: Carnet, cache: Cache, report: Report, seen: Memory) -> None:
    """Warn of sounds that will make the EPUB too heavy, before any is encoded."""
    weights: dict[str, int] = {}
    for entry in carnet.entries.values():
        path = carnet.files.get((entry.id, "fichier"))
        if entry.type == "son" and path and entry.statut == "publie" and "epub" in entry.fiche.sorties:
            with contextlib.suppress(MediaError):  # told already
                weights[entry.id] = weight(_length(root / path, cache, seen), "mp3")
    if sum(weights.values()) <= HEAVY_EPUB:
        return
    heaviest = sorted(weights, key=lambda id_: (-weights[id_], id_))[:5]
    named = [f"« {carnet.entries[id_].fiche.titre} » ({wording.weight(weights[id_])})" for id_ in heaviest]
    report.add(
        "epub-trop-lourd",
        carnet.entries[heaviest[0]].span("fichier"),
        poids=f"{wording.weight(sum(weights.values()))} de sons",
        fichiers=", ".join(named),
    )


def _length(path: Path, cache: Cache, seen: Memory) -> float:
    """Return a sound's length in seconds."""
    return _remembered(path, seen, lambda: probe(path, cache)).duration


def _remembered(path: Path, seen: Memory, look: Callable[[], T]) -> T:
    """Return what looking at a file gives, or raise what it raised, looking once at the same file."""
    key = str(path), stamp_of(path)
    if key not in seen:
        try:
            seen[key] = look()
        except MediaError as fault:
            seen[key] = fault
    found = seen[key]
    if isinstance(found, MediaError):
        raise found
    return found  # type: ignore[return-value]  # what look() gave


def check_profile(root: Path, edition: Edition, where: Span, report: Report) -> None:
    """Check that the printer's profile is in the workspace, and is an ICC profile of four inks."""
    name = edition.impression.profil
    cause = _profile_fault(root, name) if name else ""
    if cause:
        report.add("profil-inutilisable", where, profil=name, cause=cause)


def _profile_fault(root: Path, name: str) -> str:
    """Return what is wrong with a profile, or nothing; its header tells (ICC.1:2022, 7.2)."""
    path = root / name
    if not path.is_file() or not path.resolve().is_relative_to(root.resolve()):
        return "n’est pas dans le carnet"
    header = path.read_bytes()[:128]
    if header[36:40] != b"acsp":
        return "n’est pas un profil ICC"
    space = header[16:20].decode("latin-1").strip()
    return "" if space == "CMYK" else f"décrit du {SCREEN_NAMES.get(space, space)}, et non du CMJN"


def check_titles(carnet: Carnet, report: Report) -> None:
    """Remark on entries of one kind and one event that have the same title."""
    first: dict[tuple[str, str | None, str], Entry] = {}
    for entry in carnet.entries.values():
        if entry.fiche.titre:
            key = (entry.type, entry.evenement, entry.fiche.titre.casefold())
            known = first.setdefault(key, entry)
            if known is not entry:
                report.add("titre-en-double", entry.span("titre"), autre=known.source.path)


def _check_photo(
    root: Path,
    entry: Entry,
    fiche: FichePhoto,
    carnet: Carnet,
    cache: Cache,
    report: Report,
    seen: Memory,
) -> None:
    path = carnet.files.get((entry.id, "fichier"))
    if path is not None:
        try:
            _remembered(root / path, seen, lambda: verify(root / path, cache))
        except MediaError as fault:
            report.add(fault.code, entry.span("fichier"), fichier=path, cause=fault.cause)
    if fiche.alt and fiche.alt != A_COMPLETER:
        for code in check_alternative(fiche.alt, plain(carnet.bodies[entry.id])):
            report.add(code, entry.span("alt"), alt=fiche.alt, longueur=len(fiche.alt))
    if fiche.decorative and (fiche.personnes or carnet.bodies[entry.id].blocks):
        reason = "montre quelqu’un" if fiche.personnes else "a une légende"
        report.add("decorative-utile", entry.span("decorative", key=True), raison=reason)


def _check_sound(
    root: Path,
    entry: Entry,
    fiche: FicheSon,
    carnet: Carnet,
    cache: Cache,
    report: Report,
    seen: Memory,
) -> None:
    path = carnet.files.get((entry.id, "fichier"))
    if fiche.transcription is None and not carnet.bodies[entry.id].blocks:
        report.add("son-sans-transcription", entry.span("fichier"), fichier=fiche.fichier)
    if path is None:
        return
    try:
        duration = _length(root / path, cache, seen)
    except MediaError as fault:
        report.add(fault.code, entry.span("fichier"), fichier=path, cause=fault.cause)
        return
    if entry.id in carnet.transcripts:
        check_length(carnet.transcripts[entry.id], duration, carnet.files[entry.id, "transcription"], report)
