"""The words of a frozen text, as ranges of code points: what tokens and distances in words are counted in.

A word is a run of letters and digits with their combining marks. Hyphens and apostrophes inside it hold it
together ("US-led", "don't"), as do points between single letters ("U.S") and the points and commas of numbers
("1,000.5"). Scripts written without spaces (Chinese characters, Hiragana, Thai and its neighbours) count
every letter as a word. Everything else, punctuation, symbols and pictures, belongs to no word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_HYPHENS = "-\u2010\u2011"
# With the Catalan middle dot and the marks that Hebrew writes inside abbreviations.
_APOSTROPHES = "'\u2019\uff07\u00b7\u05f3\u05f4"
_UNSPACED = ("CJK ", "IDEOGRAPHIC ", "HIRAGANA ", "THAI ", "LAO ", "KHMER ", "MYANMAR ")
_ZERO_WIDTH_SPACE = "\u200b"

# A text is first written in these letters, one for each of its characters, and then cut with _WORD:
# l letter, d digit, c letter of a script without spaces, e what extends the character before it,
# h hyphen, a apostrophe, "." and "," as they are, and a blank for the rest.
_RUN = "(?:[ld]e*)+"
_POINTED = r"le*(?:\.le*)+(?![lde])"
_JOINT = r"(?:[ha]|(?<=[de])[.,](?=d))"
_LETTERS = re.compile(rf"{_RUN}|ce*")
_WORD = re.compile(rf"(?:{_POINTED}(?:\.(?=h))?|{_RUN})(?:{_JOINT}{_RUN})*|ce*")


@dataclass(frozen=True, eq=False)
class Words:
    """The words of one text in order: word i is [starts[i], ends[i]) in code points."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return int(self.starts.size)


def words_of(text: str) -> Words:
    """Return where the words of a text are."""
    shape = text.translate(_CLASSES)
    edges = np.array([match.span() for match in _WORD.finditer(shape)], dtype=np.int64).reshape(-1, 2)
    return Words(edges[:, 0].copy(), edges[:, 1].copy())


def runs_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield the runs of letters and digits in a text; hyphens, apostrophes and points part them."""
    return (match.span() for match in _LETTERS.finditer(text.translate(_CLASSES)))


class _Classes(dict[int, str]):
    """The class of every character met so far; a new one is looked up in Unicode's tables."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _class_of(chr(code))
        return found


_CLASSES = _Classes(
    {ord(mark): "h" for mark in _HYPHENS}
    | {ord(mark): "a" for mark in _APOSTROPHES}
    | {ord("."): ".", ord(","): ",", ord("_"): "l", ord(_ZERO_WIDTH_SPACE): " "}
)


def _class_of(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] == "L":
        return "c" if unicodedata.name(character, "").startswith(_UNSPACED) else "l"
    if category[0] == "N":
        return "d"
    if category[0] == "M" or category == "Cf":
        return "e"
    return "l" if category == "Pc" else " "
