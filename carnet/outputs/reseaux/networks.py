"""Four networks and how each one counts what it lets people write.

In: a text with its link. Out: its length as the network reckons it. Where a network counts what readers see
as one sign (graphemes), code points are counted, which are never fewer.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Network:
    """A network: ``limite`` in its own reckoning, how many hashtags suit it."""

    id: str
    nom: str
    limite: int
    mots_dieses: int
    longueur: Callable[[str, str], int]
    """The length of a text that holds a link ("" when it holds none)."""


LINK: Final = 23
"""What Mastodon and X count for a link, however long it is."""
ADDRESS: Final = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?:/\S*)?")
"""What they may take for a link: « data.gouv.fr » is one for X."""


def _with_links(text: str, link: str, count: Callable[[str], int]) -> int:
    """Count a text where the link, and whatever reads as one, has a fixed cost, or its length if longer."""
    rest = text.replace(link, "", 1) if link else text
    own = LINK if rest != text else 0
    return own + count(rest) + sum(max(0, LINK - count(found)) for found in ADDRESS.findall(rest))


def points(text: str) -> int:
    """Return the number of code points of a text, composed (NFC)."""
    return len(unicodedata.normalize("NFC", text))


LIGHT: Final = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""What weighs one for X (twitter-text, configuration 3); the rest weighs two: « … » and U+202F among it."""


def weighted(text: str) -> int:
    """Return the length of a text for X, links apart."""
    signs = (ord(sign) for sign in unicodedata.normalize("NFC", text))
    return sum(1 if any(low <= sign <= high for low, high in LIGHT) else 2 for sign in signs)


def _mastodon(text: str, link: str) -> int:
    return _with_links(text, link, points)


def _x(text: str, link: str) -> int:
    return _with_links(text, link, weighted)


def _bluesky(text: str, link: str) -> int:
    """Count everything, the link whole; 300 signs never reach the 3,000 bytes that are its other limit."""
    return points(text)


def _linkedin(text: str, link: str) -> int:
    """Count as browsers do, in UTF-16 units, the link whole."""
    return len(text.encode("utf-16-le")) // 2


NETWORKS: Final = (
    Network("mastodon", "Mastodon", 500, 3, _mastodon),
    Network("bluesky", "Bluesky", 300, 2, _bluesky),
    Network("linkedin", "LinkedIn", 3000, 3, _linkedin),
    Network("x", "X", 280, 1, _x),
)
