"""Long tables: a row for each value that an annotator gave to a unit, in any order."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from annotations.reliability.data import BoolArray, Dropped, IntArray
from annotations.reliability.tables.columns import ANNOTATOR, VALUE, Columns, unit_column
from annotations.reliability.tables.source import Faults, Table, TableOptions
from annotations.reliability.tables.tally import Names, Tally, together
from annotations.reliability.tables.wide import named_place, whole_rows

SAME_AGAIN = "values that repeat what the annotator had said of the unit"
EARLIER = "earlier values of the same annotator on the same unit"
# Units are laid out in portions of about this many cells.
PORTION = 1 << 22


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
    times, or with the same time, they are refused unless they are the same.
    """
    layout, faults = LongLayout.of(table, options), Faults(table.name)
    entries = _Entries(options)
    for row, cells in whole_rows(table, faults):
        entries.add(row, cells, layout, faults)
    found = entries.arrays()
    kept = _latest(found, entries, options, faults)
    _refuse_units_in_two_places(found, entries, faults)
    faults.refuse_any()
    return _laid_out(found.chosen(kept), entries, _repeats(found, kept))


@dataclass(frozen=True, eq=False)
class _Found:
    """The rows as columns, ordered by unit, annotator, time and row."""

    unit: IntArray
    annotator: IntArray
    value: IntArray
    time: IntArray
    row: IntArray
    cluster: IntArray
    group: IntArray

    def chosen(self, places: IntArray | BoolArray) -> _Found:
        """Return some of the rows."""
        return _Found(*(getattr(self, name)[places] for name in self.__dataclass_fields__))

    @property
    def again(self) -> BoolArray:
        """Which rows have the unit and the annotator of the row before (rows - 1)."""
        same = (self.unit[1:] == self.unit[:-1]) & (self.annotator[1:] == self.annotator[:-1])
        return np.asarray(same)


class _Entries:
    """Takes rows one by one; 56 bytes for each, whatever it says."""

    def __init__(self, options: TableOptions) -> None:
        self.units, self.annotators, self.values = Names(), Names(), Names(options.no_value)
        self.clusters, self.groups = Names(), Names()
        self._chosen = frozenset(options.annotators)
        self._columns = [array("q") for _ in range(7)]

    def add(self, row: int, cells: Sequence[str], layout: LongLayout, faults: Faults) -> None:
        """Note what a row says; a row of an annotator who does not count is passed over."""
        unit, annotator = cells[layout.unit], cells[layout.annotator]
        if self._chosen and annotator.strip() not in self._chosen:
            return
        for what, text in (("unit", unit), ("annotator", annotator)):
            if not text.strip():
                faults.add(row, f"the {what} has no name")
        facts = (
            self.units.place(unit, row),
            self.annotators.place(annotator, row),
            self.values.place(cells[layout.value], row),
            0 if layout.time is None else _moment(cells[layout.time], row, faults),
            row,
            named_place(self.clusters, layout.cluster, cells, row, faults),
            named_place(self.groups, layout.group, cells, row, faults),
        )
        for column, fact in zip(self._columns, facts, strict=True):
            column.append(fact)

    def arrays(self) -> _Found:
        """Return the rows in order."""
        columns = [np.array(column, dtype=np.int64) for column in self._columns]
        unit, annotator, _value, time, row, *_ = columns
        return _Found(*columns).chosen(np.lexsort((row, time, annotator, unit)))


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


def _latest(found: _Found, entries: _Entries, options: TableOptions, faults: Faults) -> BoolArray:
    """Return which rows count; what contradicts itself and has no order is noted."""
    again = found.again
    unordered = again & (found.time[1:] == found.time[:-1]) & (found.value[1:] != found.value[:-1])
    for place in np.flatnonzero(unordered).tolist():
        before, after = int(found.row[place]), int(found.row[place + 1])
        unit, annotator = (
            entries.units.texts[found.unit[place]],
            entries.annotators.texts[found.annotator[place]],
        )
        advice = "" if options.time else "; say with --time which column tells the later one"
        faults.add(after, f"{annotator!r} already gave {unit!r} another value in row {before}{advice}")
    return np.append(~again, True) if found.row.size else np.zeros(0, dtype=bool)


def _repeats(found: _Found, kept: BoolArray) -> tuple[Dropped, ...]:
    same = found.again & (found.value[1:] == found.value[:-1])
    counts = ((SAME_AGAIN, int(same.sum())), (EARLIER, int((~kept).sum() - same.sum())))
    return tuple(Dropped(reason, count) for reason, count in counts if count)


def _refuse_units_in_two_places(found: _Found, entries: _Entries, faults: Faults) -> None:
    """Note every unit of which two rows say that it belongs to different things."""
    for names, place in ((entries.clusters, found.cluster), (entries.groups, found.group)):
        moved = (found.unit[1:] == found.unit[:-1]) & (place[1:] != place[:-1])
        for at in np.flatnonzero(moved).tolist():
            unit, texts = entries.units.texts[found.unit[at]], names.texts
            here, there = texts[place[at + 1]], texts[place[at]]
            faults.add(
                int(found.row[at + 1]),
                f"the unit {unit!r} belongs to {here!r}, but in row {found.row[at]} to {there!r}",
            )


def _laid_out(found: _Found, entries: _Entries, dropped: tuple[Dropped, ...]) -> Tally:
    """Return the tally of rows of which each is the only one of its unit and annotator."""
    changes = np.append(True, found.unit[1:] != found.unit[:-1])[: found.unit.size]
    opens = np.append(np.flatnonzero(changes), found.unit.size)
    size = max(1, PORTION // max(1, len(entries.annotators.texts)))
    parts = [
        _portion(found.chosen(np.arange(opens[start], opens[min(start + size, opens.size - 1)])), entries)
        for start in range(0, max(1, opens.size - 1), size)
    ]
    return replace(together(parts), dropped=dropped)


def _portion(found: _Found, entries: _Entries) -> Tally:
    units, first, row = np.unique(found.unit, return_index=True, return_inverse=True)
    annotators = entries.annotators.texts
    codes = np.full((units.size, len(annotators)), -1, dtype=np.int64)
    codes[row, found.annotator] = found.value
    return Tally(
        values=entries.values.texts,
        first_rows=tuple(entries.values.first_rows),
        annotators=annotators,
        clusters=entries.clusters.texts,
        groups=entries.groups.texts,
        codes=codes,
        cluster=found.cluster[first],
        group=found.group[first],
        sizes=np.ones(units.size, dtype=np.int64),
        missing=frozenset(entries.values.met),
    ).collapsed()
