"""The counted kinds of agreement as entries of the registry."""

from __future__ import annotations

from annotations.agreement.coefficient import EVERY_LEVEL, Coefficient, Terms
from annotations.agreement.kappas import counting
from annotations.agreement.kappas.family import COUNTABLE, no_choice
from annotations.agreement.kappas.framework import corrected
from annotations.agreement.patterns import Patterns
from annotations.agreement.result import category_name
from annotations.reliability.data import FloatArray, ReliabilityData

SHARE = (0.0, 1.0)


def _full(sums: FloatArray) -> FloatArray:
    return counting.full_agreement(sums)[0]


def _full_terms(patterns: Patterns) -> Terms:
    return Terms(lambda some: counting.full_features(some.counts), _full, observed=_full)


def _von_eye_terms(patterns: Patterns) -> Terms:
    return Terms(
        lambda some: counting.full_features(some.counts),
        lambda sums: corrected(*counting.full_agreement(sums)),
        observed=_full,
        expected=lambda sums: counting.full_agreement(sums)[1],
        note=f"chance has {patterns.q} categories, and each unit its own number of values",
    )


def _holsti_terms(patterns: Patterns) -> Terms:
    return Terms(
        lambda some: counting.holsti_features(some.codes),
        counting.holsti,
        observed=counting.holsti,
        note="of units that both annotators of a pair coded",
    )


FULL_AGREEMENT = Coefficient(
    "percent agreement",
    "all annotators agree",
    EVERY_LEVEL,
    _full_terms,
    corrects_chance=False,
    source="Neuendorf 2017, ch. 6",
    possible=SHARE,
)
VON_EYE = Coefficient(
    "Brennan-Prediger",
    "all annotators agree",
    COUNTABLE,
    _von_eye_terms,
    source="von Eye 2006",
    why_undefined=no_choice,
)
HOLSTI = Coefficient(
    "Holsti's CR",
    "mean over pairs",
    EVERY_LEVEL,
    _holsti_terms,
    corrects_chance=False,
    source="Holsti 1969, p. 140",
    possible=SHARE,
    ordered=True,
)


def specific_agreement(data: ReliabilityData, place: int) -> Coefficient:
    """Return the specific agreement on the category at this place: where one chose it, another does.

    With two categories these are positive and negative agreement.
    """
    name = category_name(data.categories[place])
    return Coefficient(
        "specific agreement",
        name,
        EVERY_LEVEL,
        lambda patterns: Terms(
            lambda some: counting.specific_features(some.counts, place), counting.specific_agreement
        ),
        corrects_chance=False,
        source="Spitzer & Fleiss 1974",
        possible=SHARE,
        why_undefined=lambda _, histogram: (
            "" if histogram.margins[place] else f"nobody chose {name} where there was another value"
        ),
    )
