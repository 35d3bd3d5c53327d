"""A span: a non-empty range [start, end) of a frozen text, counted in Unicode code points."""

from __future__ import annotations

from dataclasses import dataclass

from annotations.errors import InvalidSpan


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """The characters from ``start`` up to, not including, ``end``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        # type() rather than isinstance(): True is an int to Python, but no offset to us.
        if type(self.start) is not int or type(self.end) is not int:
            raise InvalidSpan("The start and end of a span must be whole numbers.")
        if not 0 <= self.start < self.end:
            raise InvalidSpan(
                f"A span must start at 0 or later and end after its start, not [{self.start}, {self.end})."
            )

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Say whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Say whether every character of the other lies in this one."""
        return self.start <= other.start and other.end <= self.end


def quote(text: str, span: Span) -> str:
    """Return the words of the span, or raise if it leaves the text."""
    if span.end > len(text):
        raise InvalidSpan(
            f"The span [{span.start}, {span.end}) ends after the last of {len(text)} characters."
        )
    return text[span.start : span.end]


def trimmed(text: str, start: int, end: int) -> Span:
    """Return the span without white space at its edges (domain rule R2), or raise if nothing is left."""
    words = quote(text, Span(start, end))
    inner = words.strip()
    if not inner:
        raise InvalidSpan("The span marks nothing but white space.")
    start += len(words) - len(words.lstrip())
    return Span(start, start + len(inner))
