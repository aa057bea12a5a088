"""The door of the desk: what is refused, in one line, with nothing written and no traceback."""

import io
import random
import re
import signal
import socket
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from carnet.desk import history, serve
from carnet.desk.guard import MAX_BODY
from carnet.desk.saving import PLACES
from carnet.diagnostics import CarnetError
from tests.conftest import TODAY, Workspace
from tests.desk_fuzz import requests
from tests.desk_world import HOST, PORT, Browser, changed, form, opened

PLACE = "/fiche/portraits/lea"
WORLD: dict[str, str | bytes | None] = {"portraits/lea.md": "---\nnom: Léa\n---\n\nUn texte.\n"}


def tree(root: Path) -> dict[str, bytes]:
    """Return every file of a folder and around it, the cache left out."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".cache" not in path.parts
    }


@pytest.mark.parametrize(
    ("headers", "status", "told"),
    [
        ({"host": "mechant.example"}, 421, "hôte étranger"),
        ({"host": f"mechant.example:{PORT}"}, 421, "hôte étranger"),
        ({"host": f"127.0.0.1:{PORT + 1}"}, 421, "hôte étranger"),
        ({"host": f"127.0.0.1.mechant.example:{PORT}"}, 421, "hôte étranger"),
        ({"host": ""}, 421, "hôte étranger"),
        ({"cookie": ""}, 403, "sans la clé"),
        ({"cookie": f"carnet-{PORT}=autre"}, 403, "sans la clé"),
        ({"sec-fetch-site": "cross-site"}, 403, "venue d’un autre site"),
        ({"sec-fetch-site": "same-site"}, 403, "venue d’un autre site"),
    ],
)
def test_a_page_is_for_our_own_browser(
    make_carnet: Callable[..., Workspace], headers: dict[str, str], status: int, told: str
) -> None:
    """DNS rebinding, another port's page, another user of the machine: refused, in one line."""
    browser = opened(make_carnet(WORLD).root)

    answer = browser.get(PLACE, headers=headers)

    assert answer.status == status
    (line,) = browser.journal
    assert told in line and "\n" not in line
    assert "Léa" not in answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://mechant.example"}, 403),
        ({"origin": f"http://127.0.0.1:{PORT + 1}"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
        ({"origin": f"https://{HOST}"}, 403),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/json"}, 415),
        ({"content-length": str(MAX_BODY + 1)}, 413),
        ({"content-length": "-1"}, 413),
    ],
)
def test_a_form_comes_from_our_own_pages(
    make_carnet: Callable[..., Workspace], headers: dict[str, str], status: int
) -> None:
    """A foreign Origin, none, or a body that no form of ours sends: refused, and nothing is written."""
    workspace = make_carnet(WORLD)
    browser = opened(workspace.root)
    fields = changed(form(browser.get(PLACE).text), {"nom": "Autre"})
    before = tree(workspace.root)

    answer = browser.post(PLACE, fields, headers=headers)

    assert answer.status == status
    assert len(browser.journal) == 1
    assert tree(workspace.root) == before


def test_a_form_without_our_token_is_refused(make_carnet: Callable[..., Workspace]) -> None:
    """The right cookie and the right Origin are not enough (CSRF)."""
    workspace = make_carnet(WORLD)
    browser = opened(workspace.root)
    fields = changed(form(browser.get(PLACE).text), {"nom": "Autre", "_jeton": "faux"})

    answer = browser.post(PLACE, fields)

    assert answer.status == 403
    assert "Autre" not in (workspace.root / "portraits/lea.md").read_text()


def test_the_start_address_serves_once(make_carnet: Callable[..., Workspace]) -> None:
    """A key opens one session; used again, or guessed, it opens nothing."""
    browser = Browser(make_carnet(WORLD).root)
    address = browser.door.address().removeprefix(f"http://{HOST}")

    first, second, guessed = browser.get(address), browser.get(address), browser.get("/entrer?cle=abc")

    assert [a.status for a in (first, second, guessed)] == [303, 403, 403]
    assert (
        "HttpOnly" in first.headers["set-cookie"] and "samesite=strict" in first.headers["set-cookie"].lower()
    )


