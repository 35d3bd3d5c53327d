"""Intervals over independent pieces, and when not to trust them.

Units of one article are not independent, so whole articles are left out or drawn. The standard error of the
jackknife is exact and costs no more than the value; its t interval holds on the artanh scale, where the
plain one is too short at high agreement. The bootstrap draws pieces with replacement (Efron & Tibshirani
1993, ch. 13-14).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from annotations.agreement.result import Interval
from annotations.agreement.scales import Scale, scale_of
from annotations.agreement.summands import Estimate, Sample, Statistic, Summands, linearised, replicated
from annotations.reliability.data import FloatArray

Method = Literal[
    "jackknife", "percentile", "bca", "analytic", "krippendorff 2006", "krippendorff 2016", "none"
]
# Intervals from fewer pieces miss the true value too often to be taken at their word.
FEW_CLUSTERS = 10
# More undefined replicates than this share mean that too little happened in the data for any interval.
MAX_UNDEFINED = 0.05
# Below this differences are rounding.
NO_VARIATION = 1e-12


@dataclass(frozen=True, slots=True)
class Plan:
    """How to find intervals. The same seed and data give the same interval, in any order of the units.

    ``population`` is the number of pieces (units, or clusters where there are some) that the sample was
    drawn from, for the finite population correction. ``minimum`` asks how probable a value below it is.
    """

    method: Method = "jackknife"
    confidence: float = 0.95
    seed: int = 0
    replicates: int = 1000
    population: int | None = None
    minimum: float | None = None

    def __post_init__(self) -> None:
        if self.replicates < 1 or not 0 < self.confidence < 1 or self.seed < 0:
            raise ValueError("A plan needs a seed from 0, at least one replicate, a confidence in (0, 1).")

    @property
    def draws(self) -> bool:
        """Whether replicates are drawn."""
        return self.method not in ("jackknife", "analytic", "none")

    @property
    def draws_pairs(self) -> bool:
        """Whether replicates are drawn as Krippendorff does, from the pairs of values."""
        return self.method in ("krippendorff 2006", "krippendorff 2016")

    @property
    def takes_limits(self) -> bool:
        """Whether limits published for a coefficient answer all that is asked."""
        return not self.draws and self.population is None and self.minimum is None


def interval(
    summands: Summands,
    statistic: Statistic,
    plan: Plan,
    *,
    kind: str,
    possible: tuple[float, float] | None = (-1.0, 1.0),
    doubt: str = "",
) -> tuple[float | None, Interval]:
    """Return the standard error, if there is one, and the interval of a statistic of sums.

    ``kind`` names a piece in the text: "unit", "article". ``possible`` is the range whose upper end means
    perfection; its limits cut those of the interval. None: any number. ``doubt`` is a reason known to the
    caller for which no interval can be trusted.
    """
    return interval_of(Estimate(summands, statistic), plan, kind=kind, possible=possible, doubt=doubt)


def interval_of(
    sample: Sample,
    plan: Plan,
    *,
    kind: str,
    possible: tuple[float, float] | None = (-1.0, 1.0),
    doubt: str = "",
    replicates: FloatArray | None = None,
) -> tuple[float | None, Interval]:
    """Do the same for any sample. ``replicates`` are those to take instead of drawing pieces."""
    if plan.method == "analytic" and not isinstance(sample, Estimate):
        # What is no function of sums has no formula; leaving out pieces tells the same.
        plan = replace(plan, method="jackknife")
    search = _Search(sample, plan, kind, scale_of(possible), replicates)
    if plan.draws_pairs and replicates is None:
        return None, search.nothing("Krippendorff's bootstrap is one of alpha alone")
    reason = doubt or search.objection()
    if reason:
        # The standard error is what it is, whatever may be thought of an interval.
        return search.error(), search.nothing(reason)
    return search.found()


class _Search:
    """The way to one interval: how far the statistic moves, and what follows from it."""

    def __init__(
        self, sample: Sample, plan: Plan, kind: str, scale: Scale, replicates: FloatArray | None
    ) -> None:
        if plan.method == "analytic" and not isinstance(sample, Estimate):
            # Only sums have a derivative at hand.
            plan = replace(plan, method="jackknife")
        self.sample, self.plan, self.kind, self.scale = sample, plan, kind, scale
        self.value = sample.value()
        self.pieces = int(sample.multiplicity.sum())
        self.spread = np.zeros(0) if replicates is None else replicates
        if replicates is None and self.pieces > 1:
            self.spread = self._spread()
        self.undefined = int(np.isnan(self.spread) @ self._weights())

    def _spread(self) -> FloatArray:
        """Return the replicates, or for each kind what the statistic is without one piece of it."""
        plan = self.plan
        if plan.draws:
            return replicated(self.sample, seed=plan.seed, replicates=plan.replicates)
        if plan.method == "analytic" and isinstance(self.sample, Estimate):
            return linearised(self.sample)
        return self.sample.leave_one_out()

    def _weights(self) -> FloatArray:
        if self.plan.draws or not self.spread.size:
            return np.ones(self.spread.size)
        return self.sample.multiplicity.astype(np.float64)

    def objection(self) -> str:
        """Return why no interval can be given, or nothing."""
        if self.pieces < 2:
            return f"a single {self.kind}: nothing to resample"
        if self.plan.population is not None and self.plan.population < self.pieces:
            return f"{self.pieces} {self.kind}s are more than the population of {self.plan.population}"
        rare = "since one category is too rare"
        if self.plan.draws and self.undefined > MAX_UNDEFINED * self.spread.size:
            share = self.undefined / self.spread.size
            return f"not reliable: undefined in {share:.0%} of the replicates, {rare}"
        if self.undefined and not self.plan.draws:
            return f"not reliable: undefined without one of the {self.kind}s, {rare}"
        if np.ptp(self.spread[~np.isnan(self.spread)]) <= NO_VARIATION:
            return f"no variation between {self.kind}s"
        return ""

    def nothing(self, reason: str) -> Interval:
        """Return an interval without limits."""
        return Interval(
            low=None,
            high=None,
            reason=reason,
            method=self._name(),
            confidence=self.plan.confidence,
            replicates=self.plan.replicates if self.plan.draws else 0,
            undefined=self.undefined,
            seed=self.plan.seed,
            clusters=self.pieces,
            kind=self.kind,
            population=self.plan.population,
            minimum=self.plan.minimum,
        )

    def found(self) -> tuple[float, Interval]:
        """Return the standard error and the interval."""
        few = self.pieces < FEW_CLUSTERS
        warning = f"only {self.pieces} {self.kind}s: the interval is likely to be too narrow" if few else ""
        if self.plan.draws_pairs:
            warning = "it draws pairs of values as if they were independent: the interval is too narrow"
        empty = self.nothing(warning)
        return self._from_replicates(empty) if self.plan.draws else self._from_error(empty)

    def error(self) -> float | None:
        """Return the standard error without replicates, if there is more than one piece."""
        weights, n = self._weights(), self.pieces
        if n < 2 or self.undefined:
            return None
        deviations = self.spread - weights @ self.spread / n
        inflation = n / (n - 1) if self.plan.method == "analytic" else (n - 1) / n
        return self._corrected(float(np.sqrt(inflation * (weights @ deviations**2))))

    def _from_error(self, empty: Interval) -> tuple[float, Interval]:
        from scipy.special import stdtr, stdtrit

        n, error = self.pieces, self.error() or 0.0
        scale = self.scale.at(self.value)
        centre, width = scale.forward(self.value), error * scale.slope(self.value)
        reach = float(stdtrit(n - 1, (1 + self.plan.confidence) / 2)) * width
        miss = None
        if self.plan.minimum is not None:
            above = scale.forward(self.plan.minimum) - centre
            miss = float(stdtr(n - 1, above / width)) if width else float(above > 0)
        low, high = scale.cut(scale.back(centre - reach)), scale.cut(scale.back(centre + reach))
        return error, replace(empty, low=low, high=high, scale=scale.name, miss=miss)

    def _from_replicates(self, empty: Interval) -> tuple[float, Interval]:
        defined = np.sort(self.spread[~np.isnan(self.spread)])
        tail = (1 - self.plan.confidence) / 2
        shares, name = np.array([tail, 1 - tail]), self._name()
        if self.plan.method == "bca":
            below = self._bca(defined, shares)
            if below is None:
                name += ", percentiles since the correction is undefined"
            else:
                shares = below
        limits = np.quantile(defined, shares)
        # Drawing without replacement from a small population varies less; the replicates cannot know.
        limits = self.value + (limits - self.value) * self._corrected(1.0)
        miss = None if self.plan.minimum is None else float(np.mean(defined < self.plan.minimum))
        error = self._corrected(float(defined.std(ddof=1)))
        return error, replace(empty, low=float(limits[0]), high=float(limits[1]), method=name, miss=miss)

    def _bca(self, defined: FloatArray, shares: FloatArray) -> FloatArray | None:
        """Return the shares corrected for bias and acceleration (Efron & Tibshirani 1993, eq. 14.9-14.15)."""
        from scipy.special import ndtr, ndtri

        below = (np.sum(defined < self.value) + np.sum(defined == self.value) / 2) / defined.size
        left_out = self.sample.leave_one_out()
        if not 0 < below < 1 or np.isnan(left_out).any():
            return None
        weights = self.sample.multiplicity
        deviations = weights @ left_out / self.pieces - left_out
        squares = float(weights @ deviations**2)
        acceleration = float(weights @ deviations**3) / (6 * squares**1.5) if squares else 0.0
        shift = ndtri(below) + ndtri(shares)
        speed = 1 - acceleration * shift
        return np.asarray(ndtr(ndtri(below) + shift / speed)) if speed.min() > 0 else None

    def _corrected(self, error: float) -> float:
        """Return the error after the finite population correction (Cochran 1977, ch. 2)."""
        population = self.plan.population
        return error if population is None else error * max(0.0, 1 - self.pieces / population) ** 0.5

    def _name(self) -> str:
        over = f"over {self.kind}s"
        return {
            "jackknife": f"jackknife {over}, t with {max(0, self.pieces - 1)} degrees of freedom",
            "analytic": f"delta method {over}, t with {max(0, self.pieces - 1)} degrees of freedom",
            "bca": f"BCa bootstrap {over}",
            "krippendorff 2006": "Krippendorff's bootstrap of pairs of values (2006)",
            "krippendorff 2016": "Krippendorff's bootstrap of pairs of values (2016)",
        }.get(self.plan.method, f"percentile bootstrap {over}")
