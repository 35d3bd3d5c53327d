"""The coefficients, each as its formula.

Every function takes ``counts`` (patterns, q), how many annotators gave a unit each category, and ``weights``
(samples, patterns), how many units show each pattern in each sample. All units have at least two values. It
returns one number per sample; NaN marks an undefined one and never leaves this package.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from annotations.agreement.distances import DISTANCES, Distance, nominal
from annotations.reliability.data import FloatArray

Formula = Callable[[FloatArray, FloatArray, FloatArray], FloatArray]


@dataclass(frozen=True)
class Coefficient:
    """A coefficient by name, with the variant that a reader must know to compute it again."""

    name: str
    variant: str
    formula: Formula
    corrects_chance: bool

    @property
    def title(self) -> str:
        """The name with its variant, as tables print it."""
        return f"{self.name} ({self.variant})"


def percent_agreement(counts: FloatArray, weights: FloatArray, scores: FloatArray) -> FloatArray:
    """Return the share of equal pairs of values in a unit, averaged over units (Fleiss 1971, p. 379)."""
    sizes = counts.sum(axis=1)
    equal = 1 - nominal(counts, counts, scores) / (sizes * (sizes - 1) / 2)
    return quotient(weights @ equal, weights.sum(axis=1))


def pooled_agreement(counts: FloatArray, weights: FloatArray, scores: FloatArray) -> FloatArray:
    """Return the share of equal pairs among the pairs of values of all units together."""
    sizes = counts.sum(axis=1)
    pairs = sizes * (sizes - 1) / 2
    return quotient(weights @ (pairs - nominal(counts, counts, scores)), weights @ pairs)


def krippendorff_alpha(
    counts: FloatArray, weights: FloatArray, scores: FloatArray, *, distance: Distance
) -> FloatArray:
    """Return 1 - observed / expected disagreement (Krippendorff 2011, pp. 4-6; 2018, ch. 12).

    Observed: the distances within units, each unit weighted by 1 / (m - 1) for its m values. Expected: the
    distances between all N values of the sample, each value being paired with N - 1 others.
    """
    sizes = counts.sum(axis=1)
    margins = weights @ counts
    total = margins.sum(axis=1)
    within = distance(counts, margins, scores) / (sizes - 1)
    between = distance(margins[:, None, :], margins, scores)[:, 0]
    observed = (weights * within).sum(axis=1)
    return 1 - quotient((total - 1) * observed, between)


def quotient(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """Return the quotient, NaN where the denominator is zero."""
    undefined = np.full(np.shape(denominator), np.nan)
    np.divide(numerator, denominator, out=undefined, where=denominator > 0)
    return undefined


def _alpha(level: str) -> Coefficient:
    def formula(counts: FloatArray, weights: FloatArray, scores: FloatArray) -> FloatArray:
        return krippendorff_alpha(counts, weights, scores, distance=DISTANCES[level])

    return Coefficient("Krippendorff's alpha", level, formula, corrects_chance=True)


PERCENT_AGREEMENT = Coefficient(
    "percent agreement", "mean over units", percent_agreement, corrects_chance=False
)
POOLED_AGREEMENT = Coefficient("percent agreement", "pooled pairs", pooled_agreement, corrects_chance=False)
ALPHA: Mapping[str, Coefficient] = {level: _alpha(level) for level in DISTANCES}
COEFFICIENTS: tuple[Coefficient, ...] = (PERCENT_AGREEMENT, POOLED_AGREEMENT, *ALPHA.values())
