"""How an outlet differs from the others on the same events: differences of rates, and log-odds of labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from annotations.framing.ratio import FEWEST_CLUSTERS, effective_clusters, jackknife_error, quantile

Floats = NDArray[np.float64]
FEW_SHARED = "too few events that others report too"
NONE_FOUND = "nothing found on these events"
# A ratio of fewer marks is mostly chance, and its interval too narrow.
FEWEST_MARKS = 5
FEW_MARKS = "too few marks of either side"
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
    event is compared with itself. The interval and p come from leaving out each event in its turn (Efron
    1982, The Jackknife, p. 13) with quantiles of t, and so hold however marks are bunched within events. The
    ratio of the two rates is that of Mantel and Haenszel (Greenland & Robins, p. 59), on the log scale.
    """
    shared = (x > 0) & (other_x > 0)
    events = int(shared.sum())
    if events < FEWEST_CLUSTERS:
        return _none(events, f"{FEW_SHARED} ({events} of {FEWEST_CLUSTERS})")
    one, under_one, other, under_other = (part[shared] for part in (y, x, other_y, other_x))
    weights = under_one * under_other / (under_one + under_other)
    rates, other_rates = one / under_one, other / under_other
    means = float(weights @ rates / weights.sum()), float(weights @ other_rates / weights.sum())
    value = means[0] - means[1]
    if not one.sum() + other.sum() > 0:
        return Difference(
            value, None, None, None, *means, events, NONE_FOUND, Times(None, None, None, NONE_FOUND)
        )
    freedom = effective_clusters(weights) - 1
    times = _times(weights * rates, weights * other_rates, min(one.sum(), other.sum()), freedom)
    error = jackknife_error(weights * (rates - other_rates), weights)
    if not error > 1e-12 * max(means) or not freedom > 0:
        return Difference(value, None, None, None, *means, events, ALWAYS_EQUAL, times)
    reach = quantile(freedom) * error
    p = _two_sided(value / error, freedom)
    return Difference(value, value - reach, value + reach, p, *means, events, times=times)


def _two_sided(t: float, freedom: float) -> float:
    """Return how often t is at least as far from zero by chance."""
    from scipy.special import stdtr

    return 2 * float(stdtr(freedom, -abs(t)))


def _times(own: Floats, others: Floats, fewest: float, freedom: float) -> Times:
    """Return the ratio of two rates, given what each event adds to either."""
    if fewest < FEWEST_MARKS:
        return Times(None, None, None, f"{FEW_MARKS} ({fewest:g} of {FEWEST_MARKS})")
    value, error = float(own.sum() / others.sum()), jackknife_error(own, others)
    if not error > 1e-12 * value or not freedom > 0:
        return Times(value, None, None, ALWAYS_EQUAL)
    reach = quantile(freedom) * error / value
    factor = float(np.exp(min(reach, 700.0)))
    return Times(value, value / factor, value * factor)


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
