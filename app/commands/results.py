"""Commands for what a project found: agreement and the CSV bundle."""

import csv
import json
import os
import sys
import tempfile
from pathlib import Path

import click

from annotations.agreement import Report
from annotations.agreement.rows import COLUMNS, flat_dicts
from app.commands import command, find_project, find_round, reading
from app.services import download, measure
from app.services.refused import Refused


@click.command()
@click.argument("slug")
@click.option("--round", "round_name", help="Name of the round; left out: the newest.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="How to print it.",
)
@click.option("--seed", type=int, help="Seed of the bootstrap; left out: the round's.")
@command
def agreement(slug: str, round_name: str | None, form: str, seed: int | None) -> None:
    """Print the agreement of a round's submitted annotations, with 95 % intervals."""
    with reading() as session:
        project = find_project(session, slug)
        rounds = download.rounds_of(session, project)
        if not rounds:
            raise Refused(f"The project {slug!r} has no round.")
        chosen = find_round(session, project, round_name) if round_name else rounds[-1]
        report = measure.round_report(session, chosen, seed=seed)
        facts = {"project": slug, "round": chosen.name, "phase": chosen.phase, "blind": chosen.blind}
    if form == "json":
        click.echo(json.dumps({**facts, "rows": list(flat_dicts(report))}, ensure_ascii=False, indent=1))
    elif form == "csv":
        writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(flat_dicts(report))
    else:
        _print_table(report, facts)


def _print_table(report: Report, facts: dict[str, object]) -> None:
    click.echo(
        f"{facts['project']}, round {facts['round']} ({facts['phase']}, {'blind' if facts['blind'] else 'not blind'}): "
        f"{report.articles} articles, {len(report.annotators)} annotators, {report.annotations} annotations; "
        f"codebook {report.codebook_version}; 95 % bootstrap intervals over articles, "
        f"{report.replicates} replicates, seed {report.seed}"
    )
    for dropped in report.dropped:
        click.echo(f"  not counted: {dropped.count} {dropped.reason}")
    width = max((len(_subject(row)) for row in report.rows), default=10)
    for row in report.rows:
        measured = row.agreement
        value = "undefined" if measured.value is None else f"{measured.value:9.3f}"
        interval = ""
        if measured.interval and measured.interval.low is not None and measured.interval.high is not None:
            interval = f"{measured.interval.low:.3f} to {measured.interval.high:.3f}"
        note = measured.reason or (measured.interval.reason if measured.interval else "")
        click.echo(
            f"{_subject(row):{width}}  {measured.coefficient + ' (' + measured.variant + ')':42} {value:>9}  "
            f"{interval:18} n={measured.units:<5} {note}".rstrip()
        )
    for skipped in report.skipped:
        click.echo(f"{skipped.variable}: not measured, {skipped.reason}")


def _subject(row) -> str:  # type: ignore[no-untyped-def]
    group = " & ".join(row.group)
    place = row.scope if not group else f"{row.scope} {group}"
    return " ".join(part for part in (place, row.variable, row.label, f"[{row.question}]") if part)


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

    with reading() as session:
        project = find_project(session, slug)
        records = download.bundle(session, project, rounds=download.rounds_of(session, project), names=names)
        handle, partial = tempfile.mkstemp(dir=target.resolve().parent, prefix=".export-", suffix=".zip")
        try:
            with os.fdopen(handle, "wb") as out:
                flavour = "spreadsheet" if spreadsheet else "verbatim"
                write_bundle(out, records, flavour=flavour, bom=bom, names=names)
                out.flush()
                os.fsync(out.fileno())
            Path(partial).replace(target)
        finally:
            Path(partial).unlink(missing_ok=True)
    click.echo(f"Wrote {target}.")
