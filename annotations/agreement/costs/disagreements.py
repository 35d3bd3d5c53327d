"""The list of disagreements: where annotators differ, on what, and what each place takes from alpha.

Alpha is 1 minus a sum over units, so every unit in which values differ has a cost of its own; the costs of
all units add up to 1 - alpha. Marked stretches are listed with their offsets, so that a page can lead there.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from annotations.agreement.costs.tables import Coincidences, coincidences
from annotations.codebook import Codebook
from annotations.reliability import Coding, tabulate
from annotations.reliability.codings import CodingTable, Ranges
from annotations.reliability.data import FloatArray, IntArray, ReliabilityData
from annotations.reliability.spans import MarkTable, mark_table

MARKED, NOT_MARKED = "1", "0"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A unit in which values differ, or a stretch of text that some marked and others did not.

    ``values`` pairs each annotator with what he or she said. ``cost`` is what the place takes from alpha,
    None where alpha is undefined. ``start`` and ``end`` are offsets in the article, None for whole articles.
    """

    article: str
    values: tuple[tuple[str, Hashable], ...]
    cost: float | None
    start: int | None = None
    end: int | None = None


def disagreements(data: ReliabilityData, *, limit: int | None = None) -> tuple[Disagreement, ...]:
    """Return the units in which values differ, the most expensive first.

    For characters use ``stretches_apart``, which knows where they are. ``limit`` keeps the first ones only.
    """
    table = coincidences(data)
    apart = _within(data, table)
    expected = table.expected_disagreement
    order = np.argsort(-apart, kind="stable")[: np.count_nonzero(apart)]
    return tuple(
        Disagreement(
            article=data.clusters[row] if data.clusters else data.units[row],
            values=_said(data, row),
            cost=float(apart[row] / expected) if expected > 0 else None,
        )
        for row in order[:limit].tolist()
    )


def stretches_apart(
    codings: Sequence[Coding], codebook: Codebook, layer: str, label: str, *, limit: int | None = None
) -> tuple[Disagreement, ...]:
    """Return the stretches of the coded text that only some annotators marked with the label.

    ``label`` may be ANY_LABEL. The most expensive come first; a stretch costs what its characters take from
    the alpha of characters.
    """
    places = _all_places(codings, codebook, (layer, label))
    of_one = _cost_of_one(places)
    apart = [(place.apart, place) for place in places if place.apart]
    found = [
        Disagreement(
            article=place.article,
            values=place.values,
            cost=cost * of_one,
            start=place.start,
            end=place.end,
        )
        for cost, place in sorted(apart, key=lambda one: -one[0])
    ]
    return tuple(found[:limit])


def cost_of_characters(codings: Sequence[Coding], codebook: Codebook, layer: str, label: str) -> float | None:
    """Return what one character takes from the alpha of characters, for two annotators who differ in it.

    Of more annotators every two who differ weigh 1 / (m - 1). None where alpha is undefined.
    """
    places = _all_places(codings, codebook, (layer, label))
    marked, total = _margins(places)
    return _cost_of_one(places) if 0 < marked < total else None


def _all_places(codings: Sequence[Coding], codebook: Codebook, key: tuple[str, str]) -> list[_Place]:
    table = tabulate(codings)
    marks = mark_table(table, codebook)
    return [place for row in range(len(table.articles)) for place in _places(table, marks, key, row)]


def _margins(places: Sequence[_Place]) -> tuple[int, int]:
    """Return how often a character was marked by somebody, and how often one was judged."""
    marked = sum(place.length * place.marked for place in places)
    return marked, sum(place.length * len(place.annotators) for place in places)


def _cost_of_one(places: Sequence[_Place]) -> float:
    marked, total = _margins(places)
    chance = marked * (total - marked)
    return (total - 1) / chance if chance else 0.0


@dataclass(frozen=True, slots=True)
class _Place:
    """A stretch of an article that the same annotators marked; bit i of ``state`` stands for annotator i."""

    article: str
    start: int
    end: int
    annotators: tuple[str, ...]
    state: int

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def marked(self) -> int:
        return self.state.bit_count()

    @property
    def apart(self) -> float:
        """The distances within its characters, each weighted by 1 / (m - 1)."""
        m = len(self.annotators)
        return self.length * self.marked * (m - self.marked) / (m - 1)

    @property
    def values(self) -> tuple[tuple[str, Hashable], ...]:
        return tuple(
            (name, MARKED if self.state >> bit & 1 else NOT_MARKED)
            for bit, name in enumerate(self.annotators)
        )


def _places(table: CodingTable, marks: MarkTable, key: tuple[str, str], row: int) -> Iterator[_Place]:
    """Yield the coded stretches of an article that at least two annotators judged."""
    columns = [column for column in range(len(table.annotators)) if (row, column) in marks]
    if len(columns) < 2:
        return
    names = tuple(table.annotators[column] for column in columns)
    ranges = [marks[row, column].ranges.get(key, ()) for column in columns]
    for start, end, state in _pieces(ranges, table.coded[row]):
        yield _Place(table.articles[row], start, end, names, state)


def _pieces(marked: Sequence[Ranges], coded: Ranges) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, who marked it) for the coded ranges, cut where someone's marks begin or end."""
    edges = [(edge, 1 << i) for i, ranges in enumerate(marked) for pair in ranges for edge in pair]
    edges += [(edge, 1 << len(marked)) for pair in coded for edge in pair]
    inside = 1 << len(marked)
    state = last = 0
    for position, switch in sorted(edges):
        if state & inside and position > last:
            yield last, position, state ^ inside
        state, last = state ^ switch, position


def _within(data: ReliabilityData, table: Coincidences) -> FloatArray:
    """Return (units,) the distances between the values of each unit, weighted by 2 / (m - 1)."""
    codes = _compact(data, table)
    apart = np.zeros(len(data.units))
    for one in range(codes.shape[1]):
        for other in range(one + 1, codes.shape[1]):
            both = (codes[:, one] >= 0) & (codes[:, other] >= 0)
            apart[both] += 2 * table.distances[codes[both, one], codes[both, other]]
    return np.asarray(apart * data.row_sizes / np.maximum(data.values_per_unit - 1, 1))


def _compact(data: ReliabilityData, table: Coincidences) -> IntArray:
    """Return the values as places in the table; negative where a value is missing or meets no other."""
    places = np.full(len(data.categories) + 1, -1, dtype=np.int64)
    used = [data.categories.index(category) for category in table.categories]
    places[used] = np.arange(len(used))
    alone = (data.values_per_unit < 2)[:, None]
    return np.where(alone, -1, places[np.maximum(data.values, -1)])


def _said(data: ReliabilityData, row: int) -> tuple[tuple[str, Hashable], ...]:
    codes = data.values[row].tolist()
    return tuple(
        (name, data.categories[code]) for name, code in zip(data.annotators, codes, strict=True) if code >= 0
    )
