"""An annotation against a key: hand-made cases whose numbers can be counted on fingers."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.annotation import Annotation
from annotations.codebook import Category
from annotations.scoring import (
    MEASURES,
    NOT_PASSED,
    NOT_YET,
    PASSED,
    Score,
    compare,
    fault_under,
    judge,
    scores,
)
from tests.annotations.adjudication_study import CODED, LENGTH, span
from tests.annotations.adjudication_study import spans as some_span
from tests.annotations.small_study import CODEBOOK, TEXT

KEY = Annotation(
    (span("k1", 6, 14), span("k2", 26, 36, "MILD"), span("k3", 40, 52, voice="quote", speaker="Anna")),
    {"slant": 1},
)
NONE = Annotation(found_none=True)


def against(own: Annotation, key: Annotation = KEY):
    return compare(own, key, CODEBOOK, article="a", length=LENGTH, coded=CODED)


def measured(*compared) -> dict[str, Score]:
    return {one.measure: one for one in scores(compared, CODEBOOK)}


def test_the_key_against_itself_is_right_in_everything():
    compared = against(KEY)
    assert compared.is_right
    found = measured(compared)
    assert set(found) == set(MEASURES)
    assert all(one.value == pytest.approx(1) for one in found.values())
    assert [found[name].n for name in ("span_f1", "label_agreement", "answer_agreement")] == [6, 3, 1]


def test_what_is_found_missed_and_extra_is_told_span_by_span():
    own = Annotation(
        (span("a", 6, 16), span("b", 26, 36, "HARSH"), span("c", 70, 75)),
        {"slant": -1},
    )
    compared = against(own)
    assert [(one.state, one.off, one.is_same_label) for one in compared.spans] == [
        ("found", 2, True),
        ("found", 0, False),
        ("missed", 0, False),
        ("extra", 0, False),
    ]
    assert [(one.own, one.key, one.state) for one in compared.answers] == [(-1, 1, "different")]
    found = measured(compared)
    assert found["span_f1"].value == pytest.approx(2 / 6)
    assert found["span_f1_exact"].value == 0
    assert (found["label_agreement"].value, found["label_agreement"].n) == (0.5, 2)
    assert (found["attribute_agreement"].value, found["attribute_agreement"].n) == (1, 2)
    assert found["answer_agreement"].value == 0
    assert found["character_alpha"].value < 0.7


def test_attributes_are_compared_as_adjudication_compares_them():
    own = Annotation((span("a", 40, 52, voice="quote", speaker=" ANNA "),), {})
    third = against(own).spans[-1]
    assert [(one.variable, one.is_same) for one in third.values] == [("voice", True), ("speaker", True)]
    other = Annotation((span("a", 40, 52),), {})
    assert [one.is_same for one in against(other).spans[-1].values] == [False, False]
    assert [one.state for one in against(other).answers] == ["missing"]


def test_saying_that_there_is_nothing_agrees_fully_with_an_empty_key():
    found = measured(against(NONE, NONE))
    assert (found["span_f1"].value, found["span_f1"].n) == (1, 1)
    assert found["label_agreement"].value is None
    assert found["label_agreement"].reason
    assert measured(against(NONE))["span_f1"].value == 0
    unsaid = measured(against(Annotation(), NONE))["span_f1"]
    assert (unsaid.value, unsaid.n) == (None, 0)


def test_articles_count_together():
    found = measured(against(KEY), against(NONE))
    assert (found["span_f1"].value, found["span_f1"].n) == (pytest.approx(6 / 9), 9)
    assert measured()["span_f1"].reason == "no article with a key was submitted"


@given(st.lists(some_span(), max_size=5, unique_by=lambda one: one.uid))
def test_measures_stay_in_their_range_and_every_span_is_told_once(marked):
    own = Annotation(tuple(marked), {})
    compared = against(own)
    told = [one.own.uid for one in compared.spans if one.own]
    assert sorted(told) == sorted(one.uid for one in marked)
    assert sorted(one.key.uid for one in compared.spans if one.key) == ["k1", "k2", "k3"]
    found = measured(compared)
    assert all(
        0 <= one.value <= 1 for one in found.values() if one.value is not None and "alpha" not in one.measure
    )
    assert found["span_f1_exact"].value <= found["span_f1"].value


def test_a_training_is_passed_by_every_mark_on_enough_articles():
    good = [Score("span_f1", 0.8, 10), Score("answer_agreement", None, 0, "none")]
    assert judge(good, {"span_f1": 0.8}, submitted=3, owed=3).state == PASSED
    assert judge(good, {"span_f1": 0.8}, submitted=2, owed=3).state == NOT_YET
    assert judge(good, {"span_f1": 0.8, "articles": 2}, submitted=2, owed=3).state == PASSED
    below = judge(good, {"span_f1": 0.9, "articles": 2}, submitted=2, owed=3)
    assert (below.state, below.short[0].measure) == (NOT_YET, "span_f1")
    assert judge(good, {"span_f1": 0.9}, submitted=3, owed=3).state == NOT_PASSED
    undefined = judge(good, {"answer_agreement": 0.5}, submitted=3, owed=3)
    assert (undefined.state, undefined.short[0].value) == (NOT_PASSED, None)
    assert judge([], {}, submitted=0, owed=0).state == NOT_YET


def test_a_key_carries_over_only_with_the_same_codes():
    assert fault_under(KEY, CODEBOOK, TEXT, CODEBOOK) == ""
    layer = CODEBOOK.layers[0]
    retired = replace(layer, labels=(layer.labels[0], Category("MILD", "Mild", retired=True)))
    assert "retired" in fault_under(KEY, replace(CODEBOOK, layers=(retired,)), TEXT, CODEBOOK)
    fewer = replace(CODEBOOK, article_questions=())
    assert "slant" in fault_under(KEY, fewer, TEXT, CODEBOOK)
    asked = replace(CODEBOOK.article_questions[0], code="tone", name="Tone")
    more = replace(CODEBOOK, article_questions=(*CODEBOOK.article_questions, asked))
    assert "Tone" in fault_under(KEY, more, TEXT, CODEBOOK)
