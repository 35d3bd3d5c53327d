"""Tables as Parquet, Arrow and workbook say what the CSV says, cell by cell."""

import csv
import io
import zipfile
from dataclasses import replace

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.columns import Column
from exports.containers import write_tables
from exports.errors import ExportError, Unwritable
from exports.listed import all_tables, pieces
from exports.tables import Form
from exports.values import from_cell
from exports.workbooks import LONGEST_TEXT, Sheet, write_workbook
from tests.exports.small_bundle import bundle

BUNDLE = bundle()


def expected(name: str) -> list[dict[str, object]]:
    """Return the rows of a table of the CSV bundle, with their values."""
    columns = next(table for table in all_tables(BUNDLE) if table.name == name).columns
    text = "".join(piece for piece, _ in pieces(BUNDLE, name, Form()))
    return [
        {column.name: _value(column, cell) for column, cell in zip(columns, row, strict=True)}
        for row in list(csv.reader(io.StringIO(text, newline="")))[1:]
    ]


def _value(column: Column, cell: str) -> object:
    return from_cell(column.type, cell) if column.type != "json" else cell or None


@pytest.mark.parametrize("container", ["parquet", "arrow"])
def test_every_table_is_the_same_in_a_container(container):
    out = io.BytesIO()
    write_tables(out, BUNDLE, container)
    with zipfile.ZipFile(out) as archive:
        names = {table.name.removesuffix(".csv") for table in all_tables(BUNDLE)}
        assert set(archive.namelist()) == {"README.txt", *(f"{name}.{container}" for name in names)}
        for table in all_tables(BUNDLE):
            raw = io.BytesIO(archive.read(table.name.replace(".csv", f".{container}")))
            read = parquet.read_table(raw) if container == "parquet" else pa.ipc.open_file(raw).read_all()
            assert read.to_pylist() == expected(table.name)
            described = {field.name: field.metadata[b"description"].decode() for field in read.schema}
            assert described == {column.name: column.meaning for column in table.columns}
    again = io.BytesIO()
    write_tables(again, BUNDLE, container)
    assert out.getvalue() == again.getvalue()


def test_pandas_reads_parquet_with_its_types():
    out = io.BytesIO()
    write_tables(out, BUNDLE, "parquet")
    with zipfile.ZipFile(out) as archive:
        spans = pd.read_parquet(io.BytesIO(archive.read("spans.parquet")))
        assignments = pd.read_parquet(io.BytesIO(archive.read("assignments.parquet")))
    assert (spans["end"] > spans["start"]).all()
    assert str(assignments["created_at"].dtype) == "datetime64[us, UTC]"


def test_a_workbook_holds_every_table_with_typed_cells():
    out = io.BytesIO()
    write_tables(out, BUNDLE, "xlsx")
    book = openpyxl.load_workbook(out)
    for table in all_tables(BUNDLE):
        header, *rows = book[table.name.removesuffix(".csv")[:31]].iter_rows(values_only=True)
        assert header == tuple(column.name for column in table.columns)
        for row, told in zip(rows, expected(table.name), strict=True):
            for value, column in zip(row, table.columns, strict=True):
                wanted = told[column.name]
                if column.type == "datetime" and wanted is not None:
                    wanted = wanted.isoformat(timespec="microseconds").replace("+00:00", "Z")
                # Excel takes _x000D_ for the character itself; openpyxl leaves it to its reader.
                read = openpyxl.utils.escape.unescape(value) if isinstance(value, str) else value
                assert read == wanted, (table.name, column.name)


# What a cell of a workbook can be: also text that a spreadsheet would run, or read as something else.
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=20),
    st.sampled_from(
        ["=1+1", "-5 points", "00123", "1-2", "_x0041_", " a ", "a\r\nb\tc\x07", "😀 שלום", "#N/A"]
    ),
)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_what_is_written_into_a_sheet_is_read_out_of_it(rows):
    out = io.BytesIO()
    write_workbook(out, [Sheet("one", ("a", "b"), rows)])
    sheet = openpyxl.load_workbook(out)["one"]
    for number, row in enumerate(rows, 2):
        for cell, value in zip(sheet[number], row, strict=True):
            if isinstance(value, str) and value:
                assert cell.data_type == "s"
                # Excel takes _x0007_ for the character itself; openpyxl leaves it to its reader.
                assert openpyxl.utils.escape.unescape(cell.value) == value
            else:
                assert cell.value == (value if value != "" else None)


def test_sheets_get_names_of_their_own():
    out = io.BytesIO()
    long = "x" * 40
    write_workbook(out, [Sheet(name, ("a",), ()) for name in (long, long.upper(), "a/b", "[history]", "")])
    names = openpyxl.load_workbook(out).sheetnames
    assert names == ["x" * 31, "X" * 27 + " (2)", "a_b", "_history_", "sheet"]


def test_what_a_sheet_cannot_hold_is_refused_with_its_place():
    with pytest.raises(Unwritable, match="one, row 3, column b: a text has more than the 32,767 characters"):
        write_workbook(io.BytesIO(), [Sheet("one", ("a", "b"), [(1, 2), (1, "x" * (LONGEST_TEXT + 1))])])
    with pytest.raises(Unwritable, match="half a character"):
        write_workbook(io.BytesIO(), [Sheet("one", ("a",), [("\ud800",)])])
    with pytest.raises(Unwritable, match="more than the 1,048,575 rows"):
        write_workbook(io.BytesIO(), [Sheet("one", ("a",), ((None,) for _ in range(1_048_576)))])
    with pytest.raises(ExportError, match="'ods' is no form"):
        write_tables(io.BytesIO(), replace(BUNDLE), "ods")
