"""Rates of small outlets, drawn towards the rate of all: an estimate for comparing, beside the raw rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

FEWEST_GROUPS = 2
STEPS, CLOSE = 500, 1e-10


@dataclass(frozen=True)
class Prior:
    """The gamma distribution that the true rates of outlets seem to come from, with the mean of them all.

    ``strength`` is what the prior weighs, in units of what is counted in (such as thousands of words);
    None where outlets differ no more than chance lets them, and then every rate is drawn to the mean.
    """

    mean: float
    strength: float | None

    def shrunk(self, found: float, of: float) -> float:
        """Return the rate of one outlet drawn towards the mean: (O + nu) / (E + alpha)."""
        if self.strength is None:
            return self.mean
        return (found + self.mean * self.strength) / (of + self.strength)


def gamma_prior(found: ArrayLike, of: ArrayLike) -> Prior | None:
    """Return the prior of the rates of several outlets, or None for fewer than two.

    Empirical Bayes of the gamma-Poisson model: Clayton & Kaldor 1987, Biometrics 43, 671-681, p. 674, whose
    two equations for the mean nu / alpha and the variance nu / alpha^2 of the gamma distribution are solved
    by turns. ``of`` takes the place of their expected counts, and then a rate that of their relative risk.
    Marks that come in bunches carry less than their number: the caller divides both by how far the variance
    exceeds that of Poisson (McCullagh & Nelder 1989, Generalized Linear Models, 2nd ed., p. 200).
    """
    over, under = np.asarray(found, float), np.asarray(of, float)
    used = under > 0
    over, under = over[used], under[used]
    count = over.size
    if count < FEWEST_GROUPS or not over.sum() > 0:
        return None
    mean, strength = float(over.sum() / under.sum()), float(under.mean())
    for _ in range(STEPS):
        drawn = (over + mean * strength) / (under + strength)
        new_mean = float(drawn.mean())
        variance = float(((1 + strength / under) * (drawn - new_mean) ** 2).sum() / (count - 1))
        if variance <= CLOSE * new_mean**2 or new_mean / variance > 1e6 * float(under.max()):
            return Prior(float(over.sum() / under.sum()), None)
        new_strength = new_mean / variance
        done = abs(new_strength - strength) <= CLOSE * strength and abs(new_mean - mean) <= CLOSE * mean
        mean, strength = new_mean, new_strength
        if done:
            break
    return Prior(mean, strength)
