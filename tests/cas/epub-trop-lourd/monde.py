"""Two recordings of two hours: silence takes no room on the disk here, and much in an EPUB."""

import wave
from pathlib import Path


def lay(root: Path) -> None:
    """Write two wave files that are mostly a hole."""
    folder = root / "media/nec-essai"
    folder.mkdir(parents=True, exist_ok=True)
    for name, hours in (("journee-1.wav", 2.0), ("journee-2.wav", 1.9)):
        path = folder / name
        length = int(hours * 3600 * 8000)
        with wave.open(str(path), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(1)
            sound.setframerate(8000)
            sound.setnframes(length)
        with path.open("r+b") as file:
            file.seek(4)
            file.write((36 + length).to_bytes(4, "little"))
            file.seek(40)
            file.write(length.to_bytes(4, "little"))
            file.truncate(44 + length)
