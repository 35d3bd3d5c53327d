"""What the annotators of a document marked, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from annotations.agreement.unitizing.continua import Continua
from annotations.errors import InvalidSpan
from annotations.reliability.data import FloatArray, IntArray

Mark = tuple[int, int, int]


@dataclass(frozen=True, eq=False)
class Units:
    """Marked stretches of one or more continua, one entry each in every array.

    ``continuum`` and ``annotator`` number whose they are; ``start`` and ``end`` are positions, the end
    exclusive; ``category`` counts into the labels.
    """

    continuum: IntArray
    annotator: IntArray
    start: FloatArray
    end: FloatArray
    category: IntArray

    def __len__(self) -> int:
        return self.start.size

    @cached_property
    def length(self) -> FloatArray:
        """How long each unit is."""
        return np.asarray(self.end - self.start)

    @cached_property
    def centre(self) -> FloatArray:
        """The middle of each unit."""
        return np.asarray((self.start + self.end) / 2)

    @classmethod
    def stacked(cls, parts: Sequence[Units]) -> Units:
        """Return the units of several continua as one, the continua numbered in the order given."""
        return cls(
            np.repeat(np.arange(len(parts)), [len(part) for part in parts]),
            np.concatenate([part.annotator for part in parts]),
            np.concatenate([part.start for part in parts]),
            np.concatenate([part.end for part in parts]),
            np.concatenate([part.category for part in parts]),
        )


@dataclass(frozen=True, eq=False)
class Document:
    """A document with what each of its annotators marked in it.

    ``length`` is that of the whole document, not the end of the last unit: chance depends on it. Annotators
    who marked nothing count too, and units of one annotator may overlap. The units are ordered by annotator.
    ``number`` is its place in the corpus.
    """

    number: int
    length: int
    annotators: int
    units: Units

    @classmethod
    def of(cls, marks: Sequence[Sequence[Mark]], length: int, *, number: int = 0) -> Document:
        """Return the document with the (start, end, category) of each annotator, or raise InvalidSpan.

        The order of the annotators and of their marks changes nothing, not even the draws of a seed.
        """
        for mark in (mark for own in marks for mark in own):
            if not 0 <= mark[0] < mark[1] <= length or mark[2] < 0:
                raise InvalidSpan(f"A unit [{mark[0]}, {mark[1]}) does not lie in {length} characters.")
        rows = [(who, *mark) for who, own in enumerate(sorted(map(sorted, marks))) for mark in own]
        who, start, end, category = np.array(rows, dtype=np.int64).reshape(-1, 4).T
        units = Units(np.zeros_like(who), who, start.astype(np.float64), end.astype(np.float64), category)
        return cls(number, length, len(marks), units)

    @property
    def mean_units(self) -> float:
        """How many units an annotator marked on average."""
        return len(self.units) / self.annotators


def documents_of(corpus: Continua) -> tuple[Document, ...]:
    """Return the articles of a corpus, each with the annotators who coded it."""
    borders = np.searchsorted(corpus.article, np.arange(len(corpus.articles) + 1))
    columns = np.stack([corpus.annotator, corpus.start, corpus.end, corpus.label], axis=1)
    found = []
    for place, length in enumerate(corpus.lengths.tolist()):
        marks: dict[int, list[Mark]] = {who: [] for who in np.flatnonzero(corpus.coded[place]).tolist()}
        for who, start, end, label in columns[borders[place] : borders[place + 1]].tolist():
            marks[who].append((start, end, label))
        found.append(Document.of(list(marks.values()), length, number=place))
    return tuple(found)
