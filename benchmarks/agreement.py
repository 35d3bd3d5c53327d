"""How long alpha takes, with and without its interval, beside a plain loop over pairs of values.

Run it as ``python -m benchmarks.agreement``. Five annotators, six categories, 30 % missing, ordinal level.
The loop is timed for a few replicates and its time for all of them extrapolated, which is marked by "~".
"""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from itertools import accumulate, permutations

import numpy as np

from annotations.agreement import ALPHA, Agreement, Bootstrap, agreement_report, measure
from annotations.annotation import Annotation
from annotations.codebook import Category, Codebook, Variable
from annotations.reliability import Coding, ReliabilityData

ANNOTATORS, CATEGORIES, REPLICATES, SEED = 5, 6, 1000, 20261
LOOP_REPLICATES = 2
ORDINAL = (ALPHA["ordinal"],)
Units = list[list[int]]


def main() -> None:
    print(
        f"{'units':>9} {'alpha':>10} {'+ 1000 replicates':>18} {'loop':>10} {'loop + 1000':>12} {'ratio':>8}"
    )
    for n in (10_000, 100_000, 1_000_000):
        _line(n, loop=n <= 100_000)
    seconds = _report_seconds()
    print(f"\nreport, 200 articles x 5 annotators x 30 variables, 4 outlets, 10 pairs: {seconds:.2f} s")
    scale = 1024 if sys.platform != "darwin" else 1024**2
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale:.0f} MB")


def _line(n: int, *, loop: bool) -> None:
    data = _data(n)
    point, found = _timed(lambda: measure(data, ORDINAL, None)[0])
    interval, _ = _timed(lambda: measure(data, ORDINAL, plan=Bootstrap(SEED, REPLICATES))[0])
    shown = f"{n:>9,} {point:>8.4f} s {interval:>16.4f} s"
    if loop:
        units = [[value for value in row if value >= 0] for row in data.values.tolist()]
        once, expected = _timed(lambda: _loop_alpha(units), repeats=1)
        assert _close(found, expected)
        per_replicate = _loop_replicates(units) / LOOP_REPLICATES
        total = once + REPLICATES * per_replicate
        shown += f" {once:>8.3f} s ~{total:>9.0f} s {total / interval:>8,.0f}"
    print(shown, flush=True)


def _data(n: int) -> ReliabilityData:
    rng = np.random.default_rng(SEED)
    truth = rng.integers(0, CATEGORIES, (n, 1))
    values = np.where(rng.random((n, ANNOTATORS)) < 0.6, truth, rng.integers(0, CATEGORIES, (n, ANNOTATORS)))
    values[rng.random((n, ANNOTATORS)) < 0.3] = -1
    return ReliabilityData(
        variable="benchmark",
        label="",
        level="ordinal",
        categories=tuple(range(CATEGORIES)),
        units=tuple(map(str, range(n))),
        annotators=tuple("abcde"),
        values=values,
    )


def _timed(action: Callable[[], object], repeats: int = 3) -> tuple[float, object]:
    """Return the shortest time of a few runs, and the result."""
    best, result = float("inf"), None
    for _ in range(repeats):
        start = time.perf_counter()
        result = action()
        best = min(best, time.perf_counter() - start)
    return best, result


def _loop_alpha(units: Units) -> float:
    """Ordinal alpha as a loop over the pairs of values in every unit (Krippendorff 2011)."""
    coincidences: Counter[tuple[int, int]] = Counter()
    for values in units:
        for pair in permutations(values, 2):
            coincidences[pair] += 1 / (len(values) - 1)
    margins = [sum(coincidences[c, k] for k in range(CATEGORIES)) for c in range(CATEGORIES)]
    ranks = [below - own / 2 for below, own in zip(accumulate(margins), margins, strict=True)]
    observed = sum(count * (ranks[c] - ranks[k]) ** 2 for (c, k), count in coincidences.items())
    pairs = permutations(range(CATEGORIES), 2)
    expected = sum(margins[c] * margins[k] * (ranks[c] - ranks[k]) ** 2 for c, k in pairs)
    return 1 - (sum(margins) - 1) * observed / expected


def _loop_replicates(units: Units) -> float:
    rng = np.random.default_rng(SEED)
    start = time.perf_counter()
    for _ in range(LOOP_REPLICATES):
        _loop_alpha([units[place] for place in rng.integers(0, len(units), len(units)).tolist()])
    return time.perf_counter() - start


def _close(found: object, expected: object) -> bool:
    assert isinstance(found, Agreement)
    assert isinstance(expected, float)
    return found.value is not None and abs(found.value - expected) < 1e-9


def _report_seconds() -> float:
    rng = np.random.default_rng(SEED)
    options = tuple(Category(f"c{place}", f"Category {place}") for place in range(5))
    questions = tuple(
        Variable(f"q{place}", f"Question {place}", "article", "choice", "ordinal", categories=options)
        for place in range(30)
    )
    codings = [
        Coding(
            article=f"article {article}",
            annotator=f"annotator {annotator}",
            annotation=Annotation(
                answers={
                    one.code: options[(article + int(rng.random() < 0.2)) % 5].code for one in questions
                },
                found_none=True,
                state="submitted",
            ),
            length=2500,
            coded=((0, 2500),),
            outlet=f"outlet {article % 4}",
        )
        for article in range(200)
        for annotator in range(5)
    ]
    codebook = Codebook("Benchmark", "1", article_questions=questions)
    return _timed(lambda: agreement_report(codings, codebook, seed=SEED, replicates=REPLICATES))[0]


if __name__ == "__main__":
    main()
