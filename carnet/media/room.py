"""The media of one workspace: originals read, derivatives kept by content.

In: a workspace path of ``media/``. Out: pictures and sounds fit to leave. Outputs ask here, so that the
same reduction is made once for all of them.
"""

from dataclasses import dataclass
from pathlib import Path

from carnet.cache import Cache
from carnet.media import images, sounds


@dataclass(frozen=True, slots=True)
class MediaRoom:
    """Originals of a workspace and the cache of what is made of them. Paths are relative to ``root``."""

    root: Path
    cache: Cache

    def size(self, path: str) -> images.ImageFacts:
        """Return an image's width and height in pixels, once upright."""
        return images.probe(self.root / path)

    def picture(
        self, path: str, *, width: int, form: images.Form = "jpeg", quality: int | None = None
    ) -> images.Picture:
        """Return an image upright, in sRGB, at most ``width`` pixels wide, without metadata."""
        return images.derive(self.root / path, width=width, form=form, quality=quality, cache=self.cache)

    def duration(self, path: str) -> float:
        """Return a sound's length in seconds."""
        return sounds.probe(self.root / path, self.cache).duration

    def sound(self, path: str, *, form: sounds.Form = "mp3") -> sounds.Sound:
        """Return a sound in mono, its loudness set, without metadata."""
        return sounds.derive(self.root / path, form, self.cache)
