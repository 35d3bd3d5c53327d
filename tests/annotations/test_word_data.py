"""Which words carry a label."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.reliability import ReliabilityData
from annotations.reliability.spans import ANY_LABEL, character_data, mark_table
from annotations.reliability.tokens import word_data, words_known
from annotations.words import words_of
from tests.annotations.span_study import CODEBOOK, TEXT, Study, studies, study


def data(articles: Study, label: str, **more) -> ReliabilityData:
    table = study(articles, **more)
    found = word_data(table, mark_table(table, CODEBOOK), CODEBOOK)
    return next(one for one in found if one.label == label)


def sizes(found: ReliabilityData) -> dict[tuple[int, ...], int]:
    counted: dict[tuple[int, ...], int] = {}
    for row, size in zip(found.values.tolist(), found.row_sizes.tolist(), strict=True):
        counted[tuple(row)] = counted.get(tuple(row), 0) + size
    return counted


def test_a_word_carries_a_label_if_any_of_its_characters_does():
    found = data({"a": {"U1": [(1, 5, "A")], "U2": [(0, 3, "A")]}}, "A")
    assert sizes(found) == {(1, 1): 1, (1, 0): 1, (0, 0): 10}
    assert found.unit == "word"


def test_words_belong_to_the_zone_that_they_start_in():
    found = data({"a": {"U1": [(0, 12, "A")], "U2": []}}, "A", coded=((1, 9),))
    assert sizes(found) == {(1, 0): 2}


def test_a_mark_between_two_words_marks_none():
    assert sizes(data({"a": {"U1": [(3, 4, "A")], "U2": []}}, "A")) == {(0, 0): 12}


def test_words_must_be_known():
    table = study({"a": {"U1": []}}, words=False)
    assert not words_known(table)
    with pytest.raises(ValueError, match="words of every article"):
        list(word_data(table, mark_table(table, CODEBOOK), CODEBOOK))


def test_the_same_labels_are_measured_as_in_characters():
    table = study({"a": {"U1": [(3, 4, "A")], "U2": []}})
    marks = mark_table(table, CODEBOOK)
    labels = [[one.label for one in draw(table, marks, CODEBOOK)] for draw in (word_data, character_data)]
    assert labels[0] == labels[1]


@given(
    studies(),
    st.sampled_from(["A", "B", "C", ANY_LABEL]),
    st.sampled_from([((0, 48),), ((2, 9), (20, 31)), ()]),
)
def test_words_are_counted_as_one_by_one(articles: Study, label: str, coded):
    table = study(articles, coded=coded)
    words = [
        (start, end)
        for start, end in zip(
            *(edges.tolist() for edges in (words_of(TEXT).starts, words_of(TEXT).ends)), strict=True
        )
        if any(first <= start < last for first, last in coded)
    ]
    inside = {place for first, last in coded for place in range(first, last)}
    expected: dict[tuple[int, ...], int] = {}
    for by_annotator in articles.values():
        for start, end in words if by_annotator else ():
            row = tuple(
                int(
                    any(
                        label in (mark[2], ANY_LABEL)
                        and set(range(mark[0], mark[1])) & set(range(start, end)) & inside
                        for mark in by_annotator[name]
                    )
                )
                if name in by_annotator
                else -1
                for name in table.annotators
            )
            expected[row] = expected.get(row, 0) + 1
    found = {row: size for row, size in sizes(data(articles, label, coded=coded)).items() if size}
    assert found == expected
