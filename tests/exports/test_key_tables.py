"""Answer keys leave in tables of their own and come back as they were."""

import csv
import io
import zipfile

import pytest

from exports.errors import ExportError, UnreadableBundle
from exports.key_records import KeyRecord, KeySpanRecord
from exports.reader import read_bundle
from tests.exports.small_bundle import BEGUN, TEXTS, bundle, zipped

SPAN = KeySpanRecord(
    "d12", "framing", "HARSH", 20, 29, TEXTS["A1"][20:29], {"voice": "other", "targets": ["x", "y"]}, "body"
)
KEYS = (
    KeyRecord(
        *("K1", "A1", "v1", "adjudicated", "Round 1", False, {"genre": "report"}),
        *([SPAN], None, "A07", BEGUN),
    ),
    KeyRecord("K2", "A2", "v1", "entered", None, True, {}, [], "=note", None, BEGUN),
)


@pytest.mark.parametrize("flavour", ["verbatim", "spreadsheet"])
def test_keys_come_back_as_they_were(flavour):
    tables = read_bundle(io.BytesIO(zipped(bundle(keys=KEYS), flavour=flavour))).tables
    first, second = tables["answer_keys.csv"]
    assert tuple(first.values()) == (*KEYS[0][:7], *KEYS[0][8:])
    assert (second["found_none"], second["answers"], second["note"]) == (True, {}, "=note")
    (row,) = tables["key_spans.csv"]
    assert (row["key_id"], row["span_id"], row["label"], row["quote"]) == ("K1", "d12", "HARSH", SPAN.quote)
    assert (row["voice"], row["targets"], row["zone"], row["article_id"]) == ("other", "x|y", "body", "A1")


def test_the_dictionary_explains_every_column():
    files = zipfile.ZipFile(io.BytesIO(zipped(bundle(keys=KEYS))))
    told = list(csv.DictReader(io.StringIO(files.read("data_dictionary.csv").decode(), newline="")))
    for name in ("answer_keys.csv", "key_spans.csv"):
        header = files.read(name).decode().split("\r\n")[0].split(",")
        assert [row["column"] for row in told if row["table"] == name] == header


def test_keys_that_do_not_fit_are_refused():
    with pytest.raises(ExportError, match="A9"):
        zipped(bundle(keys=[KEYS[1]._replace(article_id="A9")]))
    wrong = KEYS[0]._replace(spans=[SPAN._replace(quote="not there")])
    with pytest.raises(UnreadableBundle, match="key_spans"):
        read_bundle(io.BytesIO(zipped(bundle(keys=[wrong]))))
