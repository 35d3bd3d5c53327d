"""Rows of unequal length as flat arrays."""

from __future__ import annotations

import numpy as np

from annotations.reliability.data import IntArray


def repeated(counts: IntArray) -> IntArray:
    """Return each row number as often as it counts: [2, 0, 1] gives [0, 0, 2]."""
    return np.repeat(np.arange(counts.size), counts)


def offsets(counts: IntArray) -> IntArray:
    """Return 0, 1, 2 ... for each row as often as it counts: [2, 0, 1] gives [0, 1, 0]."""
    return np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
