"""The history of codebook drafts leaves in a table of its own and comes back as it was."""

import io

import pytest

from exports.change_columns import CodebookChangeRecord
from exports.reader import read_bundle
from tests.exports.small_bundle import BEGUN, bundle, zipped

CHANGES = (
    CodebookChangeRecord(
        "H1", "v2", "1.1", "codebook", "edit", {"did": "began", "source": 1}, "command", BEGUN
    ),
    CodebookChangeRecord(
        "H2", "v2", "1.1", "framing/OLD", "merge", {"did": "merged", "into": "framing/HARSH"}, "A07", BEGUN
    ),
    CodebookChangeRecord(
        "H3",
        "v2",
        "1.1",
        "framing/HARSH",
        "rename",
        {"fields": {"name": ['=1+1 "', "-5\n\u0633"]}},
        "A07",
        BEGUN,
    ),
)


@pytest.mark.parametrize("flavour", ["verbatim", "spreadsheet"])
def test_changes_of_the_codebook_come_back_as_they_were(flavour):
    packed = zipped(bundle(codebook_changes=CHANGES), flavour=flavour)
    tables = read_bundle(io.BytesIO(packed)).tables
    assert [tuple(row.values()) for row in tables["codebook_changes.csv"]] == list(CHANGES)
    assert {"codebook_changes.csv"} <= {row["table"] for row in tables["data_dictionary.csv"]}
