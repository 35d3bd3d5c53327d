"""From reliability data to Agreement values."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from annotations.agreement.coefficients import ALPHA, PERCENT_AGREEMENT, Coefficient
from annotations.agreement.histogram import Histogram, pairable_histogram
from annotations.agreement.intervals import Bootstrap, percentile_interval, replicate, standard_error
from annotations.agreement.result import Agreement, category_name
from annotations.reliability.data import FloatArray, ReliabilityData


def coefficients_for(level: str) -> tuple[Coefficient, ...]:
    """Return what is computed for a variable of this level. Sets have no alpha yet."""
    return (PERCENT_AGREEMENT, ALPHA[level]) if level in ALPHA else (PERCENT_AGREEMENT,)


def measure(
    data: ReliabilityData,
    coefficients: tuple[Coefficient, ...] | None = None,
    *,
    bootstrap: Bootstrap | None = None,
) -> tuple[Agreement, ...]:
    """Return one Agreement per coefficient, by default those that fit the level of the data.

    Without ``bootstrap`` there are values and no intervals. All coefficients see the same replicates.
    """
    chosen = coefficients_for(data.level) if coefficients is None else coefficients
    sample = _Sample.of(data, clustered=bootstrap is not None)
    reasons = [why_undefined(data, sample.margins, coefficient) for coefficient in chosen]
    defined = tuple(coefficient for coefficient, reason in zip(chosen, reasons, strict=True) if not reason)
    drawn: dict[Coefficient, FloatArray] = {}
    if bootstrap is not None and defined:
        draws = replicate(sample.histogram, sample.scores, defined, bootstrap)
        drawn = dict(zip(defined, draws, strict=True))
    return tuple(
        _agreement(sample, coefficient, reason, drawn.get(coefficient), bootstrap)
        for coefficient, reason in zip(chosen, reasons, strict=True)
    )


def why_undefined(data: ReliabilityData, margins: FloatArray, coefficient: Coefficient) -> str:
    """Return why the coefficient has no value on these data, or nothing if it has one."""
    used = np.flatnonzero(margins)
    if not used.size:
        return _why_no_pairs(data)
    if not coefficient.corrects_chance:
        return ""
    if used.size == 1:
        return f"no variation: every value is {category_name(data.categories[used[0]])}"
    if coefficient is ALPHA["ratio"] and data.scores is not None and data.scores[used].min() < 0:
        return "the ratio level needs values of zero or more"
    return ""


def _why_no_pairs(data: ReliabilityData) -> str:
    with_values = int((data.values >= 0).any(axis=0).sum())
    if with_values == 0:
        return "no values"
    return "only one annotator" if with_values == 1 else f"no {data.unit} has two values"


@dataclass(frozen=True, eq=False)
class _Sample:
    """The pairable units of the data, counted once for all coefficients."""

    data: ReliabilityData
    histogram: Histogram
    totals: FloatArray

    @classmethod
    def of(cls, data: ReliabilityData, *, clustered: bool) -> _Sample:
        histogram = pairable_histogram(data, clustered=clustered)
        return cls(data, histogram, histogram.totals)

    @property
    def scores(self) -> FloatArray:
        """The numbers of the categories; zeros where the level has none and no formula looks at them."""
        return np.zeros(len(self.data.categories)) if self.data.scores is None else self.data.scores

    @cached_property
    def margins(self) -> FloatArray:
        """How often each category was chosen."""
        return self.totals @ self.histogram.counts

    @cached_property
    def annotators(self) -> int:
        """How many annotators gave one of the values that are counted."""
        pairable = self.data.values_per_unit >= 2
        return sum(bool(((column >= 0) & pairable).any()) for column in self.data.values.T)

    @cached_property
    def clusters(self) -> int:
        """How many articles the counted units belong to."""
        if not self.data.clusters:
            return int(self.totals.sum())
        pairable = np.flatnonzero(self.data.values_per_unit >= 2).tolist()
        return len({self.data.clusters[place] for place in pairable})

    @cached_property
    def prevalence(self) -> tuple[tuple[Hashable, float], ...]:
        """The share of each category among the values that are counted."""
        total = float(self.margins.sum())
        if not total:
            return ()
        return tuple(zip(self.data.categories, (self.margins / total).tolist(), strict=True))


def _agreement(
    sample: _Sample, coefficient: Coefficient, reason: str, drawn: FloatArray | None, plan: Bootstrap | None
) -> Agreement:
    value = None
    if not reason:
        value = float(coefficient.formula(sample.histogram.counts, sample.totals[None, :], sample.scores)[0])
    interval = None
    if drawn is not None and plan is not None:
        kind = "article" if sample.data.clusters else sample.data.unit
        interval = percentile_interval(drawn, plan, clusters=sample.clusters, kind=kind)
    return Agreement(
        coefficient=coefficient.name,
        variant=coefficient.variant,
        level=sample.data.level,
        value=value,
        reason=reason,
        standard_error=None if drawn is None else standard_error(drawn),
        interval=interval,
        units=int(sample.totals.sum()),
        annotators=sample.annotators,
        values=int(sample.margins.sum()),
        clusters=sample.clusters,
        prevalence=sample.prevalence,
    )
