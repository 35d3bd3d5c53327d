"""What the annotators of each unit said, as the distinct rows of the table.

Two units with the same values from the same annotators are the same evidence, so every method here works on
the distinct rows and on how often each occurs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotations.agreement.patterns import located
from annotations.reliability.data import BoolArray, CodeArray, FloatArray, IntArray, ReliabilityData


@dataclass(frozen=True, eq=False, slots=True)
class Column:
    """One column of the distinct rows: who gave the values, in which rows, and which values."""

    voter: int
    rows: IntArray
    codes: IntArray
    chosen: FloatArray


@dataclass(frozen=True, eq=False, slots=True)
class Clusters:
    """Which rows the units of each cluster show: ``units`` (cells,) units of ``rows`` in ``clusters``."""

    number: int
    clusters: IntArray
    rows: IntArray
    units: FloatArray


@dataclass(frozen=True, eq=False)
class Votes:
    """The distinct rows of the units that have a value.

    ``columns`` hold the values of ``voters``; columns of one name are repeated readings by one annotator.
    ``row_of`` (units) is the row of each unit, -1 for one without any value. ``occurs`` (rows) counts the
    units of each row. ``clusters`` is None where every cluster is a single unit.
    """

    voters: tuple[str, ...]
    categories: int
    columns: tuple[Column, ...]
    row_of: IntArray
    occurs: FloatArray
    clusters: Clusters | None

    @property
    def rows(self) -> int:
        """How many distinct rows there are."""
        return int(self.occurs.size)

    @property
    def multiplicity(self) -> IntArray:
        """How many clusters are of each kind; single units with the same row are of one kind."""
        if self.clusters is None:
            return self.occurs.astype(np.int64)
        return np.ones(self.clusters.number, dtype=np.int64)

    def counts(self) -> FloatArray:
        """Return (rows, q): how often each category was given in each row."""
        counts = np.zeros((self.rows, self.categories))
        for column in self.columns:
            counts[column.rows] += column.chosen
        return counts

    def of_clusters(self, weights: FloatArray) -> FloatArray:
        """Return (samples, rows) the units of each row, given how often each kind of cluster is drawn."""
        if self.clusters is None:
            return weights
        rows = np.empty((len(weights), self.rows))
        for sample, often in enumerate(weights):
            units = self.clusters.units * often[self.clusters.clusters]
            rows[sample] = np.bincount(self.clusters.rows, weights=units, minlength=self.rows)
        return rows

    def per_kind(self, rows: FloatArray) -> FloatArray:
        """Return (kinds, F) what each kind of cluster adds, given what a unit of each row adds."""
        if self.clusters is None:
            return rows
        sums = np.zeros((self.clusters.number, rows.shape[1]))
        np.add.at(sums, self.clusters.clusters, rows[self.clusters.rows] * self.clusters.units[:, None])
        return sums


def votes_of(data: ReliabilityData) -> Votes:
    """Return the distinct rows of the data; annotators are put in the order of their names."""
    valued = data.values_per_unit > 0
    codes, places = located(data.values[valued], len(data.categories), ordered=True)
    row_of = np.full(len(data.units), -1, dtype=np.int64)
    row_of[valued] = places
    sizes = data.row_sizes[valued].astype(np.float64)
    voters = tuple(sorted(set(data.annotators)))
    columns = tuple(
        _column(voters.index(name), codes[:, place], len(data.categories))
        for place, name in enumerate(data.annotators)
    )
    occurs = _summed(places, sizes, len(codes))
    clusters = _clusters(data, valued, places, sizes)
    return Votes(voters, len(data.categories), columns, row_of, occurs, clusters)


def _column(voter: int, codes: CodeArray, categories: int) -> Column:
    rows = np.flatnonzero(codes >= 0)
    return Column(voter, rows, codes[rows].astype(np.int64), np.eye(categories)[codes[rows]])


def _clusters(
    data: ReliabilityData, valued: BoolArray, places: IntArray, sizes: FloatArray
) -> Clusters | None:
    names = _picked(data.clusters, valued) if data.clusters else list(map(str, range(len(places))))
    if len(set(names)) == len(names) and (sizes == 1).all():
        return None
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    cluster_of = np.array([numbers[name] for name in names], dtype=np.int64)
    rows = int(places.max(initial=0)) + 1
    cells, cell_of = np.unique(cluster_of * rows + places, return_inverse=True)
    return Clusters(len(numbers), cells // rows, cells % rows, _summed(cell_of, sizes, len(cells)))


def _picked(names: Sequence[str], chosen: BoolArray) -> list[str]:
    return [names[place] for place in np.flatnonzero(chosen).tolist()]


def _summed(places: IntArray, sizes: FloatArray, length: int) -> FloatArray:
    return np.bincount(places, weights=sizes, minlength=length).astype(np.float64)
