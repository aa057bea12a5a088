"""The media of a workspace that is looked at again and again: a file that did not change is not opened twice.

In: a workspace path. Out: what ``MediaRoom`` gives. What is remembered is dropped as soon as it is large.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from carnet.media import images, sounds
from carnet.media.room import MediaRoom
from carnet.sources import stamp_of

T = TypeVar("T")
MOST = 600
"""How many pictures and facts are remembered: about thirty pages of photos."""


@dataclass(frozen=True, slots=True)
class QuickRoom(MediaRoom):
    """A ``MediaRoom`` that remembers, by the stamp of each original."""

    _seen: dict[tuple[object, ...], Any] = field(default_factory=dict)

    def size(self, path: str) -> images.ImageFacts:
        """Return an image's size."""
        return self._once(("size", path), lambda: MediaRoom.size(self, path))

    def picture(
        self, path: str, *, width: int, form: images.Form = "jpeg", quality: int | None = None
    ) -> images.Picture:
        """Return an image reduced."""
        key = ("picture", path, width, form, quality)
        return self._once(key, lambda: MediaRoom.picture(self, path, width=width, form=form, quality=quality))

    def duration(self, path: str) -> float:
        """Return a sound's length in seconds."""
        return self._once(("duration", path), lambda: MediaRoom.duration(self, path))

    def sound(self, path: str, *, form: sounds.Form = "mp3") -> sounds.Sound:
        """Return a sound ready to leave."""
        return self._once(("sound", path, form), lambda: MediaRoom.sound(self, path, form=form))

    def _once(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        stamped = (*key, stamp_of(self.root / str(key[1])))
        if stamped not in self._seen:
            if len(self._seen) >= MOST:
                self._seen.clear()
            self._seen[stamped] = make()
        found: T = self._seen[stamped]
        return found
