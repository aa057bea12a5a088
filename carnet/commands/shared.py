"""What every command needs: its workspace, its day, its words on the terminal."""

import datetime as dt
import os
import sys
from pathlib import Path
from typing import Any

import click

from carnet.diagnostics import CarnetError


def completing(what: str) -> Any:
    """Return what the shell offers for a word; the table of kinds is read only when Tab is pressed."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> Any:
        from carnet import completing

        return getattr(completing, what)(ctx, param, incomplete)

    return complete


def root_of(ctx: click.Context) -> Path:
    """Return the workspace: the one of -C, else the nearest parent that has a carnet.yaml."""
    from carnet.sources import find_root

    start: Path = ctx.obj if ctx.obj is not None else Path()
    if ctx.obj is not None and not (start / "carnet.yaml").is_file():
        raise CarnetError(
            f"« {start} » n’est pas un carnet : il n’a pas de fichier carnet.yaml",
            aide="vérifiez le dossier donné après -C, ou créez un carnet : carnet init mon-carnet",
            exit_code=2,
        )
    return find_root(start.resolve())


def moment_of(jour: str | None, *, drafts: bool) -> Any:
    """Return the moment a command places itself at."""
    from carnet.rights import Moment

    return Moment(day_of(jour), drafts)


def day_of(jour: str | None) -> dt.date:
    """Return the day of a command: --date, else SOURCE_DATE_EPOCH, else today."""
    if jour is None:
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC).date() if epoch.isdigit() else dt.date.today()
    try:
        return dt.date.fromisoformat(jour)
    except ValueError as error:
        raise CarnetError(
            f"« {jour} » n’est pas une date", aide="écrivez année-mois-jour : 2026-03-12", exit_code=2
        ) from error


def cores() -> int:
    return min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def terminal() -> Any:
    """Return what writes on the terminal at once, lines unfinished."""
    return lambda text: click.echo(text, err=True, nl=False)


def colour() -> bool:
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")


def show(report: Any, lines: Any, forme: str) -> None:
    """Print remarks: text on stderr, the forms for programs on stdout."""
    from carnet.diagnostics import as_github, as_json, as_text

    if forme == "texte":
        click.echo(as_text(report, lines, colour=colour()), err=True, nl=False)
    else:
        click.echo({"json": as_json, "github": as_github}[forme](report), nl=False)


def say(report: Any, wrote: bool | None, strict: bool) -> None:
    from carnet.diagnostics import summary

    click.echo(summary(report, wrote=wrote, strict=strict), err=True)


def told(report: Any, lines: Any, written: Any, strict: bool) -> str:
    """Return all that a build says: its remarks, what it wrote, its conclusion."""
    from carnet.diagnostics import as_text, summary
    from carnet.wording import count

    counts = "".join(
        f"{name}\u00a0: {count(done.files, 'fichier')}, {count(done.changed, 'écrit')}, "
        f"{count(done.removed, 'retiré')}\n{done.note}"
        for name, done in (written or {}).items()
    )
    conclusion = summary(report, wrote=written is not None, strict=strict)
    return f"{as_text(report, lines, colour=colour())}{counts}{conclusion}\n"
