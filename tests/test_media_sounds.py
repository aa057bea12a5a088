"""Recordings: one voice, one loudness, no tag; and nothing but recordings is ever given to ffmpeg."""

import array
import io
import math
import shutil
import struct
import subprocess
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mutagen
import mutagen.id3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutagen.mp3 import MP3

from carnet import machine
from carnet.cache import Cache
from carnet.diagnostics import CarnetError
from carnet.media import MediaError, sounds
from carnet.media.sounds import Form, derive, probe

NOWHERE = Cache(None)
FORMS: tuple[Form, ...] = ("mp3", "opus")
needs_ffmpeg = pytest.mark.skipif(
    shutil.which("ffmpeg") is None, reason="ffmpeg is missing: no sound was encoded (carnet diagnostic)"
)


def recording(
    seconds: float = 1.5, *, level: float = 0.05, rate: int = 16_000, channels: int = 1, tail: bytes = b""
) -> bytes:
    """Return a WAV that sounds a little like a voice: a few harmonics that swell four times a second."""
    samples = array.array("h")
    for i in range(int(seconds * rate)):
        t = i / rate
        swell = 0.55 + 0.45 * math.sin(2 * math.pi * 4 * t)
        tone = sum(math.sin(2 * math.pi * 180 * n * t) / n for n in (1, 2, 3, 5))
        samples.extend([int(32_767 * level * swell * tone / 2.1)] * channels)
    out = io.BytesIO()
    with wave.open(out, "wb") as written:
        written.setnchannels(channels)
        written.setsampwidth(2)
        written.setframerate(rate)
        written.writeframes(samples.tobytes())
    content = out.getvalue() + tail
    return content[:4] + struct.pack("<I", len(content) - 8) + content[8:]


