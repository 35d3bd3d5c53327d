"""Studies of any size drawn from the pieces of a pilot, and the interval of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.agreement.planning.result import Simulated
from annotations.agreement.scales import Scale
from annotations.agreement.summands import PORTION, Estimate, Sample
from annotations.reliability.data import FloatArray, IntArray

# With more studies than this without an interval a mean width says nothing.
MAX_WITHOUT = 0.05
NO_VARIATION = 1e-12


@dataclass(frozen=True, eq=False, slots=True)
class Limits:
    """Value and limits of each study (studies,), NaN where a study has no interval."""

    values: FloatArray
    low: FloatArray
    high: FloatArray


def jackknife(sample: Sample, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the value and the jackknife standard error of each study (studies,), NaN where undefined.

    ``weights`` (studies, kinds) say how many pieces of each kind a study holds; it is left without one piece
    of each kind that it has.
    """
    values, errors = sample.weighted(weights), np.empty(len(weights))
    kinds = weights.shape[1]
    width = sample.summands.features.shape[1] if isinstance(sample, Estimate) else kinds
    size = max(1, PORTION // max(1, kinds * width))
    for first in range(0, len(weights), size):
        part = weights[first : first + size]
        with np.errstate(all="ignore"):
            # Kinds that a study has none of are taken away as well, and what comes of it is not looked at.
            spread = _without(sample, part).reshape(len(part), kinds)
        errors[first : first + size] = _error(part, np.where(part > 0, spread, 0.0))
    return values, errors


def _without(sample: Sample, weights: FloatArray) -> FloatArray:
    """Return the statistic of each study without one piece of each kind (studies * kinds)."""
    if isinstance(sample, Estimate):
        features = sample.summands.features[:]
        sums = (weights @ features)[:, None, :] - features[None]
        return sample.statistic(sums.reshape(-1, features.shape[1]))
    fewer = np.maximum(weights[:, None, :] - np.eye(weights.shape[1]), 0.0)
    return sample.weighted(fewer.reshape(-1, weights.shape[1]))


def _error(weights: FloatArray, spread: FloatArray) -> FloatArray:
    n = weights.sum(axis=1)
    mean = (weights * spread).sum(axis=1) / n
    squares = (weights * (spread - mean[:, None]) ** 2).sum(axis=1)
    return np.asarray(np.sqrt(squares * (n - 1) / n))


def limits(
    values: FloatArray, errors: FloatArray, pieces: IntArray, scale: Scale, confidence: float
) -> Limits:
    """Return the interval of each study of so many ``pieces`` (studies,) as the default plan finds it."""
    from scipy.special import stdtrit

    reach = stdtrit(np.maximum(pieces - 1, 1), (1 + confidence) / 2)
    low, high = np.full(len(values), np.nan), np.full(len(values), np.nan)
    for study in np.flatnonzero(errors > NO_VARIATION).tolist():
        value = float(values[study])
        at = scale.at(value)
        centre, width = at.forward(value), float(reach[study] * errors[study]) * at.slope(value)
        low[study], high[study] = at.cut(at.back(centre - width)), at.cut(at.back(centre + width))
    return Limits(values, low, high)


def simulate(
    sample: Sample,
    pieces: int,
    scale: Scale,
    *,
    studies: int,
    seed: int,
    confidence: float,
    minimum: float | None = None,
) -> Simulated:
    """Return what studies of so many pieces show, drawn from the pilot with replacement."""
    multiplicity = sample.multiplicity
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(pieces, multiplicity / multiplicity.sum(), size=studies).astype(np.float64)
    found = limits(*jackknife(sample, weights), np.full(studies, pieces), scale, confidence)
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
