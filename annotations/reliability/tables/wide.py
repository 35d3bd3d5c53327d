"""Wide tables: a row for each unit, a column for each annotator; or one for each category, with counts."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np

from annotations.reliability.data import IntArray
from annotations.reliability.tables.columns import ABOUT_UNITS, Columns, unit_column
from annotations.reliability.tables.source import (
    Faults,
    Table,
    TableOptions,
    UnusableTable,
    chunks,
    whole_rows,
)
from annotations.reliability.tables.tally import Names, Tally, places_of

# A count beyond this is a mistake: nobody asks so many people about one unit.
MOST_VALUES = 10_000


@dataclass(frozen=True)
class _Layout:
    """Where things stand in a row: the unit, its cluster and group if there are any, and the cells."""

    unit: int
    cluster: int | None
    group: int | None
    cells: tuple[int, ...]
    names: tuple[str, ...]

    @property
    def key(self) -> tuple[int, ...]:
        """The columns in which two rows must be the same to be counted as one."""
        return (*(place for place in (self.cluster, self.group) if place is not None), *self.cells)

    def place(
        self, clusters: Names, groups: Names, cells: Sequence[str], row: int, faults: Faults
    ) -> tuple[int, int]:
        """Return the numbers of the cluster and the group of a row, zeros where the table has none."""
        return (
            named_place(clusters, self.cluster, cells, row, faults),
            named_place(groups, self.group, cells, row, faults),
        )


def wide_tally(table: Table, options: TableOptions) -> Tally:
    """Return the tally of a table with a column for each annotator, or raise UnusableTable."""
    layout = _layout(table, options, options.annotators)
    faults, values = Faults(table.name), Names(options.no_value)
    clusters, groups = Names(), Names()
    found = []
    for row, cells, size in _distinct(table, layout, faults):
        place = layout.place(clusters, groups, cells, row, faults)
        found.append((*place, size, *(values.place(cells[one], row) for one in layout.cells)))
    faults.refuse_any()
    rows = np.array(found, dtype=np.int64).reshape(-1, 3 + len(layout.cells))
    return Tally(
        values=tuple(values.texts),
        first_rows=tuple(values.first_rows),
        annotators=layout.names,
        clusters=tuple(clusters.texts),
        groups=tuple(groups.texts),
        codes=rows[:, 3:].astype(np.int32),
        cluster=rows[:, 0],
        group=rows[:, 1],
        sizes=rows[:, 2],
        missing=frozenset(values.met),
    ).collapsed()


def counts_tally(table: Table, options: TableOptions) -> Tally:
    """Return the tally of a table that says how many annotators gave each category, or raise UnusableTable.

    Who gave which value is not known, so the places of a row stand for nobody in particular.
    """
    layout = _layout(table, options, options.categories)
    faults, clusters, groups = Faults(table.name), Names(), Names()
    found: list[tuple[int, int, int, IntArray]] = []
    for row, cells, size in _distinct(table, layout, faults):
        counts = _counts([cells[one] for one in layout.cells], row, options, faults)
        place = layout.place(clusters, groups, cells, row, faults)
        found.append((*place, size, np.repeat(np.arange(len(counts)), counts)))
    faults.refuse_any()
    width = max((one[3].size for one in found), default=0)
    codes = np.full((len(found), width), -1, dtype=np.int32)
    for line, one in zip(codes, found, strict=True):
        line[: one[3].size] = one[3]
    facts = np.array([one[:3] for one in found], dtype=np.int64).reshape(-1, 3)
    return Tally(
        values=layout.names,
        first_rows=(1,) * len(layout.names),
        annotators=places_of(width),
        clusters=tuple(clusters.texts),
        groups=tuple(groups.texts),
        codes=codes,
        cluster=facts[:, 0],
        group=facts[:, 1],
        sizes=facts[:, 2],
        nameless=True,
    ).collapsed()


def _layout(table: Table, options: TableOptions, wanted: Sequence[str]) -> _Layout:
    columns = Columns(table)
    unit = unit_column(columns, options.unit)
    cluster, group = columns.maybe(options.cluster), columns.maybe(options.by)
    if wanted:
        cells = [columns.named(name) for name in wanted]
    else:
        about = ABOUT_UNITS
        cells = [place for place in columns.rest() if columns.names[place].lower() not in about]
    if not cells:
        raise UnusableTable([f"{table.name}: beside the units there is no column to compare."])
    return _Layout(unit, cluster, group, tuple(cells), tuple(columns.names[place] for place in cells))


def _distinct(table: Table, layout: _Layout, faults: Faults) -> Iterator[tuple[int, Sequence[str], int]]:
    """Yield the different rows, each with the number of the first one and how many units are like it."""
    sizes: Counter[tuple[str, ...]] = Counter()
    examples: dict[tuple[str, ...], tuple[int, Sequence[str]]] = {}
    key, names = _key(layout.key), array("q")
    for chunk in chunks(table, faults):
        units = list(map(str.strip, chunk.column(layout.unit)))
        if "" in units:
            faults.add(int(chunk.numbers[units.index("")]), "the unit has no name")
        names.extend(map(hash, units))
        keys = list(map(key, chunk.cells))
        sizes.update(keys)
        # Of rows that are alike the last one stays, so they are gone through from the end.
        for what, place in dict(zip(reversed(keys), range(len(keys) - 1, -1, -1), strict=True)).items():
            if what not in examples:
                examples[what] = int(chunk.numbers[place]), chunk.cells[place]
    _refuse_repeated(table, layout.unit, names, faults)
    for what, (row, cells) in sorted(examples.items(), key=lambda one: one[1][0]):
        yield row, cells, sizes[what]


def _key(places: tuple[int, ...]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    if len(places) == 1:
        return lambda cells: (cells[places[0]],)
    return itemgetter(*places)


def _refuse_repeated(table: Table, unit: int, names: array[int], faults: Faults) -> None:
    """Note every unit that has two rows; which of them counts nobody can say.

    Units are told apart by eight bytes each, so that a table may be larger than the memory; only where two
    of them are the same is the table read once more for the names.
    """
    ordered = np.sort(np.frombuffer(names, dtype=np.int64)) if names else np.zeros(0, dtype=np.int64)
    suspects = set(ordered[1:][ordered[1:] == ordered[:-1]].tolist())
    if not suspects:
        return
    first: dict[str, int] = {}
    for row, cells in whole_rows(table, Faults(table.name)):
        name = cells[unit].strip()
        if hash(name) in suspects and name and first.setdefault(name, row) != row:
            faults.add(row, f"the unit {name!r} already has row {first[name]}")


def named_place(names: Names, column: int | None, cells: Sequence[str], row: int, faults: Faults) -> int:
    """Return the number of what a cell names, 0 without such a column; an empty cell is a fault."""
    if column is None:
        return 0
    if not cells[column].strip():
        faults.add(row, f"nothing stands in column {column + 1}, which says what the unit belongs to")
    return names.place(cells[column], row)


def _counts(cells: Sequence[str], row: int, options: TableOptions, faults: Faults) -> list[int]:
    """Return the counts of a row, zeros where one of them is none."""
    found = []
    for cell in cells:
        text = cell.strip()
        text = "0" if text in options.no_value else text.removesuffix(".0")
        if not (text.isascii() and text.isdigit() and int(text) <= MOST_VALUES):
            faults.add(row, f"{cell!r} is not a count from 0 to {MOST_VALUES:,}")
            text = "0"
        found.append(int(text))
    return found
