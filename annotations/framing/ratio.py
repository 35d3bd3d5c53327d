"""A rate with its interval: a ratio of two totals over articles that come in clusters.

Articles of one event resemble each other, and so do the marks of one article. Both are taken care of by
treating everything about one event as one draw: the cluster. Nothing is assumed about how marks are
distributed inside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from annotations.framing.freedom import Shares, freedom, quantile
from annotations.framing.limits import Measured

Floats = NDArray[np.float64]

CONFIDENCE = 0.95
# Below these there is no number, or no interval.
FEWEST_ARTICLES = 5
FEWEST_CLUSTERS = 5
TOO_FEW = "not enough articles"
NOT_SUPPOSED = "nothing to count in"
FEW_CLUSTERS = "too few events for an interval"
NOTHING_FOUND = "nothing found, so no interval"
NO_SPREAD = "the same in every event, so no interval"


@dataclass(frozen=True)
class Ratio:
    """A ratio of totals, or the reason why there is none.

    Attributes:
        value: the ratio; None where the reason says why.
        low, high: its limits at CONFIDENCE; None where the reason says why.
        found: the total above, such as marks; of several annotators the mean.
        of: the total below, such as thousands of words.
        articles, clusters: how many of each it rests on.
        freedom: the degrees of freedom of the interval.
        error: the standard error.
    """

    value: float | None
    low: float | None
    high: float | None
    found: float
    of: float
    articles: int
    clusters: int
    freedom: float | None = None
    error: float | None = None
    reason: str = ""


def rate(
    y: ArrayLike,
    x: ArrayLike,
    cluster: ArrayLike,
    *,
    articles: int | None = None,
    fewest: int = FEWEST_ARTICLES,
    logarithmic: bool = True,
) -> Ratio:
    """Return sum(y) / sum(x) with an interval that is robust to clusters.

    The ratio estimator and its jackknife over clusters: Cochran 1977, Sampling Techniques, 3rd ed., Wiley,
    ch. 6 (ratio estimator, p. 150) and pp. 178-180 (jackknife of a ratio); Efron 1982, The Jackknife, the
    Bootstrap and Other Resampling Plans, SIAM, p. 13 (standard error). Limits are taken on the logarithmic
    scale, on which a rate cannot fall below nothing, by the delta method, with quantiles of t whose degrees
    of freedom are those of `freedom`. What is no rate of marks is ``logarithmic=False``: limits on the plain
    scale, and degrees of freedom for clusters of unequal weight alone (Satterthwaite 1946).
    ``articles`` is how many there are where near copies count as one.
    """
    over, under, groups = np.asarray(y, float), np.asarray(x, float), np.asarray(cluster)
    articles = int(over.size) if articles is None else articles
    _, place = np.unique(groups, return_inverse=True)
    clusters = int(place.max(initial=-1)) + 1
    told = (float(over.sum()), float(under.sum()), articles, clusters)
    if articles < fewest:
        return Ratio(None, None, None, *told, reason=f"{TOO_FEW} ({articles} of {fewest})")
    if not told[1] > 0:
        return Ratio(None, None, None, *told, reason=NOT_SUPPOSED)
    sums = [np.bincount(place, part, clusters).astype(float) for part in (over, under)]
    return _with_interval(sums[0], sums[1], told, logarithmic)


def _with_interval(
    sums_y: Floats, sums_x: Floats, told: tuple[float, float, int, int], logarithmic: bool
) -> Ratio:
    total_y, total_x, _, clusters = told
    value = total_y / total_x
    reason = ""
    if clusters < FEWEST_CLUSTERS:
        reason = f"{FEW_CLUSTERS} ({clusters} of {FEWEST_CLUSTERS})"
    elif logarithmic and not total_y > 0:
        reason = NOTHING_FOUND
    if reason:
        return Ratio(value, None, None, *told, reason=reason)
    error, shares = jackknife_error(sums_y, sums_x), Shares.of(sums_x)
    if not error > 1e-12 * max(1.0, abs(value)) or not shares.worth > 1:
        return Ratio(value, None, None, *told, reason=NO_SPREAD)
    sure = freedom(value, error, 1 / total_x, total_y, shares) if logarithmic else shares.worth - 1
    if logarithmic:
        low, high = Measured(value, error, sure, total_x).limits(1 - CONFIDENCE)
    else:
        reach = quantile(sure, 1 - CONFIDENCE) * error
        low, high = value - reach, value + reach
    return Ratio(value, low, high, *told, freedom=sure, error=error)


def jackknife_error(sums_y: Floats, sums_x: Floats) -> float:
    """Return the standard error of sum(y) / sum(x) from leaving out each cluster in its turn.

    Efron 1982, p. 13: sqrt((G - 1) / G * sum (r_(g) - r_(.))^2). A cluster that holds all there is to count
    in cannot be left out, and then the error is not a number.
    """
    moved = moves(sums_y, sums_x)
    return float(np.sqrt((moved**2).sum())) if moved is not None else float("nan")


def moves(sums_y: Floats, sums_x: Floats) -> Floats | None:
    """Return how far leaving out each cluster moves sum(y) / sum(x): the squares add up to its variance.

    None where a cluster cannot be left out.
    """
    rest = sums_x.sum() - sums_x
    if not (rest > 0).all():
        return None
    without = (sums_y.sum() - sums_y) / rest
    moved: Floats = np.sqrt((without.size - 1) / without.size) * (without - without.mean())
    return moved
