"""The command that measures a file of ratings or spans, without a project and without a database."""

import re
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import click

from annotations.agreement.intervals import Method, Plan
from annotations.agreement.report import OUTLET, OVERALL, PARTS, USUAL_PARTS, Report, Wanted, agreement_report
from annotations.agreement.report.of_table import table_report
from annotations.reliability.data import LEVELS
from annotations.reliability.tables.columns import ANNOTATOR, UNIT
from annotations.reliability.tables.reading import table_data
from annotations.reliability.tables.source import FORMATS, Table, TableOptions, UnusableTable, of_rows
from annotations.reliability.tables.spans import Extent, span_table
from app.commands import command
from app.commands.agreement_output import OUTPUTS
from app.commands.reliability_output import Measured, lines
from exports.reliability_file import Dialect, open_table, read_tally

INTERVALS = ("jackknife", "percentile", "bca", "analytic", "krippendorff-2006", "krippendorff-2016", "none")


class Listed(click.ParamType[tuple[str, ...]]):
    """Several values with commas between them."""

    name = "a,b,c"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the values without the white space around them."""
        return value if isinstance(value, tuple) else tuple(one.strip() for one in value.split(","))


class Length(click.ParamType[Extent]):
    """How long the documents are: a number, or where they begin and end."""

    name = "N or N-M"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Extent:
        """Return the range."""
        if isinstance(value, Extent):
            return value
        found = re.fullmatch(r"(?:(\d{1,9})-)?(\d{1,9})", value)
        start, end = (int(found[1] or 0), int(found[2])) if found else (0, 0)
        if start >= end:
            self.fail(f"{value!r} is no length such as 3000, and no range such as 150-450", param, ctx)
        return Extent(start, end)


class Cell(click.ParamType[tuple[str, str]]):
    """A column and what stands in it."""

    name = "column=value"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Return the name of the column and the value."""
        if isinstance(value, tuple):
            return value
        column, sign, cell = value.partition("=")
        if not (column and sign):
            self.fail(f"{value!r} is not like round=Pilot", param, ctx)
        return column.strip(), cell.strip()


class Parts(Listed):
    """Some of what a report compares."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the parts, each of which there is."""
        found = super().convert(value, param, ctx)
        unknown = next((part for part in found if part not in PARTS), None)
        if unknown is not None:
            self.fail(f"{unknown!r} is not one of {', '.join(PARTS)}", param, ctx)
        return found


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NOTHING: tuple[str, ...] = ()


@click.command()
@click.argument("file", type=FILE)
@click.option("--format", "form", type=click.Choice(FORMATS), help="How the file is laid out.")
@click.option("--level", type=click.Choice(LEVELS), help="What the values are.")
@click.option("--categories", type=Listed(), default=NOTHING, help="All categories, in their order.")
@click.option("--coefficients", type=Listed(), default=NOTHING, help="Names, or all, beside the usual ones.")
@click.option("--interval", type=click.Choice(INTERVALS), default="jackknife", show_default=True, help="How.")
@click.option("--confidence", type=click.FloatRange(0, 1, True, True), default=0.95, help="Of the intervals.")
@click.option("--replicates", type=click.IntRange(1), default=1000, show_default=True, help="To be drawn.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of what is drawn.")
@click.option("--minimum", type=float, help="Tell how probable a lower value is.")
@click.option("--population", type=click.IntRange(1), help="How many units the sample was drawn from.")
@click.option("--by", default="", help="Column of the groups that are measured by themselves.")
@click.option("--cluster", default="", help="Column of what the units were drawn in, such as the article.")
@click.option("--unit", default="", help="Column of the units, or of the documents.")
@click.option("--annotator", default="", help="Column of the annotators (long, spans).")
@click.option("--value", default="", help="Column of the values (long) or of the labels (spans).")
@click.option("--time", default="", help="Column that tells which of two values is the later (long).")
@click.option("--only", type=Cell(), multiple=True, help="Rows with this cell alone: column=value.")
@click.option("--annotators", type=Listed(), default=NOTHING, help="Those who count; left out: all.")
@click.option("--missing", type=Listed(), default=NOTHING, help="More codes that mean no value.")
@click.option("--length", type=Length(), help="Length of the documents, or their range (spans).")
@click.option("--parts", type=Parts(), default=NOTHING, help="What is compared (spans).")
@click.option("--encoding", default="", help="Left out: by its byte order mark, or UTF-8.")
@click.option("--delimiter", default="", help="One character, or tab; left out: by the first row.")
@click.option(
    "--output", type=click.Choice(OUTPUTS), default="table", show_default=True, help="How to print."
)
@command
def reliability(file: Path, form: str | None, output: str, **given: Any) -> None:
    """Measure the agreement in a FILE of ratings or spans. No project and no database are needed."""
    delimiter = "\t" if given["delimiter"] == "tab" else given["delimiter"]
    if len(delimiter) > 1:
        raise click.BadParameter("The delimiter is one character, or tab.", param_hint="--delimiter")
    table = of_rows(open_table(file, Dialect(given["encoding"], delimiter)), dict(given["only"]))
    chosen = form or _format(table)
    options = _options(given)
    plan = _plan(given)
    if chosen == "spans":
        parts = given["parts"] or USUAL_PARTS
        wanted = Wanted(plan, given["coefficients"], (OVERALL, OUTLET) if options.by else (OVERALL,), parts)
        measured = _spans(table, options, wanted, given["length"])
    else:
        measured = _values(file, table, chosen, options, plan, given["coefficients"])
    for line in lines(measured, output):
        click.echo(line)


def _options(given: dict[str, Any]) -> TableOptions:
    chosen = {name: given[name] or "" for name in ("level", "unit", "annotator", "value", "time")}
    return TableOptions(
        **chosen,
        by=given["by"],
        cluster=given["cluster"],
        categories=given["categories"],
        annotators=given["annotators"],
        missing=frozenset(given["missing"]),
    )


def _plan(given: dict[str, Any]) -> Plan:
    return Plan(
        method=cast("Method", given["interval"].replace("-", " ")),
        confidence=given["confidence"],
        seed=given["seed"],
        replicates=given["replicates"],
        population=given["population"],
        minimum=given["minimum"],
    )


def _format(table: Table) -> str:
    """Return the format that the names of the columns leave no doubt about, or refuse to guess."""
    names = {name.lower() for name in table.header}
    if {"start", "end"} <= names:
        return "spans"
    if names & set(ANNOTATOR) and names & set(UNIT):
        return "long"
    raise UnusableTable([f"{table.name}: say with --format whether it is long, wide, counts or spans."])


def _values(
    file: Path, table: Table, form: str, options: TableOptions, plan: Plan, coefficients: tuple[str, ...]
) -> Measured:
    click.echo(f"Reading {table.name} ...", err=True)
    tally = read_tally(file, table, form, options)
    found = table_data(tally, options, table.name, variable=options.value or "value", comma=table.comma)
    report = table_report(found, plan, coefficients, software_version=version("parallax"))
    return Measured(table.name, form, tally.units, found.data.level, report, found.remarks, options.by)


def _spans(table: Table, options: TableOptions, wanted: Wanted, length: Extent | None) -> Measured:
    for name in ("level", "categories", "time", "cluster"):
        if getattr(options, name):
            raise UnusableTable([f"--{name} says nothing about spans."])
    click.echo(f"Reading {table.name} ...", err=True)
    found = span_table(table, options, length)
    report: Report = agreement_report(
        found.codings, found.codebook, wanted, software_version=version("parallax")
    )
    return Measured(table.name, "spans", report.articles, "", report, found.remarks, options.by)
