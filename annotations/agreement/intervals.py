"""Intervals by resampling articles, and when not to trust them.

Units of one article are not independent, so whole articles are drawn, with replacement, and everything,
ordinal distances included, is computed anew from each draw (Efron & Tibshirani 1993, ch. 13, percentiles).
Krippendorff's own bootstrap draws pairs of values as if they were independent and covers too little.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.agreement.coefficients import Coefficient
from annotations.agreement.histogram import Histogram
from annotations.agreement.result import Interval
from annotations.reliability.data import FloatArray

# In simulations intervals from fewer articles miss the true value too often to be taken at their word.
FEW_CLUSTERS = 10
# More undefined replicates than this share mean that too little happened in the data for any interval.
MAX_UNDEFINED = 0.05


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How to draw replicates. The same seed and data give the same interval, in any order of the units."""

    seed: int
    replicates: int = 1000
    confidence: float = 0.95

    def __post_init__(self) -> None:
        if self.replicates < 1 or not 0 < self.confidence < 1 or self.seed < 0:
            raise ValueError(
                "A bootstrap needs a seed from 0, at least one replicate, a confidence in (0, 1)."
            )


def replicate(
    histogram: Histogram, scores: FloatArray, coefficients: tuple[Coefficient, ...], plan: Bootstrap
) -> tuple[FloatArray, ...]:
    """Return the replicates of every coefficient; all of them see the same draws."""
    rng = np.random.default_rng(plan.seed)
    portions = [
        [coefficient.formula(histogram.counts, weights, scores) for coefficient in coefficients]
        for weights in histogram.resampled(rng, plan.replicates)
    ]
    return tuple(np.concatenate(parts) for parts in zip(*portions, strict=True))


def standard_error(replicates: FloatArray) -> float | None:
    """Return the standard deviation of the defined replicates, if there are enough of them."""
    defined = replicates[~np.isnan(replicates)]
    if defined.size < 2 or defined.size < (1 - MAX_UNDEFINED) * replicates.size:
        return None
    return float(defined.std(ddof=1))


def percentile_interval(replicates: FloatArray, plan: Bootstrap, *, clusters: int, kind: str) -> Interval:
    """Return the interval that leaves equal shares of the replicates on either side, or the reason for none.

    ``clusters`` of a ``kind``, such as articles, were drawn. No interval is given for a single one, where
    more than 5 % of the replicates are undefined, and where all replicates are equal, which says that
    nothing varied and not that the value is certain. One from fewer than ten comes with a warning.
    """
    defined = replicates[~np.isnan(replicates)]
    undefined = replicates.size - defined.size
    limits: tuple[float | None, float | None] = (None, None)
    reason = _objection(defined, undefined, clusters, kind)
    if not reason:
        tail = (1 - plan.confidence) / 2
        low, high = np.quantile(defined, [tail, 1 - tail])
        limits = float(low), float(high)
        if clusters < FEW_CLUSTERS:
            reason = f"only {clusters} {kind}s: the interval is likely to be too narrow"
    return Interval(
        low=limits[0],
        high=limits[1],
        reason=reason,
        method=f"percentile bootstrap over {kind}s",
        confidence=plan.confidence,
        replicates=plan.replicates,
        undefined=undefined,
        seed=plan.seed,
        clusters=clusters,
    )


def _objection(defined: FloatArray, undefined: int, clusters: int, kind: str) -> str:
    """Return why no interval can be given, or nothing."""
    if clusters < 2:
        return f"a single {kind}: nothing to resample"
    if undefined > MAX_UNDEFINED * (defined.size + undefined):
        share = undefined / (defined.size + undefined)
        return f"not reliable: undefined in {share:.0%} of the replicates, since one category is too rare"
    if np.ptp(defined) == 0:
        return f"no variation between {kind}s: all replicates are equal"
    return ""
