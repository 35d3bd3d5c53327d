"""The units that a coefficient counts, and what is to be said about them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from annotations.agreement.coefficient import Coefficient
from annotations.agreement.histogram import Histogram
from annotations.agreement.intervals import MAX_UNDEFINED
from annotations.agreement.result import category_name
from annotations.agreement.summands import Sample
from annotations.reliability.data import Dropped, ReliabilityData


@dataclass(frozen=True, eq=False)
class Counted:
    """The units that a coefficient counts."""

    data: ReliabilityData
    histogram: Histogram
    before: Histogram

    @cached_property
    def dropped(self) -> tuple[Dropped, ...]:
        """The units that others of its kind count and this coefficient cannot."""
        gaps = int(self.before.units.sum() - self.histogram.units.sum())
        return (Dropped(f"{self.data.unit}s that somebody did not judge", gaps),) if gaps else ()

    @cached_property
    def annotators(self) -> int:
        """How many annotators gave one of the values that are counted."""
        return self.data.annotators_of(int(self.histogram.patterns.sizes.min(initial=1)))

    @cached_property
    def clusters(self) -> int:
        """How many articles the counted units belong to, where articles are known."""
        histogram = self.histogram
        if histogram.clusters is not None or not self.data.clusters:
            return histogram.pieces
        least = int(histogram.patterns.sizes.min(initial=1))
        places = np.flatnonzero(self.data.values_per_unit >= least).tolist()
        return len({self.data.clusters[place] for place in places})

    @cached_property
    def prevalence(self) -> tuple[tuple[Hashable, float], ...]:
        """The share of each category among the values that are counted."""
        margins = self.histogram.margins
        total = float(margins.sum())
        if not total:
            return ()
        return tuple(zip(self.data.categories, (margins / total).tolist(), strict=True))

    @property
    def kind(self) -> str:
        """What an independent piece is called."""
        return self.data.cluster if self.data.clusters else self.data.unit

    def why_undefined(self, coefficient: Coefficient) -> str:
        """Return why the coefficient has no value on these data, or nothing if it has one."""
        if not (self.before.patterns.sizes >= 2).any():
            return _why_no_pairs(self.data)
        if not self.histogram.units.size:
            return f"no {self.data.unit} was judged by all {self.data.annotators_of(1)} annotators"
        return coefficient.why_undefined(self.data, self.histogram)

    def doubt(self, sample: Sample) -> str:
        """Return why no interval can be trusted: the statistic hangs on hardly any pieces.

        Were those left out that hold another value than the most common one, it would be undefined. Drawn
        with replacement, it would too often rest on one of them at most. In the simulated studies of
        benchmarks/coverage.py intervals that rest on fewer than five are the ones that hold too rarely.
        """
        mode = int(np.argmax(self.histogram.margins))
        mixed = (self.histogram.patterns.codes == mode).sum(axis=1) < self.histogram.patterns.sizes
        clusters, pieces = self.histogram.clusters, self.histogram.pieces
        if clusters is not None:
            mixed = np.bincount(clusters.cluster, weights=mixed[clusters.pattern]) > 0
        other = int(sample.multiplicity[mixed].sum())
        if not 1 < other < pieces or _at_most_one(other, pieces) <= MAX_UNDEFINED:
            return ""
        if not np.isnan(sample.weighted((sample.multiplicity * ~mixed)[None, :].astype(np.float64))[0]):
            return ""
        name = category_name(self.data.categories[mode])
        return f"not reliable: only {other} {self.kind}s hold anything but {name}, one category is too rare"


def _at_most_one(other: int, pieces: int) -> float:
    """Return the probability of no or one of the other pieces in as many draws as there are pieces."""
    left = 1 - other / pieces
    return float(left**pieces + other * left ** (pieces - 1))


def complete(histogram: Histogram, data: ReliabilityData) -> Histogram:
    """Return the units that everybody judged who judged any."""
    return histogram.among(histogram.patterns.sizes == data.annotators_of(1))


def _why_no_pairs(data: ReliabilityData) -> str:
    with_values = data.annotators_of(1)
    if with_values == 0:
        return "no values"
    return "only one annotator" if with_values == 1 else f"no {data.unit} has two values"
