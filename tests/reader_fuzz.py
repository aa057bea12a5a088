"""Good files of every sort, ways to break them, and what reads each: for a test and ``tools/fuzz_readers.py``.

A reader returns whether the file was taken. It may say what it likes in a report; only its own refusals
(``CarnetError``, ``MediaError``) are caught here, so that anything else is a fault of ours.
"""

import hashlib
import io
import random
import subprocess
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from carnet.cache import Cache
from carnet.diagnostics import CarnetError, Report
from carnet.frontmatter import read_front
from carnet.loading import load
from carnet.media import MediaError
from carnet.media.transcripts import read_transcript
from carnet.rebuilding import is_kit, lay
from carnet.sources import read_workspace
from carnet.text import pandoc
from carnet.text.body import Body, read_bodies
from tests.conftest import DEFAULTS, Workspace
from tests.epub_world import a_photo, a_wave

Read = Callable[[bytes], bool]
Samples = tuple[list[bytes], Read]
HEAD: Final = (
    "---\ntype: recit\ntitre: Le récit\nresume: Court.\nstatut: publie\nthemes: [inclusion]\n---\n\n"
)
BODY: Final = """## Un titre {#id .c k="v"}

Un *mot* **gras**, `code`, [lien](https://e.org "t"), ![légende](a.jpg){alt="Une halle"}, note[^1], [[recit|là]].

![[recit]]

::: {.encadre title="À savoir"}
| a | b |
|:-|-:|
| c | d[^2] |
:::

> - un
>   1. deux [mot]{.index index="a, b"} [good]{lang=en} [@cle, p. 2] <b>html</b> &amp; \\*

Terme
: sens

[^1]: La note[^2].
[^2]: Autre « x » : 12 000 ; XIXème !
"""
VTT: Final = (
    "WEBVTT - titre\n\nNOTE rien\n\n1\n00:00.000 --> 00:02.500 align:start\n<v Léa Martin>Bonjour <i>à</i> tous &amp; toutes.\n\n"
    "chapitre\n00:01:02.500 --> 01:00:04.000\n- Un\n- Deux\n"
)
SRT: Final = (
    "1\n00:00:00,000 --> 00:00:02,500\nBonjour à tous.\n\n2\n00:00:02,500 --> 00:00:04,000\nAu revoir.\n"
)
BITS: Final = (b"\0", b"\xff", b"\xe2\x80\xae", b"\n", b"---\n", b"[", b"]", b"{", b"}", b":", b"&a ", b"*a ", b"!!x ", b"'", b'"',
               b"\t", b"[^1]", b"![[", b"-->", b"99:99:99", b"9" * 400, b"<v ", b"\r", b"\xc3\xa9", b"`" * 30, b"> " * 60)  # fmt: skip
SAMPLE: Final = 20_000
"""Images and sounds are cut to about so many bytes: what a reader does with more is the same, slower."""


def broken(samples: list[bytes], rng: random.Random) -> bytes:
    """Return one of the samples with one to eight faults in it."""
    given = bytearray(rng.choice(samples))
    for _ in range(rng.randint(1, 8)):
        at, length = rng.randrange(len(given) + 1), rng.choice((1, 1, 2, 8, 60, 600))
        match rng.randrange(6):
            case 0:
                given[at : at + length] = rng.randbytes(min(length, len(given) - at))
            case 1:
                del given[at : at + length]
            case 2:
                given[at:at] = given[at : at + length] * rng.choice((1, 1, 2, 40))
            case 3:
                other = rng.choice(samples)
                start = rng.randrange(len(other) + 1)
                given[at:at] = other[start : start + length]
            case 4:
                given[at:at] = rng.choice(BITS)
            case _:
                given = given[: max(1, at)] if rng.random() < 0.1 else given
    return bytes(given)


@contextmanager
def fronts(folder: Path) -> Iterator[Samples]:
    """Front matter and YAML: an entry's, from its file to its kind."""
    root = Workspace(folder / "fronts").write(DEFAULTS).root
    path = root / "entries/nec-essai/recit.md"

    def read(given: bytes) -> bool:
        path.write_bytes(given)
        report = Report()
        load(read_workspace(root, report), report)
        read_front(given.decode("utf-8", "replace"), "x.yaml", Report())
        return not report.has_errors

    event = DEFAULTS["entries/nec-essai/evenement.md"]
    yield [(HEAD + BODY).encode(), event.encode()], read


@contextmanager
def bodies(folder: Path) -> Iterator[Samples]:
    """Markdown, from its bytes to the tree that every output is made of; one pandoc for them all."""

    with pandoc.Pool("worker.lua", pandoc.FORMAT) as pool:

        def read(given: bytes) -> bool:
            report = Report()
            text = given.decode("utf-8", "replace")
            body = Body("nec-essai/recit", text, "entries/nec-essai/recit.md", 9, "fr", verse=False)
            read_bodies([body], cache=Cache(None), report=report, pool=pool)
            return not report.has_errors

        yield [BODY.encode(), b"Un mot[^1], [[recit]].\n\n[^1]: La note.\n"], read


