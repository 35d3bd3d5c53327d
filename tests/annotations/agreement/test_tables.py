"""Which values met which, and what each meeting takes from alpha."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.agreement.costs.tables import coincidences, confusion, confusions
from annotations.reliability import table_data
from tests.annotations.agreement import naive
from tests.annotations.agreement.strategies import tables_of_values

LEVELS = st.sampled_from(["nominal", "ordinal", "interval", "ratio"])
ROWS = [["a", "a", "b"], ["a", "b", None], ["c", "c", "c"], ["b", None, None]]


def test_two_annotators_share_the_units_that_both_judged():
    table = confusion(table_data(ROWS, level="nominal"), "annotator 1", "annotator 2")
    assert table.units == 3
    assert table.counts.tolist() == [[1, 1, 0], [0, 0, 0], [0, 0, 1]]


def test_annotators_without_a_common_unit_have_no_table():
    data = table_data([["a", None, "a"], [None, "b", "b"]], level="nominal")
    assert [(table.one, table.other) for table in confusions(data)] == [
        ("annotator 1", "annotator 3"),
        ("annotator 2", "annotator 3"),
    ]


def test_only_values_that_met_another_are_in_the_matrix():
    table = coincidences(table_data([["a", "b"], ["c", None]], level="nominal"))
    assert table.categories == ("a", "b")
    assert table.observed.tolist() == [[0, 1], [1, 0]]


@given(tables_of_values(), LEVELS)
def test_the_matrix_is_the_one_of_the_definition(rows, level):
    table = coincidences(table_data(rows, level=level, categories=range(5)))
    wanted = naive.coincidences(rows)
    assert {
        (one, other): pytest.approx(wanted[one, other])
        for one in table.categories
        for other in table.categories
    } == {
        (one, other): table.observed[place, beside]
        for place, one in enumerate(table.categories)
        for beside, other in enumerate(table.categories)
    }
    assert table.observed.sum() == pytest.approx(sum(wanted.values()))


@given(tables_of_values(), LEVELS)
def test_all_costs_together_are_what_alpha_lacks(rows, level):
    table = coincidences(table_data(rows, level=level, categories=range(5)))
    alpha = naive.alpha(rows, level)
    costs = table.costs()
    if alpha is None:
        assert all(one.cost is None for one in costs)
    else:
        assert sum(one.cost for one in costs) == pytest.approx(1 - alpha)
        assert not costs or sum(one.share for one in costs) == pytest.approx(1)
    assert [one.share for one in costs] == sorted((one.share for one in costs), reverse=True)


@given(tables_of_values())
def test_expected_pairs_are_as_many_as_observed_ones(rows):
    table = coincidences(table_data(rows, level="nominal", categories=range(5)))
    assert table.expected.sum() == pytest.approx(table.observed.sum())
    assert np.allclose(table.expected.sum(axis=1), table.margins)


def test_sets_are_as_far_apart_as_alpha_takes_them():
    rows = [[("a", "b"), ("a",)], [("a",), ("a",)], [(), ("c",)]]
    table = coincidences(table_data(rows, level="set"))
    apart = {frozenset((one.one, one.other)): one.share for one in table.costs()}
    assert apart[frozenset([("a", "b"), ("a",)])] == pytest.approx((2 / 3) / (2 / 3 + 1))


def test_the_first_and_the_last_hour_of_a_day_are_near():
    data = table_data([[0, 23], [0, 12], [23, 23]], level="circular", categories=range(24))
    near, far = coincidences(data).costs()[::-1]
    assert ({near.one, near.other}, {far.one, far.other}) == ({0, 23}, {0, 12})
