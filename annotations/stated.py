"""What a text says of itself: its date as printed, its agency, its authors, the language it is in.

All of it is proposed to a person. Weekdays, "May 8" and "5 hours ago" are kept as they stand; what day they
mean is the business of `relative_dates`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotations.metadata import DATE_IN_WORDS, YEARLESS, date_lines
from annotations.paragraphs import paragraphs
from annotations.relative_dates import AGO, WEEKDAY
from annotations.zones import BODY, Zone, zone_at

MAX_STATED = 100
_TAG = re.compile(r"\(([^()\n]{2,80})\)")
_NAME = r"[A-ZÀ-Þ][\w.'’-]*"
_BY = re.compile(rf"By:? ({_NAME}(?: (?:{_NAME}|and|de|van|von|der|al|bin)|, (?={_NAME})){{1,8}})\.?")
_NOT_NAMES = re.compile(r"\b(?:the|a|an|of|in|on|at|to)\b")
HEAD = 8  # paragraphs in which a byline may stand


def stated_words(text: str, zones: Sequence[Zone]) -> str:
    """Return what the text says of its date, as printed: "Sept. 3, 2020", "Thursday; 5 hours ago"."""
    lines = list(date_lines(text, zones))
    for pattern in (*DATE_IN_WORDS, *YEARLESS):
        for words in lines:
            if found := pattern.search(words):
                return " ".join(found[0].split())
    said = [*_weekdays(text, zones), *_agos(text, zones)]
    return "; ".join(dict.fromkeys(said))[:MAX_STATED]


def _weekdays(text: str, zones: Sequence[Zone]) -> Iterator[str]:
    """Yield the weekday of the dateline, or the first one of the lead."""
    datelines = [text[zone.start : zone.end] for zone in zones if zone.kind == "dateline"]
    body = (one for one in paragraphs(text[:8_000]) if zone_at(zones, one.start) in {BODY, "dateline"})
    lead = next(body, None)
    for words in [*datelines, *([text[lead.start : lead.end]] if lead else [])]:
        if found := WEEKDAY.search(words):
            yield " ".join(found[0].split())
            return


def _agos(text: str, zones: Sequence[Zone]) -> Iterator[str]:
    for zone in zones:
        if zone.kind == "boilerplate" and (found := AGO.search(text, zone.start, min(zone.end, len(text)))):
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
