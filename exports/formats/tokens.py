"""Words for formats of words: cut so that every mark begins and ends between two of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from annotations.words import words_of
from exports.formats.marked import Losses, MarkedSpan

EDGES = "white space at the edges of spans"


@dataclass(frozen=True)
class Token:
    """One word, or one character that belongs to none; ``begins`` says that a paragraph starts with it."""

    start: int
    end: int
    begins: bool


@dataclass(frozen=True)
class Placed:
    """A mark as a range of tokens, from ``first`` up to, not including, ``stop``."""

    first: int
    stop: int
    span: MarkedSpan


def tokens_of(text: str, spans: Iterable[MarkedSpan]) -> list[Token]:
    """Return the tokens of a text.

    Words that a mark cuts are cut, so that the mark keeps its borders. A line end begins a new paragraph
    unless a mark goes across it.
    """
    marked = [(span.start, span.end) for span in spans]
    cuts = sorted({edge for pair in marked for edge in pair})
    across = sorted(pair for pair in marked if "\n" in text[slice(*pair)])
    found: list[Token] = []
    before, at_cut, at_span, reach = 0, 0, 0, 0
    for start, end in _pieces(text):
        while at_cut < len(cuts) and cuts[at_cut] <= start:
            at_cut += 1
        edges = [start]
        while at_cut < len(cuts) and cuts[at_cut] < end:
            edges.append(cuts[at_cut])
            at_cut += 1
        while at_span < len(across) and across[at_span][0] < start:
            reach = max(reach, across[at_span][1])
            at_span += 1
        begins = not found or ("\n" in text[before:start] and reach <= start)
        for number, (a, b) in enumerate(zip(edges, [*edges[1:], end], strict=True)):
            found.append(Token(a, b, begins and number == 0))
        before = end
    return found


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield words, and between them every character that is no white space."""
    words = words_of(text)
    at = 0
    for start, end in [*zip(words.starts.tolist(), words.ends.tolist(), strict=True), (len(text), len(text))]:
        yield from ((place, place + 1) for place in range(at, start) if not text[place].isspace())
        if start < end:
            yield start, end
        at = end


def placed(text: str, tokens: Sequence[Token], spans: Iterable[MarkedSpan], losses: Losses) -> list[Placed]:
    """Return the marks as ranges of tokens, by their start, the longest first."""
    starts = {token.start: number for number, token in enumerate(tokens)}
    ends = {token.end: number + 1 for number, token in enumerate(tokens)}
    found = []
    for span in spans:
        words = text[span.start : span.end]
        start, end = span.start + len(words) - len(words.lstrip()), span.start + len(words.rstrip())
        if (start, end) != (span.start, span.end):
            losses.add(EDGES, span.span_id)
        found.append(Placed(starts[start], ends[end], span))
    return sorted(found, key=lambda one: (one.first, -one.stop))


def tags(count: int, marks: Iterable[tuple[int, int, str]]) -> list[str]:
    """Return the tag of every token: B- where a mark begins, I- inside it, O outside all of them."""
    found = ["O"] * count
    for first, stop, label in marks:
        found[first] = f"B-{label}"
        found[first + 1 : stop] = [f"I-{label}"] * (stop - first - 1)
    return found


def marks_of(tagged: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield what tags mark: first token, the one after the last, label.

    B-I-O with B- at every beginning or only where two marks meet, and the letters E, L, S and U of its
    relatives. A label that goes on without B- begins where it first comes.
    """
    first, label = 0, ""
    for number, tag in enumerate([*tagged, "O"]):
        letter, _, name = tag.partition("-")
        goes_on = label and name == label and letter in ("I", "E", "L")
        if label and not goes_on:
            yield first, number, label
            label = ""
        if letter != "O" and not goes_on:
            first, label = number, name
        if label and letter in ("E", "L", "S", "U"):
            yield first, number + 1, label
            label = ""
