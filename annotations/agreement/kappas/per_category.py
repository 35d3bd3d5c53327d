"""Agreement on one category at a time: is it this one or another?"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from annotations.agreement.alpha import ALPHA
from annotations.agreement.coefficient import Coefficient
from annotations.agreement.intervals import Plan
from annotations.agreement.kappas.counted import specific_agreement
from annotations.agreement.kappas.family import fleiss_kappa, gwet_ac
from annotations.agreement.measure import measure
from annotations.agreement.result import Agreement
from annotations.reliability.data import ReliabilityData

AGAINST_THE_REST = (ALPHA["nominal"], fleiss_kappa(), gwet_ac())


@dataclass(frozen=True, slots=True)
class OnCategory:
    """How far annotators agree on one category.

    ``specific`` is the probability that another annotator chooses it when one has. ``against_the_rest`` are
    coefficients of the same values reduced to two: this category or any other.
    """

    category: Hashable
    specific: Agreement
    against_the_rest: tuple[Agreement, ...]


def per_category(
    data: ReliabilityData,
    plan: Plan | None = None,
    coefficients: tuple[Coefficient, ...] = AGAINST_THE_REST,
) -> tuple[OnCategory, ...]:
    """Return the agreement on every category of the codebook, in its order; without a plan no intervals."""
    return tuple(
        OnCategory(
            category,
            measure(data, (specific_agreement(data, place),), plan)[0],
            measure(data.one_against_rest(category), coefficients, plan),
        )
        for place, category in enumerate(data.categories)
    )
