"""The observed disorder of gamma, gamma-cat and gamma-k: what is left in the best alignment of all spans.

Mathet, Y., Widlöcher, A. & Métivier, J.-P. (2015). Computational Linguistics 41(3), 437-479; Mathet, Y.
(2017). Computational Linguistics 43(3), 661-681. alpha, beta and delta_empty are 1, labels are equal or not.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from .stretches import Layer, Mark
from .tables import Scope

# Savings as whole numbers, so that ties are ties; of equal ones that with fewer unlike labels is best.
SCALE, BLEMISH = 2**32, 16


class Unit(NamedTuple):
    """A span of an annotator, who is known by a number."""

    who: int
    start: int
    end: int
    label: str


class Group(NamedTuple):
    """Units of different annotators that may stand together, and what they save over standing alone."""

    units: tuple[int, ...]
    saving: float
    worth: int


class Disorder:
    """The best alignments of all articles of a layer."""

    def __init__(self, layer: Layer, scope: Scope) -> None:
        self._documents = [
            _units(list(by_annotator.values()))
            for article, by_annotator in layer.marks.items()
            if article in scope.articles and len(by_annotator) > 1
        ]

    @cached_property
    def _aligned(self) -> list[tuple[int, list[Unit], list[Group]]]:
        return [(people, units, _best(units, people)) for people, units in self._documents if units]

    def overall(self) -> float | None:
        """Return the disorder of gamma: articles are weighted by their mean number of units."""
        total = weights = 0.0
        for people, units, groups in self._aligned:
            saved = sum(group.saving for group in groups)
            total += len(units) - saved
            weights += len(units) / people
        return total / weights if weights else None

    def categorical(self, label: str = "") -> float | None:
        """Return the disorder of gamma-cat, or of gamma-k for a label."""
        pairs = [pair for of_article in self._compared(label) for pair in of_article]
        weights = sum(weight for _, _, weight in pairs)
        apart = sum(weight for one, other, weight in pairs if one.label != other.label)
        return apart / weights if weights else None

    def articles(self, label: str = "") -> int:
        """Return how many articles have aligned units to compare."""
        return sum(any(weight > 0 for _, _, weight in pairs) for pairs in self._compared(label))

    def _compared(self, label: str) -> Iterator[list[tuple[Unit, Unit, float]]]:
        """Yield for each article the pairs of aligned units, those with a label if one is given."""
        for _, units, groups in self._aligned:
            yield [
                pair
                for group in groups
                for pair in _pairs([units[place] for place in group.units])
                if not label or label in (pair[0].label, pair[1].label)
            ]


def _units(rows: Sequence[Sequence[Mark]]) -> tuple[int, list[Unit]]:
    """Return how many annotators there are, and their units in an order that no name decides."""
    told = sorted(sorted((mark.start, mark.end, mark.label) for mark in row) for row in rows)
    return len(rows), [Unit(who, *mark) for who, row in enumerate(told) for mark in row]


def positional(one: Unit, other: Unit) -> float:
    """Return how far apart two units lie."""
    apart = abs(one.start - other.start) + abs(one.end - other.end)
    return (apart / (one.end - one.start + other.end - other.start)) ** 2


def _pairs(units: Sequence[Unit]) -> Iterator[tuple[Unit, Unit, float]]:
    """Yield the pairs of a group, each weighted by how well the two lie."""
    for one, other in combinations(units, 2):
        yield one, other, max(0.0, 1 - positional(one, other)) / (len(units) - 1)


def _groups(units: list[Unit], people: int) -> Iterator[Group]:
    """Yield all groups that a best alignment may need: none of their members saves more elsewhere alone."""
    places = people * (people - 1) // 2
    apart: dict[tuple[int, int], float] = {}
    for i, j in combinations(range(len(units)), 2):
        if units[i].who != units[j].who:
            distance = positional(units[i], units[j]) + (units[i].label != units[j].label)
            if distance < places + people - 1:
                apart[i, j] = distance
    later: dict[int, list[int]] = {}
    for i, j in apart:
        later.setdefault(i, []).append(j)
    growing: list[tuple[int, ...]] = [(place,) for place in range(len(units))]
    while growing:
        growing = [
            (*group, new)
            for group in growing
            for new in later.get(group[-1], ())
            if all((old, new) in apart for old in group)
        ]
        for group in growing:
            yield from _useful(group, apart, places, units)


def _useful(
    group: tuple[int, ...], apart: dict[tuple[int, int], float], places: int, units: list[Unit]
) -> Iterator[Group]:
    k = len(group)
    total = sum(apart[pair] for pair in combinations(group, 2))
    saving = ((k - 1) * places + k * (k - 1) / 2 - total) / places
    of_each = (
        sum(distance for pair in combinations(group, 2) if member in pair for distance in (apart[pair],))
        for member in group
    )
    if saving > 0 and all(own < places + k - 1 for own in of_each):
        pairs = _pairs([units[place] for place in group])
        blemish = sum(weight * (one.label != other.label) for one, other, weight in pairs)
        yield Group(group, saving, round(saving * SCALE - blemish * BLEMISH))


def _best(units: list[Unit], people: int) -> list[Group]:
    """Return the groups of the best alignment; other units stand alone."""
    found = list(_groups(units, people))
    order = {
        place: number
        for number, place in enumerate(
            sorted(range(len(units)), key=lambda place: (units[place].start + units[place].end, place))
        )
    }
    first: dict[int, list[tuple[int, Group]]] = {}
    for group in found:
        numbers = [order[place] for place in group.units]
        bits = sum(1 << number for number in numbers)
        first.setdefault(min(numbers), []).append((bits, group))
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 10 * len(units) + 1_000))
    known: dict[tuple[int, int], tuple[int, tuple[Group, ...]]] = {}

    def best(number: int, taken: int) -> tuple[int, tuple[Group, ...]]:
        """Return the most that the units from this one on can save, given those that are taken."""
        if number == len(units):
            return 0, ()
        taken = taken >> number << number
        if (number, taken) not in known:
            choice = best(number + 1, taken)
            for bits, group in first.get(number, ()) if not taken >> number & 1 else ():
                if not bits & taken:
                    worth, groups = best(number + 1, taken | bits)
                    choice = max(choice, (worth + group.worth, (group, *groups)), key=lambda one: one[0])
            known[number, taken] = choice
        return known[number, taken]

    return list(best(0, 0)[1])
