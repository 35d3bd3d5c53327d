"""What a text says of itself: its date as printed, its agency, its authors, the language it is in.

All of it is proposed to a person. Weekdays and "5 hours ago" are kept as they stand: they say nothing
without the day they were written on, and nobody guesses that here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from annotations.metadata import DATE_IN_WORDS, date_lines
from annotations.paragraphs import paragraphs
from annotations.zones import BODY, Zone, zone_at

MAX_STATED = 100
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b", re.IGNORECASE)
_AGO = re.compile(r"\b(?:\d{1,3}|an?) (?:minute|min|hour|day|week|month)s? ago\b", re.IGNORECASE)
_TAG = re.compile(r"\(([^()\n]{2,80})\)")
_NAME = r"[A-ZÀ-Þ][\w.'’-]*"
_BY = re.compile(rf"By:? ({_NAME}(?: (?:{_NAME}|and|de|van|von|der|al|bin)|, (?={_NAME})){{1,8}})\.?")
_NOT_NAMES = re.compile(r"\b(?:the|a|an|of|in|on|at|to)\b")
HEAD = 8  # paragraphs in which a byline may stand


def stated_words(text: str, zones: Sequence[Zone]) -> str:
    """Return what the text says of its date, as printed: "Sept. 3, 2020", "Thursday; 5 hours ago"."""
    for words in date_lines(text, zones):
        for pattern in DATE_IN_WORDS:
            if found := pattern.search(words):
                return found[0]
    said = [*_weekdays(text, zones), *_agos(text, zones)]
    return "; ".join(dict.fromkeys(said))[:MAX_STATED]


def is_vague(words: str) -> bool:
    """Say whether words are a weekday or a time ago: a date that only a reader of that day could name."""
    return bool(_WEEKDAY.fullmatch(words.strip()) or _AGO.fullmatch(words.strip()))


def day_in_week(words: str, week: str) -> str:
    """Return the day that a weekday means in the week, from Monday to Sunday, that holds a certain day."""
    found = _WEEKDAY.search(words)
    if not found or not week:
        return ""
    day = date.fromisoformat(week)
    monday = day - timedelta(days=day.weekday())
    return (monday + timedelta(days=_DAYS.index(found[0].lower()))).isoformat()


def _weekdays(text: str, zones: Sequence[Zone]) -> Iterator[str]:
    """Yield the weekday of the dateline, or the first one of the lead."""
    datelines = [text[zone.start : zone.end] for zone in zones if zone.kind == "dateline"]
    body = (one for one in paragraphs(text[:8_000]) if zone_at(zones, one.start) in {BODY, "dateline"})
    lead = next(body, None)
    for words in [*datelines, *([text[lead.start : lead.end]] if lead else [])]:
        if found := _WEEKDAY.search(words):
            yield found[0]
            return


def _agos(text: str, zones: Sequence[Zone]) -> Iterator[str]:
    for zone in zones:
        if zone.kind == "boilerplate" and (found := _AGO.search(text, zone.start, min(zone.end, len(text)))):
            yield found[0]
            return


def agency_of(text: str, zones: Sequence[Zone]) -> str:
    """Return the agency that the dateline names in brackets, without the date beside it."""
    for zone in zones:
        if zone.kind == "dateline" and (found := _TAG.search(text[zone.start : zone.end])):
            words = found[1]
            for pattern in DATE_IN_WORDS:
                words = pattern.sub("", words)
            return " ".join(words.split()).strip(" -–—,;/")
    return ""


def byline_of(text: str) -> str:
    """Return the names of a line such as "By Jane Doe and Max Roe"; empty if there is none."""
    for paragraph in paragraphs(text[:8_000])[:HEAD]:
        if paragraph.end - paragraph.start <= 150:
            found = _BY.fullmatch(" ".join(text[paragraph.start : paragraph.end].split()))
            if found and not _NOT_NAMES.search(found[1]):
                return found[1]
    return ""
