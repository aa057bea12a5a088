"""The bag and its zip: BagIt 1.0 (RFC 8493), the same bytes for the same content.

In: the payload, by path. Out: the bytes of a zip that holds one folder, the bag. Dates inside are fixed;
what is already compressed is stored as it is.
"""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from typing import Final

from carnet.visible import Visible

PAYLOAD: Final = "data"
DECLARATION: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
COMPRESSED: Final = (
    ".jpg", ".jpeg", ".png", ".avif", ".webp", ".mp3", ".opus", ".pdf", ".epub", ".docx", ".odt",
    ".woff2", ".zip",
)  # fmt: skip
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The first date a zip can hold: when a kit was made is in ``bag-info.txt``."""


def bagged(name: str, files: Mapping[str, bytes], visible: Visible) -> bytes:
    """Return the zip of a bag whose payload is ``files``."""
    payload = {f"{PAYLOAD}/{path}": content for path, content in files.items()}
    tags = {
        "bagit.txt": DECLARATION,
        "bag-info.txt": _info(name, payload, visible),
        "manifest-sha256.txt": _manifest(payload),
    }
    tags["tagmanifest-sha256.txt"] = _manifest(tags)
    return _zipped({f"kit-{name}/{path}": content for path, content in sorted((tags | payload).items())})


def _info(name: str, payload: Mapping[str, bytes], visible: Visible) -> bytes:
    edition = visible.edition
    said = {
        "Bagging-Date": visible.moment.date.isoformat(),
        "Bag-Software-Agent": "carnet",
        "External-Identifier": f"{edition.url.rstrip('/')}/evenements/{name}/" if edition.url else name,
        "External-Description": f"{edition.titre} : {visible.titre(visible.entries[name])}",
        "Source-Organization": edition.mentions.editeur,
        "Contact-Email": edition.mentions.contact if "@" in (edition.mentions.contact or "") else None,
        "Payload-Oxum": f"{sum(map(len, payload.values()))}.{len(payload)}",
    }
    return "".join(f"{key}: {value}\n" for key, value in said.items() if value).encode()


def _manifest(files: Mapping[str, bytes]) -> bytes:
    """Return the sums of files, one a line (RFC 8493, 2.1.3: line ends and % of a path are escaped)."""
    lines = [
        f"{hashlib.sha256(content).hexdigest()}  {_escaped(path)}\n"
        for path, content in sorted(files.items())
    ]
    return "".join(lines).encode()


def _escaped(path: str) -> str:
    return path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, content in files.items():
            info = zipfile.ZipInfo(path, EPOCH)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            stored = path.endswith(COMPRESSED)
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, content, compresslevel=None if stored else 9)
    return out.getvalue()
