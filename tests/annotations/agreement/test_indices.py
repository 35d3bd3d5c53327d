"""Prevalence and bias: the published definitions for two by two tables, and what they become for more."""

import pytest
from hypothesis import given

from annotations.agreement.costs.indices import indices
from annotations.reliability import table_data
from tests.annotations.agreement.strategies import tables_of_values


def two_by_two(a: int, b: int, c: int, d: int):
    cells = {("y", "y"): a, ("y", "n"): b, ("n", "y"): c, ("n", "n"): d}
    rows = [list(cell) for cell, count in cells.items() for _ in range(count)]
    return table_data(rows, level="nominal", categories=("y", "n"))


@pytest.mark.parametrize("cells", [(40, 9, 6, 45), (80, 10, 5, 5), (1, 0, 9, 0)])
def test_two_annotators_and_two_categories_give_the_indices_of_byrt(cells):
    a, b, c, d = cells
    found = indices(two_by_two(*cells))
    assert found.prevalence == pytest.approx(abs(a - d) / sum(cells))
    assert found.bias == pytest.approx(abs(b - c) / sum(cells))


def test_the_most_biased_pair_comes_first_with_the_category_that_divides_it():
    rows = [["a", "a", "b"], ["a", "b", "b"], ["b", "b", "b"], ["a", "a", "c"]]
    found = indices(table_data(rows, level="nominal"))
    assert found.prevalence is None
    assert (found.commonest, found.share) == ("b", 0.5)
    worst = found.pairs[0]
    assert (worst.one, worst.other, worst.units, worst.category) == ("annotator 1", "annotator 3", 4, "a")
    assert (worst.share_of_one, worst.share_of_other) == (0.75, 0.0)
    assert found.bias == pytest.approx(sum(pair.index for pair in found.pairs) / 3)


@given(tables_of_values())
def test_indices_are_shares_or_nothing(rows):
    found = indices(table_data(rows, level="nominal", categories=range(5)))
    if any(sum(value is not None for value in row) >= 2 for row in rows):
        assert 0 < found.share <= 1
        assert 0 <= found.bias <= 1
    else:
        assert (found.share, found.bias, found.pairs) == (None, None, ())
