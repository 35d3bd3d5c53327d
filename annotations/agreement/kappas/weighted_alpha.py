"""Krippendorff's alpha in Gwet's form: with weights of agreement in the place of distances.

With identity weights it equals nominal alpha, with quadratic weights on scores interval alpha. Gwet's ordinal
weights are not Krippendorff's ordinal distance and give another number. Only units with two values or more
count. The standard error is the exact linearisation, with the correction for unequal numbers of values
centred on the agreement before the small-sample term.

Gwet, K. L. (2014). Handbook of Inter-Rater Reliability, 4th ed., ch. 5 and 6; Krippendorff, K. (2011).
Computing Krippendorff's Alpha-Reliability.
"""

from __future__ import annotations

import numpy as np

from annotations.agreement.kappas.framework import corrected
from annotations.agreement.summands import quotient
from annotations.reliability.data import FloatArray

UNITS, AGREEING = range(2)


def features(counts: FloatArray, weights: FloatArray) -> FloatArray:
    """Return what units with these counts (units, q) add to the sums: (units, 2 + q).

    1, the agreeing pairs of values over m - 1 for a unit's m values, the values of each category; zeros for a
    unit with fewer than two values.
    """
    sizes = counts.sum(axis=1, keepdims=True)
    pairable = sizes > 1
    equal = (counts * (counts @ weights - 1)).sum(axis=1, keepdims=True)
    per_value = np.divide(equal, sizes - 1, out=np.zeros_like(sizes), where=pairable)
    return np.hstack([pairable, per_value, counts * pairable])


def parts(sums: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return observed agreement, with its small-sample term, and expected agreement (...)."""
    values = sums[..., 2:].sum(axis=-1)
    small = quotient(np.ones_like(values), values)
    observed = (1 - small) * quotient(sums[..., AGREEING], values) + small
    shares = quotient(sums[..., 2:], values[..., None])
    return observed, np.asarray(((shares @ weights) * shares).sum(axis=-1))


def statistic(sums: FloatArray, weights: FloatArray) -> FloatArray:
    """Return alpha (...), NaN where there are no pairs or only one category."""
    return corrected(*parts(sums, weights))


def influence(units: FloatArray, totals: FloatArray, weights: FloatArray) -> FloatArray:
    """Return how far each unit (units, 2 + q) pulls alpha, times 1 / n; see ``framework.influence``."""
    values = totals[2:].sum()
    shares = totals[2:] / values
    # Before the small-sample term, which hardly differs from unit to unit.
    observed, expected = totals[AGREEING] / values, float(shares @ weights @ shares)
    sizes = units[:, 2:].sum(axis=1)
    by_chance = units[:, 2:] @ (weights @ shares) - expected * sizes
    still_apart = (1 - observed) / (1 - expected)
    paired = units[:, AGREEING] - observed * sizes
    return np.asarray((paired - 2 * still_apart * by_chance) / (values * (1 - expected)))
