"""Workbooks of ratings: what stands in the cells comes in as text; what would do harm is refused."""

import datetime
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from annotations.reliability.tables.source import UnusableTable
from exports.reliability_file import Dialect, open_table
from exports.workbooks import Sheet, write_workbook

HEADER = ("unit", "Ann", "Ben")


def book(folder: Path, *rows: tuple[object, ...], name: str = "Ratings") -> Path:
    path = folder / "t.xlsx"
    made = openpyxl.Workbook()
    made.active.title = "Cover"
    sheet = made.create_sheet(name)
    for row in rows:
        sheet.append(row)
    made.save(path)
    return path


def rewritten(path: Path, part: str, change) -> Path:
    """Change the bytes of one part of a workbook; a new part is added."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts.get(part, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw)
    return path


def test_cells_come_in_as_text_with_the_numbers_of_their_rows(tmp_path):
    when = datetime.datetime(2026, 3, 1, 8, 30)  # a workbook knows no time zone
    path = book(
        tmp_path, HEADER, ("00123", 1, 2.5), (), ("b", True, None), ("c", "#N/A", when), (1e3, when.date())
    )
    table = open_table(path)
    assert (table.name, table.header) == ("t.xlsx, sheet Ratings", HEADER)
    assert list(table.rows()) == [
        (2, ["00123", "1", "2.5"]),
        (4, ["b", "TRUE", ""]),
        (5, ["c", "#N/A", "2026-03-01T08:30:00"]),
        (6, ["1000", "2026-03-01", ""]),
    ]
    assert list(table.rows()) == list(table.rows())


def test_our_own_workbooks_are_read_as_they_were_written(tmp_path):
    rows = [("=1+1", "a\r\nb\x07", "_x0041_"), ("00123", "1-2", None)]
    with (tmp_path / "t.xlsx").open("wb") as out:
        write_workbook(out, [Sheet("one", HEADER, rows)])
    assert [cells for _, cells in open_table(tmp_path / "t.xlsx").rows()] == [
        [cell or "" for cell in row] for row in rows
    ]


def test_a_sheet_can_be_named(tmp_path):
    path = book(tmp_path, HEADER, ("1", "a", "b"))
    assert open_table(path, Dialect(sheet="Ratings")).header == HEADER
    with pytest.raises(UnusableTable, match=r"no sheet 'Other'\. There are: Cover, Ratings"):
        open_table(path, Dialect(sheet="Other"))
    with pytest.raises(UnusableTable, match="sheet Cover: the first row has a single column"):
        open_table(path, Dialect(sheet="Cover"))
    plain = tmp_path / "t.csv"
    plain.write_text("unit,a\n1,2\n")
    with pytest.raises(UnusableTable, match=r"t\.csv: this is no workbook"):
        open_table(plain, Dialect(sheet="Cover"))


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([HEADER, ("1", "a", "#DIV/0!")], "t.xlsx, sheet Ratings, row 2: a formula came to #DIV/0!"),
        ([HEADER, ("1", "a", "b", "c")], "row 2: something stands to the right of the 3 columns"),
        ([HEADER, ("1", "a", "b_x0000_")], "row 2: a cell holds the character NUL"),
        ([("unit",), ("1",)], "the first row has a single column"),
        ([], "no sheet holds anything"),
    ],
)
def test_what_cannot_be_measured_is_told_with_its_row(tmp_path, rows, reason):
    with pytest.raises(UnusableTable) as refused:
        open_table(book(tmp_path, *rows))
    assert reason in str(refused.value)


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb">]><a>&b;</a>'
SHEET = "xl/worksheets/sheet2.xml"


@pytest.mark.parametrize(
    ("part", "change", "reason"),
    [
        ("xl/workbook.xml", lambda raw: BOMB, "brings a document type"),
        (SHEET, lambda raw: b" " * 1_048_570 + BOMB, "brings a document type"),
        (SHEET, lambda raw: BOMB.decode().encode("utf-16"), "is not in UTF-8"),
        (SHEET, lambda raw: raw[: len(raw) // 2], "cannot be read"),
        (SHEET, lambda raw: raw.replace(b'r="2"', b'r="999999999"'), "more cells than are read at once"),
        (SHEET, lambda raw: raw.replace(b"<v>1</v>", b"<v>1e999</v>"), "row 2: inf is no number"),
        (SHEET, lambda raw: raw.replace(b"<v>1</v>", b"<v>" + b"9" * 9_999 + b"</v>"), "cannot be read"),
        ("xl/media/zeros.bin", lambda raw: bytes(40_000_000), "too large to be read"),
        ("xl/_rels/workbook.xml.rels", lambda raw: b"<a/>", "cannot be read"),
    ],
)
def test_traps_are_refused(tmp_path, part, change, reason):
    path = rewritten(book(tmp_path, HEADER, (1, "a", "b")), part, change)
    with pytest.raises(UnusableTable) as refused:
        open_table(path)
    assert reason in str(refused.value)


def test_what_only_looks_like_a_workbook_is_refused(tmp_path):
    path = tmp_path / "t.xlsx"
    for raw, reason in {
        b"PK\x03\x04 and nothing": "not a whole workbook",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old or a locked Excel file",
    }.items():
        path.write_bytes(raw)
        with pytest.raises(UnusableTable, match=reason):
            open_table(path)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    path.write_bytes(out.getvalue())
    with pytest.raises(UnusableTable, match="a ZIP, but no workbook"):
        open_table(path)
