"""The agreement in a file of ratings or spans that was made elsewhere: no project, no database."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

from annotations.agreement.intervals import Plan
from annotations.agreement.report import OUTLET, OVERALL, USUAL_PARTS, Report, Wanted, agreement_report
from annotations.agreement.report.of_table import table_report
from annotations.reliability.data import Dropped
from annotations.reliability.tables.columns import ANNOTATOR, UNIT, WHOLE
from annotations.reliability.tables.reading import TableData, table_data
from annotations.reliability.tables.several import OneVariable, variables_of
from annotations.reliability.tables.source import Table, TableOptions, UnusableTable, of_rows
from annotations.reliability.tables.spans import Extent, span_table
from app.services.file_printed import Measured
from exports.reliability_file import Dialect, open_table, read_tally

Tell = Callable[[str], object]


@dataclass(frozen=True)
class Limits:
    """How large a file may be where somebody waits for the answer; ``many`` values for many coefficients."""

    variables: int = 20
    annotators: int = 100
    cells: int = 200_000
    values: int = 1_000
    many: int = 30
    spans: int = 10_000


@dataclass(frozen=True)
class Asked:
    """What a person says about a file; whatever is left empty is found out or left at what is usual.

    ``variables`` are the columns that count (long), or what stands before the ``mark`` in their names
    (wide). ``options.level`` may name a level for each variable, as in "tone=ordinal". ``only`` are cells
    that the rows must have. With ``limits`` what would take long is refused.
    """

    form: str = ""
    options: TableOptions = field(default_factory=TableOptions)
    variables: tuple[str, ...] = ()
    mark: str = ""
    plan: Plan = field(default_factory=Plan)
    coefficients: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    length: Extent | None = None
    only: Mapping[str, str] = field(default_factory=dict)
    dialect: Dialect = field(default_factory=Dialect)
    limits: Limits | None = None


def measured(path: Path, asked: Asked, tell: Tell = lambda _: None) -> Measured:
    """Measure the file, or raise UnusableTable with a line for everything that is wrong with it."""
    table = of_rows(open_table(path, asked.dialect), asked.only)
    form = asked.form or _format(table)
    tell(f"Reading {table.name} ...")
    if form == "spans":
        return _spans(table, asked)
    if form != "wide" and asked.mark:
        raise UnusableTable([f"{table.name}: only a wide table has annotators in the names of its columns."])
    variables = variables_of(table, form, asked.options, asked.variables, asked.mark)
    if asked.limits:
        _refuse_more(table.name, "variables", len(variables), asked.limits.variables)
    found = [_values(path, one, form, asked) for one in variables]
    return found[0] if len(found) == 1 else _together(found)


def _format(table: Table) -> str:
    """Return the format that the names of the columns leave no doubt about, or refuse to guess."""
    names = {name.lower() for name in table.header}
    if {"start", "end"} <= names:
        return "spans"
    if names & set(ANNOTATOR) and names & {*UNIT, *WHOLE}:
        return "long"
    raise UnusableTable([f"{table.name}: say with --format whether it is long, wide, counts or spans."])


def _values(path: Path, one: OneVariable, form: str, asked: Asked) -> Measured:
    name, options, comma = one.table.name, one.options, one.table.comma
    tally = read_tally(path, one.table, form, options)
    found = table_data(tally, options, name, variable=one.name, comma=comma)
    _refuse_crowds(name, found, asked)
    report = table_report(found, asked.plan, asked.coefficients, software_version=version("parallax"))
    return Measured(name, form, tally.units, found.data.level, report, found.remarks, options.by)


def _refuse_crowds(name: str, found: TableData, asked: Asked) -> None:
    """Refuse what would keep others waiting: the command measures it, however long it takes."""
    if asked.limits is None:
        return
    people, values = len(found.data.annotators), len(found.data.categories)
    most = asked.limits.many if asked.coefficients else asked.limits.values
    for what, count, limit in (
        ("annotators", people, asked.limits.annotators),
        ("units times annotators", people * found.tally.units, asked.limits.cells),
        ("different values", values, most),
    ):
        _refuse_more(name, what, count, limit)


def _refuse_more(name: str, what: str, count: int, limit: int) -> None:
    if count > limit:
        told = f"{name}: {count:,} {what} are more than the {limit:,} that can be measured here"
        raise UnusableTable([f"{told}. The command parallax reliability takes the file."])


def _spans(table: Table, asked: Asked) -> Measured:
    options = asked.options
    for name in ("level", "categories", "time", "cluster"):
        if getattr(options, name):
            raise UnusableTable([f"--{name} says nothing about spans."])
    if asked.variables:
        raise UnusableTable(["--variables says nothing about spans."])
    found = span_table(table, options, asked.length)
    marks = sum(len(one.annotation.spans) for one in found.codings)
    if asked.limits:
        _refuse_more(table.name, "spans", marks, asked.limits.spans)
    scopes = (OVERALL, OUTLET) if options.by else (OVERALL,)
    wanted = Wanted(asked.plan, asked.coefficients, scopes, asked.parts or USUAL_PARTS)
    report = agreement_report(found.codings, found.codebook, wanted, software_version=version("parallax"))
    return Measured(table.name, "spans", report.articles, "", report, found.remarks, options.by)


def _together(found: Sequence[Measured]) -> Measured:
    """Return the variables of one file as one report, scope by scope."""
    first, reports = found[0], [one.report for one in found]
    rows = [row for report in reports for row in report.rows]
    # Sorting keeps the order of the variables within each scope.
    rows.sort(key=lambda row: (row.scope != OVERALL, row.scope, row.group))
    levels = {one.level for one in found}
    report: Report = replace(
        first.report,
        articles=max(one.articles for one in reports),
        annotators=tuple(sorted({name for one in reports for name in one.annotators})),
        outlets=tuple(sorted({name for one in reports for name in one.outlets})),
        annotations=sum(one.annotations for one in reports),
        dropped=tuple(
            Dropped(f"{drop.reason} ({_name(one)})", drop.count)
            for one in found
            for drop in one.report.dropped
        ),
        rows=tuple(rows),
    )
    return replace(
        first,
        units=max(one.units for one in found),
        level=levels.pop() if len(levels) == 1 else "",
        report=report,
        remarks=(f"variables: {', '.join(map(_name, found))}", *_remarks(found)),
    )


def _remarks(found: Sequence[Measured]) -> Iterator[str]:
    """Yield each remark once, with the variables that it is about unless it is about all of them."""
    about: dict[str, list[str]] = {}
    for one in found:
        for remark in one.remarks:
            about.setdefault(remark, []).append(_name(one))
    for remark, names in about.items():
        yield remark if len(names) == len(found) else f"{', '.join(names)}: {remark}"


def _name(one: Measured) -> str:
    return one.report.rows[0].variable
