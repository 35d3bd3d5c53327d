"""Sweeps over ranges against loops over all pairs."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from annotations.reliability.sweeps import Ranges, located, nearby, overlapping, united, unrolled

RANGE = st.tuples(st.integers(0, 3), st.integers(0, 20), st.integers(1, 12)).map(
    lambda drawn: (drawn[0], drawn[1], drawn[1] + drawn[2])
)
RANGES = st.lists(RANGE, max_size=12)


def ranges(rows) -> Ranges:
    columns = Ranges(*np.array(rows, dtype=np.int64).reshape(-1, 3).T)
    return columns.chosen(columns.order)


def found(pairs) -> list[tuple[int, int]]:
    return sorted(zip(*(places.tolist() for places in pairs), strict=True))


@given(RANGES, RANGES)
def test_overlapping_ranges_share_a_position_and_a_bucket(some, others):
    queries, targets = ranges(some), ranges(others)
    expected = [
        (i, j)
        for i, (bucket, start, end) in enumerate(zip(*queries, strict=True))
        for j, (other, first, last) in enumerate(zip(*targets, strict=True))
        if bucket == other and start < last and first < end
    ]
    assert found(overlapping(queries, targets)) == expected


@given(RANGES, RANGES, st.integers(0, 5))
def test_nearby_ranges_have_both_borders_within_the_tolerance(some, others, tolerance):
    queries, targets = ranges(some), ranges(others)
    expected = [
        (i, j)
        for i, (bucket, start, end) in enumerate(zip(*queries, strict=True))
        for j, (other, first, last) in enumerate(zip(*targets, strict=True))
        if bucket == other and abs(start - first) <= tolerance and abs(end - last) <= tolerance
    ]
    assert found(nearby(queries, targets, tolerance)) == expected


@given(RANGES)
def test_united_ranges_hold_the_same_positions_and_are_apart(rows):
    union = united(ranges(rows))
    positions = [
        (bucket, place) for bucket, start, end in zip(*union, strict=True) for place in range(start, end)
    ]
    assert len(positions) == len(set(positions))
    assert set(positions) == {(bucket, place) for bucket, start, end in rows for place in range(start, end)}
    assert positions == sorted(positions)


def test_landmarks_are_counted_up_to_and_including_the_position():
    landmarks = np.array([0, 5, 5, 2])
    assert located(np.array([4, 5, 1]), np.array([0, 0, 1]), landmarks, np.array([0, 0, 0, 1])).tolist() == [
        1,
        3,
        3,
    ]


def test_groups_are_unrolled_item_by_item():
    group, place = unrolled(np.array([2, 0, 3]))
    assert group.tolist() == [0, 0, 2, 2, 2]
    assert place.tolist() == [0, 1, 0, 1, 2]
