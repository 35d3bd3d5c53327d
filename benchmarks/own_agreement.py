"""What our engine needs for the data that the other programs get, told as benchmarks/peers.py tells it.

``python -m benchmarks.own_agreement TASK FILE`` prints a line of JSON: value, shortest seconds, bytes grown.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np

from annotations.agreement import ALPHA, FAMILY, Coefficient, Plan, measure
from annotations.reliability import ReliabilityData
from annotations.reliability.data import Numbered

CATEGORIES, REPLICATES, SEED = 6, 1000, 20261
RUNS = 5


def main() -> None:
    name, path = sys.argv[1:3]
    prepare, run = TASKS[name]
    data = prepare(np.load(path))
    measure(coded(np.zeros((4, 2))))  # what is imported at the first call is not measured
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    value, seconds = timed(run, data)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(json.dumps({"value": value, "seconds": seconds, "bytes": grown * 1024}))


def timed(run: Callable[[Any], float], data: Any) -> tuple[float, float]:
    """Return the value and the shortest of a few runs."""
    best, value = float("inf"), float("nan")
    for _ in range(RUNS):
        start = time.perf_counter()
        value = run(data)
        best = min(best, time.perf_counter() - start)
    return value, best


def coded(ratings: np.ndarray, level: str = "nominal") -> ReliabilityData:
    """Return the ratings (units, annotators; NaN where missing) as reliability data."""
    codes = np.asfortranarray(np.where(np.isnan(ratings), -1, ratings).astype(np.int8))
    return ReliabilityData(
        variable="benchmark",
        label="",
        level=level,
        categories=tuple(range(CATEGORIES)),
        units=Numbered(len(codes)),
        annotators=tuple(f"annotator {number}" for number in range(codes.shape[1])),
        values=codes,
        unit="unit",
    )


def _one(coefficient: Coefficient, method: str) -> Callable[[ReliabilityData], float]:
    plan = Plan(method, seed=SEED, replicates=REPLICATES)  # type: ignore[arg-type]

    def run(data: ReliabilityData) -> float:
        found = measure(data, (coefficient,), plan)[0]
        assert found.value is not None, found.reason
        return found.value

    return run


FIVE = tuple(
    FAMILY[name]
    for name in (
        "percent agreement (mean over units)",
        "Krippendorff's alpha (nominal)",
        "Fleiss' kappa (unweighted)",
        "Brennan-Prediger (unweighted)",
        "Gwet's AC1 (unweighted)",
    )
)
COHEN = FAMILY["Cohen's kappa (unweighted)"]


def _several(data: ReliabilityData) -> float:
    return float(len(measure(data, FIVE, Plan("analytic"))))


def _cohen(data: ReliabilityData) -> float:
    pairs = combinations(data.annotators, 2)
    values = [measure(data.of_annotators(*pair), (COHEN,), None)[0].value for pair in pairs]
    return float(np.mean([value for value in values if value is not None]))


def _ordinal(ratings: np.ndarray) -> ReliabilityData:
    return coded(ratings, "ordinal")


TASKS: dict[str, tuple[Callable[[np.ndarray], Any], Callable[[Any], float]]] = {
    "alpha nominal": (coded, _one(ALPHA["nominal"], "none")),
    "alpha ordinal": (_ordinal, _one(ALPHA["ordinal"], "none")),
    "alpha ordinal from floats": (
        np.asarray,
        lambda ratings: _one(ALPHA["ordinal"], "none")(_ordinal(ratings)),
    ),
    "alpha ordinal jackknife": (_ordinal, _one(ALPHA["ordinal"], "jackknife")),
    "alpha ordinal replicates": (_ordinal, _one(ALPHA["ordinal"], "percentile")),
    "five with errors": (coded, _several),
    "cohen pairs": (coded, _cohen),
}


if __name__ == "__main__":
    main()
