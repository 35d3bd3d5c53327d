"""Units that were judged alike, counted: the summary of a table that parts of it add up to.

A wide table of any number of rows has few different ones. Values are kept as they are written until all
are known, since only then can the level and the categories be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from annotations.reliability.data import Dropped, IntArray


class Names:
    """Different texts in the order in which they came, each with the row that had it first."""

    def __init__(self, missing: frozenset[str] = frozenset()) -> None:
        self._missing = missing
        self._places: dict[str, int] = {}
        self._cells: dict[str, int] = {}
        self.first_rows: list[int] = []
        self.met: set[str] = set()

    def place(self, cell: str, row: int) -> int:
        """Return the number of a text without the white space around it, -1 where it means no value."""
        known = self._cells.get(cell)
        if known is None:
            known = self._cells[cell] = self._new(cell.strip(), row)
        return known

    def _new(self, text: str, row: int) -> int:
        if text in self._missing:
            self.met.add(text)
            return -1
        if text not in self._places:
            self._places[text] = len(self._places)
            self.first_rows.append(row)
        return self._places[text]

    @property
    def texts(self) -> tuple[str, ...]:
        """The different texts."""
        return tuple(self._places)


@dataclass(frozen=True, eq=False)
class Tally:
    """Rows of values: ``codes`` (rows, annotators) into ``values``, -1 for none, and how often each occurs.

    ``cluster`` and ``group`` (rows) count into ``clusters`` and ``groups``; both are zeros where a table
    has none. ``sizes`` (rows): how many units. ``first_rows``: where each value was met first.
    ``nameless``: the annotators of a unit are not told apart.
    """

    values: tuple[str, ...]
    first_rows: tuple[int, ...]
    annotators: tuple[str, ...]
    clusters: tuple[str, ...]
    groups: tuple[str, ...]
    codes: IntArray
    cluster: IntArray
    group: IntArray
    sizes: IntArray
    missing: frozenset[str] = frozenset()
    dropped: tuple[Dropped, ...] = ()
    nameless: bool = False

    @property
    def units(self) -> int:
        """How many units there are."""
        return int(self.sizes.sum())

    def __add__(self, other: Tally) -> Tally:
        """Return the tally of both tables together."""
        values, value = _joined(self.values, other.values)
        annotators, annotator = _joined(self.annotators, other.annotators)
        clusters, cluster = _joined(self.clusters, other.clusters)
        groups, group = _joined(self.groups, other.groups)
        codes = np.full((len(self.codes) + len(other.codes), len(annotators)), -1, dtype=np.int64)
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
            nameless=self.nameless or other.nameless,
        ).collapsed()

    def collapsed(self) -> Tally:
        """Return the same with rows that are alike made one."""
        rows = np.column_stack([self.cluster, self.group, self.codes])
        if len(rows) < 2:
            return self
        order = np.lexsort(rows.T[::-1])
        ordered = rows[order]
        opens = np.append(True, (ordered[1:] != ordered[:-1]).any(axis=1))
        first = np.flatnonzero(opens)
        return Tally(
            self.values,
            self.first_rows,
            self.annotators,
            self.clusters,
            self.groups,
            ordered[first, 2:],
            ordered[first, 0],
            ordered[first, 1],
            np.add.reduceat(self.sizes[order], first),
            self.missing,
            self.dropped,
            self.nameless,
        )


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