@contextmanager
def editions(folder: Path) -> Iterator[Samples]:
    """``carnet.yaml``."""
    root = Workspace(folder / "editions").write(DEFAULTS).root
    path = root / "carnet.yaml"
    more = "isbn: {imprime: 978-2-1234-5680-3}\nimpression: {format: A5, fond_perdu: 5 mm}\nplan:\n  - partie: Un\n    contenu: [{evenement: nec-essai}]\n"

    def read(given: bytes) -> bool:
        path.write_bytes(given)
        report = Report()
        load(read_workspace(root, report), report)
        return not report.has_errors

    yield [DEFAULTS["carnet.yaml"].encode(), (DEFAULTS["carnet.yaml"] + more).encode()], read


@contextmanager
def subtitles(folder: Path) -> Iterator[Samples]:
    """Subtitles, ``.vtt`` and ``.srt``."""

    def read(given: bytes) -> bool:
        report = Report()
        read_transcript(given, "a.vtt", report)
        read_transcript(given, "a.srt", report)
        return not report.has_errors

    yield [VTT.encode(), SRT.encode()], read


@contextmanager
def images(folder: Path) -> Iterator[Samples]:
    """Photos, from their bytes to the picture that is published."""
    from PIL import Image

    from carnet.media.images import derive, verify

    folder.joinpath("images").mkdir()
    path = folder / "images/a"
    samples = [a_photo(160, 120)]
    for form in ("PNG", "GIF", "WEBP", "TIFF", "AVIF"):
        out = io.BytesIO()
        Image.open(io.BytesIO(samples[0])).save(out, form)
        samples.append(out.getvalue())

    def read(given: bytes) -> bool:
        path.write_bytes(given)
        try:
            verify(path, Cache(None))
            derive(path, width=80, form="jpeg", cache=Cache(None))
        except MediaError:
            return False
        return True

    yield [sample[:SAMPLE] for sample in samples], read


@contextmanager
def sounds(folder: Path) -> Iterator[Samples]:
    """Sounds of every form a recorder gives, under any name, as far as what is known of them."""
    from carnet.media.sounds import probe

    folder.joinpath("sounds").mkdir()
    paths = [
        folder / "sounds" / f"a{suffix}" for suffix in (".wav", ".mp3", ".ogg", ".flac", ".m4a", ".aiff")
    ]

    def read(given: bytes) -> bool:
        path = paths[zlib.crc32(given) % len(paths)]
        path.write_bytes(given)
        try:
            probe(path, Cache(None))
        except MediaError:
            return False
        return True

    wave = a_wave(0.5)
    forms = ("mp3", "ogg", "flac", "ipod", "aiff", "matroska")
    yield [wave[:SAMPLE], *(_recorded(wave, form, folder / "sounds/form")[:SAMPLE] for form in forms)], read


def _recorded(wave: bytes, form: str, path: Path) -> bytes:
    command = ["ffmpeg", "-loglevel", "error", "-f", "wav", "-i", "pipe:0", "-f", form, "-y", f"file:{path}"]
    subprocess.run(command, input=wave, check=True)
    return path.read_bytes()


@contextmanager
def kits(folder: Path) -> Iterator[Samples]:
    """Kits: a bag broken after it was closed, and one closed on broken files."""
    path = folder / "kit.zip"
    rank = iter(range(10**9))

    def read(given: bytes) -> bool:
        path.write_bytes(given)
        try:
            is_kit(path)
            lay(folder / f"laid-{next(rank)}", [path], dry=True)
        except CarnetError:
            return False
        return True

    texts = {"carnet/carnet.yaml": DEFAULTS["carnet.yaml"], "carnet/entries/nec-essai/recit.md": HEAD + BODY}
    yield [_bag(texts), _bag({**texts, "carnet/../../dehors.md": HEAD}), _bag({})], read


def _bag(texts: Mapping[str, str]) -> bytes:
    files = {f"data/{path}": text.encode() for path, text in texts.items()}
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in files.items())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kit:
        for path, content in {
            "bagit.txt": b"BagIt-Version: 1.0\n",
            "manifest-sha256.txt": sums.encode(),
            **files,
        }.items():
            kit.writestr(f"kit/{path}", content)
    return out.getvalue()


READERS: Final[Mapping[str, Callable[[Path], AbstractContextManager[Samples]]]] = {
    "fronts": fronts,
    "bodies": bodies,
    "editions": editions,
    "subtitles": subtitles,
    "images": images,
    "sounds": sounds,
    "kits": kits,
}
