"""The commands as their users type them: outputs, exit codes, and no traceback."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from carnet.cli import ALIASES, carnet
from tests.conftest import Workspace

ROOT = Path(__file__).parents[1]
Make = Callable[..., Workspace]


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the program as a user would."""
    return subprocess.run(
        [sys.executable, str(ROOT / "build.py"), *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
    )


def test_help_is_in_french_and_quick() -> None:
    """``carnet --help`` names every command, and takes less than 0.3 s of processor."""
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = run("--help")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)

    assert done.returncode == 0
    assert "Usage" in done.stdout
    assert "Commandes" in done.stdout
    assert "Show this message" not in done.stdout
    assert all(name in done.stdout for name in carnet.commands)
    assert after.ru_utime - before.ru_utime < 0.3


def test_a_fine_carnet_has_no_remark(make_carnet: Make) -> None:
    """Exit code 0, one closing line on stderr, nothing on stdout."""
    done = run("-C", str(make_carnet().root), "verifier")

    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.strip() == "aucune remarque dans 2 fichiers."


def test_the_workspace_is_found_from_inside(make_carnet: Make) -> None:
    """The nearest parent with a carnet.yaml is the carnet."""
    done = run("verifier", cwd=make_carnet().root / "entries/nec-essai")

    assert done.returncode == 0


FAULTY = {
    "entries/nec-essai/recit.md": "---\ntype: recit\ntitre: La clé\nstatut: fini\nresume: Une clé.\n---\n"
}


def test_an_error_is_shown_at_its_place(make_carnet: Make) -> None:
    """Exit code 1, with the line, the caret and the remedy."""
    done = run("-C", str(make_carnet(FAULTY).root), "verifier")

    assert done.returncode == 1
    assert "erreur[valeur-inattendue] : « fini »" in done.stderr
    assert "entries/nec-essai/recit.md:4:9" in done.stderr
    assert "4 | statut: fini\n  |         ^^^^" in done.stderr
    assert "brouillon, relu et publie" in done.stderr


def test_json_is_the_contracts(make_carnet: Make) -> None:
    """--format json puts one document on stdout, ordered by file then line."""
    done = run("-C", str(make_carnet(FAULTY).root), "verifier", "--format", "json")

    document = json.loads(done.stdout)
    (remark,) = document["diagnostics"]
    assert document["fichiers"] == 3
    assert set(remark) == {"code", "gravite", "message", "fichier", "ligne", "colonne", "aide"}
    assert (remark["gravite"], remark["ligne"], remark["colonne"]) == ("erreur", 4, 9)


def test_github_annotations_name_file_and_line(make_carnet: Make) -> None:
    """--format github is one workflow command per remark."""
    done = run("-C", str(make_carnet(FAULTY).root), "verifier", "--format", "github")

    assert done.stdout.startswith(
        "::error file=entries/nec-essai/recit.md,line=4,col=9,title=valeur-inattendue::"
    )


WARNED = {"portraits/lea.md": "---\nnom: Léa\nstatut: publie\n---\n\nUn portrait.\n"}


def test_strict_fails_on_warnings(make_carnet: Make) -> None:
    """A warning passes, and fails under --strict."""
    root = str(make_carnet(WARNED).root)

    assert run("-C", root, "verifier").returncode == 0
    assert run("-C", root, "verifier", "--strict").returncode == 1


