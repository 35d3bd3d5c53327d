"""Limits of a rate at any level, and those of the difference and the ratio of two rates that follow."""

from __future__ import annotations

import math
from dataclasses import dataclass

from annotations.framing.freedom import factor, quantile

# p is not told more exactly than this.
SMALLEST_P = 1e-12


@dataclass(frozen=True)
class Measured:
    """A rate with its standard error, and how much it is counted in."""

    value: float
    error: float
    freedom: float
    of: float

    def reach(self, level: float) -> float:
        """Return how far its limits are away on the logarithmic scale."""
        return quantile(self.freedom, level) * self.error / self.value

    def limits(self, level: float) -> tuple[float, float]:
        """Return the limits that leave out the truth as often as the level says.

        Where nothing was found there is no error to go by, and the upper limit is that of marks that come
        one by one (Garwood 1936, Biometrika 28, 437-442).
        """
        if not self.value > 0:
            return 0.0, -math.log(level / 2) / self.of
        if not self.error > 0:
            return self.value, self.value
        by = factor(self.reach(level))
        return self.value / by, self.value * by


@dataclass(frozen=True)
class Pair:
    """Two rates of the same events, and how far their errors go together (-1 to 1)."""

    own: Measured
    others: Measured
    together: float

    @property
    def difference(self) -> float:
        """The first minus the second."""
        return self.own.value - self.others.value

    def limits(self, level: float) -> tuple[float, float]:
        """Return the limits of the difference.

        Variance estimates recovered from the limits of each rate: Zou & Donner 2008, Statistics in Medicine
        27, 1693-1702; for two that go together Zou 2007, Psychological Methods 12, 399-413. Each limit takes
        the side of either rate on which the truth would be then, and so is as skewed as they are.
        """
        return self.difference - self._below(level), self.difference + self._above(level)

    def p(self) -> float:
        """Return the smallest level at which the limits of the difference leave out 0."""
        from scipy.optimize import brentq

        away = abs(self.difference)
        reach = self._below if self.difference > 0 else self._above
        if reach(SMALLEST_P) < away:
            return SMALLEST_P
        if reach(1.0) >= away:
            return 1.0
        found = brentq(lambda power: reach(math.exp(power)) - away, math.log(SMALLEST_P), 0.0)
        return math.exp(found)

    def ratio_reach(self, level: float) -> float:
        """Return how far the limits of the ratio are away on the logarithmic scale, in the same way."""
        return self._joined(self.own.reach(level), self.others.reach(level))

    def _below(self, level: float) -> float:
        low, high = self.own.limits(level)[0], self.others.limits(level)[1]
        return self._joined(self.own.value - low, high - self.others.value)

    def _above(self, level: float) -> float:
        high, low = self.own.limits(level)[1], self.others.limits(level)[0]
        return self._joined(high - self.own.value, self.others.value - low)

    def _joined(self, one: float, other: float) -> float:
        # The root of one^2 + other^2 - 2 * together * one * other, which may be large.
        return math.hypot(one - self.together * other, other * math.sqrt(1 - self.together**2))
