"""What a method says about the truth of each unit and about the annotators."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from annotations.agreement.result import Agreement, category_name
from annotations.reliability.data import BoolArray, FloatArray, IntArray

# Probabilities that differ by less than this are equal: the rest is rounding.
SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Fit:
    """How a model was fitted. ``log_posterior`` is the log-likelihood with the log density of the prior."""

    steps: int
    converged: bool
    log_likelihood: float
    log_posterior: float
    prior: str
    restarts: int
    seed: int | None


@dataclass(frozen=True, eq=False, slots=True)
class Competence:
    """How far one annotator is right.

    ``confusion`` (q, q) is the chance of each value given each truth and ``error`` its standard errors; None
    where the method has no confusion matrix, and no errors without a plan for intervals.
    """

    annotator: str
    agreement: Agreement
    confusion: FloatArray | None = None
    error: FloatArray | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Truth:
    """The truth of each unit by one method, or the reason why the method has none.

    ``probabilities`` (units, q) are shares of votes for the majority, and the model's probabilities else;
    a unit without values has zeros. ``notes`` must be printed with the result.
    """

    method: str
    source: str
    units: Sequence[str]
    categories: tuple[Hashable, ...]
    probabilities: FloatArray
    annotators: tuple[Competence, ...] = ()
    prevalence: tuple[tuple[Hashable, float], ...] = ()
    reason: str = ""
    notes: tuple[str, ...] = ()
    fit: Fit | None = None

    @property
    def highest(self) -> BoolArray:
        """Return (units, q): the categories with the highest probability of each unit that has any."""
        top = self.probabilities.max(axis=1, keepdims=True, initial=0.0)
        return np.asarray((self.probabilities >= top - SAME) & (top > 0))

    @property
    def chosen(self) -> IntArray:
        """Return (units,) the place of the truth among the categories, -1 for a tie and for no value."""
        highest = self.highest
        if not highest.size:
            return np.full(len(self.units), -1, dtype=np.int64)
        return np.where(highest.sum(axis=1) == 1, highest.argmax(axis=1), -1)

    @property
    def values(self) -> tuple[Hashable | None, ...]:
        """The truth of each unit; None where there is none, for which ``reasons`` says why."""
        return tuple(None if place < 0 else self.categories[place] for place in self.chosen.tolist())

    @property
    def ties(self) -> tuple[int, ...]:
        """The places of the units in which several categories are equally probable."""
        return tuple(np.flatnonzero(self.highest.sum(axis=1) > 1).tolist())

    def why_none(self, unit: int) -> str:
        """Return why the unit at this place has no single truth, or nothing if it has one."""
        if self.reason:
            return self.reason
        tied = np.flatnonzero(self.highest[unit]).tolist()
        if not tied:
            return "no value"
        if len(tied) == 1:
            return ""
        return "tie: " + ", ".join(category_name(self.categories[place]) for place in tied)
