"""Workbooks (.xlsx) from elsewhere, read as tables of text: one sheet, its first row names the columns.

A workbook is a ZIP of XML. Before any of it is parsed it is made sure that it unpacks to a bearable size and
that no part brings a document type along, by which XML can blow up or reach for other files.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any
from zipfile import ZipFile

from annotations.reliability.tables.source import Faults, Table, UnusableTable
from exports.damaged import DAMAGED_ZIP

MOST_PARTS = 2_000
MOST_UNPACKED = 128 << 20
# Sheets pack to a twentieth; what packs to less than a two-hundredth is made to fill a memory.
MOST_RATIO, SMALL = 200, 1 << 20
MOST_ROWS, MOST_CELLS, MOST_COLUMNS = 1_048_576, 5_000_000, 16_384
_STEP = 1 << 20
_SIGNS = {
    b"PK\x03\x04": "",
    b"\xd0\xcf\x11\xe0": "an old or a locked Excel file; save it as .xlsx without a password, or as CSV",
}
_FORBIDDEN = re.compile(b"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<", b"\0\0")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_BROKEN = ("#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
# What openpyxl raises over a file that is not as it should be; ParseError is a SyntaxError.
_DAMAGED = (
    *DAMAGED_ZIP,
    *(KeyError, TypeError, AttributeError, IndexError, OverflowError, SyntaxError),
)


def is_workbook(path: Path) -> bool:
    """Say whether a file is a workbook by its first bytes, or raise UnusableTable for an old one."""
    with path.open("rb") as file:
        start = file.read(4)
    if reason := _SIGNS.get(start):
        raise UnusableTable([f"{path.name}: this is {reason}."])
    return start in _SIGNS


def sheet_table(path: Path, sheet: str = "") -> Table:
    """Return the sheet of that name, else the first that is not empty, or raise UnusableTable."""
    _refuse_traps(path)
    try:
        # The file is ours to close: openpyxl leaves it open when it fails over what is in it.
        with path.open("rb") as file:
            name, rows = _chosen(file, path.name, sheet)
    except UnusableTable:
        raise
    except _DAMAGED as problem:
        raise UnusableTable([f"{path.name}: this workbook cannot be read: {str(problem)[:200]}."]) from None
    called = f"{path.name}, sheet {name}"
    faults = Faults(called)
    header = tuple(_text(cell, 1, faults).strip() for cell in rows[0]) if rows else ()
    if len([cell for cell in header if cell]) < 2:
        raise UnusableTable([f"{called}: the first row has a single column, or no column at all."])
    width = max(place for place, cell in enumerate(header, 1) if cell)
    told = [
        (number, _cells(row, width, number, faults))
        for number, row in enumerate(rows[1:], 2)
        if any(cell is not None for cell in row)
    ]
    faults.refuse_any()
    return Table(called, header[:width], lambda: iter(told))


def _refuse_traps(path: Path) -> None:
    name = path.name
    try:
        with ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise UnusableTable([f"{name}: it holds {len(parts):,} parts; a workbook has few."])
            whole = sum(part.file_size for part in parts)
            if whole > MOST_UNPACKED or whole > max(SMALL, MOST_RATIO * path.stat().st_size):
                raise UnusableTable([f"{name}: unpacked, it is too large to be read. Save it as CSV."])
            if any(part.flag_bits & 1 for part in parts):
                raise UnusableTable([f"{name}: it is locked by a password. Save it without one."])
            if "xl/workbook.xml" not in archive.namelist():
                raise UnusableTable([f"{name}: this is a ZIP, but no workbook."])
            for part in parts:
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    _refuse_document_type(archive, part.filename, name)
    except UnusableTable:
        raise
    except DAMAGED_ZIP as problem:
        raise UnusableTable([f"{name}: this is not a whole workbook: {problem}."]) from None


def _refuse_document_type(archive: ZipFile, part: str, name: str) -> None:
    """Refuse XML in two bytes a character as well: nobody writes it, and a search for words misses them."""
    tail = b""
    with archive.open(part) as file:
        while piece := file.read(_STEP):
            if not tail and piece.startswith(_WIDE):
                raise UnusableTable([f"{name}: {part} is not in UTF-8."])
            if _FORBIDDEN.search(tail + piece):
                raise UnusableTable([f"{name}: {part} brings a document type (DOCTYPE) along."])
            tail = piece[-16:]


def _chosen(file: IO[bytes], called: str, wanted: str) -> tuple[str, list[tuple[Any, ...]]]:
    """Return the name and the rows of the sheet; what stands in a cell with a formula is its last result."""
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    try:
        names = [sheet.title for sheet in book.worksheets]
        if wanted and wanted not in names:
            raise UnusableTable([f"{called}: there is no sheet {wanted!r}. There are: {', '.join(names)}."])
        for sheet in book.worksheets:
            if wanted in ("", sheet.title):
                sheet.reset_dimensions()
                rows = list(_capped(sheet.iter_rows(values_only=True), called))
                if rows or wanted:
                    return sheet.title, rows
    finally:
        book.close()
    raise UnusableTable([f"{called}: no sheet holds anything."])


def _capped(rows: Iterator[tuple[Any, ...]], name: str) -> Iterator[tuple[Any, ...]]:
    cells = 0
    for number, row in enumerate(rows, 1):
        cells += len(row)
        if number > MOST_ROWS or cells > MOST_CELLS or len(row) > MOST_COLUMNS:
            raise UnusableTable([f"{name}: it holds more cells than are read at once. Save it as CSV."])
        yield row


def _cells(row: Sequence[Any], width: int, number: int, faults: Faults) -> list[str]:
    """Return as many cells as the header has; a row may be shorter, since empty cells are not written."""
    texts = [_text(cell, number, faults) for cell in row]
    if any(texts[width:]):
        faults.add(number, f"something stands to the right of the {width} columns that have a name")
    return texts[:width] + [""] * (width - len(texts))


def _text(cell: Any, number: int, faults: Faults) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell)
        if text in _BROKEN:
            faults.add(number, f"a formula came to {text}")
        if "\0" in text:
            faults.add(number, "a cell holds the character NUL")
        return text
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        if not math.isfinite(cell):
            faults.add(number, f"{cell!r} is no number")
            return ""
        return str(int(cell)) if cell == int(cell) and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, datetime.date | datetime.time) else str(cell)