@pytest.fixture
def lay(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that lays an original on disk."""

    def put(content: bytes, name: str = "original.wav") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return put


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """Return a cache that these tests share: starting ffmpeg is what takes their time."""
    return Cache(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def without_ffmpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take ffmpeg away from the machine."""
    monkeypatch.setenv("PATH", "")


def heard(content: bytes, tmp_path: Path, suffix: str) -> sounds.Measure:
    """Return what listening to a sound tells."""
    path = tmp_path / f"ecoute{suffix}"
    path.write_bytes(content)
    return sounds._listen(path, sounds._reader(path))


@pytest.mark.usefixtures("without_ffmpeg")
def test_the_duration_of_a_wav_needs_no_ffmpeg(lay: Callable[..., Path]) -> None:
    """Headers that can be true are believed."""
    assert probe(lay(recording(1.5)), NOWHERE).duration == 1.5


@needs_ffmpeg
def test_a_recording_cut_short_is_listened_to(lay: Callable[..., Path]) -> None:
    """The header of a file that lost its end still announces the whole; the duration is what is heard."""
    whole = recording(2.0)

    facts = probe(lay(whole[: len(whole) // 2]), NOWHERE)

    assert facts.duration == pytest.approx(1.0, abs=0.05)


@needs_ffmpeg
def test_a_telephone_recording_without_header_is_listened_to(lay: Callable[..., Path]) -> None:
    """A .gsm says nothing of itself: ffmpeg counts its frames of 20 ms."""
    frames = (b"\xd8\x20\xa2\xe1\x5a\x50" + bytes(27)) * 50

    assert probe(lay(frames, "voix.gsm"), NOWHERE).duration == pytest.approx(1.0, abs=0.02)


@needs_ffmpeg
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("level", "channels"), [(0.04, 1), (0.9, 2)])
def test_a_sound_is_one_voice_at_one_loudness(
    lay: Callable[..., Path], tmp_path: Path, kept: Cache, form: Form, level: float, channels: int
) -> None:
    """Faint or loud, mono or stereo, it leaves at −16 LUFS, its peaks under −1.5 dBTP, as long as it was."""
    sound = derive(lay(recording(level=level, channels=channels)), form, kept)

    measure = heard(sound.content, tmp_path, sound.suffix)
    assert measure.loudness == pytest.approx(-16, abs=1)
    assert measure.peak <= -1.5
    assert sound.duration == pytest.approx(1.5, abs=0.1)


@needs_ffmpeg
def test_the_two_forms_are_those_players_expect(lay: Callable[..., Path], kept: Cache) -> None:
    """MP3 44.1 kHz mono 64 kb/s for books and podcasts, Opus mono for the site."""
    path = lay(recording(level=0.9, channels=2))

    mp3, opus = (derive(path, form, kept) for form in FORMS)

    found: Any = MP3(io.BytesIO(mp3.content)).info  # type: ignore[no-untyped-call]  # mutagen is half typed
    assert (found.sample_rate, found.channels, round(found.bitrate, -3)) == (44_100, 1, 64_000)
    assert (mp3.mime, mp3.suffix) == ("audio/mpeg", ".mp3")
    assert mutagen.File(io.BytesIO(opus.content)).info.channels == 1
    assert (opus.mime, opus.suffix) == ("audio/ogg; codecs=opus", ".opus")


@needs_ffmpeg
@pytest.mark.parametrize("form", FORMS)
def test_no_tag_is_left(lay: Callable[..., Path], kept: Cache, form: Form) -> None:
    """Titles, names, comments and attached files of a WAV or an MP3 stay in the original."""
    note = b"INFOIART" + struct.pack("<I", 12) + b"Zo\xc3\xa9 Secret\0"
    tagged = lay(recording(tail=b"LIST" + struct.pack("<I", len(note)) + note))
    mp3 = lay(derive(tagged, "mp3", kept).content, "original.mp3")
    tags: Any = MP3(mp3)  # type: ignore[no-untyped-call]
    tags.add_tags()
    made_tags: Any = mutagen.id3
    tags.tags.add(made_tags.TIT2(text="Secret"))
    tags.tags.add(made_tags.TPE1(text="Zoé"))
    tags.tags.add(made_tags.COMM(text="Secret"))
    tags.tags.add(made_tags.GEOB(data=b"Secret", desc="Valence", mime=""))
    tags.save()

    made = [derive(original, form, kept).content for original in (tagged, mp3)]

    assert all(b"Secret" in original.read_bytes() for original in (tagged, mp3))
    for content in made:
        assert not any(
            word in content for word in (b"Secret", b"Zo", b"Valence", b"TIT2", b"COMM", b"GEOB", b"TSSE")
        )


@needs_ffmpeg
@pytest.mark.parametrize("form", FORMS)
def test_the_same_recording_gives_the_same_bytes(lay: Callable[..., Path], kept: Cache, form: Form) -> None:
    """No date and no random serial number is in a sound."""
    path = lay(recording(level=0.9, channels=2))
    first = derive(path, form, kept)

    gain = sounds._heard(path, "wav", sounds._digest(path), kept).gain

    assert sounds._encoded(path, "wav", gain, sounds.ENCODINGS[form]) == first.content


@pytest.mark.parametrize(("loudness", "gain"), [(-20.0, 4.0), (-9.0, -7.0), (-60.0, 30.0), (-70.0, 0.0)])
def test_silence_is_left_alone(loudness: float, gain: float) -> None:
    """A faint voice is raised, within reason; silence is not amplified into hiss."""
    assert sounds._gain(loudness) == gain


@needs_ffmpeg
def test_what_was_made_once_needs_ffmpeg_no_more(
    lay: Callable[..., Path], tmp_path: Path, kept: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kept sound is published on a machine without ffmpeg; another one says what to install."""
    path = lay(recording(level=0.04))
    made = derive(path, "opus", kept)
    monkeypatch.setenv("PATH", "")

    again = derive(path.rename(tmp_path / "autre.wav"), "opus", kept)

    assert again == made
    with pytest.raises(CarnetError) as caught:
        derive(tmp_path / "autre.wav", "opus", NOWHERE)
    assert caught.value.exit_code == 3
    assert "ffmpeg" in caught.value.message
    assert "ffmpeg" in caught.value.aide


@needs_ffmpeg
@pytest.mark.parametrize("name", ["-i.wav", "concat:a.wav", "a%03d.wav", "l’été à 5 h.wav", "pipe:0.wav"])
def test_a_file_name_is_only_a_name(lay: Callable[..., Path], name: str) -> None:
    """No name is read by ffmpeg as an option, a protocol or a pattern."""
    path = lay(recording(), name)

    assert sounds._listen(path, sounds._reader(path)).duration == pytest.approx(1.5, abs=0.05)


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", "vide"),
        (b"#EXTM3U\nhttps://exemple.org/secret.mp3\n", "format connu"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "format connu"),
        (b"v=0\nc=IN IP4 127.0.0.1\nm=audio 4242 RTP/AVP 0\n", "format connu"),
        (b"<?xml version='1.0'?><MPD/>", "format connu"),
        (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
        (b"\x89PNG\r\n\x1a\n", "format connu"),
    ],
)
@pytest.mark.parametrize("name", ["la-cle.mp3", "la-cle.gsm", "la-cle.m3u8"])
def test_ffmpeg_is_never_shown_what_is_not_a_recording(
    lay: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, content: bytes, cause: str, name: str
) -> None:
    """A playlist that names other files or addresses is refused on its first bytes, whatever its name."""
    monkeypatch.setattr(subprocess, "run", None)
    path = lay(content, name)

    for ask in (lambda: probe(path, NOWHERE), lambda: derive(path, "mp3", NOWHERE)):
        with pytest.raises(MediaError) as caught:
            ask()

        assert caught.value.code == "son-illisible"
        assert cause in caught.value.cause


@needs_ffmpeg
@pytest.mark.parametrize(
    "content", [recording(0.0), b"ID3\x04" + bytes(200), bytes(4) + b"ftypM4A " + bytes(99)]
)
def test_a_container_without_sound_is_unreadable(lay: Callable[..., Path], content: bytes) -> None:
    """What starts like a recording and holds none is a remark."""
    path = lay(content)

    with pytest.raises(MediaError, match="son-illisible"):
        derive(path, "mp3", NOWHERE)


@needs_ffmpeg
@pytest.mark.parametrize(("limit", "value"), [("TIMEOUT", 0.001), ("LONGEST", 1)])
def test_a_recording_without_end_is_refused(
    lay: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, limit: str, value: float
) -> None:
    """Neither a sound of days nor one that ffmpeg chews on for ever stops a build."""
    monkeypatch.setattr(sounds, limit, value)

    with pytest.raises(MediaError, match="son-illisible"):
        derive(lay(recording(3.0)), "mp3", NOWHERE)


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    """What the system refuses is a remark, not a traceback."""
    with pytest.raises(MediaError, match="son-illisible"):
        probe(tmp_path / "rien.mp3", NOWHERE)


STARTS = [b"", b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0", b"ID3\x04\0\0", b"\xff\xfb\x90\0", b"OggS\0\x02", b"fLaC\0\0\0\x22", b"\0\0\0\x18ftypM4A ",
          b"FORM\0\0\1\0AIFFCOMM", b"#!AMR\n", b"caff\0\1", b"\xff\xf1\x50\x80", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", b"\x1aE\xdf\xa3"]  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=300), cut=st.none() | st.integers(0, 400))
def test_no_header_brings_the_program_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: bytes, rest: bytes, cut: int | None
) -> None:
    """Any bytes give a duration or a ``MediaError``; ffmpeg, which is slower to start, is played by a refusal."""

    def refuse(*_: Any) -> sounds.Heard:
        raise MediaError("son-illisible", "essai")

    monkeypatch.setattr(sounds, "_heard", refuse)
    path = tmp_path / "original.mp3"
    path.write_bytes((start + rest) if cut is None else recording(0.02)[:cut] + rest)

    try:
        facts = probe(path, NOWHERE)
    except MediaError as fault:
        assert fault.code == "son-illisible"
        return

    assert facts.duration > 0


def test_ffmpeg_is_asked_for_by_the_machine_table() -> None:
    """The name under which the table of tools knows ffmpeg is the one used here."""
    assert "ffmpeg" in {tool.name for tool in machine.TOOLS}
