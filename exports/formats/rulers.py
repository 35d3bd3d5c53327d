"""Ways of counting in a text: by code points, UTF-16 units or bytes, and with line ends of one or two."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product, repeat
from typing import NamedTuple

CODE_POINTS, UTF16, BYTES = "code points", "UTF-16 units", "bytes"
EXCLUSIVE, INCLUSIVE = "exclusive", "inclusive"
LF, CRLF = "LF", "CRLF"

_LINE_END = re.compile("\r\n|\r|\n")
_WIDTHS: Mapping[str, Callable[[str], int]] = {
    CODE_POINTS: len,
    UTF16: lambda character: 2 if character > "\uffff" else 1,
    BYTES: lambda character: len(character.encode("utf-8", "surrogatepass")),
}


class Convention(NamedTuple):
    """How a file counts: its unit, whether an end is the first place after a span, and its line ends."""

    unit: str = CODE_POINTS
    end: str = EXCLUSIVE
    newline: str = LF

    def __str__(self) -> str:
        lines = "line ends count one" if self.newline == LF else "line ends count two"
        return f"{self.unit}, end {self.end}, {lines}"


OURS = Convention()
# Ours first, then what differs from it least.
CONVENTIONS = tuple(
    Convention(unit, end, newline)
    for newline, end, unit in product((LF, CRLF), (EXCLUSIVE, INCLUSIVE), (CODE_POINTS, UTF16, BYTES))
)


class Ruler:
    """The offsets of one article in every way of counting; each is made when it is first asked for."""

    def __init__(self, text: str, as_filed: str | None = None) -> None:
        self.text = text
        self._as_filed = as_filed if as_filed and "\r" in as_filed else None
        self._places: dict[tuple[str, str], Mapping[int, int] | None] = {}

    def span(self, start: int, end: int, counted: Convention) -> tuple[int, int] | None:
        """Return the span in code points, or None where it is empty or lies at no place of the text."""
        found = (
            self._place(start, counted),
            self._place(end + 1 if counted.end == INCLUSIVE else end, counted),
        )
        first, last = found
        return (first, last) if first is not None and last is not None and first < last else None

    def _place(self, offset: int, counted: Convention) -> int | None:
        key = (counted.unit, counted.newline)
        if key not in self._places:
            self._places[key] = self._counted(*key)
        places = self._places[key]
        if places is not None:
            return places.get(offset)
        return offset if 0 <= offset <= len(self.text) else None

    def _counted(self, unit: str, newline: str) -> Mapping[int, int] | None:
        """Return where each offset lies; None where they are what we count ourselves."""
        if newline == LF and (unit == CODE_POINTS or self.text.isascii()):
            return None
        width, line_ends = _WIDTHS[unit], self._line_ends(newline)
        places, total = {}, 0
        for place, character in enumerate(self.text):
            places[total] = place
            total += next(line_ends) if character == "\n" else width(character)
        return places | {total: len(self.text)}

    def _line_ends(self, newline: str) -> Iterator[int]:
        if newline == LF:
            return repeat(1)
        if self._as_filed is None:
            return repeat(2)
        return iter([len(found) for found in _LINE_END.findall(self._as_filed)])


def with_our_line_ends(text: str) -> str:
    """Return the text with LF alone, as articles are kept."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def says_the_same(quote: str, slice_: str) -> bool:
    """Say whether a quote is the slice; some formats show a line end as a space."""
    return quote == slice_ or _on_one_line(quote) == _on_one_line(slice_)


def _on_one_line(text: str) -> str:
    # A line end of two characters may have become two spaces, so both count as one.
    return _LINE_END.sub(" ", text.replace("\r ", "\r")) if "\r" in text else text.replace("\n", " ")
