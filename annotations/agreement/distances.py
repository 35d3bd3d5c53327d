"""How far apart two values are, at each level of measurement.

Krippendorff, K. (2018). Content Analysis, 4th ed., ch. 12; (2011) Computing Krippendorff's
Alpha-Reliability, pp. 5-7. Passonneau, R. (2006). Measuring agreement on set-valued items. LREC.
All distances are those that alpha sums: squared, where the metric is a difference of numbers.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from itertools import combinations

import numpy as np

from annotations.agreement.patterns import Patterns
from annotations.reliability.data import FloatArray, IntArray

# Up to so many categories a table of counts per category is the faster way to all pairs of a unit.
COUNTED = 32


def unequal_pairs(patterns: Patterns) -> FloatArray:
    """Return how many pairs of values of each pattern are different values (patterns)."""
    if patterns.q <= COUNTED:
        counts = patterns.counts
        return np.asarray((counts.sum(axis=1) ** 2 - (counts**2).sum(axis=1)) / 2)
    codes, found = patterns.codes, np.zeros(len(patterns))
    for one, other in combinations(range(codes.shape[1]), 2):
        found += (codes[:, one] != codes[:, other]) & (codes[:, one] >= 0) & (codes[:, other] >= 0)
    return found


def pair_sums(patterns: Patterns, places: IntArray, table: FloatArray) -> FloatArray:
    """Return the sum of distances over the pairs of values of each pattern (patterns).

    ``table`` (k, k) holds the distances, ``places`` (q) the place of each category in it.
    """
    k = len(table)
    if k <= COUNTED:
        counts = patterns.counts_of(places, k)
        return np.asarray(((counts @ table) * counts).sum(axis=1) / 2)
    # A gap is as far from everything as nothing.
    wide = np.zeros((k + 1, k + 1))
    wide[:k, :k] = table
    at = np.append(places, k)[patterns.codes]
    found = np.zeros(len(patterns))
    for one, other in combinations(range(at.shape[1]), 2):
        found += wide[at[:, one], at[:, other]]
    return found


def squared_differences(values: FloatArray) -> FloatArray:
    """Return the sum of squared differences over the pairs in each row, NaN being no value (rows)."""
    given = ~np.isnan(values)
    first = values[np.arange(len(values)), given.argmax(axis=1)] if values.size else np.zeros(len(values))
    # Counted from the first value, equal values are exactly nothing apart.
    apart = np.where(given, values - first[:, None], 0.0)
    return np.asarray(given.sum(axis=1) * (apart**2).sum(axis=1) - apart.sum(axis=1) ** 2)


def distance_table(
    level: str, categories: Sequence[Hashable], scores: FloatArray | None, margins: FloatArray
) -> FloatArray:
    """Return how far apart all pairs of categories are (k, k), as alpha of this level sums it.

    ``margins`` (k) counts the values that can be paired, which the ordinal level ranks. Sets are compared by
    MASI; a circle closes one step after its last category.
    """
    k = len(categories)
    numbers = np.arange(k, dtype=np.float64) if scores is None else scores
    if level == "set":
        return masi_table(categories)
    if level == "ratio":
        return ratio_table(numbers)
    if level == "circular":
        return circular_table(numbers, float(np.ptp(numbers)) + 1 if k else 1.0)
    if level == "nominal":
        return 1 - np.eye(k)
    positions = np.cumsum(margins) - margins / 2 if level == "ordinal" else numbers
    return np.asarray(np.subtract.outer(positions, positions) ** 2)


def ratio_table(scores: FloatArray) -> FloatArray:
    """Return ((c - k) / (c + k)) squared for all pairs of numbers of zero or more (k, k)."""
    sums = np.add.outer(scores, scores)
    shares = np.divide(np.subtract.outer(scores, scores), sums, out=np.zeros_like(sums), where=sums > 0)
    return np.asarray(shares**2)


def circular_table(scores: FloatArray, period: float) -> FloatArray:
    """Return the squared sine of half the angle between all pairs of points on a circle (k, k)."""
    turns = np.subtract.outer(scores, scores) / period
    return np.asarray(np.sin(np.pi * (turns - np.round(turns))) ** 2)


def jaccard_table(sets: Sequence[Hashable]) -> FloatArray:
    """Return 1 - |A and B| / |A or B| for all pairs of sets; two empty sets are equal (k, k)."""
    common, one, other = _overlaps(sets)
    return np.asarray(1 - _shared(common, one + other - common))


def masi_table(sets: Sequence[Hashable]) -> FloatArray:
    """Return 1 - Jaccard's share x 1 (equal), 2/3 (contained), 1/3 (overlapping), 0 (k, k).

    Passonneau (2006), p. 832. Two empty sets are equal; the empty set is 1 from any other.
    """
    common, one, other = _overlaps(sets)
    contained = common == np.minimum(one, other)
    likeness = np.where(contained, np.where(one == other, 1.0, 2 / 3), 1 / 3)
    return np.asarray(1 - _shared(common, one + other - common) * likeness)


def _overlaps(sets: Sequence[Hashable]) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the numbers of common members of all pairs of sets, and the sizes of both (k, k)."""
    members = [frozenset(_members(one)) for one in sets]
    number = {member: place for place, member in enumerate(dict.fromkeys(m for one in members for m in one))}
    holds = np.zeros((len(members), len(number)))
    for row, one in enumerate(members):
        holds[row, [number[member] for member in one]] = 1
    sizes = np.broadcast_to(holds.sum(axis=1), (len(members), len(members)))
    return holds @ holds.T, sizes.T, sizes


def _members(value: Hashable) -> Iterable[Hashable]:
    """Return the members of a set; a value that is no collection is the set of itself."""
    return value if isinstance(value, (tuple, frozenset)) else (value,)


def _shared(common: FloatArray, together: FloatArray) -> FloatArray:
    return np.divide(common, together, out=np.ones_like(common), where=together > 0)
