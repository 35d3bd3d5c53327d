"""Norming meetings leave in tables of their own and come back as they were."""

import io

import pytest

from exports.errors import ExportError
from exports.norming_columns import NormingRecord, NormingVoteRecord
from exports.reader import read_bundle
from tests.exports.small_bundle import BEGUN, bundle, zipped

ITEMS = (
    NormingRecord(
        *("N1", "Round 1", "A1", "a1.txt", "label", "framing", None, 20, 29, "Harsh (2)|=Mild (1)"),
        *(BEGUN, BEGUN, BEGUN, "Doubt in a quote\nis the speaker's.", "v1"),
    ),
    NormingRecord(
        *("N2", "Round 1", "A1", "a1.txt", "answer", None, "slant", None, None, "1 (1)|2 (1)"),
        *(BEGUN, None, None, None, None),
    ),
)
VOTES = (
    NormingVoteRecord("V1", "N1", "A01", 2, "=Mild", False, BEGUN),
    NormingVoteRecord("V2", "N1", "A01", 1, "Harsh", True, BEGUN),
)


def study(**more):
    return bundle(**({"norming": ITEMS, "norming_votes": VOTES} | more))


@pytest.mark.parametrize("flavour", ["verbatim", "spreadsheet"])
def test_meetings_come_back_as_they_were(flavour):
    tables = read_bundle(io.BytesIO(zipped(study(), flavour=flavour))).tables
    assert [tuple(row.values()) for row in tables["norming.csv"]] == list(ITEMS)
    assert [tuple(row.values()) for row in tables["norming_votes.csv"]] == list(VOTES)


def test_what_is_not_in_the_bundle_is_refused():
    with pytest.raises(ExportError, match="N1"):
        zipped(study(norming=ITEMS[1:]))
    with pytest.raises(ExportError, match="A9"):
        zipped(study(norming=[ITEMS[0]._replace(article_id="A9")], norming_votes=()))
