"""The command that measures a file of ratings or spans, without a project and without a database."""

import re
from pathlib import Path
from typing import Any, cast

import click

from annotations.agreement.intervals import Method, Plan
from annotations.agreement.report import PARTS
from annotations.reliability.data import LEVELS
from annotations.reliability.tables.source import FORMATS, TableOptions
from annotations.reliability.tables.spans import Extent
from app.commands import command
from app.commands.agreement_output import OUTPUTS
from app.services.file_agreement import Asked, measured
from app.services.file_printed import lines
from exports.reliability_file import Dialect

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


class Levels(click.ParamType[str]):
    """A level of measurement, or one for each of several variables."""

    name = "level"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return what was given, in which every level is one of those there are."""
        for one in value.split(","):
            level = one.rpartition("=")[2].strip()
            if level not in LEVELS:
                self.fail(f"{level!r} is not one of {', '.join(LEVELS)}", param, ctx)
        return str(value)


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NOTHING: tuple[str, ...] = ()


@click.command()
@click.argument("file", type=FILE)
@click.option("--format", "form", type=click.Choice(FORMATS), help="How the file is laid out.")
@click.option("--level", type=Levels(), help="What the values are; or of each variable: a=ordinal,b=nominal.")
@click.option(
    "--variables", type=Listed(), default=NOTHING, help="Columns of values that count (long, wide)."
)
@click.option("--mark", default="", help="What parts variable and annotator in names of columns (wide).")
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
@click.option("--sheet", default="", help="Of a workbook; left out: the first that holds anything.")
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
    asked = Asked(
        form=form or "",
        options=_options(given),
        variables=given["variables"],
        mark=given["mark"],
        plan=_plan(given),
        coefficients=given["coefficients"],
        parts=given["parts"],
        length=given["length"],
        only=dict(given["only"]),
        dialect=Dialect(given["encoding"], delimiter, given["sheet"]),
    )
    for line in lines(measured(file, asked, lambda told: click.echo(told, err=True)), output):
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
