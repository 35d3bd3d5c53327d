"""How far annotators agree: coefficients, their intervals, and the report of a round.

``measure`` turns reliability data into ``Agreement`` values; ``agreement_report`` does it for everything a
codebook asks. A coefficient that is undefined is a result with a reason, never 0, 1 or NaN.
"""

from annotations.agreement.alpha import ALPHA
from annotations.agreement.coefficient import Coefficient
from annotations.agreement.coefficients import COEFFICIENTS, FAMILY
from annotations.agreement.intervals import Plan
from annotations.agreement.measure import coefficients_for, measure
from annotations.agreement.percent import PERCENT_AGREEMENT, POOLED_AGREEMENT
from annotations.agreement.report import Report, Row, Skipped, Wanted, agreement_report
from annotations.agreement.result import Agreement, Interval
from annotations.agreement.rows import COLUMNS, flat_dicts, flat_rows

__all__ = [
    "ALPHA",
    "COEFFICIENTS",
    "COLUMNS",
    "FAMILY",
    "PERCENT_AGREEMENT",
    "POOLED_AGREEMENT",
    "Agreement",
    "Coefficient",
    "Interval",
    "Plan",
    "Report",
    "Row",
    "Skipped",
    "Wanted",
    "agreement_report",
    "coefficients_for",
    "flat_dicts",
    "flat_rows",
    "measure",
]
