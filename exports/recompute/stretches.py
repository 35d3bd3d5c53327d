"""Marked spans along the coded text of an article, and the stretches that the same annotators marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from .tables import Article, Round, Span
from .words import Words

Ranges = list[tuple[int, int]]


class Mark(NamedTuple):
    """A span along the coded text: [start, end) in coded characters, [first, last) in coded words."""

    start: int
    end: int
    label: str
    first: int
    last: int
    span: Span


class Layer:
    """The spans of one layer in one round by article and annotator, but those outside the coded text."""

    def __init__(self, one: Round, code: str) -> None:
        self.round, self.code = one, code
        self.marks: dict[str, dict[str, list[Mark]]] = {
            key: {name: [] for name in sorted(coders)} for key, coders in sorted(one.coders.items())
        }
        for span in one.spans:
            if span.layer == code:
                self._add(span)
        for by_annotator in self.marks.values():
            for marks in by_annotator.values():
                marks.sort(key=lambda mark: mark[:2])

    def _add(self, span: Span) -> None:
        article = self.round.articles[span.article]
        start, end = article.place(span.start), article.place(span.end)
        if start < end:
            first, last = self.words[span.article].held(span.start, span.end)
            mark = Mark(start, end, span.label, first, last, span)
            self.marks[span.article][span.annotator].append(mark)

    @cached_property
    def words(self) -> dict[str, Words]:
        """The words of every article."""
        return {key: Words(article) for key, article in self.round.articles.items()}

    @cached_property
    def words_known(self) -> bool:
        """Whether the texts are here."""
        return all(words.known for words in self.words.values())

    def ranges(self, article: str, annotator: str, label: str) -> Ranges:
        """Return what an annotator marked with a label ("*": any), in characters of the text, merged."""
        coded = self.round.articles[article].coded
        marks = (mark for mark in self.marks[article][annotator] if label in ("*", mark.label))
        return merged(part for mark in marks for part in clipped(mark.span, coded))

    def in_words(self, article: str, annotator: str, label: str) -> Ranges:
        """Return the same in words."""
        words = self.words[article]
        held = (words.held(start, end) for start, end in self.ranges(article, annotator, label))
        return merged((first, last) for first, last in held if first < last)

    def size(self, article: Article, *, in_words: bool) -> int:
        """Return how many characters or words of an article are coded."""
        return len(self.words[article.key]) if in_words else article.length


def clipped(span: Span, coded: Ranges) -> Ranges:
    """Return the parts of a span that lie in the coded ranges."""
    parts = ((max(span.start, start), min(span.end, end)) for start, end in coded)
    return [(start, end) for start, end in parts if start < end]


def merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Return the ranges in order, those that touch or overlap made one."""
    found: Ranges = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def shared(marked: Sequence[Ranges], size: int) -> list[tuple[tuple[bool, ...], int]]:
    """Return for each combination of annotators how long the stretches are that exactly they marked."""
    edges = sorted((edge, who) for who, ranges in enumerate(marked) for pair in ranges for edge in pair)
    lengths: dict[tuple[bool, ...], int] = defaultdict(int)
    state, last = [False] * len(marked), 0
    for position, who in edges:
        if any(state):
            lengths[tuple(state)] += position - last
        state[who], last = not state[who], position
    lengths[(False,) * len(marked)] = size - sum(lengths.values())
    return [(combination, length) for combination, length in lengths.items() if length]
