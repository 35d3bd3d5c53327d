"""What each article adds to the unitizing coefficients: lengths, sums of lengths and of squared lengths.

All articles are laid end to end and cut wherever a unit of any annotator begins or ends. Inside such a
segment nothing changes, so it enters through its length and through how many annotators gave it each label.
No character is ever visited.

Krippendorff, K., Mathet, Y., Bouvry, S., & Widlöcher, A. (2016). On the reliability of unitizing textual
continua. Quality & Quantity, 50, 2347-2364. A gap is a value like the labels and stands first among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from annotations.agreement.unitizing.continua import Continua
from annotations.reliability.data import BoolArray, FloatArray, IntArray

# How the units' own share in what two annotators both marked is understood (T_c; see ``_own_shares``).
EACH_OTHER, ANY_OTHER = "each other annotator", "any other annotator"
# About how many numbers a portion of articles may fill.
PORTION = 1 << 22


@dataclass(frozen=True, eq=False)
class Sums:
    """The sums as the formulas name them, each an array (samples, labels) or (samples, 1 + labels).

    ``margins`` l_c.: the length valued c by all annotators. ``apart`` l_c. - l_cc: what of it another
    annotator valued otherwise. ``squares`` S_c: the squared lengths of the units; for gaps their lengths.
    ``shared``, ``shared_apart``, ``own``: l'_c., l'_c. - l'_cc and T_c, the same of what both marked.
    """

    margins: FloatArray
    apart: FloatArray
    squares: FloatArray
    shared: FloatArray
    shared_apart: FloatArray
    own: FloatArray

    @classmethod
    def of(cls, features: FloatArray) -> Sums:
        """Return the sums that an array (samples, 6 * labels + 3) holds side by side."""
        labels = (features.shape[-1] - 3) // 6
        ends = [labels + 1, 2 * labels + 2, 3 * labels + 3, 4 * labels + 3, 5 * labels + 3, 6 * labels + 3]
        return cls(*(features[..., start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)))


def unitizing_features(corpus: Continua, reading: str = EACH_OTHER) -> FloatArray:
    """Return what each article adds, (articles, 6 * labels + 3); ``Sums.of`` names the columns.

    Every article needs a character and two annotators or more, and no annotator's units may overlap.
    """
    portions = [_features(part, reading) for part in _portions(corpus)]
    return np.concatenate(portions) if portions else np.zeros((0, 6 * len(corpus.labels) + 3))


def _portions(corpus: Continua) -> Iterator[Continua]:
    """Yield the corpus in runs of whole articles that fit the memory."""
    width = len(corpus.labels) + len(corpus.annotators) + 1
    cells = width * (2 * np.bincount(corpus.article, minlength=len(corpus.articles)) + 1)
    run = np.cumsum(cells) // PORTION
    for number in np.unique(run).tolist():
        yield corpus if run[0] == run[-1] else corpus.of_articles(run == number)


def _features(corpus: Continua, reading: str) -> FloatArray:
    cut = _Cut.of(corpus)
    first = np.searchsorted(cut.edges, corpus.starts[:-1])
    per_segment = (cut.counts, cut.apart, cut.shared, cut.shared_apart)
    margins, apart, shared, shared_apart = (
        np.add.reduceat(table * cut.lengths, first, axis=1).T for table in per_segment
    )
    squares = _by_label(corpus, (corpus.end - corpus.start).astype(np.float64) ** 2)
    own = _by_label(corpus, cut.own(corpus, reading))
    return np.hstack((margins, apart, margins[:, :1], squares, shared, shared_apart, own))


def _by_label(corpus: Continua, values: FloatArray) -> FloatArray:
    """Return the units' values added up by article and label."""
    cells = corpus.article * len(corpus.labels) + corpus.label
    size = len(corpus.articles) * len(corpus.labels)
    added = np.bincount(cells, weights=values, minlength=size).astype(np.float64)
    return added.reshape(len(corpus.articles), len(corpus.labels))


