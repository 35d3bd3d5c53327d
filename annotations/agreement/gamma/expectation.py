"""The disorders of documents and of random continua like them, in portions that any worker may take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotations.agreement.gamma.alignment import Disorders, disorders
from annotations.agreement.gamma.candidates import TooManyAlignments
from annotations.agreement.gamma.dissimilarity import Dissimilarity
from annotations.agreement.gamma.sampler import generator, random_continuum
from annotations.agreement.gamma.units import Document, Units
from annotations.reliability.data import FloatArray

# Like the built-in map, or the map of an executor.
Mapper = Callable[..., Iterable[Any]]
# Units aligned at once: enough to make good use of arrays, few enough to keep memory and portions small.
UNITS_AT_ONCE = 6_000
# The z value of 95 %, as in the precision rule of Mathet et al. (2015, section 5.3).
Z = 1.96


@dataclass(frozen=True, slots=True)
class Sampling:
    """How many random continua are drawn for each document.

    ``samples`` at first, then as many as it takes for the expected disorder to lie within ``precision`` of
    itself with 95 % confidence, but no more than ``most``. Without a precision it stays at ``samples``.
    """

    samples: int = 30
    precision: float | None = 0.02
    most: int = 10_000

    def __post_init__(self) -> None:
        if self.samples < 2 or self.most < self.samples or not (self.precision is None or self.precision > 0):
            raise ValueError("Sampling needs at least two samples and a precision above 0, or none.")


@dataclass(frozen=True, eq=False)
class Design:
    """What all samples of a study have in common; ``categories`` is how many labels there are."""

    seed: int
    sampling: Sampling
    dissimilarity: Dissimilarity
    categories: int

    @property
    def width(self) -> int:
        """How many numbers are measured of a sample."""
        return 3 + 2 * self.categories


@dataclass(frozen=True, eq=False)
class Portion:
    """Some samples of some documents, all with the same number of annotators.

    ``draws`` holds the number of a document, the document, and its first and last sample (exclusive). Sample
    -1 is the document as it is.
    """

    draws: tuple[tuple[int, Document, int, int], ...]
    design: Design

    def continua(self) -> Iterator[Units]:
        """Yield the units of each sample."""
        for number, document, first, last in self.draws:
            for sample in range(first, last):
                if sample < 0:
                    yield document.units
                else:
                    yield random_continuum(document, generator(self.design.seed, number, sample))


def measured(portion: Portion) -> FloatArray:
    """Return a row (1 + 2 (1 + q)) for each sample: its disorder, then ``apart`` and ``weight``.

    NaN where there are too many ways to align a continuum.
    """
    continua = list(portion.continua())
    try:
        return _rows(continua, portion)
    except TooManyAlignments:
        return np.concatenate([_row_or_nothing(one, portion) for one in continua])


def portions(documents: Sequence[Document], design: Design, first: int, last: int) -> Iterator[Portion]:
    """Yield the samples from ``first`` to ``last`` of all documents, ordered by document and sample.

    How they are parted depends on the documents alone, never on who works on them.
    """
    draws: list[tuple[int, Document, int, int]] = []
    room = 0
    for number, document in enumerate(documents):
        # The groups that units can form grow with the number of annotators more than the units do.
        cost = max(1, len(document.units) * document.annotators**2 // 9)
        start = first
        while start < last:
            if draws and (room < cost or document.annotators != draws[-1][1].annotators):
                yield Portion(tuple(draws), design)
                draws = []
            if not draws:
                room = UNITS_AT_ONCE
            stop = min(last, start + max(1, room // cost))
            draws.append((number, document, start, stop))
            room -= cost * (stop - start)
            start = stop
    if draws:
        yield Portion(tuple(draws), design)


def sampled(
    documents: Sequence[Document], design: Design, mapper: Mapper
) -> tuple[Disorders, tuple[Disorders, ...]]:
    """Return the disorders of the documents, and for each document those of its random continua."""
    if not documents:
        return _split(np.zeros((0, design.width))), ()

    def run(first: int, last: int) -> FloatArray:
        tasks = portions(documents, design, first, last)
        rows: FloatArray = np.concatenate(list(mapper(measured, tasks)))
        return rows.reshape(len(documents), last - first, -1)

    begun = design.sampling.samples
    found = run(-1, begun)
    needed = _needed(found, documents, design.sampling)
    if needed > begun:
        found = np.concatenate([found, run(begun, needed)], axis=1)
    return _split(found[:, 0]), tuple(_split(rows) for rows in found[:, 1:])


def _needed(found: FloatArray, documents: Sequence[Document], sampling: Sampling) -> int:
    """Return how many samples the precision takes (Mathet et al. 2015, section 5.3)."""
    usable = ~np.isnan(found[:, :, 0]).any(axis=1)
    if sampling.precision is None or not usable.any():
        return sampling.samples
    weights = np.array([document.mean_units for document in documents])[usable]
    samples = found[usable, 1:, 0]
    # One document: the coefficient of variation C. Of several, errors partly even out in their sum.
    variation = np.sqrt(weights**2 @ samples.var(axis=1, ddof=1)) / (weights @ samples.mean(axis=1))
    return min(sampling.most, int(np.ceil((Z * variation / sampling.precision) ** 2)))


def _rows(continua: Sequence[Units], portion: Portion) -> FloatArray:
    annotators = portion.draws[0][1].annotators
    stack = Units.stacked(continua)
    found = disorders(
        stack, len(continua), annotators, portion.design.dissimilarity, portion.design.categories
    )
    return np.column_stack([found.disorder, found.apart, found.weight])


def _row_or_nothing(continuum: Units, portion: Portion) -> FloatArray:
    try:
        return _rows([continuum], portion)
    except TooManyAlignments:
        return np.full((1, portion.design.width), np.nan)


def _split(rows: FloatArray) -> Disorders:
    middle = 1 + rows.shape[1] // 2
    return Disorders(rows[:, 0], rows[:, 1:middle], rows[:, middle:])
