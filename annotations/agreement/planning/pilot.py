"""A first study: a coefficient of the pieces that new studies are expected to be made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from annotations.agreement.coefficient import Coefficient
from annotations.agreement.histogram import Histogram
from annotations.agreement.intervals import Plan, interval_of
from annotations.agreement.measure import measured
from annotations.agreement.result import Interval
from annotations.agreement.scales import Scale, scale_of
from annotations.agreement.summands import Estimate, Sample, Summands
from annotations.reliability.data import ReliabilityData

# What stands for the pieces of a pilot that cannot be measured.
NOTHING = Estimate(Summands.of(np.zeros((0, 1))), lambda sums: np.full(len(sums), np.nan))


@dataclass(frozen=True, eq=False)
class Pilot:
    """A statistic of the pieces of a first study. ``kind`` names a piece: "unit", "article".

    ``possible`` is the range of the statistic, as for ``interval``. A ``reason`` says why nothing can be
    planned from this pilot.
    """

    sample: Sample
    kind: str
    possible: tuple[float, float] | None = (-1.0, 1.0)
    reason: str = ""

    @property
    def pieces(self) -> int:
        """How many pieces the pilot has."""
        return int(self.sample.multiplicity.sum())

    @property
    def scale(self) -> Scale:
        """The scale on which its intervals are symmetric."""
        return scale_of(self.possible)

    def interval(self, plan: Plan) -> tuple[float | None, Interval]:
        """Return the standard error, if there is one, and the interval of the pilot itself."""
        return interval_of(self.sample, plan, kind=self.kind, possible=self.possible, doubt=self.reason)

    def error(self, confidence: float) -> tuple[float | None, str]:
        """Return the jackknife standard error, or the reason why there is no interval."""
        error, found = self.interval(Plan("jackknife", confidence))
        return (None, found.reason) if error is None or found.low is None else (error, "")


def pilot_of(data: ReliabilityData, coefficient: Coefficient) -> Pilot:
    """Return the pilot that these data are for a coefficient; pieces are articles where they are known."""
    found = measured(data, (coefficient,), Plan("jackknife"))[0]
    kind = data.cluster if data.clusters else data.unit
    reason = found.reason
    if found.interval is not None and found.interval.low is None:
        reason = found.interval.reason
    if found.value is None:
        return Pilot(NOTHING, kind, coefficient.possible, reason)
    histogram = Histogram.of(data, ordered=coefficient.ordered).at_least(coefficient.at_least)
    sample = coefficient.terms(histogram.patterns).sample(histogram)
    return Pilot(sample, kind, coefficient.possible, reason)


def pilots_by_outlet(data: ReliabilityData, coefficient: Coefficient) -> Mapping[str, Pilot]:
    """Return the pilot of each outlet by its name."""
    outlets = sorted({outlet for outlet in data.outlets if outlet is not None})
    return {outlet: pilot_of(data.of_outlet(outlet), coefficient) for outlet in outlets}
