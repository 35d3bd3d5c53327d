"""Libraries of the field give the same numbers on seeded random data."""

import krippendorff
import numpy as np
import pytest
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import jaccard_distance, masi_distance

from annotations.agreement import ALPHA, POOLED_AGREEMENT
from annotations.agreement.alpha import JACCARD_ALPHA, MASI_ALPHA
from tests.annotations.agreement.tables import alpha, measured

SEEDS = range(8)


def random_rows(seed: int) -> list[list[int | None]]:
    """Draw 5 to 60 units, 2 to 8 annotators, 2 to 12 numbers with gaps between them, and missing values."""
    rng = np.random.default_rng(seed)
    units, annotators, categories = rng.integers(5, 60), rng.integers(2, 8), rng.integers(2, 12)
    numbers = np.cumsum(rng.integers(1, 4, categories))
    truth = rng.integers(0, categories, (units, 1))
    guesses = rng.integers(0, categories, (units, annotators))
    values = numbers[np.where(rng.random((units, annotators)) < 0.6, truth, guesses)]
    missing = rng.random((units, annotators)) < rng.choice([0.0, 0.3, 0.7])
    return [
        [None if gap else int(value) for value, gap in zip(row, gaps, strict=True)]
        for row, gaps in zip(values, missing, strict=True)
    ]


def random_sets(seed: int) -> list[list[tuple[str, ...] | None]]:
    rng = np.random.default_rng(seed)
    chosen = rng.random((30, 1, 4)) < 0.5
    flips = rng.random((30, 3, 4)) < 0.15
    missing = rng.random((30, 3)) < 0.2
    return [
        [
            None
            if missing[unit, annotator]
            else tuple(np.array(list("ABCD"))[chosen[unit, 0] ^ flips[unit, annotator]])
            for annotator in range(3)
        ]
        for unit in range(30)
    ]


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
@pytest.mark.parametrize("seed", SEEDS)
def test_alpha_is_that_of_krippendorff(seed, level):
    rows = random_rows(seed)
    matrix = np.array(rows, dtype=float).T
    expected = krippendorff.alpha(reliability_data=matrix, level_of_measurement=level)
    assert alpha(rows, level) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_circular_alpha_is_that_of_krippendorff_with_the_same_distance(seed):
    rows = random_rows(seed)
    matrix = np.array(rows, dtype=float).T
    values = matrix[~np.isnan(matrix)]
    period = values.max() - values.min() + 1

    def circular(v1, v2, i1, i2, n_v, dtype):
        return (np.sin(np.pi * (v1 - v2) / period) ** 2).astype(dtype)

    expected = krippendorff.alpha(reliability_data=matrix, level_of_measurement=circular)
    assert measured(rows, ALPHA["circular"]).value == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("coefficient", "distance"),
    [(MASI_ALPHA, masi_distance), (JACCARD_ALPHA, jaccard_distance)],
    ids=["MASI", "Jaccard"],
)
@pytest.mark.parametrize("seed", SEEDS)
def test_alpha_of_sets_is_that_of_nltk(seed, coefficient, distance):
    rows = random_sets(seed)
    triples = [
        (str(annotator), str(unit), frozenset(value))
        for unit, row in enumerate(rows)
        for annotator, value in enumerate(row)
        if value is not None
    ]

    def guarded(one, other):
        # Two empty sets have no union to divide by; they are equal.
        return 0.0 if one == other else distance(one, other)

    task = AnnotationTask(data=triples, distance=guarded)
    assert measured(rows, coefficient).value == pytest.approx(task.alpha(), abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_agreement_of_complete_pairs_is_that_of_nltk(seed):
    rows = [[value or 0 for value in row] for row in random_rows(seed)]
    triples = [(str(who), str(unit), value) for unit, row in enumerate(rows) for who, value in enumerate(row)]
    expected = AnnotationTask(data=triples).avg_Ao()
    assert measured(rows, POOLED_AGREEMENT).value == pytest.approx(expected, abs=1e-12)
