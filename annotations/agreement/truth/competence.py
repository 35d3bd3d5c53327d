"""How far each annotator is right, with intervals.

The model is fitted anew to every resampled study, or without each article in turn. Fits start from the
estimate, which makes them short and keeps the classes from changing places.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from annotations.agreement.intervals import Plan, interval_of
from annotations.agreement.result import Agreement, Interval
from annotations.agreement.summands import replicated
from annotations.agreement.truth.em import Limits, Model, Parameters, Tally, climb, expectation, tallied
from annotations.agreement.truth.result import Competence
from annotations.agreement.truth.votes import Votes
from annotations.reliability.data import FloatArray, IntArray, ReliabilityData

# Studies are fitted in portions of about this many probabilities.
PORTION = 1 << 21
# Leaving out one piece moves the estimate little, so that a loose limit would see no movement at all.
REFIT = Limits(steps=300, tolerance=1e-7)
# With more probabilities than this, leaving out each kind of piece takes longer than drawing some studies.
MANY = 1 << 25
FEWER_REPLICATES = 200


@dataclass(frozen=True, eq=False)
class Refits:
    """A fitted model, and what becomes of it in samples of the same pieces.

    ``competence`` reads (runs, voters) off a fit, ``confusion`` (runs, voters, q, q) where there is one.
    """

    votes: Votes
    model: Model
    parameters: Parameters
    competence: Callable[[Tally, Parameters], FloatArray]
    confusion: Callable[[Parameters], FloatArray] | None
    seen: dict[int, FloatArray] = field(default_factory=dict)

    @property
    def columns(self) -> int:
        """How many numbers a fit is read as: competences, then the cells of the confusion matrices."""
        voters, q = len(self.votes.voters), self.votes.categories
        return voters * (1 + q * q) if self.confusion else voters

    def read(self, tally: Tally, found: Parameters) -> FloatArray:
        """Return (runs, columns)."""
        values = self.competence(tally, found)
        if self.confusion is None:
            return values
        return np.concatenate([values, self.confusion(found).reshape(len(values), -1)], axis=1)

    def of(self, weights: FloatArray) -> FloatArray:
        """Return (samples, columns), given how often each sample holds each kind (samples, kinds).

        All annotators see the same samples, so every sample is fitted once and remembered.
        """
        key = hash(weights.tobytes())
        if key not in self.seen:
            size = max(1, PORTION // (self.votes.rows * self.votes.categories))
            parts = [self._fitted(weights[first : first + size]) for first in range(0, len(weights), size)]
            self.seen[key] = np.concatenate(parts)
        return self.seen[key]

    def _fitted(self, weights: FloatArray) -> FloatArray:
        units = self.votes.of_clusters(weights)
        start = tuple(np.repeat(array, len(units), axis=0) for array in self.parameters)
        found = climb(self.votes, units, self.model, start, REFIT).parameters
        posterior, _ = expectation(self.votes, *self.model.log_chances(found))
        return self.read(tallied(self.votes, posterior, units), found)


@dataclass(frozen=True, eq=False)
class Reading:
    """One number of a model, or all of them: a statistic of pieces that can be left out or drawn."""

    refits: Refits
    column: int | slice
    estimate: float

    @property
    def multiplicity(self) -> IntArray:
        """How many pieces are of each kind (kinds)."""
        return self.refits.votes.multiplicity

    def value(self) -> float:
        """Return the number itself."""
        return self.estimate

    def leave_one_out(self) -> FloatArray:
        """Return the number of the fits without one piece of each kind."""
        multiplicity = self.multiplicity.astype(np.float64)
        kinds = multiplicity.size
        size = max(1, PORTION // kinds)
        parts = []
        for first in range(0, kinds, size):
            weights = np.repeat(multiplicity[None], min(size, kinds - first), axis=0)
            weights[np.arange(len(weights)), first + np.arange(len(weights))] -= 1
            parts.append(self.weighted(weights))
        return np.concatenate(parts)

    def weighted(self, weights: FloatArray) -> FloatArray:
        """Return the number of each sample, given how often it holds each kind (samples, kinds)."""
        return self.refits.of(weights)[:, self.column]


def competences(
    data: ReliabilityData, method: str, refits: Refits, tally: Tally, plan: Plan | None
) -> tuple[Competence, ...]:
    """Return the competence of each annotator in the order of their names."""
    values = refits.read(tally, refits.parameters)[0]
    plan = _affordable(refits, plan)
    errors = _errors(refits, plan)
    voters, q = len(refits.votes.voters), refits.votes.categories
    found = []
    for place, name in enumerate(refits.votes.voters):
        agreement = _agreement(data, method, Reading(refits, place, float(values[place])), plan)
        cells = slice(voters + place * q * q, voters + (place + 1) * q * q)
        matrix = refits.confusion is not None and agreement.value is not None
        found.append(
            Competence(
                name,
                agreement,
                values[cells].reshape(q, q) if matrix else None,
                errors[cells].reshape(q, q) if matrix and errors is not None else None,
            )
        )
    return tuple(found)


def _affordable(refits: Refits, plan: Plan | None) -> Plan | None:
    """Return a plan that draws, instead of one that would leave out too many kinds of pieces in turn."""
    votes = refits.votes
    if plan is None or plan.method == "none":
        return None
    if plan.draws or votes.multiplicity.size * votes.rows * votes.categories <= MANY:
        return plan
    return replace(plan, method="percentile", replicates=min(plan.replicates, FEWER_REPLICATES))


def _errors(refits: Refits, plan: Plan | None) -> FloatArray | None:
    """Return (columns,) the standard errors, for which every annotator's interval uses the same fits."""
    multiplicity = refits.votes.multiplicity
    pieces = int(multiplicity.sum())
    if plan is None or refits.confusion is None or pieces < 2:
        return None
    everything = Reading(refits, slice(None), 0.0)
    if plan.draws:
        drawn = replicated(everything, seed=plan.seed, replicates=plan.replicates)
        return np.asarray(drawn.std(axis=0, ddof=1))
    spread = everything.leave_one_out()
    deviations = spread - multiplicity @ spread / pieces
    return np.asarray(np.sqrt((pieces - 1) / pieces * (multiplicity @ deviations**2)))


def _agreement(data: ReliabilityData, method: str, reading: Reading, plan: Plan | None) -> Agreement:
    votes = reading.refits.votes
    columns = [column for column in votes.columns if column.voter == reading.column]
    values = int(sum(votes.occurs[column.rows].sum() for column in columns))
    rows = np.unique(np.concatenate([column.rows for column in columns]))
    interval: Interval | None = None
    error: float | None = None
    if plan is not None and values:
        kind = data.cluster if data.clusters else data.unit
        error, interval = interval_of(reading, plan, kind=kind, possible=(0.0, 1.0))
    return Agreement(
        coefficient="annotator's competence",
        variant=f"{method}, "
        + ("share of values that are right" if method == "Dawid-Skene" else "chance to know"),
        level=data.level,
        value=reading.estimate if values else None,
        reason="" if values else "no values",
        standard_error=error,
        interval=interval,
        units=int(votes.occurs[rows].sum()),
        annotators=len(votes.voters),
        values=values,
        clusters=int(votes.multiplicity.sum()),
        prevalence=(),
    )
