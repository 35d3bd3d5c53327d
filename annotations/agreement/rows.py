"""The report as a flat table: one tuple per row, for JSON, CSV and the terminal alike."""

from __future__ import annotations

from collections.abc import Iterator

from annotations.agreement.report import (
    ANNOTATOR,
    EVENT,
    OUTLET,
    PAIR,
    VERSION,
    WEEK,
    WITHOUT,
    Report,
    Row,
)
from annotations.agreement.result import Agreement, category_name

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
    "event",
    "week",
    "version",
    "interval_scale",
    "pieces",
    "piece",
    "population",
    "minimum",
    "miss",
    "observed",
    "expected",
    "note",
)
# Where the name of a group is written; the annotators of a pair have two columns.
_GROUP_COLUMNS = {
    OUTLET: "outlet",
    EVENT: "event",
    WEEK: "week",
    VERSION: "version",
    PAIR: "annotator",
    ANNOTATOR: "annotator",
    WITHOUT: "annotator",
}


def flat_rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    """Yield a tuple in the order of COLUMNS for every row of the report."""
    for row in flat_dicts(report):
        yield tuple(row.values())


def flat_dicts(report: Report) -> Iterator[dict[str, Cell]]:
    """Yield the same rows with the names of their columns."""
    versions = {"codebook_version": report.codebook_version, "software_version": report.software_version}
    for row in report.rows:
        told = _place(row) | _result(row.agreement) | _interval(row.agreement) | _basis(row) | versions
        yield {name: told.get(name) for name in COLUMNS}


def _place(row: Row) -> dict[str, Cell]:
    column = _GROUP_COLUMNS.get(row.scope, "")
    names = [f"{column}_1", f"{column}_2"] if column == "annotator" else [column]
    named: dict[str, Cell] = dict(zip(names, row.group, strict=False))
    return named | {
        "scope": row.scope,
        "variable": row.variable,
        "label": row.label,
        "question": row.question,
    }


def _result(found: Agreement) -> dict[str, Cell]:
    return {
        "coefficient": found.coefficient,
        "variant": found.variant,
        "level": found.level,
        "value": found.value,
        "reason": found.reason,
        "observed": found.observed,
        "expected": found.expected,
        "note": found.note,
    }


def _interval(found: Agreement) -> dict[str, Cell]:
    between = found.interval
    if between is None:
        return {"standard_error": found.standard_error}
    return {
        "low": between.low,
        "high": between.high,
        "interval_reason": between.reason,
        "interval_method": between.method,
        "confidence": between.confidence,
        "replicates": between.replicates or None,
        "undefined_replicates": between.undefined,
        "seed": between.seed if between.replicates else None,
        "standard_error": found.standard_error,
        "interval_scale": between.scale,
        "pieces": between.clusters,
        "piece": between.kind,
        "population": between.population,
        "minimum": between.minimum,
        "miss": between.miss,
    }


def _basis(row: Row) -> dict[str, Cell]:
    found = row.agreement
    shares = "; ".join(f"{category_name(category)}: {share:.4f}" for category, share in found.prevalence)
    return {
        "units": found.units,
        "articles": found.clusters,
        "annotators": found.annotators,
        "values": found.values,
        "prevalence": shares,
        "dropped": "; ".join(f"{one.reason}: {one.count}" for one in row.dropped),
    }
