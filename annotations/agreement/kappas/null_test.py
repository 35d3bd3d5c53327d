"""Fleiss' test against chance alone: its standard error holds under kappa = 0 and makes no interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.agreement.histogram import Histogram
from annotations.reliability.data import ReliabilityData


@dataclass(frozen=True, slots=True)
class NullTest:
    """Fleiss' kappa against zero: the standard error it would have under chance, z, and the two-sided p.

    All three are None where the test cannot be done, and ``reason`` says why.
    """

    standard_error: float | None
    z: float | None
    p: float | None
    reason: str


def fleiss_null_test(data: ReliabilityData) -> NullTest:
    """Return the test of Fleiss, Nee & Landis (1979, Psychological Bulletin 86, pp. 974-977).

    It needs the same number of values for every unit. SPSS and some R packages print this standard error
    beside kappa, where it is mistaken for one that intervals can be made of (Gwet 2021).
    """
    histogram = Histogram.of(data, clustered=False)
    n, sizes = int(histogram.units.sum()), np.unique(histogram.patterns.sizes)
    if sizes.size != 1 or sizes[0] < 2:
        return _untested("the test needs the same number of values, at least two, for every unit")
    m = int(sizes[0])
    p = histogram.margins / (n * m)
    spread = float((p * (1 - p)).sum())
    if np.count_nonzero(p) == 1:
        return _untested("no variation: all values are the same")
    variance = 2 * (spread**2 - float((p * (1 - p) * (1 - 2 * p)).sum())) / (n * m * (m - 1) * spread**2)
    equal = float(histogram.units @ (histogram.patterns.counts**2).sum(axis=1))
    kappa = 1 - (n * m**2 - equal) / (n * m * (m - 1) * spread)
    return _tested(kappa, variance**0.5)


def _tested(kappa: float, error: float) -> NullTest:
    from scipy.special import ndtr

    z = kappa / error
    return NullTest(error, z, float(2 * ndtr(-abs(z))), "")


def _untested(reason: str) -> NullTest:
    return NullTest(None, None, None, reason)
