"""Where a text stands in quotation marks, to suggest whose voice words may be in. It decides nothing.

Straight, curly, low and angle marks are known. A quotation that is still open at the end of its paragraph
goes on if the next one opens with a mark again; else it is left out, since nobody knows where it ends.
Single marks count where they stand outside double ones; within them they add nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from annotations.paragraphs import paragraphs
from annotations.spans import Span

OPENING, CLOSING = "“„«", "”»"
STRAIGHT = '"'
_DOUBLE = re.compile('[“„«”»"]')
_SINGLE = re.compile("[‘’']")


def quotations(text: str) -> tuple[Span, ...]:
    """Return what stands in quotation marks, the marks themselves not included, in order and apart."""
    found: list[Span] = []
    open_before = False
    for paragraph in paragraphs(text):
        start, end = paragraph.start, paragraph.end
        double, open_at = _double(text, start, end, open_before)
        goes_on = open_at is not None and _opens(text, _next_start(text, end))
        if goes_on and open_at is not None and open_at < end:
            double.append((open_at, end))
        open_before = goes_on
        single = [one for one in _single(text, start, end) if not _inside(double, one)]
        found.extend(Span(*one) for one in sorted(double + single) if text[one[0] : one[1]].strip())
    return tuple(found)


def in_quotation(quoted: Sequence[Span], span: Span) -> bool:
    """Say whether the whole span stands in one of the quotations."""
    place = bisect_right(quoted, span.start, key=lambda one: one.start) - 1
    return place >= 0 and quoted[place].contains(span)


def _next_start(text: str, end: int) -> int:
    while end < len(text) and text[end].isspace():
        end += 1
    return end


def _opens(text: str, place: int) -> bool:
    return place < len(text) and text[place] in OPENING + STRAIGHT


def _double(text: str, start: int, end: int, open_before: bool) -> tuple[list[tuple[int, int]], int | None]:
    """Return the ranges between double marks, and where what is still open begins."""
    found: list[tuple[int, int]] = []
    first = _next_start(text, start)
    # The mark at the start of a paragraph that carries on opens again; it cannot close what was before it.
    open_at = first + 1 if open_before else None
    for found_mark in _DOUBLE.finditer(text, first + 1 if open_before else first, end):
        place, mark = found_mark.start(), found_mark[0]
        if open_at is None and mark in OPENING + STRAIGHT:
            open_at = place + 1
        elif open_at is not None and (mark in CLOSING + STRAIGHT or _closes_low(text, open_at, mark)):
            if open_at < place:
                found.append((open_at, place))
            open_at = None
    return found, open_at


def _closes_low(text: str, open_at: int, mark: str) -> bool:
    """Say whether a mark that usually opens closes here, as in „so“."""
    return mark == "“" and text[open_at - 1] == "„"


def _single(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges between single marks; an apostrophe inside a word is none."""
    open_at: int | None = None
    for found_mark in _SINGLE.finditer(text, start, end):
        place, mark = found_mark.start(), found_mark[0]
        before, behind = _wordy(text, place - 1, start, end), _wordy(text, place + 1, start, end)
        if open_at is None:
            if mark != "’" and behind and not before:
                open_at = place + 1
        elif mark != "‘" and not behind:
            yield open_at, place
            open_at = None


def _wordy(text: str, place: int, start: int, end: int) -> bool:
    return start <= place < end and text[place].isalnum()


def _inside(ranges: Sequence[tuple[int, int]], one: tuple[int, int]) -> bool:
    """Say whether a range touches one of the others."""
    return any(one[0] < end and start < one[1] for start, end in ranges)
