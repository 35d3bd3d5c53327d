"""The best alignment of what annotators marked, exactly, and the disorder that is left in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from annotations.agreement.gamma.candidates import Candidates, candidates
from annotations.agreement.gamma.dissimilarity import Dissimilarity
from annotations.agreement.gamma.parts import Parts
from annotations.agreement.gamma.programs import programmed
from annotations.agreement.gamma.sweep import swept
from annotations.agreement.gamma.units import Document, Units
from annotations.reliability.data import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Disorders:
    """What the best alignments of some continua leave in disorder.

    ``disorder`` (continua). ``apart`` and ``weight`` (continua, 1 + q): the weighted categorical
    dissimilarities of the pairs of aligned units and their weights, of all pairs and then of those with a
    unit of each category.
    """

    disorder: FloatArray
    apart: FloatArray
    weight: FloatArray

    def where(self, places: Sequence[int]) -> Disorders:
        """Return some of the continua."""
        rows = list(places)
        return Disorders(self.disorder[rows], self.apart[rows], self.weight[rows])

    @property
    def categorical(self) -> FloatArray:
        """The mean categorical dissimilarity of aligned pairs (continua, 1 + q), NaN without such pairs."""
        found = np.full(self.apart.shape, np.nan)
        np.divide(self.apart, self.weight, out=found, where=self.weight > 0)
        return found


def best_groups(units: Units, annotators: int, dissimilarity: Dissimilarity) -> Candidates:
    """Return the groups of two or more units in the best alignment; other units stand alone.

    The best one costs least. Of several that cost the same it is one with the least weighted categorical
    dissimilarity, and then the first in the order of units.
    """
    found = candidates(units, annotators, dissimilarity)
    if not len(found):
        return found
    parts = Parts.of(found, _categorical(found.members, units, dissimilarity), units)
    groups, too_wide = swept(parts)
    places = parts.origin[np.concatenate([groups, programmed(parts, too_wide)])]
    return found.where(np.sort(places))


def best_alignment(document: Document, dissimilarity: Dissimilarity) -> tuple[tuple[int, ...], ...]:
    """Return the unitary alignments of a document, each as the places of its units, from left to right."""
    found = best_groups(document.units, document.annotators, dissimilarity).members
    rows = [tuple(place for place in row if place >= 0) for row in found.tolist()]
    together = {place for row in rows for place in row}
    rows += [(place,) for place in range(len(document.units)) if place not in together]
    return tuple(sorted(rows, key=lambda row: (float(document.units.centre[list(row)].mean()), row)))


def disorders(
    units: Units, continua: int, annotators: int, dissimilarity: Dissimilarity, categories: int
) -> Disorders:
    """Return the disorders of continua that are not empty and have the same number of annotators."""
    groups = best_groups(units, annotators, dissimilarity)
    saved = np.bincount(units.continuum[groups.members[:, 0]], groups.saving, minlength=continua)
    sizes = np.bincount(units.continuum, minlength=continua)
    disorder = dissimilarity.delta_empty * annotators * (sizes - saved) / sizes
    apart, weight = np.zeros((2, continua, 1 + categories))
    for pair in _pairs(groups.members, units, dissimilarity):
        row = units.continuum[pair.one]
        first, second = units.category[pair.one] + 1, units.category[pair.other] + 1
        differ = first != second
        for table, values in ((apart, pair.weight * pair.distance), (weight, pair.weight)):
            table[:, 0] += np.bincount(row, values, minlength=continua)
            np.add.at(table, (row, first), values)
            np.add.at(table, (row[differ], second[differ]), values[differ])
    return Disorders(disorder, apart, weight)


def _categorical(members: IntArray, units: Units, dissimilarity: Dissimilarity) -> FloatArray:
    """Return the weighted categorical dissimilarity within each group."""
    total = np.zeros(len(members))
    for pair in _pairs(members, units, dissimilarity):
        total[pair.group] += pair.weight * pair.distance
    return total


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Pairs of units that stand in one group.

    ``weight``: the more, the better the two lie, shared among the group (Mathet 2017, section 4).
    """

    group: IntArray
    one: IntArray
    other: IntArray
    weight: FloatArray
    distance: FloatArray


def _pairs(members: IntArray, units: Units, dissimilarity: Dissimilarity) -> Iterator[_Pairs]:
    others = (members >= 0).sum(axis=1) - 1
    for i, j in combinations(range(members.shape[1]), 2):
        rows = np.flatnonzero(members[:, j] >= 0)
        one, other = members[rows, i], members[rows, j]
        weight = np.maximum(0, 1 - dissimilarity.positional(units, one, other)) / others[rows]
        yield _Pairs(rows, one, other, weight, dissimilarity.categorical(units, one, other))
