"""Each annotator against the others: the mean of what he or she has in common with each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from annotations.agreement.report.reported import ANNOTATOR, PAIR, Row
from annotations.agreement.report.tasks import FEW_IN_COMMON, TOO_FEW


def against_others(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield a row for every annotator and coefficient, given the rows of all pairs.

    The value is the mean over the pairs, each weighted by the units in common. Pairs with fewer than ten
    articles in common, and those without a value, are left out and counted in the note.
    """
    pairs = [row for row in rows if row.scope == PAIR]
    together: dict[tuple[str, str, str, str, str], list[Row]] = {}
    for row in pairs:
        for annotator in row.group:
            key = (annotator, row.question, row.variable, row.label, row.agreement.title)
            together.setdefault(key, []).append(row)
    for (annotator, *_), same in sorted(together.items(), key=lambda one: one[0][0]):
        yield _mean(annotator, same)


def _mean(annotator: str, rows: Sequence[Row]) -> Row:
    used = [
        row for row in rows if row.agreement.value is not None and row.agreement.clusters >= FEW_IN_COMMON
    ]
    units = sum(row.agreement.units for row in used)
    value = sum((row.agreement.value or 0.0) * row.agreement.units for row in used) / units if units else None
    left = len(rows) - len(used)
    note = f"mean over {len(used)} of {len(rows)} pairs, weighted by units" + (
        f"; {left} with fewer than {FEW_IN_COMMON} articles in common or without a value" if left else ""
    )
    found = replace(
        rows[0].agreement,
        value=value,
        reason="" if units else f"{TOO_FEW}: no pair has {FEW_IN_COMMON} articles in common and a value",
        standard_error=None,
        interval=None,
        units=units,
        annotators=len(used) + 1 if used else 0,
        values=sum(row.agreement.values for row in used),
        clusters=max((row.agreement.clusters for row in used), default=0),
        prevalence=(),
        dropped=(),
        observed=None,
        expected=None,
        note=note,
    )
    return replace(rows[0], scope=ANNOTATOR, group=(annotator,), agreement=found)
