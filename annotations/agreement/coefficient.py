"""What a coefficient is: a name, what it adds up over units, and what it makes of the sums."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from annotations.agreement.histogram import Features, Histogram
from annotations.agreement.limits import Limits
from annotations.agreement.patterns import Patterns
from annotations.agreement.summands import Estimate, Influence, Sample, Statistic
from annotations.reliability.data import FloatArray, ReliabilityData

EVERY_LEVEL = ("nominal", "ordinal", "interval", "ratio", "circular", "set")


@dataclass(frozen=True, eq=False)
class Terms:
    """A coefficient for the patterns at hand: what a unit adds to the sums and what is made of them.

    ``observed`` and ``expected`` are its two parts, where it has them; ``influence`` is the linearisation
    published for its standard error, ``limits`` those of an interval of its own for independent units and
    some confidence. ``distances`` of the categories in use (k, k) follow from how many values each has (k),
    for alpha alone. ``estimate`` replaces the sums where there is a better way to the same numbers.
    ``undefined`` says why where the statistic has no value. ``note`` must be printed with the value.
    """

    features: Features
    statistic: Statistic
    observed: Statistic | None = None
    expected: Statistic | None = None
    influence: Influence | None = None
    distances: Callable[[FloatArray], FloatArray] | None = None
    estimate: Callable[[Histogram], Sample] | None = None
    limits: Callable[[Histogram, float], Limits] | None = None
    undefined: str = "agreement by chance alone would be complete"
    note: str = ""

    def sample(self, histogram: Histogram) -> Sample:
        """Return the coefficient as a statistic of the pieces of a histogram."""
        if self.estimate is not None:
            return self.estimate(histogram)
        return Estimate(histogram.summands(self.features), self.statistic, self.influence)


def always_defined(data: ReliabilityData, histogram: Histogram) -> str:
    """Return no reason."""
    return ""


@dataclass(frozen=True)
class Coefficient:
    """A coefficient by name, with the variant that a reader must know to compute it again.

    ``levels`` of measurement that it is for; ``source`` as author, year, page; ``possible`` values. Units
    with fewer than ``at_least`` values are not counted; ``complete``: nor those that somebody did not judge.
    ``ordered``: it knows the annotators apart. ``why_undefined`` tells from the counted units why there is
    no value, or nothing.
    """

    name: str
    variant: str
    levels: tuple[str, ...]
    terms: Callable[[Patterns], Terms]
    corrects_chance: bool = True
    source: str = ""
    possible: tuple[float, float] | None = (-1.0, 1.0)
    at_least: int = 2
    complete: bool = False
    ordered: bool = False
    why_undefined: Callable[[ReliabilityData, Histogram], str] = always_defined

    @property
    def title(self) -> str:
        """The name with its variant, as tables print it."""
        return f"{self.name} ({self.variant})" if self.variant else self.name
