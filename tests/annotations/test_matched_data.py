"""Reliability data of matched spans."""

import numpy as np
import pytest
from hypothesis import given

from annotations.reliability import ReliabilityData
from annotations.reliability.columns import span_columns
from annotations.reliability.matched import MatchedSpans, matched_data, matched_spans, span_questions
from tests.annotations.reliability_study import reasons, values
from tests.annotations.span_study import LAYER, Study, studies, study

OUTLET, HE = {"voice": "outlet"}, {"voice": "quote", "speaker": "he"}


def matched(articles: Study) -> MatchedSpans:
    return matched_spans(span_columns(study(articles), LAYER))


def everything(found: MatchedSpans) -> tuple:
    shape = found.columns.submitted.shape
    return np.ones(shape[0], dtype=bool), np.ones(shape[1], dtype=bool)


def data(articles: Study, variable: str, label: str = "", names: set[str] | None = None) -> ReliabilityData:
    found = matched(articles)
    question = next(
        one for one in span_questions(found.columns) if (one.variable, one.label) == (variable, label)
    )
    every, everybody = everything(found)
    if names is not None:
        everybody = np.array([name in names for name in found.columns.table.annotators])
    return matched_data(found, question, every, everybody)


THREE = {
    "a": {
        "U1": [(0, 9, "A", OUTLET), (20, 23, "B", HE)],
        "U2": [(0, 9, "B", HE), (20, 23, "B", HE)],
        "U3": [(1, 9, "A", {"voice": "quote"}), (32, 35, "C")],
    },
    "b": {"U1": [(4, 7, "C")], "U2": []},
}


def test_a_matched_span_has_the_label_of_everyone_who_found_it():
    found = data(THREE, "framing")
    assert values(found) == [["A", "B", "A"], ["B", "B", None]]
    assert found.units == ("a [0, 9)", "a [20, 23)")
    assert found.clusters == ("a", "a")
    assert (found.level, found.categories, found.unit) == ("nominal", ("A", "B", "C"), "matched span")


def test_the_match_rate_counts_the_spans_that_another_could_have_found():
    found = matched(THREE)
    rate = found.rate(*everything(found))
    assert (rate.matched, rate.spans) == (5, 7)
    assert rate.share == pytest.approx(5 / 7)


def test_without_spans_there_is_no_match_rate():
    found = matched({"a": {"U1": [], "U2": []}})
    assert found.rate(*everything(found)).share is None


def test_a_pair_of_annotators_has_its_own_spans_and_rate():
    found = matched(THREE)
    pair = np.array([True, False, True])
    assert values(data(THREE, "framing", names={"U1", "U3"})) == [["A", "A"]]
    rate = found.rate(np.ones(2, dtype=bool), pair)
    # U2 is not looked at, so nobody could have found again what U1 marked in the second article.
    assert (rate.matched, rate.spans) == (2, 4)


def test_an_attribute_that_is_not_asked_is_not_applicable():
    speakers = data(THREE, "framing.speaker")
    assert values(speakers) == [[None, "he", None], ["he", "he", None]]
    assert reasons(speakers) == {
        "values not applicable": 1,
        "values not answered": 1,
        "matched spans with fewer than two values": 1,
    }


def test_several_answers_come_as_a_set_and_one_by_one():
    articles = {"a": {"U1": [(0, 3, "A", {"about": ["X", "Y"]})], "U2": [(0, 3, "A", {"about": ["Y"]})]}}
    whole = data(articles, "framing.about")
    assert values(whole) == [[("X", "Y"), ("Y",)]]
    assert whole.level == "set"
    assert values(data(articles, "framing.about", "X")) == [["1", "0"]]
    assert values(data(articles, "framing.about", "Y")) == [["1", "1"]]


def test_a_scale_has_its_numbers():
    articles = {"a": {"U1": [(0, 3, "A", {"sure": 1})], "U2": [(0, 3, "A", {"sure": 3})]}}
    sure = data(articles, "framing.sure")
    assert (sure.level, sure.categories) == ("ordinal", (1, 2, 3))
    assert sure.scores is not None
    assert sure.scores.tolist() == [1, 2, 3]


def test_free_text_is_not_measured():
    names = {one.variable for one in span_questions(matched(THREE).columns)}
    assert names == {"framing", "framing.voice", "framing.speaker", "framing.sure", "framing.about"}


def test_the_rule_is_told():
    assert matched(THREE).rule == (
        "spans of different annotators matched if they share at least 50% of their characters"
    )


@given(studies())
def test_units_have_two_values_and_each_span_is_in_one_unit_at_most(articles: Study):
    found = matched(articles)
    question = next(span_questions(found.columns))
    labels = matched_data(found, question, *everything(found))
    assert (labels.values_per_unit >= 2).all()
    rate = found.rate(*everything(found))
    assert int((labels.values >= 0).sum()) == rate.matched <= rate.spans
    places = found.members[found.members >= 0]
    assert len(set(places.tolist())) == places.size
