"""Which units may stand together in the best alignment.

An alignment puts every unit into a unitary alignment with at most one unit of each annotator. It costs the
mean dissimilarity of its P = n (n - 1) / 2 places for pairs, an empty place costing 1 (in units of
delta_empty), so that a unit alone costs exactly 1. Units together save what they would cost alone less what
they cost; choosing the alignment is choosing disjoint candidates that save most.

k units with dissimilarities that sum to S save ((k - 1) P + k (k - 1) / 2 - S) / P. They are candidates only
if that is positive and if no way of parting them into one unit and the rest saves as much: the
dissimilarities of each member to the others must sum to less than P + k - 1. That bound is tighter than the
n of Mathet et al. (2015, section 5.1) and leaves the best alignment as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from annotations.agreement.gamma.dissimilarity import Dissimilarity
from annotations.agreement.gamma.ragged import offsets, repeated
from annotations.agreement.gamma.units import Units
from annotations.reliability.data import FloatArray, IntArray

T = TypeVar("T", np.int64, np.float64)

# Beyond this many groups at once an exact alignment would take memory and time without end.
MOST_GROUPS = 1_000_000


class TooManyAlignments(Exception):
    """More groups of units could stand together than can be weighed."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """Groups of units that may stand together.

    ``members`` (candidates, n): the units of each, filled up with -1. ``saving``: what each saves, in units
    of delta_empty. ``share`` (candidates, n): how much of that would be lost without the member, at most.
    """

    members: IntArray
    saving: FloatArray
    share: FloatArray

    def __len__(self) -> int:
        return self.saving.size

    def where(self, places: IntArray) -> Candidates:
        """Return some of the groups."""
        return Candidates(self.members[places], self.saving[places], self.share[places])


def candidates(units: Units, annotators: int, dissimilarity: Dissimilarity) -> Candidates:
    """Return all groups of two or more units that the best alignment may need, or raise TooManyAlignments."""
    search = _Search(units, annotators, dissimilarity)
    groups, found = search.edges, []
    for size in range(2, annotators + 1):
        found.append(search.useful(groups))
        if size < annotators:
            groups = search.extended(groups)
    return Candidates(
        np.concatenate([_filled(part.members, annotators, -1) for part in found]),
        np.concatenate([part.saving for part in found]),
        np.concatenate([_filled(part.share, annotators, 0) for part in found]),
    )


@dataclass(frozen=True, eq=False)
class _Groups:
    """Groups of k units in the order of their annotators.

    ``members`` (groups, k), ``sums`` (groups, k): the dissimilarities of each member to the others.
    """

    members: IntArray
    sums: FloatArray


class _Search:
    """The growth of groups, from pairs on, each by units of later annotators."""

    def __init__(self, units: Units, annotators: int, dissimilarity: Dissimilarity) -> None:
        self.units, self.annotators, self.dissimilarity = units, annotators, dissimilarity
        self.pairs = annotators * (annotators - 1) // 2
        self.edges = self._edges()
        self._starts = np.searchsorted(self.edges.members[:, 0], np.arange(len(units) + 1))

    def useful(self, groups: _Groups) -> Candidates:
        """Return the groups that save more than any way of parting one unit from the rest."""
        k = groups.members.shape[1]
        total = groups.sums.sum(axis=1) / 2
        saving = ((k - 1) * self.pairs + k * (k - 1) / 2 - total) / self.pairs
        # What the group saves less what it would save without the member.
        share = (self.pairs + k - 1 - groups.sums) / self.pairs
        chosen = (saving > 0) & (share > 0).all(axis=1)
        share = np.minimum(share, saving[:, None])
        return Candidates(groups.members[chosen], saving[chosen], share[chosen])

    def extended(self, groups: _Groups) -> _Groups:
        """Return the groups with one more unit that may still be part of a candidate."""
        last = groups.members[:, -1]
        counts = self._starts[last + 1] - self._starts[last]
        rows = _repeated(counts)
        edge = self._starts[last][rows] + offsets(counts)
        old, new = groups.members[rows], self.edges.members[edge, 1]
        apart = np.column_stack([self._between(column, new) for column in old.T])
        sums = np.column_stack([groups.sums[rows] + apart, apart.sum(axis=1)])
        # The group may grow by at most one unit of each annotator that follows.
        most = old.shape[1] + self.annotators - self.units.annotator[new]
        possible = (sums < (self.pairs + most - 1)[:, None]).all(axis=1)
        possible &= sums.sum(axis=1) / 2 < (most - 1) * self.pairs + most * (most - 1) / 2
        return _Groups(np.column_stack([old, new])[possible], sums[possible])

    def _edges(self) -> _Groups:
        """Return the pairs of units of different annotators that may be part of a candidate, in order."""
        limit = self.pairs + self.annotators - 1
        one, other = _meeting(self.units, np.sqrt(limit / self.dissimilarity.alpha))
        who = self.units.annotator
        one, other = np.where(who[one] > who[other], (other, one), (one, other))
        apart = self._between(one, other)
        kept = np.flatnonzero((apart < limit) & (who[one] != who[other]))
        kept = kept[np.lexsort((other[kept], one[kept]))]
        return _Groups(np.column_stack([one, other])[kept], np.column_stack([apart, apart])[kept])

    def _between(self, one: IntArray, other: IntArray) -> FloatArray:
        return self.dissimilarity.between(self.units, one, other)


def _meeting(units: Units, reach: float) -> tuple[IntArray, IntArray]:
    """Return the pairs of units of one continuum whose stretches meet once grown ``reach`` times.

    The distance of two centres is at most half the sum of what their starts and ends are apart, so pairs
    that do not meet have a positional dissimilarity of more than reach squared.
    """
    half = units.length * (reach / 2)
    left, right = units.centre - half, units.centre + half
    # Each continuum gets a stretch of its own.
    width = float(right.max(initial=0) - left.min(initial=0)) + 1
    left, right = left + units.continuum * width, right + units.continuum * width
    order = np.argsort(left, kind="stable")
    counts = np.searchsorted(left[order], right[order], side="right") - np.arange(1, len(units) + 1)
    one = _repeated(counts)
    return order[one], order[one + 1 + offsets(counts)]


def _filled(rows: NDArray[T], width: int, value: int) -> NDArray[T]:
    return np.pad(rows, ((0, 0), (0, width - rows.shape[1])), constant_values=value)


def _repeated(counts: IntArray) -> IntArray:
    if counts.sum() > MOST_GROUPS:
        raise TooManyAlignments
    return repeated(counts)
