"""Observed agreement of pairs of values, corrected for the agreement that chance would bring.

Percent agreement, Fleiss' kappa, Brennan & Prediger's coefficient and Gwet's AC1 and AC2 differ only in what
they expect by chance. All of them are functions of sums over the units: ``features`` says what a unit adds,
``parts`` turns sums (..., 3 + q) into observed and expected agreement, ``influence`` says how far each unit
pulls the coefficient away from its value, whence its standard error.
Weights are symmetric.

Gwet, K. L. (2014). Handbook of Inter-Rater Reliability, 4th ed., ch. 5 and 6; (2008). British Journal of
Mathematical and Statistical Psychology 61, pp. 29-48; (2021). Educational and Psychological Measurement 81,
pp. 781-790, for Fleiss' kappa. Fleiss, J. L. (1971). Psychological Bulletin 76, pp. 378-382. Brennan, R. L. &
Prediger, D. J. (1981). Educational and Psychological Measurement 41, pp. 687-699.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from annotations.agreement.summands import quotient
from annotations.reliability.data import FloatArray

UNITS, PAIRABLE, AGREEING = range(3)
# Expected agreement beyond this is 1: with N values of which one differs it is about 1 - 2 / N.
CERTAIN = 1 - 1e-12


@dataclass(frozen=True)
class Chance:
    """What agreement chance would bring if values were drawn with these shares (..., q).

    ``slope`` holds the derivatives (q) of the expectation by the shares.
    """

    expected: Callable[[FloatArray, FloatArray], FloatArray]
    slope: Callable[[FloatArray, FloatArray], FloatArray]


def features(counts: FloatArray, weights: FloatArray) -> FloatArray:
    """Return what units with these counts (units, q) add to the sums: (units, 3 + q).

    1, whether the unit has a pair of values, the weighted share of agreeing pairs, each category's share.
    """
    sizes = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, sizes, out=np.zeros_like(counts), where=sizes > 0)
    return np.hstack([sizes > 0, sizes > 1, agreeing(counts, weights)[:, None], shares])


def agreeing(counts: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the weighted share of agreeing pairs of values in each unit (units), 0 where it has none."""
    sizes = counts.sum(axis=1)
    pairs = sizes * (sizes - 1)
    equal = (counts * (counts @ weights - 1)).sum(axis=1)
    return np.asarray(np.divide(equal, pairs, out=np.zeros_like(sizes), where=pairs > 0))


def parts(sums: FloatArray, weights: FloatArray, chance: Chance) -> tuple[FloatArray, FloatArray]:
    """Return observed and expected agreement (...), NaN where no unit has a pair of values."""
    observed = quotient(sums[..., AGREEING], sums[..., PAIRABLE])
    return observed, chance.expected(_shares(sums), weights)


def corrected(observed: FloatArray, expected: FloatArray) -> FloatArray:
    """Return (observed - expected) / (1 - expected), NaN where chance alone brings full agreement."""
    return quotient(observed - expected, np.where(expected < CERTAIN, 1 - expected, 0.0))


def influence(units: FloatArray, totals: FloatArray, weights: FloatArray, chance: Chance) -> FloatArray:
    """Return how far each unit (units, 3 + q) pulls the coefficient, times 1 / n (Gwet 2014, ch. 6).

    The pulls add up to zero over the units. As they are linear in the features, the features of a cluster
    may be given for those of a unit.
    """
    observed, expected = (float(part) for part in parts(totals, weights, chance))
    value, rest = (observed - expected) / (1 - expected), 1 - expected
    shares = _shares(totals)
    slope = chance.slope(shares, weights)
    n = totals[UNITS]
    paired = (n / totals[PAIRABLE]) * (units[:, AGREEING] - expected * units[:, PAIRABLE]) / rest
    by_chance = units[:, 3:] @ slope - (shares @ slope) * units[:, UNITS]
    return np.asarray((paired - value * units[:, UNITS] - (1 - value) / rest * by_chance) / n)


def fleiss(shares: FloatArray, weights: FloatArray) -> FloatArray:
    """Two values drawn with the shares of all annotators together (Fleiss 1971, p. 380)."""
    return np.asarray(((shares @ weights) * shares).sum(axis=-1))


def uniform(shares: FloatArray, weights: FloatArray) -> FloatArray:
    """Two values drawn with equal shares for all categories (Brennan & Prediger 1981)."""
    return np.full(shares.shape[:-1], weights.mean())


def gwet(shares: FloatArray, weights: FloatArray) -> FloatArray:
    """Values that are hard to tell apart and therefore drawn at random (Gwet 2008; 2014, ch. 5)."""
    return np.asarray(_per_difference(weights) * (shares * (1 - shares)).sum(axis=-1))


def nothing(shares: FloatArray, weights: FloatArray) -> FloatArray:
    """No agreement by chance: percent agreement as it is."""
    return np.zeros(shares.shape[:-1])


FLEISS = Chance(fleiss, lambda shares, weights: np.asarray(2 * weights @ shares))
UNIFORM = Chance(uniform, lambda shares, weights: np.zeros_like(shares))
GWET = Chance(gwet, lambda shares, weights: np.asarray(_per_difference(weights) * (1 - 2 * shares)))
NOTHING = Chance(nothing, lambda shares, weights: np.zeros_like(shares))


def _per_difference(weights: FloatArray) -> float:
    """Return the sum of the weights over the number of pairs of different categories."""
    q = len(weights)
    return float(weights.sum() / (q * (q - 1)))


def _shares(sums: FloatArray) -> FloatArray:
    """Return the mean share of each category over the units (..., q)."""
    return quotient(sums[..., 3:], sums[..., UNITS, None])
