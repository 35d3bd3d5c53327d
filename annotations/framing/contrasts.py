"""How an outlet differs from the others on the same events: differences of rates, and log-odds of labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from annotations.framing.freedom import Shares, factor, freedom
from annotations.framing.limits import Measured, Pair
from annotations.framing.ratio import CONFIDENCE, FEWEST_CLUSTERS, moves

Floats = NDArray[np.float64]
Totals = tuple[Floats, Floats]  # marks, and what they are counted in, of each event
FEW_SHARED = "too few events that others report too"
NONE_FOUND = "nothing found on these events"
ONE_SIDED = "nothing found on one side, so no ratio"
ALWAYS_EQUAL = "the same difference in every event, so no interval"


@dataclass(frozen=True)
class Difference:
    """An outlet's rate minus that of the others within events, or the reason why there is none.

    Attributes:
        p: how often a difference as large would come of chance, not corrected for how many are looked at.
        own, others: the rates on the shared events alone, weighed as the difference is.
        events: how many events both report.
        times: how many times the rate of the others the outlet's is; its reason where there is none.
    """

    value: float | None
    low: float | None
    high: float | None
    p: float | None
    own: float | None
    others: float | None
    events: int
    reason: str = ""
    times: Times | None = None


@dataclass(frozen=True)
class Times:
    """How many times as often, with its limits, or the reason why that cannot be said."""

    value: float | None
    low: float | None
    high: float | None
    reason: str = ""


def difference(y: Floats, x: Floats, other_y: Floats, other_x: Floats) -> Difference:
    """Return the difference of two rates within events, given the totals of each event.

    In each event the rate of the others is taken from the outlet's, and the differences are averaged with
    the weights of Mantel and Haenszel for rates, x * other_x / (x + other_x): Greenland & Robins 1985,
    Biometrics 41, 55-68, p. 58. What an event is about cannot pass as a difference of outlets, since every
    event is compared with itself. Each of the two rates has its error from leaving out each event in its
    turn, so that it holds however marks are bunched within events, and its limits as any rate has them
    (`freedom`, `ratio.rate`); the limits of the difference follow from those of both (`Pair.limits`), and p
    from where they meet 0. The ratio of the two rates is that of Mantel and Haenszel (Greenland & Robins,
    p. 59), its limits follow on the logarithmic scale.
    """
    shared = (x > 0) & (other_x > 0)
    events = int(shared.sum())
    if events < FEWEST_CLUSTERS:
        return _none(events, f"{FEW_SHARED} ({events} of {FEWEST_CLUSTERS})")
    one, under_one, other, under_other = (part[shared] for part in (y, x, other_y, other_x))
    weights = under_one * under_other / (under_one + under_other)
    pair, moved = _pair((one, under_one), (other, under_other), weights)
    if not one.sum() + other.sum() > 0:
        return _without(pair, events, NONE_FOUND)
    if not moved > 1e-12 * max(pair.own.value, pair.others.value):
        return _without(pair, events, ALWAYS_EQUAL)
    low, high = pair.limits(1 - CONFIDENCE)
    own, others = pair.own.value, pair.others.value
    return Difference(pair.difference, low, high, pair.p(), own, others, events, times=_times(pair))


def _pair(own: Totals, others: Totals, weights: Floats) -> tuple[Pair, float]:
    """Return the two rates, and how far leaving out events moves their difference."""
    shares = Shares.of(weights)
    (one, moved), (other, other_moved) = (_side(*totals, weights, shares) for totals in (own, others))
    errors = one.error * other.error
    together = float(np.clip(moved @ other_moved / errors, -1, 1)) if errors > 0 else 0.0
    return Pair(one, other, together), float(np.sqrt(((moved - other_moved) ** 2).sum()))


def _side(y: Floats, x: Floats, weights: Floats, shares: Shares) -> tuple[Measured, Floats]:
    """Return one of the rates, and how far leaving out each event moves it."""
    # Of five events or more none holds all of the weight, so each can be left out.
    moved = np.asarray(moves(weights * y / x, weights))
    value, error = float(weights @ (y / x) / weights.sum()), float(np.sqrt((moved**2).sum()))
    # What marks that come one by one would add to the variance, a mark of an event weighing w / x.
    single = float(y @ (weights / x) ** 2 / weights.sum() ** 2)
    sure = freedom(value, error, single / value if value > 0 else 0.0, float(y.sum()), shares)
    return Measured(value, error, sure, float(x.sum())), moved


def _times(pair: Pair) -> Times:
    """Return the ratio of two rates."""
    own, others = pair.own, pair.others
    if not min(own.value, others.value) > 0:
        return Times(None, None, None, ONE_SIDED)
    value, by = own.value / others.value, factor(pair.ratio_reach(1 - CONFIDENCE))
    return Times(value, value / by, value * by)


def _without(pair: Pair, events: int, reason: str) -> Difference:
    """Return a difference that has no interval."""
    own, others = pair.own.value, pair.others.value
    times = Times(own / others if min(own, others) > 0 else None, None, None, reason)
    return Difference(pair.difference, None, None, None, own, others, events, reason, times)


def _none(events: int, reason: str) -> Difference:
    return Difference(None, None, None, None, None, None, events, reason, Times(None, None, None, reason))


@dataclass(frozen=True)
class LogOdds:
    """How much more a label is an outlet's than the others'; z tells how far from nothing, in errors."""

    value: float
    error: float

    @property
    def z(self) -> float:
        """The log-odds ratio in its standard errors."""
        return self.value / self.error


def log_odds(own: ArrayLike, others: ArrayLike, background: ArrayLike) -> list[LogOdds | None]:
    """Return the log-odds ratio of every label with an informative Dirichlet prior.

    Monroe, Colaresi & Quinn 2008, Political Analysis 16, 372-403, equations 16 to 18 and 20-22 (pp. 387-390):
    delta_w = log((y_w + a_w) / (n + a - y_w - a_w)) of the outlet minus the same of the others, with the
    variance 1 / (y_w + a_w) of each, added. The prior has the shares of the ``background``, all marks of all
    outlets, and weighs as much as one mark for each label that occurs. None for a label that nobody used, and
    for all where fewer than two labels occur. The variance takes marks for independent, which marks of one
    article are not: z is for putting labels in order, and the difference of rates is for testing.
    """
    y, z, all_marks = (np.asarray(part, float) for part in (own, others, background))
    used = all_marks > 0
    if used.sum() < 2:  # odds need something else to be odds against
        return [None] * y.size
    prior = used.sum() * all_marks / all_marks.sum()
    found: list[LogOdds | None] = []
    for place in range(y.size):
        if not used[place]:
            found.append(None)
            continue
        sides = [float(part[place] + prior[place]) for part in (y, z)]
        rest = [float(part.sum() + prior.sum()) - side for part, side in zip((y, z), sides, strict=True)]
        value = float(np.log(sides[0] / rest[0]) - np.log(sides[1] / rest[1]))
        found.append(LogOdds(value, float(np.sqrt(1 / sides[0] + 1 / sides[1]))))
    return found
