"""Whether a training is passed: measures against the least values that were stated for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotations.scoring.measures import Score

PASSED, NOT_YET, NOT_PASSED = "passed", "not yet", "not passed"
# Beside the measures, pass marks may say of how many articles these must be drawn.
ARTICLES = "articles"


@dataclass(frozen=True)
class Shortfall:
    """A measure that is below its mark; the value is None where it is undefined."""

    measure: str
    value: float | None
    least: float


@dataclass(frozen=True)
class Verdict:
    """How somebody stands in a training."""

    state: str
    submitted: int  # articles with a key
    needed: int
    short: tuple[Shortfall, ...] = ()


def judge(scored: Sequence[Score], marks: Mapping[str, float], *, submitted: int, owed: int) -> Verdict:
    """Return the verdict on so many submitted of the ``owed`` articles with a key.

    Without a stated number all of them are needed. As long as one of them is open, nobody has failed.
    """
    needed = max(1, min(int(marks.get(ARTICLES, owed)), owed))
    short = tuple(
        Shortfall(one.measure, one.value, marks[one.measure])
        for one in scored
        if one.measure in marks and (one.value is None or one.value < marks[one.measure])
    )
    if submitted >= needed and not short:
        return Verdict(PASSED, submitted, needed)
    return Verdict(NOT_PASSED if owed and submitted >= owed else NOT_YET, submitted, needed, short)
