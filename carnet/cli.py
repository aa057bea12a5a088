"""The command line: the program, its commands in order of use, and what becomes of an error.

Engines are imported inside the commands that need them, so that ``--help`` is instant. Messages go to
stderr in French; exit codes are 0 fine, 1 content, 2 usage, 3 machine, 130 Ctrl-C.
"""

import os
import signal
import sys
from pathlib import Path
from types import FrameType

import click

from carnet import __version__
from carnet.commands.following import etat, retirer
from carnet.commands.helping import diagnostic, expliquer, schema
from carnet.commands.making import construire, servir, verifier
from carnet.commands.writing import fmt, importer, init, nouveau
from carnet.diagnostics import CarnetError
from carnet.french import speak_french
from carnet.media import MediaError

ALIASES = {
    "new": "nouveau",
    "check": "verifier",
    "build": "construire",
    "serve": "servir",
    "import": "importer",
    "status": "etat",
    "withdraw": "retirer",
    "explain": "expliquer",
    "doctor": "diagnostic",
}


class French(click.Group):
    """A group whose commands answer to their English word too, and that lists them in order of use."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Find a command by its French name or its alias."""
        return super().get_command(ctx, ALIASES.get(cmd_name, cmd_name))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Say in French that a command does not exist."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            known = ", ".join(self.list_commands(ctx))
            ctx.fail(f"la commande « {name} » n’existe pas. Les commandes sont : {known}.")
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Keep the order of declaration, which is that of use."""
        return list(self.commands)


@click.group(cls=French, context_settings={"help_option_names": ["-h", "--help", "--aide"]})
@click.option(
    "-C", "dossier", type=click.Path(path_type=Path), metavar="DOSSIER", help="Le dossier du carnet."
)
@click.version_option(
    __version__, "--version", prog_name="carnet", message="%(prog)s %(version)s", help="Montrer la version."
)
@click.pass_context
def carnet(ctx: click.Context, dossier: Path | None) -> None:
    """Un carnet : des entrées écrites, un site, un livre et un EPUB."""
    ctx.obj = dossier


for _command in (
    *(init, nouveau, importer, fmt),
    *(verifier, construire, servir),
    *(etat, retirer),
    *(expliquer, schema, diagnostic),
):
    carnet.add_command(_command)


def main(argv: list[str] | None = None) -> None:
    """Run the program: the only place where an error becomes a sentence and an exit code."""
    speak_french()
    hold_ctrl_c_while_importing()
    try:
        code = carnet.main(args=argv, prog_name="carnet", standalone_mode=False)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is done and said: Ctrl-C comes too late
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Abort:
        click.echo("\nInterrompu : rien n’a été changé.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except CarnetError as error:
        click.echo(
            f"erreur : {error.message}" + (f"\n  = aide : {error.aide}" if error.aide else ""), err=True
        )
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except MediaError as error:
        _changed(f"une photo ou un son ne se lit plus ({error.cause})")
    except OSError as error:
        if error.filename is None:
            raise
        _changed(f"« {Path(os.fsdecode(error.filename)).name} » ne se lit plus")


def hold_ctrl_c_while_importing() -> None:
    """Let Ctrl-C wait for the end of an import: an engine stopped while it starts aborts the process."""

    def interrupted(signum: int, frame: FrameType | None) -> None:
        while frame is not None:
            if frame.f_code.co_filename.startswith("<frozen importlib"):
                signal.setitimer(signal.ITIMER_REAL, 0.02)
                return
            frame = frame.f_back
        raise KeyboardInterrupt

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else somebody asked to ignore it
        signal.signal(signal.SIGALRM, lambda signum, frame: signal.raise_signal(signal.SIGINT))
        signal.signal(signal.SIGINT, interrupted)


def _changed(what: str) -> None:
    """Say that a file which was there when the work began is not, or not the same, any more."""
    click.echo(
        f"erreur : {what}\n  = aide : un fichier a changé ou disparu pendant le travail ; recommencez",
        err=True,
    )
    sys.exit(1)
