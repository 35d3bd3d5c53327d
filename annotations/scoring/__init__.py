"""An annotation against a key: what was found, missed and added, and how well that is, measure by measure.

A key is an annotation that stands as right for an article. Spans are matched as for agreement and
adjudication, whatever their labels (see ``reliability.matching``), so that one rule says everywhere what is
the same finding.
"""

from annotations.scoring.compared import ComparedAnswer, ComparedSpan, ComparedValue, Comparison, compare
from annotations.scoring.measures import MEASURES, Measure, Score, scores
from annotations.scoring.passing import ARTICLES, NOT_PASSED, NOT_YET, PASSED, Shortfall, Verdict, judge
from annotations.scoring.validity import fault_under

__all__ = [
    "ARTICLES",
    "MEASURES",
    "NOT_PASSED",
    "NOT_YET",
    "PASSED",
    "ComparedAnswer",
    "ComparedSpan",
    "ComparedValue",
    "Comparison",
    "Measure",
    "Score",
    "Shortfall",
    "Verdict",
    "compare",
    "fault_under",
    "judge",
    "scores",
]
