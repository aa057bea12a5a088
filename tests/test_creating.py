"""A new entry: asked in French, explained key by key, accepted by `carnet verifier`, never over another."""

import io
import os
import pty
import re
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from carnet.asking import Question
from carnet.creating import draft, faults, known_in, write_new
from carnet.diagnostics import CarnetError, Report
from carnet.frontmatter import read_front, split
from carnet.kinds import IN_COMMON, IN_EVENT, KINDS
from tests.conftest import Workspace

ROOT = Path(__file__).parents[1]
Make = Callable[..., Workspace]


def picture() -> bytes:
    """Return a small photo."""
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (90, 120, 90)).save(out, "JPEG")
    return out.getvalue()


def recording() -> bytes:
    """Return half a second of silence."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setparams((1, 2, 8000, 4000, "NONE", ""))
        sound.writeframes(bytes(8000))
    return out.getvalue()


WORLD: dict[str, str | bytes] = {
    "portraits/lea-martin.md": "---\nnom: Léa Martin\nstatut: publie\n---\n",
    "entries/nec-deux/evenement.md": "---\ntitre: Deux\nstatut: publie\ndebut: 2026-05-02\nlieu:\n  commune: Deux\n"
    "porteur: Deux\nthematiques: [inclusion]\n---\n",
    "entries/nec-essai/parole.md": "---\ntype: verbatim\nlocuteur: une voisine\n---\n\nJ’ai la clé.\n",
    "media/nec-essai/place.jpg": picture(),
    "media/nec-essai/cle.wav": recording(),
}

ANSWERS = {
    "titre": "Le marché : une place #3",
    "nom": "Omar Benali",
    "debut": "2026-06-01",
    "lieu.commune": "Essai-sur-Loire",
    "porteur": "L’association",
    "thematiques": "inclusion",
    "themes": "inclusion",
    "personne|locuteur": "lea-martin",
    "corps|texte": "On ne vient pas pour l’ordinateur : on vient pour l’autre.",
    "resume": "Une clé, deux serrures.",
    "vu|entendu|ressenti": "un parapluie oublié, rouge",
    "fichier": "media/nec-essai/place.jpg",
    "alt|decorative": "Une place vide, un banc et deux arbres.",
    "transcription|corps": "On entend la pluie.",
    "nature": "outil",
    "preuves": "parole",
    "pour": "les communes",
    "de": "nec-essai",
    "vers": "nec-deux",
    "role": "interlude",
    "corps": "Un lieu où l’on est aidé.",
}


def answering(type_: str) -> Callable[[Question], str]:
    """Return someone who answers what is in ``ANSWERS``, and takes what is proposed otherwise."""

    def ask(question: Question) -> str:
        answer = ANSWERS.get(question.key, question.defaut)
        if type_ == "son" and question.key == "fichier":
            answer = "media/nec-essai/cle.wav"
        assert answer, f"nobody knows {question.key}"
        assert question.label[0].isupper()
        assert question.fault(answer) == ""
        return answer

    return ask


@pytest.mark.parametrize("type_", list(KINDS))
def test_every_kind_is_asked_for_and_accepted(make_carnet: Make, type_: str) -> None:
    """Whatever the kind, what the questions give verifies without an error, and without a remark on it."""
    workspace = make_carnet(WORLD)
    evenement = (
        "nec-trois" if type_ == "evenement" else "nec-essai" if type_ in IN_EVENT - IN_COMMON else None
    )
    known = known_in(workspace.sources(), evenement)

    new = draft(type_, {}, evenement, answering(type_), known)

    assert faults(workspace.sources(), new) == []
    write_new(workspace.root, new)
    assert [d.message for d in workspace.check() if d.span.path == new.path] == []


def test_each_key_is_explained_and_ready_to_be_opened(make_carnet: Make) -> None:
    """Every key of the kind stands in the file; each one held in reserve can be opened alone."""
    workspace = make_carnet(WORLD)
    given = {"locuteur": "une voisine", "corps": "J’ai la clé."}
    text = draft("verbatim", given, "nec-essai", None, known_in(workspace.sources(), "nec-essai")).text

    reserve = re.findall(r"^# (\w+:.*)$", text, re.MULTILINE)

    named = {line.partition(":")[0] for line in [*reserve, *text.split("\n")]}
    assert set(KINDS["verbatim"].model_fields) <= named
    for line in reserve:
        assert "    # " in line
        report = Report()
        parts = split(text.replace(f"# {line}", line))
        assert parts is not None
        assert read_front(parts.front, "x", report).whole
        assert not report.has_errors


def test_a_bad_answer_is_refused_at_once(make_carnet: Make) -> None:
    """The sentence is the one of `carnet verifier`, or names the nearest word."""
    known = known_in(make_carnet(WORLD).sources(), "nec-essai")
    asked: dict[str, Question] = {}

    def ask(question: Question) -> str:
        asked[question.key] = question
        return ANSWERS.get(question.key, "x")

    draft("evenement", {}, "nec-trois", ask, known)
    draft("ressource", {}, "nec-essai", ask, known)

    assert "n’est pas une date" in asked["debut"].fault("demain")
    assert "le plus proche est « inclusion »" in asked["thematiques"].fault("inclusio")
    assert "n’est pas de ceux-ci" in asked["nature"].fault("chose")
    assert "données" not in asked["nature"].choix
    assert "donnees" in asked["nature"].choix


def run(*arguments: str, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run the program as a user would, nobody at the terminal."""
    command = [sys.executable, str(ROOT / "build.py"), *arguments]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **(env or {})},
    )


