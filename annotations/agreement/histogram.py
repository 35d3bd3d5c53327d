"""The core of the engine: how often each pattern of values occurs, and in which clusters.

Estimates, jackknife and bootstrap cost the same for a hundred units as for a million, since they work on
patterns. Histograms add up: those of the parts of a file make that of the whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from annotations.agreement.patterns import Patterns, located, tallied, unique_rows
from annotations.agreement.summands import PORTION, Rows, Summands
from annotations.reliability.data import (
    BoolArray,
    CodeArray,
    FloatArray,
    IntArray,
    InvalidReliabilityData,
    ReliabilityData,
    code_type,
)

# So many patterns are worked on at once whatever they add.
FEW = 1_000

Features = Callable[[Patterns], FloatArray]


@dataclass(frozen=True, eq=False)
class Clusters:
    """Which patterns occur in which cluster: entry by entry, ordered by cluster and then by pattern.

    ``names`` of the clusters; per entry the number of its ``cluster``, its ``pattern`` and how many
    ``units`` of the cluster show it.
    """

    names: tuple[str, ...]
    cluster: IntArray
    pattern: IntArray
    units: IntArray

    @classmethod
    def of(cls, names: tuple[str, ...], cells: IntArray, units: IntArray | None, patterns: int) -> Clusters:
        """Return the entries of rows, given for each its cell: cluster * patterns + pattern."""
        distinct, places = np.unique(cells, return_inverse=True)
        counted = np.bincount(places, weights=units, minlength=len(distinct)).astype(np.int64)
        return cls(names, distinct // patterns, distinct % patterns, counted)

    def among(self, chosen: BoolArray) -> Clusters:
        """Return the entries of the chosen patterns, renumbered; clusters without any are gone."""
        kept = chosen[self.pattern]
        left, cluster = np.unique(self.cluster[kept], return_inverse=True)
        pattern = (np.cumsum(chosen) - 1)[self.pattern[kept]]
        return Clusters(tuple(self.names[place] for place in left), cluster, pattern, self.units[kept])


@dataclass(frozen=True, eq=False)
class Histogram:
    """The distinct patterns of a sample, how many units show each, and the clusters they came in.

    ``units`` (patterns). ``clusters`` is None when every unit is a piece of its own.
    """

    patterns: Patterns
    units: IntArray
    clusters: Clusters | None = None

    @classmethod
    def of(cls, data: ReliabilityData, *, ordered: bool = False, clustered: bool = True) -> Histogram:
        """Return the histogram of all units that have a value.

        ``ordered`` patterns keep the annotators apart. Without ``clustered``, or without clusters in the
        data, every unit is its own piece.
        """
        q = len(data.categories)
        if clustered and data.clusters:
            codes, places = located(data.values, q, ordered=ordered)
            names = tuple(sorted(set(data.clusters)))
            number = {name: place for place, name in enumerate(names)}
            cluster = np.fromiter((number[name] for name in data.clusters), np.int64, len(data.clusters))
            units = np.bincount(places, weights=data.sizes, minlength=len(codes)).astype(np.int64)
            clusters = Clusters.of(names, cluster * len(codes) + places, data.sizes, len(codes))
        else:
            codes, units = tallied(data.values, q, data.sizes, ordered=ordered)
            clusters = None
        found = cls(Patterns(codes, data.categories, data.scores), units, clusters)
        # Units without any value come first in the order of patterns.
        empty = len(codes) > 0 and int(codes[0].max(initial=-1)) < 0
        return found.among(np.arange(len(codes)) > 0) if empty else found

    def at_least(self, values: int) -> Histogram:
        """Return the units with at least so many values."""
        return self.among(self.patterns.sizes >= values)

    def among(self, chosen: BoolArray) -> Histogram:
        """Return the units that show one of the chosen patterns."""
        if chosen.all():
            return self
        clusters = None if self.clusters is None else self.clusters.among(chosen)
        return Histogram(self.patterns[chosen], self.units[chosen], clusters)

    def unordered(self) -> Histogram:
        """Return the same units without the order of their annotators."""
        codes = np.sort(self.patterns.codes, axis=1)[:, ::-1]
        return self._renamed(*unique_rows(codes, self.patterns.q))

    @cached_property
    def margins(self) -> FloatArray:
        """How often each category was chosen (q)."""
        codes = self.patterns.codes
        weights = np.repeat(self.units, self.patterns.sizes)
        counted = np.bincount(codes[codes >= 0], weights=weights, minlength=self.patterns.q)
        return counted.astype(np.float64)

    @property
    def pieces(self) -> int:
        """How many independent pieces there are: clusters, or units."""
        return int(self.units.sum()) if self.clusters is None else len(self.clusters.names)

    def summands(self, features: Features) -> Summands:
        """Return what the pieces add to sums, given what a unit of each pattern adds (patterns, F)."""
        few = features(self.patterns[:FEW])
        width = few.shape[1]
        per_pattern: Rows = _Computed(self.patterns, features, width)
        if len(self.patterns) * width <= PORTION:
            per_pattern = few if len(self.patterns) <= FEW else features(self.patterns)
        if self.clusters is None:
            return Summands(per_pattern, self.units)
        per_cluster: Rows = _Summed(self.clusters, self.patterns, features, width)
        if len(self.clusters.names) * width <= PORTION:
            per_cluster = per_cluster[:]
        return Summands.of(per_cluster)

    def __add__(self, other: Histogram) -> Histogram:
        """Return the histogram of both samples together; clusters of one name become one.

        Samples with other categories raise InvalidReliabilityData.
        """
        if tuple(self.patterns.categories) != tuple(other.patterns.categories):
            raise InvalidReliabilityData("Only samples with the same categories add up.")
        both = _stacked(self.patterns.codes, other.patterns.codes, self.patterns.q)
        units = np.concatenate([self.units, other.units])
        clusters = _joined(self.clusters, other.clusters, len(self.patterns))
        joined = Histogram(replace(self.patterns, codes=both), units, clusters)
        return joined._renamed(*unique_rows(both, self.patterns.q))

    def _renamed(self, codes: CodeArray, places: IntArray) -> Histogram:
        """Return the same units with other patterns, given the new place of every old pattern."""
        units = np.bincount(places, weights=self.units, minlength=len(codes)).astype(np.int64)
        clusters = self.clusters
        if clusters is not None:
            cells = clusters.cluster * len(codes) + places[clusters.pattern]
            clusters = Clusters.of(clusters.names, cells, clusters.units, len(codes))
        return Histogram(replace(self.patterns, codes=codes), units, clusters)


@dataclass(frozen=True, eq=False)
class _Computed:
    """The features of many patterns, computed portion by portion whenever they are read."""

    patterns: Patterns
    features: Features
    width: int

    @property
    def shape(self) -> tuple[int, ...]:
        return len(self.patterns), self.width

    def __getitem__(self, portion: slice, /) -> FloatArray:
        return self.features(self.patterns[portion])


@dataclass(frozen=True, eq=False)
class _Summed:
    """The features of clusters: those of their units, added up."""

    clusters: Clusters
    patterns: Patterns
    features: Features
    width: int

    @property
    def shape(self) -> tuple[int, ...]:
        return len(self.clusters.names), self.width

    def __getitem__(self, portion: slice, /) -> FloatArray:
        start, stop, _ = portion.indices(len(self.clusters.names))
        low, high = np.searchsorted(self.clusters.cluster, [start, stop])
        sums = np.zeros((stop - start, self.width))
        # A cluster may hold any number of patterns: its entries are read in portions, too.
        size = max(1, PORTION // max(1, self.width))
        for first in range(int(low), int(high), size):
            entries = slice(first, min(first + size, int(high)))
            rows = self.features(self.patterns[self.clusters.pattern[entries]])
            rows = rows * self.clusters.units[entries, None]
            np.add.at(sums, self.clusters.cluster[entries] - start, rows)
        return sums


def _stacked(one: CodeArray, other: CodeArray, q: int) -> CodeArray:
    width = max(one.shape[1], other.shape[1])
    wide = np.full((len(one) + len(other), width), -1, dtype=code_type(q))
    wide[: len(one), : one.shape[1]] = one
    wide[len(one) :, : other.shape[1]] = other
    return wide


def _joined(one: Clusters | None, other: Clusters | None, shift: int) -> Clusters | None:
    if one is None or other is None:
        return None
    names = tuple(sorted({*one.names, *other.names}))
    number = {name: place for place, name in enumerate(names)}
    cluster = [
        np.array([number[name] for name in part.names], np.int64)[part.cluster] for part in (one, other)
    ]
    return Clusters(
        names,
        np.concatenate(cluster),
        np.concatenate([one.pattern, other.pattern + shift]),
        np.concatenate([one.units, other.units]),
    )
