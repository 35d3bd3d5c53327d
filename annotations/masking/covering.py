"""Ranges to be covered, the text with them covered, and the way back for what a reader quotes.

A mask changes characters, never their number: every code point that is no white space becomes one block, so
that offsets, lines and paragraphs stay what they were.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from annotations.masking import lines, patterns
from annotations.masking.identity import Identity

MARK = "█"
Range = tuple[int, int]
Ranges = tuple[Range, ...]
# A zero-width no-break space is white space to browsers, and would be trimmed there.
_BROWSER_SPACE = "\ufeff"
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR", "ARABIC", "HEBREW")


def cover(text: str, identity: Identity) -> Ranges:
    """Return the ranges of the text that tell whose it is: apart, in order, in code points."""
    found = list(_found(text, identity))
    found += lines.signed(text, identity.byline)
    found += lines.of_rights(text, found)
    return _joined(text, found)


def masked(text: str, ranges: Sequence[Range]) -> str:
    """Return the text with the ranges covered; white space stays."""
    pieces, end = [], 0
    for start, stop in ranges:
        pieces += [text[end:start], _blocks(text[start:stop])]
        end = stop
    return "".join([*pieces, text[end:]])


def covered(quote: str, start: int, ranges: Sequence[Range]) -> str:
    """Return what a page shows of the words that begin at ``start`` of the text."""
    end = start + len(quote)
    first = bisect_right(ranges, start, key=lambda one: one[1])
    inside = []
    for begin, stop in ranges[first:]:
        if begin >= end:
            break
        inside.append((max(begin, start) - start, min(stop, end) - start))
    return masked(quote, inside)


def restored(quote: str, start: int, text: str, ranges: Sequence[Range]) -> str:
    """Return the true words of a quote in which covered characters are blocks.

    A quote that says anything else than the text, or has a block where nothing is covered, comes back as it
    is: whoever checks it finds that it does not equal the text.
    """
    true = text[start : start + len(quote)]
    if MARK not in quote or len(true) != len(quote):
        return quote
    hidden = covered(true, start, ranges)
    same = all(sign in (known, shown) for sign, known, shown in zip(quote, true, hidden, strict=True))
    return true if same else quote


@dataclass(frozen=True)
class _Patterns:
    named: tuple[re.Pattern[str], ...]
    placed: tuple[re.Pattern[str], ...]
    handle: re.Pattern[str] | None


@lru_cache(maxsize=2_000)
def _patterns(identity: Identity) -> _Patterns:
    named = (*patterns.names(identity.names), *patterns.people(identity.signatures))
    return _Patterns(named, tuple(patterns.addresses(identity.hosts)), patterns.handles(identity))


def _found(text: str, identity: Identity) -> Iterator[Range]:
    wanted = _patterns(identity)
    for pattern in wanted.named:
        yield from _whole_words(text, pattern)
    for pattern in wanted.placed:
        for start, end in _whole_words(text, pattern):
            yield patterns.address_start(text, start), end
    if wanted.handle:
        yield from (match.span() for match in wanted.handle.finditer(text))


def _whole_words(text: str, pattern: re.Pattern[str]) -> Iterator[Range]:
    """Yield the finds at the borders of words; one that is refused hides none that begins inside it."""
    at = 0
    while match := pattern.search(text, at):
        start, end = match.span()
        if _is_border(text, start) and _is_border(text, end):
            yield start, end
            at = end
        else:
            at = start + 1


def _is_border(text: str, place: int) -> bool:
    """Say whether a word may begin or end here; scripts without spaces have a border everywhere."""
    if place in (0, len(text)):
        return True
    before, after = text[place - 1], text[place]
    return not (_in_word(before) and _in_word(after)) or _is_unspaced(before) or _is_unspaced(after)


def _in_word(sign: str) -> bool:
    return sign.isalnum() or unicodedata.category(sign)[0] == "M"


def _is_unspaced(sign: str) -> bool:
    return unicodedata.name(sign, "").startswith(_UNSPACED)


def _joined(text: str, found: Iterable[Range]) -> Ranges:
    """Return the ranges in order, those that touch or overlap as one."""
    joined: list[Range] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        elif text[start:end].strip():
            joined.append((start, end))
    return tuple(joined)


def _blocks(words: str) -> str:
    return "".join(sign if sign.isspace() or sign == _BROWSER_SPACE else MARK for sign in words)
