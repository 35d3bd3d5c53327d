import csv
import io
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.columns import Column
from exports.errors import Unwritable
from exports.tables import write_table

TEXT, NOTE = Column("text", "text", "A text."), Column("note", "text", "A note.")
WRITABLE = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
NASTY = st.text(alphabet=st.sampled_from("\r\n\"', =-+\ufeff\u2028\x1f\x85a\u0628\U0001f600"))


def written(columns, rows, **options):
    out = io.BytesIO()
    write_table(out, columns, rows, name="cells.csv", **options)
    return out.getvalue().decode()


def one(kind, *values, **options):
    text = written([Column("cell", kind, "A cell."), NOTE], [(value, "x") for value in values], **options)
    return [row[0] for row in csv.reader(io.StringIO(text, newline=""))][1:]


@given(st.lists(st.tuples(WRITABLE | NASTY, NASTY)))
def test_every_text_survives_the_csv_module(rows):
    text = written([TEXT, NOTE], rows)
    assert [tuple(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True)][1:] == rows


@given(st.lists(st.tuples(WRITABLE | NASTY, NASTY)))
def test_the_bytes_are_those_of_the_csv_module(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([("text", "note"), *rows])
    assert written([TEXT, NOTE], rows) == out.getvalue()


def test_the_only_cell_of_a_row_is_quoted_when_it_is_empty():
    assert written([TEXT], [("",), (None,), ("a",)]) == 'text\r\n""\r\n""\r\na\r\n'


def test_an_identifier_with_a_line_end_is_not_taken_for_two():
    with pytest.raises(Unwritable, match=r"row 2, column cell: holds 'A\\nB', which is no identifier"):
        one("id", "A", "A\nB", None)


@given(st.lists(st.tuples(WRITABLE | NASTY, NASTY), min_size=1))
def test_every_text_survives_pandas(rows):
    text = written([TEXT, NOTE], rows)
    frame = pd.read_csv(io.BytesIO(text.encode()), keep_default_na=False, na_values=[], dtype=str)
    assert [tuple(row) for row in frame.itertuples(index=False)] == rows


def test_lines_end_in_cr_lf_and_a_lone_cr_is_quoted():
    assert written([TEXT, NOTE], [("a\rb", "c")]) == 'text,note\r\n"a\rb",c\r\n'


def test_a_table_without_rows_has_its_header():
    assert written([TEXT, NOTE], []) == "text,note\r\n"


def test_the_byte_order_mark_comes_only_when_asked_for():
    assert written([TEXT], [("a",)], bom=True) == "\ufefftext\r\na\r\n"


def test_moments_are_written_in_utc_with_one_width():
    east = datetime(2026, 1, 1, 1, 0, tzinfo=timezone(timedelta(hours=2)))
    cells = one("datetime", east, datetime(2026, 1, 1, 1, 0, 0, 5, tzinfo=UTC), None)
    assert cells == ["2025-12-31T23:00:00.000000Z", "2026-01-01T01:00:00.000005Z", ""]


@pytest.mark.parametrize(
    ("kind", "value", "cell"),
    [
        ("integer", -2, "-2"),
        ("number", -0.1, "-0.1"),
        ("number", 1e22, "1e+22"),
        ("boolean", True, "true"),
        ("boolean", False, "false"),
        ("date", date(2026, 1, 2), "2026-01-02"),
        ("date", "2026-01", "2026-01"),
        ("json", {"b": [1, "\u00e9"], "a": None}, '{"a":null,"b":[1,"\u00e9"]}'),
        ("id", "A1", "A1"),
        ("text", "NA", "NA"),
        ("text", None, ""),
    ],
)
@pytest.mark.parametrize("flavour", ["verbatim", "spreadsheet"])
def test_a_value_is_written_in_the_same_way_in_both_flavours(kind, value, cell, flavour):
    assert one(kind, value, flavour=flavour) == [cell]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", 1),
        ("text", b"a"),
        ("text", True),
        ("text", np.str_("a")),
        ("id", "12"),
        ("id", "-A"),
        ("id", "A 1"),
        ("id", ""),
        ("integer", True),
        ("integer", 1.0),
        ("integer", "1"),
        ("number", Decimal(1)),
        ("number", float("nan")),
        ("number", float("inf")),
        ("number", np.float64(1)),
        ("boolean", 1),
        ("datetime", datetime(2026, 1, 1)),
        ("datetime", "2026-01-01T00:00:00Z"),
        ("date", datetime(2026, 1, 1, tzinfo=UTC)),
        ("date", "1.2.2026"),
        ("date", "2026-13"),
        ("json", "a"),
        ("json", {"a": {1}}),
        ("json", [float("nan")]),
        ("text", "a\0b"),
        ("text", "half \ud83d"),
    ],
)
def test_a_value_of_another_type_is_refused_with_row_and_column(kind, value):
    with pytest.raises(Unwritable, match=r"^cells\.csv, row 2, column cell: "):
        written([NOTE, Column("cell", kind, "A cell.")], [("fine", None), ("\u00e9", value)])


@pytest.mark.parametrize("row", [("a",), ("a", "b", "c"), ()])
def test_a_row_of_another_length_is_refused_by_number(row):
    with pytest.raises(Unwritable, match=r"cells\.csv, row 5001 has \d values for 2 columns"):
        written([TEXT, NOTE], [*[("a", "b")] * 5000, row])


@pytest.mark.parametrize("value", [None, ""])
def test_a_required_cell_is_never_empty(value):
    with pytest.raises(Unwritable, match="row 1, column key: must not be empty"):
        written([Column("key", "text", "A key.", required=True)], [(value,)])


def test_an_unknown_flavour_is_refused():
    with pytest.raises(ValueError, match="not a flavour"):
        written([TEXT], [], flavour="excel")
