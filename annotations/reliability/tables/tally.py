"""Units that were judged alike, counted: the summary of a table that parts of it add up to.

A wide table of any number of rows has few different ones. Values are kept as they are written until all
are known, since only then can the level and the categories be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from math import prod

import numpy as np
from numpy.typing import NDArray

from annotations.reliability.data import Dropped, IntArray

# Rows whose values can be written as one number below this are told apart by it.
MOST_KEYS = 1 << 62


class Names(dict[str, int]):
    """Numbers of different texts in the order in which they came; -1 for those that mean no value.

    ``names[cell]`` is the number of a cell without the white space around it. ``texts`` are the different
    texts, ``first_rows`` the row in which each was met first, ``met`` the codes for no value.
    """

    def __init__(self, missing: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self._missing = missing
        self.texts: list[str] = []
        self.first_rows: list[int] = []
        self.met: set[str] = set()

    def __missing__(self, cell: str) -> int:
        text = cell.strip()
        if text in self._missing:
            self.met.add(text)
            number = -1
        elif text != cell:
            number = self[text]
        else:
            number = len(self.texts)
            self.texts.append(text)
        self[cell] = number
        return number

    def place(self, cell: str, row: int) -> int:
        """Return the number of a cell of this row."""
        number = self[cell]
        if len(self.first_rows) < len(self.texts):
            self.first_rows.append(row)
        return number

    def places(self, cells: Sequence[str], rows: IntArray) -> NDArray[np.int32]:
        """Return the numbers of many cells, given their rows in ascending order."""
        numbers = np.fromiter(map(self.__getitem__, cells), np.int32, len(cells))
        if len(self.first_rows) < len(self.texts):
            new, first = np.unique(numbers, return_index=True)
            self.first_rows += rows[first[new >= len(self.first_rows)]].tolist()
        return numbers


@dataclass(frozen=True, eq=False)
class Tally:
    """Rows of values: ``codes`` (rows, annotators) into ``values``, -1 for none, and how often each occurs.

    ``cluster`` and ``group`` (rows) count into ``clusters`` and ``groups``; both are zeros where a table
    has none. ``sizes`` (rows): how many units. ``first_rows``: where each value was met first.
    ``nameless``: the annotators of a unit are not told apart; ``crowd`` are their names, if they are known.
    """

    values: tuple[str, ...]
    first_rows: tuple[int, ...]
    annotators: tuple[str, ...]
    clusters: tuple[str, ...]
    groups: tuple[str, ...]
    codes: NDArray[np.int32]
    cluster: IntArray
    group: IntArray
    sizes: IntArray
    missing: frozenset[str] = frozenset()
    dropped: tuple[Dropped, ...] = ()
    nameless: bool = False
    crowd: tuple[str, ...] = ()

    @property
    def units(self) -> int:
        """How many units there are."""
        return int(self.sizes.sum())

    def __add__(self, other: Tally) -> Tally:
        """Return the tally of both tables together; names that one of them lacks are lost."""
        if self.nameless != other.nameless:
            return self.without_names() + other.without_names()
        values, value = _joined(self.values, other.values)
        annotators, annotator = _joined(self.annotators, other.annotators)
        clusters, cluster = _joined(self.clusters, other.clusters)
        groups, group = _joined(self.groups, other.groups)
        codes = np.full((len(self.codes) + len(other.codes), len(annotators)), -1, dtype=np.int32)
        codes[: len(self.codes), : len(self.annotators)] = self.codes
        codes[len(self.codes) :, annotator] = np.append(value, -1)[other.codes]
        return Tally(
            values=values,
            first_rows=_earliest(self, other, value, len(values)),
            annotators=annotators,
            clusters=clusters,
            groups=groups,
            codes=codes,
            cluster=np.concatenate([self.cluster, np.append(cluster, 0)[other.cluster]]),
            group=np.concatenate([self.group, np.append(group, 0)[other.group]]),
            sizes=np.concatenate([self.sizes, other.sizes]),
            missing=self.missing | other.missing,
            dropped=added(*self.dropped, *other.dropped),
            nameless=self.nameless,
            crowd=_joined(self.crowd, other.crowd)[0],
        ).collapsed()

    def without_names(self) -> Tally:
        """Return the same values, each unit's in order, so that nobody knows who gave which."""
        if self.nameless:
            return self
        codes = -np.sort(-self.codes, axis=1)
        width = int((codes >= 0).sum(axis=1).max(initial=0))
        return replace(
            self,
            annotators=places_of(width),
            codes=codes[:, :width],
            nameless=True,
            crowd=self.annotators,
        )

    def collapsed(self) -> Tally:
        """Return the same with rows that are alike made one."""
        columns = (self.cluster, self.group, *self.codes.T)
        first, places = _alike(columns)
        return replace(
            self,
            codes=self.codes[first],
            cluster=self.cluster[first],
            group=self.group[first],
            sizes=np.bincount(places, weights=self.sizes, minlength=first.size).astype(np.int64),
        )


def _alike(columns: Sequence[IntArray]) -> tuple[IntArray, IntArray]:
    """Return the first of all rows that are alike, in order, and for each row which of them it is like."""
    bases = [int(column.max(initial=0)) + 2 for column in columns]
    if prod(bases) < MOST_KEYS:
        key = np.zeros(columns[0].size, dtype=np.int64)
        for column, base in zip(columns, bases, strict=True):
            key *= base
            key += column + 1
        _, first, places = np.unique(key, return_index=True, return_inverse=True)
        return first, places
    order = np.lexsort(columns[::-1])
    opens = np.zeros(order.size, dtype=bool)
    opens[:1] = True
    for column in columns:
        opens[1:] |= column[order][1:] != column[order][:-1]
    places = np.empty(order.size, dtype=np.int64)
    places[order] = np.cumsum(opens) - 1
    return order[opens], places


def places_of(width: int) -> tuple[str, ...]:
    """Return what the values of a unit are called when nobody knows whose they are."""
    return tuple(f"value {place}" for place in range(1, width + 1))


def together(parts: Iterable[Tally]) -> Tally:
    """Return the tally of all parts of a table, one or more."""
    return reduce(lambda one, other: one + other, parts)


def added(*dropped: Dropped) -> tuple[Dropped, ...]:
    """Return the counts of equal reasons added up, without those that are zero."""
    counts: dict[str, int] = {}
    for one in dropped:
        counts[one.reason] = counts.get(one.reason, 0) + one.count
    return tuple(Dropped(reason, count) for reason, count in counts.items() if count)


def _joined(names: Sequence[str], others: Sequence[str]) -> tuple[tuple[str, ...], IntArray]:
    """Return the names of both, and where the second ones are among them."""
    places = {name: place for place, name in enumerate(dict.fromkeys((*names, *others)))}
    return tuple(places), np.array([places[name] for name in others], dtype=np.int64)


def _earliest(one: Tally, other: Tally, value: IntArray, size: int) -> tuple[int, ...]:
    rows = [*one.first_rows, *(size - len(one.first_rows)) * [0]]
    for place, row in zip(value.tolist(), other.first_rows, strict=True):
        rows[place] = min(rows[place] or row, row)
    return tuple(rows)
