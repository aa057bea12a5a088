"""From the disk to located text: the only reader of a workspace's written files.

In: a workspace folder. Out: ``Sources``: the text of every entry with its front matter read strictly,
each value keeping its place in the file. Nothing is understood yet: every scalar is a string.

Why our own reader on ruamel's events: a plain YAML load silently cuts « Atelier #3 », turns 01000
into a number, follows aliases and loses positions (measured in research, text.md section 2).
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from carnet.diagnostics import CarnetError, Report, Span
from carnet.frontmatter import CONTROL, Front, read_front, split

MAX_BYTES = 2_000_000
IDENT = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
COMMON = "_commun"
AUDIT = "audit-rgaa.yml"
EDITION = "carnet.yaml"


@dataclass(frozen=True, slots=True)
class Source:
    """One entry's file as written: ``body`` starts at line ``body_line`` of ``path``."""

    path: str
    folder: str
    stem: str
    front: Front
    body: str
    body_line: int

    def place(self, line: str) -> Span:
        """Return where a printed line was written, by its first words; the top of the file when unknown.

        The first word may be the end of one that was cut: it is then left aside.
        """
        words = re.findall(r"\w+", line)
        for known in (words[:5], words[1:6]):
            found = re.search(r"\W+".join(map(re.escape, known)), self.body) if known else None
            if found:
                before = self.body[: found.start()]
                column = found.start() - before.rfind("\n")
                return Span(self.path, self.body_line + before.count("\n"), column, len(known[0]))
        return self.front.span()


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything written in a workspace. ``lines`` keeps each file's text to show beside a remark.

    ``audit`` is the accessibility grid, None when there is none. ``unread`` has the names of the files that
    exist but could not be read as entries.
    """

    root: Path
    edition: Front
    entries: tuple[Source, ...]
    media: frozenset[str]
    lines: Mapping[str, list[str]]
    unread: frozenset[str] = frozenset()
    audit: Front | None = None


def find_root(start: Path) -> Path:
    """Return the nearest folder from ``start`` upwards that holds a ``carnet.yaml``."""
    for folder in (start, *start.parents):
        if (folder / "carnet.yaml").is_file():
            return folder
    raise CarnetError(
        f"aucun carnet ici : « {start} » et ses dossiers parents n’ont pas de fichier carnet.yaml",
        aide="placez-vous dans le dossier d’un carnet, ou créez-en un : carnet init mon-carnet",
        exit_code=2,
    )


def read_workspace(root: Path, report: Report) -> Sources:
    """Read every entry, portrait and the edition of a workspace, and list its media.

    Whatever cannot be read is a remark in ``report`` and the rest is read all the same.
    """
    return Reader(root).read(report)


Stamp = tuple[int, ...]
"""What changes when a file does: its inode, size and times."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What reading one file gave: an entry, or the front of a file that is YAML from end to end."""

    stamp: Stamp | str | None
    lines: dict[str, list[str]]
    source: Source | None
    front: Front | None
    remarks: Report


class Reader:
    """Reads one workspace again and again: a file that kept its stamp is not read twice."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._kept: dict[str, _Kept] = {}

    def read(self, report: Report, instead: Mapping[str, str] | None = None) -> Sources:
        """Return what is written now. ``instead`` gives texts to read in the place of files' own.

        An unchanged file gives the very same ``Source`` as the time before.
        """
        instead = instead or {}
        paths = [*_entry_files(self.root, report)]
        paths += [path for path in instead if path not in (EDITION, *paths)]
        entries = [self._file(path, instead.get(path)) for path in sorted(paths)]
        whole = {EDITION: self._file(EDITION, instead.get(EDITION))}
        if (self.root / AUDIT).is_file():
            whole[AUDIT] = self._file(AUDIT, None)
        every = [*entries, *whole.values()]
        if not instead:
            self._kept = {**dict(zip(sorted(paths), entries, strict=True)), **whole}
        for one in every:
            report.files += one.remarks.files
            report.take(one.remarks)
        edition = whole[EDITION].front
        assert edition is not None
        return Sources(
            self.root,
            edition,
            tuple(one.source for one in entries if one.source is not None),
            _media_files(self.root, report),
            {path: lines for one in every for path, lines in one.lines.items()},
            frozenset(Path(p).stem for p, one in zip(sorted(paths), entries, strict=True) if not one.source),
            whole[AUDIT].front if AUDIT in whole else None,
        )

    def _file(self, path: str, instead: str | None) -> _Kept:
        stamp = instead if instead is not None else stamp_of(self.root / path)
        known = self._kept.get(path)
        if known is not None and stamp is not None and known.stamp == stamp:
            return known
        remarks, lines = Report(), dict[str, list[str]]()
        text = _read_text(self.root, path, remarks, lines, instead.encode() if instead is not None else None)
        if path in (EDITION, AUDIT):
            front = read_front(_without_marker(text or ""), path, remarks)
            return _Kept(stamp, lines, None, front, remarks)
        source = parse_source(path, text, remarks) if text is not None else None
        return _Kept(stamp, lines, source, None, remarks)


def stamp_of(path: Path) -> Stamp | None:
    """Return a file's stamp, None when there is none to see."""
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns


