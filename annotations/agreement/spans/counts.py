"""What each pair of annotators found of each other's spans in each article, counted once for all uses.

Every measure of detection is a function of four counts: of the first annotator's items those that the second
one has as well, and all of them; then the same of the second one's. Counts add up over labels, articles and
pairs, so that an outlet, a pair or the whole corpus is a sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from annotations.reliability.columns import SpanColumns
from annotations.reliability.data import IntArray
from annotations.reliability.sweeps import Ranges, nearby, overlapping, united, unrolled

# How far borders may lie apart, in words, for two spans to be one finding.
TOLERANCES = (0, 1, 3, 5)
EXACT, OVERLAP, CHARACTERS, WORDS = range(4)
WITHIN = {tolerance: WORDS + 1 + place for place, tolerance in enumerate(TOLERANCES)}


@dataclass(frozen=True, eq=False)
class PairCounts:
    """The counts of all cells: a label in an article that two annotators coded, if one of them used it there.

    ``pairs`` (pairs, 3) holds an article and two annotators. ``label`` and ``pair`` (cells) are in order;
    beside the labels of the layer there are ``any_label``, where labels are ignored, and ``all_labels``, the
    sum over the labels. ``counts`` (measures, cells, 4). ``marked`` (n, 3) names article, annotator and label
    of all spans that differ in start, end or label, and those that differ in start or end as ``any_label``.
    """

    columns: SpanColumns
    label: IntArray
    pair: IntArray
    counts: IntArray
    marked: IntArray

    @property
    def any_label(self) -> int:
        """The number that stands for spans whatever their label."""
        return len(self.columns.layer.labels)

    @property
    def all_labels(self) -> int:
        """The number that stands for the sum over all labels."""
        return self.any_label + 1

    def of_label(self, label: int) -> slice:
        """Return where the cells of a label are."""
        low, high = np.searchsorted(self.label, [label, label + 1])
        return slice(int(low), int(high))


def pair_counts(columns: SpanColumns) -> PairCounts:
    """Count what every pair of annotators found in every article that both coded."""
    marks = _Marks.of(columns)
    one, other = marks.seen_by_pairs(columns)
    n_pairs = len(columns.pairs)
    cells, counts = _cell_counts(one, other)
    label, pair = np.divmod(cells, max(1, n_pairs))
    any_label = len(columns.layer.labels)
    labelled = np.flatnonzero(label < any_label)
    by_pair = labelled[np.argsort(pair[labelled], kind="stable")]
    shared, first = np.unique(pair[by_pair], return_index=True)
    sums = np.add.reduceat(counts[:, by_pair], first, axis=1)
    return PairCounts(
        columns,
        np.concatenate([label, np.full_like(shared, any_label + 1)]),
        np.concatenate([pair, shared]),
        np.concatenate([counts, sums], axis=1),
        marks.named,
    )


@dataclass(frozen=True, eq=False)
class _Marks:
    """Spans as they count here: each start, end and label of an annotator once, and once without label."""

    named: IntArray
    in_characters: IntArray
    in_words: IntArray

    @classmethod
    def of(cls, columns: SpanColumns) -> _Marks:
        blind = np.full_like(columns.label, len(columns.layer.labels))
        facts = columns.article, columns.annotator, columns.start, columns.end
        parts = []
        for label in (columns.label, blind):
            # The columns are in order, so what is marked twice stands next to itself.
            changes = [np.diff(column) != 0 for column in (*facts, label)]
            places = np.append(np.zeros(1, np.int64), np.flatnonzero(np.any(changes, axis=0)) + 1)
            parts.append((label, places[: label.size]))
        return cls(
            np.concatenate([_rows(columns.article, columns.annotator, label)[at] for label, at in parts]),
            np.concatenate([_rows(columns.start, columns.end)[at] for _, at in parts]),
            np.concatenate([_rows(columns.first, columns.last)[at] for _, at in parts]),
        )

    def seen_by_pairs(self, columns: SpanColumns) -> tuple[_Side, _Side]:
        """Return the marks of the first and of the second annotator of every pair."""
        pairs, width = columns.pairs, max(1, columns.submitted.shape[1])
        coders = np.concatenate([pairs[:, 0] * width + pairs[:, 1], pairs[:, 0] * width + pairs[:, 2]])
        order = np.argsort(coders, kind="stable")
        coders = coders[order]
        here = self.named[:, 0] * width + self.named[:, 1]
        low, high = np.searchsorted(coders, here), np.searchsorted(coders, here, side="right")
        mark, step = unrolled(high - low)
        second, pair = np.divmod(order[low[mark] + step], max(1, len(pairs)))
        bucket = self.named[mark, 2] * len(pairs) + pair
        sides = [
            _Side(bucket[chosen], self.in_characters[mark[chosen]], self.in_words[mark[chosen]])
            for chosen in (second == 0, second == 1)
        ]
        return sides[0], sides[1]


@dataclass(frozen=True, eq=False)
class _Side:
    """The marks of one of the annotators of every pair, by label and pair."""

    bucket: IntArray
    borders: IntArray
    word_borders: IntArray

    @cached_property
    def characters(self) -> Ranges:
        """The marks in characters, in order."""
        return _ordered(Ranges(self.bucket, *self.borders.T))

    @cached_property
    def words(self) -> Ranges:
        """The marks in words, in order."""
        return _ordered(Ranges(self.bucket, *self.word_borders.T))


def _rows(*columns: IntArray) -> IntArray:
    return np.stack(columns, axis=1)


def _ordered(ranges: Ranges) -> Ranges:
    return ranges.chosen(ranges.order)


def _cell_counts(one: _Side, other: _Side) -> tuple[IntArray, IntArray]:
    """Return the buckets in which something is marked and their counts (measures, cells, 4)."""
    cells = np.unique(np.concatenate([one.bucket, other.bucket]))
    tally = _Tally(cells)
    sizes = tally.of(one.characters.bucket), tally.of(other.characters.bucket)
    i, j = overlapping(one.characters, other.characters)
    touching = tally.of(one.characters.bucket[np.unique(i)]), tally.of(other.characters.bucket[np.unique(j)])
    same = (one.characters.start[i] == other.characters.start[j]) & (
        one.characters.end[i] == other.characters.end[j]
    )
    exact = tally.of(one.characters.bucket[i[same]])
    measured = [
        _four(exact, exact, *sizes),
        _four(*touching, *sizes),
        tally.covered(one.characters, other.characters),
        tally.covered(one.words, other.words),
    ]
    for matched in tally.matched(one.words, other.words):
        measured.append(_four(matched, matched, *sizes))
    return cells, np.stack(measured)


def _four(found_one: IntArray, found_other: IntArray, one: IntArray, other: IntArray) -> IntArray:
    return _rows(found_one, one, found_other, other)


class _Tally:
    """Counts by cell."""

    def __init__(self, cells: IntArray) -> None:
        self.cells = cells

    def of(self, bucket: IntArray, weights: IntArray | None = None) -> IntArray:
        """Return how many things, or how much of them, there are in each cell."""
        counted = np.bincount(np.searchsorted(self.cells, bucket), weights, minlength=self.cells.size)
        return counted.astype(np.int64)

    def covered(self, one: Ranges, other: Ranges) -> IntArray:
        """Return how many positions both annotators, and each of them, marked in each cell."""
        unions = [united(ranges.chosen(np.flatnonzero(ranges.end > ranges.start))) for ranges in (one, other)]
        i, j = overlapping(*unions)
        lengths = np.minimum(unions[0].end[i], unions[1].end[j])
        lengths -= np.maximum(unions[0].start[i], unions[1].start[j])
        both = self.of(unions[0].bucket[i], lengths)
        alone = [self.of(union.bucket, union.end - union.start) for union in unions]
        return _four(both, both, *alone)

    def matched(self, one: Ranges, other: Ranges) -> list[IntArray]:
        """Return for each tolerance how many spans of a cell can be matched one to one."""
        i, j = nearby(one, other, max(TOLERANCES))
        apart = np.maximum(np.abs(one.start[i] - other.start[j]), np.abs(one.end[i] - other.end[j]))
        found = []
        for tolerance in TOLERANCES:
            near = apart <= tolerance
            places = _largest_matching(i[near], j[near], one.bucket.size, other.bucket.size)
            found.append(self.of(one.bucket[places]))
        return found


def _largest_matching(one: IntArray, other: IntArray, n_one: int, n_other: int) -> IntArray:
    """Return which of the first have a partner in a largest one-to-one matching (Hopcroft & Karp 1973)."""
    if not one.size:
        return one
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import maximum_bipartite_matching

    graph = csr_matrix((np.ones(one.size, dtype=np.int8), (one, other)), shape=(n_one, n_other))
    return np.flatnonzero(maximum_bipartite_matching(graph, perm_type="column") >= 0)
