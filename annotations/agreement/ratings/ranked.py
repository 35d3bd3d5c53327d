"""Agreement on the order of units: Spearman's correlation and Kendall's coefficient of concordance.

Ranks depend on the whole sample, so these are no functions of sums over units: leaving one unit out moves
the ranks of the others. A sample is therefore given by its distinct rows of ratings and how often each
occurs. Equal ratings share the middle of their ranks, which is the usual correction for ties. Both
statistics are functions of the sums of products of two annotators' centred ranks.

Spearman, C. (1904). American Journal of Psychology 15, pp. 72-101; Kendall, M. G. & Babington Smith, B.
(1939). Annals of Mathematical Statistics 10, pp. 275-287; Kendall, M. G. (1948). Rank Correlation Methods,
ch. 6 (ties).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotations.agreement.summands import PORTION, quotient
from annotations.reliability.data import FloatArray, IntArray

# Takes the sums of products of centred ranks (samples, k, k) and returns one value per sample.
RankStatistic = Callable[[FloatArray], FloatArray]


def spearman(products: FloatArray) -> FloatArray:
    """Return the correlation of the ranks of two annotators, NaN where one gave all units the same."""
    found = quotient(products[:, 0, 1], np.sqrt(products[:, 0, 0] * products[:, 1, 1]))
    return np.asarray(np.clip(found, -1, 1))


def concordance(products: FloatArray) -> FloatArray:
    """Return Kendall's W corrected for ties, NaN where nobody ranks any unit above another.

    The variance of the sums of ranks over what it would be if all annotators ranked alike. With centred
    ranks R that is sum (sum R) ** 2 / (k sum sum R ** 2), which needs no correction for each group of ties.
    """
    own = np.trace(products, axis1=1, axis2=2)
    return quotient(products.sum(axis=(1, 2)), products.shape[1] * own)


@dataclass(frozen=True, eq=False)
class Ranked:
    """A statistic of ranks as a sample for intervals: rows of ratings (rows, k) in clusters of some kinds.

    ``clusters`` (kinds, rows) says how often each row occurs in a cluster of that kind, None where each row
    is a kind; ``multiplicity`` (kinds) how many clusters are of each kind.
    """

    ratings: FloatArray
    clusters: FloatArray | None
    multiplicity: IntArray
    statistic: RankStatistic

    def value(self) -> float:
        """Return the statistic of all units, NaN where it is undefined."""
        return float(self.weighted(self.multiplicity[None, :].astype(np.float64))[0])

    def leave_one_out(self) -> FloatArray:
        """Return for each kind the statistic without one cluster of it."""
        levels = [np.unique(column, return_inverse=True)[1] for column in self.ratings.T]
        many = max((int(level.max(initial=0)) + 1 for level in levels), default=0)
        if self.clusters is None and many**2 <= PORTION:
            return self.statistic(without_each(self.ratings, self.multiplicity.astype(np.float64), levels))
        kinds = self.multiplicity.size
        size = max(1, PORTION // max(1, kinds))
        parts = [
            self.weighted(self.multiplicity - np.eye(min(size, kinds - start), kinds, start))
            for start in range(0, kinds, size)
        ]
        return np.concatenate(parts) if parts else np.zeros(0)

    def weighted(self, weights: FloatArray) -> FloatArray:
        """Return the statistic of each sample, given how often it holds each kind (samples, kinds)."""
        rows = weights if self.clusters is None else weights @ self.clusters
        ranks = centred_ranks(self.ratings, rows)
        return self.statistic(np.swapaxes(ranks * rows[:, :, None], 1, 2) @ ranks)


def centred_ranks(ratings: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the ranks (samples, rows, k) of each annotator's ratings (rows, k), less their mean.

    A row that occurs several times (``weights``, (samples, rows)) takes as many ranks, and has their middle.
    """
    ranks = np.empty((*weights.shape, ratings.shape[1]))
    half = weights.sum(axis=1, keepdims=True) / 2
    for place, column in enumerate(ratings.T):
        order = np.argsort(column, kind="stable")
        first = np.flatnonzero(np.diff(column[order], prepend=-np.inf))
        sizes = np.add.reduceat(weights[:, order], first, axis=1)
        middles = np.cumsum(sizes, axis=1) - sizes / 2 - half
        groups = np.repeat(np.arange(first.size), np.diff(first, append=order.size))
        ranks[:, order, place] = middles[:, groups]
    return ranks


def without_each(ratings: FloatArray, weights: FloatArray, levels: list[IntArray]) -> FloatArray:
    """Return the sums of products of centred ranks (rows, k, k) without one unit of each row in turn.

    A unit that is gone moves the centred ranks of higher ratings down by a half and those of lower ones up,
    so what changes are sums over the units above less those below. ``weights`` (rows) count the units;
    ``levels`` hold the place of each rating among the annotator's different ones.
    """
    ranks = centred_ranks(ratings, weights[None, :])[0]
    products = np.empty((len(ranks), ranks.shape[1], ranks.shape[1]))
    for one, other in product(range(ranks.shape[1]), repeat=2):
        first, second = levels[one], levels[other]
        together = weights @ (ranks[:, one] * ranks[:, other]) - ranks[:, one] * ranks[:, other]
        moved = _above_less_below(np.bincount(second, weights * ranks[:, one]))[second]
        moved = moved + _above_less_below(np.bincount(first, weights * ranks[:, other]))[first]
        width = int(second.max()) + 1
        cells = np.bincount(first * width + second, weights, (int(first.max()) + 1) * width)
        both = _above_less_below(_above_less_below(cells.reshape(-1, width)).T).T
        products[:, one, other] = together - moved / 2 + both[first, second] / 4
    return products


def _above_less_below(table: NDArray[Any]) -> FloatArray:
    """Return for each row of a table the sum of the rows after it less that of the rows before it."""
    return np.asarray(table.sum(axis=0) - 2 * np.cumsum(table, axis=0) + table)
