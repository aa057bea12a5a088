"""To make: check everything, build the outputs, open the desk."""

import sys
from pathlib import Path

import click

from carnet.commands.shared import (
    colour,
    completing,
    cores,
    day_of,
    moment_of,
    root_of,
    say,
    show,
    terminal,
    told,
)

TARGETS = ("web", "pdf", "imprime", "epub", "kits", "reseaux", "donnees")


@click.command()
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

    root, report = root_of(ctx), Report()
    sources = read_workspace(root, report)
    whole = check(sources, cache_of(root), report, jobs=jobs or cores())
    moment = moment_of(jour, drafts=False)
    report_rights(whole, SUPPORTS, moment, report)
    if cible and not report.has_errors:
        preflight(sources, whole, cible, moment, report)
    show(report, sources.lines, forme)
    say(report, None, strict)
    ctx.exit(1 if report.fails(strict=strict) else 0)


@click.command()
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

    root, day = root_of(ctx), day_of(jour)
    out = out if out is not None else root / "out"
    asked = [f"{name}={value}" for name, value in sorted(ctx.params.items())]
    record = standing(root, out, cache_of(root), *asked, day.isoformat(), f"couleur={colour()}")
    said = record.said()
    if said is not None:
        click.echo(said, err=True, nl=False)
        return
    from carnet.diagnostics import Report
    from carnet.pipeline import STEPS, Options, build
    from carnet.progress import SILENT, Progress
    from carnet.rights import Moment
    from carnet.sources import read_workspace
    from carnet.targets import Besides

    report = Report()
    options = Options(
        targets=cibles or TARGETS,
        out=out,
        moment=Moment(day, brouillons),
        strict=strict,
        jobs=jobs or cores(),
        evenement=evenement,
        sans_son=sans_son,
        besides=Besides(grands_caracteres, extrait),
    )
    progress = Progress(len(options.targets) + STEPS, terminal()) if sys.stderr.isatty() else SILENT
    sources = read_workspace(root, report)
    try:
        written = build(sources, options, report, progress)
    finally:
        progress.wipe()
    click.echo(told(report, sources.lines, written, strict), err=True, nl=False)
    if written is None:
        ctx.exit(1)
    record.keep(told(report, sources.lines, {n: done.again() for n, done in written.items()}, strict))


@click.command()
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
        root_of(ctx),
        port,
        open_browser=not sans_navigateur,
        today=lambda: moment_of(None, drafts=False).date,
        say=lambda line: click.echo(line, err=True),
    )
    ctx.exit(130)