@pytest.mark.parametrize(
    "target",
    [
        "/fiche/../../../etc/passwd", "/fiche/portraits/..%2f..%2fcarnet", "/fiche/prive/contacts", "/fiche//etc/passwd",
        "/media/../prive/contacts.md", "/media/%2e%2e/prive/contacts.md", "/media/nec-essai/lien.jpg", "/sortie/../prive/contacts.md",
        "/sortie/%2e%2e/carnet.yaml", "/apercu/site/../../prive/contacts.md", "/apercu/site/style/../../carnet.yaml",
        "/bureau/../carnet.yaml", "/bureau/%2e%2e%2fbase.html", "/fiche/entries/nec-essai/dehors", "/histoire/prive/contacts",
        "/jeter/prive/contacts", "/paroles/prive/contacts", "/apercu/livre/ici/prive/contacts", "/media/nec-essai/.cache",
        "/fiche/portraits/lea%00", "/fiche/portraits\\lea", "/sortie/lien/contacts.md",
    ],
)  # fmt: skip
def test_no_path_leads_outside(make_carnet: Callable[..., Workspace], tmp_path: Path, target: str) -> None:
    """Climbing, links, hidden files, the private folder: nothing is there."""
    outside = tmp_path.parent / f"{tmp_path.name}-dehors"
    outside.mkdir()
    (outside / "secret.md").write_text("---\nnom: MOT-TEMOIN\n---\n")
    workspace = make_carnet(
        {
            **WORLD,
            "prive/contacts.md": "---\nnom: MOT-TEMOIN\n---\n",
            "media/nec-essai/a.txt": "a",
            "out/a.txt": "a",
        }
    )
    (workspace.root / "entries/nec-essai/dehors.md").symlink_to(outside / "secret.md")
    (workspace.root / "media/nec-essai/lien.jpg").symlink_to(outside / "secret.md")
    (workspace.root / "out/lien").symlink_to(workspace.root / "prive")
    browser = opened(workspace.root)

    answer = browser.get(target)

    assert answer.status in (400, 404)
    assert len(browser.journal) == 1
    assert "MOT-TEMOIN" not in answer.text


def test_a_folder_that_is_a_link_is_not_written_through(
    make_carnet: Callable[..., Workspace], tmp_path: Path
) -> None:
    """An event's folder that leads elsewhere takes no new entry and no photo."""
    outside = tmp_path.parent / f"{tmp_path.name}-dehors"
    outside.mkdir()
    workspace = make_carnet(WORLD)
    (workspace.root / "entries/nec-lien").symlink_to(outside)
    (workspace.root / "media").mkdir()
    (workspace.root / "media/nec-lien").symlink_to(outside)
    browser = opened(workspace.root)
    page = browser.get("/nouveau/photo?evenement=nec-lien").text

    answer = browser.drop(
        "/nouveau/photo?evenement=nec-lien",
        changed(form(page), {"alt": "Une image", "credit": "Le duo"}), {"_fichier.fichier": ("a.png", png(2, 2))},
    )  # fmt: skip

    assert answer.status == 400
    assert list(outside.iterdir()) == []
    assert len(browser.journal) == 1


