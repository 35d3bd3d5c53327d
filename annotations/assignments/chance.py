"""Chance that follows from a seed alone.

It is drawn from SHAKE-256 rather than from a random generator, so that the same seed gives the same plan on
every machine and under every version of Python.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def shuffled(numbers: Sequence[int], *seed: str | int) -> list[int]:
    """Return the numbers in an order that the seed decides."""
    drawn = hashlib.shake_256(repr(seed).encode()).digest(8 * len(numbers))
    chances = [drawn[8 * i : 8 * i + 8] for i in range(len(numbers))]
    return [number for _, number in sorted(zip(chances, numbers, strict=True))]
