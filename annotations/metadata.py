"""Facts about an article: dates as exact as they are known, languages, and what the text says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from annotations.errors import InvalidMetadata
from annotations.paragraphs import paragraphs
from annotations.wellformed import LANGUAGE
from annotations.zones import Zone

# How a fact is known: the text or the file says it, a rule concluded it, or a person wrote it down.
EXTRACTED, INFERRED, ENTERED = ("extracted", "inferred", "entered")

MAX_TITLE = 500
# A date stands at the head of a report, alone in its line or in the dateline.
_HEAD = 2_000
_DATE_LINE = 60

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)? ?(?:Z|[+-]\d{2}:?\d{2})?", re.ASCII
)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_AROUND_DATES = re.compile(
    r"(?:published|posted|updated|created|issued|dated?|first|last|on|at|[ap]m?|m|gmt|utc|es?t|edt|cet|msk"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?| )*"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
DATE_IN_WORDS = tuple(
    re.compile(rf"\b{pattern}\b", re.IGNORECASE | re.ASCII)
    for pattern in (
        rf"{_MONTH} {_DAY},? {_YEAR}",
        rf"{_DAY} (?:of )?{_MONTH},? {_YEAR}",
        r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})",
    )
)
_WEEKDAY = r"(?:(?P<weekday>(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?)\.?,? )?"
# A day without its year; a number behind it would be the year, an hour or something else.
YEARLESS = tuple(
    re.compile(rf"\b{_WEEKDAY}{pattern}\b(?!,? ?\d|:)", re.IGNORECASE | re.ASCII)
    for pattern in (rf"{_MONTH} {_DAY}", rf"{_DAY} (?:of )?{_MONTH}")
)


def check_date(written: str) -> str:
    """Return a date such as 2025, 2025-05 or 2025-05-08, or raise InvalidMetadata; empty means unknown."""
    written = written.strip()
    if not written:
        return ""
    found = _DATE.fullmatch(written)
    if found is None:
        raise InvalidMetadata(f"{written[:40]!r} is no date such as 2025, 2025-05 or 2025-05-08.")
    year, month, day = (int(part or 1) for part in found.groups())
    if _iso(year, month, day) is None:
        raise InvalidMetadata(f"There is no {written!r} in the calendar.")
    return written


def day_of(written: str) -> str:
    """Return the day of a moment such as 2025-05-08T14:30:00Z, or of a date in words such as Sept. 3, 2020.

    Anything else comes back as it was.
    """
    if found := _MOMENT.fullmatch(written.strip()):
        return found[1]
    return (day_in(written) if _mostly_date(written.strip()) else "") or written


def check_language(written: str) -> str:
    """Return a language tag such as en or zh-Hant, or raise InvalidMetadata; empty means unknown."""
    written = written.strip()
    if written and not (len(written) <= 35 and LANGUAGE.fullmatch(written)):
        raise InvalidMetadata(f"{written[:40]!r} is no language tag such as en, de or zh-Hant.")
    return written


def headline_of(text: str, zones: Sequence[Zone]) -> str:
    """Return the words of the first headline on one line; empty if the text has none."""
    for zone in zones:
        if zone.kind == "headline":
            return " ".join(text[zone.start : zone.end].split())[:MAX_TITLE]
    return ""


def stated_date(text: str, zones: Sequence[Zone]) -> str:
    """Return the day that the dateline or a line of its own states in full; empty if there is none.

    Weekdays and "5 hours ago" say nothing without the day they were written on, and nobody guesses here.
    A date within a sentence may be any day that the article speaks of.
    """
    return next((day for words in date_lines(text, zones) if (day := day_in(words))), "")


def day_in(words: str) -> str:
    """Return the day that words such as "Sept. 3, 2020" or "08th May, 2020" name; empty if they name none."""
    for pattern in DATE_IN_WORDS:
        if (found := pattern.search(words)) and (
            day := _iso(int(found["year"]), month_number(found["month"]), int(found["day"]))
        ):
            return day
    return ""


def month_number(month: str) -> int:
    """Return the number of a month, given as a number or by its name."""
    return int(month) if month.isdigit() else _MONTHS.index(month.lower()[:3]) + 1


def date_lines(text: str, zones: Sequence[Zone]) -> Iterator[str]:
    """Yield datelines, and lines at the head of a text in which nothing but a date stands."""
    for zone in zones:
        if zone.kind == "dateline":
            yield text[zone.start : zone.end]
    headlines = {zone.start for zone in zones if zone.kind == "headline"}
    for paragraph in paragraphs(text[:_HEAD]):
        if paragraph.end - paragraph.start <= _DATE_LINE and paragraph.start not in headlines:
            words = " ".join(text[paragraph.start : paragraph.end].split())
            if _mostly_date(words):
                yield words


def _mostly_date(words: str) -> bool:
    """Say whether nothing but a date stands in a line, as in "Published: Thursday, 8 May 2025, 14:30"."""
    for pattern in (*DATE_IN_WORDS, *YEARLESS):
        if found := pattern.search(words):
            rest = re.findall(r"[^\W\d_]+", (words[: found.start()] + " " + words[found.end() :]).lower())
            return _AROUND_DATES.fullmatch(" ".join(rest)) is not None
    return False


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat() if year >= 1000 else None
    except ValueError:
        return None
