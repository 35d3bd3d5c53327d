"""What a plan is asked for: articles with what a plan may look at, and how many annotators each needs."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Generic, Literal, TypeVar

from annotations.assignments.chance import shuffled
from annotations.errors import ImpossiblePlan

A = TypeVar("A", bound=Hashable)
B = TypeVar("B", bound=Hashable)
Order = Literal["mixed", "latin"]


@dataclass(frozen=True)
class Unit(Generic[A]):
    """An article as a plan sees it: its outlet and its event, where they are known."""

    article: A
    outlet: Hashable = None
    event: Hashable = None

    @property
    def stratum(self) -> tuple[Hashable, Hashable]:
        """The outlet and event together."""
        return self.outlet, self.event


@dataclass(frozen=True)
class Subsample:
    """Articles of a round that more annotators code, drawn at random: a share of all, or so many.

    ``per_article`` None means everybody. Drawn by outlet and event in proportion if the plan is stratified.
    """

    share: float | None = None
    count: int | None = None
    per_article: int | None = None

    def size(self, articles: int) -> int:
        """Return how many articles are drawn, or raise ImpossiblePlan."""
        if (self.share is None) == (self.count is None):
            raise ImpossiblePlan("A reliability subsample needs either a share or a number of articles.")
        if self.share is not None and not 0 < self.share <= 1:
            raise ImpossiblePlan("The share of a reliability subsample lies between 0 and 100 %.")
        # As a fraction, because 0.07 * 100 is a little more than 7 to a computer.
        size = -(-Fraction(str(self.share)) * articles // 1) if self.share is not None else self.count
        if size is None or not 1 <= size <= articles:
            raise ImpossiblePlan(f"A subsample of {size} cannot be drawn from {articles} articles.")
        return int(size)


@dataclass(frozen=True)
class Wishes(Generic[B]):
    """How articles are shared out.

    ``per_article`` annotators for each article, None for everybody. ``caps`` is the most that an annotator
    may owe. ``stratified``: outlets and events are spread evenly over annotators and the subsample.
    ``order`` "latin" serves the outlets of an event in the order of a Latin square.
    """

    per_article: int | None = None
    subsample: Subsample | None = None
    caps: Mapping[B, int] = field(default_factory=dict)
    stratified: bool = False
    order: Order = "mixed"
    seed: int = 1


def needed(units: Sequence[Unit[A]], annotators: int, wishes: Wishes[B]) -> list[int]:
    """Return how many annotators each article needs, or raise ImpossiblePlan."""
    base = _possible(wishes.per_article, annotators)
    wanted = [base] * len(units)
    if wishes.subsample is not None:
        more = _possible(wishes.subsample.per_article, annotators)
        if more <= base:
            raise ImpossiblePlan(
                f"The reliability subsample is to be coded by {more} annotators, which is not more than the "
                f"{base} of every article."
            )
        for place in drawn(units, wishes):
            wanted[place] = more
    return wanted


def drawn(units: Sequence[Unit[A]], wishes: Wishes[B]) -> list[int]:
    """Return the places of the articles of the subsample, in the order of the articles.

    A stratified draw takes from each stratum its share, rounded down, and the rest from the strata that
    rounding cost most.
    """
    if wishes.subsample is None:
        return []
    size = wishes.subsample.size(len(units))
    mixed = shuffled(range(len(units)), wishes.seed, "subsample")
    if not wishes.stratified:
        return sorted(mixed[:size])
    strata: dict[Hashable, list[int]] = {}
    for place in mixed:
        strata.setdefault(units[place].stratum, []).append(place)
    shares = {stratum: Fraction(size * len(places), len(units)) for stratum, places in strata.items()}
    counts = {stratum: int(share) for stratum, share in shares.items()}
    cost = sorted(strata, key=lambda stratum: counts[stratum] - shares[stratum])
    for stratum in cost[: size - sum(counts.values())]:
        counts[stratum] += 1
    return sorted(place for stratum, places in strata.items() for place in places[: counts[stratum]])


def _possible(per_article: int | None, annotators: int) -> int:
    if per_article is None:
        return annotators
    if type(per_article) is not int or per_article < 1:
        raise ImpossiblePlan("Each article must be coded by at least one annotator.")
    if per_article > annotators:
        raise ImpossiblePlan(
            f"Each article is to be coded by {per_article} annotators, but there are only {annotators}."
        )
    return per_article
