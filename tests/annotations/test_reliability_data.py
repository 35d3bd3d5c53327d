"""The table of values: what it refuses, and what its parts say about themselves."""

import numpy as np
import pytest

from annotations.reliability import InvalidReliabilityData, ReliabilityData, table_data


def test_categories_of_a_plain_table_are_the_values_in_their_natural_order():
    assert table_data([[10, 9], [None, 2]], level="nominal").categories == (2, 9, 10)


def test_given_categories_keep_their_order_and_the_unused_ones():
    data = table_data([["low", "high"]], level="ordinal", categories=["low", "mid", "high"])
    assert data.values.tolist() == [[0, 2]]


def test_a_unit_with_one_value_or_none_is_named_as_dropped():
    data = table_data([[1, 1], [1, None], [None, None]], level="nominal")
    assert [(one.reason, one.count) for one in data.dropped] == [("units with fewer than two values", 2)]


def test_a_part_for_some_annotators_counts_what_is_dropped_anew():
    data = table_data([[1, 1, None], [1, None, 2]], level="nominal")
    first, second, third = data.annotators
    assert data.dropped == ()
    assert data.of_annotators(first, second).dropped[0].count == 1
    assert data.of_annotators(third, first).values.tolist() == [[-1, 0], [1, 0]]


def test_one_category_against_the_rest_keeps_the_gaps():
    data = table_data([["a", "b", None]], level="nominal").one_against_rest("b")
    assert (data.label, data.categories) == ("b", ("0", "1"))
    assert data.values.tolist() == [[0, 1, -1]]


@pytest.mark.parametrize(
    ("rows", "options", "message"),
    [
        ([[1, 2], [1]], {"level": "nominal"}, "as many cells"),
        ([[1, 9]], {"level": "nominal", "categories": [1, 2]}, "'9' is not among the categories"),
        ([["a", "b"]], {"level": "interval"}, "must be numbers"),
        ([[1, 2]], {"level": "cardinal"}, "not a level of measurement"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(rows, options, message):
    with pytest.raises(InvalidReliabilityData, match=message):
        table_data(rows, **options)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"values": np.array([[0, 1]])}, "a row for each unit"),
        ({"values": np.array([[0], [2]])}, "neither one of the categories"),
        ({"values": np.array([[0], [-9]])}, "neither one of the categories"),
        ({"level": "interval"}, "needs a number for each category"),
        ({"scores": np.array([1.0, 1.0])}, "a number of its own"),
    ],
)
def test_reliability_data_cannot_contradict_itself(changed, message):
    whole = {
        "variable": "v",
        "label": "",
        "level": "nominal",
        "categories": ("a", "b"),
        "units": ("1", "2"),
        "annotators": ("x",),
        "values": np.array([[0], [1]]),
    }
    with pytest.raises(InvalidReliabilityData, match=message):
        ReliabilityData(**{**whole, **changed})
