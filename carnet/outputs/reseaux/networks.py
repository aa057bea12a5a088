"""Four networks and how each one counts what it lets people write.

In: a text with its link. Out: its length as the network reckons it. Where a network counts what readers see
as one sign (graphemes), code points are counted, which are never fewer.
"""

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


def _without(text: str, link: str, cost: int, count: Callable[[str], int]) -> int:
    """Count a text whose link has a fixed cost."""
    return count(text.replace(link, "", 1)) + cost if link and link in text else count(text)


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
    return _without(text, link, 23, points)


def _x(text: str, link: str) -> int:
    return _without(text, link, 23, weighted)


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
