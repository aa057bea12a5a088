"""To write: a new carnet, a new entry, what exists elsewhere, texts written by one hand."""

import datetime as dt
import sys
from pathlib import Path
from typing import Any

import click

from carnet.commands.shared import colour, completing, root_of


@click.command()
@click.argument("dossier", type=click.Path(path_type=Path))
def init(dossier: Path) -> None:
    """Créer un carnet tout neuf dans DOSSIER."""
    from carnet.scaffold import lay

    lay(dossier)
    click.echo(f"Le carnet « {dossier.name} » est prêt.\n\n  cd {dossier}\n  carnet construire\n", err=True)


@click.command()
@click.argument("type_", metavar="TYPE", shell_complete=completing("types"))
@click.option(
    "--evenement", metavar="ID", help="Le dossier de l’évènement.", shell_complete=completing("events")
)
@click.option("--titre", help="Le titre.")
@click.option(
    "--set",
    "valeurs",
    multiple=True,
    metavar="CLE=VALEUR",
    help="Un champ, ou « corps » pour le texte ; répétable.",
    shell_complete=completing("pairs"),
)
@click.pass_context
def nouveau(
    ctx: click.Context, type_: str, evenement: str | None, titre: str | None, valeurs: tuple[str, ...]
) -> None:
    """Créer une entrée : ce qui est nécessaire est demandé, le reste expliqué."""
    from carnet.creating import draft, faults, known_in, write_new
    from carnet.diagnostics import Report
    from carnet.explaining import nearest
    from carnet.kinds import IN_COMMON, IN_EVENT, KINDS
    from carnet.sources import read_workspace

    root = root_of(ctx)
    if type_ not in KINDS:
        close = nearest(type_, KINDS)
        near = f" ; le plus proche est « {close} »" if close else f". Les types sont : {', '.join(KINDS)}"
        ctx.fail(f"« {type_} » n’est pas un type d’entrée{near}")
    given = dict(_pair(ctx, text) for text in valeurs)
    if titre is not None:
        given["nom" if type_ == "portrait" else "titre"] = titre
    ask = _ask if sys.stdin.isatty() else None
    if evenement is None and type_ in IN_EVENT:
        evenement = _event(root, ask, needed=type_ not in IN_COMMON)
    sources = read_workspace(root, Report())
    new = draft(type_, given, evenement, ask, known_in(sources, evenement))
    if not (root / new.path).exists() and (found := faults(sources, new)):
        _show_refused(new.path, new.text, found)
        ctx.exit(1)
    write_new(root, new)
    click.echo(new.path)


def _show_refused(path: str, text: str, found: Any) -> None:
    """Say why a new entry is not written, as `carnet verifier` would have said it afterwards."""
    from carnet.diagnostics import Report, as_text

    report = Report()
    report.take(found)
    click.echo(as_text(report, {path: text.split("\n")}, colour=colour()), err=True, nl=False)
    click.echo("Rien n’a été écrit : corrigez ces valeurs et recommencez.", err=True)


