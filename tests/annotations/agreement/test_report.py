"""The report of a round: which rows there are, what stands in them and what is said beside them."""

import json

import numpy as np
import pytest

from annotations.agreement import COLUMNS, Report, Row, agreement_report, flat_dicts, flat_rows
from annotations.agreement.intervals import Plan
from annotations.agreement.report import Wanted
from annotations.annotation import Annotation, MarkedSpan
from annotations.codebook import Category, Codebook, Variable
from annotations.reliability import ANY_LABEL, Coding
from tests.annotations.reliability_study import CODEBOOK, coding

DRAWN = Wanted(Plan("percentile", seed=11, replicates=200))
TOPICS = ["war", "war", "trade", "sport", "trade", "war", "sport", "war", "trade", "sport", "war", "trade"]


@pytest.fixture(scope="module")
def codings() -> list[Coding]:
    """Twelve articles of two outlets, three annotators, who differ on every fourth article."""
    study = []
    for article, topic in enumerate(TOPICS):
        for place, annotator in enumerate(("Ann", "Ben", "Cem")):
            odd = article % 4 == 3 and place == 2
            answers = {
                "topic": "war" if odd else topic,
                "tone": ["low", "mid", "high"][(article + odd) % 3],
                "slant": article % 5 - 2,
                "actors": ["A"] if odd else ["A", "B"],
            }
            marks = [("HARSH", 10, 20 + place)] if article % 2 else []
            outlet = "Herald" if article % 2 else "Courier"
            study.append(coding(f"{article:02}", annotator, marks=marks, answers=answers, outlet=outlet))
    return [*study, coding("00", "Dee", state="draft", outlet="Courier")]


@pytest.fixture(scope="module")
def report(codings) -> Report:
    return agreement_report(codings, CODEBOOK, DRAWN, software_version="0.1")


def find(report: Report, scope: str, variable: str, question: str, **more: object) -> Row:
    wanted = {"scope": scope, "variable": variable, "question": question, **more}
    return next(
        row
        for row in report.rows
        if all(getattr(row, name) == value for name, value in wanted.items())
        and row.agreement.coefficient == "Krippendorff's alpha"
    )


def test_the_header_says_what_was_measured(report):
    assert (report.codebook, report.codebook_version, report.software_version) == ("Test", "7", "0.1")
    assert (report.articles, report.annotations, report.annotators) == (12, 36, ("Ann", "Ben", "Cem"))
    assert (report.outlets, report.seed, report.replicates) == (("Courier", "Herald"), 11, 200)
    assert [(one.reason, one.count) for one in report.dropped] == [("annotations not submitted", 1)]


def test_what_is_not_measured_is_listed_with_its_reason(report):
    assert {one.variable for one in report.skipped} == {"remark", "words"}
    assert all(one.reason for one in report.skipped)


def test_every_measurable_variable_and_label_has_a_row_in_every_scope(report):
    expected = {
        ("topic", "", "answer"),
        ("tone", "", "answer"),
        ("slant", "", "answer"),
        ("sources", "", "answer"),
    }
    expected |= {("actors", "", "set of answers")} | {("actors", code, "chosen") for code in "ABC"}
    for label in ("HARSH", "MILD", ANY_LABEL):
        expected |= {("framing", label, "present in the article"), ("framing", label, "characters")}
    rows_of_spans = {("framing", ANY_LABEL, "borders"), ("framing", "", "label of matched spans")}
    rows_of_spans |= {("framing.voice", "", "attribute of matched spans")}
    rows_of_spans |= {("framing", label, "spans found") for label in ("", ANY_LABEL)}
    rows_of_spans |= {("framing", label, "units and gaps") for label in ("", "HARSH", "MILD")}
    groups = {(row.scope, row.group) for row in report.rows}
    assert groups == {
        ("overall", ()),
        ("outlet", ("Courier",)),
        ("outlet", ("Herald",)),
        ("pair", ("Ann", "Ben")),
        ("pair", ("Ann", "Cem")),
        ("pair", ("Ben", "Cem")),
    }
    for group in groups:
        rows = [row for row in report.rows if (row.scope, row.group) == group]
        found = {(row.variable, row.label, row.question) for row in rows}
        assert expected <= found
        assert rows_of_spans <= found
        labels = {label for _, label, question in found if question == "spans found"}
        assert labels == ({"", ANY_LABEL} if group[0] == "pair" else {"", "HARSH", "MILD", ANY_LABEL})
        assert any(question == "spans aligned" for _, _, question in found) == (group[0] == "overall")


@pytest.mark.parametrize(
    ("variable", "level"), [("topic", "nominal"), ("tone", "ordinal"), ("slant", "interval")]
)
def test_alpha_is_measured_at_the_level_of_the_variable(report, variable, level):
    found = find(report, "overall", variable, "answer").agreement
    assert (found.variant, found.level) == (level, level)
    assert found.title == f"Krippendorff's alpha ({level})"


def test_a_set_of_answers_has_an_alpha_of_sets(report):
    rows = [row for row in report.of_scope("overall") if row.question == "set of answers"]
    assert [row.agreement.title for row in rows] == [
        "percent agreement (mean over units)",
        "Krippendorff's alpha (sets, MASI distance)",
    ]


def test_a_question_nobody_answered_is_undefined_and_counts_what_is_missing(report):
    row = find(report, "overall", "sources", "answer")
    assert (row.agreement.value, row.agreement.reason) == (None, "no values")
    assert {one.reason: one.count for one in row.dropped} == {
        "values not answered": 36,
        "annotations not submitted": 1,
        "articles with fewer than two values": 12,
    }


