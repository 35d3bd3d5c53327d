"""Limits that a published method finds for one coefficient, in the place of the general ones."""

from __future__ import annotations

from typing import NamedTuple

from annotations.agreement.result import Interval


class Limits(NamedTuple):
    """The limits of an interval and the method that found them, or the reason why it finds none."""

    low: float | None
    high: float | None
    method: str
    reason: str = ""


def interval_with(limits: Limits, confidence: float, pieces: int, kind: str) -> Interval:
    """Return the interval that has these limits, for so many independent pieces of a kind."""
    return Interval(
        low=limits.low,
        high=limits.high,
        reason=limits.reason,
        method=limits.method,
        confidence=confidence,
        replicates=0,
        undefined=0,
        seed=0,
        clusters=pieces,
        kind=kind,
    )
