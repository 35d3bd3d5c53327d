"""Rows to CSV: checked, in RFC 4180 form, a few hundred rows at a time.

Lines end in CR LF as RFC 4180 says; a cell that holds a comma, a quote, CR or LF is quoted, so that line
ends inside cells survive as they are. An empty cell means missing. The cells are made in `cells.py`, a
column at a time, and joined here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO, TypeVar

from exports.cells import to_cells
from exports.columns import Column, Table
from exports.errors import Unwritable

FLAVOURS = ("verbatim", "spreadsheet")
LINE_END = "\r\n"
# As many rows as the caches of a processor hold: more at once are slower, not faster.
CHUNK = 500

Row = Sequence[Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Form:
    """How tables are written: as they are or safe for spreadsheets, with a byte order mark or without."""

    flavour: str = "verbatim"
    bom: bool = False

    def __post_init__(self) -> None:
        if self.flavour not in FLAVOURS:
            raise ValueError(f"{self.flavour!r} is not a flavour; there are {' and '.join(FLAVOURS)}.")

    @property
    def start(self) -> str:
        """What stands before the header."""
        return "\ufeff" if self.bom else ""


class Sheet:
    """Turns rows of declared columns into checked pieces of CSV and counts them for its messages."""

    def __init__(self, name: str, columns: Sequence[Column], form: Form) -> None:
        self.name = name
        self.columns = columns
        self._spreadsheet = form.flavour == "spreadsheet"
        self._written = 0

    def header(self) -> str:
        """Return the line of column names."""
        return ",".join(column.name for column in self.columns) + LINE_END

    def lines(self, rows: Sequence[Row]) -> str:
        """Return the rows as CSV lines."""
        return LINE_END.join([*self.fragments(rows), ""])

    def fragments(self, rows: Sequence[Row]) -> list[str]:
        """Return each row as CSV without a line end, to be joined with other fragments."""
        width = len(self.columns)
        if set(map(len, rows)) - {width}:
            place = next(i for i, row in enumerate(rows) if len(row) != width)
            raise Unwritable(f"{self._row(place)} has {len(rows[place])} values for {width} columns.")
        return self.fragments_of(list(zip(*rows, strict=True)))

    def fragments_of(self, columns: Sequence[Sequence[Any]], *behind: Sequence[str]) -> list[str]:
        """Return each row as CSV without a line end, given the values of each column.

        What is ``behind`` are more columns, which are CSV already.
        """
        cells = [*map(self._cells, self.columns, columns), *behind]
        if len(cells) == 1:
            # An empty line would be no row at all to most programs.
            cells = [[cell or '""' for cell in cells[0]]]
        fragments = list(map(",".join, zip(*cells, strict=True)))
        self._written += len(fragments)
        return fragments

    def _cells(self, column: Column, values: Sequence[Any]) -> Sequence[str]:
        try:
            return to_cells(column, values, spreadsheet=self._spreadsheet)
        except Unwritable as problem:
            message, place = problem.args
            raise Unwritable(f"{self._row(place)}, column {column.name}: {message}.") from problem

    def _row(self, place: int) -> str:
        return f"{self.name}, row {self._written + place + 1}"


def write_table(
    out: BinaryIO,
    columns: Sequence[Column],
    rows: Iterable[Row],
    *,
    flavour: str = "verbatim",
    bom: bool = False,
    name: str = "table",
) -> int:
    """Write rows as one CSV file and return how many there were."""
    count = 0
    for text, rows_in_it in table_pieces(Table(name, "one row", tuple(columns)), rows, Form(flavour, bom)):
        out.write(text.encode())
        count += rows_in_it
    return count


def table_pieces(table: Table, rows: Iterable[Row], form: Form) -> Iterator[tuple[str, int]]:
    """Yield a table as pieces of CSV with the number of rows in each."""
    sheet = Sheet(table.name, table.columns, form)
    yield form.start + sheet.header(), 0
    for chunk in chunks(rows):
        yield sheet.lines(chunk), len(chunk)


def chunks(things: Iterable[T]) -> Iterator[list[T]]:
    """Yield the things in lists of a few hundred."""
    iterator = iter(things)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
