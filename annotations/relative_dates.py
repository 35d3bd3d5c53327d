"""Days that a text names only as seen from the day it was written on: "this Tuesday", "May 8", "3 days ago".

They are resolved against the day on which the text was retrieved, the way reports look back. Where that could
mean two days, or no day of retrieval is known, the date stays open with the reason; a person confirms all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from annotations.metadata import YEARLESS, month_number

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAY = re.compile(
    r"\b(?:(?P<which>this|last|next)\s+)?(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
AGO = re.compile(r"\b(?P<number>\d{1,3}|an?) (?P<unit>minute|min|hour|day|week|month)s? ago\b", re.IGNORECASE)
_LONGEST_BACK = 9  # years; the 29th of February may be missing for eight


@dataclass(frozen=True)
class Resolved:
    """The day that words name, or why they name none."""

    day: str = ""
    why: str = ""


def is_vague(words: str) -> bool:
    """Say whether words are a date that only a reader of that day, or of that year, could name."""
    plain = words.strip()
    return any(pattern.fullmatch(plain) for pattern in (WEEKDAY, AGO, *YEARLESS))


def resolve(words: str, retrieved: str) -> Resolved:
    """Return the day that the first of some words names that can be resolved, else why not.

    ``words`` are as `stated.stated_words` gives them, parted by semicolons; ``retrieved`` is a day or empty.
    """
    said = [part.strip() for part in words.split(";") if is_vague(part)]
    if not said:
        return Resolved()
    if not retrieved:
        return Resolved(
            why=f"“{said[0]}” names no day by itself. Say when the texts were retrieved, or in which week "
            "they were written, or enter the date."
        )
    found = [_within_calendar(one, date.fromisoformat(retrieved)) for one in said]
    return next((one for one in found if one.day), found[0])


def day_in_week(words: str, week: str) -> str:
    """Return the day that a weekday means in the week, from Monday to Sunday, that holds a certain day.

    "Last Thursday" is that of the week before, "next Thursday" that of the week after.
    """
    found = WEEKDAY.search(words)
    if not found or not week:
        return ""
    day = date.fromisoformat(week)
    weeks = {"last": -1, "next": 1}.get((found["which"] or "").lower(), 0)
    try:
        monday = day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)
        return (monday + timedelta(days=DAYS.index(found["weekday"].lower()))).isoformat()
    except OverflowError:  # before the year 1 or after 9999
        return ""


def _within_calendar(words: str, seen: date) -> Resolved:
    try:
        return _resolved(words, seen)
    except OverflowError:  # before the year 1
        return Resolved(why=f"There is no “{words}” in the calendar. Enter the date.")


def _resolved(words: str, seen: date) -> Resolved:
    if found := WEEKDAY.fullmatch(words):
        return _weekday(words, found, seen)
    if found := AGO.fullmatch(words):
        return _ago(words, found, seen)
    return _yearless(words, seen)


def _weekday(words: str, found: re.Match[str], seen: date) -> Resolved:
    which, weekday = (found["which"] or "").lower(), DAYS.index(found["weekday"].lower())
    if which == "next":
        return Resolved(
            why=f"“{words}” looks ahead and does not tell when the text was written. Enter the date."
        )
    back = (seen.weekday() - weekday) % 7
    if which == "last":
        back = back or 7
        if back <= seen.weekday():
            other = seen - timedelta(days=back + 7)
            day = seen - timedelta(days=back)
            return Resolved(why=f"“{words}”, retrieved on {seen}, may be {day} or {other}. Enter the date.")
    return _read(words, seen - timedelta(days=back), seen)


def _ago(words: str, found: re.Match[str], seen: date) -> Resolved:
    days = {"day": 1, "week": 7}.get(found["unit"].lower())
    if days is None:
        return Resolved(why=f"“{words}” is not exact enough to name a day. Enter the date.")
    number = int(found["number"]) if found["number"].isdigit() else 1
    return _read(words, seen - timedelta(days=days * number), seen)


def _yearless(words: str, seen: date) -> Resolved:
    found = next(match for pattern in YEARLESS if (match := pattern.fullmatch(words)))
    for year in range(seen.year, seen.year - _LONGEST_BACK, -1):
        try:
            day = date(year, month_number(found["month"]), int(found["day"]))
        except ValueError:
            continue
        if day <= seen:
            said = found["weekday"]
            if said and not DAYS[day.weekday()].startswith(said.lower()[:3]):
                called = DAYS[day.weekday()].capitalize()
                return Resolved(why=f"“{words}” has no year, and {day} was a {called}. Enter the date.")
            return _read(words, day, seen)
    return Resolved(why=f"There is no “{words}” in the calendar. Enter the date.")


def _read(words: str, day: date, seen: date) -> Resolved:
    return Resolved(
        day.isoformat(),
        f"“{words}” was read as {day}, since it was retrieved on {seen}. Correct it if it is not.",
    )
