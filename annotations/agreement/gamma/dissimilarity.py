"""How unlike two units are: by where they lie and by what they are called.

Mathet, Y., Widlöcher, A. & Métivier, J.-P. (2015). The unified and holistic method gamma for
inter-annotator agreement measure and alignment. Computational Linguistics 41(3), 437-479, section 4.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from annotations.agreement.gamma.units import Units
from annotations.categories import Category
from annotations.reliability.data import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Dissimilarity:
    """The weighted sum of the positional and the categorical dissimilarity.

    ``alpha`` and ``beta`` weigh position and category; ``delta_empty`` is what a unit without a partner
    costs, and the scale of everything. ``distances`` (q, q) lie between 0 and 1; None means 1 between any
    two categories that differ. ``kind`` names them for the reader.
    """

    alpha: float = 1.0
    beta: float = 1.0
    delta_empty: float = 1.0
    distances: FloatArray | None = None
    kind: str = "nominal"

    def __post_init__(self) -> None:
        if not (self.alpha > 0 and self.beta >= 0 and self.delta_empty > 0):
            raise ValueError("Gamma needs alpha and delta_empty above 0 and beta from 0.")
        if self.distances is not None and not _is_distance(self.distances):
            raise ValueError("Distances of categories are symmetric, 0 to themselves and at most 1.")

    def positional(self, units: Units, one: IntArray, other: IntArray) -> FloatArray:
        """Return ((|start - start'| + |end - end'|) / (length + length')) squared, for pairs of units."""
        apart = np.abs(units.start[one] - units.start[other]) + np.abs(units.end[one] - units.end[other])
        return np.asarray((apart / (units.length[one] + units.length[other])) ** 2)

    def categorical(self, units: Units, one: IntArray, other: IntArray) -> FloatArray:
        """Return the distance of the categories, for pairs of units."""
        first, second = units.category[one], units.category[other]
        if self.distances is None:
            return np.asarray(first != second, dtype=np.float64)
        return np.asarray(self.distances[first, second])

    def between(self, units: Units, one: IntArray, other: IntArray) -> FloatArray:
        """Return the dissimilarity of pairs of units, in units of ``delta_empty``."""
        by_place = self.alpha * self.positional(units, one, other)
        return np.asarray(by_place + self.beta * self.categorical(units, one, other))


def ordinal_distances(categories: int) -> FloatArray:
    """Return (q, q) distances in proportion to the number of steps between ordered categories."""
    steps = np.arange(categories)
    return np.asarray(np.abs(np.subtract.outer(steps, steps)) / max(1, categories - 1))


def tree_distances(labels: Sequence[Hashable], family: Sequence[Category]) -> FloatArray:
    """Return (q, q) distances of labels in the tree that the parents in their family make.

    The way from one to the other over their nearest common ancestor, in proportion to the way over the
    root: 1 where only the root is common (1 - the similarity of Wu & Palmer 1994, p. 136).
    """
    parents = {category.code: category.parent for category in family}
    lines = [_line(str(label), parents) for label in labels]
    return np.array([[_apart(one, other) for other in lines] for one in lines]).reshape(len(lines), -1)


def _line(code: str, parents: dict[str, str]) -> tuple[str, ...]:
    """Return the ancestors of a category from the top down to itself."""
    line: tuple[str, ...] = ()
    while code:
        line, code = (code, *line), parents.get(code, "")
    return line


def _apart(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    common = sum(first == second for first, second in zip(one, other, strict=False))
    return 1 - 2 * common / (len(one) + len(other))


def _is_distance(table: FloatArray) -> bool:
    if table.ndim != 2 or table.shape[0] != table.shape[1]:
        return False
    inside = bool(((table >= 0) & (table <= 1)).all())
    return inside and not table.diagonal().any() and bool(np.array_equal(table, table.T))
