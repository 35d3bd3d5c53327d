"""The chance-corrected coefficients again, from their definitions: loops over annotators and pairs."""

from collections.abc import Callable, Hashable, Sequence
from itertools import combinations, permutations, product
from statistics import mean

Rows = Sequence[Sequence[Hashable | None]]
Weight = Callable[[Hashable, Hashable], float]


def equal(one: Hashable, other: Hashable) -> float:
    return float(one == other)


def quadratic(longest: float) -> Weight:
    return lambda one, other: 1 - ((one - other) / longest) ** 2


def given(row: Sequence[Hashable | None]) -> list[Hashable]:
    return [value for value in row if value is not None]


def observed(rows: Rows, weight: Weight) -> float:
    """The mean over units of the mean weight of two values by different annotators."""
    units = [given(row) for row in rows if len(given(row)) > 1]
    return mean(mean(weight(*pair) for pair in permutations(values, 2)) for values in units)


def shares(rows: Rows, categories: Sequence[Hashable]) -> dict[Hashable, float]:
    """How large a part of a unit's values each category has, on average over units with a value."""
    units = [given(row) for row in rows if given(row)]
    return {one: mean(values.count(one) / len(values) for values in units) for one in categories}


def corrected(agreement: float, chance: float) -> float | None:
    return None if chance > 1 - 1e-9 else (agreement - chance) / (1 - chance)


def fleiss(rows: Rows, weight: Weight, categories: Sequence[Hashable]) -> float | None:
    share = shares(rows, categories)
    chance = sum(
        share[one] * share[other] * weight(one, other) for one, other in product(categories, repeat=2)
    )
    return corrected(observed(rows, weight), chance)


def brennan_prediger(rows: Rows, weight: Weight, categories: Sequence[Hashable]) -> float | None:
    return corrected(observed(rows, weight), mean(weight(*pair) for pair in product(categories, repeat=2)))


def gwet(rows: Rows, weight: Weight, categories: Sequence[Hashable]) -> float | None:
    q, share = len(categories), shares(rows, categories)
    weights = sum(weight(*pair) for pair in product(categories, repeat=2))
    chance = weights / (q * (q - 1)) * sum(p * (1 - p) for p in share.values())
    return corrected(observed(rows, weight), chance)


def conger(rows: Rows, weight: Weight, categories: Sequence[Hashable]) -> float | None:
    columns = [given(column) for column in zip(*rows, strict=True) if given(column)]
    chance = mean(
        mean(weight(one, other) for one in first for other in second)
        for first, second in combinations(columns, 2)
    )
    return corrected(observed(rows, weight), chance)


def cohen(rows: Rows, weight: Weight, categories: Sequence[Hashable]) -> float | None:
    both = [row for row in rows if None not in row]
    return conger(both, weight, categories)


def scott(rows: Rows, weight: Weight, categories: Sequence[Hashable]) -> float | None:
    both = [row for row in rows if None not in row]
    return fleiss(both, weight, categories)


def holsti(rows: Rows) -> float:
    found = []
    for first, second in combinations(zip(*rows, strict=True), 2):
        both = [(one, other) for one, other in zip(first, second, strict=True) if None not in (one, other)]
        agreements = sum(one == other for one, other in both)
        if both:
            found.append(2 * agreements / (len(both) + len(both)))
    return mean(found)


def specific(rows: Rows, category: Hashable) -> float | None:
    second = [
        other == category for row in rows for one, other in permutations(given(row), 2) if one == category
    ]
    return mean(second) if second else None


def all_agree(rows: Rows) -> float:
    return mean(float(len(set(given(row))) == 1) for row in rows if len(given(row)) > 1)
