"""Sums over independent pieces, and what becomes of a statistic when some pieces are left out or drawn twice.

Every coefficient here is a function of sums: over units, or over clusters of units such as articles. So one
piece can be left out by subtracting what it adds, and a bootstrap replicate is a weighted sum. Pieces that
add the same are one kind, and cost as much as one piece.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from annotations.agreement.draws import PORTION as PORTION
from annotations.agreement.draws import portions_of_draws
from annotations.reliability.data import FloatArray, IntArray

# Takes sums (samples, F) and returns one value per sample, NaN where the statistic is undefined.
Statistic = Callable[[FloatArray], FloatArray]
# Takes features (kinds, F) and totals (F) and returns how far one piece of each kind moves the statistic from
# its value, to first order (kinds): linear in the features, and adding up to zero over all pieces.
Influence = Callable[[FloatArray, FloatArray], FloatArray]


class Rows(Protocol):
    """A table of numbers that can be read in slices of rows: an array, or one computed when it is needed."""

    @property
    def shape(self) -> tuple[int, ...]:
        """The numbers of rows and columns."""

    def __getitem__(self, portion: slice, /) -> FloatArray:
        """Return some of the rows."""


class Sample(Protocol):
    """A statistic on pieces, of which some can be left out or drawn several times."""

    @property
    def multiplicity(self) -> IntArray:
        """How many pieces are of each kind (kinds)."""

    def value(self) -> float:
        """Return the statistic of all pieces, NaN where it is undefined."""

    def leave_one_out(self) -> FloatArray:
        """Return for each kind the statistic without one piece of it."""

    def weighted(self, weights: FloatArray) -> FloatArray:
        """Return the statistic of each sample, given how often it holds each kind (samples, kinds)."""


@dataclass(frozen=True, eq=False)
class Summands:
    """What each kind of piece adds to the sums, and how many pieces are of that kind.

    ``features`` (kinds, F), ``multiplicity`` (kinds).
    """

    features: Rows
    multiplicity: IntArray

    @classmethod
    def of(cls, features: Rows) -> Summands:
        """Return pieces of which each is of its own kind."""
        return cls(features, np.ones(features.shape[0], dtype=np.int64))

    @cached_property
    def totals(self) -> FloatArray:
        """The sums over all pieces (F)."""
        return np.asarray(self.weighted(self.multiplicity[None, :].astype(np.float64))[0])

    @property
    def pieces(self) -> int:
        """How many pieces there are."""
        return int(self.multiplicity.sum())

    def weighted(self, weights: FloatArray) -> FloatArray:
        """Return the sums of each sample (samples, F), given how often it holds each kind."""
        sums = np.zeros((len(weights), self.features.shape[1]))
        for portion in self.portions():
            sums += weights[:, portion] @ self.features[portion]
        return sums

    def portions(self) -> Iterator[slice]:
        """Yield slices of kinds, each small enough to be worked on at once."""
        kinds, width = self.features.shape
        size = max(1, PORTION // max(1, width))
        for start in range(0, kinds, size):
            yield slice(start, min(start + size, kinds))

    def collapsed(self) -> Summands:
        """Return the same sums with kinds that add the same made one, in a fixed order."""
        features = self.features[:]
        if not features.size:
            return self
        distinct, places = np.unique(features, axis=0, return_inverse=True)
        multiplicity = np.bincount(places.reshape(-1), weights=self.multiplicity, minlength=len(distinct))
        return Summands(distinct, multiplicity.astype(np.int64))

    def __add__(self, other: Summands) -> Summands:
        features = np.concatenate([self.features[:], other.features[:]])
        return Summands(features, np.concatenate([self.multiplicity, other.multiplicity]))


@dataclass(frozen=True, eq=False)
class Estimate:
    """A statistic of sums, with its published linearisation if there is one."""

    summands: Summands
    statistic: Statistic
    influence: Influence | None = None

    @property
    def multiplicity(self) -> IntArray:
        """How many pieces are of each kind (kinds)."""
        return self.summands.multiplicity

    def value(self) -> float:
        """Return the statistic of all pieces, NaN where it is undefined."""
        return float(self.statistic(self.summands.totals[None, :])[0])

    def leave_one_out(self) -> FloatArray:
        """Return for each kind the statistic without one piece of it: exact, by subtraction."""
        totals, features = self.summands.totals, self.summands.features
        parts = [self.statistic(totals - features[portion]) for portion in self.summands.portions()]
        return np.concatenate(parts) if parts else np.zeros(0)

    def weighted(self, weights: FloatArray) -> FloatArray:
        """Return the statistic of each sample, given how often it holds each kind (samples, kinds)."""
        return self.statistic(self.summands.weighted(weights))


def value(summands: Summands, statistic: Statistic) -> float | None:
    """Return the statistic of all pieces, None where it is undefined."""
    found = Estimate(summands, statistic).value()
    return None if np.isnan(found) else found


def leave_one_out(summands: Summands, statistic: Statistic) -> FloatArray:
    """Return for each kind the statistic without one piece of it (kinds), NaN where undefined."""
    return Estimate(summands, statistic).leave_one_out()


def replicated(sample: Sample, *, seed: int, replicates: int) -> FloatArray:
    """Return the statistic of samples drawn with replacement, each of as many pieces as there are."""
    draws = portions_of_draws(sample.multiplicity, seed, replicates)
    return np.concatenate([sample.weighted(weights) for weights in draws])


def linearised(estimate: Estimate) -> FloatArray:
    """Return for each kind how far one piece of it moves the statistic, to first order (kinds).

    The sum of the squares is the variance of the delta method; Gwet (2021), EPM 81:781, writes it out for
    the kappas. Without a formula the gradient is taken by fourth-order central differences.
    """
    summands = estimate.summands
    influence = estimate.influence or _by_differences(summands, estimate.statistic)
    parts = [influence(summands.features[portion], summands.totals) for portion in summands.portions()]
    return np.concatenate(parts) if parts else np.zeros(0)


def _by_differences(summands: Summands, statistic: Statistic) -> Influence:
    totals = summands.totals
    steps = np.diag(1e-3 * np.maximum(np.abs(totals), 1e-3 * summands.pieces))
    at = [statistic(totals + times * steps) for times in (-2.0, -1.0, 1.0, 2.0)]
    gradient = (at[0] - 8 * at[1] + 8 * at[2] - at[3]) / (12 * np.diag(steps))
    return lambda features, totals: np.asarray((features - totals / summands.pieces) @ gradient)


def quotient(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """Return the quotient, NaN where the denominator is zero."""
    return np.asarray(numerator / np.where(np.asarray(denominator) != 0, denominator, np.nan))
