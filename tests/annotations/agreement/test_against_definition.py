"""The engine and a naive second implementation give the same numbers on any data."""

import pytest
from hypothesis import given, settings

from annotations.agreement import ALPHA, PERCENT_AGREEMENT, POOLED_AGREEMENT
from tests.annotations.agreement import naive
from tests.annotations.agreement.strategies import tables_of_values
from tests.annotations.agreement.tables import alpha, measured


@pytest.mark.parametrize("level", list(ALPHA))
@given(rows=tables_of_values())
@settings(deadline=None)
def test_alpha_is_what_its_definition_says(level, rows):
    assert alpha(rows, level) == pytest.approx(naive.alpha(rows, level), abs=1e-9)


@given(rows=tables_of_values())
@settings(deadline=None)
def test_percent_agreement_is_what_its_definition_says(rows):
    assert measured(rows, PERCENT_AGREEMENT).value == pytest.approx(naive.mean_agreement(rows), abs=1e-12)
    assert measured(rows, POOLED_AGREEMENT).value == pytest.approx(naive.pooled_agreement(rows), abs=1e-12)


def test_patterns_too_long_for_one_number_are_counted_all_the_same():
    rows = [[(7 * unit + annotator * unit) % 23 for annotator in range(30)] for unit in range(40)]
    assert alpha(rows, "interval") == pytest.approx(naive.alpha(rows, "interval"), abs=1e-12)


def test_values_that_are_all_different_are_compared_like_any_other():
    rows = [[(37 * unit + 11 * annotator) % 1009 + 0.5 for annotator in range(4)] for unit in range(20)]
    for level in ("ordinal", "interval", "ratio"):
        assert alpha(rows, level) == pytest.approx(naive.alpha(rows, level), abs=1e-9)


def test_large_numbers_that_differ_little_lose_no_precision():
    rows = [[2_000_000_000 + unit, 2_000_000_000 + unit + unit % 2] for unit in range(10)]
    shifted = [[one - 2_000_000_000, other - 2_000_000_000] for one, other in rows]
    assert alpha(rows, "interval") == pytest.approx(alpha(shifted, "interval"), abs=1e-12)
