"""The agreement in a file as it is printed: the facts of the file and its figures, in five forms."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from annotations.agreement.printing.latex import latex_table
from annotations.agreement.printing.paragraph import UNITS, Facts, paragraph
from annotations.agreement.printing.plain import plain_tables
from annotations.agreement.report import OUTLET, Report, Row
from annotations.agreement.rows import COLUMNS, flat_dicts

# More annotators than this are counted and not named.
MOST_NAMES = 12


@dataclass(frozen=True)
class Measured:
    """A file and what was found in it; ``by`` is the column of the groups, if there are any."""

    name: str
    form: str
    units: int
    level: str
    report: Report
    remarks: tuple[str, ...]
    by: str

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows, a group of documents being called by its column."""
        return tuple(
            replace(row, scope=self.by) if row.scope == OUTLET and self.by else row
            for row in self.report.rows
        )


def lines(measured: Measured, output: str) -> Iterator[str]:
    """Yield what is printed."""
    yield from {"table": _table, "json": _json, "csv": _csv, "latex": _latex, "text": _text}[output](measured)


def facts(measured: Measured) -> Iterator[str]:
    """Yield what the file is, what is to be told of it, and what was not counted."""
    report = measured.report
    names = ", ".join(report.annotators) if len(report.annotators) <= MOST_NAMES else ""
    people = f", {len(report.annotators)} annotators" if report.annotators else ""
    people += f" ({names})" if names else ""
    units = "documents" if measured.form == "spans" else "units"
    level = f", level {measured.level}" if measured.level else ""
    yield f"{measured.name}: {measured.form}, {measured.units:,} {units}{people}{level}"
    yield from (f"Note: {remark}" for remark in measured.remarks)
    yield from (f"Not counted: {one.count:,} {one.reason}" for one in report.dropped)


def _table(measured: Measured) -> Iterator[str]:
    yield from facts(measured)
    if measured.report.plan.draws:
        plan = measured.report.plan
        yield f"Intervals: {plan.method} bootstrap, {plan.replicates:,} replicates, seed {plan.seed}"
    elif measured.report.plan.method != "none":
        yield f"Intervals: {measured.report.plan.method}"
    yield from plain_tables(measured.rows)
    yield from (f"Not measured: {one.variable}: {one.reason}" for one in measured.report.skipped)


def _flat(measured: Measured) -> Iterator[dict[str, object]]:
    for row, told in zip(measured.rows, flat_dicts(measured.report), strict=True):
        group = row.group[0] if row.scope == measured.by else None
        yield {"file": measured.name, "by": measured.by or None, "group": group, **told}


def _json(measured: Measured) -> Iterator[str]:
    told = {
        "file": measured.name,
        "format": measured.form,
        "units": measured.units,
        "level": measured.level or None,
        "remarks": list(measured.remarks),
        "dropped": {one.reason: one.count for one in measured.report.dropped},
        "rows": list(_flat(measured)),
    }
    yield json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1)


def _csv(measured: Measured) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.DictWriter(out, ["file", "by", "group", *COLUMNS], lineterminator="\n")
    writer.writeheader()
    writer.writerows(_flat(measured))
    yield out.getvalue().removesuffix("\n")


def _latex(measured: Measured) -> Iterator[str]:
    yield from (f"% {line}" for line in facts(measured))
    yield latex_table(measured.rows, caption=f"Agreement in {measured.name}").removesuffix("\n")


def _text(measured: Measured) -> Iterator[str]:
    facts = Facts(software_version=measured.report.software_version)
    usual = "document" if measured.form == "spans" else "unit"
    together = groupby(measured.rows, key=lambda row: (row.scope, row.group, row.subject))
    for number, ((scope, group, subject), rows) in enumerate(together):
        found = list(rows)
        name = subject if not group else f"{subject}, {scope} {' and '.join(group)}"
        unit, value = UNITS.get(found[0].question, (usual, "coding"))
        if number:
            yield ""
        yield paragraph(name, [row.agreement for row in found], facts, unit=unit, value=value)
