"""``out/SHA256SUMS``: what the last builds wrote, in the form ``sha256sum -c`` reads.

The same sources on the same day give the same lines, whatever the machine: two carnets are compared by
comparing two of these files. A target that this build did not make keeps its lines.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

NAME: Final = "SHA256SUMS"


def sums(out: Path, made: Mapping[str, str], replaced: Iterable[str]) -> bytes:
    """Return the new content of the file.

    ``made`` has the SHA-256 (hexadecimal) of each file of this build, by path relative to ``out``;
    ``replaced`` the folders it made anew, with a final « / ».
    """
    lines = {path: digest for path, digest in recorded(out) if (out / path).is_file()}
    places = tuple(replaced)
    kept = {path: digest for path, digest in lines.items() if not path.startswith(places)}
    return "".join(f"{digest}  {path}\n" for path, digest in sorted((kept | dict(made)).items())).encode()


def recorded(out: Path) -> Iterator[tuple[str, str]]:
    """Yield the path and the digest of each line, none when there is no list."""
    try:
        lines = (out / NAME).read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return
    for line in lines:
        digest, _, path = line.partition("  ")
        if path and len(digest) == 64:
            yield path, digest


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
