"""Krippendorff's alpha at every level of measurement, also for circular scales and for sets.

alpha = 1 - observed / expected disagreement. Observed: the distances within units, each unit weighted by
1 / (m - 1) for its m values. Expected: the distances between all N values that can be paired, each with
N - 1 others. Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, pp. 4-6; (2018) Content
Analysis, 4th ed., ch. 12.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial

import numpy as np

from annotations.agreement.coefficient import Coefficient, Terms
from annotations.agreement.distances import (
    circular_table,
    jaccard_table,
    masi_table,
    pair_sums,
    ratio_table,
    squared_differences,
    unequal_pairs,
)
from annotations.agreement.histogram import Features, Histogram
from annotations.agreement.ordinal import RankEstimate, ordinal_between, ordinal_features, ordinal_within
from annotations.agreement.patterns import Patterns
from annotations.agreement.result import category_name
from annotations.agreement.summands import quotient
from annotations.reliability.data import FloatArray, IntArray, ReliabilityData

NAME = "Krippendorff's alpha"
SOURCE = "Krippendorff 2011, pp. 4-6"
# Distances of so many different sets and more take long and much memory; beyond the second number too much.
MANY_SETS, TOO_MANY_SETS = 3_000, 6_000
# Up to so many categories in use ordinal alpha is a function of the sums of all coincidences.
FEW_RANKS = 16

# From sums (samples, F): the distances within units, between all values, and the number of values.
Part = Callable[[FloatArray], FloatArray]


def terms_of(features: Features, within: Part, between: Part, size: Part, note: str = "") -> Terms:
    """Return alpha from its two sums of distances over pairs and the number of values N (samples)."""

    def observed(sums: FloatArray) -> FloatArray:
        return quotient(2 * within(sums), size(sums))

    def expected(sums: FloatArray) -> FloatArray:
        n = size(sums)
        return quotient(2 * between(sums), n * (n - 1))

    def statistic(sums: FloatArray) -> FloatArray:
        return 1 - quotient((size(sums) - 1) * within(sums), between(sums))

    return Terms(features, statistic, observed, expected, note=note)


def _nominal(patterns: Patterns) -> Terms:
    places, width = _in_use(patterns)

    def features(part: Patterns) -> FloatArray:
        return _with_margins(part, places, width, unequal_pairs(part))

    def between(sums: FloatArray) -> FloatArray:
        margins = sums[:, :-1]
        return np.asarray((margins.sum(axis=1) ** 2 - (margins**2).sum(axis=1)) / 2)

    return terms_of(features, _last, between, _values)


def _interval(patterns: Patterns) -> Terms:
    used, scores = patterns.used, _scores(patterns)
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

    return terms_of(features, _last, between, lambda sums: sums[:, 0])


def _ordinal(patterns: Patterns) -> Terms:
    places, width = _in_use(patterns)
    if width > FEW_RANKS:
        return _many_ranks(places, width)
    features = partial(ordinal_features, places=places, width=width)
    within, between = partial(ordinal_within, width=width), partial(ordinal_between, width=width)
    return terms_of(features, within, between, lambda sums: sums[:, :width].sum(axis=1))


def _many_ranks(places: IntArray, width: int) -> Terms:
    def estimate(histogram: Histogram) -> RankEstimate:
        return RankEstimate.of(histogram, places, width)

    def features(part: Patterns) -> FloatArray:
        return ordinal_features(part, places=places, width=width)

    within, between = partial(ordinal_within, width=width), partial(ordinal_between, width=width)
    terms = terms_of(features, within, between, lambda sums: sums[:, :width].sum(axis=1))
    return Terms(terms.features, terms.statistic, estimate=estimate)


def _tabled(patterns: Patterns, table: Callable[[IntArray], FloatArray], note: str = "") -> Terms:
    """Return alpha with distances that do not depend on the sample, given as a table of those in use."""
    places, width = _in_use(patterns)
    distances = table(patterns.used)

    def features(part: Patterns) -> FloatArray:
        return _with_margins(part, places, width, pair_sums(part, places, distances))

    def between(sums: FloatArray) -> FloatArray:
        margins = sums[:, :-1]
        return np.asarray(((margins @ distances) * margins).sum(axis=1) / 2)

    return terms_of(features, _last, between, _values, note)


def _ratio(patterns: Patterns) -> Terms:
    return _tabled(patterns, lambda used: ratio_table(_scores(patterns)[used]))


def _in_use(patterns: Patterns) -> tuple[IntArray, int]:
    """Return the place of each category among those in use, and how many those are."""
    places = np.full(patterns.q, -1)
    places[patterns.used] = np.arange(patterns.used.size)
    return places, patterns.used.size


def _with_margins(part: Patterns, places: IntArray, width: int, within: FloatArray) -> FloatArray:
    return np.column_stack([part.counts_of(places, width), _per_other(part, within)])


def _per_other(part: Patterns, within: FloatArray) -> FloatArray:
    return np.asarray(within / np.maximum(part.sizes - 1, 1))


def _last(sums: FloatArray) -> FloatArray:
    return sums[:, -1]


def _values(sums: FloatArray) -> FloatArray:
    return np.asarray(sums[:, :-1].sum(axis=1))


def _scores(patterns: Patterns) -> FloatArray:
    return np.arange(patterns.q, dtype=np.float64) if patterns.scores is None else patterns.scores


def no_variation(data: ReliabilityData, histogram: Histogram) -> str:
    """Return why there is nothing to agree on by chance: all values that count are the same."""
    used = np.flatnonzero(histogram.margins)
    if used.size == 1:
        return f"no variation: every value is {category_name(data.categories[used[0]])}"
    return ""


def _why_no_ratio(data: ReliabilityData, histogram: Histogram) -> str:
    used = np.flatnonzero(histogram.margins)
    if data.scores is not None and data.scores[used].min() < 0:
        return "the ratio level needs values of zero or more"
    return no_variation(data, histogram)


def _alpha(
    level: str,
    terms: Callable[[Patterns], Terms],
    variant: str = "",
    why: Callable[[ReliabilityData, Histogram], str] = no_variation,
    source: str = SOURCE,
) -> Coefficient:
    return Coefficient(NAME, variant or level, (level,), terms, source=source, why_undefined=why)


def circular_alpha(period: float | None = None) -> Coefficient:
    """Return alpha for numbers on a circle, such as hours of a day (Krippendorff 2018, ch. 12).

    Without ``period`` the scale closes one step after its last category: last - first + 1.
    """

    def terms(patterns: Patterns) -> Terms:
        scores = _scores(patterns)
        turn = period if period is not None else float(np.ptp(scores)) + 1
        note = f"circular with a period of {turn:g}"
        return _tabled(patterns, lambda used: circular_table(scores[used], turn), note)

    variant = "circular" if period is None else f"circular, period {period:g}"
    return _alpha("circular", terms, variant, source="Krippendorff 2018, ch. 12")


def _set_alpha(name: str, table: Callable[[Sequence[Hashable]], FloatArray], source: str) -> Coefficient:
    def terms(patterns: Patterns) -> Terms:
        many = patterns.used.size > MANY_SETS
        note = f"{patterns.used.size:,} different sets: each is a category of its own" if many else ""
        return _tabled(patterns, lambda used: table([patterns.categories[place] for place in used]), note)

    return _alpha("set", terms, f"sets, {name} distance", _why_no_sets, source)


def _why_no_sets(data: ReliabilityData, histogram: Histogram) -> str:
    used = np.flatnonzero(histogram.margins).size
    if used > TOO_MANY_SETS:
        return f"{used:,} different sets are too many to compare each with each"
    return no_variation(data, histogram)


MASI_ALPHA = _set_alpha("MASI", masi_table, "Passonneau 2006")
JACCARD_ALPHA = _set_alpha("Jaccard", jaccard_table, "Passonneau 2006; Jaccard 1912")
SETS = (MASI_ALPHA, JACCARD_ALPHA)
ALPHA: Mapping[str, Coefficient] = {
    "nominal": _alpha("nominal", _nominal),
    "ordinal": _alpha("ordinal", _ordinal),
    "interval": _alpha("interval", _interval),
    "ratio": _alpha("ratio", _ratio, why=_why_no_ratio),
    "circular": circular_alpha(),
    "set": MASI_ALPHA,
}
