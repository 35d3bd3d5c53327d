"""From reliability data to Agreement values."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from annotations.agreement.alpha import ALPHA
from annotations.agreement.coefficient import Coefficient, Terms
from annotations.agreement.counted import Counted, complete
from annotations.agreement.histogram import Histogram
from annotations.agreement.intervals import Plan, interval_of
from annotations.agreement.limits import interval_with
from annotations.agreement.ordinal import RankEstimate
from annotations.agreement.pair_bootstrap import pair_replicates
from annotations.agreement.percent import PERCENT_AGREEMENT
from annotations.agreement.result import Agreement, Interval
from annotations.agreement.summands import Estimate, Sample
from annotations.agreement.summands import value as value_of
from annotations.reliability.data import ReliabilityData

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
    histogram = Histogram.of(data, ordered=ordered, clustered=plan.method != "none" and data.shares_clusters)
    bags = histogram.unordered() if ordered and not all(one.ordered for one in coefficients) else histogram
    counted: dict[tuple[bool, int, bool], Counted] = {}
    found = []
    for one in coefficients:
        key = (one.ordered, one.at_least, one.complete)
        if key not in counted:
            units = (histogram if one.ordered else bags).at_least(one.at_least)
            counted[key] = Counted(data, complete(units, data) if one.complete else units, units)
        found.append(_agreement(counted[key], one, plan))
    return tuple(found)


def _agreement(counted: Counted, coefficient: Coefficient, plan: Plan) -> Agreement:
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


def _with_value(blank: Agreement, counted: Counted, coefficient: Coefficient, plan: Plan) -> Agreement:
    terms = coefficient.terms(counted.histogram.patterns)
    sample = terms.sample(counted.histogram)
    value = sample.value()
    if np.isnan(value):
        return replace(blank, reason=terms.undefined, note=terms.note)
    error, interval = _interval(sample, counted, coefficient, terms, plan)
    observed, expected = _parts(sample, terms, value)
    return replace(
        blank,
        value=value,
        standard_error=error,
        interval=interval,
        observed=observed,
        expected=expected,
        note=terms.note,
    )


def _interval(
    sample: Sample, counted: Counted, coefficient: Coefficient, terms: Terms, plan: Plan
) -> tuple[float | None, Interval | None]:
    if plan.method == "none":
        return None, None
    if terms.limits is not None and plan.takes_limits and counted.histogram.clusters is None:
        limits = terms.limits(counted.histogram, plan.confidence)
        return None, interval_with(limits, plan.confidence, counted.histogram.pieces, counted.kind)
    doubt, replicates = "" if plan.draws else counted.doubt(sample), None
    if plan.draws_pairs and terms.distances is not None:
        replicates = pair_replicates(counted.histogram, terms.distances, plan)
    return interval_of(
        sample, plan, kind=counted.kind, possible=coefficient.possible, doubt=doubt, replicates=replicates
    )


def _parts(sample: Sample, terms: Terms, value: float) -> tuple[float | None, float | None]:
    """Return what was observed and what chance would bring, where the coefficient tells them apart."""
    if isinstance(sample, RankEstimate):
        return (1 - value) * sample.expected(), sample.expected()
    if not isinstance(sample, Estimate):
        return None, None
    observed = None if terms.observed is None else value_of(sample.summands, terms.observed)
    return observed, None if terms.expected is None else value_of(sample.summands, terms.expected)
