"""The scale on which an interval is symmetric.

Near perfect agreement a symmetric interval reaches beyond 1 and covers too little. Fisher's artanh of the
value, rescaled to (-1, 1) where the possible range is another, takes care of both; for a share this is half
its logit (Fisher 1921; Moss 2024, Psychometrika).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

# Closer to an end of the range than this there is nothing left to transform.
EDGE = 1e-9


@dataclass(frozen=True, slots=True)
class Scale:
    """A change of scale for values of a range; without a range values stay as they are."""

    name: str
    range: tuple[float, float] | None
    bent: bool

    def at(self, value: float) -> Scale:
        """Return this scale where it can hold the value, else the plain one."""
        if not self.bent or abs(self._unit(value)) < 1 - EDGE:
            return self
        return Scale("", self.range, bent=False)

    def forward(self, value: float) -> float:
        """Return the value on the scale; what lies beyond the range is at its end."""
        if not self.bent:
            return value
        return math.atanh(min(max(self._unit(value), -1 + EDGE), 1 - EDGE))

    def back(self, position: float) -> float:
        """Return the value that has this position on the scale."""
        if not self.bent or self.range is None:
            return position
        low, high = self.range
        return low + (high - low) * (math.tanh(position) + 1) / 2

    def slope(self, value: float) -> float:
        """Return how fast the scale moves at the value."""
        if not self.bent or self.range is None:
            return 1.0
        return 2 / (self.range[1] - self.range[0]) / (1 - self._unit(value) ** 2)

    def cut(self, limit: float) -> float:
        """Return the limit, or the upper end of the range if it lies beyond; values below are possible."""
        if self.range is None:
            return limit
        low, high = self.range
        return min(limit, high) if low < 0 else min(max(limit, low), high)

    def _unit(self, value: float) -> float:
        if self.range is None:
            return 0.0
        low, high = self.range
        return 2 * (value - low) / (high - low) - 1


def scale_of(possible: tuple[float, float] | None) -> Scale:
    """Return the scale for values of a possible range."""
    if possible is None:
        return Scale("", None, bent=False)
    return Scale("artanh" if possible == (-1.0, 1.0) else "logit", possible, bent=True)
