"""Commands for what a project found: agreement and the CSV bundle."""

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import click

from annotations.agreement.intervals import Method
from annotations.agreement.report import OVERALL, SCOPES, Wanted
from app.commands import agreement_output, command, find_project, find_round, reading
from app.commands.reliability import INTERVALS, NOTHING, Listed, Parts
from app.commands.whole_files import whole_file
from app.services import download, measure
from app.services.codebooks import version_id
from app.services.codings import standing
from app.services.refused import Refused


@click.command()
@click.argument("slug")
@click.option("--round", "round_name", help="Name of the round; left out: the newest that is closed.")
@click.option(
    "--format",
    "form",
    type=click.Choice(agreement_output.OUTPUTS),
    default="table",
    show_default=True,
    help="How to print it.",
)
@click.option("--coefficients", type=Listed(), default=NOTHING, help="Names, or all, beside the usual ones.")
@click.option("--interval", type=click.Choice(INTERVALS), help="How; left out: jackknife.")
@click.option("--minimum", type=float, help="Tell how probable a lower value is.")
@click.option("--by", type=click.Choice(SCOPES[1:]), multiple=True, help="Parts; left out: as on the page.")
@click.option("--parts", type=Parts(), default=NOTHING, help="What is compared; left out: as on the page.")
@click.option("--seed", type=click.IntRange(0), help="Seed of a bootstrap; left out: the round's.")
@command
def agreement(slug: str, round_name: str | None, form: str, **given: Any) -> None:
    """Print the agreement of a round's submitted annotations, with 95 % intervals."""
    with reading() as session:
        project = find_project(session, slug)
        rounds = download.rounds_of(session, project)
        if not rounds:
            raise Refused(f"The project {slug!r} has no round.")
        finished = [one for one in rounds if one.state == "closed"] or rounds
        chosen = find_round(session, project, round_name) if round_name else finished[-1]
        click.echo(f"Measuring the round {chosen.name!r} ...", err=True)
        usual = measure.wanted_for(chosen, standing(session, chosen))
        report = measure.round_report(session, chosen, wanted=_wanted(usual, form, given))
        version = version_id(chosen.codebook)
        found = agreement_output.Measured(slug, chosen.name, chosen.phase, chosen.blind, version, report)
    for line in agreement_output.lines(found, form):
        click.echo(line)


def _wanted(usual: Wanted, form: str, given: dict[str, Any]) -> Wanted:
    """Return what the options ask for; without any of them it is what the page shows."""
    drawn = "jackknife" if given["seed"] is None else "percentile"
    plan = replace(
        usual.plan,
        method=cast("Method", (given["interval"] or drawn).replace("-", " ")),
        seed=usual.plan.seed if given["seed"] is None else given["seed"],
        minimum=given["minimum"],
    )
    # Paragraphs are for what a study reports, which is the whole unless parts of it are asked for.
    scopes = (OVERALL,) if form == "text" else usual.scopes
    return replace(
        usual,
        plan=plan,
        coefficients=given["coefficients"],
        scopes=(OVERALL, *given["by"]) if given["by"] else scopes,
        parts=given["parts"] or usual.parts,
    )


@click.command()
@click.argument("slug")
@click.option(
    "--to", "target", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The ZIP to write."
)
@click.option(
    "--spreadsheet", is_flag=True, help="Guard text cells that a spreadsheet would run as formulas."
)
@click.option("--bom", is_flag=True, help="Begin each table with a byte-order mark, for Excel.")
@click.option("--names", is_flag=True, help="Name the annotators instead of giving pseudonyms.")
@click.option(
    "--as",
    "container",
    type=click.Choice(("csv", "parquet", "arrow", "xlsx")),
    default="csv",
    show_default=True,
    help="What the tables are; texts and codebooks come with CSV alone.",
)
@command
def export(slug: str, target: Path, spreadsheet: bool, bom: bool, names: bool, container: str) -> None:
    """Write all rounds of a project as one ZIP of CSV tables, or the tables as Parquet, Arrow or a workbook.

    Unlike a download on the site it holds open rounds as well: whoever runs it has the database anyway.
    The same data give the same bytes. The file appears under its name once it is whole.
    """
    from exports.archive import write_bundle
    from exports.containers import write_tables

    if container != "csv" and (spreadsheet or bom):
        raise Refused("--spreadsheet and --bom are about CSV.")
    with reading() as session, whole_file(target) as out:
        project = find_project(session, slug)
        click.echo("Reading the project and measuring its rounds ...", err=True)
        records = download.bundle(session, project, rounds=download.rounds_of(session, project), names=names)
        click.echo("Writing the tables ...", err=True)
        if container == "csv":
            flavour = "spreadsheet" if spreadsheet else "verbatim"
            write_bundle(out, records, flavour=flavour, bom=bom, names=names)
        else:
            write_tables(out, records, container, names=names)
    click.echo(f"Wrote {target}.")
