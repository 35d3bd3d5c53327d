"""Span F1: how much of what one annotator marked another one marked, by eight criteria.

Counts are added over articles and over pairs of annotators. Overlap, which counts either side by itself, is
the mean of the pairs' F1 weighted by their spans.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from .stretches import Layer, Mark, Ranges
from .tables import Scope

Four = tuple[int, int, int, int]
_TOLERANCE = re.compile(r"one-to-one, (\d+) words? tolerance")


def f1(layer: Layer, scope: Scope, label: str, variant: str) -> float | None:
    """Return F1 for a label, for all ("") or whatever the label ("*")."""
    criterion = variant.removesuffix(", any label")
    pairs: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for who, one, other in _compared(layer, scope, label):
        for place, count in enumerate(_four(one, other, criterion)):
            pairs[who][place] += count
    marked = sum(four[1] + four[3] for four in pairs.values())
    if not marked:
        return None
    if criterion != "overlap":
        return sum(four[0] + four[2] for four in pairs.values()) / marked
    return sum(_harmonic(four) * (four[1] + four[3]) for four in pairs.values()) / marked


def _harmonic(four: list[int]) -> float:
    found, one, back, other = four
    both = found * other + back * one
    return 2 * found * back / both if both else 0.0


def _compared(
    layer: Layer, scope: Scope, label: str
) -> Iterator[tuple[tuple[str, str], list[Mark], list[Mark]]]:
    """Yield what two annotators marked in an article, one label at a time."""
    for article, by_annotator in layer.marks.items():
        if article not in scope.articles:
            continue
        people = [name for name in by_annotator if name in scope.annotators]
        for pair in combinations(people, 2):
            sides = [by_annotator[name] for name in pair]
            labels = {mark.label for side in sides for mark in side} if label == "" else {label}
            for wanted in sorted(labels):
                one, other = (_distinct(side, wanted) for side in sides)
                yield (pair[0], pair[1]), one, other


def _distinct(marks: Iterable[Mark], label: str) -> list[Mark]:
    """Return the marks with a label, each start and end once."""
    return list({mark[:2]: mark for mark in marks if label in ("*", mark.label)}.values())


def _four(one: list[Mark], other: list[Mark], criterion: str) -> Four:
    """Return what of the first is found in the second, all of the first, and the same the other way."""
    if criterion == "characters":
        return _covered([mark[:2] for mark in one], [mark[:2] for mark in other])
    if criterion == "words":
        return _covered(*([(mark.first, mark.last) for mark in side] for side in (one, other)))
    if criterion == "overlap":
        return _touching(one, other), len(one), _touching(other, one), len(other)
    if criterion == "exact":
        both = len({mark[:2] for mark in one} & {mark[:2] for mark in other})
    else:
        match = _TOLERANCE.fullmatch(criterion)
        if match is None:
            raise KeyError(criterion)
        both = _matched(one, other, int(match[1]))
    return both, len(one), both, len(other)


def _touching(one: list[Mark], other: list[Mark]) -> int:
    return sum(any(a.start < b.end and b.start < a.end for b in other) for a in one)


def _covered(one: Ranges, other: Ranges) -> Four:
    first, second = ({place for pair in side for place in range(*pair)} for side in (one, other))
    both = len(first & second)
    return both, len(first), both, len(second)


def _matched(one: list[Mark], other: list[Mark], tolerance: int) -> int:
    """Return the size of a largest matching, found by augmenting paths."""
    near = [
        [
            place
            for place, b in enumerate(other)
            if max(abs(a.first - b.first), abs(a.last - b.last)) <= tolerance
        ]
        for a in one
    ]
    partner: dict[int, int] = {}

    def placed(mine: int, tried: set[int]) -> bool:
        for yours in near[mine]:
            if yours not in tried:
                tried.add(yours)
                if yours not in partner or placed(partner[yours], tried):
                    partner[yours] = mine
                    return True
        return False

    return sum(placed(mine, set()) for mine in range(len(one)))
