"""Texts as their annotators cut them: who marked which stretch of which article with which label.

The unitizing coefficients look at an article as a continuum that each annotator cuts into units, stretches
with a label, and the gaps between them. All articles together are kept as arrays, a row for each unit.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from annotations.errors import InvalidSpan
from annotations.reliability.data import BoolArray, IntArray
from annotations.reliability.spans import ANY_LABEL

Unit = tuple[int, int, Hashable]


@dataclass(frozen=True)
class Continuum:
    """One article: its length in characters and for each annotator the units (start, end, label), unordered.

    An annotator without units found none; an annotator who is not named did not code the article.
    """

    length: int
    units: Mapping[str, Sequence[Unit]]
    article: str = ""


@dataclass(frozen=True, eq=False)
class Continua:
    """The continua of a corpus: ``lengths`` (articles), ``coded`` (articles, annotators): who coded what.

    The other arrays (units) hold each unit's article, annotator, label, start and end, [start, end), in the
    order of articles, annotators and starts.
    """

    articles: tuple[str, ...]
    annotators: tuple[str, ...]
    labels: tuple[Hashable, ...]
    lengths: IntArray
    coded: BoolArray
    article: IntArray
    annotator: IntArray
    label: IntArray
    start: IntArray
    end: IntArray

    @cached_property
    def starts(self) -> IntArray:
        """Where each article begins when all are laid end to end, and last where they end (articles + 1)."""
        return np.concatenate(([0], np.cumsum(self.lengths)))

    @property
    def per_article(self) -> IntArray:
        """How many annotators coded each article."""
        return np.asarray(self.coded.sum(axis=1))

    @property
    def overlapping(self) -> BoolArray:
        """In which articles two units of one annotator share a character (articles)."""
        found = np.zeros(len(self.articles), dtype=bool)
        found[self.article[1:][~self._apart(self.article * len(self.annotators) + self.annotator)[1:]]] = True
        return found

    def of_articles(self, chosen: BoolArray) -> Continua:
        """Return the chosen articles with all annotators."""
        kept = chosen[self.article]
        places = np.flatnonzero(chosen)
        return replace(
            self.of_units(kept),
            articles=tuple(self.articles[place] for place in places.tolist()),
            lengths=self.lengths[chosen],
            coded=self.coded[chosen],
            article=np.searchsorted(places, self.article[kept]),
        )

    def of_annotators(self, *names: str) -> Continua:
        """Return all articles with the named annotators alone."""
        places = sorted(self.annotators.index(name) for name in names)
        kept = np.isin(self.annotator, places)
        return replace(
            self.of_units(kept),
            annotators=tuple(self.annotators[place] for place in places),
            coded=self.coded[:, places],
            annotator=np.searchsorted(places, self.annotator[kept]),
        )

    def of_label(self, label: Hashable) -> Continua:
        """Return the units of one label alone; those of one annotator that overlap are made one."""
        chosen = self.of_units(self.label == self.labels.index(label))
        return replace(chosen, labels=(label,), label=np.zeros_like(chosen.label)).merged()

    def of_any_label(self) -> Continua:
        """Return all units without their labels; those of one annotator that overlap are made one."""
        return replace(self, labels=(ANY_LABEL,), label=np.zeros_like(self.label)).merged()

    def of_units(self, kept: BoolArray) -> Continua:
        """Return the chosen units in all articles."""
        names = ("article", "annotator", "label", "start", "end")
        return replace(self, **{name: getattr(self, name)[kept] for name in names})

    def merged(self) -> Continua:
        """Return the units, overlapping ones of one annotator and label made one; touching ones stay."""
        row = (self.article * len(self.annotators) + self.annotator) * len(self.labels) + self.label
        together = np.lexsort((self.start, row))
        ordered = self.of_units(together)
        first = ordered._apart(row[together])
        ends = np.maximum.reduceat(ordered.end, np.flatnonzero(first)) if first.size else ordered.end
        kept = replace(ordered.of_units(first), end=ends)
        return kept.of_units(np.lexsort((kept.start, kept.annotator, kept.article)))

    def _apart(self, row: IntArray) -> BoolArray:
        """Return whether each unit starts after all earlier ones of its ascending row have ended."""
        if not row.size:
            return np.zeros(0, dtype=bool)
        # Every row gets a stretch of its own, so that one running maximum serves them all.
        width = int(self.end.max())
        reached = np.maximum.accumulate(row * width + self.end)
        return np.concatenate(([True], row[1:] * width + self.start[1:] >= reached[:-1]))


def continua(texts: Sequence[Continuum], labels: Sequence[Hashable] | None = None) -> Continua:
    """Return the continua of a corpus, or raise InvalidSpan for a unit that its text or ``labels`` lack.

    Without ``labels`` they are those that occur, in the order of their names.
    """
    annotators = tuple(sorted({name for text in texts for name in text.units}))
    seen = {unit[2] for text in texts for units in text.units.values() for unit in units}
    known = tuple(sorted(seen, key=str)) if labels is None else tuple(labels)
    columns = {name: place for place, name in enumerate(annotators)}
    coded = np.zeros((len(texts), len(annotators)), dtype=bool)
    for place, text in enumerate(texts):
        coded[place, [columns[name] for name in text.units]] = True
    rows = np.array(list(_rows(texts, columns, known)), dtype=np.int64).reshape(-1, 5)
    article, annotator, start, end, label = rows[np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0]))].T
    return Continua(
        articles=tuple(text.article for text in texts),
        annotators=annotators,
        labels=known,
        lengths=np.array([text.length for text in texts], dtype=np.int64),
        coded=coded,
        article=article,
        annotator=annotator,
        label=label,
        start=start,
        end=end,
    )


def _rows(
    texts: Sequence[Continuum], columns: Mapping[str, int], labels: tuple[Hashable, ...]
) -> Iterator[tuple[int, ...]]:
    places = {label: place for place, label in enumerate(labels)}
    for article, text in enumerate(texts):
        for name, units in text.units.items():
            for start, end, label in units:
                if not 0 <= start < end <= text.length:
                    raise InvalidSpan(f"A unit [{start}, {end}) does not lie in {text.length} characters.")
                if label not in places:
                    raise InvalidSpan(f"The label {label!r} is not among the labels.")
                yield article, columns[name], start, end, places[label]
