import csv
import io
from pathlib import Path

import pytest

from annotations.agreement.report import agreement_report
from annotations.annotation import Annotation
from annotations.codebook import Category, Codebook, Layer, Variable
from annotations.errors import AnnotationError
from annotations.reliability import Coding
from exports.archive import write_bundle, write_one
from exports.errors import ExportError, UnknownReference, Unwritable
from exports.records import AgreementRecord, AnswerRecord, CodebookRecord
from tests.exports.small_bundle import CODEBOOK, SPANS, TEXTS, article, assignment, bundle, span, zipped

GOLDEN = Path(__file__).parent / "golden"


def table(study, name, **options):
    out = io.BytesIO()
    write_one(out, study, name, **options)
    return list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))


def said(rows):
    return [(row["unit_id"], row["variable"], row["value"], row["value_number"]) for row in rows]


@pytest.mark.parametrize("flavour", ["verbatim", "spreadsheet"])
@pytest.mark.parametrize(
    "name", ["annotations.csv", "spans.csv", "codebook.csv", "assignments.csv", "unmaskings.csv"]
)
def test_the_table_is_the_one_that_was_looked_at(name, flavour):
    out = io.BytesIO()
    write_one(out, bundle(), name, flavour=flavour)
    assert out.getvalue() == (GOLDEN / flavour / name).read_bytes()


def test_a_span_has_a_row_for_its_label_and_for_each_attribute():
    assert said(table(bundle(), "annotations.csv"))[:7] == [
        ("S1", "framing", "HARSH", ""),
        ("S1", "voice", "outlet", ""),
        ("S1", "targets", "x|z", ""),
        ("S2", "framing", "HARSH", ""),
        ("S2", "voice", "other", ""),
        ("S2", "source", "'quoted' =me", ""),
        ("S2", "targets", "none_chosen", ""),
    ]


def test_found_none_is_a_row_of_its_own():
    (row,) = [row for row in table(bundle(), "annotations.csv") if row["variable"] == "found_none"]
    assert (row["unit_type"], row["unit_id"], row["value"], row["state"]) == (
        "article",
        "A2",
        "yes",
        "submitted",
    )


def test_not_applicable_is_a_value_and_no_number():
    (row,) = [row for row in table(bundle(), "annotations.csv") if row["value"] == "not_applicable"]
    assert (row["variable"], row["value_number"], row["level"]) == ("slant", "", "ordinal")


def test_an_outlet_is_judged_without_an_article():
    (row,) = [row for row in table(bundle(), "annotations.csv") if row["unit_type"] == "outlet"]
    assert (row["unit_id"], row["article_id"], row["outlet"]) == ("O1", "", "The Post, Ltd")
    assert (row["variable"], row["value_label"], row["level"]) == ("corrects", "Yes", "ordinal")


def test_an_assignment_that_was_not_begun_is_listed_and_has_no_judgements():
    states = {row["assignment_id"]: row["state"] for row in table(bundle(), "assignments.csv")}
    assert states["N4"] == "not_started"
    assert "N4" not in {row["assignment_id"] for row in table(bundle(), "annotations.csv")}


def test_a_label_nobody_used_stands_in_the_codebook():
    rows = {row["category"]: row for row in table(bundle(), "codebook.csv") if row["variable"] == "framing"}
    assert (rows["OLD"]["name"], rows["OLD"]["retired"]) == ("Old, unused", "true")


def test_two_codebook_versions_share_the_columns_they_agree_on():
    newer = Codebook(
        "Small",
        "2.0",
        layers=(
            Layer(
                "framing",
                "Framing",
                "",
                (Category("HARSH", "Very harsh"),),
                (
                    Variable("force", "Force", "span", "text", ""),
                    Variable("quote", "Quote type", "span", "text", ""),
                ),
            ),
        ),
    )
    study = bundle(
        codebooks=[CodebookRecord("v1", CODEBOOK, ""), CodebookRecord("v2", newer, "")],
        assignments=[assignment(1, "A01", "A1"), assignment(2, "A02", "A1", codebook_version="v2")],
        spans=[
            span(1, 0, 4, attributes={"force": 1}),
            span(2, 0, 4, assignment_id="N2", attributes={"force": "strong", "quote": "full"}),
        ],
        answers=[],
    )
    assert [(row["force"], row["attribute_quote"]) for row in table(study, "spans.csv")] == [
        ("1", ""),
        ("strong", "full"),
    ]
    labels = [row["value_label"] for row in table(study, "annotations.csv") if row["variable"] == "framing"]
    assert labels == ["Harsh", "Very harsh"]


