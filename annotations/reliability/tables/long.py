"""Long tables: a row for each value that an annotator gave to a unit, in any order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from annotations.reliability.data import BoolArray, Dropped, IntArray
from annotations.reliability.tables.columns import ANNOTATOR, VALUE, Columns, unit_column
from annotations.reliability.tables.source import Chunk, Faults, Table, TableOptions, chunks
from annotations.reliability.tables.tally import Names, Tally, together

Codes = NDArray[np.int32]
SAME_AGAIN = "values that repeat what the annotator had said of the unit"
EARLIER = "earlier values of the same annotator on the same unit"
EMPTY = "nothing stands in the column {!r}"
# Units are laid out in portions of about this many cells.
PORTION = 1 << 22
# A crowd that would fill more cells than this with its few values is not told apart.
MOST_CELLS = 1 << 24


@dataclass(frozen=True)
class LongLayout:
    """Where things stand in a row of a long table; ``time``, ``cluster``, ``group`` only if it has them."""

    unit: int
    annotator: int
    value: int
    time: int | None
    cluster: int | None
    group: int | None

    @classmethod
    def of(cls, table: Table, options: TableOptions) -> LongLayout:
        """Find the columns, or raise UnusableTable."""
        columns = Columns(table)
        unit = unit_column(columns, options.unit)
        annotator = columns.found(options.annotator, ANNOTATOR, "--annotator")
        others = [columns.maybe(name) for name in (options.time, options.cluster, options.by)]
        rest = columns.rest()
        if not options.value and len(rest) == 1:
            return cls(unit, annotator, rest[0], *others)
        return cls(unit, annotator, columns.found(options.value, VALUE, "--value"), *others)


def long_tally(table: Table, options: TableOptions) -> Tally:
    """Return the tally of a long table, or raise UnusableTable.

    Of two values of one annotator on one unit the later counts, by the time that each of them has. Without
    times, or with the same time, they are refused unless they are the same. A crowd of so many annotators
    that a table of them would be mostly empty is not told apart.
    """
    layout, faults = LongLayout.of(table, options), Faults(table.name)
    entries = _Entries(layout, options, faults)
    for chunk in chunks(table, faults):
        entries.add(chunk)
    found = entries.in_order()
    _refuse_contradictions(found, entries)
    _refuse_units_in_two_places(found, entries)
    faults.refuse_any()
    kept = np.append(~found.again, True)[: found.unit.size]
    return _laid_out(found.chosen(kept), entries, _repeats(found, kept))


@dataclass(frozen=True, eq=False)
class _Found:
    """The rows as columns, ordered by unit, annotator, time and row."""

    unit: Codes
    annotator: Codes
    value: Codes
    row: IntArray
    time: IntArray
    cluster: Codes
    group: Codes

    def chosen(self, places: IntArray | BoolArray | slice) -> _Found:
        """Return some of the rows; what no row has stays empty."""
        columns = [getattr(self, name) for name in self.__dataclass_fields__]
        return _Found(*(column[places] if column.size else column for column in columns))

    @property
    def again(self) -> BoolArray:
        """Which rows have the unit and the annotator of the row before (rows - 1)."""
        same = (self.unit[1:] == self.unit[:-1]) & (self.annotator[1:] == self.annotator[:-1])
        return np.asarray(same)


class _Entries:
    """Takes the rows of a table; each costs 20 bytes and each unit its name."""

    def __init__(self, layout: LongLayout, options: TableOptions, faults: Faults) -> None:
        self.layout, self.options, self.faults = layout, options, faults
        self.units, self.annotators = Names(), Names()
        self.values = Names(options.no_value)
        self.clusters, self.groups = Names(), Names()
        self._parts: list[_Found] = []

    def add(self, chunk: Chunk) -> None:
        """Note some rows; those of an annotator who does not count are passed over."""
        layout = self.layout
        if wanted := self.options.annotators:
            inside = [cells[layout.annotator].strip() in wanted for cells in chunk.cells]
            chunk = Chunk(chunk.numbers[inside], list(compress(chunk.cells, inside)))
        self._parts.append(
            _Found(
                self._named(chunk, layout.unit, self.units, "the unit has no name"),
                self._named(chunk, layout.annotator, self.annotators, "the annotator has no name"),
                self.values.places(chunk.column(layout.value), chunk.numbers),
                chunk.numbers,
                self._times(chunk),
                self._named(chunk, layout.cluster, self.clusters, EMPTY.format(self.options.cluster)),
                self._named(chunk, layout.group, self.groups, EMPTY.format(self.options.by)),
            )
        )

    def _named(self, chunk: Chunk, column: int | None, names: Names, fault: str) -> Codes:
        if column is None:
            return np.zeros(0, dtype=np.int32)
        places = names.places(chunk.column(column), chunk.numbers)
        if "" in names:
            for place in np.flatnonzero(places == names[""]).tolist():
                self.faults.add(int(chunk.numbers[place]), fault)
        return places

    def _times(self, chunk: Chunk) -> IntArray:
        if self.layout.time is None:
            return np.zeros(0, dtype=np.int64)
        rows, cells = chunk.numbers.tolist(), chunk.column(self.layout.time)
        moments = [_moment(cell, row, self.faults) for row, cell in zip(rows, cells, strict=True)]
        return np.array(moments, dtype=np.int64)

    def in_order(self) -> _Found:
        """Return the rows in order."""
        none = np.zeros(0, dtype=np.int32)
        rows = none.astype(np.int64)
        parts = [_Found(none, none, none, rows, rows, none, none), *self._parts]
        self._parts = []
        columns = [[getattr(part, name) for part in parts] for name in _Found.__dataclass_fields__]
        found = _Found(*map(np.concatenate, columns))
        who = found.unit.astype(np.int64) * max(1, len(self.annotators.texts)) + found.annotator
        # The rows are in the order of their numbers, which a stable sort keeps.
        return found.chosen(
            np.lexsort((found.time, who)) if found.time.size else np.argsort(who, kind="stable")
        )


def _moment(cell: str, row: int, faults: Faults) -> int:
    """Return a time as a whole number: a number as it is, else a date and time as ISO 8601 has it."""
    text = cell.strip()
    if text.isascii() and text.isdigit() and len(text) < 18:
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        faults.add(row, f"{cell!r} is no time; it must be a whole number or like 2025-05-08T14:30:00")
        return 0
    since = moment - datetime(1970, 1, 1, tzinfo=moment.tzinfo)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _refuse_contradictions(found: _Found, entries: _Entries) -> None:
    """Note every value that contradicts another one of which nobody can say whether it is the later."""
    unordered = found.again & (found.value[1:] != found.value[:-1])
    if found.time.size:
        unordered &= found.time[1:] == found.time[:-1]
    for place in np.flatnonzero(unordered).tolist():
        before, after = int(found.row[place]), int(found.row[place + 1])
        unit, who = entries.units.texts[found.unit[place]], entries.annotators.texts[found.annotator[place]]
        advice = "" if found.time.size else "; say with --time which column tells the later one"
        entries.faults.add(after, f"{who!r} already gave {unit!r} another value in row {before}{advice}")


def _repeats(found: _Found, kept: BoolArray) -> tuple[Dropped, ...]:
    same = found.again & (found.value[1:] == found.value[:-1])
    counts = ((SAME_AGAIN, int(same.sum())), (EARLIER, int((~kept).sum() - same.sum())))
    return tuple(Dropped(reason, count) for reason, count in counts if count)


def _refuse_units_in_two_places(found: _Found, entries: _Entries) -> None:
    """Note every unit of which two rows say that it belongs to different things."""
    for names, place in ((entries.clusters, found.cluster), (entries.groups, found.group)):
        if not place.size:
            continue
        moved = (found.unit[1:] == found.unit[:-1]) & (place[1:] != place[:-1])
        for at in np.flatnonzero(moved).tolist():
            unit, texts = entries.units.texts[found.unit[at]], names.texts
            here, there = texts[place[at + 1]], texts[place[at]]
            entries.faults.add(
                int(found.row[at + 1]),
                f"the unit {unit!r} belongs to {here!r}, but in row {found.row[at]} to {there!r}",
            )


def _laid_out(found: _Found, entries: _Entries, dropped: tuple[Dropped, ...]) -> Tally:
    """Return the tally of rows of which each is the only one of its unit and annotator."""
    opens = np.flatnonzero(np.append(True, found.unit[1:] != found.unit[:-1])[: found.unit.size])
    edges = np.append(opens, found.unit.size)
    size = max(1, PORTION // max(1, len(entries.annotators.texts)))
    starts = range(0, max(1, opens.size), size)
    parts = (
        _portion(found.chosen(slice(edges[start], edges[min(start + size, opens.size)])), entries)
        for start in starts
    )
    if opens.size * len(entries.annotators.texts) > MOST_CELLS:
        parts = (part.without_names() for part in parts)
    return replace(together(part.collapsed() for part in parts), dropped=dropped)


def _portion(found: _Found, entries: _Entries) -> Tally:
    opens = np.append(True, found.unit[1:] != found.unit[:-1])[: found.unit.size]
    first = np.flatnonzero(opens)
    codes = np.full((first.size, len(entries.annotators.texts)), -1, dtype=np.int32)
    codes[np.cumsum(opens) - 1, found.annotator] = found.value
    nowhere = np.zeros(first.size, dtype=np.int64)
    return Tally(
        values=tuple(entries.values.texts),
        first_rows=tuple(entries.values.first_rows),
        annotators=tuple(entries.annotators.texts),
        clusters=tuple(entries.clusters.texts),
        groups=tuple(entries.groups.texts),
        codes=codes,
        cluster=found.cluster[first].astype(np.int64) if found.cluster.size else nowhere,
        group=found.group[first].astype(np.int64) if found.group.size else nowhere,
        sizes=np.ones(first.size, dtype=np.int64),
        missing=frozenset(entries.values.met),
    )
