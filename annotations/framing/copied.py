"""Near copies in an analysis: each counts, the earliest of a group alone, or the group as one article.

Which articles are near copies of one another is for the caller to say (see annotations.copies); of a group
only those count that somebody read.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from annotations.framing.counts import Counts, Ints

Floats = NDArray[np.float64]
EACH, ONCE, WEIGHED = "each", "once", "weighed"
COPIES = (EACH, ONCE, WEIGHED)
NO_DAY = "~"  # after every date, and after every day of a month or year that has no more than that


def texts_of(counts: Counts, copies: str, groups: Sequence[int]) -> Ints:
    """Return the number of the text of each article: near copies have one, unless each of them counts.

    ``groups`` has for each article the number of its group, or -1; it may be empty where each counts.
    """
    own = np.arange(len(counts.articles), dtype=np.int64)
    if copies == EACH or not len(groups):
        return own
    given = np.asarray(groups, dtype=np.int64)
    return np.where(given >= 0, len(own) + given, own)


def weights_of(counts: Counts, copies: str, texts: Ints, read: NDArray[np.bool_]) -> Floats:
    """Return how much each article counts: 1, but of near copies that were read 1 together.

    With ONCE the earliest has all of it; of several on one day, or without a date, the one that was added
    first. With WEIGHED all have the same, which is weighing each by the inverse of how often its text comes.
    """
    weights = read.astype(float)
    if copies == EACH:
        return weights
    if copies == WEIGHED:
        often = np.bincount(texts[read], minlength=int(texts.max(initial=0)) + 1)
        shared: Floats = np.divide(weights, often[texts], out=np.zeros_like(weights), where=read)
        return shared
    known: set[int] = set()
    for place in sorted(np.flatnonzero(read).tolist(), key=lambda one: (counts.dates[one] + NO_DAY, one)):
        if int(texts[place]) in known:
            weights[place] = 0.0
        known.add(int(texts[place]))
    return weights
