"""Where the paragraphs of a frozen text are, however its source marked them (domain.md 3.3, rule 3).

Four habits occur side by side: a blank line, a new line that starts with a space, one long line for each
paragraph, and lines wrapped at a fixed column. The text keeps its line ends; a page collapses them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

# Nobody wraps prose by hand at more than this, and what is narrower than MIN_COLUMN is verse or a list.
MAX_COLUMN = 132
MIN_COLUMN = 40
# A wrapped line and the first word of the next one fill at least this share of the column.
FULL = 0.8
# Chinese, Japanese and Korean characters take two columns and may be wrapped after each of them.
_WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\U00020000-\U0003fffd]")


@dataclass(frozen=True, order=True, slots=True)
class Paragraph:
    """The range [start, end) of a paragraph: never empty, without line ends at its edges."""

    start: int
    end: int


class _Line(NamedTuple):
    start: int
    words: str
    columns: int
    opens: bool

    @property
    def end(self) -> int:
        return self.start + len(self.words)


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs in order; every character that is no white space lies in exactly one."""
    blocks = list(_blocks(text))
    column = _wrap_column(blocks)
    return tuple(paragraph for block in blocks for paragraph in _split(block, column))


def _blocks(text: str) -> Iterator[list[_Line]]:
    """Yield the runs of lines between blank lines."""
    block: list[tuple[int, str]] = []
    start = 0
    for words in text.split("\n"):
        if words and not words.isspace():
            block.append((start, words))
        elif block:
            yield _block(block)
            block = []
        start += len(words) + 1
    if block:
        yield _block(block)


def _block(lines: list[tuple[int, str]]) -> list[_Line]:
    """Measure the lines; an indent opens a paragraph only where other lines of the block have none."""
    if len(lines) == 1:
        start, words = lines[0]
        return [_Line(start, words, _columns(words.rstrip()), False)]
    indents = [words[0].isspace() for _, words in lines]
    counts = not all(indents)
    return [
        _Line(start, words, _columns(words.rstrip()), indent and counts)
        for (start, words), indent in zip(lines, indents, strict=True)
    ]


def _wrap_column(blocks: list[list[_Line]]) -> int | None:
    """Return the column at which the text was wrapped by hand, or None if it was not.

    It was if hardly any line is longer than people wrap and most lines that go on are full.
    """
    widths = [line.columns for block in blocks for line in block]
    narrow = [width for width in widths if width <= MAX_COLUMN]
    column = max(narrow, default=0)
    if column < MIN_COLUMN or len(widths) - len(narrow) > len(widths) / 10:
        return None
    going_on = [pair for block in blocks for pair in pairwise(block) if not pair[1].opens]
    full = sum(_is_full(line, after, column) for line, after in going_on)
    return column if going_on and full >= len(going_on) * 2 / 3 else None


def _split(block: list[_Line], column: int | None) -> list[Paragraph]:
    start = block[0].start
    if len(block) == 1:
        return [Paragraph(start, block[0].end)]
    found = []
    for line, after in pairwise(block):
        if column is None or after.opens or not _is_full(line, after, column):
            found.append(Paragraph(start, line.end))
            start = after.start
    return [*found, Paragraph(start, block[-1].end)]


def _is_full(line: _Line, after: _Line, column: int) -> bool:
    """Say whether the next word would not, or hardly, have fitted into the line."""
    words = after.words.lstrip()
    first = words[:1] if _WIDE.match(words) else words[:MAX_COLUMN].split(maxsplit=1)[0]
    return line.columns + 1 + _columns(first) > FULL * column


def _columns(words: str) -> int:
    return len(words) if words.isascii() else len(words) + len(_WIDE.findall(words))
