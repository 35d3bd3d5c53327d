"""Every comparison of two annotators' spans, step by step: found, borders, label, then each attribute.

A span that the other annotator did not find is one disagreement. Spans of two annotators that are the same
finding are compared at every further step, and may differ at several of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from annotations.agreement.spans.selection import Selection
from annotations.reliability.data import BoolArray, IntArray
from annotations.reliability.matched import MatchedSpans, SpanQuestion, span_questions

FOUND, BORDERS, LABEL = "found", "borders", "label"


@dataclass(frozen=True, eq=False)
class Comparisons:
    """Two annotators at one span or pair of spans; every column has length n.

    ``article``, ``one`` and ``other`` say where and who. ``first`` and ``second`` are places of spans in the
    columns; ``second`` is -1 where the other annotator did not find the span. ``compared`` and ``differing``
    (n, steps) count spans at the first of the ``steps`` and pairs of spans at the others.
    """

    matched: MatchedSpans
    steps: tuple[str, ...]
    questions: tuple[SpanQuestion, ...]
    article: IntArray
    one: IntArray
    other: IntArray
    first: IntArray
    second: IntArray
    compared: IntArray
    differing: IntArray

    def chosen(self, selection: Selection) -> BoolArray:
        """Return which comparisons lie in a selection of articles and annotators."""
        return np.asarray(
            selection.articles[self.article]
            & selection.annotators[self.one]
            & selection.annotators[self.other]
        )


def comparisons(matched: MatchedSpans) -> Comparisons:
    """Return the comparisons of all annotators, each two once; sets of answers are compared as a whole."""
    label, *attributes = (one for one in span_questions(matched.columns) if not one.label)
    names = (FOUND, BORDERS, LABEL, *(one.variable.partition(".")[2] for one in attributes))
    alone, together = _not_found(matched), _found(matched)
    article, one, other, first, second = np.concatenate([alone, together]).T
    compared = np.zeros((first.size, len(names)), dtype=np.int64)
    differing = np.zeros_like(compared)
    compared[: len(alone), 0] = differing[: len(alone), 0] = 1
    pairs = slice(len(alone), None)
    compared[pairs, 0] = 2
    compared[pairs, 1] = 1
    i, j = first[pairs], second[pairs]
    columns = matched.columns
    differing[pairs, 1] = (columns.start[i] != columns.start[j]) | (columns.end[i] != columns.end[j])
    for step, question in enumerate((label, *attributes), 2):
        codes = question.codes
        both = (codes[i] >= 0) & (codes[j] >= 0)
        compared[pairs, step] = both
        differing[pairs, step] = both & (codes[i] != codes[j])
    questions = (label, *attributes)
    return Comparisons(matched, names, questions, article, one, other, first, second, compared, differing)


def _not_found(matched: MatchedSpans) -> IntArray:
    """Return (n, 5): article, annotator, other annotator, span, -1 for every span the other did not find."""
    columns, members = matched.columns, matched.members
    partners = np.zeros((columns.article.size, len(columns.table.annotators)), dtype=bool)
    for group in members:
        spans = group[group >= 0]
        partners[spans] = group >= 0
    missing = columns.submitted[columns.article] & ~partners
    span, other = np.nonzero(missing)
    rows = [columns.article[span], columns.annotator[span], other, span, np.full_like(span, -1)]
    table = np.stack(rows, axis=1)
    return np.asarray(table[columns.annotator[span] != other])


def _found(matched: MatchedSpans) -> IntArray:
    """Return (n, 5): article, two annotators and their spans for every two spans that are one finding."""
    members = matched.members
    parts = [np.empty((0, 5), dtype=np.int64)]
    for one, other in combinations(range(members.shape[1]), 2):
        rows = np.flatnonzero((members[:, one] >= 0) & (members[:, other] >= 0))
        who = (np.full_like(rows, one), np.full_like(rows, other))
        spans = (members[rows, one], members[rows, other])
        parts.append(np.stack([matched.article[rows], *who, *spans], axis=1))
    return np.concatenate(parts)
