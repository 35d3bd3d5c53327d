"""Multi-item scales, against figures computed by hand and published ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.scales import Item, cronbach_alpha, feldt_interval, omega_total, one_factor, report

ITEMS = tuple(Item(code, code.upper(), 1, 7) for code in "abc")
# Smith and Stanley 1983, Intelligence 7, 353-368: six ability tests of 112 people, covariances.
ABILITY = np.array(
    [
        [24.641, 5.991, 33.520, 6.023, 20.755, 29.701],
        [5.991, 6.700, 18.137, 1.782, 4.936, 7.204],
        [33.520, 18.137, 149.831, 19.424, 31.430, 50.753],
        [6.023, 1.782, 19.424, 12.711, 4.757, 9.075],
        [20.755, 4.936, 31.430, 4.757, 52.604, 66.762],
        [29.701, 7.204, 50.753, 9.075, 66.762, 135.292],
    ]
)


def test_one_factor_of_the_ability_tests_is_the_published_one():
    by = np.sqrt(np.diag(ABILITY))
    loadings = one_factor(ABILITY / np.outer(by, by))
    assert loadings == pytest.approx([0.682, 0.384, 0.502, 0.300, 0.877, 0.849], abs=0.0006)


def test_alpha_by_hand():
    # variances 1, 4, 1; sums 3, 6, 9, 12 - 2 cases tied: variance of (3, 7, 8) = 7
    values = np.array([[1.0, 1, 1], [2, 3, 2], [3, 5, 3]])
    # sums 3, 7, 11: variance 16; items 1 + 4 + 1 = 6; 3/2 * (1 - 6/16) = 0.9375
    assert cronbach_alpha(values) == pytest.approx(0.9375)


def test_the_interval_of_feldt_is_the_textbook_formula():
    from scipy.stats import f

    low, high = feldt_interval(0.8, 41, 26)
    assert low == pytest.approx(1 - 0.2 * f.ppf(0.975, 40, 1000))
    assert high == pytest.approx(1 - 0.2 * f.ppf(0.025, 40, 1000))
    assert low < 0.8 < high


def test_omega_of_equal_loadings_is_that_of_spearman_and_brown():
    loadings = np.full(3, 0.6)  # reliability of one item .36: 3 * .36 / (1 + 2 * .36)
    assert omega_total(loadings, np.ones(3)) == pytest.approx(3 * 0.36 / (1 + 2 * 0.36))


def test_items_are_turned_dropped_and_correlated_with_the_rest():
    items = (ITEMS[0], Item("b", "B", 1, 7, reversed=True), ITEMS[2])
    rows = [[1, 7, 2], [2, 5, 1], [4, 5, 4], [6, 2, 5], [7, 1, None]]
    found = report(items, rows)
    assert (found.cases, found.left_out) == (4, 1)
    second = found.items[1]
    assert second.mean == pytest.approx((1 + 3 + 3 + 6) / 4)
    assert second.corrected_total == pytest.approx(np.corrcoef([1, 3, 3, 6], [3, 3, 8, 11])[0, 1])
    assert second.alpha_without == pytest.approx(cronbach_alpha(np.array([[1.0, 2], [2, 1], [4, 4], [6, 5]])))
    assert found.omega is not None
    assert 0 < found.omega <= 1


@pytest.mark.parametrize(
    ("items", "rows", "alpha", "omega"),
    [
        (ITEMS, [], "0 cases", "0 cases"),
        (ITEMS, [[1, None, 2]] * 9, "0 cases", "0 cases"),
        (ITEMS[:1], [[1], [2], [3]], "two items", "two items"),
        (ITEMS, [[4, 4, 4]] * 5, "does not vary", "does not vary"),
        (ITEMS[:2], [[1, 2], [2, 2], [3, 5]], "", "three items"),
        (ITEMS, [[1, 1, 3], [2, 2, 1], [3, 3, 2], [5, 5, 7]], "", "follows from the others"),
    ],
)
def test_what_is_undefined_says_why(items, rows, alpha, omega):
    found = report(items, rows)
    assert alpha in found.alpha_reason
    assert (found.alpha is None) == bool(found.alpha_reason)
    assert omega in found.omega_reason
    assert found.omega is None


@given(st.lists(st.tuples(*[st.integers(1, 7)] * 4), min_size=6, max_size=30))
def test_turning_all_items_round_changes_no_reliability(rows):
    items = tuple(Item(code, code, 1, 7) for code in "abcd")
    back = tuple(Item(code, code, 1, 7, reversed=True) for code in "abcd")
    one, other = report(items, rows), report(back, rows)
    assert one.alpha == pytest.approx(other.alpha, abs=1e-9)
    assert one.omega_reason == other.omega_reason
