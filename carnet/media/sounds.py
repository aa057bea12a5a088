"""Recordings: an original in, a sound of even loudness that may be published out.

In: the path of an original. Out: its duration, or a ``Sound``: one mono voice at −16 LUFS, in MP3 (the
EPUB, podcasts, kits) or Opus (the site), without a tag. Only this module knows mutagen and ffmpeg.
ffmpeg is run on a format we recognised ourselves, never on what it would guess: a playlist that names
other files or addresses is not a recording. What it made is kept by content, so that it is needed once.
"""

import array
import hashlib
import io
import json
import math
import re
import struct
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from carnet import machine
from carnet.cache import Cache, recipe
from carnet.media import MediaError

Form = Literal["mp3", "opus"]

# This file is part of every cache key, in the place of ffmpeg's version: a new ffmpeg is no reason to encode
# again, and a machine without ffmpeg can still publish what is kept.
LOUDNESS = -16.0  # LUFS, what podcasts use for a mono voice
PEAK = -1.5  # dBTP, the highest an encoded sound may reach
LIMIT = -3.0  # dBFS, what peaks are held under while the gain is sought; then each encoding has its own
SILENCE = -70.0  # LUFS, what the meter says of silence
LONGEST = 4 * 3600  # seconds
TIMEOUT = 1800  # seconds; four hours of sound take about five minutes

