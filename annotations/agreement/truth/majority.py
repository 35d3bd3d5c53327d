"""The value that most annotators of a unit gave, and how often each annotator goes with the others."""

from __future__ import annotations

import numpy as np

from annotations.agreement.intervals import Plan, interval
from annotations.agreement.result import Agreement
from annotations.agreement.summands import Summands, quotient, value
from annotations.agreement.truth.em import shares
from annotations.agreement.truth.result import Competence, Truth
from annotations.agreement.truth.votes import Votes, votes_of
from annotations.reliability.data import FloatArray, ReliabilityData

OTHERS = "compared with the majority of the other annotators, where they have one"


def majority(data: ReliabilityData, *, plan: Plan | None = None) -> Truth:
    """Return the most frequent value of each unit.

    A tie stays a tie: the unit has no single truth and the result names the tied values. An annotator's
    competence is the share of values that go with the majority of the others. Undefined where nobody gave
    any value.
    """
    votes = votes_of(data)
    probabilities = np.zeros((len(data.units), len(data.categories)))
    if not votes.rows:
        return Truth("majority", "", data.units, data.categories, probabilities, reason="no values")
    valued = votes.row_of >= 0
    probabilities[valued] = shares(votes.counts())[votes.row_of[valued]]
    annotators = tuple(_competence(data, votes, place, plan) for place in range(len(votes.voters)))
    return Truth("majority", "", data.units, data.categories, probabilities, annotators)


def with_the_others(votes: Votes, voter: int) -> FloatArray:
    """Return (rows, 2): the voter's values that go with the majority of the others, and all compared."""
    counts = votes.counts()
    own = np.zeros_like(counts)
    for column in votes.columns:
        if column.voter == voter:
            own[column.rows] += column.chosen
    others = counts - own
    top = others.max(axis=1, keepdims=True)
    leading = (others == top) & (top > 0)
    decided = leading.sum(axis=1) == 1
    compared = np.stack([(own * leading).sum(axis=1), own.sum(axis=1)], axis=1)
    return np.asarray(compared * decided[:, None])


def _competence(data: ReliabilityData, votes: Votes, place: int, plan: Plan | None) -> Competence:
    rows = with_the_others(votes, place)
    summands = Summands(votes.per_kind(rows), votes.multiplicity)
    compared = rows[:, 1] > 0
    share = value(summands, _share)
    error, found = None, None
    if plan is not None and plan.method != "none" and share is not None:
        kind = data.cluster if data.clusters else data.unit
        error, found = interval(summands, _share, plan, kind=kind, possible=(0.0, 1.0))
    agreement = Agreement(
        coefficient="annotator's competence",
        variant="share of values with the majority of the others",
        level=data.level,
        value=share,
        reason="" if share is not None else f"no {data.unit} in which the others have a majority",
        standard_error=error,
        interval=found,
        units=int(votes.occurs[compared].sum()),
        annotators=len(votes.voters),
        values=int(summands.totals[1]),
        clusters=summands.pieces,
        prevalence=(),
        note=OTHERS,
    )
    return Competence(votes.voters[place], agreement)


def _share(sums: FloatArray) -> FloatArray:
    return quotient(sums[:, 0], sums[:, 1])
