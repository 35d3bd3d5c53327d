"""Which of their own articles annotators code again, and where in their order these come.

Chance alone would draw many articles of a busy week and a large outlet, so every next one is taken from the
week, then from the outlet, of which the fewest were taken. All of it follows from the seed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from annotations.assignments.chance import shuffled
from annotations.errors import ImpossiblePlan


@dataclass(frozen=True)
class Coded:
    """An article that an annotator has submitted: its outlet and the ISO week of the submission."""

    annotator: int
    article: int
    outlet: str | None
    week: str


@dataclass(frozen=True)
class Again:
    """How much of each annotator's own work is coded again: a count, or a share of what can be drawn."""

    count: int | None = None
    share: float | None = None
    seed: int = 1

    def __post_init__(self) -> None:
        if (self.count is None) == (self.share is None):
            raise ImpossiblePlan("Say how many articles are coded again, or which share of them.")
        if self.count is not None and self.count < 1:
            raise ImpossiblePlan("At least one article of each annotator has to be coded again.")
        if self.share is not None and not 0 < self.share <= 1:
            raise ImpossiblePlan("The share of articles coded again lies between 0 and 1.")

    def of(self, there: int) -> int:
        """Return how many of so many articles are drawn."""
        if self.share is not None:
            return min(there, max(1, round(self.share * there)))
        return min(there, self.count or 0)


def draw(coded: Sequence[Coded], wanted: Again) -> dict[int, tuple[int, ...]]:
    """Return for each annotator the articles to code again, in the order in which they are served."""
    pools: dict[int, list[Coded]] = {}
    for one in sorted(coded, key=lambda one: (one.annotator, one.article)):
        pools.setdefault(one.annotator, []).append(one)
    return {annotator: _drawn(pool, wanted, annotator) for annotator, pool in pools.items()}


def _drawn(pool: Sequence[Coded], wanted: Again, annotator: int) -> tuple[int, ...]:
    order = [pool[place] for place in shuffled(range(len(pool)), wanted.seed, "again", annotator)]
    weeks: Counter[str] = Counter()
    outlets: Counter[str | None] = Counter()
    chosen: list[int] = []
    for _ in range(wanted.of(len(pool))):
        # Of those that are equal the first in the drawn order is taken.
        one = min(order, key=lambda left: (weeks[left.week], outlets[left.outlet]))
        order.remove(one)
        weeks[one.week] += 1
        outlets[one.outlet] += 1
        chosen.append(one.article)
    return tuple(chosen[place] for place in shuffled(range(len(chosen)), wanted.seed, "served", annotator))


def mixed(articles: Sequence[int], owed: Sequence[int], last: int, *seed: str | int) -> list[tuple[int, int]]:
    """Return each article with the place after which it comes, spread over the places still owed.

    Where nothing is owed any more all of them come after the ``last`` place.
    """
    if not owed:
        return [(article, last) for article in articles]
    places = shuffled(sorted(owed), "places", *seed)
    taken = sorted(places[number % len(places)] for number in range(len(articles)))
    return list(zip(articles, taken, strict=True))
