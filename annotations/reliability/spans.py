"""Reliability data of marked spans: is a label present in the article, and at which characters.

Spans of one label by one annotator are merged, so that a stretch marked twice counts once. Only the coded
ranges of an article count. A third entry of every layer, ANY_LABEL, asks whether the annotators marked the
same stretches at all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from annotations.codebook import Codebook, Layer
from annotations.reliability.codings import Coding, CodingTable, Ranges
from annotations.reliability.data import NOT_CODED, Dropped, IntArray, ReliabilityData
from annotations.reliability.questions import NO_YES, article_table

ANY_LABEL = "*"


@dataclass(frozen=True)
class Marks:
    """What one annotator marked in one article: for each layer and label the ranges, merged and in order."""

    ranges: Mapping[tuple[str, str], Ranges]
    outside: Mapping[tuple[str, str], int]


MarkTable = Mapping[tuple[int, int], Marks]


def mark_table(table: CodingTable, codebook: Codebook) -> MarkTable:
    """Return the marks of every submitted coding by the numbers of its article and annotator."""
    known = _labels(codebook)
    return {(row, column): _marks(coding, known) for row, column, coding in table.rows_and_columns()}


def presence_data(table: CodingTable, marks: MarkTable, codebook: Codebook) -> Iterator[ReliabilityData]:
    """Yield for every label of every layer whether it is present in the coded ranges of each article."""
    for layer in codebook.layers:
        for label in _measured_labels(layer, marks):
            cells, outside = table.empty_cells(), _outside(table, marks, layer.code, label)
            for (row, column), marked in marks.items():
                cells[row][column] = int((layer.code, label) in marked.ranges)
            yield replace(article_table(table, cells, variable=layer.code, label=label), outside=outside)


def character_data(table: CodingTable, marks: MarkTable, codebook: Codebook) -> Iterator[ReliabilityData]:
    """Yield for every label of every layer which characters of the coded ranges carry it.

    A row stands for all characters of an article that the same annotators marked; its size is their number.
    """
    for layer in codebook.layers:
        for label in _measured_labels(layer, marks):
            yield _characters(table, marks, layer.code, label)


def unknown_labels(table: CodingTable, codebook: Codebook) -> tuple[Dropped, ...]:
    """Return how many spans carry a layer or label that this codebook does not have."""
    known = _labels(codebook)
    spans = (span for coding in table.submitted for span in coding.annotation.spans)
    count = sum((span.layer, span.label) not in known for span in spans)
    return (Dropped("spans with a label outside this codebook", count),) if count else ()


def stretches(marked: Sequence[Ranges], coded: int) -> dict[int, int]:
    """Return the number of characters for each combination of annotators who marked them.

    A combination is a number whose bit i is set when annotator i marked; ``marked`` holds each annotator's
    ranges, merged and clipped to the ``coded`` characters.
    """
    edges = sorted((edge, 1 << i) for i, ranges in enumerate(marked) for pair in ranges for edge in pair)
    lengths: Counter[int] = Counter()
    state = last = 0
    for position, annotator in edges:
        if state:
            lengths[state] += position - last
        state, last = state ^ annotator, position
    lengths[0] = coded - sum(lengths.values())
    return {state: length for state, length in sorted(lengths.items()) if length}


def merged(ranges: Sequence[tuple[int, int]]) -> Ranges:
    """Return the ranges in order, those that touch or overlap made one."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def _labels(codebook: Codebook) -> set[tuple[str, str]]:
    return {(layer.code, label.code) for layer in codebook.layers for label in layer.labels}


def _marks(coding: Coding, known: set[tuple[str, str]]) -> Marks:
    found: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    outside: Counter[tuple[str, str]] = Counter()
    for span in coding.annotation.spans:
        if (span.layer, span.label) not in known:
            continue
        parts = [
            (max(span.start, start), min(span.end, end))
            for start, end in coding.coded
            if span.start < end and start < span.end
        ]
        for key in ((span.layer, span.label), (span.layer, ANY_LABEL)):
            if parts:
                found[key].extend(parts)
            else:
                outside[key] += 1
    return Marks({key: merged(parts) for key, parts in found.items()}, outside)


def _measured_labels(layer: Layer, marks: MarkTable) -> list[str]:
    """Return the labels of a layer that are offered, or retired and in use; then the one for any label."""
    used = {key for marked in marks.values() for key in marked.ranges}
    labels = [label.code for label in layer.labels if label.offered or (layer.code, label.code) in used]
    return [*labels, ANY_LABEL]


def _outside(table: CodingTable, marks: MarkTable, layer: str, label: str) -> IntArray:
    outside = np.zeros((len(table.articles), len(table.annotators)), dtype=np.int64)
    for cell, marked in marks.items():
        outside[cell] = marked.outside.get((layer, label), 0)
    return outside


def _characters(table: CodingTable, marks: MarkTable, layer: str, label: str) -> ReliabilityData:
    rows = [
        row for article in range(len(table.articles)) for row in _rows(table, marks, (layer, label), article)
    ]
    shape = (len(rows), len(table.annotators))
    articles = tuple(table.articles[row.article] for row in rows)
    outside = _outside(table, marks, layer, label)
    told = np.array([row.first for row in rows], dtype=np.int64).reshape(-1, 1)
    return ReliabilityData(
        variable=layer,
        label=label,
        level="nominal",
        categories=NO_YES,
        units=articles,
        annotators=table.annotators,
        values=np.array([row.values for row in rows], dtype=np.int64).reshape(shape),
        clusters=articles,
        outlets=tuple(table.outlets[row.article] for row in rows),
        events=tuple(table.events[row.article] for row in rows),
        unit="character",
        sizes=np.array([row.size for row in rows], dtype=np.int64),
        outside=outside[[row.article for row in rows]] * told,
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """The characters of an article that the same annotators marked."""

    article: int
    first: bool
    values: list[int]
    size: int


def _rows(table: CodingTable, marks: MarkTable, key: tuple[str, str], article: int) -> Iterator[_Row]:
    columns = [column for column in range(len(table.annotators)) if (article, column) in marks]
    marked = [marks[article, column].ranges.get(key, ()) for column in columns]
    coded = sum(end - start for start, end in table.coded[article])
    first = True
    for state, length in stretches(marked, coded).items():
        # What is missing from the article as a whole is told once, in the first of its rows.
        values = table.gaps[article].copy() if first else [NOT_CODED] * len(table.annotators)
        for bit, column in enumerate(columns):
            values[column] = state >> bit & 1
        yield _Row(article, first, values, length)
        first = False
