"""Agreement on the order of units: Spearman's correlation and Kendall's coefficient of concordance.

Ranks depend on the whole sample, so these are no functions of sums over units: leaving one unit out moves
the ranks of the others. A sample is therefore given by its distinct rows of ratings and how often each
occurs. Equal ratings share the middle of their ranks, which is the usual correction for ties.

Spearman, C. (1904). American Journal of Psychology 15, pp. 72-101; Kendall, M. G. & Babington Smith, B.
(1939). Annals of Mathematical Statistics 10, pp. 275-287; Kendall, M. G. (1948). Rank Correlation Methods,
ch. 6 (ties).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from annotations.agreement.summands import PORTION, quotient
from annotations.reliability.data import FloatArray, IntArray

# Takes centred ranks (samples, kinds, k) and how often each kind occurs (samples, kinds).
RankStatistic = Callable[[FloatArray, FloatArray], FloatArray]


def spearman(ranks: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the correlation of the ranks of two annotators, NaN where one gave all units the same."""
    products = (weights * ranks[..., 0] * ranks[..., 1]).sum(axis=-1)
    squares = (weights[..., None] * ranks**2).sum(axis=-2)
    found = quotient(products, np.sqrt(squares[..., 0] * squares[..., 1]))
    return np.asarray(np.clip(found, -1, 1))


def concordance(ranks: FloatArray, weights: FloatArray) -> FloatArray:
    """Return Kendall's W corrected for ties, NaN where nobody ranks any unit above another.

    The variance of the sums of ranks over what it would be if all annotators ranked alike. With centred
    ranks R that is sum (sum R) ** 2 / (k sum sum R ** 2), which needs no correction for each group of ties.
    """
    together = (weights * ranks.sum(axis=-1) ** 2).sum(axis=-1)
    apart = (weights * (ranks**2).sum(axis=-1)).sum(axis=-1)
    return quotient(together, ranks.shape[-1] * apart)


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
        return self.statistic(centred_ranks(self.ratings, rows), rows)


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
