"""How sure the standard error of a rate is: its degrees of freedom, from what marks and events do to it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# From here on quantiles of t are those of the normal distribution.
BOUNDLESS = 1e6
# Limits that are farther away than this, on the logarithmic scale, tell nothing but that.
WIDEST = 200.0


@dataclass(frozen=True)
class Shares:
    """How much of a total each cluster has, as far as it matters for errors.

    Attributes:
        worth: of how many clusters of equal weight they are worth: (sum w)^2 / sum w^2 (Kish 1965, Survey
            Sampling, Wiley, p. 430, for weights of clusters in the place of persons).
        third, fourth: how much more the third and the fourth cumulant have of unequal clusters: 1 where they
            are equal.
    """

    worth: float
    third: float
    fourth: float

    @classmethod
    def of(cls, weights: Floats) -> Shares:
        """Return the shares of clusters with these weights."""
        part = weights / weights.sum()
        second, third, fourth = (float((part**power).sum()) for power in (2, 3, 4))
        return cls(1 / second, third / second**2, fourth / second**3)


def freedom(value: float, error: float, alone: float, found: float, shares: Shares) -> float:
    """Return the degrees of freedom of the standard error of a rate, for limits on the logarithmic scale.

    Quantiles of t answer for the error not being known: nu degrees of freedom stand for a variance that
    itself varies by 2 / nu of its square. Three things decide that here. Of normal values of clusters with
    unequal weights it is 2 / f with f = worth - 1 (Satterthwaite 1946, Biometrics Bulletin 2, 110-114). Of
    few marks it is less: the variance of an index of dispersion of n events in equal cells is
    2 / f * (1 - 1 / n) (Haldane 1937, Biometrika 29, 133-143), and one mark tells its own variance. Of long
    tails it is more: by the fourth cumulant, less the square of the third, which is what the rate itself
    tells of its variance and the logarithmic scale takes up (the variance of a sample variance, and its
    covariance with the mean: Cramer 1946, Mathematical Methods of Statistics, ch. 27). Both cumulants are
    those of the negative binomial distribution (Fisher 1941, Annals of Eugenics 11, 182-187) with the
    variance that was found: ``alone`` of it, for each unit of the rate, is there where marks come one by
    one, and the rest is taken for what events differ in.
    """
    normal = shares.worth - 1
    if not normal > 0 or not error > 0 or not value > 0:
        return normal
    variance = error**2
    single = min(alone, variance / value)
    spread = max(variance - single * value, 0.0) / value**2
    one, two = single * value, spread * value**2
    third = one * single + 3 * single * two + 2 * shares.third * two * spread * value
    fourth = one * single**2 + 7 * single**2 * two + 12 * shares.third * single * two * spread * value
    fourth += 6 * shares.fourth * two * (spread * value) ** 2
    tails = max(fourth / variance**2 - third**2 / variance**3, 0.0)
    unsure = 2 / normal * max(1 - 1 / found, 0.0) + tails
    return max(min(2 / unsure, BOUNDLESS) if unsure > 0 else BOUNDLESS, min(normal, 1.0))


def quantile(freedom: float, level: float = 0.05) -> float:
    """Return how many standard errors limits are away that leave out as much as the level, both together."""
    from scipy.special import stdtrit

    return -float(stdtrit(min(freedom, BOUNDLESS), level / 2))


def factor(reach: float) -> float:
    """Return by how much limits differ from a value from which they are so far on the logarithmic scale."""
    return math.exp(min(reach, WIDEST))
