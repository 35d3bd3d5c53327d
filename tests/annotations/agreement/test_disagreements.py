"""Where annotators differ: every place once, with its share of what alpha lacks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.agreement.costs.disagreements import disagreements, stretches_apart
from annotations.reliability import ANY_LABEL, table_data
from tests.annotations.agreement import naive
from tests.annotations.agreement.strategies import tables_of_values
from tests.annotations.reliability_study import CODEBOOK, coding

LEVELS = st.sampled_from(["nominal", "ordinal", "interval", "ratio"])


@given(tables_of_values(), LEVELS)
def test_the_costs_of_all_units_are_what_alpha_lacks(rows, level):
    found = disagreements(table_data(rows, level=level, categories=range(5)))
    alpha = naive.alpha(rows, level)
    if alpha is None:
        assert found == ()
    else:
        assert sum(one.cost for one in found) == pytest.approx(1 - alpha)
        assert [one.cost for one in found] == sorted((one.cost for one in found), reverse=True)


@given(tables_of_values())
def test_every_unit_with_different_values_is_listed_once(rows):
    found = disagreements(table_data(rows, level="nominal", categories=range(5)))
    differing = {str(place) for place, row in enumerate(rows, 1) if len({*row} - {None}) > 1}
    assert sorted(one.article for one in found) == sorted(differing)


def test_a_disagreement_says_who_said_what():
    data = table_data([["a", "b", None], ["a", "a", "a"]], level="nominal")
    (found,) = disagreements(data)
    assert (found.article, found.values) == ("1", (("annotator 1", "a"), ("annotator 2", "b")))


def test_only_the_most_expensive_are_kept_when_there_is_a_limit():
    data = table_data([[1, 2], [1, 5], [2, 2], [3, 1]], level="interval")
    assert [one.article for one in disagreements(data, limit=2)] == ["2", "4"]


@pytest.fixture
def marked():
    return [
        coding("one", "a", marks=[("HARSH", 10, 20), ("HARSH", 40, 50)]),
        coding("one", "b", marks=[("HARSH", 15, 20), ("HARSH", 40, 52)]),
        coding("one", "c", marks=[("HARSH", 10, 20), ("MILD", 40, 50)]),
        coding("two", "a", marks=[("HARSH", 0, 9)]),
    ]


def test_stretches_are_listed_where_they_are_and_by_whom_they_were_marked(marked):
    found = stretches_apart(marked, CODEBOOK, "framing", "HARSH")
    assert {(one.start, one.end): dict(one.values) for one in found} == {
        (10, 15): {"a": "1", "b": "0", "c": "1"},
        (40, 50): {"a": "1", "b": "1", "c": "0"},
        (50, 52): {"a": "0", "b": "1", "c": "0"},
    }
    assert {one.article for one in found} == {"one"}


def test_the_costs_of_all_stretches_are_what_the_alpha_of_characters_lacks(marked):
    rows = [[0, 0, 0] for _ in range(100)]
    for column, spans in enumerate([[(10, 20), (40, 50)], [(15, 20), (40, 52)], [(10, 20)]]):
        for start, end in spans:
            for position in range(start, end):
                rows[position][column] = 1
    found = stretches_apart(marked, CODEBOOK, "framing", "HARSH")
    assert sum(one.cost for one in found) == pytest.approx(1 - naive.alpha(rows, "nominal"))


def test_any_label_compares_whether_the_same_words_were_marked_at_all(marked):
    found = stretches_apart(marked, CODEBOOK, "framing", ANY_LABEL)
    assert [(one.start, one.end) for one in found] == [(10, 15), (50, 52)]


def test_what_is_not_coded_is_no_disagreement():
    codings = [
        coding("one", "a", marks=[("HARSH", 0, 30)], coded=((0, 10), (20, 40))),
        coding("one", "b", coded=((0, 10), (20, 40))),
    ]
    found = stretches_apart(codings, CODEBOOK, "framing", "HARSH")
    assert [(one.start, one.end) for one in found] == [(0, 10), (20, 30)]
