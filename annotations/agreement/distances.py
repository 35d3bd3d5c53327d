"""How far apart two values are, at each level of measurement.

Alpha compares the pairs of values within units with the pairs among all values. Both are bags of values, so
one function per level is enough: given bags as counts per category (..., q), it returns the sum of the
squared distances over all pairs in each bag. ``margins`` (replicates, q) counts the values of the whole
sample, ``scores`` (q) holds the numbers of the categories.

Krippendorff, K. (2018). Content Analysis, 4th ed., ch. 12; (2011) Computing Krippendorff's
Alpha-Reliability, pp. 5-7.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Distance = Callable[[FloatArray, FloatArray, FloatArray], FloatArray]


def nominal(bags: FloatArray, margins: FloatArray, scores: FloatArray) -> FloatArray:
    """Different values are 1 apart, whatever they are."""
    sizes = bags.sum(axis=-1)
    return np.asarray((sizes**2 - (bags**2).sum(axis=-1)) / 2)


def ordinal(bags: FloatArray, margins: FloatArray, scores: FloatArray) -> FloatArray:
    """Values are as far apart as there are values ranked between them: the squared difference of mid-ranks.

    The ranks are those of the sample at hand, so every bootstrap replicate has its own.
    """
    ranks = np.cumsum(margins, axis=-1) - margins / 2
    # Ranks are counted from the middle, which leaves their differences alone and keeps the squares small.
    return _squared_differences(bags, ranks - margins.sum(axis=-1, keepdims=True) / 2)


def interval(bags: FloatArray, margins: FloatArray, scores: FloatArray) -> FloatArray:
    """Values are as far apart as their numbers: (c - k) squared."""
    return _squared_differences(bags, (scores - scores[scores.size // 2])[None, :])


def ratio(bags: FloatArray, margins: FloatArray, scores: FloatArray) -> FloatArray:
    """Values are as far apart as their difference in proportion to their sum: ((c - k) / (c + k)) squared."""
    sums = np.add.outer(scores, scores)
    shares = np.divide(np.subtract.outer(scores, scores), sums, out=np.zeros_like(sums), where=sums > 0)
    return np.asarray(((bags @ shares**2) * bags).sum(axis=-1) / 2)


DISTANCES: Mapping[str, Distance] = {
    "nominal": nominal,
    "ordinal": ordinal,
    "interval": interval,
    "ratio": ratio,
}


def _squared_differences(bags: FloatArray, positions: FloatArray) -> FloatArray:
    """Return the sum of squared differences of positions over the pairs: m * sum(x^2) - (sum x)^2."""
    first = (bags @ positions[..., None])[..., 0]
    second = (bags @ (positions**2)[..., None])[..., 0]
    differences = bags.sum(axis=-1) * second - first**2
    # Equal values are no distance apart; rounding must not say otherwise.
    return np.where((bags > 0).sum(axis=-1) > 1, differences, 0.0)
