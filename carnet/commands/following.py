"""To follow: where each event stands, and a person who takes her word back."""

from pathlib import Path

import click

from carnet.commands.shared import completing, cores, moment_of, root_of


@click.command()
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

    root, report = root_of(ctx), Report()
    whole = check(read_workspace(root, report), cache_of(root), report, jobs=cores())
    moment = moment_of(jour, drafts=False)
    found = board(whole, moment)
    if forme == "html":
        click.echo(as_html(found, whole.edition.titre, moment.date, root), nl=False)
    else:
        click.echo(as_json(found) if forme == "json" else as_text(found), nl=False)
    if report.has_errors:
        click.echo("Des entrées ont des erreurs et ne sont pas comptées : carnet verifier", err=True)


@click.command()
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

    root, report, moment = root_of(ctx), Report(), moment_of(jour, drafts=False)
    before = check(read_workspace(root, report), cache_of(root), report, jobs=cores())
    person = find_person(before, personne)
    path = root / person.source.path
    replace(path, with_withdrawal(path.read_bytes().decode(), moment.date).encode())
    after = check(read_workspace(root, report), cache_of(root), report, jobs=cores())
    found = reach(before, after, person, root, out or root / "out", moment)
    click.echo(as_text(found, moment.date), nl=False)
