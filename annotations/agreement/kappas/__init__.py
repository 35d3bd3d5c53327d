"""Coefficients that correct agreement for chance, with any weights, and agreement that is simply counted.

Each function returns an entry for ``measure``; without a weighting only equal values agree.
"""

from annotations.agreement.kappas.counted import FULL_AGREEMENT, HOLSTI, VON_EYE, specific_agreement
from annotations.agreement.kappas.family import (
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    gwet_alpha,
    pabak,
    percent_agreement,
    scott_pi,
)
from annotations.agreement.kappas.null_test import NullTest, fleiss_null_test
from annotations.agreement.kappas.weights import UNWEIGHTED, Weighting

__all__ = [
    "FULL_AGREEMENT",
    "HOLSTI",
    "UNWEIGHTED",
    "VON_EYE",
    "NullTest",
    "Weighting",
    "brennan_prediger",
    "cohen_kappa",
    "conger_kappa",
    "fleiss_kappa",
    "fleiss_null_test",
    "gwet_ac",
    "gwet_alpha",
    "pabak",
    "percent_agreement",
    "scott_pi",
    "specific_agreement",
]