SIGNS = (  # how a file starts → the only reader ffmpeg may use on it
    (rb"(RIFF|RF64)....WAVE", "wav"),
    (rb"FORM....AIF[FC]", "aiff"),
    (rb"....ftyp", "mov"),
    (rb"OggS", "ogg"),
    (rb"fLaC", "flac"),
    (rb"caff", "caf"),
    (rb"#!AMR", "amr"),
    (rb"\x1aE\xdf\xa3", "matroska"),
    (rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    (rb"ID3|\0*\xff[\xe2-\xe7\xf2-\xf7\xfa-\xff]", "mp3"),
    (rb"\xff[\xf0\xf1\xf8\xf9]", "aac"),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a sound is published in one form: hertz, kilobits a second, then what ffmpeg is told.

    ``limit`` (dBFS) leaves room for what this encoder adds to peaks: about 0 dB for MP3, 1 to 2.5 for Opus.
    """

    rate: int
    kbps: int
    limit: float
    options: str
    mime: str
    suffix: str


ENCODINGS: dict[Form, Encoding] = {
    "mp3": Encoding(
        44_100, 64, -2.0, "-c:a libmp3lame -f mp3 -id3v2_version 0 -write_id3v1 0", "audio/mpeg", ".mp3"
    ),
    "opus": Encoding(
        48_000, 32, -4.0, "-c:a libopus -application voip -f opus", "audio/ogg; codecs=opus", ".opus"
    ),
}
VOICE = "highpass=f=80"  # what is below a voice is wind, tables and traffic
BARE = "-map_metadata -1 -map_chapters -1 -fflags +bitexact -flags:a +bitexact"


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """What is known of an original; ``duration`` in seconds."""

    duration: float


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound ready to leave; ``suffix`` starts with a dot."""

    content: bytes
    duration: float
    mime: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What is kept of an original once listened to: seconds, and the decibels that bring it to −16 LUFS."""

    duration: float
    gain: float


@dataclass(frozen=True, slots=True)
class Measure:
    """What listening to a whole sound tells: seconds, LUFS, dBTP."""

    duration: float
    loudness: float
    peak: float


def probe(path: Path, cache: Cache) -> SoundFacts:
    """Return the duration of a recording; raise ``MediaError`` when there is no sound in it.

    The header is believed when the file is large enough for what it says; else ffmpeg listens to it all.
    """
    reader = _reader(path)
    duration = _announced(path)
    if duration is None:
        duration = _heard(path, reader, _digest(path), cache).duration
    return SoundFacts(duration)


def weight(duration: float, form: Form) -> int:
    """Return how many bytes a sound of so many seconds will weigh, about."""
    return round(duration * ENCODINGS[form].kbps * 125)


def derive(original: Path, form: Form, cache: Cache) -> Sound:
    """Return a recording as a mono voice at −16 LUFS, without metadata.

    The same original and ffmpeg give the same bytes. Raises ``CarnetError`` when ffmpeg is missing and
    the sound is not kept yet.
    """
    import mutagen

    reader = _reader(original)
    digest = _digest(original)
    encoding = ENCODINGS[form]

    def make() -> bytes:
        return _encoded(original, reader, _heard(original, reader, digest, cache).gain, encoding)

    content = cache.memo(Cache.key("son", recipe("media/sounds.py"), form, digest), make)
    return Sound(content, _length(mutagen.File(io.BytesIO(content))), encoding.mime, encoding.suffix)


def loudness(content: bytes) -> list[float]:
    """Return the level of a recording 25 times a second, in dBFS; raise ``MediaError`` when it is none.

    Each level is that of a fifth of a second, so that an encoder's delay hardly changes it.
    """
    rate, step, wide = 8_000, 320, 5
    with tempfile.TemporaryDirectory(prefix="carnet-son-") as folder:
        source, out = Path(folder, "son"), Path(folder, "brut")
        source.write_bytes(content)
        _ffmpeg(source, _reader(source), "-af", _mono(rate), "-f", "s16le", "-y", f"file:{out}")
        samples = array.array("h", out.read_bytes())
    steps = range(0, len(samples) - step + 1, step)
    powers = [sum(value * value for value in samples[at : at + step]) / step for at in steps]
    smooth = [sum(powers[at : at + wide]) / wide for at in range(len(powers) - wide + 1)]
    return [10 * math.log10(max(power / 32768**2, 1e-10)) for power in smooth]


def measure(path: Path) -> Measure:
    """Listen to a whole recording; raise ``MediaError`` when there is no sound in it."""
    return _listen(path, _reader(path))


REWRAPPED = {"mov": ".m4a", "mp3": ".mp3", "ogg": ".ogg", "flac": ".flac", "matroska": ".mka", "wav": ".wav"}
"""The formats whose tags can be taken away without touching the sound, and how such a file is named."""


def without_tags(path: Path) -> bytes:
    """Return a recording's bytes without tags, pictures or places; the sound itself is not encoded again."""
    reader = _reader(path)
    if reader not in REWRAPPED:
        return path.read_bytes()
    with tempfile.TemporaryDirectory(prefix="carnet-son-") as folder:
        out = Path(folder, "son" + REWRAPPED[reader])
        _ffmpeg(path, reader, "-c:a", "copy", *BARE.split(), "-y", f"file:{out}")
        return out.read_bytes()


def _reader(path: Path) -> str:
    """Return the name of ffmpeg's reader for a file that starts like a recording."""
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
    except OSError as fault:
        raise MediaError("son-illisible", "le système refuse d’ouvrir le fichier") from fault
    if path.suffix.lower() == ".gsm" and head[:1] and head[0] >> 4 == 0xD:
        return "gsm"
    for sign, reader in SIGNS:
        if re.match(sign, head, re.DOTALL):
            return reader
    if not head:
        raise MediaError("son-illisible", "le fichier est vide")
    if head.startswith(b"version https://git-lfs"):
        raise MediaError("son-illisible", "c’est un renvoi Git LFS, à remplacer par « git lfs pull »")
    raise MediaError("son-illisible", "ce n’est pas un enregistrement dans un format connu")


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _announced(path: Path) -> float | None:
    """Return the duration a header gives, or None when it gives none that can be true."""
    import mutagen
    from mutagen.mp3 import MPEGInfo
    from mutagen.wave import WaveStreamInfo

    try:
        found = mutagen.File(path)
    except (mutagen.MutagenError, struct.error, ValueError, LookupError, ArithmeticError, TypeError):
        return None
    length = _length(found)
    if found is not None and isinstance(found.info, MPEGInfo | WaveStreamInfo):
        promised = length * found.info.bitrate / 8  # a file cut short still announces the whole
        length = length if promised <= 1.05 * path.stat().st_size else 0
    return length or None


def _length(found: object) -> float:
    """Return the seconds mutagen found in a file, or 0."""
    return round(float(getattr(getattr(found, "info", None), "length", 0.0)), 3)


def _heard(path: Path, reader: str, digest: str, cache: Cache) -> Heard:
    """Listen to an original once for all its forms."""

    def make() -> bytes:
        raw = _listen(path, reader, VOICE)
        gain = _gain(raw.loudness)
        if raw.loudness > SILENCE and raw.peak + gain > LIMIT:  # the limiter will take some loudness away
            gain += LOUDNESS - _listen(path, reader, f"{VOICE},{_levels(gain, LIMIT)}").loudness
        return json.dumps(asdict(Heard(raw.duration, round(gain, 2)))).encode()

    return Heard(**json.loads(cache.memo(Cache.key("son-mesure", recipe("media/sounds.py"), digest), make)))


def _gain(loudness: float) -> float:
    """Return the decibels to add; silence and hiss are left alone rather than blown up."""
    return 0.0 if loudness <= SILENCE else min(30.0, LOUDNESS - loudness)


def _mono(rate: int) -> str:
    """Return the filter that mixes to one voice; without a sample format, stereo would gain 3 dB or not."""
    return f"aformat=sample_fmts=fltp:channel_layouts=mono:sample_rates={rate}"


def _levels(gain: float, limit: float) -> str:
    return f"volume={gain:.2f}dB,alimiter=limit={10 ** (limit / 20):.4f}:level=false"


def _listen(path: Path, reader: str, filters: str = "anull") -> Measure:
    """Hear a sound to its end, through some filters."""
    chain = f"{_mono(48_000)},{filters},ebur128=peak=true:framelog=verbose"
    until = str(LONGEST + 1)
    said = _ffmpeg(path, reader, "-t", until, "-af", chain, "-progress", "pipe:1", "-f", "null", "-")
    times = re.findall(r"^out_time_us=(\d+)", said, re.MULTILINE)
    duration = round(int(times[-1]) / 1e6, 3) if times else 0.0
    if duration <= 0:
        raise MediaError("son-illisible", "il n’y a pas de son dans ce fichier")
    if duration > LONGEST:
        raise MediaError("son-illisible", "il dure plus de quatre heures")
    loudness = re.findall(r"^ +I: +(-?[\d.]+) LUFS", said, re.MULTILINE)
    peak = re.findall(r"^ +Peak: +(-?[\d.]+) dBFS", said, re.MULTILINE)
    return Measure(duration, *(float(found[-1]) if found else SILENCE for found in (loudness, peak)))


def _encoded(path: Path, reader: str, gain: float, encoding: Encoding) -> bytes:
    """Encode, listen to the peaks of the result, and lower the limit once if they are too high."""
    with tempfile.TemporaryDirectory(prefix="carnet-son-") as folder:
        out = Path(folder, "son" + encoding.suffix)
        _encode(path, reader, out, encoding, _levels(gain, encoding.limit))
        over = _listen(out, _reader(out)).peak - PEAK
        if over > 0:
            _encode(path, reader, out, encoding, _levels(gain, encoding.limit - over))
        return out.read_bytes()


def _encode(path: Path, reader: str, out: Path, encoding: Encoding, levels: str) -> None:
    chain = f"{_mono(encoding.rate)},{VOICE},{levels}"
    _ffmpeg(
        path,
        reader,
        "-af",
        chain,
        *BARE.split(),
        "-b:a",
        f"{encoding.kbps}k",
        *encoding.options.split(),
        "-y",
        f"file:{out}",
    )


def _ffmpeg(path: Path, reader: str, *output: str) -> str:
    """Run ffmpeg on one local file, its first sound only, and return what it says."""
    quiet = "-hide_banner -nostdin -nostats -loglevel info -protocol_whitelist file,pipe"
    source = ("-f", reader, "-i", f"file:{path.absolute()}", "-map", "0:a:0")
    command = [machine.require("ffmpeg"), *quiet.split(), *source, *output]
    try:
        run = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT, check=True
        )
    except subprocess.CalledProcessError as fault:
        raise MediaError("son-illisible", "ffmpeg n’y trouve pas de son qu’il sache lire") from fault
    except subprocess.TimeoutExpired as fault:
        raise MediaError("son-illisible", "ffmpeg n’en est pas venu à bout en une demi-heure") from fault
    return (run.stdout + run.stderr).decode(errors="replace")
