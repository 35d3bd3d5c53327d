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
from annotations.agreement.kappas.weights import RANKS, SCORES, UNWEIGHTED, Weighting

WEIGHTINGS = (
    *(Weighting(name, SCORES) for name in ("linear", "quadratic", "ordinal", "radical", "ratio")),
    *(Weighting(name, RANKS) for name in ("linear", "quadratic", "radical")),
)
_CORRECTED = (fleiss_kappa, cohen_kappa, conger_kappa, scott_pi, brennan_prediger, gwet_ac)
# Without weights percent agreement and alpha in Gwet's form are the plain ones.
_WEIGHTED = (*_CORRECTED, gwet_alpha, percent_agreement)
KAPPAS = (
    *(kappa() for kappa in _CORRECTED),
    *(kappa(weighting) for kappa in _WEIGHTED for weighting in WEIGHTINGS),
    pabak(),
    VON_EYE,
    FULL_AGREEMENT,
    HOLSTI,
)

__all__ = [
    "FULL_AGREEMENT",
    "HOLSTI",
    "KAPPAS",
    "UNWEIGHTED",
    "VON_EYE",
    "WEIGHTINGS",
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