def _pair(ctx: click.Context, text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign:
        ctx.fail(f"« {text} » : écrivez --set cle=valeur")
    return key.strip(), value


def _event(root: Path, ask: Any, *, needed: bool) -> str | None:
    """Return the event when there is but one, else the one chosen by whoever is at the terminal."""
    from carnet.asking import Question

    events = sorted(path.parent.name for path in (root / "entries").glob("*/evenement.md"))
    if len(events) == 1 and needed:
        return events[0]
    if ask is None or not events or not needed:
        return None

    def fault(answer: str) -> str:
        return "" if answer in events else f"« {answer} » n’est pas un évènement de ce carnet"

    return str(ask(Question("evenement", "Évènement", "", tuple(events), "", fault)))


def _ask(question: Any) -> str:
    """Ask a question on the terminal until its answer will do."""
    label = question.label + (f" ({question.aide})" if question.aide else "")
    if question.choix:
        shown = ", ".join(question.choix[:12]) + ("…" if len(question.choix) > 12 else "")
        click.echo(f"  {shown}", err=True)
    while True:
        answer = str(click.prompt(label, default=question.defaut or None, err=True)).strip()
        fault = question.fault(answer) if answer else "une réponse est nécessaire"
        if not fault:
            return answer
        click.echo(f"  {fault}", err=True)


@click.command()
@click.argument("fichiers", nargs=-1, required=True, metavar="FICHIER…", type=click.Path(path_type=Path))
@click.option(
    "--evenement", metavar="ID", help="Le dossier de l’évènement.", shell_complete=completing("events")
)
@click.option(
    "--type", "type_", metavar="TYPE", help="Ce qu’un texte devient : recit, synthese, seance, portrait…"
)
@click.option(
    "--set", "valeurs", multiple=True, metavar="CLE=VALEUR", help="Un champ des brouillons ; répétable."
)
@click.option(
    "--images", type=click.Path(path_type=Path), metavar="DOSSIER", help="Où sont les images « /img/… »."
)
@click.option(
    "--decalage",
    "decalages",
    multiple=True,
    metavar="[QUOI:]±H:MM",
    help="Ce qu’il faut ajouter à l’heure des photos, des sons ou des notes ; répétable.",
)
@click.option("--essai", is_flag=True, help="Dire ce qui serait fait, sans rien écrire.")
@click.option(
    "--format", "forme", type=click.Choice(["texte", "json"]), default="texte", help="La forme du compte."
)
@click.pass_context
def importer(
    ctx: click.Context,
    fichiers: tuple[Path, ...],
    evenement: str | None,
    type_: str | None,
    valeurs: tuple[str, ...],
    images: Path | None,
    decalages: tuple[str, ...],
    essai: bool,
    forme: str,
) -> None:
    """Faire des brouillons de textes, de notes, de photos et de sons, et dire ce qui n’a pas été pris.

    Un kit (out/kits/….zip) n’est pas fait de brouillons : ses entrées sont remises telles quelles.
    """
    from carnet.diagnostics import Report
    from carnet.importing.bringing import Options, import_all, place_for
    from carnet.importing.telling import as_json, as_text
    from carnet.rebuilding import is_kit
    from carnet.sources import read_workspace

    kits = [fichier for fichier in fichiers if is_kit(fichier)]
    if kits:
        _lay_back(ctx, kits, fichiers, essai=essai, forme=forme)
        return
    root = root_of(ctx)
    evenement = evenement or _event(root, _ask if sys.stdin.isatty() else None, needed=True)
    shifts = dict(pair for text in decalages for pair in _shifts(ctx, text))
    values = dict(_pair(ctx, text) for text in valeurs)
    options = Options(evenement, type_, values, images, shifts)
    place = place_for(read_workspace(root, Report()), options)
    brought, refused = import_all(root, fichiers, place, options, dry=essai)
    click.echo(as_json(brought, refused) if forme == "json" else as_text(brought, refused), nl=False)
    ctx.exit(1 if refused or not all(one.account.whole for one in brought) else 0)


def _lay_back(
    ctx: click.Context, kits: list[Path], fichiers: tuple[Path, ...], *, essai: bool, forme: str
) -> None:
    """Lay kits back; ``-C`` may name a folder that is to become a carnet."""
    from carnet.rebuilding import as_json, as_text, lay

    if len(kits) < len(fichiers):
        ctx.fail("des kits se reprennent entre eux : donnez les autres fichiers dans une autre commande")
    laid = lay(ctx.obj if ctx.obj is not None else root_of(ctx), kits, dry=essai)
    click.echo(as_json(laid) if forme == "json" else as_text(laid), nl=False)


def _shifts(ctx: click.Context, text: str) -> list[tuple[str, dt.timedelta]]:
    """Read « photos:+1h » or « -0:03:20 », which is for photos and sounds."""
    from carnet.importing.timed import shift_of

    what, colon, rest = text.partition(":")
    named = what in ("photos", "sons", "notes") and colon
    shift = shift_of(rest if named else text)
    if shift is None:
        ctx.fail(f"« {text} » : écrivez --decalage +1:00, ou --decalage photos:-0:03:20")
    return [(name, shift) for name in ((what,) if named else ("photos", "sons"))]


@click.command()
@click.argument("fichiers", nargs=-1, metavar="[FICHIER…]", type=click.Path(path_type=Path))
@click.option("--verifier", "verifie", is_flag=True, help="Dire ce qui changerait, sans rien écrire.")
@click.pass_context
def fmt(ctx: click.Context, fichiers: tuple[Path, ...], verifie: bool) -> None:
    """Écrire les textes de la même main, sans changer ce qu’ils disent. Par défaut, toutes les fiches."""
    from carnet.formatting import format_files

    changed = 0
    for path, new, given_up in format_files(root_of(ctx), fichiers, write=not verifie):
        changed += new
        if new:
            click.echo(path)
        for what in given_up:
            click.echo(f"{path} : laissé tel quel, « {what} » aurait changé le texte", err=True)
    said = "à écrire autrement" if verifie else "écrits autrement"
    click.echo(f"{changed} fichiers {said}." if changed else "Rien à changer.", err=True)
    ctx.exit(1 if verifie and changed else 0)
