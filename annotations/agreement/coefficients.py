"""The coefficients by name."""

from __future__ import annotations

from collections.abc import Mapping

from annotations.agreement.alpha import ALPHA, JACCARD_ALPHA
from annotations.agreement.coefficient import Coefficient
from annotations.agreement.kappas import KAPPAS
from annotations.agreement.percent import PERCENT_AGREEMENT, POOLED_AGREEMENT
from annotations.agreement.ratings import RATINGS

COEFFICIENTS: tuple[Coefficient, ...] = (
    PERCENT_AGREEMENT,
    POOLED_AGREEMENT,
    *ALPHA.values(),
    JACCARD_ALPHA,
)
FAMILY: Mapping[str, Coefficient] = {one.title: one for one in (*COEFFICIENTS, *KAPPAS, *RATINGS)}
