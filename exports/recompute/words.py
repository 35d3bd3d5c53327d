"""The words of a text: runs of letters and digits with their marks, held together by hyphens and apostrophes.

Points between single letters and the points and commas of numbers hold together as well. In scripts that are
written without spaces every letter is a word. It follows the Unicode tables of the Python that runs it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right

from .tables import Article

_SPECIAL = {"-": "h", "\u2010": "h", "\u2011": "h", ".": ".", ",": ",", "_": "l", "\u200b": " "}
_SPECIAL |= dict.fromkeys("'\u2019\uff07\u00b7\u05f3\u05f4", "a")
_UNSPACED = ("CJK ", "IDEOGRAPHIC ", "HIRAGANA ", "THAI ", "LAO ", "KHMER ", "MYANMAR ")
_RUN = "(?:[ld]e*)+"
_JOINED = rf"(?:(?:[ha]|(?<=[de])[.,](?=d)){_RUN})*"
_WORD = re.compile(rf"(?:le*(?:\.le*)+(?![lde])(?:\.(?=h))?|{_RUN}){_JOINED}|ce*")


class Words:
    """The words that start in the coded ranges of an article; None is known of an article without text."""

    def __init__(self, article: Article) -> None:
        found = _WORD.finditer("".join(map(_class, article.text or "")))
        spans = [match.span() for match in found]
        inside = [
            (start, end) for start, end in spans if any(low <= start < high for low, high in article.coded)
        ]
        self.known = article.text is not None
        self._starts = [start for start, _ in inside]
        self._ends = [end for _, end in inside]

    def __len__(self) -> int:
        return len(self._starts)

    def held(self, start: int, end: int) -> tuple[int, int]:
        """Return the words [first, last) that a range of the text touches."""
        first = bisect_right(self._ends, start)
        return first, max(first, bisect_left(self._starts, end))


def _class(character: str) -> str:
    if character in _SPECIAL:
        return _SPECIAL[character]
    category = unicodedata.category(character)
    if category[0] == "L":
        return "c" if unicodedata.name(character, "").startswith(_UNSPACED) else "l"
    if category[0] == "N":
        return "d"
    if category[0] == "M" or category == "Cf":
        return "e"
    return "l" if category == "Pc" else " "
