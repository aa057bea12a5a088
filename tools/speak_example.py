"""Make the sounds of the example carnet: scripted voices, rain, swell, and their transcriptions.

Voices come from espeak-ng, softened by ffmpeg; every ambience is computed here from seeded noise. Each
sentence is synthesised alone, so its place in the recording is known exactly and the .vtt is written from
it. A passage quoted by a verbatim always starts on a whole second. The results are kept in the repository:
building a carnet needs neither program.

    python tools/speak_example.py                every sound, into media/
    python tools/speak_example.py firmin pluie   only these two
"""

from __future__ import annotations

import argparse
import array
import io
import math
import random
import subprocess
import tempfile
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

RATE = 22050
MEDIA = Path(__file__).resolve().parent.parent / "media"

Samples = list[float]


@dataclass(frozen=True, slots=True)
class Voice:
    """An espeak-ng voice and how this person uses it."""

    variant: str
    speed: int = 150
    pitch: int = 50
    gap: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: who, what, the silence before it, and whether it opens a passage."""

    who: str
    text: str
    before: float = 0.55
    opens: bool = False
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Cue:
    start: float
    end: float
    line: Line


@dataclass(frozen=True, slots=True)
class Recording:
    """A scripted sound: its voices, its lines, what is heard behind, how the voice is filtered."""

    event: str
    voices: dict[str, Voice]
    lines: tuple[Line, ...]
    bed: Callable[[random.Random, float], Samples]
    bed_level: float
    voice_filter: str
    gain: float
    lead: float = 1.0


# --- speech ---------------------------------------------------------------------------------------


def say(voice: Voice, text: str) -> Samples:
    """Synthesise one sentence and trim its silences."""
    command = [
        "espeak-ng",
        "-v",
        f"fr+{voice.variant}",
        "-s",
        str(voice.speed),
        "-p",
        str(voice.pitch),
        "-g",
        str(voice.gap),
        "--stdout",
        text,
    ]
    output = subprocess.run(command, check=True, capture_output=True).stdout
    with wave.open(io.BytesIO(output)) as sound:
        frames = array.array("h", sound.readframes(sound.getnframes()))
    samples = [value / 32768 for value in frames]
    loud = [i for i, value in enumerate(samples) if abs(value) > 0.006]
    return samples[max(0, loud[0] - 300) : loud[-1] + 900]


def script(recording: Recording) -> tuple[Samples, list[Cue]]:
    """Lay the sentences one after the other and note when each is heard."""
    track: Samples = []
    cues: list[Cue] = []
    for line in recording.lines:
        before = line.before if cues else recording.lead
        start = len(track) / RATE + before
        if line.opens:
            start = math.ceil(start)
        track += [0.0] * (round(start * RATE) - len(track))
        track += say(recording.voices[line.who], line.spoken or line.text)
        cues.append(Cue(start, len(track) / RATE, line))
    return track + [0.0] * round(1.4 * RATE), cues


def webvtt(cues: list[Cue]) -> str:
    def clock(seconds: float) -> str:
        milliseconds = round(seconds * 1000)
        minutes, rest = divmod(milliseconds, 60_000)
        return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"

    blocks = [f"{clock(cue.start)} --> {clock(cue.end)}\n<v {cue.line.who}>{cue.line.text}" for cue in cues]
    return "WEBVTT\n\n" + "\n\n".join(blocks) + "\n"


# --- ambiences ------------------------------------------------------------------------------------


def smooth(rng: random.Random, strength: float) -> Iterator[float]:
    """Noise through a one-pole low-pass: hiss near 0, rumble near 1."""
    value = 0.0
    while True:
        value = strength * value + (1 - strength) * rng.uniform(-1, 1)
        yield value


def add_ping(samples: Samples, at: float, tones: tuple[float, ...], decay: float, level: float) -> None:
    """Add a struck sound: a few inharmonic tones that die away."""
    first = round(at * RATE)
    for i in range(min(round(decay * 5 * RATE), len(samples) - first)):
        t = i / RATE
        envelope = level * math.exp(-t / decay) * min(1, t * 900)
        samples[first + i] += envelope * sum(
            math.sin(2 * math.pi * f * t) / (k + 1) for k, f in enumerate(tones)
        )


def rain(rng: random.Random, seconds: float) -> Samples:
    """Drops on a tarpaulin, a downpour in three waves, a gutter behind, and the last drips."""
    n = round(seconds * RATE)
    hiss, body, gutter = smooth(rng, 0.25), smooth(rng, 0.82), smooth(rng, 0.985)
    samples: Samples = []
    for i in range(n):
        x = i / n
        fall = max(0.0, min(1, (x - 0.07) * 7)) * max(0.0, min(1, (0.86 - x) * 14))
        waves = 0.62 + 0.38 * math.sin(2 * math.pi * (x * 3 - 0.2))
        samples.append(fall * (waves * (0.10 * next(hiss) + 0.34 * next(body)) + 1.1 * next(gutter)))
    t = 0.25
    while t < seconds - 0.4:
        x = t / seconds
        heavy = 0.07 < x < 0.86
        pitch = rng.uniform(180, 420) if rng.random() < 0.7 else rng.uniform(700, 1600)
        add_ping(
            samples,
            t,
            (pitch, pitch * 1.7),
            rng.uniform(0.008, 0.022),
            rng.uniform(0.05, 0.17) * (0.7 if heavy else 1.3),
        )
        t += rng.expovariate(26 if heavy else 2.6)
    return samples


def market_rain(rng: random.Random, seconds: float) -> Samples:
    """Steady rain on canvas, as a bed under a voice."""
    hiss, body = smooth(rng, 0.3), smooth(rng, 0.85)
    samples = [0.08 * next(hiss) + 0.3 * next(body) for _ in range(round(seconds * RATE))]
    t = 0.1
    while t < seconds - 0.3:
        pitch = rng.uniform(200, 500)
        add_ping(samples, t, (pitch, pitch * 1.8), 0.014, rng.uniform(0.03, 0.12))
        t += rng.expovariate(12)
    return samples


def swell(rng: random.Random, seconds: float) -> Samples:
    """A long swell under a wooden floor; at each crest the ferry ramp groans on a low G."""
    n, period = round(seconds * RATE), 8.0
    deep, mid, foam, wind = smooth(rng, 0.995), smooth(rng, 0.93), smooth(rng, 0.45), smooth(rng, 0.9)
    gust = smooth(rng, 0.99995)
    samples: Samples = []
    for i in range(n):
        t = i / RATE
        phase = (t / period) % 1
        lift = math.sin(math.pi * phase) ** 2
        ebb = math.exp(-(((phase - 0.78) / 0.1) ** 2))
        edge = min(1, t / 2.5, (seconds - t) / 3)
        breeze = 0.16 + 4 * abs(next(gust))
        samples.append(
            edge
            * (
                (0.5 + lift) * 2.6 * next(deep)
                + lift * 0.5 * next(mid)
                + ebb * 0.34 * next(foam)
                + breeze * 0.5 * next(wind)
            )
        )
    for crest in range(int(seconds // period)):
        start = crest * period + period * 0.46 + rng.uniform(-0.3, 0.3)
        first, length = round(start * RATE), round(rng.uniform(0.7, 1.1) * RATE)
        depth = rng.uniform(0.05, 0.09)
        for i in range(min(length, n - first)):
            t, x = i / RATE, i / length
            pitch = 98 * (1 + 0.05 * math.sin(2 * math.pi * 5.3 * t) * x)
            rasp = 0.5 + 0.5 * math.sin(2 * math.pi * 23 * t) ** 3
            samples[first + i] += (
                depth
                * math.sin(math.pi * x)
                * rasp
                * sum(math.sin(2 * math.pi * pitch * h * t) / h for h in (1, 2, 3.02, 5.1, 7.3))
            )
    return samples


def lamp_room(rng: random.Random, seconds: float) -> Samples:
    """A cold stone room and, now and then, a brass token put back on the pile."""
    air = smooth(rng, 0.985)
    samples = [0.5 * next(air) for _ in range(round(seconds * RATE))]
    t = 0.8
    while t < seconds - 0.8:
        base = rng.uniform(2300, 2900)
        add_ping(
            samples, t, (base, base * 1.48, base * 2.31), rng.uniform(0.03, 0.07), rng.uniform(0.05, 0.1)
        )
        add_ping(samples, t + rng.uniform(0.06, 0.11), (base * 0.93, base * 1.41), 0.025, 0.04)
        t += rng.uniform(1.6, 3.1)
    return samples


def tall_hall(rng: random.Random, seconds: float) -> Samples:
    """A tall hall, its pigeons, a chain or two."""
    air = smooth(rng, 0.98)
    samples = [0.42 * next(air) for _ in range(round(seconds * RATE))]
    t = 1.5
    while t < seconds - 1:
        for k in range(rng.randint(3, 8)):
            add_ping(
                samples,
                min(seconds - 0.3, t + k * rng.uniform(0.045, 0.07)),
                (rng.uniform(1500, 2100), rng.uniform(2600, 3300)),
                0.016,
                0.035,
            )
        t += rng.uniform(3, 6)
    return samples


def static(rng: random.Random, seconds: float) -> Samples:
    """Shortwave hiss that breathes, with crackles."""
    hiss, slow = smooth(rng, 0.4), smooth(rng, 0.9999)
    samples = [(0.16 + 3 * abs(next(slow))) * next(hiss) for _ in range(round(seconds * RATE))]
    t = 0.2
    while t < seconds - 0.2:
        add_ping(samples, t, (rng.uniform(900, 2400),), 0.003, rng.uniform(0.1, 0.3))
        t += rng.expovariate(3)
    return samples


# --- writing --------------------------------------------------------------------------------------


def write_wave(path: Path, samples: Samples) -> None:
    frames = array.array("h", (max(-32767, min(32767, round(value * 32767))) for value in samples))
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(frames.tobytes())


def encode(inputs: list[Path], graph: str, target: Path) -> None:
    """Run ffmpeg so that the same sources give the same bytes."""
    command = ["ffmpeg", "-hide_banner", "-loglevel", "error", "-y"]
    for path in inputs:
        command += ["-i", str(path)]
    command += [
        "-filter_complex",
        graph,
        "-map",
        "[out]",
        "-ac",
        "1",
        "-ar",
        "44100",
        "-c:a",
        "libmp3lame",
        "-b:a",
        "64k",
        "-map_metadata",
        "-1",
        "-fflags",
        "+bitexact",
        "-flags:a",
        "+bitexact",
        str(target),
    ]
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(command, check=True)


FINISH = "alimiter=limit=0.89:level=disabled[out]"


def record(name: str, recording: Recording, folder: Path) -> str:
    track, cues = script(recording)
    seconds = len(track) / RATE
    write_wave(folder / "voice.wav", track)
    bed = recording.bed(random.Random(name), seconds)
    write_wave(
        folder / "bed.wav",
        [
            value * recording.bed_level * min(1, i / RATE * 2, (len(bed) - i) / RATE)
            for i, value in enumerate(bed)
        ],
    )
    target = MEDIA / recording.event / f"{name}.mp3"
    encode(
        [folder / "voice.wav", folder / "bed.wav"],
        f"[0]{recording.voice_filter}[voice];[voice][1]amix=inputs=2:duration=first:normalize=0,volume={recording.gain},{FINISH}",
        target,
    )
    target.with_suffix(".vtt").write_text(webvtt(cues), encoding="utf-8")
    opened = ", ".join(f"{cue.start:.2f}" for cue in cues if cue.line.opens)
    return f"{name}: {seconds:.1f} s, passages at {opened}, last word at {cues[-1].end:.2f} s"


def capture(name: str, ambience: Ambience, folder: Path) -> str:
    samples = ambience.sound(random.Random(name), ambience.seconds)
    write_wave(folder / "ambience.wav", samples)
    encode(
        [folder / "ambience.wav"], f"[0]{ambience.filter},{FINISH}", MEDIA / ambience.event / f"{name}.mp3"
    )
    return f"{name}: {ambience.seconds:.1f} s"


@dataclass(frozen=True, slots=True)
class Ambience:
    event: str
    sound: Callable[[random.Random, float], Samples]
    seconds: float
    filter: str


# --- what is heard --------------------------------------------------------------------------------

CLOSE = (
    "highpass=f=90,equalizer=f=220:t=q:w=1:g=4,equalizer=f=3200:t=q:w=1.2:g=-5,lowpass=f=6800,"
    "acompressor=threshold=0.12:ratio=3:makeup=1.6"
)
ROOM = CLOSE + ",aecho=0.85:0.5:23|41:0.22|0.14"
HALL = CLOSE + ",aecho=0.8:0.6:61|113|187:0.3|0.22|0.14"
RADIO = (
    "highpass=f=420,lowpass=f=2700,acompressor=threshold=0.08:ratio=6:makeup=2,"
    "asoftclip=type=tanh:threshold=0.7,volume=0.85"
)

FIRMIN, JEANNINE, JOSETTE = "Firmin Roche", "Jeannine Wattelet", "Josette Marcelin"
READERS = {
    f"Voix {k + 1}": Voice(*settings)
    for k, settings in enumerate(
        (
            ("f2", 150, 46),
            ("m3", 160, 40),
            ("Alicia", 145, 50),
            ("m7", 168, 46),
            ("f5", 158, 54),
            ("m1", 128, 30),
            ("f3", 150, 40),
            ("Gustave", 150, 45),
            ("Andrea", 165, 50),
            ("m4", 140, 36),
            ("f4", 148, 44),
        )
    )
}

RECORDINGS = {
    "firmin": Recording(
        "vallee-ardeille",
        {FIRMIN: Voice("m3", 138, 30)},
        (
            Line(FIRMIN, "Le courant, sur un marché, c'est comme l'eau dans les champs.", opens=True),
            Line(FIRMIN, "Tant qu'il y en a, tout le monde est poli.", 0.7),
            Line(FIRMIN, "Le jour où ça manque, tu apprends à qui tu avais affaire.", 0.9),
            Line(FIRMIN, "Moi je trace à la craie, jamais à la peinture.", 1.2, opens=True),
            Line(
                FIRMIN,
                "La craie, s'il pleut, on recommence, et celui qui n'était pas content a sa chance.",
                0.6,
            ),
        ),
        market_rain,
        0.55,
        CLOSE,
        gain=1.3,
    ),
    "jeannine": Recording(
        "bassin-harnicourt",
        {JEANNINE: Voice("f5", 132, 40)},
        (
            Line(JEANNINE, "Mon père ne connaissait pas tous les noms.", opens=True),
            Line(JEANNINE, "Il connaissait les numéros et les mains.", 0.7),
            Line(JEANNINE, "Le soir, un clou qui restait plein, il ne mangeait pas.", 1.1),
            Line(JEANNINE, "On dit toujours que c'est triste d'être un numéro.", 1.4, opens=True),
            Line(JEANNINE, "Ça dépend de qui compte.", 1.2),
        ),
        lamp_room,
        1.0,
        ROOM,
        gain=2.3,
    ),
    "onze-preuves": Recording(
        "bassin-harnicourt",
        READERS,
        (
            Line("Voix 1", "Un. Carte d'identité, recto verso.", opens=True),
            Line("Voix 2", "Deux. Numéro d'allocataire."),
            Line("Voix 3", "Trois. Mot de passe du compte."),
            Line("Voix 4", "Quatre. Code reçu par courriel."),
            Line("Voix 5", "Cinq. Mot de passe de la boîte."),
            Line("Voix 6", "Six. Question secrète. Ah…", 1.3, spoken="Six. Question secrète. Aah."),
            Line("Voix 7", "Sept. Code reçu par SMS.", 1.2, spoken="Sept. Code reçu par esse aime esse."),
            Line(
                "Voix 8", "Huit. Bail signé, au format PDF.", spoken="Huit. Bail signé, au format pé dé eff."
            ),
            Line("Voix 9", "Neuf. Attestation du bailleur."),
            Line("Voix 10", "Dix. Relevé d'identité bancaire."),
            Line("Voix 11", "Onze. Selfie avec la carte.", 0.8, spoken="Onze. Selfi avec la carte."),
        ),
        tall_hall,
        0.9,
        HALL,
        gain=2.1,
    ),
    "appel": Recording(
        "anse-careme",
        {
            JOSETTE: Voice("f3", 136, 34),
            "La marche du bas": Voice("f4", 156, 56),
            "Le distributeur en panne": Voice("m1", 150, 40),
            "Le buffet": Voice("m7", 160, 52),
            "La gaule à mangues": Voice("f2", 168, 66),
            "Le napperon": Voice("m3", 124, 28),
        },
        (
            Line(JOSETTE, "Le quai d'en face, ici l'Anse.", opens=True),
            Line(JOSETTE, "Je vais dire vos noms.", 0.7),
            Line(JOSETTE, "Répondez avec votre voix à vous, même si quelqu'un à côté répond plus vite.", 0.7),
            Line(JOSETTE, "La marche du bas ?", 1.3, opens=True),
            Line("La marche du bas", "Présente. Terminé.", 0.8),
            Line(JOSETTE, "Le distributeur en panne ?", 0.9),
            Line("Le distributeur en panne", "Présent. Il ne marche toujours pas. Terminé.", 0.9),
            Line(JOSETTE, "Le buffet ?", 0.9),
            Line("Le buffet", "Présent. Enfin, ce qu'il en reste. Terminé.", 0.7),
            Line(JOSETTE, "La gaule à mangues ?", 0.9),
            Line("La gaule à mangues", "Présente. J'ai mal aux bras. Terminé.", 0.5),
            Line(JOSETTE, "Le napperon ?", 0.9),
            Line(JOSETTE, "Le napperon ?", 3.4),
            Line("Le napperon", "Présent. Pardon. Je réfléchissais. Terminé.", 1.2),
        ),
        static,
        0.5,
        RADIO,
        gain=1.9,
    ),
}
AMBIENCES = {
    "pluie": Ambience("vallee-ardeille", rain, 40.0, "volume=4,highpass=f=45,aecho=0.9:0.4:31:0.15"),
    "houle": Ambience("anse-careme", swell, 48.0, "volume=1.7,highpass=f=35,lowpass=f=7000"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the sounds of the example carnet.")
    parser.add_argument("names", nargs="*", help="only these sounds")
    wanted = parser.parse_args().names or [*RECORDINGS, *AMBIENCES]
    for name in wanted:
        with tempfile.TemporaryDirectory() as folder:
            if name in RECORDINGS:
                print(record(name, RECORDINGS[name], Path(folder)))
            else:
                print(capture(name, AMBIENCES[name], Path(folder)))


if __name__ == "__main__":
    main()
