"""Krippendorff's alpha at every level of measurement, also for circular scales and for sets."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence

import numpy as np

from annotations.agreement import alpha_terms as terms
from annotations.agreement.coefficient import Coefficient, Terms
from annotations.agreement.distances import circular_table, jaccard_table, masi_table
from annotations.agreement.histogram import Histogram
from annotations.agreement.patterns import Patterns
from annotations.agreement.result import category_name
from annotations.reliability.data import FloatArray, ReliabilityData

NAME = "Krippendorff's alpha"
SOURCE = "Krippendorff 2011, pp. 4-6"
# Distances of so many different sets and more take long and much memory; beyond the second number too much.
MANY_SETS, TOO_MANY_SETS = 3_000, 6_000


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
    of_patterns: Callable[[Patterns], Terms],
    variant: str = "",
    why: Callable[[ReliabilityData, Histogram], str] = no_variation,
    source: str = SOURCE,
) -> Coefficient:
    return Coefficient(NAME, variant or level, (level,), of_patterns, source=source, why_undefined=why)


def circular_alpha(period: float | None = None) -> Coefficient:
    """Return alpha for numbers on a circle, such as hours of a day (Krippendorff 2018, ch. 12).

    Without ``period`` the scale closes one step after its last category: last - first + 1.
    """

    def of_patterns(patterns: Patterns) -> Terms:
        scores = terms.scores_of(patterns)
        turn = period if period is not None else float(np.ptp(scores)) + 1
        note = f"circular with a period of {turn:g}"
        return terms.tabled(patterns, lambda used: circular_table(scores[used], turn), note)

    variant = "circular" if period is None else f"circular, period {period:g}"
    return _alpha("circular", of_patterns, variant, source="Krippendorff 2018, ch. 12")


def _set_alpha(name: str, table: Callable[[Sequence[Hashable]], FloatArray], source: str) -> Coefficient:
    def of_patterns(patterns: Patterns) -> Terms:
        many = patterns.used.size > MANY_SETS
        note = f"{patterns.used.size:,} different sets: each is a category of its own" if many else ""
        return terms.tabled(
            patterns, lambda used: table([patterns.categories[place] for place in used]), note
        )

    return _alpha("set", of_patterns, f"sets, {name} distance", _why_no_sets, source)


def _why_no_sets(data: ReliabilityData, histogram: Histogram) -> str:
    used = np.flatnonzero(histogram.margins).size
    if used > TOO_MANY_SETS:
        return f"{used:,} different sets are too many to compare each with each"
    return no_variation(data, histogram)


MASI_ALPHA = _set_alpha("MASI", masi_table, "Passonneau 2006")
JACCARD_ALPHA = _set_alpha("Jaccard", jaccard_table, "Passonneau 2006; Jaccard 1912")
SETS = (MASI_ALPHA, JACCARD_ALPHA)
ALPHA: Mapping[str, Coefficient] = {
    "nominal": _alpha("nominal", terms.nominal),
    "ordinal": _alpha("ordinal", terms.ordinal),
    "interval": _alpha("interval", terms.interval),
    "ratio": _alpha("ratio", terms.ratio, why=_why_no_ratio),
    "circular": circular_alpha(),
    "set": MASI_ALPHA,
}
