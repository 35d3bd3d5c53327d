"""Who codes what: every article by everybody, or by k of n annotators with equal loads and mixed pairs.

A plan follows from its seed alone. Chance is drawn from SHAKE-256 rather than from a random generator, so
that the same seed gives the same plan on every machine and under every version of Python.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Generic, TypeVar

from annotations.errors import ImpossiblePlan

A = TypeVar("A", bound=Hashable)
B = TypeVar("B", bound=Hashable)


@dataclass(frozen=True)
class Planned(Generic[A, B]):
    """One article owed by one annotator, and its place in that annotator's own order, counted from 1."""

    article: A
    annotator: B
    position: int


def plan_assignments(
    articles: Sequence[A], annotators: Sequence[B], *, per_article: int | None, seed: int
) -> tuple[Planned[A, B], ...]:
    """Plan who codes which article and in which order; ``per_article`` None means everybody codes all.

    Loads differ by one at most. Among those with the lightest load, an article goes to annotators who have
    shared the fewest articles so far, so that pairs rotate and disagreement cannot be one pair's habit. Each
    annotator has an order of their own, so that tiredness does not fall on the same articles for all.
    """
    _need_possible(articles, annotators, per_article)
    if per_article is None or per_article == len(annotators):
        owed = [list(range(len(articles)))] * len(annotators)
    else:
        owed = _shared_out(len(articles), len(annotators), per_article, seed)
    return tuple(
        Planned(articles[article], annotators[annotator], position)
        for annotator, own in enumerate(owed)
        for position, article in enumerate(_shuffled(own, seed, "order", annotator), start=1)
    )


def load(plan: Iterable[Planned[A, B]]) -> dict[B, int]:
    """Return how many articles each annotator of the plan owes."""
    return dict(Counter(planned.annotator for planned in plan))


def overlap(plan: Iterable[Planned[A, B]]) -> dict[tuple[B, B], int]:
    """Return how many articles each pair of annotators shares; pairs that share none are left out."""
    teams: dict[A, list[B]] = {}
    order: dict[B, int] = {}
    for planned in plan:
        teams.setdefault(planned.article, []).append(planned.annotator)
        order.setdefault(planned.annotator, len(order))
    pairs = (pair for team in teams.values() for pair in combinations(sorted(team, key=order.__getitem__), 2))
    return dict(Counter(pairs))


def _need_possible(articles: Sequence[A], annotators: Sequence[B], per_article: int | None) -> None:
    if not articles:
        raise ImpossiblePlan("There are no articles to be coded.")
    if not annotators:
        raise ImpossiblePlan("There is nobody to code the articles.")
    if len(set(articles)) < len(articles):
        raise ImpossiblePlan("An article is listed twice.")
    if len(set(annotators)) < len(annotators):
        raise ImpossiblePlan("An annotator is listed twice.")
    if per_article is None:
        return
    if type(per_article) is not int or per_article < 1:
        raise ImpossiblePlan("Each article must be coded by at least one annotator.")
    if per_article > len(annotators):
        raise ImpossiblePlan(
            f"Each article is to be coded by {per_article} annotators, but there are only {len(annotators)}."
        )


def _shared_out(articles: int, annotators: int, per_article: int, seed: int) -> list[list[int]]:
    """Return the articles of each annotator, in the order of the articles."""
    owed: list[list[int]] = [[] for _ in range(annotators)]
    met = [[0] * annotators for _ in range(annotators)]
    for article in _shuffled(range(articles), seed, "articles"):
        order = _shuffled(range(annotators), seed, "team", article)
        for annotator in _team(order, per_article, [len(own) for own in owed], met):
            owed[annotator].append(article)
    return [sorted(own) for own in owed]


def _team(order: Sequence[int], wanted: int, loads: list[int], met: list[list[int]]) -> list[int]:
    """Choose the lightest loads, then the fewest meetings, then as ``order`` has it; note who met."""
    meetings = [0] * len(loads)
    left, team = list(order), list[int]()
    while len(team) < wanted:
        lightest = min(loads[one] for one in left)
        candidates = [one for one in left if loads[one] == lightest]
        chosen = min(candidates, key=meetings.__getitem__)
        left.remove(chosen)
        for other in team:
            met[chosen][other] += 1
            met[other][chosen] += 1
        team.append(chosen)
        meetings = [before + more for before, more in zip(meetings, met[chosen], strict=True)]
    return team


def _shuffled(numbers: Sequence[int], *seed: str | int) -> list[int]:
    """Return the numbers in an order that the seed decides."""
    drawn = hashlib.shake_256(repr(seed).encode()).digest(8 * len(numbers))
    chances = [drawn[8 * i : 8 * i + 8] for i in range(len(numbers))]
    return [number for _, number in sorted(zip(chances, numbers, strict=True))]
