"""Contrasts of outlets with the others on the same events, for every label, corrected for their number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from annotations.framing.comparisons import BENJAMINI_HOCHBERG, adjusted
from annotations.framing.contrasts import Difference, LogOdds, difference, log_odds
from annotations.framing.counts import Ints
from annotations.framing.observed import Floats, Observed

LEVEL = 0.05


@dataclass(frozen=True)
class Contrast:
    """An outlet against all others on the events that it reports, for one label.

    ``adjusted`` is p corrected for all contrasts that were asked for together.
    """

    outlet: str
    label: str
    difference: Difference
    log_odds: LogOdds | None
    adjusted: float | None = None

    @property
    def is_found(self) -> bool:
        """Whether the difference stands at LEVEL after correction."""
        return self.adjusted is not None and self.adjusted <= LEVEL


def contrasts(
    observed: Observed, outlets: Sequence[str], correction: str = BENJAMINI_HOCHBERG
) -> list[Contrast]:
    """Return the contrasts of these outlets for every label.

    Events that share articles are one event here. Articles of no event, and events that the outlet alone
    or the others alone report, are left out.
    """
    found = [one for outlet in outlets for one in _of_outlet(observed, outlet)]
    corrected = adjusted([one.difference.p for one in found], correction)
    return [replace(one, adjusted=p) for one, p in zip(found, corrected, strict=True)]


def _of_outlet(observed: Observed, outlet: str) -> Iterator[Contrast]:
    counts = observed.counts
    reporting = np.isin(observed.articles, counts.article_event[:, 0])
    own = reporting & (observed.outlet == counts.outlets.index(outlet))
    events = np.unique(observed.cluster[own])
    others = reporting & ~own & np.isin(observed.cluster, events)
    own_y, own_x = _sums(observed, own, events)
    other_y, other_x = _sums(observed, others, events)
    shared = (own_x > 0) & (other_x > 0)
    odds = log_odds(own_y[shared].sum(axis=0), other_y[shared].sum(axis=0), observed.y.sum(axis=0))
    for place, label in enumerate(observed.labels):
        one = difference(own_y[:, place], own_x, other_y[:, place], other_x)
        yield Contrast(outlet, label, one, odds[place] if one.value is not None else None)


def _sums(observed: Observed, rows: np.typing.NDArray[np.bool_], events: Ints) -> tuple[Floats, Floats]:
    """Return the totals of each event over some articles."""
    place = np.searchsorted(events, observed.cluster[rows])
    y = np.zeros((events.size, len(observed.labels)))
    np.add.at(y, place, observed.y[rows])
    return y, np.bincount(place, observed.x[rows], events.size).astype(float)
