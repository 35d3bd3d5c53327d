"""What a coefficient says: a value or the reason why there is none, and everything needed to print it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from annotations.reliability.data import Dropped


@dataclass(frozen=True, slots=True)
class Interval:
    """The range in which the value may lie, how it was found, and how far it can be trusted.

    ``low`` and ``high`` are None where no interval can be given; ``reason`` then says why. A reason beside
    two numbers is a warning. ``clusters`` counts the independent pieces of a ``kind``, such as articles;
    ``undefined`` those without which, or the replicates in which, the coefficient had no value. ``scale`` is
    the one on which the limits were found; ``population`` the number of pieces the sample was drawn from.
    ``miss`` is the probability that the value lies below ``minimum``.
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
    kind: str = ""
    scale: str = ""
    population: int | None = None
    minimum: float | None = None
    miss: float | None = None

    @property
    def reliable(self) -> bool:
        """Whether there is an interval that needs no warning."""
        return self.low is not None and not self.reason


@dataclass(frozen=True, slots=True)
class Agreement:
    """One coefficient of one variable in one part of the data.

    ``value`` is None where the coefficient is undefined, and ``reason`` says why; undefined is a result.
    ``units``, ``annotators`` and ``values`` count what was used; ``dropped`` says what was not, and why.
    ``prevalence`` is the share of each category among the values, 0 for one that was never chosen.
    ``observed`` and ``expected`` are the two parts of a coefficient that corrects for chance: agreement or
    disagreement, as its definition has it. ``note`` is a remark that must be printed with the value.
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
    dropped: tuple[Dropped, ...] = ()
    observed: float | None = None
    expected: float | None = None
    note: str = ""
    software_version: str = ""

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
        return f"{self.coefficient} ({self.variant})" if self.variant else self.coefficient


def category_name(category: Hashable) -> str:
    """Return a category as a table prints it; a set as its codes, the empty one as "none"."""
    if isinstance(category, frozenset):
        category = tuple(sorted(category, key=str))
    if isinstance(category, tuple):
        return " + ".join(map(str, category)) or "none"
    return str(category)
