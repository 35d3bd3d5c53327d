"""Ratings of outlets leave in tables of their own and come back as they were."""

import io
from pathlib import Path

import pytest

from exports.archive import write_one
from exports.errors import ExportError
from exports.rating_columns import RATINGS, CredibilityRecord, OutletRatingRecord, ReferenceRecord
from exports.reader import read_bundle
from tests.exports.small_bundle import BEGUN, bundle, zipped

GOLDEN = Path(__file__).parent / "golden"
RATED = (
    OutletRatingRecord(
        *("R1", "Spring", "v1", True, "O1", "The Lamp", "A01", 2, 5, "C1", "ordinal", 12.5, "3"),
        *("https://lamp.example/", "=said so\nthere", 3, "2025-05-08", BEGUN, BEGUN, True),
    ),
    OutletRatingRecord(
        *("R2", "Spring", "v1", True, "O1", "The Lamp", "A01", 0, None, "C2", None, None, None),
        *(None, None, None, None, BEGUN, BEGUN, False),
    ),
)
SCORES = (
    CredibilityRecord(
        *("Spring", "v1", BEGUN, "O1", "The Lamp", None, 72.5, None, 70.0, 75.0, 3.5, 2, None, 9, None),
    ),
    CredibilityRecord(
        *("Spring", "v1", BEGUN, "O1", "The Lamp", "A01", None, "5 of 9 criteria rated", None, None),
        *(None, 0, 5, 9, [{"variable": "C1", "share": 0.75}]),
    ),
)
LISTS = (ReferenceRecord("Experts", "A paper", "2023", "CC BY 4.0", False, "lamp.example", 0.75, "O1"),)


def study(**more):
    return bundle(**({"ratings": RATED, "credibility": SCORES, "references": LISTS} | more))


@pytest.mark.parametrize("flavour", ["verbatim", "spreadsheet"])
def test_ratings_come_back_as_they_were(flavour):
    tables = read_bundle(io.BytesIO(zipped(study(), flavour=flavour))).tables
    for table, records in zip(RATINGS, (RATED, SCORES, LISTS), strict=True):
        assert [tuple(row.values()) for row in tables[table.name]] == list(records)


def test_columns_and_records_have_the_same_places():
    for table, record in zip(RATINGS, (RATED[0], SCORES[0], LISTS[0]), strict=True):
        assert tuple(column.name for column in table.columns) == record._fields


def test_an_outlet_that_is_not_in_the_bundle_is_refused():
    with pytest.raises(ExportError, match="O9"):
        zipped(study(ratings=[RATED[0]._replace(outlet_id="O9")]))
    with pytest.raises(ExportError, match="O9"):
        zipped(study(credibility=[SCORES[0]._replace(outlet_id="O9")]))


@pytest.mark.parametrize("flavour", ["verbatim", "spreadsheet"])
@pytest.mark.parametrize("table", RATINGS, ids=lambda table: table.name)
def test_the_table_is_the_one_that_was_looked_at(table, flavour):
    out = io.BytesIO()
    write_one(out, study(), table.name, flavour=flavour)
    assert out.getvalue() == (GOLDEN / flavour / table.name).read_bytes()
