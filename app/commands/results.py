"""Commands for what a project found: agreement and the CSV bundle."""

import csv
import json
import os
import sys
import tempfile
from pathlib import Path

import click

from annotations.agreement.rows import COLUMNS, flat_dicts
from app.commands import agreement_table, command, find_project, find_round, reading
from app.services import download, measure
from app.services.refused import Refused


@click.command()
@click.argument("slug")
@click.option("--round", "round_name", help="Name of the round; left out: the newest that is closed.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="How to print it.",
)
@click.option("--seed", type=click.IntRange(0), help="Seed of the bootstrap; left out: the round's.")
@command
def agreement(slug: str, round_name: str | None, form: str, seed: int | None) -> None:
    """Print the agreement of a round's submitted annotations, with 95 % intervals."""
    with reading() as session:
        project = find_project(session, slug)
        rounds = download.rounds_of(session, project)
        if not rounds:
            raise Refused(f"The project {slug!r} has no round.")
        finished = [one for one in rounds if one.state == "closed"] or rounds
        chosen = find_round(session, project, round_name) if round_name else finished[-1]
        click.echo(f"Measuring the round {chosen.name!r} ...", err=True)
        report = measure.round_report(session, chosen, seed=seed)
        facts = {"project": slug, "round": chosen.name, "phase": chosen.phase, "blind": chosen.blind}
    if form == "json":
        click.echo(json.dumps({**facts, "rows": list(flat_dicts(report))}, ensure_ascii=False, indent=1))
    elif form == "csv":
        writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(flat_dicts(report))
    else:
        for line in agreement_table.lines(report, facts):
            click.echo(line)


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
@command
def export(slug: str, target: Path, spreadsheet: bool, bom: bool, names: bool) -> None:
    """Write all rounds of a project as one ZIP of CSV tables.

    Unlike a download on the site it holds open rounds as well: whoever runs it has the database anyway.
    The same data give the same bytes. The file appears under its name once it is whole.
    """
    from exports.archive import write_bundle

    if not target.resolve().parent.is_dir():
        raise Refused(f"There is no folder {target.resolve().parent}. Make it first; nothing was written.")
    with reading() as session:
        project = find_project(session, slug)
        click.echo("Reading the project and measuring its rounds ...", err=True)
        records = download.bundle(session, project, rounds=download.rounds_of(session, project), names=names)
        handle, partial = tempfile.mkstemp(dir=target.resolve().parent, prefix=".export-", suffix=".zip")
        try:
            with os.fdopen(handle, "wb") as out:
                flavour = "spreadsheet" if spreadsheet else "verbatim"
                click.echo("Writing the tables ...", err=True)
                write_bundle(out, records, flavour=flavour, bom=bom, names=names)
                out.flush()
                os.fsync(out.fileno())
            Path(partial).replace(target)
        finally:
            Path(partial).unlink(missing_ok=True)
    click.echo(f"Wrote {target}.")
