"""The report as a flat table: one tuple per row, for JSON, CSV and the terminal alike."""

from __future__ import annotations

from collections.abc import Iterator

from annotations.agreement.report import Report, Row
from annotations.agreement.result import category_name

Cell = str | int | float | None

# The columns of a flat report in their order. Numbers stay numbers; None is an empty cell.
COLUMNS = (
    "scope",
    "outlet",
    "annotator_1",
    "annotator_2",
    "variable",
    "label",
    "question",
    "coefficient",
    "variant",
    "level",
    "value",
    "reason",
    "low",
    "high",
    "interval_reason",
    "interval_method",
    "confidence",
    "replicates",
    "undefined_replicates",
    "seed",
    "standard_error",
    "units",
    "articles",
    "annotators",
    "values",
    "prevalence",
    "dropped",
    "codebook_version",
    "software_version",
)


def flat_rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    """Yield a tuple in the order of COLUMNS for every row of the report."""
    for row in report.rows:
        yield (*_place(row), *_result(row), *_interval(row), *_basis(row), *_versions(report))


def flat_dicts(report: Report) -> Iterator[dict[str, Cell]]:
    """Yield the same rows with the names of their columns."""
    for row in flat_rows(report):
        yield dict(zip(COLUMNS, row, strict=True))


def _place(row: Row) -> tuple[Cell, ...]:
    outlet = row.group[0] if len(row.group) == 1 else None
    pair = row.group if len(row.group) == 2 else (None, None)
    return row.scope, outlet, *pair, row.variable, row.label, row.question


def _result(row: Row) -> tuple[Cell, ...]:
    found = row.agreement
    return found.coefficient, found.variant, found.level, found.value, found.reason


def _interval(row: Row) -> tuple[Cell, ...]:
    found = row.agreement.interval
    if found is None:
        return (None,) * 9
    return (
        found.low,
        found.high,
        found.reason,
        found.method,
        found.confidence,
        found.replicates,
        found.undefined,
        found.seed,
        row.agreement.standard_error,
    )


def _basis(row: Row) -> tuple[Cell, ...]:
    found = row.agreement
    shares = "; ".join(f"{category_name(category)}: {share:.4f}" for category, share in found.prevalence)
    dropped = "; ".join(f"{one.reason}: {one.count}" for one in row.dropped)
    return found.units, found.clusters, found.annotators, found.values, shares, dropped


def _versions(report: Report) -> tuple[Cell, ...]:
    return report.codebook_version, report.software_version
