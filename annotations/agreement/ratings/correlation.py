"""Pearson's correlation of two annotators' ratings, as a function of sums over the units that both rated.

It asks whether the ratings rise together, not whether they are equal: one annotator may be a point stricter
throughout. Pearson, K. (1896). Philosophical Transactions A 187, pp. 253-318.
"""

from __future__ import annotations

import numpy as np

from annotations.agreement.limits import Limits
from annotations.agreement.ratings.intraclass import ROUNDING
from annotations.agreement.summands import quotient
from annotations.reliability.data import FloatArray


def features(ratings: FloatArray) -> FloatArray:
    """Return what complete units (units, 2) add to the sums: (units, 6), best from centred ratings."""
    x, y = ratings[:, 0], ratings[:, 1]
    return np.column_stack([np.ones(len(ratings)), x, y, x * x, y * y, x * y])


def pearson(sums: FloatArray) -> FloatArray:
    """Return the correlation (...), NaN where one annotator gave all units the same rating."""
    n, x, y, xx, yy, xy = np.moveaxis(sums, -1, 0)
    first, second = n * xx - x * x, n * yy - y * y
    varied = (first > ROUNDING * n * xx) & (second > ROUNDING * n * yy)
    found = quotient(n * xy - x * y, np.where(varied, np.sqrt(np.abs(first * second)), 0.0))
    return np.asarray(np.clip(found, -1, 1))


def fisher_limits(value: float, units: int, confidence: float, *, ranks: bool = False) -> Limits:
    """Return limits on Fisher's scale artanh r.

    Its variance is 1 / (n - 3) (Fisher 1921); for ranks (1 + r ** 2 / 2) / (n - 3) (Bonett & Wright 2000,
    Psychometrika 65, 23).
    """
    from scipy.special import ndtri

    method = "Fisher's z, variance of Bonett & Wright" if ranks else "Fisher's z"
    if units < 4:
        return Limits(None, None, method, f"only {units} units, and four are needed")
    if abs(value) >= 1 - ROUNDING:
        return Limits(None, None, method, "no variation around a perfect correlation")
    variance = (1 + value**2 / 2 if ranks else 1.0) / (units - 3)
    reach = float(ndtri((1 + confidence) / 2)) * variance**0.5
    centre = np.arctanh(value)
    return Limits(float(np.tanh(centre - reach)), float(np.tanh(centre + reach)), method)
