"""Spans of different annotators that are the same finding: what was said of them, and where they lie.

Two spans may match if they share at least half of the characters that they cover together. Beginning with
those that share most, groups are joined as long as they hold no annotator twice and all their spans match.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import combinations
from statistics import median
from typing import Any

from .stretches import Layer, Mark
from .tables import Scope

Group = dict[str, Mark]
LEAST_SHARED = 0.5


class Matched:
    """The groups of a layer, each with at most one span of every annotator."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer

    @cached_property
    def groups(self) -> list[tuple[str, Group]]:
        """All groups of at least two spans with their articles."""
        return [
            (article, group)
            for article, by_annotator in self.layer.marks.items()
            for group in _groups(by_annotator, self._order, self._attributes)
        ]

    @cached_property
    def _order(self) -> dict[str, int]:
        names = self.layer.round.orders.get(f"{self.layer.code}.{self.layer.code}", [])
        return {label: place for place, label in enumerate(names)}

    @cached_property
    def _attributes(self) -> list[str]:
        return sorted({name for span in self.layer.round.spans for name in span.attributes})

    def within(self, scope: Scope) -> Iterator[Group]:
        """Yield the groups of a scope, reduced to its annotators."""
        for article, group in self.groups:
            inside = {name: mark for name, mark in group.items() if name in scope.annotators}
            if article in scope.articles and len(inside) > 1:
                yield inside

    def units(self, scope: Scope, attribute: str, category: str) -> Iterator[tuple[list[Any], int]]:
        """Yield what was said of each group: the label, an attribute, or whether it holds a category."""
        for group in self.within(scope):
            said = [
                mark.span.attributes.get(attribute) if attribute else mark.label for mark in group.values()
            ]
            values = [value for value in said if value is not None]
            yield ([category in value for value in values] if category else values), 1

    def border(self, scope: Scope, variant: str) -> float | None:
        """Return one of the figures about the borders of matched spans."""
        pairs = [
            (group[one], group[other])
            for group in self.within(scope)
            for one, other in combinations(sorted(group), 2)
        ]
        return _FIGURES[variant](pairs) if pairs else None


def _groups(
    by_annotator: dict[str, list[Mark]], order: dict[str, int], attributes: list[str]
) -> Iterator[Group]:
    marks = [
        (name, mark)
        for name in sorted(by_annotator)
        for mark in sorted(by_annotator[name], key=lambda mark: (*mark[:2], order.get(mark.label, 0)))
    ]
    worth = {
        (i, j): part
        for i, j in combinations(range(len(marks)), 2)
        if marks[i][0] != marks[j][0] and (part := shared_part(marks[i][1], marks[j][1])) >= LEAST_SHARED
    }

    def rank(pair: tuple[int, int]) -> tuple[object, ...]:
        (name, one), (other_name, other) = (marks[place] for place in pair)
        said, also = one.span.attributes, other.span.attributes
        equal = sum(said.get(code) == also.get(code) for code in attributes)
        contents = sorted((mark.start, mark.end, order.get(mark.label, 0)) for mark in (one, other))
        return -worth[pair], one.label != other.label, -equal, contents, sorted((name, other_name)), pair

    members = {place: [place] for place in range(len(marks))}
    for i, j in sorted(worth, key=rank):
        first, second = members[i], members[j]
        if first is not second and all((min(a, b), max(a, b)) in worth for a in first for b in second):
            first += second
            for place in second:
                members[place] = first
    for together in {id(group): group for group in members.values()}.values():
        if len(together) > 1:
            yield {marks[place][0]: marks[place][1] for place in together}


def shared_part(one: Mark, other: Mark) -> float:
    """Return the characters that both cover in proportion to those that either covers."""
    inside = max(0, min(one.end, other.end) - max(one.start, other.start))
    return inside / (one.end - one.start + other.end - other.start - inside)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


_BORDERS = {
    ("starts", "characters"): "start",
    ("ends", "characters"): "end",
    ("starts", "words"): "first",
    ("ends", "words"): "last",
}
_FIGURES: dict[str, Any] = {
    f"{border}, {name} distance in {unit}": (
        lambda pairs, at=at, how=how: how([abs(getattr(a, at) - getattr(b, at)) for a, b in pairs])
    )
    for (border, unit), at in _BORDERS.items()
    for name, how in (("mean", _mean), ("median", median))
} | {
    "intersection over union, mean": lambda pairs: _mean([shared_part(a, b) for a, b in pairs]),
    "same start, share": lambda pairs: _mean([a.start == b.start for a, b in pairs]),
    "same end, share": lambda pairs: _mean([a.end == b.end for a, b in pairs]),
    "same start and end, share": lambda pairs: _mean([a[:2] == b[:2] for a, b in pairs]),
}
