"""A part of a study: some of its articles, some of its annotators."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from annotations.reliability.columns import SpanColumns
from annotations.reliability.data import BoolArray, Dropped, IntArray


@dataclass(frozen=True, eq=False)
class Selection:
    """The articles and annotators that count, as masks over those of a table."""

    columns: SpanColumns
    articles: BoolArray
    annotators: BoolArray

    @classmethod
    def of(
        cls,
        columns: SpanColumns,
        articles: Collection[str] | None = None,
        annotators: Collection[str] | None = None,
    ) -> Selection:
        """Return the selection of the named articles and annotators; None names all of them."""
        table = columns.table
        return cls(columns, _mask(table.articles, articles), _mask(table.annotators, annotators))

    def of_pair(self, one: int, other: int) -> Selection:
        """Return the same articles with two annotators alone."""
        pair = np.zeros_like(self.annotators)
        pair[[one, other]] = True
        return replace(self, annotators=pair)

    @cached_property
    def shared(self) -> BoolArray:
        """(articles): those that at least two of the annotators coded, the units of all span measures."""
        coders = self.columns.submitted[:, self.annotators].sum(axis=1)
        return np.asarray(self.articles & (coders >= 2))

    @cached_property
    def pairs(self) -> BoolArray:
        """Which of the pairs of annotators in an article count."""
        article, one, other = self.columns.pairs.T
        return np.asarray(self.articles[article] & self.annotators[one] & self.annotators[other])

    @cached_property
    def coders(self) -> int:
        """How many of the annotators coded one of the shared articles."""
        return int(self.columns.submitted[self.shared][:, self.annotators].any(axis=0).sum())

    @cached_property
    def rows(self) -> IntArray:
        """(articles): the place of each shared article among the shared ones."""
        return np.asarray(np.cumsum(self.shared) - 1)

    @property
    def n_articles(self) -> int:
        """How many articles are shared."""
        return int(self.shared.sum())

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """What was marked or coded here and cannot be compared, and why."""
        outside = int(self.columns.outside[self.shared][:, self.annotators].sum())
        coded = self.columns.submitted[self.articles][:, self.annotators].any(axis=1).sum()
        counts = (
            ("spans outside the coded zones", outside),
            ("articles coded by one annotator only", int(coded) - self.n_articles),
        )
        return tuple(Dropped(reason, count) for reason, count in counts if count)

    @property
    def why_empty(self) -> str:
        """Why nothing can be compared, or nothing."""
        if self.n_articles:
            return ""
        here = self.columns.submitted[self.articles][:, self.annotators].any(axis=0).sum()
        if here == 0:
            return "no annotations"
        return "only one annotator" if here == 1 else "no article was coded by two annotators"


def _mask(known: tuple[str, ...], named: Collection[str] | None) -> BoolArray:
    if named is None:
        return np.ones(len(known), dtype=bool)
    chosen = frozenset(named)
    return np.array([name in chosen for name in known], dtype=bool)
