"""What was adjudicated leaves in tables of its own and comes back as it was."""

import csv
import io
import zipfile

import pytest

from exports.errors import ExportError, UnreadableBundle
from exports.reader import read_bundle
from exports.records import AdjudicatedAnswerRecord, AdjudicatedSpanRecord, DecisionRecord
from tests.exports.small_bundle import BEGUN, TEXTS, bundle, zipped


def decision(number, kind, value, **more):
    fields = {
        "decision_id": f"D{number}",
        "round": "Round 1",
        "codebook_version": "v1",
        "article_id": "A1",
        "kind": kind,
        "layer": "framing",
        "variable": None,
        "subject": [{"annotator": "A01", "version": 3, "said": value, "span": {"start": 20, "end": 29}}],
        "verdict": {"value": value},
        "reason": "=because,\n'so'",
        "dissent": [{"annotator": "A02", "said": None, "why": ""}],
        "basis": "person",
        "batch": None,
        "supersedes": None,
        "withdrawn": False,
        "in_force": True,
        "stale": False,
        "decided_by": "A07",
        "decided_at": BEGUN,
    }
    return DecisionRecord(**(fields | more))


DECISIONS = (
    decision(1, "borders", [20, 29], basis="overlap", batch="b", reason=None),
    decision(2, "answer", ["x"], layer=None, variable="genre", in_force=False),
    decision(3, "answer", ["x"], layer=None, variable="genre", supersedes="D2", withdrawn=True, stale=True),
)
ADJUDICATED_SPANS = (
    AdjudicatedSpanRecord(
        *("d12", "Round 1", "v1", "A1", "framing", "HARSH", 20, 29, TEXTS["A1"][20:29]),
        *({"voice": "other", "targets": ["x", "y"], "force": 1}, "body", "decided", ("A01", "A02")),
        *(("D1",), ("source",)),
    ),
)
ADJUDICATED_ANSWERS = (
    AdjudicatedAnswerRecord("Round 1", "v1", "A1", "genre", "report", "agreed", ("A01",)),
    AdjudicatedAnswerRecord("Round 1", "v1", "A1", "slant", -1, "decided", ("A01", "A02"), "D2"),
)


def study(**more):
    decided = {
        "decisions": DECISIONS,
        "adjudicated_spans": ADJUDICATED_SPANS,
        "adjudicated_answers": ADJUDICATED_ANSWERS,
    }
    return bundle(**(decided | more))


def back(**options):
    return read_bundle(io.BytesIO(zipped(study(), **options))).tables


@pytest.mark.parametrize("flavour", ["verbatim", "spreadsheet"])
def test_decisions_come_back_as_they_were(flavour):
    assert [tuple(row.values()) for row in back(flavour=flavour)["decisions.csv"]] == list(DECISIONS)


@pytest.mark.parametrize("flavour", ["verbatim", "spreadsheet"])
def test_spans_and_answers_that_stand_come_back_as_they_were(flavour):
    tables = back(flavour=flavour)
    (row,) = tables["adjudicated_spans.csv"]
    one = ADJUDICATED_SPANS[0]
    assert (row["span_id"], row["start"], row["end"], row["quote"], row["label"]) == (
        *(one.span_id, one.start, one.end, one.quote, one.label),
    )
    assert (row["voice"], row["targets"], row["force"], row["source"]) == ("other", "x|y", 1, None)
    assert (row["adjudicated_basis"], row["adjudicated_annotators"]) == ("decided", "A01|A02")
    assert (row["adjudicated_decisions"], row["undecided_attributes"]) == ("D1", "source")
    assert [
        (row["variable"], row["value"], row["value_number"], row["adjudicated_basis"], row["decision_id"])
        for row in tables["adjudicated_answers.csv"]
    ] == [("genre", "report", None, "agreed", None), ("slant", "-1", -1, "decided", "D2")]


def test_the_tables_of_judgements_hold_nothing_of_it():
    with_it = zipfile.ZipFile(io.BytesIO(zipped(study())))
    without = zipfile.ZipFile(io.BytesIO(zipped(bundle())))
    for name in ("annotations.csv", "spans.csv", "assignments.csv"):
        assert with_it.read(name) == without.read(name)


def test_where_nothing_was_decided_the_tables_are_empty():
    tables = read_bundle(io.BytesIO(zipped(bundle()))).tables
    for name in ("decisions.csv", "adjudicated_spans.csv", "adjudicated_answers.csv"):
        assert tables[name] == []


def test_the_dictionary_explains_every_column():
    files = zipfile.ZipFile(io.BytesIO(zipped(study())))
    told = list(csv.DictReader(io.StringIO(files.read("data_dictionary.csv").decode(), newline="")))
    for name in ("decisions.csv", "adjudicated_spans.csv", "adjudicated_answers.csv"):
        header = files.read(name).decode().split("\r\n")[0].split(",")
        assert [row["column"] for row in told if row["table"] == name] == header


def test_a_decision_on_an_article_that_is_not_there_is_refused():
    with pytest.raises(ExportError, match="A9"):
        zipped(study(decisions=[decision(1, "label", "HARSH", article_id="A9")]))


def test_a_span_that_does_not_quote_its_text_is_refused():
    wrong = ADJUDICATED_SPANS[0]._replace(quote="other words")
    with pytest.raises(UnreadableBundle, match="adjudicated_spans"):
        read_bundle(io.BytesIO(zipped(study(adjudicated_spans=[wrong]))))
