"""How much suggestions pull those who see them: two random groups of articles compared.

The difference of two means with the interval of B. L. Welch (1947), The generalization of "Student's"
problem when several different population variances are involved, Biometrika 34, 28-35.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, variance

from annotations.framing.freedom import quantile


@dataclass(frozen=True)
class Marked:
    """A span as far as it is compared: where it is, and what it says."""

    layer: str
    label: str
    start: int
    end: int

    def meets(self, other: Marked) -> bool:
        """Say whether both say the same about words that they share."""
        same = (self.layer, self.label) == (other.layer, other.label)
        return same and self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Pull:
    """What share of the suggested spans annotators marked, with and without seeing them.

    Attributes:
        shown, held_back: how many articles there are in each group.
        difference: with less without; none where a group is empty.
        low, high: its 95 % interval; none where a group has fewer than two articles, or both are constant.
    """

    shown: int
    held_back: int
    share_shown: float | None
    share_held_back: float | None
    difference: float | None
    low: float | None
    high: float | None


def share_met(suggested: Sequence[Marked], said: Sequence[Marked]) -> float | None:
    """Return the share of suggested spans that an annotator marked; none where nothing is suggested."""
    if not suggested:
        return None
    return sum(any(one.meets(other) for other in said) for one in suggested) / len(suggested)


def pull(shown: Iterable[float], held_back: Iterable[float]) -> Pull:
    """Compare the shares of articles with suggestions to those of articles without."""
    first, second = list(shown), list(held_back)
    means = [fmean(one) if one else None for one in (first, second)]
    if means[0] is None or means[1] is None:
        return Pull(len(first), len(second), means[0], means[1], None, None, None)
    difference = means[0] - means[1]
    reach = _reach(first, second)
    low, high = (None, None) if reach is None else (difference - reach, difference + reach)
    return Pull(len(first), len(second), means[0], means[1], difference, low, high)


def _reach(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return half the width of the interval."""
    if min(len(first), len(second)) < 2:
        return None
    parts = [variance(one) / len(one) for one in (first, second)]
    if not sum(parts):
        return None
    within = sum(part**2 / (len(one) - 1) for part, one in zip(parts, (first, second), strict=True))
    error: float = sum(parts) ** 0.5
    return quantile(sum(parts) ** 2 / within) * error