def test_agreement_of_a_real_report_is_written():
    def coding(annotator, answer):
        annotation = Annotation(answers={"genre": answer}, found_none=True, state="submitted")
        return Coding("A1", annotator, annotation, len(TEXTS["A1"]), ((0, len(TEXTS["A1"])),))

    report = agreement_report([coding("A01", "report"), coding("A02", "report")], CODEBOOK)
    rows = table(bundle(agreement=[AgreementRecord("Round 1", "v1", report)]), "agreement.csv")
    assert len(rows) == len(report.rows)
    assert {row["codebook_version"] for row in rows} == {"v1"}
    assert all(bool(row["value"]) != bool(row["reason"]) for row in rows)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"spans": [span(9, 0, 4, assignment_id="N77")]}, "N77"),
        ({"spans": [span(9, 0, 4, assignment_id="N4")]}, "N4 has judgements but"),
        ({"spans": [span(9, 0, 4, label="NEW")]}, "Span S9: 'NEW' is not a category"),
        ({"spans": [span(9, 0, 4, layer="mood")]}, "Span S9: 'mood' is not a layer"),
        ({"spans": [span(9, 0, 4, attributes={"mood": "x"})]}, "Span S9: it has attributes .* mood"),
        ({"spans": [span(9, 0, 4, attributes={"framing": "MILD"})]}, "Span S9: it has attributes"),
        ({"spans": [span(9, 0, 4, attributes={"voice": "radio"})]}, "Span S9: 'radio' is not a category"),
        ({"spans": [span(9, 0, 4, attributes={"force": True})]}, "Span S9: force is a scale .* bool True"),
        ({"spans": [span(9, 0, 4, attributes={"voice": ["outlet"]})]}, "Span S9: voice is a choice"),
        ({"spans": [*SPANS, span(9, 0, 4, note="a\0")]}, "row 6, column note: holds the character NUL"),
        ({"spans": [span(9, 0, 4)._replace(end=4.0)]}, "row 1, column end: holds a float"),
        ({"answers": [AnswerRecord("N1", "mood", "x")]}, "Answer of N1: 'mood' is not an article question"),
        ({"answers": [AnswerRecord("N1", "found_none", "yes")]}, "Answer of N1: 'found_none' is not"),
        ({"answers": [AnswerRecord("N9", "genre", "report")]}, "N9, which is not in the bundle"),
        ({"outlets": []}, "outlet O1, which is not in the bundle"),
        ({"events": []}, "A1 names the event E1, which is not in the bundle"),
        ({"annotators": []}, "N1 names the annotator A01, which is not in the bundle"),
        ({"codebooks": []}, "N1 names the codebook version v1, which is not in the bundle"),
        ({"articles": [article("A1", TEXTS["A1"])] * 2}, "same article id"),
        ({"texts": [("A1", TEXTS["A1"])]}, "1 articles have no text, first A2"),
        ({"texts": [("A1", "Something else")]}, "text of A1 is not the one that was frozen"),
        ({"texts": [*TEXTS.items(), ("A1", TEXTS["A1"])]}, "two texts"),
    ],
)
def test_records_that_do_not_fit_together_are_refused(changes, message):
    with pytest.raises(AnnotationError, match=message) as refusal:
        zipped(bundle(**changes))
    assert isinstance(refusal.value, (UnknownReference, Unwritable, ExportError))


def test_a_refused_export_leaves_no_archive_that_looks_whole():
    out = io.BytesIO()
    with pytest.raises(Unwritable):
        write_bundle(out, bundle(spans=[span(9, 0, 4, label="NEW")]))
    assert b"PK\x05\x06" not in out.getvalue()


def test_records_that_can_be_read_only_once_are_refused():
    with pytest.raises(ExportError, match="spans can be read only once"):
        bundle(spans=iter(SPANS))


@pytest.mark.parametrize("what", ["question", "category"])
def test_codes_that_the_tables_use_themselves_are_refused(what):
    codes = {"question": ("found_none", "x"), "category": ("many", "none_chosen")}[what]
    kind, level = {"question": ("choice", "nominal"), "category": ("choices", "set")}[what]
    question = Variable(codes[0], "Q", "article", kind, level, categories=(Category(codes[1], "C"),))
    with pytest.raises(ExportError, match=r"found_none|none_chosen"):
        bundle(codebooks=[CodebookRecord("v1", Codebook("T", "1", article_questions=(question,)), "")])


def test_a_table_that_does_not_exist_is_refused():
    with pytest.raises(ExportError, match=r"no table 'wishes\.csv'"):
        write_one(io.BytesIO(), bundle(), "wishes.csv")
