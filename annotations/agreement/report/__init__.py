"""The agreement report of a study: variables, labels and spans, overall and in parts, as rows to print."""

from annotations.agreement.report.build import PARTS, USUAL_PARTS, USUAL_SCOPES, Wanted, agreement_report
from annotations.agreement.report.choice import UnknownCoefficient
from annotations.agreement.report.reported import (
    ANNOTATOR,
    EVENT,
    OUTLET,
    OVERALL,
    PAIR,
    SCOPES,
    VERSION,
    WEEK,
    WITHOUT,
    Report,
    Row,
    Skipped,
)

__all__ = [
    "ANNOTATOR",
    "EVENT",
    "OUTLET",
    "OVERALL",
    "PAIR",
    "PARTS",
    "SCOPES",
    "USUAL_PARTS",
    "USUAL_SCOPES",
    "VERSION",
    "WEEK",
    "WITHOUT",
    "Report",
    "Row",
    "Skipped",
    "UnknownCoefficient",
    "Wanted",
    "agreement_report",
]
