"""The program that looks for what is left of a person finds what is planted, and nothing in what is not hers."""

import gzip
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import DEFAULTS
from tests.test_leaks import encoded, face, jpeg, person, saved, voice, zipped
from tools.traces import Eye
from tools.traces import person as wanted

SAID = "J’ai rendu la clé au gardien parce que la serrure ne voulait plus rien savoir de moi"
WORLD: dict[str, str | bytes] = {
    **DEFAULTS,
    "portraits/lea-martin.md": person("Léa Martin", more="photo: photo-halle\n", body="Elle ouvre."),
    "portraits/odile-martin.md": person("Odile Martin"),
    "entries/nec-essai/parole.md": f"---\ntype: verbatim\npersonne: lea-martin\n---\n\n{SAID}.\n",
    "entries/nec-essai/photo-halle.md": "---\ntype: photo\nfichier: media/nec-essai/photo-halle.jpg\nalt: Une femme.\n---\n",
    "entries/nec-essai/son.md": "---\ntype: son\nfichier: media/nec-essai/s.wav\npersonnes: [lea-martin]\n---\n",
    "media/nec-essai/photo-halle.jpg": jpeg(face()),
    "media/nec-essai/s.wav": voice(),
}


@pytest.fixture(scope="module")
def eye(tmp_path_factory: pytest.TempPathFactory) -> Eye:
    """Return what looks for Léa Martin."""
    root = tmp_path_factory.mktemp("traces")
    for name, content in WORLD.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Eye(wanted(root, "lea-martin"))


def smaller(form: str) -> bytes:
    """Return her photo reduced, in another format."""
    with Image.open(io.BytesIO(jpeg(face()))) as image:
        return saved(form, image.resize((300, 200)))


PLANTED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "in order": ("nom", lambda: "<p>Léa <b>Martin</b></p>".encode()),
    "upper case, reversed": ("nom", lambda: b"MARTIN, L\xc3\x89A"),
    "initial": ("nom", lambda: b"Avec L. Martin."),
    "civility": ("nom", lambda: b"Avec Mme Martin."),
    "in an address": ("nom", lambda: b'<a href="/x/l%C3%A9a-martin/">ici</a>'),
    "escaped": ("nom", lambda: b'{"a": "L\\u00e9a Martin"}'),
    "first name alone": ("nom", lambda: b"Et Lea ? {}".replace(b"Lea", "Léa".encode())),
    "archive in an archive": ("nom", lambda: zipped({"a.gz": gzip.compress("Léa Martin".encode())})),
    "name of a file in an archive": ("nom", lambda: zipped({"lea-martin.txt": b"rien"})),
    "her words": ("mots", lambda: f"<p>Oui : {SAID[20:]}</p>".encode()),
    "her photo, smaller": ("image", lambda: zipped({"a.jpg": smaller("JPEG")})),
    "her photo as AVIF": ("image", lambda: smaller("AVIF")),
    "her voice again": ("voix", lambda: encoded(voice(), "-f", "mp3")),
}


@pytest.mark.parametrize("label", PLANTED)
def test_what_is_planted_is_found(eye: Eye, label: str) -> None:
    """However it is written, reduced or packed."""
    kind, content = PLANTED[label]

    assert kind in eye.traces(content(), "a.bin")


@pytest.mark.parametrize(
    "content",
    [
        b"Odile Martin et un martin-pecheur.",
        "Elle a rendu la clé au gardien, parce que rien n’allait.".encode(),
        jpeg(face(11)),
        voice(8),
    ],
)
def test_what_is_not_hers_is_not(eye: Eye, content: bytes) -> None:
    """Her namesake, other words, another photo, another voice."""
    assert eye.traces(content, "a.bin") == {}


def test_a_file_is_found_by_its_own_name(eye: Eye, tmp_path: Path) -> None:
    """The address of what is hers is a trace of its own kind."""
    assert set(eye.traces(b"rien", "site/photos/nec-essai/photo-halle/index.html")) == {"adresse"}
