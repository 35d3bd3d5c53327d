"""The agreement report of a table that was made elsewhere: one variable, all units and each group of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from annotations.agreement.coefficients import FAMILY
from annotations.agreement.intervals import Plan
from annotations.agreement.measure import measure
from annotations.agreement.report.choice import chosen_titles
from annotations.agreement.report.reported import OVERALL, Report, Row, stamped
from annotations.agreement.result import Agreement
from annotations.reliability.data import ReliabilityData
from annotations.reliability.tables.reading import TableData
from annotations.reliability.tables.tally import added

NAMELESS = "it has to know which annotator gave which value"


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
        for found in _measured(table, part, titles, plan)
    ]
    return Report(
        codebook="",
        codebook_version="",
        judged_by=(),
        articles=len(set(data.clusters)),
        annotators=table.tally.crowd if table.nameless else data.annotators,
        outlets=tuple(name for name, _ in table.groups()),
        annotations=int(data.row_sizes @ data.values_per_unit),
        dropped=table.dropped,
        skipped=(),
        plan=plan,
        software_version=software_version,
        rows=stamped(rows, software_version),
    )


def _measured(
    table: TableData, part: ReliabilityData, titles: tuple[str, ...], plan: Plan
) -> Iterator[Agreement]:
    """Yield the coefficients of the whole table or of a group of its units."""
    chosen = tuple(FAMILY[title] for title in titles)
    whole = part is table.data
    dropped = added(*(table.dropped if whole else ()), *part.dropped)
    people = len(table.tally.crowd) if whole else 0
    for coefficient, found in zip(chosen, measure(part, chosen, plan), strict=True):
        told = _unknown(found) if table.nameless and coefficient.ordered else found
        yield replace(told, dropped=dropped, annotators=people or found.annotators)


def _unknown(found: Agreement) -> Agreement:
    return replace(
        found,
        value=None,
        reason=NAMELESS,
        standard_error=None,
        interval=None,
        observed=None,
        expected=None,
        note="",
    )
