"""At which step spans disagree, counted again pair by pair, and the list of who differs where."""

from collections import Counter
from dataclasses import replace
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.agreement.costs.comparisons import comparisons
from annotations.agreement.costs.decomposition import Decomposition, decomposition, span_disagreements
from annotations.agreement.intervals import Plan
from annotations.agreement.spans.selection import Selection
from annotations.reliability import Coding, tabulate
from annotations.reliability.columns import span_columns
from annotations.reliability.matched import MatchedSpans, matched_spans
from tests.annotations.reliability_study import CODEBOOK, coding

LAYER = CODEBOOK.layers[0]
Said = tuple[str, int, int, str | None]


def said(article: str, annotator: str, *spans: Said, **more: object) -> Coding:
    """A coding whose spans are a label, a start, an end and a voice."""
    plain = coding(article, annotator, marks=[span[:3] for span in spans], **more)
    voiced = tuple(
        replace(mark, attributes={} if span[3] is None else {"voice": span[3]})
        for mark, span in zip(plain.annotation.spans, spans, strict=True)
    )
    return replace(plain, annotation=replace(plain.annotation, spans=voiced))


def matched(codings: list[Coding]) -> MatchedSpans:
    return matched_spans(span_columns(tabulate(codings), LAYER))


def decomposed(codings: list[Coding], **selected: object) -> Decomposition:
    found = comparisons(matched(codings))
    return decomposition(found, Selection.of(found.matched.columns, **selected), Plan())


@pytest.fixture
def study():
    return [
        said("1", "Ann", ("HARSH", 0, 10, "outlet"), ("MILD", 30, 40, "outlet"), ("HARSH", 60, 70, None)),
        said("1", "Ben", ("HARSH", 0, 10, "quote"), ("HARSH", 30, 42, "outlet")),
        said("2", "Ann", ("HARSH", 5, 9, "outlet")),
        said("2", "Ben"),
        said("3", "Ann", ("MILD", 1, 2, "outlet")),
    ]


def test_each_step_counts_what_was_compared_and_what_differs(study):
    found = decomposed(study)
    assert [(step.name, step.compared, step.differing) for step in found.steps] == [
        ("found", 6, 2),
        ("borders", 2, 1),
        ("label", 2, 1),
        ("voice", 2, 1),
    ]
    assert (found.matched, found.spans, found.layer) == (4, 6, "framing")
    assert [step.share.value for step in found.steps] == [0.4, 0.2, 0.2, 0.2]
    assert [step.agreement.value for step in found.steps] == pytest.approx([2 / 3, 0.5, 0.5, 0.5])
    assert found.costliest.name == "found"


def test_the_list_names_place_people_and_values(study):
    found = comparisons(matched(study))
    told = span_disagreements(found, Selection.of(found.matched.columns))
    assert [(one.step, one.article, one.one, one.other) for one in told] == [
        ("found", "1", "Ann", "Ben"),
        ("found", "2", "Ann", "Ben"),
        ("borders", "1", "Ann", "Ben"),
        ("label", "1", "Ann", "Ben"),
        ("voice", "1", "Ann", "Ben"),
    ]
    assert (told[0].first.start, told[0].first.end, told[0].second) == (60, 70, None)
    label, voice = told[3:]
    assert (label.first.value, label.second.value, label.second.end) == ("MILD", "HARSH", 42)
    assert (voice.first.value, voice.second.value) == ("outlet", "quote")
    assert span_disagreements(found, Selection.of(found.matched.columns), ["found"], limit=1) == told[:1]


def test_without_two_annotators_every_step_says_why_it_is_undefined(study):
    alone = decomposed(study, annotators=["Ann"])
    assert {step.agreement.reason for step in alone.steps} == {"only one annotator"}
    assert alone.costliest is None


def test_full_agreement_has_no_costliest_step():
    spans = ("HARSH", 0, 10, "outlet")
    found = decomposed([said("1", "Ann", spans), said("1", "Ben", spans), said("2", "Ann"), said("2", "Ben")])
    assert [step.agreement.value for step in found.steps] == [1, 1, 1, 1]
    assert {step.share.reason for step in found.steps} == {"nothing differs"}
    assert found.costliest is None


SPANS = st.tuples(
    st.sampled_from(["HARSH", "MILD"]),
    st.integers(0, 12),
    st.integers(1, 8),
    st.sampled_from(["outlet", "quote", None]),
).map(lambda drawn: (drawn[0], drawn[1], drawn[1] + drawn[2], drawn[3]))


@st.composite
def studies(draw: st.DrawFn) -> list[Coding]:
    return [
        said(article, annotator, *draw(st.lists(SPANS, max_size=4)))
        for article in "123"
        for annotator in "abc"
        if draw(st.integers(0, 3))
    ]


@settings(max_examples=60, deadline=None)
@given(studies(), st.sampled_from([None, ["a", "b"], ["b", "c"]]), st.sampled_from([None, ["1", "2"]]))
def test_the_counts_are_those_of_going_through_all_pairs(codings, annotators, articles):
    spans = matched(codings)
    compared, differing = naive_counts(spans, codings, annotators or list("abc"), articles or list("123"))
    found = decomposed(codings, annotators=annotators, articles=articles)
    assert {step.name: (step.compared, step.differing) for step in found.steps} == {
        name: (compared[name], differing[name]) for name in ("found", "borders", "label", "voice")
    }
    shares = [step.share.value for step in found.steps if step.share.value is not None]
    assert not shares or sum(shares) == pytest.approx(1)


def naive_counts(spans: MatchedSpans, codings: list[Coding], annotators: list[str], articles: list[str]):
    table, marks = spans.columns.table, spans.columns.spans
    groups = [[place for place in row if place >= 0] for row in spans.members.tolist()]
    who = [table.annotators[place] for place in spans.columns.annotator]
    where = [table.articles[place] for place in spans.columns.article]
    partner = {(place, who[mate]): mate for group in groups for place, mate in permutations(group, 2)}
    compared, differing = Counter(), Counter()
    for article in articles:
        coders = [one.annotator for one in codings if one.article == article and one.annotator in annotators]
        for one, other in combinations(coders, 2):
            for place in range(len(marks)):
                if where[place] == article and who[place] in (one, other):
                    mate = partner.get((place, other if who[place] == one else one))
                    compared["found"] += 1
                    differing["found"] += mate is None
                    if mate is not None and who[place] == one:
                        for step, values in steps_of(marks[place], marks[mate]).items():
                            compared[step] += None not in values
                            differing[step] += None not in values and values[0] != values[1]
    return compared, differing


def steps_of(one, other):
    return {
        "borders": ((one.start, one.end), (other.start, other.end)),
        "label": (one.label, other.label),
        "voice": (one.attributes.get("voice"), other.attributes.get("voice")),
    }
