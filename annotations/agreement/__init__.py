"""How far annotators agree: coefficients, their intervals, and the report of a round.

``measure`` turns reliability data into ``Agreement`` values; ``agreement_report`` does it for everything a
codebook asks. A coefficient that is undefined is a result with a reason, never 0, 1 or NaN.
"""

from annotations.agreement.coefficients import (
    ALPHA,
    COEFFICIENTS,
    PERCENT_AGREEMENT,
    POOLED_AGREEMENT,
    Coefficient,
)
from annotations.agreement.intervals import Bootstrap
from annotations.agreement.measure import coefficients_for, measure
from annotations.agreement.result import Agreement, Interval

__all__ = [
    "ALPHA",
    "COEFFICIENTS",
    "PERCENT_AGREEMENT",
    "POOLED_AGREEMENT",
    "Agreement",
    "Bootstrap",
    "Coefficient",
    "Interval",
    "coefficients_for",
    "measure",
]