def png(width: int, height: int, data: bytes | None = None) -> bytes:
    """Return a PNG of one colour, or one whose header lies."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = (
        zlib.compress(b"".join(b"\0" + b"\x80" * 3 * width for _ in range(height))) if data is None else data
    )
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def _zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"0" * 50_000_000)
    return out.getvalue()


FORGED = {
    "pixel bomb": ("a.png", png(50_000, 50_000, zlib.compress(b"\0" * 1000))),
    "cut short": ("a.png", png(40, 40)[:60]),
    "zip bomb": ("a.jpg", _zip_bomb()),
    "script": ("a.jpg", b"<script>alert(1)</script>"),
    "svg": ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
    "html as jpeg": ("a.jpg", b"\xff\xd8\xff<html>"),
    "php": ("a.php", b"<?php system($_GET[0]); ?>"),
    "empty": ("a.jpg", b""),
    "elf": ("a.jpg", b"\x7fELF" + bytes(100)),
    "git config": ("config", b"[core]\n\thooksPath = /tmp\n"),
}


@pytest.mark.parametrize("name", FORGED)
@pytest.mark.parametrize("type_", ["photo", "son", "ressource"])
def test_a_forged_file_is_not_kept(make_carnet: Callable[..., Workspace], name: str, type_: str) -> None:
    """What is not what it says is refused in the form, in one line of the terminal, and leaves nothing."""
    workspace = make_carnet(WORLD)
    browser = opened(workspace.root)
    page = browser.get(f"/nouveau/{type_}?evenement=nec-essai").text
    before = tree(workspace.root)
    said = {
        "alt": "Une image",
        "credit": "Le duo",
        "titre": "Un titre",
        "resume": "Un chapô.",
        "nature": "outil",
    }

    answer = browser.drop(
        f"/nouveau/{type_}?evenement=nec-essai", changed(form(page), {k: v for k, v in said.items() if f'"c.{k}"' in page}),
        {"_fichier.fichier": FORGED[name]},
    )  # fmt: skip

    assert answer.status == 422
    assert len(browser.journal) == 1 and browser.journal[0].startswith("dépôt refusé")
    assert tree(workspace.root) == before


def test_a_photo_leaves_its_position_at_the_door(make_carnet: Callable[..., Workspace]) -> None:
    """A photo is kept under a name of ours, without what its telephone wrote in it."""
    from PIL import Image

    image, exif = Image.new("RGB", (40, 30), "teal"), Image.Exif()
    exif[0x0110] = "TELEPHONE-TEMOIN"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    workspace = make_carnet(WORLD)
    browser = opened(workspace.root)
    page = browser.get("/nouveau/photo?evenement=nec-essai").text

    answer = browser.drop(
        "/nouveau/photo?evenement=nec-essai",
        changed(form(page), {"alt": "Un mur bleu, sans personne.", "credit": "Le duo"}),
        {"_fichier.fichier": ("../../Ma Photo É.jpg", out.getvalue())},
    )  # fmt: skip

    assert answer.status == 303
    kept = (workspace.root / "media/nec-essai/ma-photo-e.jpg").read_bytes()
    assert b"TELEPHONE-TEMOIN" not in kept and kept.startswith(b"\xff\xd8\xff")


def test_git_starts_no_program_of_the_workspace(
    make_carnet: Callable[..., Workspace], tmp_path: Path
) -> None:
    """Hooks, fsmonitor, filters, textconv and signatures of a workspace's own settings are never run."""
    workspace = make_carnet(WORLD)
    root, mark = workspace.root, tmp_path.parent / f"{tmp_path.name}-lance"
    script = tmp_path.parent / f"{tmp_path.name}-piege.sh"
    script.write_text(f"#!/bin/sh\ntouch {mark}\ncat\n")
    script.chmod(0o755)
    git = ["git", "-c", "user.name=L", "-c", "user.email=l@x", "-C", str(root)]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "Début"]):
        subprocess.run([*git, *command], check=True)
    for hook in (
        "pre-commit",
        "post-commit",
        "commit-msg",
        "prepare-commit-msg",
        "post-index-change",
        "reference-transaction",
    ):
        (root / f".git/hooks/{hook}").symlink_to(script)
    settings = {
        "core.fsmonitor": script, "core.pager": script, "diff.external": script, "diff.x.textconv": script,
        "gpg.program": script, "commit.gpgSign": "true", "log.showSignature": "true", "core.editor": script,
        "core.sshCommand": script, "core.hooksPath": root / ".git/hooks",
    }  # fmt: skip
    for key, value in settings.items():
        subprocess.run([*git, "config", key, str(value)], check=True)
    (root / ".gitattributes").write_text("*.md diff=x\n")
    mark.unlink(missing_ok=True)
    (root / "portraits/lea.md").write_text("---\nnom: Léa Martin\n---\n\nUn texte.\n")

    kept = history.keep(root, "Léa", "Son nom entier")
    told = history.versions(root, "portraits/lea.md")

    assert kept and not mark.exists()
    assert [(c.champ, c.avant, c.apres) for c in told[0].changements] == [("nom", "Léa", "Léa Martin")]
    assert (told[0].qui, told[0].message) == ("Léa", "Son nom entier")


def test_a_repository_with_filters_is_not_written(
    make_carnet: Callable[..., Workspace], tmp_path: Path
) -> None:
    """A filter is a program: the desk says so and leaves the repository alone."""
    root, mark = make_carnet(WORLD).root, tmp_path.parent / f"{tmp_path.name}-lance"
    subprocess.run(["git", "-C", str(root), "init", "-q"], check=True)
    subprocess.run(["git", "-C", str(root), "config", "filter.x.clean", f"touch {mark}"], check=True)
    (root / ".gitattributes").write_text("*.md filter=x\n")
    browser = opened(root)

    answer = browser.get("/versions")

    assert answer.status == 400 and "des filtres" in answer.text
    assert not mark.exists()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_fuzzed_requests_are_answered_in_order(make_carnet: Callable[..., Workspace]) -> None:
    """A few hundred hostile requests: no traceback, nothing written, each refusal one line."""
    workspace = make_carnet(WORLD)
    browser = opened(workspace.root)
    before = tree(workspace.root.parent)
    rng = random.Random(20261127)

    for request in requests(rng, 200, browser.cookie):
        answer = browser.ask(**request)  # an exception here is the failure
        assert answer.status < 500 and b"Traceback" not in answer.body

    assert tree(workspace.root.parent) == before
    assert all("\n" not in line for line in browser.journal)


