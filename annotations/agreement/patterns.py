"""The distinct ways in which annotators judged a unit.

Most coefficients look only at how many annotators chose each category: the order of the annotators does not
matter, and five annotators with six categories leave 462 patterns, however many units there are.
Coefficients that know the annotators apart need the values in their order.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotations.reliability.data import CodeArray, FloatArray, IntArray, code_type

Index = slice | NDArray[np.int64] | NDArray[np.bool_]
# Up to so many possible patterns counting is many times faster than sorting.
CELLS = 1 << 17
# Units are counted in blocks that stay in the processor's cache.
BLOCK = 1 << 16
# Values that fit into so many bits are compared as one number.
BITS = 62


@dataclass(frozen=True, eq=False)
class Patterns:
    """Distinct patterns of values: ``codes`` (patterns, annotators), negative where there is no value.

    In the order of the annotators, or sorted where their order does not matter. ``categories`` are all that
    could have been chosen, q of them, and ``scores`` (q) their numbers, if they have some.
    """

    codes: CodeArray
    categories: Sequence[Hashable]
    scores: FloatArray | None = None

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, index: Index) -> Patterns:
        return Patterns(self.codes[index], self.categories, self.scores)

    @property
    def q(self) -> int:
        """How many categories there are."""
        return len(self.categories)

    @cached_property
    def sizes(self) -> IntArray:
        """How many values each pattern has (patterns)."""
        return np.asarray(np.count_nonzero(self.codes >= 0, axis=1))

    @cached_property
    def counts(self) -> FloatArray:
        """How many annotators chose each category (patterns, q)."""
        return self.counts_of(np.arange(self.q), self.q)

    def counts_of(self, places: IntArray, width: int) -> FloatArray:
        """Return how many values have each place (patterns, width), given the place of every category."""
        rows = np.repeat(np.arange(0, len(self) * width, width), self.sizes)
        cells = rows + places[self.codes[self.codes >= 0]]
        counted = np.bincount(cells, minlength=len(self) * width)
        return counted.astype(np.float64).reshape(len(self), width)

    @cached_property
    def used(self) -> IntArray:
        """The categories that occur, in order."""
        return np.flatnonzero(np.bincount(self.codes[self.codes >= 0], minlength=self.q))

    def values(self, per_category: FloatArray) -> FloatArray:
        """Return a number for each value (patterns, annotators), NaN where there is none."""
        return np.append(per_category, np.nan)[self.codes]


def tallied(
    values: CodeArray, q: int, sizes: IntArray | None, *, ordered: bool
) -> tuple[CodeArray, IntArray]:
    """Return the distinct patterns in a fixed order and how many units show each.

    ``values`` (rows, annotators); ``sizes`` says how many equal units a row stands for.
    """
    if not _few_cells(values, q):
        codes, places = located(values, q, ordered=ordered)
        units = np.bincount(places, weights=sizes, minlength=len(codes))
        return codes, units.astype(np.int64)
    base, width = q + 1, values.shape[1]
    cells = np.zeros(base**width, dtype=np.int64 if sizes is None else np.float64)
    for start in range(0, len(values), BLOCK):
        weights = None if sizes is None else sizes[start : start + BLOCK]
        cells += np.bincount(_cell(values[start : start + BLOCK], base), weights, minlength=cells.size)
    if ordered:
        return _present(_rows(base, width), cells)
    bags, bag_of_cell = _bags(base, width)
    return _present(bags, np.bincount(bag_of_cell, weights=cells, minlength=len(bags)))


def located(values: CodeArray, q: int, *, ordered: bool) -> tuple[CodeArray, IntArray]:
    """Return the distinct patterns in a fixed order and the place of each row's pattern among them."""
    if _few_cells(values, q):
        base, width = q + 1, values.shape[1]
        cells: IntArray = _cell(values, base).astype(np.int64)
        codes = _rows(base, width)
        if not ordered:
            codes, bag_of_cell = _bags(base, width)
            cells = bag_of_cell[cells]
        present = np.bincount(cells, minlength=len(codes)) > 0
        return codes[present], (np.cumsum(present) - 1)[cells]
    if ordered:
        return unique_rows(np.maximum(values, -1).astype(code_type(q), order="C", copy=False), q)
    rows = _gathered(values, q) if values.shape[1] > _per_key(q) else np.maximum(values, -1)
    codes, places = unique_rows(rows, q)
    bags, bag_of_row = unique_rows(np.sort(codes, axis=1)[:, ::-1], q)
    return bags, bag_of_row[places]


def unique_rows(rows: CodeArray, q: int) -> tuple[CodeArray, IntArray]:
    """Return the distinct rows in a fixed order and the place of each row among them."""
    # Rows too long for one number are numbered by their first part, then by that number and the next part.
    first: IntArray = np.zeros(min(len(rows), 1), dtype=np.int64)
    places: IntArray = np.zeros(len(rows), dtype=np.int64)
    per_key = _per_key(q)
    for start in range(0, rows.shape[1], per_key):
        keys: IntArray = np.zeros(len(rows), dtype=np.int64)
        for column in rows.T[start : start + per_key]:
            keys *= q + 1
            keys += column
            keys += 1
        if start:
            distinct, keys = np.unique(keys, return_inverse=True)
            keys = keys + places * len(distinct)
        _, first, places = np.unique(keys, return_index=True, return_inverse=True)
    return rows[first], places


def _per_key(q: int) -> int:
    """Return how many values can be spelled as one number."""
    return int(BITS / np.log2(q + 2))


def _gathered(values: CodeArray, q: int) -> CodeArray:
    """Return the values of each row from the largest to the smallest, without the gaps (rows, most values).

    Of hundreds of annotators each unit has a few.
    """
    rows, columns = np.nonzero(values >= 0)
    codes = values[rows, columns].astype(np.int64)
    order = np.argsort(rows * q - codes)
    sizes = np.bincount(rows, minlength=len(values))
    places = np.arange(rows.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    found = np.full((len(values), int(sizes.max(initial=0))), -1, dtype=code_type(q))
    found[rows, places] = codes[order]
    return found


def _few_cells(values: CodeArray, q: int) -> bool:
    n, width = values.shape
    return width <= CELLS.bit_length() and (q + 1) ** width <= min(CELLS, 8 * n)


def _cell(values: CodeArray, base: int) -> NDArray[np.signedinteger[Any]]:
    """Return the number of each row's pattern: its values, counted from 1, as digits."""
    width = values.shape[1]
    if values.min(initial=-1) < -1:
        # Gaps of every kind are the digit 0.
        values = np.maximum(values, -1)
    keys: NDArray[Any] = np.zeros(len(values), dtype=np.int16 if base**width <= 1 << 15 else np.int32)
    for column in values.T:
        keys *= base
        keys += column
    # Until here every digit was too small by 1.
    keys += sum(base**place for place in range(width))
    return keys


def _present(codes: CodeArray, units: NDArray[Any]) -> tuple[CodeArray, IntArray]:
    present = np.flatnonzero(units)
    return codes[present], units[present].astype(np.int64)


@lru_cache(maxsize=32)
def _rows(base: int, width: int) -> CodeArray:
    """Return the values of every cell (base ** width, width)."""
    digits = base ** np.arange(width - 1, -1, -1)
    codes: CodeArray = (np.arange(base**width)[:, None] // digits % base - 1).astype(code_type(base))
    return codes


@lru_cache(maxsize=32)
def _bags(base: int, width: int) -> tuple[CodeArray, IntArray]:
    """Return the patterns without order, and which of them each cell holds."""
    return unique_rows(np.sort(_rows(base, width), axis=1)[:, ::-1], base - 1)
