"""Borders of matched spans."""

from itertools import combinations
from statistics import mean, median

import pytest
from hypothesis import given

from annotations.agreement.intervals import Plan
from annotations.agreement.spans.borders import BorderPairs, border_agreements, border_habits, border_pairs
from annotations.agreement.spans.selection import Selection
from annotations.reliability.columns import span_columns
from annotations.reliability.matched import matched_spans
from annotations.words import words_of
from tests.annotations.agreement.naive_spans import in_words
from tests.annotations.span_study import LAYER, TEXT, Study, studies, study

WORDS = list(zip(*(edges.tolist() for edges in (words_of(TEXT).starts, words_of(TEXT).ends)), strict=True))
QUIET = Plan("none")


def compared(articles: Study, **more) -> BorderPairs:
    return border_pairs(matched_spans(span_columns(study(articles, **more), LAYER)))


def values(articles: Study, *, plan: Plan = QUIET, study_facts=None, **chosen) -> dict[str, float | None]:
    pairs = compared(articles, **(study_facts or {}))
    selection = Selection.of(pairs.matched.columns, **chosen)
    return {found.variant: found.value for found in border_agreements(pairs, selection, plan)}


ONE_LATE = {"a": {"U1": [(0, 12, "A"), (20, 31, "B")], "U2": [(4, 12, "A"), (20, 31, "A")]}}


def test_distances_are_those_of_the_borders():
    found = values(ONE_LATE)
    assert found["starts, mean distance in characters"] == 2.0
    assert found["starts, mean distance in words"] == 0.5
    assert found["ends, mean distance in characters"] == 0.0
    assert found["starts, median distance in characters"] == 2.0
    assert found["intersection over union, mean"] == pytest.approx((8 / 12 + 1) / 2)
    assert found["same start, share"] == 0.5
    assert found["same end, share"] == 1.0
    assert found["same start and end, share"] == 0.5


def test_who_starts_later_is_told_for_every_pair():
    pairs = compared(ONE_LATE)
    habits = border_habits(pairs, Selection.of(pairs.matched.columns), Plan())
    starts = next(one for one in habits if (one.border, one.unit) == ("starts", "words"))
    assert starts.annotators == ("U1", "U2")
    assert (starts.earlier, starts.same, starts.later) == (0, 1, 1)
    assert starts.shift.value == 0.5
    assert len(habits) == 4


def test_swapping_the_annotators_turns_their_habit_round():
    swapped = {"a": {"U1": ONE_LATE["a"]["U2"], "U2": ONE_LATE["a"]["U1"]}}
    pairs = compared(swapped)
    starts = border_habits(pairs, Selection.of(pairs.matched.columns), QUIET)[0]
    assert (starts.earlier, starts.same, starts.later, starts.shift.value) == (1, 1, 0, -2.0)


def test_without_words_distances_are_in_characters_only():
    found = values(ONE_LATE, study_facts={"words": False})
    assert not [variant for variant in found if "words" in variant]


@pytest.mark.parametrize(
    ("articles", "reason"),
    [
        ({"a": {"U1": [(0, 3, "A")], "U2": [(20, 23, "A")]}}, "no spans matched"),
        ({"a": {"U1": [(0, 3, "A")]}}, "only one annotator"),
        ({}, "no annotations"),
    ],
)
def test_without_matched_spans_there_is_a_reason(articles: Study, reason: str):
    pairs = compared(articles)
    selection = Selection.of(pairs.matched.columns)
    assert {(one.value, one.reason) for one in border_agreements(pairs, selection, Plan())} == {
        (None, reason)
    }
    assert border_habits(pairs, selection, Plan()) == ()


def test_the_rule_and_the_match_rate_stand_beside_every_figure():
    pairs = compared({"a": {"U1": [(0, 12, "A"), (30, 33, "A")], "U2": [(4, 12, "A")]}})
    for found in border_agreements(pairs, Selection.of(pairs.matched.columns), QUIET):
        assert found.note == (
            "spans of different annotators matched if they share at least 50% of their characters; "
            "match rate 2 of 3 spans (66.7%)"
        )
        assert (found.units, found.values, found.annotators, found.clusters) == (1, 2, 2, 1)


def test_means_have_intervals_and_medians_have_none():
    articles = {f"a{n}": {"U1": [(0, 12, "A")], "U2": [(n % 3, 12, "A")]} for n in range(12)}
    pairs = compared(articles)
    found = {
        one.variant: one for one in border_agreements(pairs, Selection.of(pairs.matched.columns), Plan())
    }
    start = found["starts, mean distance in characters"]
    assert start.low is not None
    assert start.high is not None
    assert start.value == pytest.approx(1.0)
    assert start.low < 1 < start.high
    assert found["starts, median distance in characters"].interval is None


@given(studies())
def test_the_figures_are_those_of_comparing_every_pair(articles: Study):
    columns = span_columns(study(articles), LAYER)
    matched = matched_spans(columns)
    spans = [
        (columns.spans[i], columns.spans[j])
        for row in matched.members.tolist()
        for i, j in combinations([place for place in row if place >= 0], 2)
    ]
    found = values(articles)
    if not spans:
        assert set(found.values()) == {None}
        return

    def touched(mark) -> tuple[int, int]:
        return in_words((mark.start, mark.end, mark.label), WORDS)

    ends = [abs(one.end - other.end) for one, other in spans]
    starts_in_words = [abs(touched(one)[0] - touched(other)[0]) for one, other in spans]
    assert found["ends, mean distance in characters"] == pytest.approx(mean(ends))
    assert found["ends, median distance in characters"] == pytest.approx(median(ends))
    assert found["starts, mean distance in words"] == pytest.approx(mean(starts_in_words))
    same = [(one.start, one.end) == (other.start, other.end) for one, other in spans]
    assert found["same start and end, share"] == pytest.approx(mean(same))