def test_what_the_checker_refuses_is_not_written(make_carnet: Make) -> None:
    """Exit code 1, the remark at its line, and no file."""
    workspace = make_carnet(WORLD)

    done = run(
        "nouveau",
        "verbatim",
        "--evenement",
        "nec-essai",
        "--set",
        "personne=lea-marin",
        "--set",
        "corps=Oui.",
        cwd=workspace.root,
    )

    assert done.returncode == 1
    assert "personne-inconnue" in done.stderr
    assert "lea-martin" in done.stderr
    assert "Rien n’a été écrit" in done.stderr
    assert not list((workspace.root / "entries/nec-essai").glob("verbatim-*"))


def test_without_a_terminal_what_is_missing_is_named(make_carnet: Make) -> None:
    """Exit code 2 and the words to add; what only an author can say is left to be completed."""
    workspace = make_carnet(WORLD)

    refused = run("nouveau", "recit", "--evenement", "nec-essai", "--titre", "La clé", cwd=workspace.root)
    made = run("nouveau", "verbatim", "--evenement", "nec-essai", "--set", "corps=Oui.", cwd=workspace.root)

    assert refused.returncode == 2
    assert "--set resume=…" in refused.stderr
    assert made.stdout.strip() == "entries/nec-essai/verbatim-oui.md"
    assert "locuteur: à compléter" in (workspace.root / made.stdout.strip()).read_text("utf-8")


def test_a_file_is_never_overwritten(make_carnet: Make) -> None:
    """The same title twice: the second is refused and the first is as it was."""
    workspace = make_carnet(WORLD)
    known = known_in(workspace.sources(), None)
    new = draft("terme", {"titre": "Pad", "corps": "Un texte à plusieurs."}, None, None, known)
    write_new(workspace.root, new)

    with pytest.raises(CarnetError, match="existe déjà"):
        write_new(workspace.root, draft("terme", {"titre": "Pad", "corps": "Autre."}, None, None, known))

    assert "à plusieurs" in (workspace.root / new.path).read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("carnet nouveau ver", ["verbatim"]),
        ("carnet nouveau recit --evenement nec", ["nec-deux", "nec-essai"]),
        ("carnet retirer le", ["lea-martin"]),
        ("carnet nouveau verbatim --set pers", ["personne="]),
        ("carnet nouveau verbatim --set personne=", ["personne=lea-martin"]),
        ("carnet nouveau recit --set themes=inc", ["themes=inclusion"]),
        ("carnet expliquer theme", ["theme-inconnu"]),
    ],
)
def test_the_shell_completes(make_carnet: Make, words: str, offered: list[str]) -> None:
    """Types, events, people, keys and their values are offered at Tab."""
    workspace = make_carnet(WORLD)
    typed = words.split()

    env = {"_CARNET_COMPLETE": "zsh_complete", "COMP_WORDS": words, "COMP_CWORD": str(len(typed) - 1)}
    done = run(cwd=workspace.root, env=env)

    assert [word for word in done.stdout.split("\n")[1::3] if word] == offered


def test_the_terminal_is_asked_again_until_it_will_do(make_carnet: Make) -> None:
    """On a terminal: a question in French, a fault said, a second try, and the file."""
    workspace = make_carnet(WORLD)
    parent, child = pty.openpty()
    command = [sys.executable, str(ROOT / "build.py"), "nouveau", "ressource", "--evenement", "nec-essai"]
    process = subprocess.Popen(
        command, stdin=child, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=workspace.root
    )
    os.write(parent, "La clé\nUne clé, deux serrures.\nchose\noutil\n".encode())

    out, said = process.communicate(timeout=60)

    assert process.returncode == 0, said.decode()
    assert "Nature" in said.decode()
    assert "« chose » n’est pas de ceux-ci" in said.decode()
    written = (workspace.root / out.decode().strip()).read_text("utf-8")
    assert "nature: outil    # Nature — outil, projet" in written
