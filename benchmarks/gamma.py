"""How long gamma takes for one document of three annotators, against pygamma-agreement on the same spans.

Run it as ``make bench`` or ``python -m benchmarks.gamma``. Both draw 30 samples and no more. The observed
disorder is the same for both (a test compares it with reference values); the expected one depends on the
sampler, which differs, so the values do a little. pygamma uses its GLPK solver, which is slower than CBC;
"fast" is its own approximation.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from annotations.agreement.gamma import Sampling, gamma
from annotations.agreement.unitizing import Continuum, continua
from benchmarks.agreement import PEERS, measured

ANNOTATORS, LABELS, SEED, RUNS = ("a", "b", "c"), ("adversary", "partner", "neutral"), 20262, 3
# Beyond these pygamma takes minutes.
MOST_EXACT, MOST_FAST = 200, 200


def main() -> None:
    print(f"{'spans x 3':>10} {'gamma':>8} {'ours':>10} {'pygamma':>24} {'pygamma fast':>24}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spans.json"
        for number in (5, 10, 20, 50, 100, 200):
            spans, length = document(number)
            path.write_text(json.dumps({"spans": spans, "length": length}))
            value, seconds = _ours(spans, length)
            told = [_peer("pygamma", path, seconds) if number <= MOST_EXACT else "-"]
            told.append(_peer("pygamma fast", path, seconds) if number <= MOST_FAST else "-")
            print(f"{number:>10} {value:>8.3f} {seconds:>8.3f} s " + " ".join(f"{one:>24}" for one in told))


def document(number: int) -> tuple[list[tuple[str, int, int, str]], int]:
    """Return spans of three annotators who find the same places with borders and labels that vary."""
    rng = np.random.default_rng(SEED + number)
    length = 40 * number
    places = np.sort(rng.integers(0, length - 60, number))
    spans = []
    for annotator in ANNOTATORS:
        for place in places.tolist():
            start = min(max(0, place + int(rng.integers(-6, 7))), length - 60)
            label = LABELS[int(rng.integers(0, 3))] if rng.random() < 0.3 else LABELS[place % 3]
            spans.append((annotator, start, start + int(rng.integers(8, 50)), label))
    return spans, length


def _ours(spans: list[tuple[str, int, int, str]], length: int) -> tuple[float, float]:
    units = {name: [span[1:] for span in spans if span[0] == name] for name in ANNOTATORS}
    corpus = continua([Continuum(length, units)])
    best, value = float("inf"), float("nan")
    for _ in range(RUNS):
        start = time.perf_counter()
        found = gamma(corpus, sampling=Sampling(samples=30, precision=None))[0]
        best = min(best, time.perf_counter() - start)
        assert found.value is not None, found.reason
        value = found.value
    return value, best


def _peer(task: str, path: Path, ours: float) -> str:
    if not PEERS.exists():
        return "not installed"
    other = measured([str(PEERS), "benchmarks/peers.py", task, str(path)])
    return f"{other.value:.3f} {other.seconds:>7.2f} s {other.seconds / ours:>4.0f}x"


if __name__ == "__main__":
    sys.exit(main())
