"""What a table is to its readers, what they are told about it, and how they say what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from annotations.errors import AnnotationError
from annotations.reliability.data import IntArray

Row = tuple[int, Sequence[str]]
FORMATS = ("long", "wide", "counts", "spans")
# More faults than this are counted and not listed.
LISTED = 20
# Rows are worked on in portions of this many.
CHUNK = 1 << 14
# What programs write where there is no value. "none" and "-" are missing from it: they may be categories.
MISSING_CODES = frozenset(
    ("", "NA", "N/A", "n/a", "#N/A", "<NA>", ".", "NaN", "nan", "NAN", "NULL", "null", "None")
)


class UnusableTable(AnnotationError):
    """A table that cannot be measured as it is; ``lines`` holds a sentence for each fault."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


@dataclass(frozen=True)
class Table:
    """A named table: its header and its rows with their numbers, the header being row 1.

    ``rows`` begins anew with each call. ``comma`` says that numbers may be written with a decimal comma.
    """

    name: str
    header: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]
    comma: bool = False


def of_rows(table: Table, wanted: Mapping[str, str]) -> Table:
    """Return the rows that have these cells, by the names of their columns; rows keep their numbers.

    Rows with too many or too few cells stay, so that their fault is told. UnusableTable: no such column.
    """
    missing = next((name for name in wanted if name not in table.header), None)
    if missing is not None:
        shown = ", ".join(one for one in table.header if one)
        raise UnusableTable([f"{table.name}: there is no column {missing!r}. There are: {shown}."])
    places = [(table.header.index(name), cell) for name, cell in wanted.items()]
    width = len(table.header)

    def rows() -> Iterator[Row]:
        for row, cells in table.rows():
            if len(cells) != width or all(cells[place].strip() == cell for place, cell in places):
                yield row, cells

    return replace(table, rows=rows)


@dataclass(frozen=True)
class TableOptions:
    """What a person says about a table; an empty column name means the usual names are looked for.

    ``categories`` are all that could have been chosen, in their order. ``missing`` are codes for no value
    beside the usual ones. ``annotators`` are the columns (wide) or names (long) that count, all if empty.
    ``by`` splits the units into groups, ``cluster`` names what they were drawn in, ``time`` tells which of
    two values of one annotator on one unit is the later.
    """

    level: str = ""
    categories: tuple[str, ...] = ()
    missing: frozenset[str] = frozenset()
    annotators: tuple[str, ...] = ()
    unit: str = ""
    annotator: str = ""
    value: str = ""
    time: str = ""
    by: str = ""
    cluster: str = ""

    @property
    def no_value(self) -> frozenset[str]:
        """All codes that stand for no value."""
        return MISSING_CODES | self.missing


@dataclass(frozen=True, eq=False)
class Chunk:
    """Some rows of a table: their numbers in ascending order and their cells, as many as the header has."""

    numbers: IntArray
    cells: Sequence[Sequence[str]]

    def column(self, place: int) -> Sequence[str]:
        """Return the cells of one column."""
        return [cells[place] for cells in self.cells]


class Faults:
    """Collects what is wrong with the rows of a table, to be told all at once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._lines: dict[str, int] = {}
        self._more = 0

    def add(self, row: int, reason: str) -> None:
        """Note a fault of a row; the same sentence twice is one."""
        line = f"{self.name}, row {row}: {reason}"
        if len(self._lines) < LISTED:
            self._lines.setdefault(line, row)
        elif line not in self._lines:
            self._more += 1

    def refuse_any(self) -> None:
        """Raise UnusableTable if there was a fault; lines in the order of their rows."""
        if self._lines:
            lines = sorted(self._lines, key=lambda line: self._lines[line])
            raise UnusableTable([*lines, *([f"... and {self._more} more rows"] if self._more else [])])


def whole_rows(table: Table, faults: Faults) -> Iterator[Row]:
    """Yield the rows that have a cell for each column; blank ones are passed over."""
    width = len(table.header)
    for row, cells in table.rows():
        if len(cells) == width:
            yield row, cells
        elif any(cell.strip() for cell in cells):
            faults.add(row, f"{len(cells)} cells, but the header has {width}")


def chunks(table: Table, faults: Faults) -> Iterator[Chunk]:
    """Yield the same rows, many at once."""
    rows = whole_rows(table, faults)
    while some := list(islice(rows, CHUNK)):
        yield Chunk(np.array([row for row, _ in some], dtype=np.int64), [cells for _, cells in some])
