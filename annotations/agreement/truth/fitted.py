"""The truth by the two models, with the competence of the annotators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotations.agreement.intervals import Plan
from annotations.agreement.result import category_name
from annotations.agreement.summands import quotient
from annotations.agreement.truth.competence import Refits, competences
from annotations.agreement.truth.em import (
    Climb,
    Limits,
    Model,
    Parameters,
    Tally,
    climb,
    expectation,
    tallied,
)
from annotations.agreement.truth.models import DawidSkene, Mace
from annotations.agreement.truth.result import Fit, Truth
from annotations.agreement.truth.votes import Votes, votes_of
from annotations.reliability.data import FloatArray, ReliabilityData

DAWID_SKENE_SOURCE = "Dawid & Skene (1979), Applied Statistics 28, 20-28"
MACE_SOURCE = "Hovy, Berg-Kirkpatrick, Vaswani & Hovy (2013), NAACL-HLT, 1120-1130"
INDEPENDENT = "assumes that annotators err independently of each other once the truth is given"
LIMITS = Limits()
NOMINAL = "the order of the categories is not used"


def dawid_skene(
    data: ReliabilityData,
    *,
    smoothing: float = 0.01,
    plan: Plan | None = None,
    limits: Limits = LIMITS,
) -> Truth:
    """Return the truth and every annotator's confusion matrix (Dawid & Skene 1979).

    The fit starts from the shares of the votes and has no random part. ``smoothing`` values are added to
    every cell of the confusion matrices and to every class; 0 gives the maximum likelihood. A plan adds
    intervals by resampling the articles. Undefined for fewer than three annotators, where no unit has three
    values, and where only one category was used. Raises ValueError for a negative smoothing.
    """
    _check(smoothing)
    model = DawidSkene(smoothing)
    prior = f"{smoothing:g} values added to each cell of the confusion matrices and to each class"
    method = _Method("Dawid-Skene", DAWID_SKENE_SOURCE, model, prior, _share_right, lambda found: found[1])
    return _fitted(data, method, lambda votes: model.start(votes), plan, limits, restarts=1, seed=None)


def mace(
    data: ReliabilityData,
    *,
    smoothing: float | None = None,
    restarts: int = 10,
    seed: int = 0,
    plan: Plan | None = None,
    limits: Limits = LIMITS,
) -> Truth:
    """Return the truth, and how often each annotator knows it instead of guessing (Hovy et al. 2013).

    Fitted by EM from ``restarts`` starts, of which the best is kept. ``smoothing`` values, by default 0.1
    divided by the number of categories, are added to knowing, to guessing and to each guessed value. All
    categories are equally likely beforehand. Undefined as for Dawid-Skene. Raises ValueError for a negative
    smoothing, for no start and for a negative seed.
    """
    smoothing = 0.1 / max(1, len(data.categories)) if smoothing is None else smoothing
    _check(smoothing)
    if restarts < 1 or seed < 0:
        raise ValueError("MACE needs at least one start and a seed from 0.")
    model = Mace(smoothing)
    prior = f"{smoothing:.3g} values added to knowing, guessing and each guess; equal classes"
    method = _Method("MACE", MACE_SOURCE, model, prior, _chance_to_know, None)
    return _fitted(
        data,
        method,
        lambda votes: model.starts(votes, restarts, seed),
        plan,
        limits,
        restarts=restarts,
        seed=seed,
    )


@dataclass(frozen=True, slots=True)
class _Method:
    """A model with what it is called and how its competences are read off."""

    name: str
    source: str
    model: Model
    prior: str
    competence: Callable[[Tally, Parameters], FloatArray]
    confusion: Callable[[Parameters], FloatArray] | None


def _fitted(
    data: ReliabilityData,
    method: _Method,
    starts: Callable[[Votes], Parameters],
    plan: Plan | None,
    limits: Limits,
    **tries: Any,
) -> Truth:
    votes = votes_of(data)
    reason = why_no_model(data, votes)
    if reason:
        empty = np.zeros((len(data.units), len(data.categories)))
        return Truth(method.name, method.source, data.units, data.categories, empty, reason=reason)
    start = starts(votes)
    reached = climb(votes, np.repeat(votes.occurs[None], len(start[0]), axis=0), method.model, start, limits)
    best = _best(reached)
    found = tuple(array[best][None] for array in reached.parameters)
    posterior, evidence = expectation(votes, *method.model.log_chances(found))
    tally = tallied(votes, posterior, votes.occurs[None])
    refits = Refits(votes, method.model, found, method.competence, method.confusion)
    fit = Fit(
        steps=int(reached.steps[best]),
        converged=bool(reached.converged[best]),
        log_likelihood=float((evidence * votes.occurs).sum()),
        log_posterior=float(reached.objective[best]),
        prior=method.prior,
        **tries,
    )
    return Truth(
        method.name,
        method.source,
        data.units,
        data.categories,
        _of_units(votes, posterior[0]),
        annotators=competences(data, method.name, refits, tally, plan),
        prevalence=_prevalence(data, tally),
        notes=_notes(data, fit, tally),
        fit=fit,
    )


def why_no_model(data: ReliabilityData, votes: Votes) -> str:
    """Return why the errors of the annotators cannot be told from the truth, or nothing."""
    counts = votes.counts()
    used = np.flatnonzero(counts.sum(axis=0))
    with_values = sum(bool(column.rows.size) for column in votes.columns)
    if not used.size:
        return "no values"
    if with_values == 1:
        return "only one annotator"
    if used.size == 1:
        return f"no variation: every value is {category_name(data.categories[used[0]])}"
    if with_values == 2 or counts.sum(axis=1).max() < 3:
        return f"no {data.unit} has three values: truth and errors cannot be told apart"
    return ""


def _best(reached: Climb) -> int:
    """Return the first of the runs that came highest; differences by rounding are none."""
    top = reached.objective.max()
    return int(np.flatnonzero(reached.objective >= top - 1e-6)[0])


def _of_units(votes: Votes, posterior: FloatArray) -> FloatArray:
    """Return (units, q) from (q, rows); zeros for a unit without values."""
    probabilities = np.zeros((votes.row_of.size, votes.categories))
    valued = votes.row_of >= 0
    probabilities[valued] = posterior.T[votes.row_of[valued]]
    return probabilities


def _prevalence(data: ReliabilityData, tally: Tally) -> tuple[tuple[Any, float], ...]:
    classes = tally.classes[0] / tally.classes[0].sum()
    return tuple(zip(data.categories, classes.tolist(), strict=True))


def _notes(data: ReliabilityData, fit: Fit, tally: Tally) -> tuple[str, ...]:
    notes = [INDEPENDENT, f"prior: {fit.prior}"]
    if data.level != "nominal":
        notes.append(NOMINAL)
    if not fit.converged:
        notes.append(f"not converged after {fit.steps} steps")
    pooled = tally.answers[0].sum(axis=0)
    for place, given in enumerate(pooled):
        if given.argmax() != place and given[given.argmax()] > given[place] + 0.5:
            names = category_name(data.categories[place]), category_name(data.categories[int(given.argmax())])
            notes.append(
                f"where the truth is {names[0]} most values are {names[1]}: classes may be exchanged"
            )
    return tuple(notes)


def _share_right(tally: Tally, parameters: Parameters) -> FloatArray:
    """Return (runs, voters): the share of the voter's values that are expected to be the truth."""
    return quotient(np.trace(tally.answers, axis1=2, axis2=3), tally.answers.sum(axis=(2, 3)))


def _chance_to_know(tally: Tally, parameters: Parameters) -> FloatArray:
    """Return (runs, voters): the parameter, which says nothing about a voter without values."""
    return np.where(tally.answers.sum(axis=(2, 3)) > 0, parameters[0], np.nan)


def _check(smoothing: float) -> None:
    if not smoothing >= 0:
        raise ValueError("The smoothing must be zero or more.")
