"""Lines that are covered whole: who signed the article, and whose rights it is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

LONGEST_BYLINE = 120
LONGEST_RIGHTS = 300
AT_THE_TOP = 12
_LINE = re.compile(r"[^\n]+")
_NAME = r"(?:[^\W\d_][\w.'’-]*)"
_SIGNED = "By|BY|Written by|Von|VON|Par|PAR|Por|POR|Автор:?|Текст:?"
# "By Anna Petrova and John Smith in Moscow": after the first word no sentence follows, only names.
_BYLINE = re.compile(rf"(?:{_SIGNED})\s+{_NAME}(?:[\s,&|/]+{_NAME}){{0,11}}")
# Words between and inside names.
_SMALL = frozenset(
    ("by", "and", "und", "et", "y", "e", "i", "for", "in", "of", "the", "de", "von", "van", "der", "al")
)
_CREDITS = re.compile(r"\(?(?:Reporting|Additional reporting|Editing|Writing) by\b", re.IGNORECASE)
_RIGHTS = re.compile(r"©|\(c\)|\bcopyright\b|\ball rights reserved\b", re.IGNORECASE)


def signed(text: str, byline: str) -> Iterator[tuple[int, int]]:
    """Yield the lines that say who wrote it."""
    known = _plain(byline)
    for number, line in enumerate(_LINE.finditer(text)):
        words = " ".join(line[0].split())
        if not words or len(words) > max(LONGEST_BYLINE, 2 * len(known)):
            continue
        names_them = len(known) > 3 and _plain(words).startswith(known)
        if names_them or (number < AT_THE_TOP and _is_byline(words)) or _CREDITS.match(words):
            yield line.span()


def of_rights(text: str, found: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the short lines about rights in which something was found already."""
    starts = sorted(start for start, _ in found)
    for sign in _RIGHTS.finditer(text) if found else ():
        start = text.rfind("\n", 0, sign.start()) + 1
        end = text.find("\n", sign.end())
        end = len(text) if end < 0 else end
        first = bisect_left(starts, start)
        if end - start <= LONGEST_RIGHTS and starts[first : first + 1] and starts[first] < end:
            yield start, end


def _plain(byline: str) -> str:
    return " ".join(byline.split()).casefold().removeprefix("by ")


def _is_byline(words: str) -> bool:
    if not _BYLINE.fullmatch(words):
        return False
    names = re.findall(_NAME, words)[1:]
    return len(names) > 1 and all(name[0].isupper() or name in _SMALL for name in names)
