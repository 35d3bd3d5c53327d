"""How sure rates are: degrees of freedom, and the limits of differences that follow from those of rates."""

import math

import numpy as np
import pytest
from scipy import stats

from annotations.framing.freedom import BOUNDLESS, Shares, freedom, quantile
from annotations.framing.limits import Measured, Pair


def test_degrees_of_freedom_of_what_is_simple():
    equal = Shares.of(np.full(9, 2.0))
    assert (equal.worth, equal.third, equal.fourth) == pytest.approx((9, 1, 1))
    # Marks that come one by one have tails that the rate itself tells of: what is left is Haldane's.
    assert freedom(3.0, math.sqrt(3 / 10), 1 / 10, 30, equal) == pytest.approx(8 * 30 / 29)
    # One mark tells its own variance.
    assert freedom(0.1, 0.1, 1 / 10, 1, equal) == BOUNDLESS
    # Themes of a gamma distribution alone: its fourth cumulant is 6 / k, its third squared 4 / k.
    assert freedom(3.0, 0.6, 0.0, 1e9, equal) == pytest.approx(2 / (2 / 8 + 2 * 0.6**2 / 3**2))
    assert quantile(5, 0.1) == pytest.approx(stats.t.ppf(0.95, 5))


def test_limits_of_a_difference_are_recovered_from_those_of_both():
    own, others = Measured(4.0, 1.0, 7.0, 10.0), Measured(1.5, 0.5, 12.0, 30.0)
    apart, as_one = Pair(own, others, 0.0), Pair(own, others, 1.0)
    (low, high), (other_low, other_high) = own.limits(0.05), others.limits(0.05)
    assert apart.limits(0.05) == pytest.approx(
        (2.5 - math.hypot(4 - low, other_high - 1.5), 2.5 + math.hypot(high - 4, 1.5 - other_low))
    )
    assert as_one.limits(0.05)[0] == pytest.approx(2.5 - abs((4 - low) - (other_high - 1.5)))
    assert apart.limits(apart.p())[0] == pytest.approx(0, abs=1e-6)
    back = Pair(others, own, 0.0)
    assert back.limits(back.p())[1] == pytest.approx(0, abs=1e-6)
    assert back.p() == pytest.approx(apart.p())
    # Nothing found in 30 units: at most 3.69 with 97.5 % (Garwood).
    assert Measured(0.0, 0.0, 5.0, 30.0).limits(0.05) == pytest.approx((0, 3.6889 / 30), abs=1e-5)
    assert Pair(own, Measured(4.0, 1.0, 7.0, 10.0), 0.0).p() == 1
    assert Pair(Measured(1e9, 1.0, 9.0, 1.0), others, 0.0).p() == 1e-12
