"""The chance-corrected coefficients as entries of the registry, each with any weighting."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from annotations.agreement.alpha import no_variation
from annotations.agreement.coefficient import EVERY_LEVEL, Coefficient, Terms, always_defined
from annotations.agreement.histogram import Features, Histogram
from annotations.agreement.kappas import cohen, conger, framework, weighted_alpha
from annotations.agreement.kappas.framework import FLEISS, GWET, NOTHING, UNIFORM, Chance, corrected
from annotations.agreement.kappas.weights import UNWEIGHTED, Weighting
from annotations.agreement.patterns import Patterns
from annotations.agreement.summands import Influence
from annotations.reliability.data import FloatArray, IntArray, ReliabilityData

Parts = Callable[[FloatArray], tuple[FloatArray, FloatArray]]
Why = Callable[[ReliabilityData, Histogram], str]
# With sets the categories are those that occur, and nobody knows how many there could be.
COUNTABLE = tuple(level for level in EVERY_LEVEL if level != "set")
ORDERED = ("ordinal", "interval", "ratio")
# The table of weights grows with the square of the categories; beyond this it is no scale to choose from.
TOO_MANY_CATEGORIES = 2_000


def percent_agreement(weighting: Weighting = UNWEIGHTED) -> Coefficient:
    """Return the weighted share of agreeing pairs of values, as a mean over units."""
    terms = _over_units(weighting, NOTHING)
    return Coefficient(
        "percent agreement",
        f"mean over units, {weighting.title}",
        _levels(weighting, EVERY_LEVEL),
        terms,
        corrects_chance=False,
        source="Gwet 2014, ch. 6",
        possible=(0.0, 1.0),
        at_least=1,
        why_undefined=_why(weighting, always_defined),
    )


def fleiss_kappa(weighting: Weighting = UNWEIGHTED) -> Coefficient:
    """Return Fleiss' kappa: chance draws from the shares of all annotators together."""
    return _kappa("Fleiss' kappa", weighting, FLEISS, "Fleiss 1971, p. 380", no_variation, EVERY_LEVEL)


def brennan_prediger(weighting: Weighting = UNWEIGHTED) -> Coefficient:
    """Return Brennan & Prediger's coefficient: chance draws evenly from the categories of the codebook."""
    source = "Brennan & Prediger 1981"
    return _kappa("Brennan-Prediger", weighting, UNIFORM, source, no_choice, COUNTABLE)


def gwet_ac(weighting: Weighting = UNWEIGHTED) -> Coefficient:
    """Return Gwet's AC1, or AC2 with weights: chance draws where values are hard to tell apart."""
    name = "Gwet's AC1" if weighting == UNWEIGHTED else "Gwet's AC2"
    return _kappa(name, weighting, GWET, "Gwet 2008", no_choice, COUNTABLE)


def scott_pi(weighting: Weighting = UNWEIGHTED) -> Coefficient:
    """Return Scott's pi: Fleiss' kappa of two annotators on the units that both coded."""
    why = _only_two("Scott's pi", "Fleiss' kappa", no_variation)
    return _of_two("Scott's pi", weighting, FLEISS, "Scott 1955, p. 323", why, EVERY_LEVEL)


def pabak() -> Coefficient:
    """Return kappa adjusted for prevalence and bias: Brennan & Prediger's coefficient of two annotators."""
    why = _only_two("PABAK", "Brennan-Prediger", no_choice)
    return _of_two("PABAK", UNWEIGHTED, UNIFORM, "Byrt, Bishop & Carlin 1993", why, COUNTABLE)


def cohen_kappa(weighting: Weighting = UNWEIGHTED) -> Coefficient:
    """Return Cohen's kappa: two annotators, each with shares of their own."""

    def terms(patterns: Patterns) -> Terms:
        weights = weighting.matrix(patterns.scores, patterns.q)
        who = _active(patterns)
        return _terms(
            lambda some: cohen.features(some.codes[:, who], weights),
            lambda sums: cohen.parts(sums, weights),
            lambda units, totals: cohen.influence(units, totals, weights),
            note=_constant_annotator(patterns.codes[:, who]),
        )

    return Coefficient(
        "Cohen's kappa",
        weighting.title,
        _levels(weighting, EVERY_LEVEL),
        terms,
        source="Cohen 1960, p. 40" if weighting == UNWEIGHTED else "Cohen 1968, p. 215",
        ordered=True,
        why_undefined=_why(weighting, _only_two("Cohen's kappa", "Conger's kappa", no_variation)),
    )


