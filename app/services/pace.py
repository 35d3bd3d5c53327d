"""How fast a round goes, and when it would end at that pace. Pure arithmetic, said in plain words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LOOKED_BACK = timedelta(days=7)
LEAST_SUBMITTED = 10
LEAST_OPEN = timedelta(days=1)
DAY = timedelta(days=1)
FARTHEST = 3_650  # days: an end beyond that is no forecast

HOW = (
    "The expected end is now plus the work still owed divided by the submissions per day of the last seven"
    " days (of the days since opening, where they are fewer). It is told from"
    f" {LEAST_SUBMITTED} submissions in these days on, once the round has been open for a day."
)


@dataclass(frozen=True)
class Done:
    """What was submitted: in all, in the days looked back on, and what is still owed."""

    count: int
    lately: int
    left: int


@dataclass(frozen=True)
class Pace:
    """Submissions per day, and when all would be done; a reason where that cannot be told."""

    lately: float | None
    overall: float | None
    expected_end: datetime | None
    reason: str


def pace(done: Done, at: datetime, opened_at: datetime | None, closed_at: datetime | None) -> Pace:
    """Return the pace of a round, or of one of its annotators, at a moment."""
    if opened_at is None:
        return Pace(None, None, None, "the round is not open yet")
    until = closed_at or at
    been_open = max(until - opened_at, timedelta())
    overall = _per_day(done.count, been_open)
    if closed_at is not None:
        return Pace(None, overall, None, "the round is closed")
    lately = _per_day(done.lately, min(been_open, LOOKED_BACK))
    if not done.left:
        return Pace(lately, overall, None, "everything is submitted")
    if been_open < LEAST_OPEN or done.lately < LEAST_SUBMITTED or lately is None:
        return Pace(lately, overall, None, "not enough yet")
    days = done.left / lately
    if days > FARTHEST:
        return Pace(lately, overall, None, "more than ten years at this pace")
    return Pace(lately, overall, at + timedelta(days=days), "")


def _per_day(count: int, during: timedelta) -> float | None:
    return count / (during / DAY) if during >= LEAST_OPEN else None