def test_nothing_is_written_when_there_are_errors(make_carnet: Make) -> None:
    """A build with errors ends with 1, says so, and leaves no output."""
    workspace = make_carnet(FAULTY)

    done = run("-C", str(workspace.root), "construire", "web")

    assert done.returncode == 1
    assert "rien n’a été écrit" in done.stderr
    assert not (workspace.root / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("verifié",), "la commande « verifié » n’existe pas"),
        (("verifier", "--strcit"), "n’existe pas"),
        (("verifier", "--format", "xml"), "n’est pas une valeur possible"),
        (("construire", "papier"), "la cible « papier »"),
        (("construire", "--date", "demain"), "« demain » n’est pas une date"),
        (("construire", "--evenement", "nec-drome"), "aucun évènement ne s’appelle « nec-drome »"),
        (("expliquer", "personne-inconue"), "la plus proche est « personne-inconnue »"),
        (("-C", "nulle-part", "verifier"), "n’est pas un carnet"),
        (("init",), "Il manque"),
    ],
)
def test_a_wrong_use_is_said_in_french(make_carnet: Make, arguments: tuple[str, ...], said: str) -> None:
    """Exit code 2, one French sentence, no traceback."""
    done = run(*arguments, cwd=make_carnet().root)

    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_outside_a_carnet_the_program_says_what_to_do(tmp_path: Path) -> None:
    """Exit code 2 and the command that makes one."""
    done = run("verifier", cwd=tmp_path)

    assert done.returncode == 2
    assert "carnet init" in done.stderr


def test_english_words_are_accepted(make_carnet: Make) -> None:
    """The contract's aliases reach the same command."""
    assert run("-C", str(make_carnet().root), "check").returncode == 0
    assert all(
        name in carnet.commands or name in ("nouveau", "servir", "importer", "etat", "retirer")
        for name in ALIASES.values()
    )


def test_a_rule_is_explained() -> None:
    """``expliquer`` tells what a rule means, what is wrong and what is right."""
    done = run("expliquer", "diese-ignore")

    assert done.returncode == 0
    assert "À revoir" in done.stdout
    assert 'titre: "Atelier #3"' in done.stdout


def test_schemas_are_valid_json_schemas() -> None:
    """``schema`` prints one document with carnet.yaml, any entry, and each kind."""
    document = json.loads(run("schema").stdout)

    assert {"carnet", "entree", "verbatim", "photo"} <= set(document)
    assert document["verbatim"]["additionalProperties"] is False


def test_a_new_carnet_verifies_without_a_remark(tmp_path: Path) -> None:
    """``init`` lays a complete workspace, and refuses a place that is taken."""
    assert run("init", str(tmp_path / "mon-carnet")).returncode == 0

    done = run("-C", str(tmp_path / "mon-carnet"), "verifier", "--strict")

    assert done.returncode == 0, done.stderr
    assert "aucune remarque" in done.stderr
    assert (tmp_path / "mon-carnet/.gitignore").read_text("utf-8").count("/prive/") == 1
    assert run("init", str(tmp_path / "mon-carnet")).returncode == 2
    assert {p.name for p in tmp_path.iterdir()} == {"mon-carnet"}


def test_interrupting_leaves_no_litter(make_carnet: Make) -> None:
    """Ctrl-C during a build ends with 130, in French, without a traceback."""
    import signal

    files = {
        f"entries/nec-essai/recit-{n}.md": f"---\ntype: recit\ntitre: La clé {n}\nstatut: publie\nresume: Une clé.\n---\n\n"
        + "Il pleuvait. " * 400
        for n in range(60)
    }
    workspace = make_carnet(files)
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "build.py"), "-C", str(workspace.root), "construire", "web"],
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(0.9)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)

    assert process.returncode in (130, 0), said
    assert "Traceback" not in said


def test_ctrl_c_while_the_program_is_read_is_a_sentence() -> None:
    """It is a tenth of a second, and longer on a busy machine."""
    reading = (
        "import sys\n"
        "class Finder:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'carnet.cli':\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Finder())\n"
        "from carnet.start import main\n"
        "main()\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", reading], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (130, "\nInterrompu : rien n’a été changé.\n")


def test_ctrl_c_after_the_last_word_changes_nothing() -> None:
    """All is done and said, Python is closing: the signal neither kills nor says anything."""
    late = (
        "import atexit, signal; from carnet.cli import main; "
        "atexit.register(signal.raise_signal, signal.SIGINT); main(['--version'])"
    )

    done = subprocess.run([sys.executable, "-c", late], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
