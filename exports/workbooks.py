"""Workbooks (.xlsx) written from front to back: every text is a text, so that nothing turns into a date.

A sheet is written row by row, so that a large one needs little memory, and the same rows give the same
bytes. Texts stand in their cells and not in a list of their own: a formula or a number in a text stays what
it is. ECMA-376, Office Open XML, part 1, chapter 18.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

from exports.columns import Table
from exports.errors import Unwritable
from exports.tables import chunks
from exports.zipped import Zipped

MOST_ROWS, MOST_COLUMNS, LONGEST_TEXT = 1_048_576, 16_384, 32_767
# What XML cannot hold, and what looks like the way in which workbooks write it: _x0007_.
_UNSAYABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31
_EXACT = 2**53
_SHORT = 100

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml."


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, the names of its columns and its rows of texts, numbers, truth values and None."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]


def write_workbook(out: BinaryIO, sheets: Iterable[Sheet]) -> None:
    """Write the sheets as one workbook, or raise Unwritable; sheets get names that a workbook can hold."""
    names: list[str] = []
    with Zipped(out) as files:
        for number, sheet in enumerate(sheets, 1):
            names.append(_name(sheet.name, names))
            described = Table(f"xl/worksheets/sheet{number}.xml", "one row", ())
            files.add_table(described, _pieces(sheet))
        if not names:
            raise Unwritable("A workbook needs a sheet.")
        for path, text in _around(names):
            files.add(path, (_HEAD + text).encode())


def _pieces(sheet: Sheet) -> Iterator[tuple[str, int]]:
    """Yield the XML of a sheet in pieces with the number of rows in each."""
    if len(sheet.header) > MOST_COLUMNS:
        raise Unwritable(f"{sheet.name} has more than the {MOST_COLUMNS:,} columns that a sheet holds.")
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    view = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    header = _row(sheet, 1, sheet.header)
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}">{view}<sheetData>{header}', 0
    written = 1
    for rows in chunks(sheet.rows):
        if written + len(rows) > MOST_ROWS:
            raise Unwritable(f"{sheet.name} has more than the {MOST_ROWS - 1:,} rows that a sheet holds.")
        yield "".join(_row(sheet, written + place, row) for place, row in enumerate(rows, 1)), len(rows)
        written += len(rows)
    yield "</sheetData></worksheet>", 0


def _row(sheet: Sheet, number: int, values: Sequence[Any]) -> str:
    """Return one row; the header is row 1. Empty cells are left out, so the others say where they stand."""
    cells = []
    for place, value in enumerate(values):
        if value is None or value == "":
            continue
        try:
            cells.append(f'<c r="{_letters(place)}{number}"{_content(value)}</c>')
        except Unwritable as problem:
            raise Unwritable(f"{sheet.name}, row {number}, column {sheet.header[place]}: {problem}") from None
    return f'<row r="{number}">{"".join(cells)}</row>'


def _content(value: object) -> str:
    """Return what follows the place of a cell: its type and its value."""
    if isinstance(value, str):
        # Most texts of a table are said again and again.
        return _known_text(value) if len(value) < _SHORT else _told_text(value)
    if isinstance(value, bool):
        return f' t="b"><v>{int(value)}</v>'
    if not isinstance(value, int | float):
        raise Unwritable(f"A cell holds no {type(value).__name__}.")
    if not math.isfinite(value):
        raise Unwritable(f"{value!r} is no number.")
    # A whole number beyond this would be rounded.
    rounded = isinstance(value, int) and abs(value) > _EXACT
    return _told_text(repr(value)) if rounded else f"><v>{value!r}</v>"


def _told_text(value: str) -> str:
    if len(value) > LONGEST_TEXT // 2 and len(value.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST_TEXT:
        raise Unwritable(f"a text has more than the {LONGEST_TEXT:,} characters that a cell holds.")
    told = _UNSAYABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", value)
    try:
        told.encode()
    except UnicodeEncodeError:
        raise Unwritable("a text holds half a character (an unpaired surrogate).") from None
    return f' t="inlineStr"><is><t xml:space="preserve">{escape(told)}</t></is>'


_known_text = lru_cache(maxsize=1 << 14)(_told_text)


@lru_cache(maxsize=MOST_COLUMNS)
def _letters(place: int) -> str:
    name = ""
    place += 1
    while place:
        place, last = divmod(place - 1, 26)
        name = chr(ord("A") + last) + name
    return name


def _name(wanted: str, taken: Sequence[str]) -> str:
    """Return a name for a sheet that no other one has, whatever its case."""
    plain = _FORBIDDEN.sub("_", _UNSAYABLE.sub("_", wanted)).strip() or "sheet"
    used = {one.casefold() for one in taken} | {"history"}
    name, number = plain[:_LONGEST_NAME], 1
    while name.casefold() in used:
        number += 1
        ending = f" ({number})"
        name = plain[: _LONGEST_NAME - len(ending)] + ending
    return name


def _around(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what a workbook holds beside its sheets."""
    numbers = range(1, len(names) + 1)
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{one}.xml" ContentType="{_KIND}worksheet+xml"/>'
        for one in numbers
    )
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}sheet.main+xml"/>'
    )
    yield "[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{defaults}{parts}</Types>'
    link = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    yield "_rels/.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{link}</Relationships>'
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{one}" r:id="rId{one}"/>'
        for one, name in zip(numbers, names, strict=True)
    )
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
    yield "xl/workbook.xml", book
    links = "".join(
        f'<Relationship Id="rId{one}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{one}.xml"/>'
        for one in numbers
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
    )