def test_an_outlet_is_measured_on_its_own_articles(report):
    herald = find(report, "outlet", "topic", "answer", group=("Herald",)).agreement
    courier = find(report, "outlet", "topic", "answer", group=("Courier",)).agreement
    assert (herald.units, courier.units) == (6, 6)
    assert herald.value < courier.value == 1
    assert herald.interval.reason.startswith("only 6 articles")


def test_a_pair_has_a_value_and_an_interval_of_its_own(report):
    alike = find(report, "pair", "topic", "answer", group=("Ann", "Ben")).agreement
    apart = find(report, "pair", "topic", "answer", group=("Ann", "Cem")).agreement
    assert alike.value == 1 > apart.value
    assert (alike.annotators, alike.units, apart.interval.clusters) == (2, 12, 12)
    assert apart.low < apart.value < apart.high


def test_annotators_without_a_common_article_are_no_pair():
    report = agreement_report([coding("1", "a"), coding("2", "b")], CODEBOOK)
    assert report.of_scope("pair") == ()


def test_marked_characters_and_presence_are_two_answers(report):
    present = find(report, "overall", "framing", "present in the article", label="HARSH").agreement
    characters = find(report, "overall", "framing", "characters", label="HARSH").agreement
    assert (present.value, present.units) == (1, 12)
    assert 0 < characters.value < 1
    assert characters.units == 1200
    assert dict(characters.prevalence)["1"] == pytest.approx((10 + 11 + 12) * 6 / 3600)


def test_another_variable_leaves_the_numbers_of_the_others_alone(codings, report):
    smaller = Codebook("Test", "7", layers=CODEBOOK.layers, article_questions=CODEBOOK.article_questions[:1])
    again = agreement_report(codings, smaller, DRAWN, software_version="0.1")
    assert set(map(repr, again.rows)) <= set(map(repr, report.rows))


def test_the_same_codings_in_another_order_give_the_same_report(codings, report):
    mixed = [codings[place] for place in np.random.default_rng(1).permutation(len(codings))]
    assert agreement_report(mixed, CODEBOOK, DRAWN, software_version="0.1") == report


def test_a_round_without_annotations_is_a_report_of_reasons():
    report = agreement_report([], CODEBOOK)
    assert (report.articles, report.annotators) == (0, ())
    assert all(row.agreement.reason for row in report.rows)
    answers = {row.agreement.reason for row in report.rows if row.question == "answer"}
    assert answers == {"no values"}


def test_labels_outside_the_codebook_are_counted_and_not_measured():
    codings = [coding("1", annotator, marks=[("GONE", 0, 5)]) for annotator in "ab"]
    report = agreement_report(codings, CODEBOOK)
    assert [(one.reason, one.count) for one in report.dropped] == [
        ("spans with a label outside this codebook", 2)
    ]
    anything = find(report, "overall", "framing", "characters", label=ANY_LABEL).agreement
    assert anything.reason == "no variation: every value is 0"


def test_flat_rows_have_every_column_and_survive_json_without_nan(report):
    rows = list(flat_rows(report))
    assert len(rows) == len(report.rows)
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert [tuple(row) for row in json.loads(json.dumps(rows, allow_nan=False))] == rows


def test_a_flat_row_names_its_scope_its_result_and_its_basis(report):
    found = next(
        row
        for row in flat_dicts(report)
        if (row["annotator_1"], row["variable"], row["level"]) == ("Ann", "topic", "nominal")
    )
    assert (found["scope"], found["outlet"], found["annotator_2"]) == ("pair", None, "Ben")
    assert (found["value"], found["low"], found["seed"]) == (1.0, None, 11)
    assert found["prevalence"] == "war: 0.4167; trade: 0.3333; sport: 0.2500"
    overall = next(row for row in flat_dicts(report) if row["variable"] == "actors" and row["label"] == "")
    assert overall["prevalence"] == "A: 0.0833; A + B: 0.9167"
    assert (overall["replicates"], overall["seed"], overall["codebook_version"]) == (200, 11, "7")


def test_a_thousand_annotations_of_thirty_variables_are_reported():
    chance = np.random.default_rng(3)
    options = tuple(Category(f"c{place}", "C") for place in range(5))
    questions = tuple(
        Variable(f"q{place}", "Q", "article", "choice", ("nominal", "ordinal")[place % 2], categories=options)
        for place in range(30)
    )
    codings = [
        coding(
            str(article),
            annotator,
            answers={
                one.code: options[(article * 7 + place + (chance.random() < 0.3)) % 5].code
                for place, one in enumerate(questions)
            },
            outlet=f"outlet {article % 4}",
        )
        for article in range(200)
        for annotator in "abcde"
    ]
    codebook = Codebook("Large", "1", article_questions=questions)
    report = agreement_report(codings, codebook)
    assert len(report.rows) == 30 * 2 * (1 + 4 + 10)


def test_gamma_is_left_out_where_too_many_annotators_coded_an_article():
    crowd = [
        Coding(
            article="1",
            annotator=f"A{number}",
            annotation=Annotation(
                spans=(MarkedSpan("s", "framing", "HARSH", number, number + 5, "x" * 5),), state="submitted"
            ),
            length=100,
            coded=((0, 100),),
        )
        for number in range(6)
    ]
    report = agreement_report(crowd, CODEBOOK, Wanted(parts=("gamma",)))
    assert report.rows == ()
    reason = next(one.reason for one in report.skipped if one.variable == "gamma of framing")
    assert reason == "not computed for more than 5 annotators of an article, here 6"
    assert agreement_report(crowd[:5], CODEBOOK, Wanted(parts=("gamma",))).rows


def test_every_coefficient_says_which_version_computed_it():
    report = agreement_report([], CODEBOOK, software_version="9.9")
    assert {row.agreement.software_version for row in report.rows} == {"9.9"}
