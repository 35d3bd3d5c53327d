"""A rate with its interval: a ratio of two totals over articles that come in clusters.

Articles of one event resemble each other, and so do the marks of one article. Both are taken care of by
treating everything about one event as one draw: the cluster. Nothing is assumed about how marks are
distributed inside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

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
    scale, on which a rate cannot fall below nothing, by the delta method, with quantiles of t. Its degrees
    of freedom are those of Satterthwaite 1946, Biometrics Bulletin 2, 110-114, for clusters of unequal
    weight: (sum w)^2 / sum w^2 - 1, w being the size of each cluster, which is G - 1 where all are equal.
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
    error, freedom = jackknife_error(sums_y, sums_x), effective_clusters(sums_x) - 1
    if not error > 1e-12 * max(1.0, abs(value)) or not freedom > 0:
        return Ratio(value, None, None, *told, reason=NO_SPREAD)
    reach = quantile(freedom) * error
    if logarithmic:
        factor = float(np.exp(min(reach / value, 700.0)))
        low, high = value / factor, value * factor
    else:
        low, high = value - reach, value + reach
    return Ratio(value, low, high, *told, freedom=freedom, error=error)


def quantile(freedom: float) -> float:
    """Return how many standard errors the limits are away: the quantile of t at CONFIDENCE."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + CONFIDENCE) / 2))


def jackknife_error(sums_y: Floats, sums_x: Floats) -> float:
    """Return the standard error of sum(y) / sum(x) from leaving out each cluster in its turn.

    Efron 1982, p. 13: sqrt((G - 1) / G * sum (r_(g) - r_(.))^2). A cluster that holds all there is to count
    in cannot be left out, and then the error is not a number.
    """
    rest = sums_x.sum() - sums_x
    if not (rest > 0).all():
        return float("nan")
    without = (sums_y.sum() - sums_y) / rest
    count = without.size
    return float(np.sqrt((count - 1) / count * ((without - without.mean()) ** 2).sum()))


def effective_clusters(weights: Floats) -> float:
    """Return how many clusters of equal weight these are worth: (sum w)^2 / sum w^2.

    Kish 1965, Survey Sampling, Wiley, p. 430, for weights of clusters in the place of persons.
    """
    return float(weights.sum() ** 2 / (weights**2).sum())
