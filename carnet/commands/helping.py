"""To understand: a remark, the keys an editor knows, what the machine lacks."""

import click

from carnet.commands.shared import completing


@click.command()
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


@click.command()
@click.pass_context
def schema(ctx: click.Context) -> None:
    """Écrire les JSON Schema des entrées et de carnet.yaml."""
    import json

    from carnet.schema import schemas

    click.echo(json.dumps(schemas(), ensure_ascii=False, indent=2))


@click.command()
@click.pass_context
def diagnostic(ctx: click.Context) -> None:
    """Dire ce qui est installé, ce qui manque et comment l’obtenir."""
    from carnet import machine

    findings = machine.survey()
    click.echo(machine.as_text(findings))
    ctx.exit(3 if machine.missing(findings, machine.Need.BUILD) else 0)


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.rstrip().split("\n"))
