"""The jackknife: exact over units and over articles, whatever the coefficient and its categories."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.agreement import ALPHA, COEFFICIENTS, Coefficient, Plan, measure
from annotations.agreement.histogram import Histogram
from annotations.agreement.summands import Sample
from annotations.reliability import ReliabilityData, table_data
from tests.annotations.agreement import naive
from tests.annotations.agreement.strategies import tables_of_values

EVERY = pytest.mark.parametrize("coefficient", COEFFICIENTS, ids=lambda c: c.title)


def level_of(coefficient: Coefficient) -> str:
    return coefficient.levels[0] if len(coefficient.levels) == 1 else "nominal"


def sample_of(data: ReliabilityData, coefficient: Coefficient) -> Sample:
    histogram = Histogram.of(data).at_least(coefficient.at_least)
    return coefficient.terms(histogram.patterns).sample(histogram)


def without(data: ReliabilityData, rows: np.ndarray, coefficient: Coefficient) -> float | None:
    """Compute the coefficient anew from the units that are left."""
    return measure(data.of_rows(~rows), (coefficient,), None)[0].value


def noisy(units: int, annotators: int, categories: int, seed: int = 5) -> list[list[int | None]]:
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, categories, (units, 1))
    values = np.clip(truth + rng.integers(-2, 3, (units, annotators)), 0, categories - 1)
    gaps = rng.random((units, annotators)) < 0.2
    return [
        [None if gap else int(value) for value, gap in zip(row, missing, strict=True)]
        for row, missing in zip(values, gaps, strict=True)
    ]


@EVERY
@given(rows=tables_of_values())
@settings(deadline=None, max_examples=30)
def test_leaving_out_a_unit_is_computing_without_it(coefficient, rows):
    data = table_data(rows, level=level_of(coefficient))
    counted = data.values_per_unit >= coefficient.at_least
    if counted.sum() < 2:
        return
    found = sample_of(data, coefficient)
    pieces = np.repeat(found.leave_one_out(), found.multiplicity)
    places = [np.arange(len(rows)) == place for place in np.flatnonzero(counted)]
    expected = [without(data, place, coefficient) for place in places]
    assert sorted(np.nan_to_num(pieces, nan=9.0)) == pytest.approx(
        sorted(9.0 if value is None else value for value in expected), abs=1e-9
    )


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio", "circular"])
@pytest.mark.parametrize("categories", [5, 60])
def test_leaving_out_an_article_is_computing_without_its_units(level, categories):
    rows = noisy(40, 4, categories)
    data = table_data(rows, level=level, categories=list(range(categories)))
    clusters = tuple(f"article {place // 4}" for place in range(40))
    data = replace(data, clusters=clusters)
    found = sample_of(data, ALPHA[level])
    names = sorted(set(clusters))
    expected = [without(data, np.array([one == name for one in clusters]), ALPHA[level]) for name in names]
    assert found.leave_one_out().tolist() == pytest.approx(expected, abs=1e-10)
    mean, n = np.mean(expected), len(expected)
    error = np.sqrt((n - 1) / n * np.sum((np.array(expected) - mean) ** 2))
    assert measure(data, (ALPHA[level],))[0].standard_error == pytest.approx(error, abs=1e-10)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio", "circular"])
def test_a_drawn_sample_is_computed_like_any_other(level):
    rows = noisy(30, 3, 50)
    data = table_data(rows, level=level, categories=list(range(50)))
    for clusters in ((), tuple(str(place // 3) for place in range(30))):
        grouped = replace(data, clusters=clusters)
        found = sample_of(grouped, ALPHA[level])
        weights = np.random.default_rng(2).integers(0, 3, (4, found.multiplicity.size)).astype(float)
        histogram = Histogram.of(grouped).at_least(2)
        for drawn, value in zip(weights, found.weighted(weights), strict=True):
            units = histogram.units * 0
            if histogram.clusters is None:
                units = drawn.astype(int)
            else:
                entries = histogram.clusters
                np.add.at(units, entries.pattern, entries.units * drawn[entries.cluster].astype(int))
            codes = np.repeat(histogram.patterns.codes, units, axis=0)
            again = replace(data, values=codes, units=tuple(map(str, range(len(codes)))), clusters=())
            assert value == pytest.approx(measure(again, (ALPHA[level],), None)[0].value, abs=1e-10)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_a_scale_of_a_thousand_steps_gives_the_value_of_the_definition(level):
    rows = noisy(60, 3, 1000)
    data = table_data(rows, level=level, categories=list(range(1000)))
    found = measure(data, (ALPHA[level],))[0]
    assert found.value == pytest.approx(naive.alpha(rows, level), abs=1e-10)
    assert found.value == pytest.approx(1 - found.observed / found.expected, abs=1e-12)
    few = measure(table_data(noisy(60, 3, 12), level=level), (ALPHA[level],), None)[0]
    many = measure(table_data(noisy(60, 3, 20), level=level), (ALPHA[level],), None)[0]
    assert 0 < few.observed < few.expected
    assert 0 < many.observed < many.expected
    assert found.low < found.value < found.high


@given(st.integers(2, 40), st.floats(0.5, 0.99))
@settings(deadline=None, max_examples=20)
def test_more_confidence_is_a_wider_interval(units, confidence):
    data = table_data(noisy(units + 10, 3, 4), level="interval")
    wide, narrow = (
        measure(data, (ALPHA["interval"],), Plan(confidence=one))[0]
        for one in ((1 + confidence) / 2, confidence)
    )
    assert wide.low < narrow.low < narrow.value < narrow.high < wide.high
