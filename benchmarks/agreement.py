"""How long agreement takes, with intervals, against the libraries of the field on the same data in one run.

Run it as ``make bench`` or ``python -m benchmarks.agreement``: five annotators, six categories, 30 % missing.
Each figure comes from a process of its own; times are the shortest of a few runs, memory is the growth of the
process during the call. The libraries have no bootstrap: a few replicates are timed in a loop over resampled
units and multiplied, which "~" marks. Values are compared, and a difference is an error.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.own_agreement import CATEGORIES, REPLICATES, SEED

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / ".venv" / "peers" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
ANNOTATORS, MISSING = 5, 0.3
LOOPED = 5  # replicates that benchmarks/peers.py times


@dataclass(frozen=True)
class Measured:
    """What one program needed."""

    value: float
    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Question:
    """Something that we and others compute; the others only up to so many units, since they take long."""

    title: str
    ours: str
    others: Sequence[tuple[str, int]]
    same_value: bool = True
    times: int = 1


QUESTIONS = (
    Question(
        "alpha, nominal",
        "alpha nominal",
        (
            ("krippendorff nominal", 1_000_000),
            ("irrCAC alpha", 1_000_000),
            ("nltk alpha", 10_000),
            ("simpledorff alpha", 100_000),
        ),
    ),
    Question("alpha, ordinal", "alpha ordinal", (("krippendorff ordinal", 1_000_000),)),
    Question(
        "alpha, ordinal, from floats", "alpha ordinal from floats", (("krippendorff ordinal", 1_000_000),)
    ),
    Question("alpha, ordinal, jackknife interval", "alpha ordinal jackknife", ()),
    Question(
        f"alpha, ordinal, {REPLICATES} replicates",
        "alpha ordinal replicates",
        (("krippendorff ordinal replicates", 1_000_000),),
        same_value=False,
        times=REPLICATES // LOOPED,
    ),
    Question(
        "five coefficients with standard errors (others: one)",
        "five with errors",
        (("irrCAC gwet", 1_000_000), ("irrCAC fleiss", 100_000), ("irrCAC conger", 100_000)),
        same_value=False,
    ),
    Question(
        "Cohen's kappa of all ten pairs",
        "cohen pairs",
        (("scikit-learn cohen", 1_000_000), ("statsmodels cohen", 1_000_000)),
    ),
)


def main() -> None:
    if not PEERS.exists():
        print("The other programs are not installed (make bench does it); our own figures alone follow.")
    with tempfile.TemporaryDirectory() as folder:
        for units in (10_000, 100_000, 1_000_000):
            path = Path(folder) / "ratings.npy"
            np.save(path, ratings(units))
            print(
                f"\n{units:,} units x {ANNOTATORS} annotators, {path.stat().st_size / 2**20:.1f} MB as floats"
            )
            for question in QUESTIONS:
                _answer(question, units, path)


def ratings(units: int) -> np.ndarray:
    """Return units x annotators with gaps as NaN."""
    rng = np.random.default_rng(SEED)
    truth = rng.integers(0, CATEGORIES, (units, 1))
    shape = (units, ANNOTATORS)
    given = np.where(rng.random(shape) < 0.6, truth, rng.integers(0, CATEGORIES, shape)).astype(float)
    given[rng.random(shape) < MISSING] = np.nan
    return given


def _answer(question: Question, units: int, path: Path) -> None:
    ours = measured([sys.executable, "-m", "benchmarks.own_agreement", question.ours, str(path)])
    print(f"  {question.title:<54} {_told(ours)}", flush=True)
    for name, most in question.others if PEERS.exists() else ():
        if units > most:
            continue
        other = measured([str(PEERS), "benchmarks/peers.py", name, str(path)])
        seconds = other.seconds * question.times
        mark = "~" if question.times > 1 else " "
        told = _told(Measured(other.value, seconds, other.megabytes), mark)
        print(f"    {name:<52} {told} {seconds / ours.seconds:>9,.0f} times our time", flush=True)
        if question.same_value and abs(other.value - ours.value) > 1e-5:
            raise SystemExit(f"{name} says {other.value}, we say {ours.value}")


def measured(command: Sequence[str]) -> Measured:
    """Return what a program says of itself in the last line that it prints."""
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
    told = json.loads(done.stdout.strip().splitlines()[-1])
    return Measured(told["value"], told["seconds"], told["bytes"] / 2**20)


def _told(one: Measured, mark: str = " ") -> str:
    return f"{mark}{one.seconds:>10.4f} s {one.megabytes:>7.0f} MB"


if __name__ == "__main__":
    main()
