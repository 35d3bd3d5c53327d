"""Many comparisons at once: p-values adjusted so that what is left at a level is what the level says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

BENJAMINI_HOCHBERG = "benjamini-hochberg"
HOLM = "holm"
CORRECTIONS = (BENJAMINI_HOCHBERG, HOLM)


def adjusted(p_values: Sequence[float | None], correction: str = BENJAMINI_HOCHBERG) -> list[float | None]:
    """Return the adjusted p-values in the same order; what has none keeps none and counts as no comparison.

    benjamini-hochberg: Benjamini & Hochberg 1995, Journal of the Royal Statistical Society B 57, 289-300,
    procedure (1) on p. 293; of what is found, the expected share of false findings stays below the level.
    holm: Holm 1979, Scandinavian Journal of Statistics 6, 65-70, p. 67; the chance of any false finding
    stays below the level. Both as the smallest level at which the comparison would be found.
    """
    if correction not in CORRECTIONS:
        raise ValueError(f"{correction!r} is not a correction; there are {' and '.join(CORRECTIONS)}.")
    places = [place for place, p in enumerate(p_values) if p is not None]
    given = np.array([p_values[place] for place in places], dtype=float)
    order = np.argsort(given, kind="stable")
    count, found = given.size, np.empty(given.size)
    if correction == BENJAMINI_HOCHBERG:
        scaled = given[order] * count / np.arange(1, count + 1)
        found[order] = np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1])
    else:
        scaled = given[order] * np.arange(count, 0, -1)
        found[order] = np.minimum(1.0, np.maximum.accumulate(scaled))
    told: list[float | None] = [None] * len(p_values)
    for place, p in zip(places, found, strict=True):
        told[place] = float(p)
    return told
