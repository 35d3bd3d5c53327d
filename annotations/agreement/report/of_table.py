"""The agreement report of a table that was made elsewhere: one variable, all units and each group of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from annotations.agreement.coefficients import FAMILY
from annotations.agreement.intervals import Plan
from annotations.agreement.measure import measure
from annotations.agreement.report.choice import chosen_titles
from annotations.agreement.report.reported import OVERALL, Report, Row
from annotations.agreement.result import Agreement
from annotations.reliability.data import Dropped, ReliabilityData
from annotations.reliability.tables.reading import TableData
from annotations.reliability.tables.tally import added

NAMELESS = "the table does not say which annotator gave which value"


def table_report(
    table: TableData, plan: Plan, coefficients: tuple[str, ...] = (), *, software_version: str = ""
) -> Report:
    """Measure a table: the usual coefficients of its level, and those that are named.

    ``coefficients`` are words of titles, as for a project's report. A group is a scope by the name of its
    column.
    """
    data = table.data
    titles = chosen_titles(data.level, len(data.annotators), coefficients)
    scopes = [(OVERALL, "", data), *((table.by, name, part) for name, part in table.groups())]
    rows = [
        Row(scope, (name,) if name else (), data.variable, "", "value", found)
        for scope, name, part in scopes
        for found in _measured(
            part, titles, plan, nameless=table.nameless, more=table.dropped if not name else ()
        )
    ]
    return Report(
        codebook="",
        codebook_version="",
        judged_by=(),
        articles=len(set(data.clusters)),
        annotators=() if table.nameless else data.annotators,
        outlets=tuple(name for name, _ in table.groups()),
        annotations=int(data.row_sizes @ data.values_per_unit),
        dropped=table.dropped,
        skipped=(),
        plan=plan,
        software_version=software_version,
        rows=tuple(rows),
    )


def _measured(
    data: ReliabilityData,
    titles: tuple[str, ...],
    plan: Plan,
    *,
    nameless: bool,
    more: tuple[Dropped, ...],
) -> Iterator[Agreement]:
    chosen = tuple(FAMILY[title] for title in titles)
    dropped = added(*more, *data.dropped)
    for coefficient, found in zip(chosen, measure(data, chosen, plan), strict=True):
        if nameless and coefficient.ordered:
            found = replace(
                found,
                value=None,
                reason=NAMELESS,
                standard_error=None,
                interval=None,
                observed=None,
                expected=None,
                note="",
            )
        yield replace(found, dropped=dropped)
