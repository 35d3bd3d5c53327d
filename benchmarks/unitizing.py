"""How long the unitizing family takes: one article of three annotators, and a corpus with its interval.

Run it as ``make bench`` or ``python -m benchmarks.unitizing``. The programs that exist (two Python scripts)
are not published as packages; what they do, comparing the annotators character by character, is done here in
a plain loop for u-alpha alone, which is less than they do. Values are compared; a difference is an error.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import permutations
from typing import TypeVar

import numpy as np

from annotations.agreement.intervals import Plan
from annotations.agreement.unitizing import Continuum, continua, unitizing

LABELS, SEED, RUNS = "ABC", 5, 5
T = TypeVar("T")
Unit = tuple[int, int, str]


def main() -> None:
    rng = np.random.default_rng(SEED)
    print(f"{'characters':>10} {'spans x 3':>10} {'all, ours':>12} {'u-alpha, character by character':>32}")
    for length, number in ((5_000, 28), (50_000, 260)):
        text = article(rng, length, number)
        ours, found = shortest(lambda text=text: unitizing(continua([text]), Plan("none")), RUNS)
        theirs, value = shortest(lambda text=text: by_character(text), 1)
        assert found[0].value is not None
        assert abs(found[0].value - value) < 1e-9
        told = f"{1000 * ours:>9.2f} ms {1000 * theirs:>24.0f} ms {theirs / ours:>4.0f}x"
        print(f"{length:>10,} {number:>10} {told}")
    texts = [article(rng, 4_000, 12) for _ in range(1000)]
    for plan in (Plan("none"), Plan(), Plan("percentile", replicates=1000)):
        seconds, _ = shortest(lambda plan=plan: unitizing(continua(texts), plan), 2)
        print(f"1,000 articles of 4,000 characters, interval {plan.method:<10} {seconds:>6.2f} s")


def article(rng: np.random.Generator, length: int, number: int) -> Continuum:
    """Return an article whose annotators find the same places with borders and labels that vary."""
    places = np.sort(rng.choice(length // 20 - 1, number, replace=False)) * 20 + 4
    units: dict[str, list[Unit]] = {}
    for name in ("one", "two", "three"):
        starts = places + rng.integers(-4, 5, number)
        ends = starts + rng.integers(5, 12, number)
        labels = rng.integers(0, 3, number)
        units[name] = [
            (start, end, LABELS[label])
            for start, end, label in zip(starts.tolist(), ends.tolist(), labels.tolist(), strict=True)
        ]
    return Continuum(length, units)


def by_character(text: Continuum) -> float:
    """Return u-alpha as a loop over the characters finds it."""
    rows = list(text.units.values())
    values = [_characters(text.length, row) for row in rows]
    both: Counter[tuple[str, str]] = Counter()
    for one, other in permutations(values, 2):
        for pair in zip(one, other, strict=True):
            both[pair] += 1
    total = len(rows) * text.length
    margins: Counter[str] = Counter()
    for (one, _), count in both.items():
        margins[one] += count
    own = Counter({"": margins[""] / (len(rows) - 1)})
    for start, end, label in (unit for row in rows for unit in row):
        own[label] += (end - start) ** 2
    apart = sum(count for (one, other), count in both.items() if one != other) / (len(rows) - 1)
    shares = [count / (len(rows) - 1) for count in margins.values()]
    expected = total * (total**2 - sum(share**2 for share in shares)) / (total**2 - sum(own.values()))
    return 1 - apart / expected


def _characters(length: int, row: Sequence[Unit]) -> list[str]:
    values = [""] * length
    for start, end, label in row:
        for place in range(start, end):
            values[place] = label
    return values


def shortest(work: Callable[[], T], runs: int) -> tuple[float, T]:
    """Return the shortest time of a few runs, and what came out."""
    best, found = float("inf"), work()
    for _ in range(runs):
        start = time.perf_counter()
        found = work()
        best = min(best, time.perf_counter() - start)
    return best, found


if __name__ == "__main__":
    sys.exit(main())
