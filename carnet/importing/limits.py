"""What an import refuses to open: bombs, traps and forged archives.

In: a file that comes from anywhere. Out: its bytes, text or parts, within limits; or ``RefusedError``. An
archive is judged on its directory before anything of it is unfolded, and each part again while it is.
"""

import io
import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Final
from xml.etree import ElementTree

from carnet.importing.values import RefusedError

MAX_FILE: Final = 200_000_000
MAX_TEXT: Final = 4_000_000
MAX_PARTS: Final = 4_000
MAX_UNFOLDED: Final = 400_000_000
MAX_PART: Final = 120_000_000
MAX_XML: Final = 40_000_000
RATIO: Final = 300
"""How many times a part may be larger than its compressed form; plain XML reaches 40."""

MAX_DEPTH: Final = 200
BROKEN_ZIP: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


def read_bytes(path: Path, limit: int = MAX_FILE) -> bytes:
    """Return a file's bytes."""
    try:
        size = path.stat().st_size
        if size > limit:
            raise RefusedError(f"il pèse {size // 1_000_000} Mo, pour {limit // 1_000_000} au plus")
        return path.read_bytes()
    except OSError as error:
        raise RefusedError(f"le système refuse de l’ouvrir ({error.strerror})") from error


SIGNS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
"""How a file may tell its own encoding."""


def read_text(path: Path) -> str:
    """Return a text file's text, in UTF-8, UTF-16 or Windows-1252, with ``\\n`` line ends and no BOM."""
    raw = read_bytes(path, MAX_TEXT)
    encoding = next((name for sign, name in SIGNS.items() if raw.startswith(sign)), "utf-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\0" in raw:
            raise RefusedError("ce n’est pas un texte") from error
        text = raw.decode("cp1252", "replace")
    if "\0" in text:
        raise RefusedError("ce n’est pas un texte")
    return text.replace("\r\n", "\n").replace("\r", "\n")


class Archive:
    """A zip that was judged: parts are read by name, each within limits."""

    def __init__(self, path: Path) -> None:
        read_bytes_limit(path)
        try:
            self._zip = zipfile.ZipFile(path)
            infos = self._zip.infolist()
        except BROKEN_ZIP as error:
            raise RefusedError(
                "il est abîmé, ou ce n’est pas ce que dit son nom", "ouvrez-le et enregistrez-le de nouveau"
            ) from error
        self.names = [info.filename for info in infos]
        _judge(infos)

    def read(self, name: str, limit: int = MAX_PART) -> bytes:
        """Return one part, unfolded no further than it says it goes."""
        try:
            with self._zip.open(name) as stream:
                content = stream.read(limit + 1)
        except KeyError as error:
            raise RefusedError(f"il lui manque « {name} »") from error
        except BROKEN_ZIP as error:
            raise RefusedError(f"« {name} » y est abîmé") from error
        if len(content) > limit:
            raise RefusedError(f"« {name} » se déplie au-delà de {limit // 1_000_000} Mo")
        return content

    def xml(self, name: str) -> ElementTree.Element:
        """Return one part as XML, without any declaration of entities."""
        return parse_xml(self.read(name, MAX_XML), name)

    def close(self) -> None:
        """Let the file go."""
        self._zip.close()


def read_bytes_limit(path: Path) -> None:
    """Refuse a file that is too heavy or cannot be seen."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise RefusedError(f"le système refuse de l’ouvrir ({error.strerror})") from error
    if size > MAX_FILE:
        raise RefusedError(f"il pèse {size // 1_000_000} Mo, pour {MAX_FILE // 1_000_000} au plus")


def _judge(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MAX_PARTS:
        raise RefusedError(f"il contient plus de {MAX_PARTS} fichiers")
    if sum(info.file_size for info in infos) > MAX_UNFOLDED:
        raise RefusedError(
            f"il se déplie au-delà de {MAX_UNFOLDED // 1_000_000} Mo : c’est une bombe, ou une erreur"
        )
    seen: set[str] = set()
    for info in infos:
        name = info.filename
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if ".." in parts or name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name) or "\0" in name:
            raise RefusedError(f"il contient un fichier qui sortirait de son dossier (« {name[:60]} »)")
        if name in seen:
            raise RefusedError(f"il contient deux fois « {name[:60]} »")
        seen.add(name)
        if info.flag_bits & 1:
            raise RefusedError("il est protégé par un mot de passe", "enregistrez-le sans mot de passe")
        if info.file_size > 1_000_000 and info.file_size > RATIO * max(1, info.compress_size):
            raise RefusedError(
                f"« {name[:60]} » se déplie plus de {RATIO} fois : c’est une bombe, ou une erreur"
            )
        if re.search(r"(?:^|/)vbaProject\.bin$|^Basic/|^Scripts/", name):
            raise RefusedError(
                "il contient des macros",
                "enregistrez-le sans macros (.docx ou .odt) et vérifiez d’où il vient",
            )


def parse_xml(content: bytes, name: str) -> ElementTree.Element:
    """Return the root of an XML document that declares no type and no entity, and is not too deep."""
    if re.search(rb"<!\s*(?:DOCTYPE|ENTITY)", content) or b"<\0!\0D" in content or b"\0<\0!\0D" in content:
        raise RefusedError(f"« {name} » déclare des entités XML, ce qu’un document de texte n’a pas à faire")
    depth = 0
    root: ElementTree.Element | None = None
    try:
        for event, element in ElementTree.iterparse(io.BytesIO(content), ("start", "end")):
            depth += 1 if event == "start" else -1
            root = element if root is None else root
            if depth > MAX_DEPTH:
                break
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise RefusedError(f"« {name} » n’est pas du XML bien formé") from error
    if depth > MAX_DEPTH:
        raise RefusedError(f"« {name} » emboîte plus de {MAX_DEPTH} éléments")
    if root is None:
        raise RefusedError(f"« {name} » est vide")
    return root
