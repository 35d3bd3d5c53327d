"""Cohen's kappa: two annotators, each with shares of their own.

Only units that both coded count. ``features``, ``parts`` and ``influence`` as in ``framework``.

Cohen, J. (1960). Educational and Psychological Measurement 20, pp. 37-46; (1968). Psychological Bulletin 70,
pp. 213-220 (weighted); Fleiss, J. L., Cohen, J. & Everitt, B. S. (1969). Psychological Bulletin 72,
pp. 323-327 (standard error).
"""

from __future__ import annotations

import numpy as np

from annotations.agreement.kappas.framework import corrected
from annotations.agreement.summands import quotient
from annotations.reliability.data import FloatArray, IntArray

UNITS, AGREEING = range(2)


def features(rows: IntArray, weights: FloatArray) -> FloatArray:
    """Return what units with these values (units, 2) add to the sums: (units, 2 + 2 q).

    1, the weight of the pair, then the value of the first and of the second annotator, one column per
    category; zeros for a unit that one of them did not code.
    """
    both = np.asarray((rows >= 0).all(axis=1))
    first, second = rows[:, 0], rows[:, 1]
    chosen = np.arange(len(weights))
    found = np.hstack(
        [
            np.ones((len(rows), 1)),
            weights[first, second][:, None],
            first[:, None] == chosen,
            second[:, None] == chosen,
        ]
    )
    return np.asarray(found * both[:, None])


def parts(sums: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return observed and expected agreement (...)."""
    first, second = _shares(sums, len(weights))
    observed = quotient(sums[..., AGREEING], sums[..., UNITS])
    return observed, np.asarray(((first @ weights) * second).sum(axis=-1))


def statistic(sums: FloatArray, weights: FloatArray) -> FloatArray:
    """Return kappa (...), NaN where there is no common unit or chance alone brings full agreement."""
    return corrected(*parts(sums, weights))


def influence(units: FloatArray, totals: FloatArray, weights: FloatArray) -> FloatArray:
    """Return how far each unit pulls kappa from its value, times 1 / n.

    Fleiss, Cohen & Everitt (1969) take the n units as drawn from a multinomial distribution; n - 1 over n,
    which a variance estimated from units has, is therefore taken back.
    """
    q = len(weights)
    observed, expected = (float(part) for part in parts(totals, weights))
    first, second = _shares(totals, q)
    rest = 1 - expected
    by_chance = units[:, 2 : 2 + q] @ (weights @ second) + units[:, 2 + q :] @ (first @ weights)
    own = units[:, AGREEING] * rest - by_chance * (1 - observed)
    centre = observed * expected - 2 * expected + observed
    n = totals[UNITS]
    return np.asarray((own - centre * units[:, UNITS]) / rest**2 / n * ((n - 1) / n) ** 0.5)


def _shares(sums: FloatArray, q: int) -> tuple[FloatArray, FloatArray]:
    n = sums[..., UNITS, None]
    return quotient(sums[..., 2 : 2 + q], n), quotient(sums[..., 2 + q :], n)
