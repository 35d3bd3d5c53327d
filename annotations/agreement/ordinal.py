"""The ordinal level: values are as far apart as there are values ranked between them.

The distance of two categories is the squared difference of their mid-ranks (Krippendorff 2011, p. 6). The
ranks are those of the sample at hand: they are built anew whenever a piece is left out or a sample is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import permutations

import numpy as np

from annotations.agreement.distances import squared_differences
from annotations.agreement.histogram import Clusters, Histogram
from annotations.agreement.patterns import Patterns
from annotations.agreement.summands import PORTION, quotient
from annotations.reliability.data import FloatArray, IntArray


def ordinal_features(patterns: Patterns, *, places: IntArray, width: int) -> FloatArray:
    """Return what a unit adds: its values per category, then its coincidences of every two categories.

    ``places`` (q) numbers the ``width`` categories that are in use.
    """
    counts = patterns.counts_of(places, width)
    one, other = _pairs(width)
    others = np.maximum(patterns.sizes - 1, 1)[:, None]
    return np.hstack([counts, counts[:, one] * counts[:, other] / others])


def ordinal_within(sums: FloatArray, *, width: int) -> FloatArray:
    """Return the distances within units (samples), given the sums of their features."""
    differences = sums[:, :width] @ _between_ranks(width)
    return np.asarray((sums[:, width:] * differences**2).sum(axis=1))


def ordinal_between(margins: FloatArray) -> FloatArray:
    """Return the distances between all values (samples), given how many are of each category (samples, k).

    Mid-ranks add up in closed form: N (N^3 - sum n^3) / 12, here without a difference of large numbers.
    """
    n = margins.sum(axis=1, keepdims=True)
    return np.asarray(n[:, 0] * (margins * (n - margins) * (n + margins)).sum(axis=1) / 12)


@lru_cache(maxsize=32)
def _pairs(width: int) -> tuple[IntArray, IntArray]:
    """Return the places of every two categories."""
    one, other = np.triu_indices(width, 1)
    return one, other


@lru_cache(maxsize=32)
def _between_ranks(width: int) -> FloatArray:
    """Return how much each value counts for the difference of two mid-ranks (categories, pairs).

    Values of the two categories count half, those between them whole.
    """
    one, other = _pairs(width)
    place = np.arange(width)[:, None]
    inside = ((place > one) & (place < other)).astype(np.float64)
    return np.asarray(inside + ((place == one) | (place == other)) / 2)


@dataclass(frozen=True, eq=False)
class RankEstimate:
    """Ordinal alpha where there are too many categories to sum up all their coincidences.

    With ranks R, margins n and coincidences O the distances within units are R (diag n - O) R, a quadratic
    form whose matrix is built once; those between values are N (N^3 - sum n^3) / 12.
    """

    codes: IntArray
    sizes: IntArray
    width: int
    entries: Clusters
    multiplicity: IntArray

    @classmethod
    def of(cls, histogram: Histogram, places: IntArray, width: int) -> RankEstimate:
        """Return the estimate for the pieces of a histogram, given the place of each category in use."""
        patterns, clusters = histogram.patterns, histogram.clusters
        # A gap stands behind the last category.
        codes = np.append(places, width)[patterns.codes]
        if clusters is not None:
            return cls(codes, patterns.sizes, width, clusters, np.ones(histogram.pieces, dtype=np.int64))
        each = np.arange(len(patterns))
        own = Clusters((), each, each, np.ones(len(patterns), dtype=np.int64))
        return cls(codes, patterns.sizes, width, own, histogram.units)

    def value(self) -> float:
        """Return alpha, NaN where it is undefined."""
        return float(self.weighted(self.multiplicity[None, :].astype(np.float64))[0])

    def expected(self) -> float:
        """Return the expected disagreement: the mean distance of two values."""
        margins = self._margins(self._totals)
        n = float(margins.sum())
        return float(ordinal_between(margins[None, :])[0]) * 2 / (n * (n - 1))

    def leave_one_out(self) -> FloatArray:
        """Return for each kind alpha without one piece of it, exact."""
        parts = [self._without(portion) for portion in self._portions()]
        return np.concatenate(parts) if parts else np.zeros(0)

    def weighted(self, weights: FloatArray) -> FloatArray:
        """Return alpha of each sample, given how often it holds each kind (samples, kinds)."""
        found = np.empty(len(weights))
        for sample, of_kinds in enumerate(weights):
            units = self._units(of_kinds)
            margins = self._margins(units)
            ranks = _ranks(margins[None, :])
            rows = np.broadcast_to(np.append(ranks, np.nan), (len(self.codes), self.width + 1))
            within = units @ self._apart(rows, slice(None))
            found[sample] = _alpha(np.array([within]), margins[None, :])[0]
        return found

    def _units(self, of_kinds: FloatArray) -> FloatArray:
        """Return how many units of a sample show each pattern."""
        weights = of_kinds[self.entries.cluster] * self.entries.units
        counted = np.bincount(self.entries.pattern, weights=weights, minlength=len(self.codes))
        return counted.astype(np.float64)

    def _margins(self, units: FloatArray) -> FloatArray:
        """Return how many values of a sample are of each category."""
        weights = np.repeat(units, self.codes.shape[1])
        counted = np.bincount(self.codes.reshape(-1), weights=weights, minlength=self.width + 1)
        return counted[: self.width].astype(np.float64)

    @cached_property
    def _totals(self) -> FloatArray:
        return self._units(self.multiplicity.astype(np.float64))

    @cached_property
    def _form(self) -> FloatArray:
        """The matrix diag n - O."""
        wide = self.width + 1
        together = np.zeros(wide * wide)
        weights = quotient(self._totals, (self.sizes - 1).astype(np.float64))
        for one, other in permutations(self.codes.T, 2):
            together += np.bincount(one * wide + other, weights=weights, minlength=wide * wide)
        coincidences = together.reshape(wide, wide)[:-1, :-1]
        return np.diag(coincidences.sum(axis=1)) - coincidences

    def _without(self, portion: slice) -> FloatArray:
        """Return alpha without one piece, for each kind of a portion."""
        low, high = np.searchsorted(self.entries.cluster, [portion.start, portion.stop])
        pattern, units = self.entries.pattern[low:high], self.entries.units[low:high]
        kind, size = self.entries.cluster[low:high] - portion.start, portion.stop - portion.start
        cells = kind[:, None] * (self.width + 1) + self.codes[pattern]
        weights = np.repeat(units, self.codes.shape[1])
        own = np.bincount(cells.reshape(-1), weights=weights, minlength=size * (self.width + 1))
        margins = self._margins(self._totals) - own.reshape(size, self.width + 1)[:, :-1]
        ranks = _ranks(margins)
        rows = np.hstack([ranks, np.full((size, 1), np.nan)])
        own_within = np.bincount(kind, weights=units * self._apart(rows[kind], pattern), minlength=size)
        within = ((ranks @ self._form) * ranks).sum(axis=1) - own_within
        return _alpha(np.maximum(within, 0.0), margins)

    def _apart(self, ranks: FloatArray, pattern: IntArray | slice) -> FloatArray:
        """Return the distances within a unit of each pattern, given the ranks of the categories (rows)."""
        values = np.take_along_axis(ranks, self.codes[pattern], axis=1)
        return squared_differences(values) / (self.sizes[pattern] - 1)

    def _portions(self) -> Iterator[slice]:
        size = max(1, PORTION // (self.width + 1))
        for start in range(0, self.multiplicity.size, size):
            yield slice(start, min(start + size, self.multiplicity.size))


def _ranks(margins: FloatArray) -> FloatArray:
    """Return the mid-ranks counted from the middle, which keeps the squares small (samples, width)."""
    return np.asarray(np.cumsum(margins, axis=1) - margins / 2 - margins.sum(axis=1, keepdims=True) / 2)


def _alpha(within: FloatArray, margins: FloatArray) -> FloatArray:
    return 1 - quotient((margins.sum(axis=1) - 1) * within, ordinal_between(margins))
