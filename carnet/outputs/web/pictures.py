"""The media of the site: what a page shows of a photo or a sound, and the files that go with it.

In: photo and sound entries. Out: HTML elements with their sizes, and the artifacts they name, each made
once however many pages show it. Files are named after the entry, never after the original. What a page is
told of a file is noted, so that the page can be kept while it is true.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final, TypeVar

from markupsafe import Markup

from carnet import wording
from carnet.kinds import FichePhoto
from carnet.media.images import ImageFacts
from carnet.media.room import MediaRoom
from carnet.media.transcripts import Cue, Transcript, as_vtt
from carnet.model import Artifact, Entry
from carnet.outputs.web.kept import Ledger
from carnet.visible import Visible

T = TypeVar("T")
AVIF_WIDTHS: Final = (480, 800, 1200)
JPEG_WIDTHS: Final = (480, 800)
LARGE: Final = 2400
"""The width of a picture that is itself a resource."""
PICTURES: Final = frozenset({".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff", ".webp", ".avif", ".bmp"})
SOUNDS: Final = frozenset({".wav", ".mp3", ".m4a", ".ogg", ".oga", ".opus", ".flac", ".aif", ".aiff", ".amr"})
SIZES: Final = {
    "texte": "(min-width: 64rem) 42rem, 92vw",
    "pleine": "(min-width: 75rem) 70rem, 92vw",
    "portrait": "(min-width: 48rem) 22rem, 92vw",
    "planche": "(min-width: 64rem) 24rem, (min-width: 42rem) 45vw, 92vw",
    "vignette": "(min-width: 64rem) 18rem, (min-width: 34rem) 45vw, 92vw",
}
"""How large a photo stands, by place: the browser chooses the smallest file that suits."""


@dataclass(frozen=True, slots=True)
class Version:
    """One published file of a picture or a sound."""

    path: str
    width: int
    height: int
    mime: str
    octets: int


@dataclass
class Pictures:
    """The media files of one site, made as pages ask for them."""

    visible: Visible
    room: MediaRoom
    ledger: Ledger = field(default_factory=Ledger)
    _files: dict[str, Artifact] = field(default_factory=dict)
    _photos: dict[str, tuple[Version, ...]] = field(default_factory=dict)
    _sounds: dict[str, tuple[Version, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Register how what is noted of a medium is asked again."""
        entry = self.visible.entries.__getitem__
        self.ledger.sources |= {
            "photo": lambda id_: self.versions(entry(id_)),
            "taille": lambda id_: self.size(entry(id_)),
            "son": lambda id_: self.sound(entry(id_)),
            "duree": lambda id_: self.duration(entry(id_)),
            "fichier": lambda id_: self.file(entry(id_)),
        }

    @property
    def artifacts(self) -> Iterator[Artifact]:
        """Every file made so far, by name."""
        return iter(sorted(self._files.values(), key=lambda a: a.path))

    def photo(self, photo: Entry, root: str, place: str, *, first: bool = False) -> Markup:
        """Return the element of a photo, from a page whose way up to the site's root is ``root``."""
        assert isinstance(photo.fiche, FichePhoto)
        versions = self.versions(photo)
        jpegs = [v for v in versions if v.mime == "image/jpeg"]
        avifs = [v for v in versions if v.mime == "image/avif"]
        largest = avifs[-1]
        when = 'fetchpriority="high"' if first else 'loading="lazy"'
        return Markup(
            '<picture><source type="image/avif" srcset="{}" sizes="{}"/>'
            '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}" {} decoding="async"/>'
            "</picture>"
        ).format(
            _srcset(avifs, root), SIZES[place], root + jpegs[-1].path, _srcset(jpegs, root), SIZES[place],
            largest.width, largest.height, photo.fiche.alt or "", Markup(when),
        )  # fmt: skip

    def versions(self, photo: Entry) -> tuple[Version, ...]:
        """Return the files of a photo, smallest first, JPEG then AVIF."""
        if photo.id not in self._photos:
            self._photos[photo.id] = tuple(self._made(photo))
        return self._told("photo", photo, self._photos[photo.id])

    def size(self, photo: Entry) -> ImageFacts:
        """Return what an original is, upright."""
        return self._told("taille", photo, self.room.size(self.visible.carnet.files[photo.id, "fichier"]))

    def duration(self, son: Entry) -> float:
        """Return a sound's length in seconds."""
        return self._told("duree", son, self.room.duration(self.visible.carnet.files[son.id, "fichier"]))

    def _made(self, photo: Entry) -> Iterator[Version]:
        original = self.visible.carnet.files[photo.id, "fichier"]
        width = self.room.size(original).width
        name = self._name(photo)
        for wanted in _without_near(JPEG_WIDTHS, width):
            made = self.room.picture(original, width=wanted, form="jpeg")
            yield self._keep(
                f"{name}-{made.width}{made.suffix}", made.content, made.mime, made.width, made.height
            )
        for wanted in _without_near(AVIF_WIDTHS, width):
            made = self.room.picture(original, width=wanted, form="avif")
            yield self._keep(
                f"{name}-{made.width}{made.suffix}", made.content, made.mime, made.width, made.height
            )

    def sound(self, son: Entry) -> tuple[Version, ...]:
        """Return the files of a sound: the light one first, then the one every machine plays."""
        if son.id not in self._sounds:
            original = self.visible.carnet.files[son.id, "fichier"]
            made = (self.room.sound(original, form="opus"), self.room.sound(original, form="mp3"))
            name = self._name(son)
            self._sounds[son.id] = tuple(self._keep(f"{name}{s.suffix}", s.content, s.mime) for s in made)
        return self._told("son", son, self._sounds[son.id])

    def player(self, son: Entry, root: str, titre: str, duration: float) -> Markup:
        """Return the element that plays a sound, its length and weights in words below it."""
        versions = self.sound(son)
        sources = Markup("").join(
            Markup('<source src="{}" type="{}"/>').format(root + v.path, v.mime) for v in versions
        )
        mp3 = versions[-1]
        return Markup(
            '<div class="lecteur"><audio controls="controls" preload="none" aria-label="{}">{}</audio>'
            '<p class="poids">{}, {} à l’écoute. '
            '<a href="{}" download="download">Télécharger le MP3 ({})</a></p></div>'
        ).format(
            f"Écouter : {titre}",
            sources,
            wording.duration(duration),
            wording.weight(versions[0].octets),
            root + mp3.path,
            wording.weight(mp3.octets),
        )

    def transcript(self, son: Entry, cues: Sequence[Cue]) -> Version:
        """Return the transcript of a sound as a WebVTT file, its cues as they may be shown."""
        content = as_vtt(Transcript(tuple(cues))).encode()
        return self._told("transcription", son, self._keep(f"{self._name(son)}.vtt", content, "text/vtt"))

    def file(self, entry: Entry) -> Version:
        """Return the file of a resource, named after its entry.

        A picture or a sound is published as any other is, without what its device wrote in it.
        """
        return self._told("fichier", entry, self._file(entry))

    def _file(self, entry: Entry) -> Version:
        original = self.visible.carnet.files[entry.id, "fichier"]
        suffix = PurePosixPath(original).suffix.lower()
        name = self._name(entry)
        if suffix in PICTURES:
            made = self.room.picture(original, width=LARGE, form="auto")
            return self._keep(f"{name}{made.suffix}", made.content, made.mime)
        if suffix in SOUNDS:
            sound = self.room.sound(original, form="mp3")
            return self._keep(f"{name}{sound.suffix}", sound.content, sound.mime)
        return self._keep(f"{name}{suffix}", (self.room.root / original).read_bytes(), "")

    def _told(self, kind: str, entry: Entry, answer: T) -> T:
        self.ledger.note(kind, entry.id, answer)
        return answer

    def _name(self, entry: Entry) -> str:
        return f"medias/{entry.source.folder.lstrip('_')}/{self.visible.stem(entry)}"

    def _keep(self, path: str, content: bytes, mime: str, width: int = 0, height: int = 0) -> Version:
        self._files[path] = Artifact(path, content)
        return Version(path, width, height, mime, len(content))


def _srcset(versions: list[Version], root: str) -> str:
    return ", ".join(f"{root}{v.path} {v.width}w" for v in versions)


def _without_near(widths: tuple[int, ...], original: int) -> list[int]:
    """Return the widths worth making: smaller than the original, and its own when it is small."""
    smaller = [w for w in widths if w < original * 0.9]
    return smaller if len(smaller) == len(widths) else [*smaller, min(original, widths[len(smaller)])]
