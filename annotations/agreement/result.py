"""What a coefficient says: a value or the reason why there is none, and everything needed to print it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """The range in which the value may lie, how it was found, and how far it can be trusted.

    ``low`` and ``high`` are None where no interval can be given; ``reason`` then says why. A reason beside
    two numbers is a warning. ``undefined`` counts the replicates in which the coefficient had no value.
    """

    low: float | None
    high: float | None
    reason: str
    method: str
    confidence: float
    replicates: int
    undefined: int
    seed: int
    clusters: int

    @property
    def reliable(self) -> bool:
        """Whether there is an interval that needs no warning."""
        return self.low is not None and not self.reason


@dataclass(frozen=True, slots=True)
class Agreement:
    """One coefficient of one variable in one part of the data.

    ``value`` is None where the coefficient is undefined, and ``reason`` says why; undefined is a result.
    ``units``, ``annotators`` and ``values`` count what was used: units with at least two values.
    ``prevalence`` is the share of each category among those values, 0 for one that was never chosen.
    """

    coefficient: str
    variant: str
    level: str
    value: float | None
    reason: str
    standard_error: float | None
    interval: Interval | None
    units: int
    annotators: int
    values: int
    clusters: int
    prevalence: tuple[tuple[Hashable, float], ...]

    @property
    def low(self) -> float | None:
        """The lower limit of the interval, if there is one."""
        return self.interval.low if self.interval else None

    @property
    def high(self) -> float | None:
        """The upper limit of the interval, if there is one."""
        return self.interval.high if self.interval else None

    @property
    def title(self) -> str:
        """The name of the coefficient as tables print it."""
        return f"{self.coefficient} ({self.variant})"


def category_name(category: Hashable) -> str:
    """Return a category as a table prints it; a set as its codes, the empty one as "none"."""
    if isinstance(category, tuple):
        return " + ".join(map(str, category)) or "none"
    return str(category)
