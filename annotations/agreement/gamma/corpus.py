"""The articles of a corpus that can be aligned, and what each coefficient compares in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from annotations.agreement.gamma.alignment import Disorders
from annotations.agreement.gamma.expectation import Design, Mapper, sampled
from annotations.agreement.gamma.units import Document, documents_of
from annotations.agreement.unitizing.continua import Continua
from annotations.reliability.data import Dropped, FloatArray, IntArray

EMPTY = "articles in which no annotator marked anything"
LONELY = "articles with fewer than two annotators"
TOO_MANY = "articles with too many ways to align their units"


@dataclass(frozen=True, eq=False)
class Terms:
    """What a coefficient compares, in the articles that have it.

    ``article``: their places in the corpus; ``weight``, ``observed`` (articles); ``samples``: for each of
    them the disorders of its random continua.
    """

    article: IntArray
    weight: FloatArray
    observed: FloatArray
    samples: Sequence[FloatArray]

    def __len__(self) -> int:
        return self.weight.size

    @cached_property
    def expected(self) -> FloatArray:
        """The mean disorder of the random continua of each article (articles)."""
        return np.array([float(rows.mean()) for rows in self.samples])

    @cached_property
    def features(self) -> FloatArray:
        """The weighted disorders (articles, 2); a corpus adds them up."""
        return np.column_stack([self.weight * self.observed, self.weight * self.expected])

    @cached_property
    def relative_error(self) -> float:
        """The standard error of the expected disorder that comes from sampling, in proportion to it."""
        expected = float(self.features[:, 1].sum())
        variance = sum(
            weight**2 * rows.var(ddof=1) / rows.size
            for weight, rows in zip(self.weight.tolist(), self.samples, strict=True)
            if rows.size > 1
        )
        return float(np.sqrt(variance)) / expected if expected > 0 else 0.0


@dataclass(frozen=True, eq=False)
class Aligned:
    """The articles that can be aligned, with their disorders and those of their random continua."""

    documents: tuple[Document, ...]
    observed: Disorders
    random: tuple[Disorders, ...]
    dropped: tuple[Dropped, ...]

    @property
    def overall(self) -> Terms:
        """What gamma compares: disorders, each article weighted by its mean number of units."""
        weight = np.array([document.mean_units for document in self.documents])
        return Terms(self._articles, weight, self.observed.disorder, [rows.disorder for rows in self.random])

    def categorical(self, column: int) -> Terms:
        """Return what gamma-cat compares (column 0), or gamma-k of the label before the column."""
        weight, observed = self.observed.weight[:, column], self.observed.categorical[:, column]
        samples = [rows.categorical[:, column] for rows in self.random]
        samples = [rows[~np.isnan(rows)] for rows in samples]
        kept = [place for place, rows in enumerate(samples) if rows.size and weight[place] > 0]
        return Terms(self._articles[kept], weight[kept], observed[kept], [samples[place] for place in kept])

    @property
    def _articles(self) -> IntArray:
        return np.array([document.number for document in self.documents], dtype=np.int64)

    @property
    def why_none(self) -> str:
        """Why no article can be aligned, or nothing."""
        if self.documents:
            return ""
        reasons = [one.reason for one in self.dropped]
        if TOO_MANY in reasons:
            return "too many ways to align the units of any article"
        return "no annotator marked anything" if EMPTY in reasons else "no article with two annotators"


def aligned(corpus: Continua, design: Design, mapper: Mapper) -> Aligned:
    """Return the articles of a corpus that can be aligned, and what was dropped."""
    everything = documents_of(corpus)
    several = [document for document in everything if document.annotators > 1]
    # By what is in them, so that a seed draws the same whatever their order.
    usable = sorted((one for one in several if len(one.units)), key=_order)
    observed, random = sampled(usable, design, mapper)
    solved = [
        place
        for place, rows in enumerate(random)
        if not np.isnan([observed.disorder[place], rows.disorder.sum()]).any()
    ]
    counts = (
        (LONELY, len(everything) - len(several)),
        (EMPTY, len(several) - len(usable)),
        (TOO_MANY, len(usable) - len(solved)),
    )
    return Aligned(
        tuple(usable[place] for place in solved),
        observed.where(solved),
        tuple(random[place] for place in solved),
        tuple(Dropped(reason, count) for reason, count in counts if count),
    )


def _order(document: Document) -> tuple[object, ...]:
    units = document.units
    marks = np.stack([units.annotator, units.start, units.end, units.category], axis=1)
    return document.annotators, document.length, marks.tolist(), document.number
