import csv
import io
import zipfile

import pytest

from annotations.agreement.rows import COLUMNS
from exports.agreement_columns import AGREEMENT
from exports.columns import TYPES, Column
from exports.listed import all_tables
from tests.exports.small_bundle import bundle, zipped

STUDY = bundle()
TABLES = all_tables(STUDY)
FILES = zipfile.ZipFile(io.BytesIO(zipped(STUDY)))
DICTIONARY = {
    (row["table"], row["column"]): row
    for row in csv.DictReader(io.StringIO(FILES.read("data_dictionary.csv").decode(), newline=""))
}
EVERY_COLUMN = [(table, column) for table in TABLES for column in table.columns]


@pytest.mark.parametrize(("table", "column"), EVERY_COLUMN, ids=lambda each: each.name)
def test_every_exported_column_is_explained(table, column):
    row = DICTIONARY[table.name, column.name]
    assert row["meaning"].endswith(".")
    assert row["type"] in TYPES


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_header_of_each_table_is_its_declared_columns(table):
    header = FILES.read(table.name).decode().split("\r\n")[0]
    assert header.split(",") == [column.name for column in table.columns]
    assert len(set(header.split(","))) == len(table.columns)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_readme_names_every_table(table):
    assert table.name in FILES.read("README.txt").decode()


def test_the_readme_keeps_its_lines_short():
    assert max(map(len, FILES.read("README.txt").decode().splitlines())) <= 112


def test_each_span_attribute_of_the_codebook_has_a_column_with_its_level():
    levels = {name: row["level"] for (table, name), row in DICTIONARY.items() if table == "spans.csv"}
    assert {name: levels[name] for name in ("voice", "source", "targets", "force", "share")} == {
        "voice": "nominal",
        "source": "",
        "targets": "set",
        "force": "ordinal",
        "share": "ratio",
    }


def test_the_agreement_table_has_every_column_of_the_report():
    theirs = [name for name in COLUMNS if name != "codebook_version"]
    assert [column.name for column in AGREEMENT.columns] == ["round", "codebook_version", *theirs]


@pytest.mark.parametrize(
    ("name", "kind", "meaning"), [("a", "str", "A."), ("a", "text", "No stop"), ("a,b", "text", "A.")]
)
def test_a_column_without_a_sound_declaration_is_refused(name, kind, meaning):
    with pytest.raises(ValueError, match=r"column|meaning"):
        Column(name, kind, meaning)
