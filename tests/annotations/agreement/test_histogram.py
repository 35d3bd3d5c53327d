"""Patterns: counted in blocks or by sorting, with clusters or without, and mergeable."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.agreement import ALPHA
from annotations.agreement import patterns as counting
from annotations.agreement.histogram import Histogram
from annotations.agreement.patterns import located, tallied
from annotations.reliability import InvalidReliabilityData, ReliabilityData, table_data
from tests.annotations.agreement.strategies import tables_of_values


def contents(histogram: Histogram) -> list[tuple[tuple[int, ...], int]]:
    """What a histogram says: every pattern with its number of units."""
    rows = map(tuple, histogram.patterns.codes.tolist())
    return list(zip(rows, histogram.units.tolist(), strict=True))


def by_cluster(histogram: Histogram) -> dict[str, list[tuple[tuple[int, ...], int]]]:
    entries, found = histogram.clusters, {}
    for cluster, pattern, units in zip(entries.cluster, entries.pattern, entries.units, strict=True):
        found.setdefault(entries.names[cluster], []).append(
            (tuple(histogram.patterns.codes[pattern].tolist()), int(units))
        )
    return found


def random_data(units: int, annotators: int, categories: int, *, clusters: int = 0) -> ReliabilityData:
    rng = np.random.default_rng(units)
    values = rng.integers(-1, categories, (units, annotators))
    names = tuple(f"article {one}" for one in rng.integers(0, clusters, units)) if clusters else ()
    data = table_data([[0] * annotators] * units, level="nominal", categories=list(range(categories)))
    return replace(data, values=values, clusters=names)


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("shape", [(300, 3, 4), (40, 5, 6), (50, 30, 9), (50, 8, 1000), (30, 40, 200)])
def test_every_pattern_is_counted_as_often_as_it_occurs(shape, ordered):
    data = random_data(*shape)
    expected: dict[tuple[int, ...], int] = {}
    for row in data.values.tolist():
        key = tuple(row if ordered else sorted(row, reverse=True))
        expected[key] = expected.get(key, 0) + 1
    expected.pop((-1,) * shape[1], None)
    found = contents(Histogram.of(data, ordered=ordered))
    # Gaps behind the last value need not be kept.
    found = [(row + (-1,) * (shape[1] - len(row)), units) for row, units in found]
    assert dict(found) == expected
    assert len(found) == len(expected)


@given(rows=tables_of_values(), ordered=st.booleans())
@settings(deadline=None)
def test_counting_and_sorting_find_the_same_patterns_in_the_same_order(rows, ordered):
    values = table_data(rows, level="nominal", categories=list(range(5))).values
    sorted_codes, places = located(values, 5, ordered=ordered)
    long = np.concatenate([values] * 500)
    counted_codes, units = tallied(long, 5, None, ordered=ordered)
    assert counted_codes.tolist() == sorted_codes.tolist()
    assert units.tolist() == (500 * np.bincount(places, minlength=len(sorted_codes))).tolist()


@pytest.mark.parametrize("kind", [np.int8, np.int16, np.int64])
@pytest.mark.parametrize("order", ["C", "F"])
def test_the_type_and_the_order_of_the_codes_make_no_difference(kind, order):
    data = random_data(500, 4, 5)
    other = replace(data, values=np.array(data.values, dtype=kind, order=order))
    assert contents(Histogram.of(other)) == contents(Histogram.of(data))


def test_gaps_of_every_kind_are_gaps():
    data = random_data(200, 3, 4)
    gaps = np.where(data.values < 0, -1 - np.arange(600).reshape(200, 3) % 5, data.values)
    assert contents(Histogram.of(replace(data, values=gaps))) == contents(Histogram.of(data))


def test_a_row_may_stand_for_many_units():
    data = random_data(60, 3, 3)
    sizes = np.arange(60, dtype=np.int64)
    repeated = replace(data, values=np.repeat(data.values, sizes, axis=0), units=("",) * int(sizes.sum()))
    assert contents(Histogram.of(replace(data, sizes=sizes), clustered=False)) == contents(
        Histogram.of(repeated)
    )


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("clusters", [0, 7])
@pytest.mark.parametrize("shape", [(400, 3, 4), (60, 6, 300)])
def test_the_parts_of_a_file_add_up_to_the_whole(ordered, clusters, shape):
    whole = random_data(*shape, clusters=clusters)
    third = np.arange(shape[0]) % 3
    parts = [Histogram.of(whole.of_rows(third == part), ordered=ordered) for part in range(3)]
    merged = parts[0] + parts[1] + parts[2]
    expected = Histogram.of(whole, ordered=ordered)
    assert contents(merged) == contents(expected)
    assert (merged.clusters is None) == (clusters == 0)
    if clusters:
        assert by_cluster(merged) == by_cluster(expected)
        assert merged.clusters.names == expected.clusters.names
    terms = ALPHA["nominal"].terms(expected.patterns)
    values = [terms.sample(one.at_least(2)).value() for one in (merged, expected)]
    assert values[0] == values[1]


def test_parts_with_a_single_unit_per_article_still_know_their_articles():
    whole = replace(random_data(12, 3, 3), clusters=tuple("abcdef" * 2))
    first, second = (Histogram.of(whole.of_rows(np.arange(12) // 6 == half)) for half in range(2))
    assert by_cluster(first + second) == by_cluster(Histogram.of(whole))


def test_samples_with_other_categories_do_not_add_up():
    one, other = (Histogram.of(random_data(20, 3, categories)) for categories in (3, 4))
    with pytest.raises(InvalidReliabilityData, match="same categories"):
        one + other


def test_the_order_of_the_annotators_can_be_forgotten_later():
    data = random_data(300, 4, 3, clusters=20)
    forgotten, never_known = Histogram.of(data, ordered=True).unordered(), Histogram.of(data)
    assert contents(forgotten) == contents(never_known)
    assert by_cluster(forgotten) == by_cluster(never_known)


def test_features_of_many_patterns_are_summed_in_portions(monkeypatch):
    data = random_data(2000, 4, 30, clusters=50)
    histogram = Histogram.of(data).at_least(2)
    terms = ALPHA["nominal"].terms(histogram.patterns)
    at_once = terms.sample(histogram)
    before = at_once.value(), at_once.leave_one_out()
    monkeypatch.setattr("annotations.agreement.histogram.PORTION", 50)
    monkeypatch.setattr("annotations.agreement.summands.PORTION", 500)
    in_portions = terms.sample(histogram)
    assert in_portions.value() == pytest.approx(before[0], abs=1e-12)
    assert in_portions.leave_one_out() == pytest.approx(before[1], abs=1e-12)


def test_blocks_of_units_are_counted_like_one(monkeypatch):
    data = random_data(5000, 3, 4)
    whole = contents(Histogram.of(data))
    monkeypatch.setattr(counting, "BLOCK", 700)
    assert contents(Histogram.of(data)) == whole
