"""Expectation and maximisation, for many runs at once.

A run is one start or one resampled study. All arrays have the runs first, so that restarts and bootstrap
replicates cost one pass of matrix products each step instead of one pass each.

Dempster, A. P., Laird, N. M. & Rubin, D. B. (1977). Maximum likelihood from incomplete data via the EM
algorithm. JRSS B 39, 1-38.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from annotations.agreement.truth.votes import Votes
from annotations.reliability.data import BoolArray, FloatArray, IntArray

Parameters = tuple[FloatArray, ...]
# The logarithm of an impossible event: finite, so that sums of several stay comparable.
TINY = 1e-300


@dataclass(frozen=True, eq=False, slots=True)
class Tally:
    """What is expected to have happened, given the parameters.

    ``classes`` (runs, q): units whose truth is each category. ``answers`` (runs, voters, q, q): how often the
    truth was the first category and the voter gave the second.
    """

    classes: FloatArray
    answers: FloatArray


class Model(Protocol):
    """A way in which annotators come to their values."""

    def log_chances(self, parameters: Parameters) -> tuple[FloatArray, FloatArray]:
        """Return the log shares of the classes (runs, q) and log chances (runs, voters, truth, value)."""

    def maximised(self, tally: Tally, parameters: Parameters) -> Parameters:
        """Return the parameters under which the tally is most likely."""

    def log_prior(self, parameters: Parameters) -> FloatArray:
        """Return (runs,) the log density of the prior, up to a constant; 0 without one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop: after so many steps, or when a step gains less than ``tolerance`` in log-likelihood."""

    steps: int = 1000
    tolerance: float = 1e-8


@dataclass(frozen=True, eq=False, slots=True)
class Climb:
    """Where each run arrived. ``path`` (steps, runs) is the objective after each step."""

    parameters: Parameters
    objective: FloatArray
    steps: IntArray
    converged: BoolArray
    path: FloatArray


def expectation(
    votes: Votes, log_classes: FloatArray, log_chances: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the chance of each class (runs, q, rows) and the log-likelihood of each row (runs, rows)."""
    scores = np.repeat(log_classes[:, :, None], votes.rows, axis=2)
    for column in votes.columns:
        chances = log_chances[:, column.voter][:, :, column.codes]
        if column.rows.size == votes.rows:
            scores += chances
        else:
            scores[:, :, column.rows] += chances
    peak = scores.max(axis=1, keepdims=True)
    scores -= peak
    np.exp(scores, out=scores)
    total = scores.sum(axis=1, keepdims=True)
    scores /= total
    return scores, (peak + np.log(total))[:, 0]


def tallied(votes: Votes, posterior: FloatArray, weights: FloatArray) -> Tally:
    """Return what is expected in ``weights`` (runs, rows) units of each row."""
    weighted = posterior * weights[:, None, :]
    answers = np.zeros((len(posterior), len(votes.voters), votes.categories, votes.categories))
    for column in votes.columns:
        mine = weighted if column.rows.size == votes.rows else weighted[:, :, column.rows]
        answers[:, column.voter] += mine @ column.chosen
    return Tally(weighted.sum(axis=2), answers)


def climb(votes: Votes, weights: FloatArray, model: Model, start: Parameters, limits: Limits) -> Climb:
    """Return where each run arrives from its start; a run that has converged takes no further part.

    ``weights`` (runs, rows) are the units of each row in each run.
    """
    runs = len(start[0])
    parameters = tuple(array.copy() for array in start)
    objective, steps = np.full(runs, -np.inf), np.zeros(runs, dtype=np.int64)
    active, path = np.arange(runs), []
    for step in range(limits.steps + 1):
        current = tuple(array[active] for array in parameters)
        posterior, evidence = expectation(votes, *model.log_chances(current))
        reached = (weights[active] * evidence).sum(axis=1) + model.log_prior(current)
        going = reached - objective[active] >= limits.tolerance
        objective[active], steps[active] = reached, step
        path.append(objective.copy())
        if step == limits.steps or not going.any():
            active = active[going]
            break
        tally = tallied(votes, posterior[going], weights[active[going]])
        active = active[going]
        for array, better in zip(parameters, model.maximised(tally, _of(current, going)), strict=True):
            array[active] = better
    converged = np.ones(runs, dtype=bool)
    converged[active] = False
    return Climb(parameters, objective, steps, converged, np.array(path))


def logarithm(chances: FloatArray) -> FloatArray:
    """Return the logarithm, a very low number for what cannot happen."""
    return np.asarray(np.log(np.maximum(chances, TINY)))


def shares(counts: FloatArray) -> FloatArray:
    """Return the counts as shares of their sum over the last axis; equal shares where there is nothing."""
    total = counts.sum(axis=-1, keepdims=True)
    equal = np.full_like(counts, 1 / counts.shape[-1])
    np.divide(counts, total, out=equal, where=total > 0)
    return equal


def _of(parameters: Parameters, chosen: BoolArray) -> Parameters:
    return tuple(array[chosen] for array in parameters)
