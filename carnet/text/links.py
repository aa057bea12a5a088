"""Addresses: which ones may be published as they are, and where a relative one points."""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urlsplit

UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
ALLOWED = frozenset(["http", "https", "mailto", "tel"])
UNSAFE = re.compile(r"""[\s"<>\\^`{|}\[\]]|%(?![0-9A-Fa-f]{2})""")


@dataclass(frozen=True, slots=True)
class Address:
    """What a link leads to.

    ``kind``: ``external`` (``target`` may be published as it is), ``place`` (``target`` is an id of the
    same text), ``relative`` (``target`` is a path, with an ``anchor``) or ``forbidden``.
    """

    kind: Literal["external", "place", "relative", "forbidden"]
    target: str
    anchor: str = ""


def address(written: str) -> Address:
    """Tell what an address is.

    Browsers drop what nobody sees before they look at the scheme (``java\\tscript:``), so we do too,
    first. A scheme is good only when it is in the list; « //serveur » and « \\\\serveur » leave the page
    without saying so, and are refused.
    """
    if written.startswith("<") and written.endswith(">"):
        written = written[1:-1]
    seen = UNSEEN.sub("", written).strip().replace("&amp;", "&")
    scheme = SCHEME.match(seen.replace(" ", ""))
    if scheme is not None:
        return _external(seen, scheme[1].lower())
    if seen.startswith("//") or "\\" in seen:
        return Address("forbidden", seen)
    if seen.startswith("#"):
        return Address("place", unquote(seen[1:]))
    path, _, anchor = seen.partition("#")
    return Address("relative", unquote(path), unquote(anchor))


def _external(seen: str, scheme: str) -> Address:
    if scheme not in ALLOWED:
        return Address("forbidden", seen)
    if scheme in ("http", "https"):
        try:
            host = urlsplit(seen).hostname
        except ValueError:  # « http://[x » is no address
            host = None
        if not host:
            return Address("forbidden", seen)
    return Address("external", UNSAFE.sub(lambda m: "".join(f"%{b:02X}" for b in m[0].encode()), seen))
