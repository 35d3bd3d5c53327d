"""What alpha adds up over units at each level of measurement, and what it makes of the sums.

Observed disagreement: the distances within units, each unit weighted by 1 / (m - 1) for its m values.
Expected: the distances between all N values that can be paired, each with N - 1 others. Krippendorff (2011),
Computing Krippendorff's Alpha-Reliability, pp. 4-6; (2018) Content Analysis, 4th ed., ch. 12.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from annotations.agreement.coefficient import Terms
from annotations.agreement.distances import (
    distance_table,
    pair_sums,
    ratio_table,
    squared_differences,
)
from annotations.agreement.histogram import Features
from annotations.agreement.ordinal import RankEstimate, ordinal_between, ordinal_features, ordinal_within
from annotations.agreement.patterns import Patterns
from annotations.agreement.summands import quotient
from annotations.reliability.data import FloatArray, IntArray

# Up to so many categories in use ordinal alpha is a function of the sums of all coincidences.
FEW_RANKS = 16
# From how many values each category in use has (k) to how far apart they are (k, k).
Distances = Callable[[FloatArray], FloatArray]

# From sums (samples, F): the distances within units, between all values, and the number of values.
Part = Callable[[FloatArray], FloatArray]


def terms_of(
    features: Features, within: Part, between: Part, size: Part, distances: Distances, note: str = ""
) -> Terms:
    """Return alpha from its two sums of distances over pairs and the number of values N (samples)."""

    def observed(sums: FloatArray) -> FloatArray:
        return quotient(2 * within(sums), size(sums))

    def expected(sums: FloatArray) -> FloatArray:
        n = size(sums)
        return quotient(2 * between(sums), n * (n - 1))

    def statistic(sums: FloatArray) -> FloatArray:
        return 1 - quotient((size(sums) - 1) * within(sums), between(sums))

    return Terms(features, statistic, observed, expected, distances=distances, note=note)


def nominal(patterns: Patterns) -> Terms:
    """Different values are 1 apart, whatever they are."""
    places, width = _in_use(patterns)

    def features(part: Patterns) -> FloatArray:
        counts = part.counts_of(places, width)
        unequal = (part.sizes**2 - (counts**2).sum(axis=1)) / 2
        return np.column_stack([counts, _per_other(part, unequal)])

    def between(sums: FloatArray) -> FloatArray:
        margins = sums[:, :-1]
        return np.asarray((margins.sum(axis=1) ** 2 - (margins**2).sum(axis=1)) / 2)

    return terms_of(features, _last, between, _values, _of_level("nominal", patterns))


def interval(patterns: Patterns) -> Terms:
    """Values as far apart as their numbers: (c - k) squared."""
    used, scores = patterns.used, scores_of(patterns)
    # Counted from the middle, which leaves differences alone and keeps the squares small.
    middle = scores[used[used.size // 2]] if used.size else 0.0
    places = np.arange(patterns.q) - (used[used.size // 2] if used.size else 0)

    def features(part: Patterns) -> FloatArray:
        numbers = part.values(scores - middle)
        at = np.nan_to_num(numbers)
        # The places of the values are whole numbers: they tell exactly whether all values are the same.
        place = np.nan_to_num(part.values(places.astype(np.float64)))
        sums = [part.sizes, at.sum(1), (at**2).sum(1), place.sum(1), (place**2).sum(1)]
        return np.column_stack([*sums, _per_other(part, squared_differences(numbers))])

    def between(sums: FloatArray) -> FloatArray:
        n, first, second, place, places = sums[:, :5].T
        return np.asarray(np.where(n * places - place**2 > 0, n * second - first**2, 0.0))

    return terms_of(features, _last, between, lambda sums: sums[:, 0], _of_level("interval", patterns))


def ordinal(patterns: Patterns) -> Terms:
    """Values apart by what is ranked between them, in the sample at hand."""
    places, width = _in_use(patterns)
    terms = terms_of(
        partial(ordinal_features, places=places, width=width),
        partial(ordinal_within, width=width),
        lambda sums: ordinal_between(sums[:, :width]),
        lambda sums: np.asarray(sums[:, :width].sum(axis=1)),
        _of_level("ordinal", patterns),
    )
    if width <= FEW_RANKS:
        return terms
    return replace(terms, estimate=lambda histogram: RankEstimate.of(histogram, places, width))


def tabled(patterns: Patterns, table: Callable[[IntArray], FloatArray], note: str = "") -> Terms:
    """Return alpha with distances that do not depend on the sample, given as a table of those in use."""
    places, width = _in_use(patterns)
    distances = table(patterns.used)

    def features(part: Patterns) -> FloatArray:
        within = _per_other(part, pair_sums(part, places, distances))
        return np.column_stack([part.counts_of(places, width), within])

    def between(sums: FloatArray) -> FloatArray:
        margins = sums[:, :-1]
        return np.asarray(((margins @ distances) * margins).sum(axis=1) / 2)

    return terms_of(features, _last, between, _values, lambda margins: distances, note)


def ratio(patterns: Patterns) -> Terms:
    """Values as far apart as their difference in proportion to their sum, squared."""
    return tabled(patterns, lambda used: ratio_table(scores_of(patterns)[used]))


def _in_use(patterns: Patterns) -> tuple[IntArray, int]:
    """Return the place of each category among those in use, and how many those are."""
    places = np.full(patterns.q, -1)
    places[patterns.used] = np.arange(patterns.used.size)
    return places, patterns.used.size


def _per_other(part: Patterns, within: FloatArray) -> FloatArray:
    return np.asarray(within / np.maximum(part.sizes - 1, 1))


def _last(sums: FloatArray) -> FloatArray:
    return sums[:, -1]


def _values(sums: FloatArray) -> FloatArray:
    return np.asarray(sums[:, :-1].sum(axis=1))


def scores_of(patterns: Patterns) -> FloatArray:
    """Return the numbers of the categories, or their places where they have none."""
    return np.arange(patterns.q, dtype=np.float64) if patterns.scores is None else patterns.scores


def _of_level(level: str, patterns: Patterns) -> Distances:
    used = patterns.used
    categories = [patterns.categories[place] for place in used.tolist()]
    return lambda margins: distance_table(level, categories, scores_of(patterns)[used], margins)