def conger_kappa(weighting: Weighting = UNWEIGHTED) -> Coefficient:
    """Return Conger's kappa: any number of annotators, each with shares of their own."""

    def terms(patterns: Patterns) -> Terms:
        weights = weighting.matrix(patterns.scores, patterns.q)
        who = _active(patterns)
        return _terms(
            lambda some: conger.features(some.codes[:, who], some.counts, weights),
            lambda sums: conger.parts(sums, weights),
            lambda units, totals: conger.influence(units, totals, weights),
        )

    return Coefficient(
        "Conger's kappa",
        weighting.title,
        _levels(weighting, EVERY_LEVEL),
        terms,
        source="Conger 1980",
        at_least=1,
        ordered=True,
        why_undefined=_why(weighting, no_variation),
    )


def gwet_alpha(weighting: Weighting = UNWEIGHTED) -> Coefficient:
    """Return Krippendorff's alpha in Gwet's form, with weights in the place of distances."""

    def terms(patterns: Patterns) -> Terms:
        weights = weighting.matrix(patterns.scores, patterns.q)
        return _terms(
            lambda some: weighted_alpha.features(some.counts, weights),
            lambda sums: weighted_alpha.parts(sums, weights),
            lambda units, totals: weighted_alpha.influence(units, totals, weights),
        )

    return Coefficient(
        "Krippendorff's alpha",
        f"Gwet's form, {weighting.title}",
        _levels(weighting, EVERY_LEVEL),
        terms,
        source="Gwet 2014, ch. 5",
        why_undefined=_why(weighting, no_variation),
    )


def _kappa(
    name: str, weighting: Weighting, chance: Chance, source: str, why: Why, levels: tuple[str, ...]
) -> Coefficient:
    """Return a coefficient for which units with a single value tell how often each category is chosen."""
    return Coefficient(
        name,
        weighting.title,
        _levels(weighting, levels),
        _over_units(weighting, chance),
        source=source,
        at_least=1,
        why_undefined=_why(weighting, why),
    )


def _of_two(
    name: str, weighting: Weighting, chance: Chance, source: str, why: Why, levels: tuple[str, ...]
) -> Coefficient:
    """Return a coefficient of the units that both of two annotators coded."""
    return Coefficient(
        name,
        weighting.title,
        _levels(weighting, levels),
        _over_units(weighting, chance),
        source=source,
        ordered=True,
        why_undefined=_why(weighting, why),
    )


def _over_units(weighting: Weighting, chance: Chance) -> Callable[[Patterns], Terms]:
    def terms(patterns: Patterns) -> Terms:
        weights = weighting.matrix(patterns.scores, patterns.q)
        return _terms(
            lambda some: framework.features(some.counts, weights),
            lambda sums: framework.parts(sums, weights, chance),
            lambda units, totals: framework.influence(units, totals, weights, chance),
            # Whoever computes it again must know how many there are to choose from.
            note=f"chance has {patterns.q} categories" if chance in (UNIFORM, GWET) else "",
        )

    return terms


def _terms(features: Features, parts: Parts, influence: Influence, note: str = "") -> Terms:
    return Terms(
        features,
        statistic=lambda sums: corrected(*parts(sums)),
        observed=lambda sums: parts(sums)[0],
        expected=lambda sums: parts(sums)[1],
        influence=influence,
        note=note,
    )


def _levels(weighting: Weighting, levels: tuple[str, ...]) -> tuple[str, ...]:
    return ORDERED if weighting.ordered else levels


def _active(patterns: Patterns) -> IntArray:
    """Return the annotators who gave any value; the shares of the others are unknown, not zero."""
    return np.flatnonzero((patterns.codes >= 0).any(axis=0))


def _constant_annotator(codes: IntArray) -> str:
    """Return a remark where one of two annotators used a single category and the other did not."""
    if codes.shape[1] == 2 and (np.ptp(codes, axis=0) == 0).sum() == 1:
        return "one annotator used a single category, so the value is 0 whatever the other one chose"
    return ""


def _why(weighting: Weighting, reason: Why) -> Why:
    """Return the same reason after those of the weights."""

    def why(data: ReliabilityData, histogram: Histogram) -> str:
        if len(data.categories) > TOO_MANY_CATEGORIES:
            return f"{len(data.categories):,} categories are too many to choose from"
        return weighting.why_undefined(data.scores) or reason(data, histogram)

    return why


def no_choice(data: ReliabilityData, histogram: Histogram) -> str:
    """Return why there is no chance agreement to speak of, or nothing."""
    return "there is only one category to choose from" if len(data.categories) < 2 else ""


def _only_two(name: str, alternative: str, why: Why) -> Why:
    def reason(data: ReliabilityData, histogram: Histogram) -> str:
        annotators = _active(histogram.patterns).size
        if annotators == 2:
            return why(data, histogram)
        return f"{name} is for two annotators and here are {annotators}; for more there is {alternative}"

    return reason
