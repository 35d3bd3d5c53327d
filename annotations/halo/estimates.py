"""The difference of two means of articles with an interval: paired where the articles are the same."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

CONFIDENCE = 0.95
PAIRED = "paired"
WELCH = "welch"
FEWEST = 2


@dataclass(frozen=True)
class Estimate:
    """Open minus masked.

    Attributes:
        method: paired or welch; empty where neither can be had.
        low, high: the limits; none where the reason says why.
        masked, open: the means of the articles that were used.
        n_masked, n_open: how many articles were used; for pairs both are the number of pairs.
    """

    method: str
    difference: float | None
    low: float | None
    high: float | None
    masked: float | None
    open: float | None
    n_masked: int
    n_open: int
    reason: str = ""


def estimate(masked: Mapping[str, float], opened: Mapping[str, float]) -> Estimate:
    """Return the difference of the means of articles, given one value for each article.

    Two or more articles that were coded both ways are compared with themselves: a t interval for the mean
    of their differences (Student 1908, Biometrika 6, pp. 1-25). Otherwise the articles that were coded one
    way alone are compared by the interval of Welch (1947, Biometrika 34, pp. 28-35), which does not need
    equal variances.
    """
    both = sorted(masked.keys() & opened.keys())
    if len(both) >= FEWEST:
        return _paired([masked[name] for name in both], [opened[name] for name in both])
    one = [value for name, value in sorted(masked.items()) if name not in both]
    other = [value for name, value in sorted(opened.items()) if name not in both]
    return _welch(one, other)


def _paired(masked: Sequence[float], opened: Sequence[float]) -> Estimate:
    n = len(masked)
    differences = np.subtract(opened, masked)
    return _estimate(PAIRED, masked, opened, _spread(differences) / n, n - 1)


def _welch(masked: Sequence[float], opened: Sequence[float]) -> Estimate:
    few = [word for word, found in (("masked", masked), ("open", opened)) if len(found) < FEWEST]
    if few:
        means = (_mean(masked), _mean(opened))
        reason = f"Fewer than two articles were coded {' and fewer than two '.join(few)}."
        return Estimate("", None, None, None, *means, len(masked), len(opened), reason)
    parts = [(_spread(found) / len(found), len(found)) for found in (masked, opened)]
    variance = sum(part for part, _ in parts)
    # The degrees of freedom of Welch (1947): those of the parts, weighted by what each adds.
    freedom = variance**2 / sum(part**2 / (n - 1) for part, n in parts) if variance else 1.0
    return _estimate(WELCH, masked, opened, variance, freedom)


def _estimate(
    method: str, masked: Sequence[float], opened: Sequence[float], variance: float, freedom: float
) -> Estimate:
    one, other = float(np.mean(masked)), float(np.mean(opened))
    difference = float(np.mean(np.subtract(opened, masked))) if method == PAIRED else other - one
    counted = (one, other, len(masked), len(opened))
    if not variance > 0:
        reason = "All differences are equal" if method == PAIRED else "All values of each side are equal"
        return Estimate(
            method, difference, None, None, *counted, f"{reason}, so that no interval can be had."
        )
    from scipy.special import stdtrit

    reach = float(stdtrit(freedom, (1 + CONFIDENCE) / 2)) * math.sqrt(variance)
    return Estimate(method, difference, difference - reach, difference + reach, *counted)


def _spread(values: Sequence[float] | np.typing.NDArray[np.float64]) -> float:
    """Return the variance with n - 1; what is only rounding counts as none."""
    found = np.asarray(values, dtype=float)
    spread = float(found.var(ddof=1))
    scale = float(np.abs(found).max(initial=0.0))
    return spread if spread > (1e-12 * scale) ** 2 else 0.0


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None
