"""The command line: one short function per command (contract, section 4).

Engines are imported inside the commands that need them, so that ``--help`` is instant. Messages go to
stderr in French; exit codes are 0 fine, 1 content, 2 usage, 3 machine, 130 Ctrl-C.
"""

import datetime as dt
import os
import sys
from pathlib import Path
from typing import Any

import click

from carnet import __version__
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
TARGETS = ("web", "pdf", "imprime", "epub", "kits", "reseaux", "donnees")


def completing(what: str) -> Any:
    """Return what the shell offers for a word; the table of kinds is read only when Tab is pressed."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> Any:
        from carnet import completing

        return getattr(completing, what)(ctx, param, incomplete)

    return complete


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


def _root(ctx: click.Context) -> Path:
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


@carnet.command()
@click.argument("dossier", type=click.Path(path_type=Path))
def init(dossier: Path) -> None:
    """Créer un carnet tout neuf dans DOSSIER."""
    from carnet.scaffold import lay

    lay(dossier)
    click.echo(f"Le carnet « {dossier.name} » est prêt.\n\n  cd {dossier}\n  carnet construire\n", err=True)


@carnet.command()
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

    root = _root(ctx)
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
    click.echo(as_text(report, {path: text.split("\n")}, colour=_colour()), err=True, nl=False)
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


@carnet.command()
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
    root = _root(ctx)
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
    laid = lay(ctx.obj if ctx.obj is not None else _root(ctx), kits, dry=essai)
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


@carnet.command()
@click.argument("fichiers", nargs=-1, metavar="[FICHIER…]", type=click.Path(path_type=Path))
@click.option("--verifier", "verifie", is_flag=True, help="Dire ce qui changerait, sans rien écrire.")
@click.pass_context
def fmt(ctx: click.Context, fichiers: tuple[Path, ...], verifie: bool) -> None:
    """Écrire les textes de la même main, sans changer ce qu’ils disent. Par défaut, toutes les fiches."""
    from carnet.formatting import format_files

    changed = 0
    for path, new, given_up in format_files(_root(ctx), fichiers, write=not verifie):
        changed += new
        if new:
            click.echo(path)
        for what in given_up:
            click.echo(f"{path} : laissé tel quel, « {what} » aurait changé le texte", err=True)
    said = "à écrire autrement" if verifie else "écrits autrement"
    click.echo(f"{changed} fichiers {said}." if changed else "Rien à changer.", err=True)
    ctx.exit(1 if verifie and changed else 0)


@carnet.command()
@click.option("--strict", is_flag=True, help="Les avertissements comptent comme des erreurs.")
@click.option(
    "--format",
    "forme",
    type=click.Choice(["texte", "json", "github"]),
    default="texte",
    help="La forme des remarques.",
)
@click.option(
    "--cible", type=click.Choice(["imprime"]), help="Mettre aussi le livre en page, pour l’imprimeur."
)
@click.option("--date", "jour", metavar="AAAA-MM-JJ", help="Le jour où l’on se place, au lieu d’aujourd’hui.")
@click.option(
    "--jobs", "jobs", type=click.IntRange(1, 64), default=None, help="Combien de lecteurs à la fois."
)
@click.pass_context
def verifier(
    ctx: click.Context, strict: bool, forme: str, cible: str | None, jour: str | None, jobs: int | None
) -> None:
    """Dire tout ce qui ne va pas, d’un coup."""
    from carnet.cache import cache_of
    from carnet.diagnostics import Report
    from carnet.kinds import SUPPORTS
    from carnet.pipeline import check, preflight
    from carnet.rewriting import report_rights
    from carnet.sources import read_workspace

    root, report = _root(ctx), Report()
    sources = read_workspace(root, report)
    whole = check(sources, cache_of(root), report, jobs=jobs or _cores())
    moment = _moment(jour, drafts=False)
    report_rights(whole, SUPPORTS, moment, report)
    if cible and not report.has_errors:
        preflight(sources, whole, cible, moment, report)
    _show(report, sources.lines, forme)
    _say(report, None, strict)
    ctx.exit(1 if report.fails(strict=strict) else 0)


@carnet.command()
@click.argument("cibles", nargs=-1, metavar="[CIBLE…]")
@click.option(
    "-o", "out", type=click.Path(path_type=Path), metavar="DOSSIER", help="Où écrire (out/ par défaut)."
)
@click.option("--brouillons", is_flag=True, help="Montrer aussi ce qui n’est pas publié, marqué comme tel.")
@click.option(
    "--date", "jour", metavar="AAAA-MM-JJ", help="Le jour de la fabrication, au lieu d’aujourd’hui."
)
@click.option(
    "--evenement", metavar="ID", help="Le carnet d’un seul évènement.", shell_complete=completing("events")
)
@click.option(
    "--sans-son", is_flag=True, help="L’EPUB sans les sons, pour les librairies qui n’en prennent pas."
)
@click.option("--grands-caracteres", is_flag=True, help="Aussi le PDF en grands caractères (A4, 18 points).")
@click.option(
    "--extrait",
    metavar="ID",
    help="Aussi les pages d’un évènement, telles qu’elles sont dans le PDF.",
    shell_complete=completing("events"),
)
@click.option("--jobs", type=click.IntRange(1, 64), default=None, help="Combien de lecteurs à la fois.")
@click.option("--strict", is_flag=True, help="Les avertissements arrêtent la fabrication.")
@click.pass_context
def construire(
    ctx: click.Context,
    cibles: tuple[str, ...],
    out: Path | None,
    brouillons: bool,
    jour: str | None,
    evenement: str | None,
    sans_son: bool,
    grands_caracteres: bool,
    extrait: str | None,
    jobs: int | None,
    strict: bool,
) -> None:
    """Fabriquer le site, le livre et ce qui les diffuse.

    CIBLE : web, pdf, imprime, epub, kits, reseaux, donnees.
    """
    unknown = [cible for cible in cibles if cible not in TARGETS]
    if unknown:
        ctx.fail(f"la cible « {unknown[0]} » n’est pas de celles-ci : {', '.join(TARGETS)}")
    if sans_son and cibles != ("epub",):
        ctx.fail("--sans-son ne concerne que l’EPUB : écrivez « carnet construire epub --sans-son »")
    from carnet.cache import cache_of
    from carnet.standing import standing

    root, day = _root(ctx), _day(jour)
    out = out if out is not None else root / "out"
    asked = [f"{name}={value}" for name, value in sorted(ctx.params.items())]
    record = standing(root, out, cache_of(root), *asked, day.isoformat(), f"couleur={_colour()}")
    said = record.said()
    if said is not None:
        click.echo(said, err=True, nl=False)
        return
    from carnet.diagnostics import Report
    from carnet.pipeline import STEPS, Besides, Options, build
    from carnet.progress import SILENT, Progress
    from carnet.rights import Moment
    from carnet.sources import read_workspace

    report = Report()
    options = Options(
        targets=cibles or TARGETS,
        out=out,
        moment=Moment(day, brouillons),
        strict=strict,
        jobs=jobs or _cores(),
        evenement=evenement,
        sans_son=sans_son,
        besides=Besides(grands_caracteres, extrait),
    )
    progress = Progress(len(options.targets) + STEPS, _terminal()) if sys.stderr.isatty() else SILENT
    sources = read_workspace(root, report)
    try:
        written = build(sources, options, report, progress)
    finally:
        progress.wipe()
    click.echo(_told(report, sources.lines, written, strict), err=True, nl=False)
    if written is None:
        ctx.exit(1)
    record.keep(_told(report, sources.lines, {n: done.again() for n, done in written.items()}, strict))


@carnet.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8787,
    show_default=True,
    help="Le port ; 0 : un port libre.",
)
@click.option("--sans-navigateur", is_flag=True, help="Ne pas ouvrir le navigateur.")
@click.pass_context
def servir(ctx: click.Context, port: int, sans_navigateur: bool) -> None:
    """Ouvrir le pupitre : écrire et voir le carnet dans le navigateur."""
    from carnet.desk import serve

    serve(
        _root(ctx),
        port,
        open_browser=not sans_navigateur,
        today=lambda: _moment(None, drafts=False).date,
        say=lambda line: click.echo(line, err=True),
    )
    ctx.exit(130)


@carnet.command()
@click.option(
    "--format", "forme", type=click.Choice(["texte", "json", "html"]), default="texte", help="La forme."
)
@click.option("--date", "jour", metavar="AAAA-MM-JJ", help="Le jour où l’on se place, au lieu d’aujourd’hui.")
@click.pass_context
def etat(ctx: click.Context, forme: str, jour: str | None) -> None:
    """Montrer où en est chaque évènement, pièce par pièce."""
    from carnet.board import as_html, as_json, as_text, board
    from carnet.cache import cache_of
    from carnet.diagnostics import Report
    from carnet.pipeline import check
    from carnet.sources import read_workspace

    root, report = _root(ctx), Report()
    whole = check(read_workspace(root, report), cache_of(root), report, jobs=_cores())
    moment = _moment(jour, drafts=False)
    found = board(whole, moment)
    if forme == "html":
        click.echo(as_html(found, whole.edition.titre, moment.date, root), nl=False)
    else:
        click.echo(as_json(found) if forme == "json" else as_text(found), nl=False)
    if report.has_errors:
        click.echo("Des entrées ont des erreurs et ne sont pas comptées : carnet verifier", err=True)


@carnet.command()
@click.argument("personne", shell_complete=completing("people"))
@click.option("--date", "jour", metavar="AAAA-MM-JJ", help="Le jour du retrait, au lieu d’aujourd’hui.")
@click.option("-o", "out", type=click.Path(path_type=Path), metavar="DOSSIER", help="Le dossier des sorties.")
@click.pass_context
def retirer(ctx: click.Context, personne: str, jour: str | None, out: Path | None) -> None:
    """Noter qu’une personne retire son accord, et dire tout ce que cela touche."""
    from carnet.cache import cache_of
    from carnet.diagnostics import Report
    from carnet.pipeline import check
    from carnet.sources import read_workspace
    from carnet.withdrawing import as_text, find_person, reach, with_withdrawal
    from carnet.writing import replace

    root, report, moment = _root(ctx), Report(), _moment(jour, drafts=False)
    before = check(read_workspace(root, report), cache_of(root), report, jobs=_cores())
    person = find_person(before, personne)
    path = root / person.source.path
    replace(path, with_withdrawal(path.read_bytes().decode(), moment.date).encode())
    after = check(read_workspace(root, report), cache_of(root), report, jobs=_cores())
    found = reach(before, after, person, root, out or root / "out", moment)
    click.echo(as_text(found, moment.date), nl=False)


@carnet.command()
@click.argument("code", required=False, shell_complete=completing("codes"))
@click.pass_context
def expliquer(ctx: click.Context, code: str | None) -> None:
    """Dire ce qu’une remarque signifie, par l’exemple."""
    from carnet.explaining import nearest
    from carnet.rules import RULES

    if code is None:
        width = max(map(len, RULES))
        for rule in sorted(RULES.values(), key=lambda rule: rule.code):
            click.echo(f"{rule.code:<{width}}  {rule.explication.split('. ')[0].rstrip('.')}.")
        return
    if code not in RULES:
        close = nearest(code, RULES)
        ctx.fail(
            f"aucune remarque ne s’appelle « {code} »"
            + (f" ; la plus proche est « {close} »" if close else "")
        )
    rule = RULES[code]
    click.echo(f"{rule.code} ({rule.gravite})\n\n{rule.explication}\n")
    click.echo(f"À revoir :\n\n{_indented(rule.exemple)}\nJuste :\n\n{_indented(rule.remede)}", nl=False)


@carnet.command()
@click.pass_context
def schema(ctx: click.Context) -> None:
    """Écrire les JSON Schema des entrées et de carnet.yaml."""
    import json

    from carnet.schema import schemas

    click.echo(json.dumps(schemas(), ensure_ascii=False, indent=2))


@carnet.command()
@click.pass_context
def diagnostic(ctx: click.Context) -> None:
    """Dire ce qui est installé, ce qui manque et comment l’obtenir."""
    from carnet import machine

    findings = machine.survey()
    click.echo(machine.as_text(findings))
    ctx.exit(3 if machine.missing(findings, machine.Need.BUILD) else 0)


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.rstrip().split("\n"))


def _cores() -> int:
    return min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def _told(report: Any, lines: Any, written: Any, strict: bool) -> str:
    """Return all that a build says: its remarks, what it wrote, its conclusion."""
    from carnet.diagnostics import as_text, summary
    from carnet.wording import count

    counts = "".join(
        f"{name}\u00a0: {count(done.files, 'fichier')}, {count(done.changed, 'écrit')}, "
        f"{count(done.removed, 'retiré')}\n{done.note}"
        for name, done in (written or {}).items()
    )
    conclusion = summary(report, wrote=written is not None, strict=strict)
    return f"{as_text(report, lines, colour=_colour())}{counts}{conclusion}\n"


def _moment(jour: str | None, *, drafts: bool) -> Any:
    """Return the moment a command places itself at."""
    from carnet.rights import Moment

    return Moment(_day(jour), drafts)


def _day(jour: str | None) -> dt.date:
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


def _terminal() -> Any:
    """Return what writes on the terminal at once, lines unfinished."""
    return lambda text: click.echo(text, err=True, nl=False)


def _colour() -> bool:
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")


def _show(report: Any, lines: Any, forme: str) -> None:
    """Print remarks: text on stderr, the forms for programs on stdout."""
    from carnet.diagnostics import as_github, as_json, as_text

    if forme == "texte":
        click.echo(as_text(report, lines, colour=_colour()), err=True, nl=False)
    else:
        click.echo({"json": as_json, "github": as_github}[forme](report), nl=False)


def _say(report: Any, wrote: bool | None, strict: bool) -> None:
    from carnet.diagnostics import summary

    click.echo(summary(report, wrote=wrote, strict=strict), err=True)


def main(argv: list[str] | None = None) -> None:
    """Run the program: the only place where an error becomes a sentence and an exit code."""
    speak_french()
    try:
        code = carnet.main(args=argv, prog_name="carnet", standalone_mode=False)
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


def _changed(what: str) -> None:
    """Say that a file which was there when the work began is not, or not the same, any more."""
    click.echo(
        f"erreur : {what}\n  = aide : un fichier a changé ou disparu pendant le travail ; recommencez",
        err=True,
    )
    sys.exit(1)
