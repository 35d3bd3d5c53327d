"""From reliability data to Agreement values."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from annotations.agreement.alpha import ALPHA
from annotations.agreement.coefficient import Coefficient, Terms
from annotations.agreement.histogram import Histogram
from annotations.agreement.intervals import MAX_UNDEFINED, Plan, given, interval_of
from annotations.agreement.percent import PERCENT_AGREEMENT
from annotations.agreement.result import Agreement, Interval, category_name
from annotations.agreement.summands import Estimate, Sample, Statistic
from annotations.agreement.summands import value as value_of
from annotations.reliability.data import Dropped, ReliabilityData

DEFAULT = Plan()
NONE = Plan("none")


def coefficients_for(level: str, annotators: int = 2) -> tuple[Coefficient, ...]:
    """Return what is computed for a variable of this level unless more is asked for."""
    return PERCENT_AGREEMENT, ALPHA[level]


def measure(
    data: ReliabilityData,
    coefficients: tuple[Coefficient, ...] | None = None,
    plan: Plan | None = DEFAULT,
) -> tuple[Agreement, ...]:
    """Return one Agreement per coefficient, by default those that fit the level of the data.

    All coefficients see the same replicates. Without a ``plan`` there are values and no intervals.
    """
    chosen = coefficients_for(data.level, len(data.annotators)) if coefficients is None else coefficients
    return measured(data, chosen, plan or NONE)


def measured(
    data: ReliabilityData, coefficients: tuple[Coefficient, ...], plan: Plan
) -> tuple[Agreement, ...]:
    """Return one Agreement per coefficient, the patterns being counted once for all of them."""
    ordered = any(coefficient.ordered for coefficient in coefficients)
    histogram = Histogram.of(data, ordered=ordered, clustered=plan.method != "none")
    bags = histogram.unordered() if ordered else histogram
    counted: dict[tuple[bool, int, bool], _Counted] = {}
    found = []
    for one in coefficients:
        key = (one.ordered, one.at_least, one.complete)
        if key not in counted:
            units = (histogram if one.ordered else bags).at_least(one.at_least)
            counted[key] = _Counted(data, _complete(units, data) if one.complete else units, units)
        found.append(_agreement(counted[key], one, plan))
    return tuple(found)


@dataclass(frozen=True, eq=False)
class _Counted:
    """The units that a coefficient counts."""

    data: ReliabilityData
    histogram: Histogram
    before: Histogram

    @cached_property
    def dropped(self) -> tuple[Dropped, ...]:
        """The units that others of its kind count and this coefficient cannot."""
        gaps = int(self.before.units.sum() - self.histogram.units.sum())
        return (Dropped(f"{self.data.unit}s that somebody did not judge", gaps),) if gaps else ()

    @cached_property
    def annotators(self) -> int:
        """How many annotators gave one of the values that are counted."""
        return self.data.annotators_of(int(self.histogram.patterns.sizes.min(initial=1)))

    @cached_property
    def clusters(self) -> int:
        """How many articles the counted units belong to, where articles are known."""
        histogram = self.histogram
        if histogram.clusters is not None or not self.data.clusters:
            return histogram.pieces
        least = int(histogram.patterns.sizes.min(initial=1))
        places = np.flatnonzero(self.data.values_per_unit >= least).tolist()
        return len({self.data.clusters[place] for place in places})

    @cached_property
    def prevalence(self) -> tuple[tuple[Hashable, float], ...]:
        """The share of each category among the values that are counted."""
        margins = self.histogram.margins
        total = float(margins.sum())
        if not total:
            return ()
        return tuple(zip(self.data.categories, (margins / total).tolist(), strict=True))

    @property
    def kind(self) -> str:
        """What an independent piece is called."""
        return self.data.cluster if self.data.clusters else self.data.unit

    def why_undefined(self, coefficient: Coefficient) -> str:
        """Return why the coefficient has no value on these data, or nothing if it has one."""
        if not (self.before.patterns.sizes >= 2).any():
            return _why_no_pairs(self.data)
        if not self.histogram.units.size:
            return f"no {self.data.unit} was judged by all {self.data.annotators_of(1)} annotators"
        return coefficient.why_undefined(self.data, self.histogram)

    @cached_property
    def doubt(self) -> str:
        """Why no interval can be trusted: hardly any piece holds another value than the most common one.

        Drawn with replacement, the pieces would then too often be all alike, and the value undefined.
        """
        mode = int(np.argmax(self.histogram.margins))
        pure = (self.histogram.patterns.codes == mode).sum(axis=1) == self.histogram.patterns.sizes
        clusters, pieces = self.histogram.clusters, self.histogram.pieces
        if clusters is None:
            other = int(self.histogram.units[~pure].sum())
        else:
            other = len(np.unique(clusters.cluster[~pure[clusters.pattern]]))
        if not 1 < other < pieces or (1 - other / pieces) ** pieces <= MAX_UNDEFINED:
            return ""
        name = category_name(self.data.categories[mode])
        return f"not reliable: only {other} {self.kind}s hold anything but {name}, one category is too rare"


def _complete(histogram: Histogram, data: ReliabilityData) -> Histogram:
    """Return the units that everybody judged who judged any."""
    return histogram.among(histogram.patterns.sizes == data.annotators_of(1))


def _why_no_pairs(data: ReliabilityData) -> str:
    with_values = data.annotators_of(1)
    if with_values == 0:
        return "no values"
    return "only one annotator" if with_values == 1 else f"no {data.unit} has two values"


def _agreement(counted: _Counted, coefficient: Coefficient, plan: Plan) -> Agreement:
    histogram = counted.histogram
    blank = Agreement(
        coefficient=coefficient.name,
        variant=coefficient.variant,
        level=counted.data.level,
        value=None,
        reason=counted.why_undefined(coefficient),
        standard_error=None,
        interval=None,
        units=int(histogram.units.sum()),
        annotators=counted.annotators,
        values=int(histogram.margins.sum()),
        clusters=counted.clusters,
        prevalence=counted.prevalence,
        dropped=counted.dropped,
    )
    return blank if blank.reason else _with_value(blank, counted, coefficient, plan)


def _with_value(blank: Agreement, counted: _Counted, coefficient: Coefficient, plan: Plan) -> Agreement:
    terms = coefficient.terms(counted.histogram.patterns)
    sample = terms.sample(counted.histogram)
    value = sample.value()
    if np.isnan(value):
        return replace(blank, reason=terms.undefined, note=terms.note)
    error, interval = _interval(sample, counted, coefficient, terms, plan)
    return replace(
        blank,
        value=value,
        standard_error=error,
        interval=interval,
        observed=_part(sample, terms.observed),
        expected=_part(sample, terms.expected),
        note=terms.note,
    )


def _interval(
    sample: Sample, counted: _Counted, coefficient: Coefficient, terms: Terms, plan: Plan
) -> tuple[float | None, Interval | None]:
    if plan.method == "none":
        return None, None
    if terms.limits is not None and plan.takes_limits and counted.histogram.clusters is None:
        limits = terms.limits(counted.histogram, plan.confidence)
        return None, given(limits, plan, pieces=counted.histogram.pieces, kind=counted.kind)
    doubt = counted.doubt if coefficient.corrects_chance and not plan.draws else ""
    return interval_of(sample, plan, kind=counted.kind, possible=coefficient.possible, doubt=doubt)


def _part(sample: Sample, part: Statistic | None) -> float | None:
    if part is None or not isinstance(sample, Estimate):
        return None
    return value_of(sample.summands, part)


__all__ = ["DEFAULT", "Terms", "coefficients_for", "measure", "measured"]
