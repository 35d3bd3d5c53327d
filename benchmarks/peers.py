"""What the other programs need for the same data; run in the environment that make bench sets up for them.

``python benchmarks/peers.py TASK FILE`` reads units x annotators from FILE (.npy, NaN = missing) or spans
from FILE (.json) and prints one line of JSON: the value, the shortest time in seconds, the growth of resident
memory in bytes. It imports nothing of Parallax.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import warnings
from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np

Task = Callable[[Any], float]
# Shorter than this a run is repeated, and the shortest time counts.
SHORT = 1.0


def main() -> None:
    warnings.simplefilter("ignore")
    name, path = sys.argv[1:3]
    prepare, run = TASKS[name]
    data = prepare(_read(path))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    value, seconds = _timed(run, data)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(json.dumps({"value": value, "seconds": seconds, "bytes": grown * 1024}))


def _read(path: str) -> Any:
    if path.endswith(".npy"):
        return np.load(path)
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def _timed(run: Task, data: Any) -> tuple[float, float]:
    best = float("inf")
    for _ in range(4):
        start = time.perf_counter()
        value = run(data)
        best = min(best, time.perf_counter() - start)
        if best > SHORT:
            break
    return float(value), best


def _krippendorff(level: str) -> Task:
    import krippendorff

    return lambda ratings: krippendorff.alpha(ratings, level_of_measurement=level)


def _krippendorff_replicates(ratings: np.ndarray) -> float:
    """Return the standard error over a few replicates; the caller multiplies the time."""
    import krippendorff

    rng = np.random.default_rng(1)
    n = ratings.shape[1]
    drawn = [
        krippendorff.alpha(ratings[:, rng.integers(0, n, n)], level_of_measurement="ordinal")
        for _ in range(REPLICATES)
    ]
    return float(np.std(drawn))


def _irrcac(method: str) -> Task:
    from irrCAC.raw import CAC

    def run(frame: Any) -> float:
        return float(getattr(CAC(frame), method)()["est"]["coefficient_value"])

    return run


def _frame(ratings: np.ndarray) -> Any:
    import pandas as pd

    return pd.DataFrame(ratings)


def _records(ratings: np.ndarray) -> list[tuple[str, str, int]]:
    units, annotators = np.nonzero(~np.isnan(ratings))
    values = ratings[units, annotators].astype(int)
    return [
        (f"a{a}", f"u{u}", v)
        for a, u, v in zip(annotators.tolist(), units.tolist(), values.tolist(), strict=True)
    ]


def _nltk(records: list[tuple[str, str, int]]) -> float:
    from nltk.metrics.agreement import AnnotationTask

    return AnnotationTask(data=records).alpha()


def _long(ratings: np.ndarray) -> Any:
    import pandas as pd

    return pd.DataFrame(_records(ratings), columns=["annotator", "unit", "value"])


def _simpledorff(frame: Any) -> float:
    import simpledorff

    return simpledorff.calculate_krippendorffs_alpha_for_df(
        frame, experiment_col="unit", annotator_col="annotator", class_col="value"
    )


def _fleiss(ratings: np.ndarray) -> float:
    from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

    return fleiss_kappa(aggregate_raters(ratings)[0])


def _cohen_statsmodels(ratings: np.ndarray) -> float:
    from statsmodels.stats.inter_rater import cohens_kappa, to_table

    return float(np.mean([cohens_kappa(to_table(pair)[0]).kappa for pair in _pairs(ratings)]))


def _cohen_sklearn(ratings: np.ndarray) -> float:
    from sklearn.metrics import cohen_kappa_score

    return float(np.mean([cohen_kappa_score(pair[:, 0], pair[:, 1]) for pair in _pairs(ratings)]))


def _pairs(ratings: np.ndarray) -> list[np.ndarray]:
    chosen = (ratings[:, list(two)] for two in combinations(range(ratings.shape[1]), 2))
    return [pair[~np.isnan(pair).any(axis=1)].astype(int) for pair in chosen]


def _continuum(spans: dict[str, Any]) -> Any:
    from pyannote.core import Segment
    from pygamma_agreement import Continuum

    continuum = Continuum()
    for annotator, start, end, label in spans["spans"]:
        continuum.add(annotator, Segment(start, end), label)
    return continuum


def _gamma(fast: bool) -> Task:
    from pygamma_agreement import CombinedCategoricalDissimilarity

    def run(continuum: Any) -> float:
        np.random.seed(1)
        dissimilarity = CombinedCategoricalDissimilarity(alpha=1, beta=1, delta_empty=1)
        return continuum.compute_gamma(dissimilarity, n_samples=30, fast=fast).gamma

    warm = _continuum({"spans": [["a", 0, 5, "x"], ["b", 1, 6, "x"], ["b", 8, 9, "y"], ["c", 1, 6, "y"]]})
    run(warm)  # numba compiles at the first call
    return run


REPLICATES = 5
TASKS: dict[str, tuple[Callable[[Any], Any], Task]] = {}


def _task(name: str, prepare: Callable[[Any], Any], make: Callable[[], Task]) -> None:
    if len(sys.argv) > 1 and sys.argv[1] == name:
        TASKS[name] = prepare, make()


_task("krippendorff nominal", np.transpose, lambda: _krippendorff("nominal"))
_task("krippendorff ordinal", np.transpose, lambda: _krippendorff("ordinal"))
_task("krippendorff ordinal replicates", np.transpose, lambda: _krippendorff_replicates)
_task("irrCAC alpha", _frame, lambda: _irrcac("krippendorff"))
_task("irrCAC fleiss", _frame, lambda: _irrcac("fleiss"))
_task("irrCAC gwet", _frame, lambda: _irrcac("gwet"))
_task("irrCAC conger", _frame, lambda: _irrcac("conger"))
_task("nltk alpha", _records, lambda: _nltk)
_task("simpledorff alpha", _long, lambda: _simpledorff)
_task("statsmodels fleiss", lambda ratings: ratings.astype(int), lambda: _fleiss)
_task("statsmodels cohen", np.asarray, lambda: _cohen_statsmodels)
_task("scikit-learn cohen", np.asarray, lambda: _cohen_sklearn)
_task("pygamma", _continuum, lambda: _gamma(fast=False))
_task("pygamma fast", _continuum, lambda: _gamma(fast=True))


if __name__ == "__main__":
    main()
