"""Percent agreement, which does not ask how much agreement chance alone would bring."""

from __future__ import annotations

import numpy as np

from annotations.agreement.coefficient import EVERY_LEVEL, Coefficient, Terms
from annotations.agreement.distances import unequal_pairs
from annotations.agreement.patterns import Patterns
from annotations.agreement.summands import quotient
from annotations.reliability.data import FloatArray


def _shares(patterns: Patterns) -> FloatArray:
    """Return for each pattern one unit and its share of equal pairs."""
    pairs = pairs_of(patterns)
    return np.column_stack([pairs > 0, 1 - unequal_pairs(patterns) / np.maximum(pairs, 1)])


def _pooled(patterns: Patterns) -> FloatArray:
    """Return for each pattern its pairs and its equal pairs."""
    pairs = pairs_of(patterns)
    return np.column_stack([pairs, pairs - unequal_pairs(patterns)])


def pairs_of(patterns: Patterns) -> FloatArray:
    """Return how many pairs of values each pattern has (patterns)."""
    sizes = patterns.sizes.astype(np.float64)
    return sizes * (sizes - 1) / 2


def _ratio(sums: FloatArray) -> FloatArray:
    return quotient(sums[:, 1], sums[:, 0])


PERCENT_AGREEMENT = Coefficient(
    "percent agreement",
    "mean over units",
    EVERY_LEVEL,
    lambda patterns: Terms(_shares, _ratio, observed=_ratio),
    corrects_chance=False,
    source="Fleiss 1971, p. 379",
    possible=(0.0, 1.0),
)
POOLED_AGREEMENT = Coefficient(
    "percent agreement",
    "pooled pairs",
    EVERY_LEVEL,
    lambda patterns: Terms(_pooled, _ratio, observed=_ratio),
    corrects_chance=False,
    source="Krippendorff 2018, ch. 12",
    possible=(0.0, 1.0),
)
