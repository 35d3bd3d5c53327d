"""Intraclass correlations: how much of the variance of ratings lies between units.

All forms follow from the mean squares of the complete table of n units and k annotators, which follow from
sums over units; ``features`` says what a unit adds. Units with a gap cannot be used.

Shrout, P. E. & Fleiss, J. L. (1979). Psychological Bulletin 86, pp. 420-428; McGraw, K. O. & Wong, S. P.
(1996). Psychological Methods 1, pp. 30-46, whose names are used.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from annotations.agreement.summands import quotient
from annotations.reliability.data import FloatArray

# A part below this share of the sum of squares is what rounding left of zero.
ROUNDING = 1e-12
Limits = tuple[float, float] | None


@dataclass(frozen=True, eq=False)
class MeanSquares:
    """The two-way table of n units and k annotators, for one or more samples (...).

    Mean squares of units, of annotators, of the rest, and within units (annotators and rest together).
    """

    n: FloatArray
    k: int
    units: FloatArray
    annotators: FloatArray
    rest: FloatArray
    within: FloatArray


def features(ratings: FloatArray) -> FloatArray:
    """Return what complete units (units, k) add to the sums: (units, 3 + k).

    1, the sum squared, the sum of squares, each annotator's rating. Ratings should be centred, so that
    little is lost when large squares are subtracted.
    """
    sums = ratings.sum(axis=1)
    return np.column_stack([np.ones(len(ratings)), sums**2, (ratings**2).sum(axis=1), ratings])


def mean_squares(sums: FloatArray) -> MeanSquares:
    """Return the mean squares of the sums (..., 3 + k); NaN where there are fewer than two units."""
    n, k = sums[..., 0], sums.shape[-1] - 3
    columns = sums[..., 3:]
    correction = quotient(columns.sum(axis=-1) ** 2, n * k)
    squares = sums[..., 2]
    between = _cleared(sums[..., 1] / k - correction, squares)
    annotators = _cleared(quotient((columns**2).sum(axis=-1), n) - correction, squares)
    rest = _cleared(squares - correction - between - annotators, squares)
    free = n - 1
    return MeanSquares(
        n=n,
        k=k,
        units=quotient(between, free),
        annotators=annotators / max(1, k - 1),
        rest=quotient(rest, free * (k - 1)),
        within=quotient(annotators + rest, n * (k - 1)),
    )


def one_way(squares: MeanSquares) -> FloatArray:
    """Return ICC(1): any annotators for each unit."""
    return quotient(squares.units - squares.within, squares.units + (squares.k - 1) * squares.within)


def absolute(squares: MeanSquares) -> FloatArray:
    """Return ICC(A,1): the same annotators for all units, and their levels count as disagreement."""
    levels = squares.k * (squares.annotators - squares.rest) / squares.n
    return quotient(squares.units - squares.rest, squares.units + (squares.k - 1) * squares.rest + levels)


def consistent(squares: MeanSquares) -> FloatArray:
    """Return ICC(C,1): the same annotators for all units, whose levels may differ."""
    return quotient(squares.units - squares.rest, squares.units + (squares.k - 1) * squares.rest)


def of_mean(single: FloatArray, k: int) -> FloatArray:
    """Return the coefficient of the mean of k ratings from that of a single one (Spearman-Brown).

    It has no value where the units have none of the variance, the single coefficient being -1 / (k - 1).
    """
    return quotient(k * single, np.where(1 + (k - 1) * single > ROUNDING, 1 + (k - 1) * single, 0.0))


def one_way_limits(squares: MeanSquares, confidence: float) -> Limits:
    """Return the limits of ICC(1) (McGraw & Wong 1996, table 7), or None where nothing varies."""
    return _f_limits(squares, squares.within, float(squares.n) * (squares.k - 1), confidence)


def consistent_limits(squares: MeanSquares, confidence: float) -> Limits:
    """Return the limits of ICC(C,1) (McGraw & Wong 1996, table 7), or None where nothing varies."""
    return _f_limits(squares, squares.rest, (float(squares.n) - 1) * (squares.k - 1), confidence)


def absolute_limits(squares: MeanSquares, confidence: float) -> Limits:
    """Return the limits of ICC(A,1), freedom by Satterthwaite (Shrout & Fleiss 1979, p. 424)."""
    n, k = float(squares.n), squares.k
    units, annotators, rest = (float(one) for one in (squares.units, squares.annotators, squares.rest))
    if units == 0 or annotators + rest == 0:
        return None
    single = float(absolute(squares))
    levels, noise = k * single * annotators, (n * (1 + (k - 1) * single) - k * single) * rest
    free = (k - 1) * (n - 1) * (levels + noise) ** 2 / ((n - 1) * levels**2 + noise**2)
    above, below = _f(confidence, n - 1, free), _f(confidence, free, n - 1)
    spread = k * annotators + (k * n - k - n) * rest
    # With hardly any degrees of freedom the quantile is infinite, and what is divided by it zero.
    low = n * (units / above - rest) / (spread + n * units / above)
    high = n * (below * units - rest) / (spread + n * below * units)
    return low, high


@dataclass(frozen=True)
class Form:
    """One of the forms, for a single rating or for the mean of k."""

    name: str
    variant: str
    value: Callable[[MeanSquares], FloatArray]
    limits: Callable[[MeanSquares, float], Limits]
    averaged: bool = False

    def statistic(self, sums: FloatArray) -> FloatArray:
        """Return the coefficient (...) of the sums (..., 3 + k), NaN where it is undefined."""
        squares = mean_squares(sums)
        single = self.value(squares)
        return of_mean(single, squares.k) if self.averaged else single

    def interval(self, squares: MeanSquares, confidence: float) -> Limits:
        """Return the limits by the F distribution, those of a mean by Spearman-Brown from the single ones.

        None where they do not enclose the value: below zero the approximate degrees of freedom may vanish,
        and a single rating may have a limit so low that the mean of k has none.
        """
        limits, value = self.limits(squares, confidence), float(self.value(squares))
        if limits is None or not limits[0] <= value <= limits[1]:
            return None
        if not self.averaged:
            return limits
        low, high = of_mean(np.array(limits), squares.k).tolist()
        return None if np.isnan(low) else (low, high)


FORMS = (
    Form("ICC(1)", "one-way, one rating", one_way, one_way_limits),
    Form("ICC(A,1)", "absolute agreement, one rating", absolute, absolute_limits),
    Form("ICC(C,1)", "consistency, one rating", consistent, consistent_limits),
    Form("ICC(1,k)", "one-way, mean of k ratings", one_way, one_way_limits, averaged=True),
    Form("ICC(A,k)", "absolute agreement, mean of k ratings", absolute, absolute_limits, averaged=True),
    Form("ICC(C,k)", "consistency, mean of k ratings", consistent, consistent_limits, averaged=True),
)


def _f_limits(squares: MeanSquares, error: FloatArray, free: float, confidence: float) -> Limits:
    """Return the limits of a coefficient with one error term, from the ratio of its mean squares."""
    if float(squares.units) == 0 or float(error) == 0:
        return None
    between, k = float(squares.n) - 1, squares.k
    ratio = float(squares.units / error)
    least = ratio / _f(confidence, between, free)
    most = ratio * _f(confidence, free, between)
    return (least - 1) / (least + k - 1), (most - 1) / (most + k - 1)


def _f(confidence: float, above: float, below: float) -> float:
    """Return the upper quantile of F that leaves half of the error on its far side."""
    from scipy.special import fdtri

    return float(fdtri(above, below, (1 + confidence) / 2))


def _cleared(parts: FloatArray, squares: FloatArray) -> FloatArray:
    """Return parts of a sum of squares with what rounding left of zero made zero."""
    return np.where(parts > ROUNDING * squares, parts, 0.0)
