"""Which values meet which: confusion tables of two annotators, coincidences of all, and what each costs.

A coincidence matrix counts every pair of values in a unit, each unit with the weight 1 / (m - 1) for its m
values; alpha is 1 minus the distances observed in it over those expected (Krippendorff 2011, pp. 2-6). So
each pair of different values costs alpha a share of its own, and the shares add up to 1 - alpha.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from annotations.agreement.distances import distance_table
from annotations.reliability.data import FloatArray, IntArray, ReliabilityData


@dataclass(frozen=True, eq=False)
class Confusion:
    """How often one annotator gave each value where another gave each value.

    ``counts`` (q, q): units to which ``one`` gave the category of the row and ``other`` that of the column.
    """

    one: str
    other: str
    categories: tuple[Hashable, ...]
    counts: IntArray

    @property
    def units(self) -> int:
        """The units that both judged."""
        return int(self.counts.sum())


@dataclass(frozen=True, slots=True)
class Cost:
    """Two values that met in a unit, and what that takes from alpha.

    ``observed`` and ``expected`` count pairs as the coincidence matrix does, in either order. ``share`` is
    the share of all observed disagreement, ``cost`` the same in units of alpha.
    """

    one: Hashable
    other: Hashable
    observed: float
    expected: float
    share: float
    cost: float | None


@dataclass(frozen=True, eq=False)
class Coincidences:
    """The coincidence matrix of a variable over the values that occur in pairs.

    ``observed`` (q, q) is symmetric; its rows add up to how often each value occurs.
    ``distances`` (q, q) are those that alpha sums, squared where the level squares them.
    """

    categories: tuple[Hashable, ...]
    observed: FloatArray
    distances: FloatArray

    @cached_property
    def margins(self) -> FloatArray:
        """How often each value occurs in pairs."""
        return np.asarray(self.observed.sum(axis=1))

    @cached_property
    def expected(self) -> FloatArray:
        """What chance would give: every value paired with every other one of the sample."""
        total = self.margins.sum()
        pairs = np.outer(self.margins, self.margins) - np.diag(self.margins)
        return pairs / (total - 1) if total > 1 else np.zeros_like(pairs)

    @cached_property
    def expected_disagreement(self) -> float:
        """The sum of the expected distances; zero where fewer than two values occur."""
        return float((self.expected * self.distances).sum())

    @cached_property
    def observed_disagreement(self) -> float:
        """The sum of the observed distances."""
        return float((self.observed * self.distances).sum())

    def costs(self) -> tuple[Cost, ...]:
        """Return the pairs of different values that met, the most expensive first."""
        rows, columns = np.nonzero(np.triu(self.observed * self.distances, 1))
        found = [self._cost(row, column) for row, column in zip(rows.tolist(), columns.tolist(), strict=True)]
        return tuple(sorted(found, key=lambda cost: -cost.share))

    def _cost(self, row: int, column: int) -> Cost:
        apart = 2 * float(self.observed[row, column] * self.distances[row, column])
        expected = self.expected_disagreement
        return Cost(
            one=self.categories[row],
            other=self.categories[column],
            observed=2 * float(self.observed[row, column]),
            expected=2 * float(self.expected[row, column]),
            share=apart / self.observed_disagreement,
            cost=apart / expected if expected > 0 else None,
        )


def confusion(data: ReliabilityData, one: str, other: str) -> Confusion:
    """Return the table of two annotators over all categories of the variable."""
    first, second = (data.values[:, data.annotators.index(name)] for name in (one, other))
    both, q = (first >= 0) & (second >= 0), len(data.categories)
    cells = first[both] * q + second[both]
    counts = np.bincount(cells, weights=data.row_sizes[both], minlength=q * q)
    return Confusion(one, other, data.categories, counts.astype(np.int64).reshape(q, q))


def confusions(data: ReliabilityData) -> Iterator[Confusion]:
    """Yield the table of every two annotators who have a unit in common."""
    for one, other in combinations(data.annotators, 2):
        table = confusion(data, one, other)
        if table.units:
            yield table


def coincidences(data: ReliabilityData) -> Coincidences:
    """Return the coincidence matrix of a variable; memory grows with the square of the values in use."""
    pairable = data.values_per_unit >= 2
    values, sizes = data.values[pairable], data.row_sizes[pairable].astype(np.float64)
    used = np.unique(values[values >= 0])
    places = np.full(len(data.categories) + 1, -1, dtype=np.int64)
    places[used] = np.arange(used.size)
    observed = _observed(places[np.maximum(values, -1)], sizes, used.size)
    names = tuple(data.categories[place] for place in used.tolist())
    margins = np.zeros(len(data.categories))
    margins[used] = observed.sum(axis=1)
    # All categories are asked, since a circle closes after its last one, whether used or not.
    distances = distance_table(data.level, data.categories, data.scores, margins)
    return Coincidences(names, observed, distances[np.ix_(used, used)])


def _observed(values: IntArray, sizes: FloatArray, q: int) -> FloatArray:
    """Return (q, q) the coincidences of compact codes (units, annotators), negative where missing."""
    table = np.zeros(q * q)
    weights = sizes / np.maximum((values >= 0).sum(axis=1) - 1, 1)
    for one, other in combinations(range(values.shape[1]), 2):
        both = (values[:, one] >= 0) & (values[:, other] >= 0)
        cells = values[both, one] * q + values[both, other]
        table += np.bincount(cells, weights=weights[both], minlength=q * q)
    square = table.reshape(q, q)
    return square + square.T
