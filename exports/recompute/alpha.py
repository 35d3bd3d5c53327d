"""Percent agreement and Krippendorff's alpha of units, each with its values and how often it occurs.

Krippendorff, K. (2011). Computing Krippendorff's Alpha-Reliability, pp. 4-7. Passonneau, R. (2006). Measuring
agreement on set-valued items. LREC, for MASI.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import Any

Value = Any
Units = Iterable[tuple[Sequence[Value], int]]
Distance = Callable[[Value, Value], float]


def percent(units: Units) -> float | None:
    """Return the mean share of equal pairs of values over the units with at least two."""
    shares, weights = 0.0, 0
    for values, weight in units:
        pairs = list(combinations(values, 2))
        if pairs:
            shares += weight * sum(one == other for one, other in pairs) / len(pairs)
            weights += weight
    return shares / weights if weights else None


def alpha(units: Units, level: str, order: Sequence[Value] = ()) -> float | None:
    """Return alpha at a level of measurement; None where there is no variation, or nothing to compare."""
    usable = [(values, weight) for values, weight in units if len(values) > 1]
    margins: Counter[Value] = Counter()
    for values, weight in usable:
        for value in values:
            margins[value] += weight
    total = sum(margins.values())
    distance = _distance(level, margins, order)
    observed = sum(
        weight * 2 * sum(distance(one, other) for one, other in combinations(values, 2)) / (len(values) - 1)
        for values, weight in usable
    )
    expected = sum(
        2 * margins[one] * margins[other] * distance(one, other) for one, other in combinations(margins, 2)
    )
    return 1 - (total - 1) * observed / expected if expected else None


def _distance(level: str, margins: Counter[Value], order: Sequence[Value]) -> Distance:
    if level == "ordinal":
        return _ranked(margins, order)
    if level == "circular":
        numbers = [*order, *margins]
        period = max(numbers) - min(numbers) + 1
        return lambda one, other: math.sin(math.pi * (one - other) / period) ** 2
    return _FIXED[level]


def _ranked(margins: Counter[Value], order: Sequence[Value]) -> Distance:
    """Return the distance of ranks: half of either value and all between them, squared."""
    named = [value for value in order if value in margins]
    listed = named if len(named) == len(margins) else sorted(margins)
    middle, below = {}, 0.0
    for value in listed:
        middle[value] = below + margins[value] / 2
        below += margins[value]
    return lambda one, other: (middle[one] - middle[other]) ** 2


def _ratio(one: float, other: float) -> float:
    return ((one - other) / (one + other)) ** 2 if one + other else 0.0


def _masi(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    first, second = set(one), set(other)
    if first == second:
        return 0.0
    if not first & second:
        return 1.0
    likeness = 2 / 3 if first <= second or second <= first else 1 / 3
    return 1 - len(first & second) / len(first | second) * likeness


_FIXED: dict[str, Distance] = {
    "nominal": lambda one, other: float(one != other),
    "interval": lambda one, other: float((one - other) ** 2),
    "ratio": _ratio,
    "set": _masi,
}
