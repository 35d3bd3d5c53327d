"""Studies of any size drawn from the pieces of a pilot, and the interval of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.agreement.planning.result import Simulated
from annotations.agreement.scales import Scale
from annotations.agreement.summands import PORTION, Estimate
from annotations.reliability.data import FloatArray

# With more studies than this without an interval a mean width says nothing.
MAX_WITHOUT = 0.05
NO_VARIATION = 1e-12


@dataclass(frozen=True, eq=False, slots=True)
class Limits:
    """Value and limits of each study (studies,), NaN where a study has no interval."""

    values: FloatArray
    low: FloatArray
    high: FloatArray


def jackknife(estimate: Estimate, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the value and the jackknife standard error of each study (studies,), NaN where undefined.

    ``weights`` (studies, kinds) say how many pieces of each kind a study holds; it is left without one piece
    of each kind that it has.
    """
    features = estimate.summands.features[:]
    values, errors = np.empty(len(weights)), np.empty(len(weights))
    size = max(1, PORTION // max(1, features.size))
    for first in range(0, len(weights), size):
        part = slice(first, min(first + size, len(weights)))
        totals = weights[part] @ features
        values[part] = estimate.statistic(totals)
        without = (totals[:, None, :] - features[None]).reshape(-1, features.shape[1])
        spread = np.where(weights[part] > 0, _quietly(estimate, without).reshape(-1, len(features)), 0.0)
        errors[part] = _error(weights[part], spread)
    return values, errors


def _quietly(estimate: Estimate, sums: FloatArray) -> FloatArray:
    """Return the statistic also of sums that no study has: a kind that is not in it was taken away."""
    with np.errstate(all="ignore"):
        return estimate.statistic(sums)


def _error(weights: FloatArray, spread: FloatArray) -> FloatArray:
    n = weights.sum(axis=1)
    mean = (weights * spread).sum(axis=1) / n
    squares = (weights * (spread - mean[:, None]) ** 2).sum(axis=1)
    return np.asarray(np.sqrt(squares * (n - 1) / n))


def limits(values: FloatArray, errors: FloatArray, pieces: int, scale: Scale, confidence: float) -> Limits:
    """Return the interval of each study as the default plan finds it."""
    from scipy.special import stdtrit

    reach = float(stdtrit(pieces - 1, (1 + confidence) / 2))
    low, high = np.full(len(values), np.nan), np.full(len(values), np.nan)
    for study in np.flatnonzero(errors > NO_VARIATION).tolist():
        value = float(values[study])
        at = scale.at(value)
        centre, width = at.forward(value), reach * float(errors[study]) * at.slope(value)
        low[study], high[study] = at.cut(at.back(centre - width)), at.cut(at.back(centre + width))
    return Limits(values, low, high)


def simulate(
    estimate: Estimate,
    pieces: int,
    scale: Scale,
    *,
    studies: int,
    seed: int,
    confidence: float,
    minimum: float | None = None,
) -> Simulated:
    """Return what studies of so many pieces show, drawn from the pilot with replacement."""
    multiplicity = estimate.multiplicity
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(pieces, multiplicity / multiplicity.sum(), size=studies).astype(np.float64)
    found = limits(*jackknife(estimate, weights), pieces, scale, confidence)
    width = found.high - found.low
    without = float(np.isnan(width).mean())
    return Simulated(
        units=pieces,
        studies=studies,
        seed=seed,
        width=None if without > MAX_WITHOUT else float(np.nanmean(width)),
        without=without,
        above=None if minimum is None else float(np.mean(found.low > minimum)),
    )
