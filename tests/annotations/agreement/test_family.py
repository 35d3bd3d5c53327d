"""What is true of every coefficient of the family, whatever the data."""

import math
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.agreement import ALPHA, COEFFICIENTS, FAMILY, Plan, measure
from annotations.agreement.alpha import circular_alpha
from annotations.agreement.intervals import Method
from annotations.reliability import table_data
from tests.annotations.agreement.strategies import tables_of_values
from tests.annotations.agreement.tables import bootstrap, measured

ONE_OF_EACH = pytest.mark.parametrize("coefficient", COEFFICIENTS, ids=lambda c: c.title)
BLIND_TO_NAMES = pytest.mark.parametrize(
    "coefficient",
    [one for one in COEFFICIENTS if "nominal" in one.levels],
)
SHORT = bootstrap(seed=3, replicates=50)


@ONE_OF_EACH
@given(rows=tables_of_values(), chance=st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_the_units_changes_neither_value_nor_interval(coefficient, rows, chance):
    shuffled = chance.sample(rows, len(rows))
    before, after = (measured(one, coefficient, plan=SHORT) for one in (rows, shuffled))
    assert after == before


@ONE_OF_EACH
@given(rows=tables_of_values(), chance=st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_the_annotators_changes_nothing(coefficient, rows, chance):
    width = len(rows[0]) if rows else 0
    order = chance.sample(range(width), width)
    turned = [[row[place] for place in order] for row in rows]
    assert measured(turned, coefficient, plan=SHORT) == measured(rows, coefficient, plan=SHORT)


@BLIND_TO_NAMES
@given(rows=tables_of_values(), names=st.permutations("vwxyz"))
@settings(deadline=None)
def test_other_names_for_nominal_categories_change_no_value(coefficient, rows, names):
    renamed = [[None if value is None else names[value] for value in row] for row in rows]
    assert measured(renamed, coefficient).value == pytest.approx(measured(rows, coefficient).value, abs=1e-12)


@ONE_OF_EACH
@given(rows=tables_of_values())
@settings(deadline=None)
def test_categories_that_nobody_used_change_nothing(coefficient, rows):
    if "circular" in coefficient.levels and len(coefficient.levels) == 1:
        coefficient = circular_alpha(12)
    level = coefficient.levels[0] if len(coefficient.levels) == 1 else "nominal"
    categories = [-2, -1, 0, 1, 2, 3, 4, 7, 9] if level != "ratio" else [0, 1, 2, 3, 4, 7, 9]
    wide = table_data(rows, level=level, categories=categories)
    found = measure(wide, (coefficient,), SHORT)[0]
    narrow = measured(rows, coefficient, plan=SHORT)
    assert found.value == pytest.approx(narrow.value, abs=1e-12)
    assert (found.low is None) == (narrow.low is None)
    assert found.low == pytest.approx(narrow.low, abs=1e-9)


@ONE_OF_EACH
@given(rows=tables_of_values())
@settings(deadline=None)
def test_there_is_a_finite_value_or_a_reason_and_never_both(coefficient, rows):
    found = measured(rows, coefficient, plan=SHORT)
    assert (found.value is None) == bool(found.reason)
    numbers = [found.value, found.low, found.high, found.standard_error]
    assert all(math.isfinite(number) for number in numbers if number is not None)
    if found.low is not None:
        assert found.low <= found.high


@ONE_OF_EACH
@given(rows=tables_of_values())
@settings(deadline=None)
def test_agreeing_in_everything_is_one_or_undefined(coefficient, rows):
    perfect = [[row[0]] * 3 for row in rows]
    assert measured(perfect, coefficient).value in (1.0, None)


@pytest.mark.parametrize("level", list(ALPHA))
def test_values_drawn_by_chance_have_an_alpha_near_zero(level):
    rows = np.random.default_rng(8).integers(1, 5, (4000, 3)).tolist()
    assert measured(rows, ALPHA[level]).value == pytest.approx(0, abs=0.03)


@pytest.mark.parametrize("level", list(ALPHA))
@given(rows=tables_of_values())
@settings(deadline=None)
def test_every_unit_twice_moves_alpha_by_its_small_sample_term_alone(level, rows):
    once, twice = (measured(one, ALPHA[level]) for one in (rows, [*rows, *rows]))
    assert (once.value is None) == (twice.value is None)
    if once.value is not None:
        n = once.values
        assert 1 - twice.value == pytest.approx((1 - once.value) * (2 * n - 1) / (2 * n - 2), abs=1e-12)


@pytest.mark.parametrize("level", list(ALPHA))
def test_the_numbers_of_a_scale_may_start_and_step_as_they_like(level):
    rows = [[1, 2, 1], [3, 3, 2], [4, 4, None], [1, 1, 2], [2, 4, 4]]
    other = {"interval": lambda value: 10 * value - 70, "ratio": lambda value: 7 * value}
    moved = other.get(level, lambda value: value)
    again = [[None if value is None else moved(value) for value in row] for row in rows]
    assert measured(again, ALPHA[level]).value == pytest.approx(measured(rows, ALPHA[level]).value, abs=1e-12)


@ONE_OF_EACH
def test_a_unit_with_a_single_value_is_not_counted_anywhere(coefficient):
    rows = [[1, 1, 2], [2, 2, None], [3, 3, 3], [4, 1, 4]]
    found, without = measured([*rows, [4, None, None]], coefficient), measured(rows, coefficient)
    assert found.value == without.value
    assert (found.units, found.values) == (without.units, without.values)


@pytest.mark.parametrize("method", get_args(Method))
@pytest.mark.parametrize(
    "coefficient", [*COEFFICIENTS[:4], FAMILY["Fleiss' kappa (unweighted)"]], ids=lambda c: c.title
)
@given(
    rows=tables_of_values(), articles=st.integers(1, 4), population=st.one_of(st.none(), st.integers(1, 9))
)
@settings(deadline=None, max_examples=40)
def test_every_method_has_finite_limits_or_a_reason(method, coefficient, rows, articles, population):
    data = table_data(rows, level="nominal" if "nominal" in coefficient.levels else coefficient.levels[0])
    clusters = tuple(str(place // articles) for place in range(len(rows))) if articles > 1 else ()
    plan = Plan(method, replicates=40, population=population, minimum=0.2)
    found = measure(replace(data, clusters=clusters), (coefficient,), plan)[0]
    between = found.interval
    assert (between is None) == (found.value is None or method == "none")
    if between is not None:
        limits = [between.low, between.high, between.miss, found.standard_error]
        assert all(math.isfinite(number) for number in limits if number is not None)
        assert between.low is not None or between.reason
        assert between.low is None or between.low <= between.high
