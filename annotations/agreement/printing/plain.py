"""A report as lines of text: a line for each thing that was compared in a scope, aligned in columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from annotations.agreement.printing.figures import (
    NOTHING,
    coefficient,
    interval_heading,
    limits,
    probability,
    remark,
)
from annotations.agreement.report import Row
from annotations.agreement.result import Agreement

HEADINGS = {
    "overall": "All annotators and outlets",
    "pair": "Pair: {}",
    "annotator": "{} against each of the others",
    "without": "Without {}",
}


def plain_tables(rows: Iterable[Row]) -> Iterator[str]:
    """Yield lines: for each scope a heading and a table, after an empty line; then the remarks by number."""
    notes: dict[str, int] = {}
    for (scope, group), together in groupby(rows, key=lambda row: (row.scope, row.group)):
        yield ""
        yield heading(scope, group)
        yield from _table(list(together), notes)
    if notes:
        yield ""
    yield from (f"[{number}] {note}" for note, number in notes.items())


def heading(scope: str, group: Sequence[str]) -> str:
    """Return what a scope is called in print."""
    return HEADINGS.get(scope, f"{scope.capitalize()}: {{}}").format(" and ".join(group))


def _table(rows: Sequence[Row], notes: dict[str, int]) -> Iterator[str]:
    heading_of_intervals = interval_heading(row.agreement for row in rows)
    head = ("compared", "coefficient", "units", "value", heading_of_intervals, "s. e.")
    missed = any(_miss(row.agreement) for row in rows)
    lines = [(*head, "miss", "") if missed else (*head, "")]
    before = ""
    for row in rows:
        found = row.agreement
        name = "" if row.subject == before else row.subject
        before = row.subject
        error = NOTHING if found.standard_error is None else coefficient(found.standard_error)
        cells = (name, found.title, f"{found.units}", coefficient(found.value), limits(found), error)
        said = remark(found)
        mark = f"[{notes.setdefault(said, len(notes) + 1)}]" if said else ""
        lines.append((*cells, _miss(found), mark) if missed else (*cells, mark))
    yield from aligned(lines)


def _miss(found: Agreement) -> str:
    missed = found.interval.miss if found.interval else None
    return "" if missed is None else probability(missed)


def aligned(lines: Sequence[Sequence[str]], *, words: int = 2) -> Iterator[str]:
    """Yield the lines with their cells in columns: the first ones flush left, numbers flush right.

    The last cell of each line is a remark of any length.
    """
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        *cells, note = line
        padded = [
            cell.ljust(width) if place < words else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=False))
        ]
        yield f"  {'  '.join(padded)}  {note}".rstrip()
