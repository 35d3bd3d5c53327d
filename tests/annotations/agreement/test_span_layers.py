"""Everything about the spans of a layer, for the whole study and for parts of it."""

import pickle
from dataclasses import replace

import pytest
from hypothesis import given

from annotations.agreement import Plan
from annotations.agreement.spans.layers import (
    ATTRIBUTE,
    BORDERS,
    FOUND,
    LABEL,
    LayerSpans,
    SpanAgreements,
    all_layer_spans,
    span_agreements,
)
from annotations.codebook import Codebook
from annotations.reliability import ANY_LABEL, tabulate
from annotations.reliability.codings import CodingTable
from tests.annotations.span_study import CODEBOOK, LAYER, Study, categories, coding, studies, study

QUIET = Plan("none")
OUTLET, HE = {"voice": "outlet"}, {"voice": "quote", "speaker": "he"}
ARTICLES = {
    f"a{number}": {
        "U1": [(0, 7, "A", OUTLET), (12, 15, "B", HE), (40, 43, "A", HE)],
        "U2": [(0, 3 + 4 * (number % 2), "A", OUTLET), (12, 15, "ABC"[number % 3], HE)],
        "U3": [(0, 7, "A", HE)],
    }
    for number in range(12)
}


def layer(table: CodingTable) -> LayerSpans:
    return all_layer_spans(table, CODEBOOK)[0]


def everything(marked: Study, plan: Plan = QUIET, **chosen) -> list[SpanAgreements]:
    return list(span_agreements(layer(study(marked)), plan, **chosen))


def values(found: list[SpanAgreements]) -> dict[tuple[str, ...], object]:
    return {
        (one.question, one.variable, one.label, agreement.title): agreement.value
        and pytest.approx(agreement.value)
        for one in found
        for agreement in one.agreements
    }


def test_a_layer_is_told_as_found_borders_label_and_attributes():
    told = [(one.question, one.variable, one.label) for one in everything(ARTICLES)]
    assert told == [
        (FOUND, "framing", ""),
        (FOUND, "framing", "A"),
        (FOUND, "framing", "B"),
        (FOUND, "framing", "C"),
        (FOUND, "framing", ANY_LABEL),
        (BORDERS, "framing", ANY_LABEL),
        (LABEL, "framing", ""),
        (ATTRIBUTE, "framing.voice", ""),
        (ATTRIBUTE, "framing.speaker", ""),
        (ATTRIBUTE, "framing.sure", ""),
        (ATTRIBUTE, "framing.about", ""),
        (ATTRIBUTE, "framing.about", "X"),
        (ATTRIBUTE, "framing.about", "Y"),
    ]


def test_label_and_attributes_have_the_match_rate_and_what_was_dropped_beside_them():
    for one in everything(ARTICLES, Plan()):
        if one.question in (LABEL, ATTRIBUTE):
            assert one.data is not None
            for agreement in one.agreements:
                assert "share at least 50% of their characters; match rate 54 of 72 spans" in agreement.note
                reasons = {dropped.reason: dropped.count for dropped in agreement.dropped}
                assert reasons["spans that nobody else found"] == 18


def test_labels_of_matched_spans_have_alpha_and_an_interval_over_articles():
    label = next(one for one in everything(ARTICLES, Plan()) if one.question == LABEL)
    alpha = next(one for one in label.agreements if one.coefficient == "Krippendorff's alpha")
    assert alpha.clusters == 12
    assert alpha.low < alpha.value < alpha.high
    assert alpha.interval.kind == "article"


def test_the_level_of_an_attribute_is_that_of_the_codebook():
    levels = {one.variable: one.data.level for one in everything(ARTICLES) if one.data and not one.label}
    assert levels == {
        "framing": "nominal",
        "framing.voice": "nominal",
        "framing.speaker": "nominal",
        "framing.sure": "ordinal",
        "framing.about": "set",
    }


@given(studies(annotators=3, articles=4))
def test_some_articles_tell_the_same_as_a_study_of_them_alone(articles: Study):
    chosen = {"a0", "a3"}
    alone = {article: by for article, by in articles.items() if article in chosen}
    part, whole = everything(articles, articles=chosen), everything(alone)
    # Categories that nobody chose, and sets of several answers, are those of the whole study.
    assert values(part) == values(whole)


def test_two_annotators_are_compared_with_each_other_alone():
    found = everything(ARTICLES, annotators=("U1", "U3"))
    exact = found[0].agreements[0]
    assert exact.annotators == 2
    assert exact.value == pytest.approx(2 * 12 / (36 + 12))


def test_spans_outside_the_coded_zones_are_told():
    codings = [
        coding("a", "U1", [(0, 3, "A"), (20, 23, "A")], coded=((0, 16),)),
        coding("a", "U2", [(0, 3, "A")], coded=((0, 16),)),
        coding("b", "U2", [(0, 3, "A"), (20, 23, "A")], coded=((0, 16),)),
    ]
    found = next(span_agreements(layer(tabulate(codings)), QUIET)).agreements[0]
    assert found.value == 1.0
    assert [(one.reason, one.count) for one in found.dropped] == [
        ("spans outside the coded zones", 1),
        ("articles coded by one annotator only", 1),
    ]


def test_a_retired_label_is_told_only_where_it_was_used():
    retired = replace(categories("D")[0], retired=True)
    codebook = Codebook("Test", "1", layers=(replace(LAYER, labels=(*LAYER.labels, retired)),))

    def labels(articles: Study) -> list[str]:
        spans = all_layer_spans(study(articles), codebook)[0]
        return [one.label for one in span_agreements(spans, QUIET) if one.question == FOUND]

    assert "D" not in labels(ARTICLES)
    assert "D" in labels({"a": {"U1": [(0, 3, "D")], "U2": []}})


def test_an_empty_study_is_undefined_throughout():
    for one in everything({}, Plan()):
        for agreement in one.agreements:
            assert agreement.value is None
            assert agreement.reason


def test_the_compared_spans_can_be_sent_to_another_process():
    spans = layer(study(ARTICLES))
    there = pickle.loads(pickle.dumps(spans))  # noqa: S301  our own bytes
    assert values(list(span_agreements(there, QUIET))) == values(list(span_agreements(spans, QUIET)))
