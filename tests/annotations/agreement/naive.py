"""The coefficients a second time, straight from their definitions: loops over pairs, no arrays."""

import math
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from itertools import permutations

Pair = tuple[Hashable, Hashable]


def coincidences(rows: Sequence[Sequence[Hashable | None]]) -> Counter[Pair]:
    """Every ordered pair of values in a unit counts 1 / (m - 1)."""
    table: Counter[Pair] = Counter()
    for row in rows:
        values = [value for value in row if value is not None]
        for one, other in permutations(range(len(values)), 2):
            table[values[one], values[other]] += 1 / (len(values) - 1)
    return table


def alpha(rows: Sequence[Sequence[Hashable | None]], level: str) -> float | None:
    table = coincidences(rows)
    margins: Counter[Hashable] = Counter()
    for (one, _), count in table.items():
        margins[one] += count
    values = [value for row in rows for value in row if value is not None]
    apart = distance(level, margins, max(values) - min(values) + 1 if level == "circular" and values else 1)
    total = sum(margins.values())
    observed = sum(count * apart(one, other) for (one, other), count in table.items())
    expected = sum(margins[c] * margins[k] * apart(c, k) for c in margins for k in margins)
    return 1 - (total - 1) * observed / expected if expected > 1e-9 else None


def distance(
    level: str, margins: Counter[Hashable], period: float = 1
) -> Callable[[Hashable, Hashable], float]:
    def ordinal(c, k):
        between = sum(count for value, count in margins.items() if min(c, k) <= value <= max(c, k))
        return (between - (margins[c] + margins[k]) / 2) ** 2

    return {
        "nominal": lambda c, k: float(c != k),
        "ordinal": ordinal,
        "interval": lambda c, k: (c - k) ** 2,
        "ratio": lambda c, k: ((c - k) / (c + k)) ** 2 if c != k else 0.0,
        "circular": lambda c, k: math.sin(math.pi * (c - k) / period) ** 2,
        "set": masi,
    }[level]


def masi(one: Hashable, other: Hashable) -> float:
    first, second = (set(value) if isinstance(value, tuple) else {value} for value in (one, other))
    if first == second:
        return 0.0
    contained = 2 / 3 if first < second or second < first else 1 / 3
    return 1 - len(first & second) / len(first | second) * contained


def agreeing_shares(rows: Sequence[Sequence[Hashable | None]]) -> list[tuple[int, int]]:
    """Return the equal pairs and all pairs of every unit that has pairs."""
    found = []
    for row in rows:
        values = [value for value in row if value is not None]
        pairs = list(permutations(values, 2))
        if pairs:
            found.append((sum(one == other for one, other in pairs), len(pairs)))
    return found


def mean_agreement(rows: Sequence[Sequence[Hashable | None]]) -> float | None:
    units = agreeing_shares(rows)
    return sum(equal / pairs for equal, pairs in units) / len(units) if units else None


def pooled_agreement(rows: Sequence[Sequence[Hashable | None]]) -> float | None:
    units = agreeing_shares(rows)
    return sum(equal for equal, _ in units) / sum(pairs for _, pairs in units) if units else None
