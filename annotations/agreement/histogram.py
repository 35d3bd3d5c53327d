"""The core of the engine: how often each pattern of values occurs.

A unit enters percent agreement and alpha only through how many annotators gave it each category. Five
annotators and six categories allow at most 462 such patterns, however many units there are; so estimates and
bootstrap replicates cost the same for a hundred units as for a million.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotations.reliability.data import MISSING, FloatArray, IntArray, ReliabilityData

# Replicates are drawn in portions of about this many numbers, so that memory stays bounded.
PORTION = 1 << 21
# Up to here drawing every cluster is faster than drawing a multinomial number for every kind of cluster.
CLUSTERS_PER_KIND = 6


@dataclass(frozen=True, eq=False)
class Histogram:
    """The distinct patterns of a sample and the clusters (articles) that its units came in.

    ``counts`` (patterns, q): how many annotators chose each category. ``clusters`` (kinds, patterns): how
    often each pattern occurs in a cluster of that kind; None when every cluster is one unit, so that kinds
    and patterns are the same. ``multiplicity`` (kinds): how many clusters are of that kind.
    """

    counts: FloatArray
    clusters: FloatArray | None
    multiplicity: IntArray

    @property
    def totals(self) -> FloatArray:
        """How many units show each pattern."""
        return np.asarray(self._weights(self.multiplicity.astype(np.float64)[None, :])[0])

    @property
    def n_clusters(self) -> int:
        """How many clusters there are."""
        return int(self.multiplicity.sum())

    def resampled(self, rng: np.random.Generator, replicates: int) -> Iterator[FloatArray]:
        """Yield portions of (replicates, patterns): the units of each pattern after drawing clusters."""
        portion = max(1, PORTION // max(1, *self.counts.shape, CLUSTERS_PER_KIND * self.multiplicity.size))
        for start in range(0, replicates, portion):
            size = min(portion, replicates - start)
            yield self._weights(self._drawn(rng, size).astype(np.float64))

    def _drawn(self, rng: np.random.Generator, size: int) -> IntArray:
        """Return (size, kinds): how often each kind occurs in as many draws as there are clusters."""
        n, kinds = self.n_clusters, self.multiplicity.size
        if n > CLUSTERS_PER_KIND * kinds:
            return rng.multinomial(n, self.multiplicity / n, size=size)
        # Few clusters are drawn one by one faster than the kinds are counted out one by one.
        kind_of = np.repeat(np.arange(kinds), self.multiplicity)[rng.integers(0, n, (size, n))]
        cells = kind_of + kinds * np.arange(size)[:, None]
        return np.bincount(cells.reshape(-1), minlength=size * kinds).reshape(size, kinds)

    def _weights(self, drawn: FloatArray) -> FloatArray:
        return drawn if self.clusters is None else drawn @ self.clusters


def pairable_histogram(data: ReliabilityData, *, clustered: bool = True) -> Histogram:
    """Return the histogram of the units that have at least two values.

    With ``clustered`` false the units are counted as if each were its own cluster, which is enough for a
    value without an interval.
    """
    pairable = data.values_per_unit >= 2
    values, sizes = (
        (data.values, data.row_sizes) if pairable.all() else (data.values[pairable], data.row_sizes[pairable])
    )
    counts, patterns = count_patterns(values, len(data.categories))
    if not clustered or not pairable.any() or _one_unit_each(data.clusters, sizes):
        totals = np.bincount(patterns, weights=sizes, minlength=len(counts))
        return Histogram(counts, None, totals.astype(np.int64))
    articles = np.array(data.clusters, dtype=object)[pairable].tolist()
    numbers = {article: number for number, article in enumerate(dict.fromkeys(articles))}
    rows = np.array([numbers[article] for article in articles], dtype=np.int64)
    cells = rows * len(counts) + patterns
    table = np.bincount(cells, weights=sizes, minlength=len(numbers) * len(counts))
    kinds, multiplicity = np.unique(table.reshape(len(numbers), -1), axis=0, return_counts=True)
    return Histogram(counts, kinds.astype(np.float64), multiplicity.astype(np.int64))


def count_patterns(values: IntArray, n_categories: int) -> tuple[FloatArray, IntArray]:
    """Return the distinct patterns (patterns, q) in a fixed order and the pattern of each unit.

    A pattern is a number written with one digit per category, its digit being the count.
    """
    base = values.shape[1] + 1
    if n_categories * np.log2(base) >= 62:
        return _long_patterns(values, n_categories)
    digits = np.array([base**category for category in range(n_categories)], dtype=np.int64)
    # A gap is a negative number, finds its worth at the end, and is worth nothing.
    worth = np.concatenate([digits, np.zeros(len(MISSING), dtype=np.int64)])
    keys = np.zeros(len(values), dtype=np.int64)
    for column in values.T:
        keys += worth[column]
    distinct, patterns = _distinct(keys, base**n_categories)
    counts = distinct[:, None] // digits[None, :] % base
    return counts.astype(np.float64), patterns


def _distinct(keys: IntArray, limit: int) -> tuple[IntArray, IntArray]:
    """Return the distinct keys in order and the place of each key; all keys are below ``limit``."""
    if limit > 16 * keys.size:
        distinct, places = np.unique(keys, return_inverse=True)
        return distinct, places
    # With few possible keys counting is many times faster than sorting.
    present = np.bincount(keys, minlength=limit) > 0
    return np.flatnonzero(present), (np.cumsum(present) - 1)[keys]


def _long_patterns(values: IntArray, n_categories: int) -> tuple[FloatArray, IntArray]:
    """Do the same for patterns too long to be one number: compare the sorted values of the units."""
    in_order = np.sort(np.maximum(values, -1), axis=1)
    distinct, patterns = np.unique(in_order, axis=0, return_inverse=True)
    counts = np.zeros((len(distinct), n_categories + 1))
    np.add.at(counts, (np.arange(len(distinct))[:, None], distinct), 1)
    return counts[:, :n_categories], patterns.reshape(-1)


def _one_unit_each(clusters: tuple[str, ...], sizes: NDArray[np.int64]) -> bool:
    return len(set(clusters)) == len(clusters) and bool((sizes == 1).all())
