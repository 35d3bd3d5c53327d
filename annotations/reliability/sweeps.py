"""Sweeps over many ranges at once: which overlap, which lie near each other, what their union is.

A range [start, end) belongs to a bucket, for example one article and one label; only ranges of one bucket
meet. Bucket and position together make one number, so a single sorted search serves all buckets.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from annotations.reliability.data import IntArray

# Above every position that a text can have, and small enough for two thousand million buckets.
_STRIDE = 1 << 32


class Ranges(NamedTuple):
    """Ranges as columns of equal length (n), in any order unless a function asks for one."""

    bucket: IntArray
    start: IntArray
    end: IntArray

    def chosen(self, places: IntArray) -> Ranges:
        """Return the ranges at these places, or where a mask is true."""
        return Ranges(self.bucket[places], self.start[places], self.end[places])

    @property
    def order(self) -> IntArray:
        """The places of the ranges by bucket, start and end."""
        return np.asarray(np.lexsort((self.end, self.start, self.bucket)))


def overlapping(queries: Ranges, targets: Ranges) -> tuple[IntArray, IntArray]:
    """Return the places (query, target) of all ranges that share a position; targets are in order."""
    reach = np.maximum.accumulate(_key(targets.bucket, targets.end))
    low = np.searchsorted(reach, _key(queries.bucket, queries.start), side="right")
    high = np.searchsorted(
        _key(targets.bucket, targets.start), _key(queries.bucket, queries.end), side="left"
    )
    query, step = unrolled(np.maximum(high - low, 0))
    target = low[query] + step
    meeting = targets.end[target] > queries.start[query]
    return query[meeting], target[meeting]


def nearby(queries: Ranges, targets: Ranges, tolerance: int) -> tuple[IntArray, IntArray]:
    """Return the places (query, target) of all ranges whose starts and ends are at most so far apart.

    The targets are in order.
    """
    # Positions are moved up, so that what lies before the first one stays in its bucket.
    starts = _key(targets.bucket, targets.start + tolerance)
    low = np.searchsorted(starts, _key(queries.bucket, queries.start), side="left")
    high = np.searchsorted(starts, _key(queries.bucket, queries.start + 2 * tolerance), side="right")
    query, step = unrolled(high - low)
    target = low[query] + step
    near = np.abs(targets.end[target] - queries.end[query]) <= tolerance
    return query[near], target[near]


def united(ranges: Ranges) -> Ranges:
    """Return the union of the ranges of each bucket, in order; the ranges are in order and not empty."""
    if not ranges.start.size:
        return ranges
    reach = np.maximum.accumulate(_key(ranges.bucket, ranges.end))
    opens = np.ones(ranges.start.size, dtype=bool)
    opens[1:] = _key(ranges.bucket, ranges.start)[1:] > reach[:-1]
    first = np.flatnonzero(opens)
    last = np.append(first[1:], opens.size) - 1
    bucket = ranges.bucket[first]
    return Ranges(bucket, ranges.start[first], reach[last] - bucket * _STRIDE)


def located(
    positions: IntArray, bucket: IntArray, landmarks: IntArray, landmark_bucket: IntArray
) -> IntArray:
    """Return how many of all landmarks, in order of bucket and place, lie at or before each position."""
    keys = _key(landmark_bucket, landmarks)
    return np.searchsorted(keys, _key(bucket, positions), side="right")


def unrolled(counts: IntArray) -> tuple[IntArray, IntArray]:
    """Return for every item of groups of these sizes the number of its group and its place in it."""
    group = np.repeat(np.arange(counts.size), counts)
    before = np.cumsum(counts) - counts
    return group, np.arange(group.size) - before[group]


def _key(bucket: IntArray, position: IntArray) -> IntArray:
    return bucket * _STRIDE + position
