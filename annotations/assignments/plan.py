"""A plan: every article owed by so many annotators, each in an order of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Generic

from annotations.assignments.order import reading_order
from annotations.assignments.shares import share_out
from annotations.assignments.wishes import A, B, Unit, Wishes, needed
from annotations.errors import ImpossiblePlan


@dataclass(frozen=True)
class Planned(Generic[A, B]):
    """One article owed by one annotator, and its place in that annotator's own order, counted from 1."""

    article: A
    annotator: B
    position: int


def plan_assignments(
    units: Sequence[Unit[A]],
    annotators: Sequence[B],
    wishes: Wishes[B],
    *,
    kept: Mapping[A, Iterable[B]] | None = None,
) -> tuple[Planned[A, B], ...]:
    """Plan who codes which article and in which order, or raise ImpossiblePlan.

    Loads differ by one at most unless caps or what is ``kept`` forbid it. ``kept`` names the annotators of
    an article whose work on it has begun: they stay and count towards the number that the article needs. An
    article is coded by more than it needs only where more have begun it.
    """
    _need_possible(units, annotators, wishes)
    begun = [tuple((kept or {}).get(unit.article, ())) for unit in units]
    number = {annotator: place for place, annotator in enumerate(annotators)}
    fixed = [[number[one] for one in team if one in number] for team in begun]
    wanted = [
        _still_wanted(wish, len(annotators), len(fixed[place]), len(begun[place]))
        for place, wish in enumerate(needed(units, len(annotators), wishes))
    ]
    teams = share_out(
        wanted,
        [wishes.caps.get(annotator) for annotator in annotators],
        seed=wishes.seed,
        strata=_strata(units) if wishes.stratified else (),
        kept=dict(enumerate(fixed)),
    )
    return tuple(
        Planned(units[place].article, annotator, position)
        for column, annotator in enumerate(annotators)
        for position, place in enumerate(
            reading_order(
                [place for place, team in enumerate(teams) if column in team],
                units,
                column,
                order=wishes.order,
                seed=wishes.seed,
            ),
            start=1,
        )
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


def double_coded(plan: Iterable[Planned[A, B]], units: Sequence[Unit[A]]) -> dict[Hashable, tuple[int, int]]:
    """Return for each outlet how many articles it has, and how many of them two or more annotators code."""
    coders = Counter(planned.article for planned in plan)
    found: dict[Hashable, tuple[int, int]] = {}
    for unit in units:
        articles, doubled = found.get(unit.outlet, (0, 0))
        found[unit.outlet] = articles + 1, doubled + (coders[unit.article] >= 2)
    return found


def _still_wanted(wish: int, people: int, fixed: int, begun: int) -> int:
    """Return how many of the annotators at hand an article needs.

    What others began who are no longer among them counts, unless everybody is to code the article.
    """
    gone = 0 if wish == people else begun - fixed
    return max(wish - gone, fixed)


def _strata(units: Sequence[Unit[A]]) -> list[int]:
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(unit.stratum, len(numbers)) for unit in units]


def _need_possible(units: Sequence[Unit[A]], annotators: Sequence[B], wishes: Wishes[B]) -> None:
    if not units:
        raise ImpossiblePlan("There are no articles to be coded.")
    if not annotators:
        raise ImpossiblePlan("There is nobody to code the articles.")
    if len({unit.article for unit in units}) < len(units):
        raise ImpossiblePlan("An article is listed twice.")
    if len(set(annotators)) < len(annotators):
        raise ImpossiblePlan("An annotator is listed twice.")
    if any(cap < 0 for cap in wishes.caps.values()):
        raise ImpossiblePlan("The most that an annotator may owe cannot be below nothing.")
