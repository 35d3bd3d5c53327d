"""What was compared, as programs for statistics want it: a row for each unit, a number for each value."""

from __future__ import annotations

import csv
import io
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np

from annotations.reliability.data import ReliabilityData
from annotations.reliability.questions import NO_YES

SET_MARK = "|"
EMPTY_SET = "{}"
NUMBERED_LEVELS = ("nominal", "ordinal", "interval", "ratio")


@dataclass(frozen=True, eq=False)
class Matrix:
    """One thing that was compared: a name that can name a file, the data, and the words for its values."""

    name: str  # such as "answer.slant" or "present.framing.BLAME"
    compared: str  # such as "answer" or "label of matched spans"
    title: str
    data: ReliabilityData
    words: tuple[str, ...]
    codes: tuple[int, ...] = ()  # where a program wants other numbers

    @property
    def numbers(self) -> tuple[int | float, ...]:
        """The number that stands for each category: its own one if it has any, else its place."""
        known = self.data.categories
        if self.codes:
            return self.codes
        if self.data.scores is not None:
            return tuple(int(one) if one == int(one) else one for one in self.data.scores.tolist())
        return (0, 1) if known == NO_YES else tuple(range(1, len(known) + 1))

    @property
    def texts(self) -> tuple[str, ...]:
        """Each category as it is written: a set with bars between its members."""
        return tuple(written(category) for category in self.data.categories)

    def of(self, data: ReliabilityData) -> Matrix:
        """Return the matrix with other data about the same thing."""
        return replace(self, data=data)


class Mark(NamedTuple):
    """One span for programs that compare stretches of text."""

    layer: str
    article: str
    annotator: str
    label: str
    start: int
    end: int


@dataclass(frozen=True, eq=False)
class Study:
    """Everything that one round, or one session of ratings, gives to a preset.

    ``readers`` says for each layer and article who submitted it, whether or not they marked anything.
    """

    project: str
    title: str
    source: str
    facts: Sequence[tuple[str, str]]
    matrices: Sequence[Matrix]
    marks: Sequence[Mark] = ()
    readers: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)


class Part(NamedTuple):
    """One file of a preset; with the matrices it holds, reduced to what the program is to count."""

    path: str
    data: bytes
    matrices: tuple[Matrix, ...] = ()


class LeftOut(NamedTuple):
    """A matrix, or some of its units, that the program cannot take, and why."""

    matrix: str
    reason: str


Left = list[LeftOut]


def apart(matrices: Iterable[Matrix]) -> list[Matrix]:
    """Return the matrices with names of their own, whatever their case: each names a file."""
    found: dict[str, Matrix] = {}
    for matrix in matrices:
        name, number = matrix.name, 1
        while name.casefold() in found:
            number += 1
            name = f"{matrix.name} ({number})"
        found[name.casefold()] = replace(matrix, name=name)
    return list(found.values())


def written(category: Hashable) -> str:
    """Return a category as one cell."""
    if isinstance(category, (tuple, frozenset)):
        members = [str(one) for one in category]
        return SET_MARK.join(members if isinstance(category, tuple) else sorted(members)) or EMPTY_SET
    return str(category)


def cells(data: ReliabilityData, said: Sequence[Any], gap: Any = "") -> list[list[Any]]:
    """Return what is said for each category, unit by unit; ``gap`` where a value is missing."""
    known = [*said, gap]
    places = np.where(data.values < 0, len(said), data.values).tolist()
    return [[known[place] for place in row] for row in places]


def numbered(matrices: Iterable[Matrix], left: Left) -> Iterator[Matrix]:
    """Yield the matrices that programs without distances for sets and circles can measure."""
    for matrix in matrices:
        if matrix.data.level in NUMBERED_LEVELS:
            yield matrix
        else:
            level = matrix.data.level
            left.append(LeftOut(matrix.name, f"the program has no distance for the level {level}"))


def complete(data: ReliabilityData) -> ReliabilityData:
    """Return the units to which every annotator who gave any value gave one."""
    given = np.asarray((data.values >= 0).any(axis=0)).tolist()
    found = data.of_annotators(*(name for name, some in zip(data.annotators, given, strict=True) if some))
    return found.of_rows(np.asarray((found.values >= 0).all(axis=1)))


def nominal(data: ReliabilityData) -> ReliabilityData:
    """Return the same values without their order and distances."""
    return replace(data, level="nominal", scores=None)


def table(header: Sequence[str] | None, rows: Iterable[Sequence[Any]]) -> bytes:
    """Return CSV in UTF-8, with line feeds; without a header where a program wants none."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if header is not None:
        writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()
