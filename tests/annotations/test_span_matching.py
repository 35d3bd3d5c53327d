"""Which spans of different annotators are one finding."""

from collections import defaultdict
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.reliability.columns import SpanColumns, span_columns
from annotations.reliability.matching import matched_groups
from tests.annotations.span_study import LAYER, Study, marks, studies, study


def groups(articles: Study, **more) -> list[list[tuple]]:
    """Return the groups of two and more, each as annotator, start, end and label of its spans."""
    columns = span_columns(study(articles), LAYER)
    return [
        [named(columns, span) for span in spans]
        for spans in by_group(matched_groups(columns, **more).tolist()).values()
        if len(spans) > 1
    ]


def by_group(numbers: list[int]) -> dict[int, list[int]]:
    found = defaultdict(list)
    for span, number in enumerate(numbers):
        found[number].append(span)
    return found


def named(columns: SpanColumns, span: int) -> tuple:
    mark = columns.spans[span]
    return columns.table.annotators[columns.annotator[span]], mark.start, mark.end, mark.label


def shared(one, other) -> Fraction:
    mine, yours = (set(range(mark.start, mark.end)) for mark in (one, other))
    return Fraction(len(mine & yours), len(mine | yours))


def by_definition(columns: SpanColumns, least: float) -> list[int]:
    """Join the best pair of groups again and again, looking at every pair of spans."""
    spans, count = columns.spans, len(columns.spans)
    fits = {
        (i, j)
        for i, j in combinations(range(count), 2)
        if columns.article[i] == columns.article[j]
        and columns.annotator[i] != columns.annotator[j]
        and shared(spans[i], spans[j]) >= Fraction(str(least))  # 0.8 itself is a little more than 4/5
    }

    def worth(pair):
        one, other = (spans[place] for place in pair)
        where = sorted((spans[place].start, spans[place].end, spans[place].label) for place in pair)
        who = sorted(int(columns.annotator[place]) for place in pair)
        return -shared(one, other), one.label != other.label, where, who, pair

    group = list(range(count))
    for i, j in sorted(fits, key=worth):
        first = [place for place in range(count) if group[place] == group[i]]
        second = [place for place in range(count) if group[place] == group[j]]
        if group[i] != group[j] and all((min(a, b), max(a, b)) in fits for a in first for b in second):
            for place in second:
                group[place] = group[i]
    return group


@given(studies(annotators=4), st.sampled_from([0.5, 0.1, 0.8]))
def test_the_groups_are_those_of_looking_at_every_pair(articles: Study, least: float):
    columns = span_columns(study(articles), LAYER)
    found, expected = matched_groups(columns, least), by_definition(columns, least)
    assert list(by_group(found.tolist()).values()) == list(by_group(expected).values())


@given(studies(annotators=4))
def test_all_spans_of_a_group_match_each_other(articles: Study):
    columns = span_columns(study(articles), LAYER)
    for spans in by_group(matched_groups(columns).tolist()).values():
        for one, other in combinations(spans, 2):
            assert columns.article[one] == columns.article[other]
            assert columns.annotator[one] != columns.annotator[other]
            assert shared(columns.spans[one], columns.spans[other]) >= 0.5


@given(marks(), st.integers(2, 4))
def test_identical_annotations_match_span_by_span(spans, annotators: int):
    articles = {"a": {f"U{number}": spans for number in range(annotators)}}
    found = groups(articles)
    assert len(found) == len(spans)
    assert all(len({mark[1:] for mark in group}) == 1 for group in found)
    assert all(len(group) == annotators for group in found)


@given(studies(annotators=2))
def test_swapping_two_annotators_swaps_the_spans_of_each_group(articles: Study):
    swapped = {
        article: {{"U1": "U2", "U2": "U1"}[name]: spans for name, spans in by.items()}
        for article, by in articles.items()
    }
    back = [
        sorted(({"U1": "U2", "U2": "U1"}[mark[0]], *mark[1:]) for mark in group) for group in groups(swapped)
    ]
    assert sorted(back) == sorted(sorted(group) for group in groups(articles))


def test_the_better_partner_is_taken():
    articles = {"a": {"U1": [(0, 20, "A")], "U2": [(0, 12, "A"), (0, 19, "B")]}}
    assert groups(articles) == [[("U1", 0, 20, "A"), ("U2", 0, 19, "B")]]


def test_the_same_words_with_two_labels_are_matched_label_by_label():
    articles = {"a": {"U1": [(0, 9, "A"), (0, 9, "B")], "U2": [(0, 9, "B"), (0, 9, "A")]}}
    assert groups(articles) == [
        [("U1", 0, 9, "A"), ("U2", 0, 9, "A")],
        [("U1", 0, 9, "B"), ("U2", 0, 9, "B")],
    ]


def test_the_same_words_and_label_said_of_two_speakers_are_matched_by_speaker():
    he, she = ({"voice": "quote", "speaker": who} for who in ("he", "she"))
    articles = {"a": {"U1": [(0, 9, "A", he), (0, 9, "A", she)], "U2": [(0, 9, "A", she), (0, 9, "A", he)]}}
    columns = span_columns(study(articles), LAYER)
    speakers = [span.attributes["speaker"] for span in columns.spans]
    pairs = by_group(matched_groups(columns).tolist()).values()
    assert sorted(tuple(speakers[span] for span in pair) for pair in pairs) == [("he", "he"), ("she", "she")]


def test_no_chain_joins_spans_that_do_not_match_themselves():
    articles = {"a": {"U1": [(0, 10, "A")], "U2": [(3, 13, "A")], "U3": [(6, 16, "A")]}}
    assert groups(articles) == [[("U1", 0, 10, "A"), ("U2", 3, 13, "A")]]


@pytest.mark.parametrize(("least", "count"), [(0.2, 1), (0.5, 0)])
def test_how_much_must_be_shared_can_be_chosen(least: float, count: int):
    articles = {"a": {"U1": [(0, 10, "A")], "U2": [(5, 15, "A")]}}
    assert len(groups(articles, least_shared=least)) == count


def test_without_spans_there_are_no_groups():
    assert matched_groups(span_columns(study({"a": {"U1": [], "U2": []}}), LAYER)).tolist() == []