@dataclass(frozen=True, eq=False)
class _Cut:
    """All articles cut into segments: ``edges`` (segments + 1) and how many annotators gave which value.

    ``counts`` (1 + labels, segments), gaps first. ``others`` (segments): how many annotators there are to
    compare one with. ``marked`` (annotators, segments): who marked the segment. ``first`` and ``last``
    (units) are the segments in which a unit begins and before which it ends.
    """

    edges: IntArray
    counts: FloatArray
    others: FloatArray
    marked: BoolArray
    first: IntArray
    last: IntArray

    @classmethod
    def of(cls, corpus: Continua) -> _Cut:
        offset = corpus.starts[corpus.article]
        start, end = offset + corpus.start, offset + corpus.end
        edges = np.unique(np.concatenate((corpus.starts, start, end)))
        first, last = np.searchsorted(edges, start), np.searchsorted(edges, end)
        article = np.searchsorted(corpus.starts, edges[:-1], side="right") - 1
        annotators = corpus.per_article[article]
        labelled = _covering(corpus.label, len(corpus.labels), first, last, edges.size)
        gaps = annotators - labelled.sum(axis=0)
        # Annotators are numbered within their article: of a crowd three coded it, and they fill three rows.
        numbers = np.cumsum(corpus.coded, axis=1) - 1
        slots = int(corpus.per_article.max(initial=0))
        slot = numbers[corpus.article, corpus.annotator]
        return cls(
            edges=edges,
            counts=np.vstack((gaps, labelled)).astype(np.float64),
            others=(annotators - 1).astype(np.float64),
            marked=_covering(slot, slots, first, last, edges.size) > 0,
            first=first,
            last=last,
        )

    @property
    def lengths(self) -> IntArray:
        return np.diff(self.edges)

    @property
    def apart(self) -> FloatArray:
        """For each value: who gave it, times the share of the others who gave another value."""
        return np.asarray(self.counts * (self.others + 1 - self.counts) / self.others)

    @property
    def shared(self) -> FloatArray:
        """For each label: who gave it, times the share of the others who marked the segment at all."""
        labelled = self.counts[1:]
        return np.where(labelled > 0, labelled * (labelled.sum(axis=0) - 1) / self.others, 0.0)

    @property
    def shared_apart(self) -> FloatArray:
        """For each label: who gave it, times the share of the others who gave another label."""
        labelled = self.counts[1:]
        return np.asarray(labelled * (labelled.sum(axis=0) - labelled) / self.others)

    def own(self, corpus: Continua, reading: str) -> FloatArray:
        """Return for each unit the square that is no agreement by chance, since a unit pairs with itself.

        Each other annotator: the squared length that this annotator marked of the unit, averaged over them
        (2016, eq. 10). Any other annotator: the squared length that at least one of them marked
        (Krippendorff 2018, ch. 12). For two annotators they are the same.
        """
        if reading == ANY_OTHER:
            together = self._covered(self.counts[1:].sum(axis=0) > 1)
            return np.asarray(together**2)
        lengths = (corpus.end - corpus.start).astype(np.float64)
        total = -(lengths**2)  # the annotator's own row covers the whole unit
        for row in self.marked:
            total += self._covered(row) ** 2
        return np.asarray(total / self.others[self.first])

    def _covered(self, chosen: BoolArray) -> FloatArray:
        """Return how much of each unit lies in the chosen segments."""
        reached = np.concatenate(([0], np.cumsum(chosen * self.lengths)))
        return np.asarray(reached[self.last] - reached[self.first], dtype=np.float64)


def _covering(row: IntArray, rows: int, first: IntArray, last: IntArray, edges: int) -> IntArray:
    """Return (rows, segments): how many units of each row cover each segment."""
    size = rows * edges
    changes = np.bincount(row * edges + first, minlength=size) - np.bincount(
        row * edges + last, minlength=size
    )
    return np.asarray(np.cumsum(changes.reshape(rows, edges), axis=1)[:, :-1])
