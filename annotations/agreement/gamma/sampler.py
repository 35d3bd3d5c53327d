"""Random continua: what annotators like these would mark if they did not look at the text.

Each random annotator takes all units of a real one, drawn at random, and shifts them round the text by a
random amount, so that the number of units, their lengths, gaps and labels stay natural while the agreement
is lost. Two shifts are at least a mean unit length apart, measured round the text (Mathet, Widlöcher &
Métivier 2015, section 5.2).
"""

from __future__ import annotations

import numpy as np

from annotations.agreement.gamma.ragged import offsets
from annotations.agreement.gamma.units import Document, Units
from annotations.reliability.data import FloatArray, IntArray

SAMPLER = "random shifts round the text, at least a mean unit length apart (Mathet et al. 2015)"


def generator(seed: int, document: int, sample: int) -> np.random.Generator:
    """Return the source of chance of one sample, the same whoever draws it and whatever else is drawn."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(document, sample)))


def random_continuum(document: Document, rng: np.random.Generator) -> Units:
    """Return a random continuum of the document, which has at least one unit.

    A unit that is shifted beyond the end of the text begins anew at its start and keeps its length; one as
    long as the text stays where it is.
    """
    units, n = document.units, document.annotators
    borders = np.searchsorted(units.annotator, np.arange(n + 1))
    sizes = np.diff(borders)
    taken = rng.integers(0, n, n)
    while not sizes[taken].any():
        taken = rng.integers(0, n, n)
    shifts = spaced(n, document.length, least_distance(document), rng)
    counts = sizes[taken]
    source = np.repeat(borders[taken], counts) + offsets(counts)
    start = (units.start[source] + np.repeat(shifts, counts)) % document.length
    length = units.length[source]
    start[length >= document.length] = 0.0
    who: IntArray = np.repeat(np.arange(n), counts)
    return Units(np.zeros_like(who), who, start, start + length, units.category[source])


def least_distance(document: Document) -> float:
    """Return how far shifts must be apart: a mean unit length, or less where the text has no room for it."""
    return min(float(document.units.length.mean()), _room(document))


def is_crowded(document: Document) -> bool:
    """Say whether the text has no room for shifts a mean unit length apart, wherever they fall."""
    return float(document.units.length.mean()) > _room(document)


def _room(document: Document) -> float:
    return document.length / (2 * document.annotators - 1)


def spaced(n: int, length: float, least: float, rng: np.random.Generator) -> FloatArray:
    """Return ``n`` positions on a circle, each drawn evenly from where it is ``least`` from those before."""
    found = np.array([rng.random() * length])
    while found.size < n:
        ring = np.sort(found)
        room = np.maximum(np.diff(ring, append=ring[0] + length) - 2 * least, 0)
        reached = np.cumsum(room)
        draw = rng.random() * reached[-1]
        gap = int(np.searchsorted(reached, draw, side="right"))
        found = np.append(found, (ring[gap] + least + draw - (reached[gap] - room[gap])) % length)
    return found
