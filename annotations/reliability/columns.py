"""The spans of one layer as columns, their borders counted in coded characters and in coded words.

Positions are counted along the coded text: what lies in other zones has no length, so a span is cut where it
leaves the coded ranges, and one that lies wholly outside them is dropped. A span holds every word that it
touches; a forgotten letter or a quotation mark more makes no difference in words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np

from annotations.annotation import MarkedSpan
from annotations.codebook import Layer
from annotations.reliability.codings import CodingTable
from annotations.reliability.data import BoolArray, IntArray
from annotations.reliability.sweeps import Ranges, located


@dataclass(frozen=True, eq=False)
class SpanColumns:
    """The spans of a layer, ordered by article, annotator, start, end and label; every column has length n.

    ``article``, ``annotator`` and ``label`` are places in the table and the layer; [start, end) is in coded
    characters, [first, last) in coded words of the article. ``submitted`` (articles, annotators) says who
    coded what, ``outside`` (articles, annotators) how many spans lie wholly outside the coded ranges, and
    ``wordless`` how many of the articles came without their words, which makes words useless.
    """

    layer: Layer
    table: CodingTable
    submitted: BoolArray
    article: IntArray
    annotator: IntArray
    label: IntArray
    start: IntArray
    end: IntArray
    first: IntArray
    last: IntArray
    spans: tuple[MarkedSpan, ...]
    wordless: int
    outside: IntArray

    @cached_property
    def pairs(self) -> IntArray:
        """(pairs, 3): an article and two annotators who both coded it, in order."""
        found = [
            (article, one, other)
            for one, other in combinations(range(self.submitted.shape[1]), 2)
            for article in np.flatnonzero(self.submitted[:, one] & self.submitted[:, other]).tolist()
        ]
        return np.array(sorted(found), dtype=np.int64).reshape(-1, 3)


def span_columns(table: CodingTable, layer: Layer) -> SpanColumns:
    """Return the spans of the submitted codings that carry a label of this layer."""
    submitted, spans, facts = _read(table, layer)
    article, annotator, label, start, end = facts.T
    (coded_start, coded_end), (first, last) = _borders(table, article, start, end)
    order = np.lexsort((label, coded_end, coded_start, annotator, article))
    kept = order[coded_end[order] > coded_start[order]]
    outside = np.zeros_like(submitted, dtype=np.int64)
    lost = coded_end <= coded_start
    np.add.at(outside, (article[lost], annotator[lost]), 1)
    return SpanColumns(
        layer=layer,
        # The codings and words are in the columns now; without them the columns travel light.
        table=replace(table, cells={}, words=()),
        submitted=submitted,
        article=article[kept],
        annotator=annotator[kept],
        label=label[kept],
        start=coded_start[kept],
        end=coded_end[kept],
        first=first[kept],
        last=last[kept],
        spans=tuple(spans[place] for place in kept.tolist()),
        wordless=sum(words is None for words, who in zip(table.words, submitted, strict=True) if who.any()),
        outside=outside,
    )


def _read(table: CodingTable, layer: Layer) -> tuple[BoolArray, list[MarkedSpan], IntArray]:
    """Return who coded what, the spans, and of each its article, annotator, label, start and end."""
    places = {label.code: place for place, label in enumerate(layer.labels)}
    submitted = np.zeros((len(table.articles), len(table.annotators)), dtype=bool)
    facts: list[tuple[int, int, int, int, int]] = []
    spans: list[MarkedSpan] = []
    for row, column, coding in table.rows_and_columns():
        submitted[row, column] = True
        for span in coding.annotation.spans:
            if span.layer == layer.code and span.label in places:
                facts.append((row, column, places[span.label], span.start, span.end))
                spans.append(span)
    return submitted, spans, np.array(facts, dtype=np.int64).reshape(-1, 5)


def _borders(
    table: CodingTable, article: IntArray, start: IntArray, end: IntArray
) -> tuple[tuple[IntArray, IntArray], tuple[IntArray, IntArray]]:
    """Return where the spans start and end in coded characters, then in coded words."""
    coded = _coded_ranges(table)
    characters = _coded(coded, article, start), _coded(coded, article, end)
    words = _coded_words(table)
    before = np.searchsorted(words.bucket, article)
    first = located(start, article, words.end, words.bucket) - before
    last = located(end - 1, article, words.start, words.bucket) - before
    # A span between two words holds none; it lies where the next one starts.
    return characters, (first, np.maximum(first, last))


def _coded_ranges(table: CodingTable) -> Ranges:
    """Return the coded ranges by article, after an empty one at the start of each text."""
    rows = [
        (article, start, end)
        for article, ranges in enumerate(table.coded)
        for start, end in ((0, 0), *ranges)
    ]
    return Ranges(*np.array(rows, dtype=np.int64).reshape(-1, 3).T)


def _coded(coded: Ranges, article: IntArray, position: IntArray) -> IntArray:
    """Return how many coded characters of the article lie before each position."""
    lengths = coded.end - coded.start
    before = np.cumsum(lengths) - lengths
    before -= before[np.searchsorted(coded.bucket, coded.bucket)]
    place = located(position, article, coded.start, coded.bucket) - 1
    return np.asarray(before[place] + np.minimum(position - coded.start[place], lengths[place]))


def _coded_words(table: CodingTable) -> Ranges:
    """Return the words of every article that start in its coded ranges."""
    nothing: IntArray = np.empty(0, dtype=np.int64)
    parts = [(nothing, nothing, nothing)]
    for article, (words, ranges) in enumerate(zip(table.words, table.coded, strict=True)):
        if words is None:
            continue
        for edges in ranges:
            low, high = words.starts.searchsorted(edges)
            parts.append((np.full(high - low, article), words.starts[low:high], words.ends[low:high]))
    buckets, starts, ends = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return Ranges(buckets, starts, ends)
