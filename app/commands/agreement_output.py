"""What `parallax agreement` prints: the numbers of a round's page in five forms."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from annotations.agreement.printing.latex import latex_table
from annotations.agreement.printing.paragraph import UNITS, Facts, paragraph
from annotations.agreement.printing.plain import heading, plain_tables
from annotations.agreement.report import OVERALL, Report
from annotations.agreement.rows import COLUMNS, flat_dicts
from app.clock import now

OUTPUTS = ("table", "json", "csv", "latex", "text")


@dataclass(frozen=True)
class Measured:
    """A round and its report."""

    project: str
    round: str
    phase: str
    blind: bool
    version: str
    report: Report


def lines(measured: Measured, output: str) -> Iterator[str]:
    """Yield what is printed."""
    yield from {"table": _table, "json": _json, "csv": _csv, "latex": _latex, "text": _text}[output](measured)


def _facts(measured: Measured) -> Iterator[str]:
    report = measured.report
    kind = f"{measured.phase}, {'blind' if measured.blind else 'not blind'}"
    version = f"codebook {measured.version} ({report.codebook_version})"
    yield f"{measured.project}, round {measured.round} ({kind}), {version}"
    numbers = f"{report.articles} articles, {len(report.annotators)} annotators"
    yield f"{numbers}, {report.annotations} submitted annotations"
    yield from (f"Not counted: {one.count:,} {one.reason}" for one in report.dropped)
    plan = report.plan
    drawn = f", {plan.replicates:,} replicates, seed {plan.seed}" if plan.draws else ""
    if plan.method != "none":
        yield f"Intervals: {plan.method} over articles{drawn}"


def _table(measured: Measured) -> Iterator[str]:
    yield from _facts(measured)
    yield from plain_tables(measured.report.rows)
    if measured.report.skipped:
        yield ""
    yield from (f"Not measured: {one.variable}: {one.reason}" for one in measured.report.skipped)


def _json(measured: Measured) -> Iterator[str]:
    facts = {
        "project": measured.project,
        "round": measured.round,
        "phase": measured.phase,
        "blind": measured.blind,
        "rows": list(flat_dicts(measured.report)),
    }
    yield json.dumps(facts, ensure_ascii=False, allow_nan=False, indent=1)


def _csv(measured: Measured) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(flat_dicts(measured.report))
    yield out.getvalue().removesuffix("\n")


def _latex(measured: Measured) -> Iterator[str]:
    yield from (f"% {line}" for line in _facts(measured))
    caption = f"Agreement in the round {measured.round}, codebook {measured.version}"
    yield latex_table(measured.report.rows, caption=caption).removesuffix("\n")


def _text(measured: Measured) -> Iterator[str]:
    together = groupby(measured.report.rows, key=lambda row: (row.scope, row.group, row.subject))
    for number, ((scope, group, subject), rows) in enumerate(together):
        found = list(rows)
        place = "" if scope == OVERALL else f", {heading(scope, group)}"
        facts = Facts(
            name=f"{subject}{place}",
            blind=measured.blind,
            codebook_version=measured.version,
            software_version=measured.report.software_version,
            date=f"{now():%Y-%m-%d}",
        )
        unit, value = UNITS.get(found[0].question, ("article", "coding"))
        if number:
            yield ""
        yield paragraph(found[0].variable, [row.agreement for row in found], facts, unit=unit, value=value)
