"""Lay a photo that only a small screen could show."""

from pathlib import Path

from PIL import Image


def lay(root: Path) -> None:
    """Lay the file."""
    place = root / "media/nec-essai/halle.jpg"
    place.parent.mkdir(parents=True)
    Image.new("RGB", (320, 200), "#7a8c9a").save(place)
