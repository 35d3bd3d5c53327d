"""Counts narrowed to what is asked for: how much of each label an article has, and in how many words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from annotations.framing.copied import EACH, texts_of, weights_of
from annotations.framing.counts import CODED_ZONES, Counts, Ints
from annotations.zones import ZONE_KINDS

Floats = NDArray[np.float64]
WORDS, ARTICLES, MENTIONS = "words", "articles", "mentions"
UNITS = (WORDS, ARTICLES, MENTIONS)
WORDS_AT_ONCE = 1_000


@dataclass(frozen=True)
class Selection:
    """What is counted; an empty word means all."""

    unit: str = WORDS
    voice: str = ""
    target: str = ""
    zones: tuple[str, ...] = CODED_ZONES
    copies: str = EACH


@dataclass(frozen=True, eq=False)
class Observed:
    """The articles that somebody read, and what was found in them.

    An article's value is the mean over those who read it, so that every article counts once however many
    annotators it had.

    Attributes:
        articles: places of the articles in ``counts``.
        y: for each of them the number of marks of each label, as much as the article counts.
        x: what they are counted in: thousands of words, articles or mentions, as much as the article counts.
        outlet, cluster: of each of them; articles that share an event, or near copies that count as one,
            are of one cluster.
        weight: how much each of them counts; less than 1 for near copies that count as one.
        text: the number of its text; near copies that count as one have the same.
    """

    counts: Counts
    selection: Selection
    articles: Ints
    y: Floats
    x: Floats
    outlet: Ints
    cluster: Ints
    weight: Floats
    text: Ints

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in the order of the columns of y."""
        return self.counts.names["label"]

    @cached_property
    def kept(self) -> NDArray[np.bool_]:
        """Which rows of the marks are counted."""
        return kept_marks(self.counts, self.selection)

    @cached_property
    def place_of(self) -> Ints:
        """The row of every article of the counts here, -1 for one that nobody read."""
        places = np.full(len(self.counts.articles), -1, dtype=np.int64)
        places[self.articles] = np.arange(self.articles.size)
        return places


def observe(
    counts: Counts, selection: Selection, mentions: Sequence[int] = (), groups: Sequence[int] = ()
) -> Observed:
    """Return what the selection finds.

    ``mentions`` has a number for each article of the counts; ``groups`` that of its group of near copies, or
    -1, and may be empty where each of them counts.
    """
    readers = np.bincount(counts.readings[:, 0], minlength=len(counts.articles))
    texts = texts_of(counts, selection.copies, groups)
    weights = weights_of(counts, selection.copies, texts, readers > 0)
    articles = np.flatnonzero(weights)
    weight = weights[articles]
    # Copies that are left out share nothing with those that count.
    same = np.column_stack([articles, texts[articles]])[texts[articles] >= len(texts)]
    return Observed(
        counts,
        selection,
        articles,
        _means(counts, selection, readers)[articles] * weight[:, None],
        _denominator(counts, selection, mentions)[articles] * weight,
        counts.article_outlet[articles],
        clusters_of(len(counts.articles), _joined(counts.article_event, same))[articles],
        weight,
        texts[articles],
    )


def narrowed(observed: Observed, selection: Selection) -> Observed:
    """Return the same articles in the same units, with the marks alone that the selection counts."""
    counts = observed.counts
    readers = np.bincount(counts.readings[:, 0], minlength=len(counts.articles))
    y = _means(counts, selection, readers)[observed.articles] * observed.weight[:, None]
    return replace(observed, y=y, selection=selection)


def _joined(events: Ints, same: Ints) -> Ints:
    """Return pairs of article and event with those of article and text, texts being counted after events."""
    after = int(events[:, 1].max(initial=-1)) + 1
    return np.concatenate([events, np.column_stack([same[:, 0], same[:, 1] + after])]).astype(np.int64)


def kept_marks(counts: Counts, selection: Selection) -> NDArray[np.bool_]:
    """Return which rows of the marks the selection counts."""
    wanted = [ZONE_KINDS.index(zone) for zone in selection.zones]
    kept: NDArray[np.bool_] = np.isin(counts.column("zone"), wanted)
    for name, value in (("voice", selection.voice), ("target", selection.target)):
        if value:
            known = counts.names[name]
            kept &= counts.column(name) == (known.index(value) if value in known else -2)
    return kept


def _means(counts: Counts, selection: Selection, readers: Ints) -> Floats:
    labels = len(counts.names["label"])
    marks = counts.marks[kept_marks(counts, selection)]
    article = counts.readings[marks[:, 0], 0]
    place = article * labels + marks[:, 1]
    weight = marks[:, -1] / readers[article]
    sums: Floats = np.bincount(place, weight, len(counts.articles) * labels).astype(float)
    return sums.reshape(-1, labels)


def _denominator(counts: Counts, selection: Selection, mentions: Sequence[int]) -> Floats:
    if selection.unit == ARTICLES:
        return np.ones(len(counts.articles))
    if selection.unit == MENTIONS:
        return np.array(mentions, dtype=float)
    wanted = [ZONE_KINDS.index(zone) for zone in selection.zones]
    words: Floats = counts.words[:, wanted].sum(axis=1) / WORDS_AT_ONCE
    return words


def clusters_of(articles: int, pairs: Ints) -> Ints:
    """Return a cluster for each article: those that share an event, directly or through others, are of one.

    An article of no event is a cluster of its own. The clusters are the connected components of the graph
    of articles and events.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    events = int(pairs[:, 1].max(initial=-1)) + 1
    size = articles + events
    graph = coo_array(
        (np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], articles + pairs[:, 1])), shape=(size, size)
    )
    _, found = connected_components(graph, directed=False)
    clusters: Ints = np.asarray(found[:articles], dtype=np.int64)
    return clusters
