"""The coefficients of numeric ratings and of orders as entries of the registry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from annotations.agreement.alpha import no_variation
from annotations.agreement.coefficient import Coefficient, Terms
from annotations.agreement.histogram import Features, Histogram
from annotations.agreement.limits import Limits
from annotations.agreement.patterns import Patterns
from annotations.agreement.ratings import correlation, intraclass
from annotations.agreement.ratings.intraclass import FORMS, Form
from annotations.agreement.ratings.ranked import Ranked, RankStatistic, concordance, spearman
from annotations.reliability.data import FloatArray, ReliabilityData

NUMERIC, ORDERED = ("interval", "ratio"), ("ordinal", "interval", "ratio")
CONSTANT = "one annotator gave all units the same value"


def _intraclass(form: Form) -> Coefficient:
    def terms(patterns: Patterns) -> Terms:
        numbers = _centred(patterns)

        def features(part: Patterns) -> FloatArray:
            return intraclass.features(numbers(part))

        def limits(histogram: Histogram, confidence: float) -> Limits:
            squares = intraclass.mean_squares(histogram.summands(features).totals)
            method = "F distribution, Spearman-Brown for the mean" if form.averaged else "F distribution"
            found = form.interval(squares, confidence)
            if found is None:
                return Limits(None, None, method, "too little variation for limits")
            return Limits(*found, method)

        return Terms(features, form.statistic, limits=limits, undefined="the units do not differ")

    return Coefficient(
        form.name,
        form.variant,
        NUMERIC,
        terms,
        corrects_chance=False,
        source="McGraw & Wong 1996",
        complete=True,
        ordered=True,
        why_undefined=_no_spread,
    )


def _pearson(patterns: Patterns) -> Terms:
    numbers = _centred(patterns)

    def features(part: Patterns) -> FloatArray:
        return correlation.features(numbers(part))

    def limits(histogram: Histogram, confidence: float) -> Limits:
        summands = histogram.summands(features)
        value = float(correlation.pearson(summands.totals))
        return correlation.fisher_limits(value, histogram.units.sum(), confidence)

    return Terms(features, correlation.pearson, limits=limits, undefined=CONSTANT)


def _spearman(patterns: Patterns) -> Terms:
    terms = _of_ranks(patterns, spearman, CONSTANT)

    def limits(histogram: Histogram, confidence: float) -> Limits:
        value = terms.sample(histogram).value()
        return correlation.fisher_limits(value, histogram.units.sum(), confidence, ranks=True)

    return replace(terms, limits=limits)


def _concordance(patterns: Patterns) -> Terms:
    return _of_ranks(patterns, concordance, "every annotator gave all units the same value")


def _of_ranks(patterns: Patterns, statistic: RankStatistic, undefined: str) -> Terms:
    numbers = _centred(patterns)

    def estimate(histogram: Histogram) -> Ranked:
        clusters = histogram.clusters
        if clusters is None:
            return Ranked(numbers(histogram.patterns), None, histogram.units, statistic)
        members = np.zeros((len(clusters.names), len(histogram.patterns)))
        members[clusters.cluster, clusters.pattern] = clusters.units
        return Ranked(numbers(histogram.patterns), members, np.ones(len(members), dtype=np.int64), statistic)

    # Ranks come from the whole sample, so there are no sums over units to make them of.
    return Terms(numbers, lambda sums: np.full(len(sums), np.nan), estimate=estimate, undefined=undefined)


def _centred(patterns: Patterns) -> Features:
    """Return what gives the ratings (patterns, k) of the annotators who rated, counted from their middle."""
    who = np.flatnonzero((patterns.codes >= 0).any(axis=0))
    scores = np.arange(patterns.q, dtype=np.float64) if patterns.scores is None else patterns.scores
    middle = scores[patterns.used].mean() if patterns.used.size else 0.0
    return lambda part: part.values(scores - middle)[:, who]


def _no_spread(data: ReliabilityData, histogram: Histogram) -> str:
    if histogram.units.sum() < 2:
        return f"a single {data.unit} that everybody judged"
    return no_variation(data, histogram)


def _not_two(name: str, alternative: str) -> Callable[[ReliabilityData, Histogram], str]:
    def why(data: ReliabilityData, histogram: Histogram) -> str:
        annotators = data.annotators_of(1)
        if annotators == 2:
            return _no_spread(data, histogram)
        return f"{name} is for two annotators and here are {annotators}; for more there is {alternative}"

    return why


INTRACLASS = {form.name: _intraclass(form) for form in FORMS}
PEARSON = Coefficient(
    "Pearson's r",
    "",
    NUMERIC,
    _pearson,
    corrects_chance=False,
    source="Pearson 1896",
    complete=True,
    ordered=True,
    why_undefined=_not_two("Pearson's r", "the intraclass correlation"),
)
SPEARMAN = Coefficient(
    "Spearman's rho",
    "",
    ORDERED,
    _spearman,
    corrects_chance=False,
    source="Spearman 1904",
    complete=True,
    ordered=True,
    why_undefined=_not_two("Spearman's rho", "Kendall's W"),
)
KENDALL_W = Coefficient(
    "Kendall's W",
    "corrected for ties",
    ORDERED,
    _concordance,
    corrects_chance=False,
    source="Kendall 1948, ch. 6",
    possible=(0.0, 1.0),
    complete=True,
    ordered=True,
    why_undefined=_no_spread,
)
RATINGS = (*INTRACLASS.values(), PEARSON, SPEARMAN, KENDALL_W)
