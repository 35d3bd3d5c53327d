"""How often each kind of piece occurs in samples drawn with replacement."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from annotations.reliability.data import FloatArray, IntArray

# Work is done in portions of about this many numbers, so that memory stays bounded.
PORTION = 1 << 20
# Up to here drawing every piece is faster than drawing a number for every kind.
PIECES_PER_KIND = 6
# With more pieces of a kind, tables of probabilities take longer than what they save.
MANY_OF_A_KIND = 300
# So many standard deviations a sample is drawn too small at first, so that hardly any is too large.
SHORT_BY = 2.0


def portions_of_draws(multiplicity: IntArray, seed: int, replicates: int) -> Iterator[FloatArray]:
    """Yield portions of (samples, kinds): how often each kind occurs in as many draws as there are pieces."""
    rng = np.random.default_rng(seed)
    pieces = int(multiplicity.sum())
    width = pieces if pieces <= PIECES_PER_KIND * multiplicity.size else multiplicity.size
    size = max(1, PORTION // max(1, width))
    for start in range(0, replicates, size):
        yield drawn(multiplicity, rng, min(size, replicates - start))


def drawn(multiplicity: IntArray, rng: np.random.Generator, size: int) -> FloatArray:
    """Return (size, kinds): how often each kind occurs in as many draws as there are pieces."""
    pieces, kinds = int(multiplicity.sum()), multiplicity.size
    if pieces > MANY_OF_A_KIND * kinds:
        return rng.multinomial(pieces, multiplicity / pieces, size=size).astype(np.float64)
    if pieces > PIECES_PER_KIND * kinds:
        return _by_kinds(multiplicity, rng, size)
    left = np.full(size, pieces)
    return _piece_by_piece(multiplicity, rng, left).astype(np.float64)


def _by_kinds(multiplicity: IntArray, rng: np.random.Generator, size: int) -> FloatArray:
    """Draw a Poisson number for every kind, then what is missing piece by piece.

    Given their sum, Poisson numbers are multinomial (Johnson, Kotz & Balakrishnan 1997, ch. 35), and with the
    missing pieces they still are; a sample that came out too large is drawn anew. This takes half as long as
    drawing multinomial numbers, whose parameters change with every number.
    """
    pieces = int(multiplicity.sum())
    share = 1 - SHORT_BY / pieces**0.5
    found = np.empty((multiplicity.size, size), dtype=np.int64)
    for count in np.unique(multiplicity).tolist():
        kinds = np.flatnonzero(multiplicity == count)
        low, steps = _poisson_table(count * share)
        draws = np.searchsorted(steps, rng.random(kinds.size * size))
        found[kinds] = low + draws.reshape(kinds.size, size)
    samples = np.ascontiguousarray(found.T)
    missing = pieces - samples.sum(axis=1)
    large = missing < 0
    samples[large] = rng.multinomial(pieces, multiplicity / pieces, size=int(large.sum()))
    samples += _piece_by_piece(multiplicity, rng, np.maximum(missing, 0))
    return samples.astype(np.float64)


def _poisson_table(mean: float) -> tuple[int, FloatArray]:
    """Return the first number of a table and the probabilities of at most this and each further number.

    Numbers outside the table are rarer than the steps of a random number.
    """
    from scipy.special import gammaln

    mean = max(mean, 1e-300)
    reach = 10 * mean**0.5 + 15
    low = max(0, int(mean - reach))
    numbers = np.arange(low, int(mean + reach) + 1)
    steps = np.cumsum(np.exp(numbers * np.log(mean) - mean - gammaln(numbers + 1)))
    return low, steps / steps[-1]


def _piece_by_piece(multiplicity: IntArray, rng: np.random.Generator, wanted: IntArray) -> IntArray:
    """Return (samples, kinds): the kinds of as many pieces as are wanted for each sample."""
    kinds, size = multiplicity.size, wanted.size
    kind_of = np.repeat(np.arange(kinds), multiplicity)
    cells = np.repeat(np.arange(size) * kinds, wanted)
    cells += kind_of[rng.integers(0, kind_of.size, cells.size)]
    return np.bincount(cells, minlength=size * kinds).reshape(size, kinds)
