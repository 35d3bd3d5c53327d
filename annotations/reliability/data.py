"""Reliability data: which annotator gave which unit which value, and what could not be used and why.

One table, units by annotators, for each variable. A value that is missing keeps its reason in its cell, so
that every part of the table can say what was dropped from it.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from annotations.errors import AnnotationError

IntArray = NDArray[np.int64]
# Numbers of categories: the smaller their type, the less there is to read.
CodeArray = NDArray[np.signedinteger[Any]]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
T = TypeVar("T")

NUMERIC_LEVELS = ("interval", "ratio")
LEVELS = ("nominal", "ordinal", *NUMERIC_LEVELS, "circular", "set")

# What a cell without a value says; every negative number is a missing value.
NOT_CODED, UNANSWERED, INAPPLICABLE, OUTSIDE, NOT_SUBMITTED = -1, -2, -3, -4, -5
MISSING = (NOT_CODED, UNANSWERED, INAPPLICABLE, OUTSIDE, NOT_SUBMITTED)
# A cell that nobody was asked to fill is a gap in the plan, not something dropped.
DROP_REASONS = {
    UNANSWERED: "values not answered",
    INAPPLICABLE: "values not applicable",
    OUTSIDE: "values outside this codebook",
    NOT_SUBMITTED: "annotations not submitted",
}


class InvalidReliabilityData(AnnotationError):
    """A table of values that contradicts itself."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """How many things were left out of a statistic, and why."""

    reason: str
    count: int


@dataclass(frozen=True, eq=False)
class ReliabilityData:
    """The values of one variable: a row for each unit, a column for each annotator.

    ``values`` counts into ``categories``; a negative number is a missing value. Signed integers of any size
    will do, and columns are read one by one: int8 in Fortran order is the fastest. ``scores`` are the numbers
    of the categories where the level needs numbers. ``clusters`` names the article of each unit, or what else
    ``cluster`` says units are drawn in. ``sizes`` says how many equal units a row stands for: characters are
    counted in stretches. ``outside`` counts the spans of each cell that lie wholly outside the coded ranges.
    """

    variable: str
    label: str
    level: str
    categories: tuple[Hashable, ...]
    units: Sequence[str]
    annotators: tuple[str, ...]
    values: CodeArray
    scores: FloatArray | None = None
    clusters: tuple[str, ...] = ()
    outlets: tuple[str | None, ...] = ()
    events: tuple[str | None, ...] = ()
    unit: str = "article"
    sizes: IntArray | None = None
    outside: IntArray | None = None
    cluster: str = "article"

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise InvalidReliabilityData(f"{self.level!r} is not a level of measurement.")
        if self.values.shape != (len(self.units), len(self.annotators)):
            raise InvalidReliabilityData(
                "The values need a row for each unit and a column for each annotator."
            )
        if self.values.size and not min(MISSING) <= self.values.min() <= self.values.max() < len(
            self.categories
        ):
            raise InvalidReliabilityData("A value is neither one of the categories nor one of the gaps.")
        if self.level in NUMERIC_LEVELS and self.scores is None:
            raise InvalidReliabilityData(f"The {self.level} level needs a number for each category.")
        if self.scores is not None and len(np.unique(self.scores)) != len(self.categories):
            raise InvalidReliabilityData("Each category needs a number of its own.")

    @cached_property
    def values_per_unit(self) -> CodeArray:
        """How many annotators gave each unit a value."""
        per_unit = np.zeros(len(self.units), dtype=np.int16)
        # Column by column: a sum along short rows takes several times as long.
        for column in self.values.T:
            per_unit += column >= 0
        return per_unit

    def annotators_of(self, least: int) -> int:
        """Return how many annotators gave a value to a unit that has at least so many values."""
        # Who coded at all mostly shows in the first units.
        given = np.ascontiguousarray(self.values[:200] >= 0)
        if given[np.count_nonzero(given, axis=1) >= least].any(axis=0).all():
            return len(self.annotators)
        counted = self.values_per_unit >= least
        return sum(bool(((column >= 0) & counted).any()) for column in self.values.T)

    @cached_property
    def shares_clusters(self) -> bool:
        """Whether some cluster has more than one unit, so that units are not independent."""
        if not self.clusters:
            return False
        several = self.sizes is not None and bool((self.sizes != 1).any())
        return several or len(set(self.clusters)) < len(self.clusters)

    @cached_property
    def row_sizes(self) -> IntArray:
        """How many equal units each row stands for."""
        return np.ones(len(self.units), dtype=np.int64) if self.sizes is None else self.sizes

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """What is not counted here, with its reasons; empty when everything is."""
        named = self.values.min(initial=NOT_CODED) < NOT_CODED
        reasons = DROP_REASONS.items() if named else ()
        counts = [(reason, int(np.count_nonzero(self.values == code))) for code, reason in reasons]
        if self.outside is not None:
            counts.append(("spans outside the coded zones", int(self.outside.sum())))
        lonely = int(self.row_sizes[self.values_per_unit < 2].sum())
        counts.append((f"{self.unit}s with fewer than two values", lonely))
        return tuple(Dropped(reason, count) for reason, count in counts if count)

    def of_outlet(self, outlet: str) -> ReliabilityData:
        """Return the units of one outlet."""
        return self.of_rows(np.array([name == outlet for name in self.outlets], dtype=bool))

    def of_rows(self, chosen: BoolArray) -> ReliabilityData:
        """Return the chosen units with all annotators."""
        places = np.flatnonzero(chosen).tolist()
        return replace(
            self,
            units=tuple(self.units[place] for place in places),
            values=self.values[places],
            clusters=_picked(self.clusters, places),
            outlets=_picked(self.outlets, places),
            events=_picked(self.events, places),
            sizes=None if self.sizes is None else self.sizes[places],
            outside=None if self.outside is None else self.outside[places],
        )

    def of_annotators(self, *names: str) -> ReliabilityData:
        """Return all units with the named annotators alone."""
        places = [self.annotators.index(name) for name in names]
        return replace(
            self,
            annotators=names,
            values=self.values[:, places],
            outside=None if self.outside is None else self.outside[:, places],
        )

    def one_against_rest(self, category: Hashable) -> ReliabilityData:
        """Return the same judgements reduced to whether they are this category."""
        chosen = np.where(self.values < 0, self.values, self.values == self.categories.index(category))
        return replace(
            self, label=str(category), level="nominal", categories=("0", "1"), values=chosen, scores=None
        )


def table_data(
    rows: Sequence[Sequence[Hashable | None]],
    *,
    level: str,
    categories: Sequence[Hashable] | None = None,
    variable: str = "value",
) -> ReliabilityData:
    """Return the reliability data of a plain table: a row for each unit, None where a value is missing.

    Without ``categories`` they are the values that occur, in sorted order.
    """
    seen = {value for row in rows for value in row if value is not None}
    known = tuple(sorted(seen, key=_natural)) if categories is None else tuple(categories)
    places: dict[Hashable | None, int] = {value: place for place, value in enumerate(known)}
    if unknown := seen - set(known):
        raise InvalidReliabilityData(f"{min(map(str, unknown))!r} is not among the categories.")
    width = max((len(row) for row in rows), default=0)
    if any(len(row) != width for row in rows):
        raise InvalidReliabilityData("Every unit needs as many cells as there are annotators.")
    coded = [[places.get(value, NOT_CODED) for value in row] for row in rows]
    # The points of a circle may be named; then they are evenly spaced.
    on_a_clock = level == "circular" and all(isinstance(value, (int, float)) for value in known)
    return ReliabilityData(
        variable=variable,
        label="",
        level=level,
        categories=known,
        units=Numbered(len(rows)),
        annotators=tuple(f"annotator {number}" for number in range(1, width + 1)),
        values=np.array(coded, dtype=code_type(len(known)), order="F").reshape(len(rows), width),
        scores=numbers_of(known) if level in NUMERIC_LEVELS or on_a_clock else None,
        unit="unit",
    )


class Numbered(Sequence[str]):
    """The names of units that are only numbered, made when they are asked for: 1, 2, 3 ..."""

    def __init__(self, size: int) -> None:
        self._places = range(1, size + 1)

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...
    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        chosen = self._places[place]
        return str(chosen) if isinstance(chosen, int) else tuple(map(str, chosen))


def code_type(n_categories: int) -> type[np.signedinteger[Any]]:
    """Return the smallest type that holds the numbers of so many categories."""
    return np.int8 if n_categories <= 127 else np.int16 if n_categories <= 32767 else np.int64


def numbers_of(categories: Sequence[Hashable]) -> FloatArray:
    """Return the categories as numbers, or raise InvalidReliabilityData."""
    if not all(isinstance(value, (int, float)) for value in categories):
        raise InvalidReliabilityData("The categories of an interval or ratio level must be numbers.")
    return np.array(categories, dtype=np.float64)


def _natural(value: Hashable) -> tuple[bool, float, str]:
    """Order numbers by size and before words."""
    return (False, value, "") if isinstance(value, (int, float)) else (True, 0.0, str(value))


def _picked(row_facts: tuple[T, ...], places: list[int]) -> tuple[T, ...]:
    return tuple(row_facts[place] for place in places) if row_facts else row_facts