# Not ours: Starlette leaves a broken upload's temporary file to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_fuzzed_forms_write_only_where_a_carnet_is_written(make_carnet: Callable[..., Workspace]) -> None:
    """Hostile values in good forms: no traceback, and every file is in the place of an entry or of a medium."""
    workspace = make_carnet(WORLD)
    browser = opened(workspace.root)
    token = dict(form(browser.get("/nouveau/portrait").text))["_jeton"]
    around = {
        path for path in workspace.root.parent.rglob("*") if workspace.root not in (path, *path.parents)
    }
    rng = random.Random(20261128)

    for request in requests(rng, 120, browser.cookie, token):
        if request["target"].partition("?")[0] == "/fabriquer" and request["method"] == "POST":
            continue  # a build is another program
        answer = browser.ask(**request)
        assert answer.status < 500 and b"Traceback" not in answer.body

    written = set(tree(workspace.root)) - {"carnet.yaml"}
    assert all(
        any(shape.fullmatch(path) for shape in PLACES) or path.startswith("corbeille/") for path in written
    )
    assert {
        path for path in workspace.root.parent.rglob("*") if workspace.root not in (path, *path.parents)
    } == around


IMPATIENT = """
import datetime, pathlib, signal, sys
import uvicorn.server
from carnet.desk import serve

run = uvicorn.server.asyncio_run

def interrupted(coroutine, **options):
    signal.raise_signal(signal.SIGINT)
    run(coroutine, **options)

uvicorn.server.asyncio_run = interrupted
serve(pathlib.Path(sys.argv[1]), 0, open_browser=False, today=lambda: datetime.date(2026, 11, 2), say=print)
"""


@pytest.mark.lent
def test_ctrl_c_before_the_server_stands_closes_it_without_a_word_more(
    make_carnet: Callable[..., Workspace],
) -> None:
    """The address is said, Ctrl-C comes at once: the desk closes as it always does."""
    desk = subprocess.run(
        [sys.executable, "-W", "always", "-c", IMPATIENT, str(make_carnet(WORLD).root)],
        cwd=Path(__file__).parents[1], capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert desk.stdout.splitlines()[-1].startswith("Le pupitre est fermé.")
    assert "Server.serve" not in desk.stderr


@pytest.mark.lent
def test_the_desk_opens_on_this_machine_alone_and_closes_on_ctrl_c(
    make_carnet: Callable[..., Workspace],
) -> None:
    """It listens on 127.0.0.1, says its address and that it is closed; nothing else is said."""
    root = make_carnet(WORLD).root
    command = [sys.executable, "-c", "from carnet.cli import main; main()", "-C", str(root), "servir"]
    desk = subprocess.Popen(
        [*command, "--port", "0", "--sans-navigateur"],
        cwd=Path(__file__).parents[1], stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert desk.stderr is not None
    opening = ""
    for line in desk.stderr:
        opening += line
        if "Ctrl-C" in line:
            break
    port = int(re.findall(r"http://127\.0\.0\.1:(\d+)/entrer\?cle=\S{20,}", opening)[0])
    with pytest.raises(ConnectionRefusedError):  # another loopback address of the same machine
        socket.create_connection(("127.0.0.2", port), timeout=2).close()
    socket.create_connection(("127.0.0.1", port), timeout=5).close()

    desk.send_signal(signal.SIGINT)
    closing = desk.stderr.read()
    code = desk.wait(20)
    desk.stderr.close()

    assert (code, closing.strip()) == (
        130,
        "Le pupitre est fermé. Tout ce qui est enregistré est dans les fichiers.",
    )


def test_a_port_that_is_taken_is_said_with_its_remedy(make_carnet: Callable[..., Workspace]) -> None:
    """Two desks on one port: the second says what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        with pytest.raises(CarnetError, match="est déjà pris") as error:
            serve(
                make_carnet(WORLD).root,
                taken.getsockname()[1],
                open_browser=False,
                today=lambda: TODAY,
                say=print,
            )

    assert "--port 0" in error.value.aide
