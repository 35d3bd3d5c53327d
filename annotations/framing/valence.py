"""How outlets judge what they speak of: the mean valence of marks toward each target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from annotations.framing.observed import Floats, Observed
from annotations.framing.ratio import Ratio, rate


@dataclass(frozen=True)
class Stance:
    """The mean valence of an outlet's marks toward a target; an empty target is all together."""

    outlet: str
    target: str
    ratio: Ratio


def stances(observed: Observed, values: Mapping[str, float], outlets: tuple[str, ...]) -> list[Stance]:
    """Return the mean valence toward each target and all of them, of each outlet.

    The mean is that of marks, an article of several annotators giving the mean over them: the ratio of the
    sum of values to the number of marks with its jackknife over clusters, as in `ratio.rate`, on the plain
    scale and within the least and the largest value. Marks without a valence, or with one that ``values``
    does not know, are left out. An article counts where it has such a mark.
    """
    targets = (*observed.counts.names["target"], "")
    y, x = _sums(observed, values, len(targets) - 1)
    limits = (min(values.values(), default=-1.0), max(values.values(), default=1.0))
    found = []
    for outlet in outlets:
        rows = np.flatnonzero(observed.outlet == observed.counts.outlets.index(outlet))
        for place, target in enumerate(targets):
            here = rows[x[rows, place] > 0]
            if here.size:
                texts = np.unique(observed.text[here]).size
                sums = y[here, place], x[here, place], observed.cluster[here]
                ratio = rate(*sums, articles=texts, logarithmic=False)
                found.append(Stance(outlet, target, _within(ratio, *limits)))
    return found


def _sums(observed: Observed, values: Mapping[str, float], targets: int) -> tuple[Floats, Floats]:
    """Return for each article and target, and for all targets, the sum of valences and how many there are."""
    counts = observed.counts
    numbers = np.array([values.get(code, np.nan) for code in counts.names["valence"]] + [np.nan])
    used = observed.kept & ~np.isnan(numbers[counts.column("valence")])
    marks = counts.marks[used]
    value = numbers[counts.column("valence")[used]]
    article = counts.readings[marks[:, 0], 0]
    row = observed.place_of[article]
    readers = np.bincount(counts.readings[:, 0], minlength=len(counts.articles))
    weight = np.where(row >= 0, marks[:, -1] / readers[article] * observed.weight[row], 0.0)
    # A mark without a target counts toward all of them alone, in a column that is then taken away.
    target = np.where(counts.column("target")[used] >= 0, counts.column("target")[used], targets)
    size = observed.articles.size
    place = np.maximum(row, 0) * (targets + 1) + target
    sums = [
        np.bincount(place, part, size * (targets + 1)).reshape(-1, targets + 1)
        for part in (weight * value, weight)
    ]
    with_all = [np.column_stack([one[:, :targets], one.sum(axis=1)]) for one in sums]
    return with_all[0], with_all[1]


def _within(ratio: Ratio, least: float, largest: float) -> Ratio:
    if ratio.low is None or ratio.high is None:
        return ratio
    return replace(ratio, low=max(ratio.low, least), high=min(ratio.high, largest))
