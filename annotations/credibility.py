"""How far an outlet can be trusted: a score from rated criteria, never without its parts.

Each question about outlets that has a weight is a criterion. Its answer counts as a share of what can be
reached, from 0 for the worst value to 1 for the best; the score is 100 times the mean of these shares,
weighted, over the criteria that were rated. "Not applicable" and a missing answer are left out, each counted
apart: neither is a failure.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import cast

from annotations.agreement.alpha import ALPHA
from annotations.agreement.measure import measure
from annotations.categories import NOT_APPLICABLE
from annotations.reliability.data import table_data
from annotations.variables import Value, Variable

MIN_CRITERIA = 6
MIN_OUTLETS = 10
RATED, INAPPLICABLE, MISSING = "rated", "not applicable", "missing"

Answers = Mapping[str, Value]


@dataclass(frozen=True)
class Part:
    """One criterion in a score: its weight, the value given, and the share of the best that it is."""

    code: str
    name: str
    weight: float
    value: Value | None
    state: str  # rated, not applicable or missing
    share: float | None

    @property
    def points(self) -> float | None:
        """The share times the weight."""
        return None if self.share is None else self.share * self.weight


@dataclass(frozen=True)
class Score:
    """What one rater's answers come to; without a value the reason says why there is none."""

    parts: tuple[Part, ...]
    value: float | None
    reason: str = ""

    @property
    def rated(self) -> int:
        """How many criteria were rated."""
        return sum(part.state == RATED for part in self.parts)

    @property
    def criteria(self) -> int:
        """How many there are."""
        return len(self.parts)


@dataclass(frozen=True)
class OutletScore:
    """What several raters' answers come to: the mean of their scores, and how far they differ."""

    by_rater: Mapping[str, Score]
    value: float | None
    low: float | None
    high: float | None
    deviation: float | None  # of the sample; none for a single score
    reason: str = ""

    @property
    def scored(self) -> int:
        """How many raters have a score."""
        return sum(score.value is not None for score in self.by_rater.values())

    @property
    def rated(self) -> tuple[int, int]:
        """The fewest and the most criteria that a rater rated."""
        counts = [score.rated for score in self.by_rater.values()] or [0]
        return min(counts), max(counts)


@dataclass(frozen=True)
class CriterionAgreement:
    """How far raters agree about one criterion over outlets, or why that is not said as a number."""

    code: str
    name: str
    level: str
    outlets: int  # with at least two ratings
    alpha: float | None
    low: float | None
    high: float | None
    reason: str = ""


def criteria(questions: Sequence[Variable]) -> tuple[Variable, ...]:
    """Return the questions that count in a score, in codebook order."""
    return tuple(question for question in questions if question.weight is not None)


def share(question: Variable, value: Value) -> float:
    """Return where a value lies between the worst, 0, and the best, 1."""
    if question.kind == "choice":
        reached = _share_of_choice(question, str(value))
    else:
        reached = _share_of_range(question, cast("float", value))
    return 1 - reached if question.reversed else reached


def score(questions: Sequence[Variable], answers: Answers) -> Score:
    """Return the score of one rater's answers: 100 * sum(weight * share) / sum(weight of the rated)."""
    parts = tuple(_part(question, answers.get(question.code)) for question in criteria(questions))
    rated = [part for part in parts if part.share is not None]
    if reason := _why_no_score(len(rated), len(parts)):
        return Score(parts, None, reason)
    total = sum(part.weight for part in rated)
    return Score(parts, 100 * sum(part.points or 0.0 for part in rated) / total)


def outlet_score(questions: Sequence[Variable], by_rater: Mapping[str, Answers]) -> OutletScore:
    """Return the mean of the raters' scores with their spread; who has no score is shown, not counted."""
    scores = {rater: score(questions, answers) for rater, answers in by_rater.items()}
    values = [one.value for one in scores.values() if one.value is not None]
    if not values:
        reasons = {one.reason for one in scores.values()} or {"nobody has rated it"}
        return OutletScore(scores, None, None, None, None, "; ".join(sorted(reasons)))
    deviation = stdev(values) if len(values) > 1 else None
    return OutletScore(scores, fmean(values), min(values), max(values), deviation)


def agreement(
    questions: Sequence[Variable], outlets: Mapping[str, Mapping[str, Answers]]
) -> tuple[CriterionAgreement, ...]:
    """Return for each closed question how far raters agree over outlets: outlet -> rater -> answers.

    With fewer than ten outlets that two people rated the ratings themselves say more than a coefficient.
    """
    raters = sorted({rater for by_rater in outlets.values() for rater in by_rater})
    closed = (one for one in questions if one.kind in ("choice", "scale", "number"))
    return tuple(_agreement(question, outlets, raters) for question in closed)


def _share_of_choice(question: Variable, code: str) -> float:
    if question.level != "ordinal":
        return float(code == "yes")
    offered = [category.code for category in question.categories if category.offered]
    return offered.index(code) / (len(offered) - 1)


def _share_of_range(question: Variable, value: float) -> float:
    # What has a weight has both bounds; the codebook sees to that.
    low, high = cast("float", question.minimum), cast("float", question.maximum)
    return (value - low) / (high - low)


def _part(question: Variable, value: Value | None) -> Part:
    weight = float(question.weight or 0)
    if value is None:
        return Part(question.code, question.name, weight, None, MISSING, None)
    if value == NOT_APPLICABLE and question.not_applicable:
        return Part(question.code, question.name, weight, value, INAPPLICABLE, None)
    return Part(question.code, question.name, weight, value, RATED, share(question, value))


def _why_no_score(rated: int, of: int) -> str:
    if of < MIN_CRITERIA:
        return f"the codebook weighs {of} criteria; a score needs {MIN_CRITERIA}"
    if rated < MIN_CRITERIA:
        return f"{rated} of {of} criteria rated; a score needs {MIN_CRITERIA}"
    return ""


def _agreement(
    question: Variable, outlets: Mapping[str, Mapping[str, Answers]], raters: Sequence[str]
) -> CriterionAgreement:
    rows = [
        [_counted(by_rater.get(rater, {}).get(question.code)) for rater in raters]
        for by_rater in outlets.values()
    ]
    several = sum(sum(value is not None for value in row) > 1 for row in rows)
    start = (question.code, question.name, question.level, several)
    if several < MIN_OUTLETS:
        reason = f"{several} outlets have two ratings; below {MIN_OUTLETS} read the ratings themselves"
        return CriterionAgreement(*start, None, None, None, reason)
    offered = [category.code for category in question.categories] or None
    data = table_data(rows, level=question.level, categories=offered, variable=question.code)
    [found] = measure(data, (ALPHA[question.level],))
    return CriterionAgreement(*start, found.value, found.low, found.high, found.reason)


def _counted(value: Value | None) -> Hashable | None:
    return None if value == NOT_APPLICABLE or isinstance(value, list) else value