def slug(text: str) -> str:
    """Return the nearest possible id: lower case, no accent, digits and hyphens."""
    import unicodedata

    text = text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("Æ", "ae")
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)) or "sans-nom"


def _without_marker(text: str) -> str:
    """Blank an opening ``---`` so that a carnet.yaml that starts with one keeps its line numbers."""
    first, newline, rest = text.partition("\n")
    return newline + rest if first.rstrip() == "---" else text


def _entry_files(root: Path, report: Report) -> Iterator[str]:
    """Yield the workspace-relative path of every entry, in a stable order."""
    for path in _files(root, "entries", ".md", report):
        parts = path.split("/")
        if len(parts) != 3:
            report.add("dossier-inattendu", Span(path), chemin=path)
            continue
        folder, name = parts[1], parts[2].removesuffix(".md")
        ok = _check_name(path, folder, report) if folder != COMMON else True
        if _check_name(path, name, report) and ok:
            yield path
    for path in _files(root, "portraits", ".md", report):
        parts = path.split("/")
        if len(parts) != 2:
            report.add("dossier-inattendu", Span(path), chemin=path)
        elif _check_name(path, parts[1].removesuffix(".md"), report):
            yield path


def _check_name(path: str, name: str, report: Report) -> bool:
    if IDENT.fullmatch(name):
        return True
    report.add("nom-de-fichier", Span(path), nom=name, propose=slug(name))
    return False


def _media_files(root: Path, report: Report) -> frozenset[str]:
    return frozenset(_files(root, "media", "", report))


def _files(root: Path, top: str, suffix: str, report: Report) -> Iterator[str]:
    """Yield files below ``top``, hidden ones and what leads out of the workspace excepted."""
    real_root = root.resolve()
    own = (root / top).resolve().is_relative_to(real_root)
    for path, linked in sorted(_below(root / top, top)):
        if not path.endswith(suffix):
            continue
        if not own or (linked and not (root / path).resolve().is_relative_to(real_root)):
            report.add("lien-symbolique", Span(path))
        elif not linked or (root / path).is_file():
            yield path


def _below(folder: Path, name: str) -> Iterator[tuple[str, bool]]:
    """Yield what is below a folder: files, and symbolic links, which are not followed."""
    try:
        found = list(os.scandir(folder))
    except OSError:
        return
    for one in found:
        if one.name.startswith("."):
            continue
        path = f"{name}/{one.name}"
        if one.is_symlink():
            yield path, True
        elif one.is_dir():
            yield from _below(Path(one.path), path)
        elif one.is_file():
            yield path, False


def _read_text(
    root: Path, path: str, report: Report, lines: dict[str, list[str]], raw: bytes | None = None
) -> str | None:
    """Return a file's text with ``\\n`` line ends and no BOM, or None after a remark.

    ``raw`` is read in the place of what is on the disk.
    """
    try:
        raw = (root / path).read_bytes() if raw is None else raw
    except OSError as error:
        report.add("fichier-illisible", Span(path), cause=_os_cause(error))
        return None
    report.files += 1
    if len(raw) > MAX_BYTES:
        report.add("fichier-illisible", Span(path), cause=f"il pèse plus de {MAX_BYTES // 1_000_000} Mo")
        return None
    text = _decode(raw, path, report)
    if text is None:
        return None
    lines[path] = text.split("\n")
    for match in CONTROL.finditer(text):
        where = Span(
            path, text.count("\n", 0, match.start()) + 1, match.start() - text.rfind("\n", 0, match.start())
        )
        report.add("caractere-invisible", where, caractere=f"U+{ord(match[0]):04X}")
    return None if CONTROL.search(text) else text


def _os_cause(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "vous n’avez pas le droit de le lire"
    if isinstance(error, FileNotFoundError):
        return "il n’existe plus"
    return error.strerror or type(error).__name__


def _decode(raw: bytes, path: str, report: Report) -> str | None:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        report.add("encodage", Span(path), cause="il est en UTF-16")
        return None
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        letter = raw[error.start : error.start + 1].decode("cp1252", "replace")
        cause = f"octet 0x{raw[error.start]:02x}, sans doute « {letter} » en Windows-1252"
        report.add("encodage", Span(path, line, column), cause=cause)
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse_source(path: str, text: str, report: Report) -> Source | None:
    """Return an entry from its text (``\n`` line ends) as if it stood at ``path``; None after a remark."""
    parts = split(text)
    if parts is None:
        opened = text.split("\n", 1)[0].rstrip() == "---"
        report.add("entete-non-ferme" if opened else "entete-absent", Span(path))
        return None
    front = read_front(parts.front, path, report)
    *folders, name = path.split("/")
    return Source(path, folders[-1], name.removesuffix(".md"), front, parts.body, parts.body_line)
