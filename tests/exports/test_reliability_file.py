"""Files of ratings as other programs write them, and files larger than what may be held at once."""

import csv
from pathlib import Path

import pytest

from annotations.reliability.tables.reading import table_data
from annotations.reliability.tables.source import TableOptions, UnusableTable
from exports.reliability_file import Dialect, dealt_out, open_table, read_tally
from tests.annotations.written_tables import rows

TEXT = "unit,Ann,Ben\n1,a,b\n2,b,b\n"
PLAIN = [("a", "b"), ("b", "b")]


def read(path: Path, form: str = "wide", dialect: Dialect | None = None, **options: object):
    table, chosen = open_table(path, dialect), TableOptions(**options)
    tally = read_tally(path, table, form, chosen)
    return table_data(tally, chosen, table.name, comma=table.comma).data


def file(folder: Path, content: bytes, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode("utf-16"),
        TEXT.replace(",", "|").encode(),
        b"sep=,\r\n" + TEXT.encode(),
        b"sep=;\r\n" + TEXT.replace(",", ";").encode(),
        b"\xef\xbb\xbfsep=;\n" + TEXT.replace(",", ";").encode(),
        TEXT.replace("a", '"a"').encode(),
        TEXT.rstrip("\n").encode(),
        (TEXT + "\n\n").encode(),
        b'"unit, or so",Ann,Ben\n"1,1",a,b\n2,b,b\n',
    ],
)
def test_a_table_is_the_same_however_it_was_written(tmp_path, content):
    options = {"unit": "unit, or so"} if b"or so" in content else {}
    assert rows(read(file(tmp_path, content), **options)) == PLAIN


def test_an_encoding_can_be_named(tmp_path):
    path = file(tmp_path, "unit,Ann,Ben\n1,für,für\n2,ja,für\n".encode("cp1252"))
    with pytest.raises(UnusableTable, match=r"t.csv, near row 1: this is not UTF-8. Say .* --encoding"):
        read(path)
    assert read(path, dialect=Dialect(encoding="cp1252")).categories == ("für", "ja")
    with pytest.raises(UnusableTable, match="not the name of an encoding"):
        read(path, dialect=Dialect(encoding="klingon"))


def test_a_delimiter_can_be_named(tmp_path):
    path = file(tmp_path, b"unit:Ann:Ben\n1:a:b\n2:b:b\n")
    with pytest.raises(UnusableTable, match="there is no comma, semicolon, tab or bar in the first row"):
        read(path)
    assert rows(read(path, dialect=Dialect(delimiter=":"))) == PLAIN


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "there is no comma"),
        (b"\n", "there is no comma"),
        (b"sep=,\n", "there is no comma|has a single column"),
        (b"unit\n1\n", "there is no comma"),
        (b'unit,a\n1,"x\n', "row 2: unexpected end of data"),
        (b'unit,a\n1,"x"y\n', "row 2: ',' expected after '\"'"),
        (b"unit,a\n1,x\n2,\xff\n", "not UTF-8"),
    ],
)
def test_what_is_no_table_is_told(tmp_path, content, told):
    with pytest.raises(UnusableTable, match=told):
        read(file(tmp_path, content))


def test_a_cell_may_be_as_long_as_an_article(tmp_path):
    path = file(tmp_path, f"unit,article,a,b\n1,{'x' * 500_000},y,y\n2,z,n,y\n".encode())
    assert read(path).categories == ("n", "y")


def test_rows_are_counted_from_the_header_on(tmp_path):
    path = file(tmp_path, b'sep=,\nunit,a,b\n1,"x\ny",y\n2,x\n')
    with pytest.raises(UnusableTable, match=r"t\.csv, row 3: 2 cells, but the header has 3"):
        read(path)


@pytest.fixture
def long_file(tmp_path) -> Path:
    """Each of 300 units was judged by three of five annotators; its rows stand far apart."""
    path = tmp_path / "long.csv"
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["unit", "coder", "value", "article"])
        for turn in range(3):
            for unit in range(300):
                writer.writerow(
                    [
                        f"u{unit}",
                        f"c{(unit + turn) % 5}",
                        "abc"[(unit * 7 + turn * (unit % 3)) % 3],
                        unit // 10,
                    ]
                )
    return path


def test_a_long_file_in_parts_gives_what_the_whole_gives(long_file):
    options = TableOptions(cluster="article")
    table = open_table(long_file)
    found = [
        table_data(read_tally(long_file, table, "long", options, part=size), options, "long.csv").data
        for size in (10**9, 500)
    ]
    whole, parts = (one.of_annotators(*sorted(one.annotators)) for one in found)
    assert rows(whole) == rows(parts)
    assert sorted(set(whole.clusters)) == sorted(set(parts.clusters))
    assert len(rows(whole)) == 300


def test_parts_hold_all_rows_of_a_unit_and_keep_their_numbers(long_file):
    table = open_table(long_file)
    with dealt_out(table, 0, 7) as parts:
        held = [list(part.rows()) for part in parts]
        assert [list(part.rows()) for part in parts] == held
    units = [{cells[0] for _, cells in part} for part in held]
    assert sum(map(len, units)) == 300
    assert sorted(row for part in held for row, _ in part) == list(range(2, 902))


def test_a_fault_in_a_part_is_told_by_its_row_in_the_file(long_file):
    with long_file.open("a") as out:
        out.write("u7,c0,x,0\nu7,c0,y,0\n")
    table = open_table(long_file)
    with pytest.raises(UnusableTable, match=r"long.csv, row 90\d: 'c0' already gave 'u7' another value"):
        read_tally(long_file, table, "long", TableOptions(value="value"), part=500)
