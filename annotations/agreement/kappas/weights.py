"""How far two values count as agreement: 1 for equal ones, less the further they lie apart.

Weights go by the numbers of the categories ("scores") or by their places in the codebook ("ranks"). On a
scale with gaps (1, 2, 5) the two give different coefficients, so the title of a weighting names its choice.

Cohen, J. (1968). Psychological Bulletin 70, pp. 213-220 (linear and quadratic); Gwet, K. L. (2014). Handbook
of Inter-Rater Reliability, 4th ed., ch. 3 (ordinal, radical, ratio).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from annotations.reliability.data import FloatArray

SCORES, RANKS = "scores", "ranks"


def identity(positions: FloatArray) -> FloatArray:
    """Only equal values agree."""
    return np.eye(positions.size)


def linear(positions: FloatArray) -> FloatArray:
    """Agreement falls with the distance."""
    return 1 - _distances(positions)


def quadratic(positions: FloatArray) -> FloatArray:
    """Agreement falls with the square of the distance."""
    return 1 - _distances(positions) ** 2


def radical(positions: FloatArray) -> FloatArray:
    """Agreement falls with the square root of the distance."""
    return np.asarray(1 - np.sqrt(_distances(positions)))


def ordinal(positions: FloatArray) -> FloatArray:
    """Agreement falls with the number of pairs of categories from the one to the other.

    Only the order counts. These are Gwet's weights, and not the distance of Krippendorff's ordinal alpha.
    """
    ranks = np.argsort(np.argsort(positions))
    steps = np.abs(np.subtract.outer(ranks, ranks))
    return np.asarray(1 - steps * (steps + 1) / max(1, positions.size * (positions.size - 1)))


def ratio(positions: FloatArray) -> FloatArray:
    """Agreement falls with the square of the difference in proportion to the sum; no score is negative."""
    sums = np.add.outer(positions, positions)
    shares = np.divide(np.subtract.outer(positions, positions), sums, out=np.zeros_like(sums), where=sums > 0)
    return np.asarray(1 - (shares / (np.abs(shares).max(initial=0) or 1)) ** 2)


FORMULAS: Mapping[str, Callable[[FloatArray], FloatArray]] = {
    "identity": identity,
    "linear": linear,
    "quadratic": quadratic,
    "ordinal": ordinal,
    "radical": radical,
    "ratio": ratio,
}


@dataclass(frozen=True, slots=True)
class Weighting:
    """A set of weights by name, on the scores or on the ranks of the categories."""

    name: str = "identity"
    on: str = SCORES

    def __post_init__(self) -> None:
        if self.name not in FORMULAS or self.on not in (SCORES, RANKS):
            raise ValueError(f"There are no {self.name!r} weights on {self.on!r}.")

    @property
    def title(self) -> str:
        """The weighting as the variant of a coefficient prints it."""
        if self.name == "identity":
            return "unweighted"
        return "ordinal weights" if self.name == "ordinal" else f"{self.name} weights on {self.on}"

    @property
    def ordered(self) -> bool:
        """Whether the categories need an order."""
        return self.name != "identity"

    def matrix(self, scores: FloatArray | None, q: int) -> FloatArray:
        """Return the weights (q, q) of every pair of categories, given their scores (q) if they have any."""
        ranks = np.arange(1, q + 1).astype(np.float64)
        return FORMULAS[self.name](ranks if scores is None or self.on == RANKS else scores)

    def why_undefined(self, scores: FloatArray | None) -> str:
        """Return why there are no such weights, or nothing."""
        if self.name in ("identity", "ordinal") or self.on == RANKS:
            return ""
        if scores is None:
            return f"{self.title} need a number for each category"
        if self.name == "ratio" and scores.size and scores.min() < 0:
            return f"{self.title} need numbers of zero or more"
        return ""


UNWEIGHTED = Weighting()


def _distances(positions: FloatArray) -> FloatArray:
    """Return the distances (q, q) as shares of the longest."""
    longest = np.ptp(positions) if positions.size else 0.0
    return np.asarray(np.abs(np.subtract.outer(positions, positions)) / (longest or 1.0))
