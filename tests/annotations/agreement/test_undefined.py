"""Undefined is an answer, and it says why."""

import pytest

from annotations.agreement import ALPHA, COEFFICIENTS, PERCENT_AGREEMENT
from tests.annotations.agreement.tables import bootstrap, measured

EVERY = pytest.mark.parametrize("coefficient", COEFFICIENTS, ids=lambda c: c.title)
ALPHAS = pytest.mark.parametrize("coefficient", ALPHA.values(), ids=lambda c: c.title)


@EVERY
@pytest.mark.parametrize("rows", [[], [[]], [[None, None], [None, None]]])
def test_without_data(coefficient, rows):
    found = measured(rows, coefficient, plan=bootstrap(seed=1))
    assert (found.value, found.reason, found.interval) == (None, "no values", None)
    assert (found.units, found.annotators, found.values, found.prevalence) == (0, 0, 0, ())


@EVERY
def test_with_one_annotator(coefficient):
    assert measured([[1, None], [2, None]], coefficient).reason == "only one annotator"


@EVERY
def test_with_no_unit_that_two_annotators_coded(coefficient):
    assert measured([[1, None], [None, 2], [2, None]], coefficient).reason == "no unit has two values"


@ALPHAS
def test_alpha_where_nothing_varied(coefficient):
    assert measured([[3, 3], [3, 3]], coefficient).reason == "no variation: every value is 3"


@ALPHAS
def test_alpha_where_the_second_category_stands_in_a_unit_by_itself(coefficient):
    found = measured([[1, 1, None], [1, 1, 1], [2, None, None]], coefficient)
    assert found.reason == "no variation: every value is 1"
    assert dict(found.prevalence) == {1: 1.0, 2: 0.0}


def test_percent_agreement_is_one_where_nothing_varied():
    assert measured([[3, 3], [3, 3]], PERCENT_AGREEMENT).value == 1


def test_ratios_of_negative_numbers():
    found = measured([[-1, 1], [2, 2]], ALPHA["ratio"])
    assert (found.value, found.reason) == (None, "the ratio level needs values of zero or more")


def test_a_ratio_of_zero_to_zero_is_no_distance():
    assert measured([[0, 0], [2, 2]], ALPHA["ratio"]).value == 1


def test_one_unit_on_which_two_differ_has_an_alpha_of_zero():
    assert measured([[1, 2]], ALPHA["nominal"]).value == 0


def test_two_units_with_swapped_values_have_an_alpha_of_minus_a_half():
    assert measured([[1, 2], [2, 1]], ALPHA["nominal"]).value == -0.5
