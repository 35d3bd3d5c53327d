"""Files of ratings and spans that were made elsewhere, read as tables: CSV, TSV, and workbooks.

A file is read row by row and never held as a whole. A table of a row per unit leaves only its different rows
behind. In a long one the values of a unit may stand anywhere: a large one is therefore first dealt out by
unit into temporary files, each small enough to be worked on at once.
"""

from __future__ import annotations

import codecs
import csv
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from annotations.reliability.tables.long import LongLayout, long_tally
from annotations.reliability.tables.source import Row, Table, TableOptions, UnusableTable
from annotations.reliability.tables.tally import Tally, together
from annotations.reliability.tables.wide import counts_tally, wide_tally
from exports.sheet_files import is_workbook, sheet_table

DELIMITERS = ",;\t|"
# Long files beyond this many bytes are dealt out into parts of about this size.
PART = 16_000_000
MOST_PARTS = 200
_LONGEST_CELL = 4_000_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Dialect:
    """How a file is written, and which sheet of a workbook counts; whatever is empty is found out."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


def open_table(path: Path, dialect: Dialect | None = None) -> Table:
    """Return the table in a file, which may be a workbook, or raise UnusableTable.

    A byte order mark names the encoding, else it is UTF-8. The delimiter is the one in the line ``sep=``
    that Excel writes, or that of comma, semicolon, tab and bar that the header has most of.
    """
    known = dialect or Dialect()
    if is_workbook(path):
        return sheet_table(path, known.sheet)
    if known.sheet:
        raise UnusableTable([f"{path.name}: this is no workbook, so it has no sheet {known.sheet!r}."])
    encoding = known.encoding or _encoding(path)
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise UnusableTable([f"{encoding!r} is not the name of an encoding."]) from None
    opening = _Opening.of(path, encoding, known.delimiter)
    return Table(path.name, opening.header, opening.rows, comma=opening.delimiter != ",")


def read_tally(path: Path, table: Table, form: str, options: TableOptions, *, part: int = PART) -> Tally:
    """Return the tally of a file in the format long, wide or counts, or raise UnusableTable."""
    if form != "long":
        return wide_tally(table, options) if form == "wide" else counts_tally(table, options)
    parts = min(MOST_PARTS, path.stat().st_size // part + 1)
    if parts == 1:
        return long_tally(table, options)
    column = LongLayout.of(table, options).unit
    with dealt_out(table, column, parts) as tables:
        return together(long_tally(one, options) for one in tables)


@contextmanager
def dealt_out(table: Table, column: int, parts: int) -> Iterator[list[Table]]:
    """Give tables that hold the rows between them, all rows with the same cell in a column in one of them.

    They lie in temporary files, which are gone afterwards. Rows keep their numbers.
    """
    with ExitStack() as stack:
        files = [
            stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", newline=""))
            for _ in range(parts)
        ]
        writers = [csv.writer(file) for file in files]
        for row, cells in table.rows():
            unit = cells[column].strip() if column < len(cells) else ""
            writers[zlib.crc32(unit.encode()) % parts].writerow((row, *cells))
        yield [replace(table, rows=_Part(file)) for file in files]


@dataclass(frozen=True, eq=False)
class _Part:
    """The rows of one temporary file."""

    file: TextIO

    def __call__(self) -> Iterator[Row]:
        self.file.seek(0)
        for cells in csv.reader(self.file):
            yield int(cells[0]), cells[1:]


@dataclass(frozen=True)
class _Opening:
    """What the first lines of a file tell: its header, its delimiter and whether there is a line ``sep=``."""

    path: Path
    encoding: str
    delimiter: str
    hint: bool
    header: tuple[str, ...]

    @classmethod
    def of(cls, path: Path, encoding: str, delimiter: str) -> _Opening:
        with path.open(encoding=encoding, newline="") as file:
            try:
                line = file.readline(_LONGEST_CELL)
                hint = line.lower().startswith("sep=") and len(line.rstrip("\r\n")) == 5
                first = file.readline(_LONGEST_CELL) if hint else line
            except UnicodeError:
                raise _undecodable(path, encoding, 1) from None
        chosen = delimiter or (line[4] if hint else _delimiter(path, first))
        opening = cls(path, encoding, chosen, hint, ())
        header = next(opening._all(), (1, []))[1]
        if len(header) < 2:
            raise UnusableTable([f"{path.name}: the first row has a single column, or no column at all."])
        return replace(opening, header=tuple(cell.strip() for cell in header))

    def rows(self) -> Iterator[Row]:
        """Yield the rows after the header."""
        rows = self._all()
        next(rows, None)
        yield from rows

    def _all(self) -> Iterator[Row]:
        """Yield all rows with their numbers, the header being row 1."""
        # Process-wide, but only ever raised: nobody's cell is cut short by it.
        csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
        row = 0
        with self.path.open(encoding=self.encoding, newline="") as file:
            if self.hint:
                file.readline(_LONGEST_CELL)
            try:
                for row, cells in enumerate(csv.reader(file, delimiter=self.delimiter, strict=True), 1):
                    yield row, cells
            except UnicodeError:
                raise _undecodable(self.path, self.encoding, row + 1) from None
            except csv.Error as problem:
                raise UnusableTable([f"{self.path.name}, row {row + 1}: {problem}."]) from None


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    return next((encoding for mark, encoding in _MARKS if start.startswith(mark)), "utf-8")


def _delimiter(path: Path, header: str) -> str:
    counts = {mark: header.count(mark) for mark in DELIMITERS}
    best = max(counts, key=lambda mark: counts[mark])
    if not counts[best]:
        raise UnusableTable([f"{path.name}: there is no comma, semicolon, tab or bar in the first row."])
    return best


def _undecodable(path: Path, encoding: str, row: int) -> UnusableTable:
    name = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8"}.get(encoding, encoding)
    return UnusableTable(
        [f"{path.name}, near row {row}: this is not {name}. Say which encoding it is with --encoding."]
    )
