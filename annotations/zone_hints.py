"""Guesses at the zones of an article, for a person to correct.

Each rule knows a habit of news sites, not a certain article: menus, comment forms and time stamps around a
story, teasers inside it, photo credits at the end of a caption, the place and agency before a report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from annotations.paragraphs import Paragraph, paragraphs

Hint = tuple[int, int, str]

MAX_HEADLINE = 200
MAX_CHROME = 300
MAX_TEASER = 400
# Only so much of a paragraph's beginning or end is searched, which keeps the rules fast on any text.
EDGE = 200
# A dateline stands at the head of a report; further down, the same form is part of a sentence.
DATELINE_WITHIN = 6
# A lead that is printed twice stands at the head, and is longer than a phrase that may recur by chance.
TEASER_WITHIN = 4
MIN_REPEATED = 60

# What navigation, forms and time stamps say, in small letters and with single spaces. The first that fits
# is taken for good, so the longer one comes first.
_CHROME_PHRASES = (
    r"(?:name|e-?mail|website|comment) ?\*",
    "(?:go|back|return|skip) to (?:the )?(?:top|home ?page|home|main page|main content|content|start)",
    "home ?page|home|menu|search|clear|close|print|tweet|e-?mail|subscribe now|subscribe|loading",
    "sign in|sign up|log in|advertisement|sponsored(?: content)?|all rights reserved",
    "(?:previous|next)(?: (?:article|story|post))?",
    r"share this(?: (?:article|story|post))?|share on \w+|share",
    "(?:read|view|see) (?:the )?(?:entire|full|whole|original) (?:article|story|post|text)",
    "(?:continue|keep) reading|(?:read|show|load) more",
    r"\d+ (?:minute|min|hour|day|week|month)s? ago(?: \d+)?",
    "(?:leave|post|add|write) a (?:reply|comment)|(?:post|submit) comment|cancel reply",
    r"\d+ comments?",
    r"your e-?mail address will not be published|required fields are marked(?: \*)?",
)
_CHROME_ENDINGS = r"(?:(?:copyright )?(?:©|\(c\)) ?\d{4}|copyright \d{4}|save my name).*"
_CHROME = re.compile(
    rf"(?:(?>(?:{'|'.join(_CHROME_PHRASES)})(?!\w))[ .!|/·•»›>→-]*+)*+(?:{_CHROME_ENDINGS})?", re.DOTALL
)

_TEASER = re.compile(
    r"""(?: (?:see|read)\ also | also\ read )\b
    | related\ (?:articles?|stor(?:y|ies)|news|reading|coverage|posts?) \s* (?:[:\-–—|“"‘'«]|$)
    | (?:related|read\ more|more\ on\ this(?:\ story)?|recommended|don[’']t\ miss|watch|listen) \s* :""",
    re.IGNORECASE | re.VERBOSE,
)

# A credit stands after the last sentence and is none: "Jane Doe/Agency", "Jane Doe via Archive".
_NAME = r"[A-Z0-9][\w.&'’-]*"
_NAMES = rf"{_NAME}(?: {_NAME}){{0,5}}"
_AFTER_SENTENCE = r"[.!?…][”\"’')»]* "
_PICTURE = r"(?i:photo|picture|image|illustration|file photo|photo credit|image credit|credit)s?"
_CREDIT = re.compile(
    rf"{_AFTER_SENTENCE}{_NAMES}(?: ?/ ?{_NAMES})+\.?$"
    rf"|{_AFTER_SENTENCE}{_NAMES} via {_NAMES}\.?$"
    rf"|(?:^|{_AFTER_SENTENCE})[(\[]?(?:{_PICTURE}(?: by| courtesy of|:)|©) ?[^.!?]{{2,80}}[)\]]?\.?$"
)

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DATE = rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH})(?:,? \d{{4}})?"
_PLACE = r"[A-ZÀ-Þ]{2}[A-ZÀ-Þ .'’-]{1,38}"
_AGENCY = r"\([A-ZÀ-Þ0-9][^()\n]{1,80}\)"
_DATELINE = re.compile(rf"\s*(?:{_PLACE}(?:, {_DATE})?|{_DATE}) ?{_AGENCY}\s*[—–-]*")

# A heading within a text of plain signs: "## What they said".
_MARKED = re.compile(r"#{2,6} [^\n]*\S")
_QUOTED = re.compile('[“"«„][^“”"«»„\n.!?]{3,100}[”"»“]')
_SENTENCE_END = re.compile(r"[.!?…][”\"’')»]*\s+[“\"‘'«(]?[A-ZÀ-Þ]")


def hints(text: str) -> Iterator[Hint]:
    """Yield ranges and kinds of the zones that the text seems to have; what is in none of them is body."""
    story = []
    for paragraph in paragraphs(text):
        kind = _surrounding(text, paragraph)
        if kind:
            yield paragraph.start, paragraph.end, kind
        else:
            story.append(paragraph)
    story, teaser = _without_teaser(text, story)
    if teaser:
        yield teaser.start, teaser.end, "promo"
    yield from _headline(text, story)
    yield from _dateline(text, story)


def subheadings(text: str, headings: Sequence[str]) -> Iterator[Hint]:
    """Yield paragraphs that the source says are headings within the text, or that are marked so in it.

    A short line alone proves nothing. It is one with ## before it, or as a quotation that stands on a line of
    its own directly above the paragraph that it heads.
    """
    wanted = [" ".join(heading.split()) for heading in headings]
    below = None
    for paragraph in reversed(paragraphs(text)):
        heads = below is not None and below.start - paragraph.end == 1 and _is_longer(below, paragraph)
        below = paragraph
        if heads and _QUOTED.fullmatch(text, paragraph.start, paragraph.end):
            yield paragraph.start, paragraph.end, "subheading"
    for paragraph in paragraphs(text):
        if paragraph.end - paragraph.start > MAX_HEADLINE:
            continue
        written = text[paragraph.start : paragraph.end]
        words = " ".join(written.split())
        if words in wanted:
            # In their order: the same words further down are no heading because of this one.
            del wanted[: wanted.index(words) + 1]
            yield paragraph.start, paragraph.end, "subheading"
        elif _MARKED.fullmatch(written):
            yield paragraph.start, paragraph.end, "subheading"


def _is_longer(one: Paragraph, other: Paragraph) -> bool:
    return one.end - one.start > 2 * (other.end - other.start)


def _surrounding(text: str, paragraph: Paragraph) -> str | None:
    """Return what a paragraph is that does not tell the story, or None."""
    length = paragraph.end - paragraph.start
    if length <= MAX_TEASER:
        words = " ".join(text[paragraph.start : paragraph.end].split())
        if length <= MAX_CHROME and _CHROME.fullmatch(words.casefold()):
            return "boilerplate"
        if _TEASER.match(words):
            return "promo"
    tail = text[max(paragraph.start, paragraph.end - EDGE) : paragraph.end]
    return "caption" if _may_hold_credit(tail) and _CREDIT.search(" ".join(tail.split())) else None


def _may_hold_credit(tail: str) -> bool:
    """Say whether a sign is there that every credit has: ten times as fast as looking for the credit."""
    if "/" in tail or "via" in tail or "©" in tail:
        return True
    small = tail.lower()
    return (
        "photo" in small
        or "picture" in small
        or "credit" in small
        or "image" in small
        or "illustration" in small
    )


def _without_teaser(text: str, story: list[Paragraph]) -> tuple[list[Paragraph], Paragraph | None]:
    """Return the story without the first printing of a lead that is printed twice, and that printing.

    The teaser may be cut short or lack its full stop; the report begins with it, after the dateline.
    """
    for place, (first, then) in enumerate(pairwise(story[:TEASER_WITHIN])):
        dateline = _DATELINE.match(text, then.start, min(then.end, then.start + EDGE))
        start = dateline.end() if dateline else then.start
        words = " ".join(text[first.start : first.end].split()).rstrip(".… ")
        if len(words) >= MIN_REPEATED and " ".join(text[start : then.end].split()).startswith(words):
            return [*story[:place], *story[place + 1 :]], first
    return story, None


def _headline(text: str, story: list[Paragraph]) -> Iterator[Hint]:
    """Yield the first line of the story if it is one sentence, shorter than the lead."""
    if len(story) < 2:
        return
    first, lead = story[:2]
    words = text[first.start : first.end]
    short = len(words) <= MAX_HEADLINE and len(words) < lead.end - lead.start
    alone = "\n" not in words and not words[0].isspace() and not _SENTENCE_END.search(words)
    if short and alone and not _DATELINE.match(words):
        yield first.start, first.end, "headline"


def _dateline(text: str, story: list[Paragraph]) -> Iterator[Hint]:
    """Yield the place, agency and date before the report, as in "SOMEWHERE (Agency) - ", if there are any."""
    for paragraph in story[:DATELINE_WITHIN]:
        found = _DATELINE.match(text, paragraph.start, min(paragraph.end, paragraph.start + EDGE))
        if found and found.end() < paragraph.end:
            words = found.group()
            start = found.end() - len(words.lstrip())
            yield start, start + len(words.strip()), "dateline"
            return
