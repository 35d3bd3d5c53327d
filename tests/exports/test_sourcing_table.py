"""What was said about the sources of articles leaves in a table of its own and comes back as it was."""

import io
from pathlib import Path

import pytest

from exports.archive import write_one
from exports.reader import read_bundle
from exports.sourcing_columns import SOURCING, SourcedRecord
from tests.exports.small_bundle import BEGUN, TEXTS, bundle, zipped

GOLDEN = Path(__file__).parent / "golden"
WIRE = {"kind": "state_agency", "name": "=Wire"}
ROWS = (
    SourcedRecord(
        *("Q1", "q00ff", "A1", "a1.txt", "The Post, Ltd", "A01", 20, 29, TEXTS["A1"][20:29], "Xi", [WIRE]),
        *("Xi via =Wire", "=Wire", True, "-5\nor so", False, False, BEGUN),
    ),
    SourcedRecord(
        *("Q2", "q00ff", "A1", "a1.txt", "The Post, Ltd", "A01", 20, 29, TEXTS["A1"][20:29], None, []),
        *(None, None, False, None, True, False, BEGUN),
    ),
)


def study():
    return bundle(sourcing=ROWS)


@pytest.mark.parametrize("flavour", ["verbatim", "spreadsheet"])
def test_the_table_is_the_one_that_was_looked_at(flavour):
    out = io.BytesIO()
    write_one(out, study(), SOURCING.name, flavour=flavour)
    assert out.getvalue() == (GOLDEN / flavour / SOURCING.name).read_bytes()


@pytest.mark.parametrize("flavour", ["verbatim", "spreadsheet"])
def test_statements_come_back_as_they_were(flavour):
    tables = read_bundle(io.BytesIO(zipped(study(), flavour=flavour))).tables
    assert [tuple(row.values()) for row in tables[SOURCING.name]] == list(ROWS)
    assert tuple(column.name for column in SOURCING.columns) == ROWS[0]._fields
