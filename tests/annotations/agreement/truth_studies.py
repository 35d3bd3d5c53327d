"""Studies in which the truth and the errors of the annotators are known."""

from dataclasses import dataclass

import numpy as np

from annotations.reliability.data import ReliabilityData


@dataclass(frozen=True)
class Study:
    truth: np.ndarray
    matrices: np.ndarray
    data: ReliabilityData


def study(
    matrices,
    *,
    units,
    shares=None,
    missing=0.0,
    seed=1,
    clusters=None,
) -> Study:
    """Draw values from confusion matrices (annotators, truth, value)."""
    rng = np.random.default_rng(seed)
    matrices = np.asarray(matrices, dtype=float)
    q = matrices.shape[1]
    truth = rng.choice(q, size=units, p=shares)
    values = np.stack(
        [
            (matrix[truth].cumsum(axis=1) > rng.random((units, 1))).argmax(axis=1).astype(np.int64)
            for matrix in matrices
        ],
        axis=1,
    )
    values[rng.random(values.shape) < missing] = -1
    return Study(truth, matrices, data_of(values, q, clusters=clusters))


def data_of(values, q, *, annotators=None, clusters=None, unit="unit") -> ReliabilityData:
    values = np.asarray(values, dtype=np.int64)
    return ReliabilityData(
        variable="value",
        label="",
        level="nominal",
        categories=tuple("abcdefgh"[:q]),
        units=tuple(map(str, range(len(values)))),
        annotators=annotators or tuple(f"annotator {number}" for number in range(values.shape[1])),
        values=values,
        clusters=clusters or (),
        unit=unit,
    )


def symmetric(q, *accuracies):
    """Return a confusion matrix per annotator whose errors are spread evenly."""
    return [np.eye(q) * a + (1 - np.eye(q)) * (1 - a) / (q - 1) for a in accuracies]
