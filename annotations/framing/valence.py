"""How outlets judge what they speak of: the mean valence of marks toward each target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from annotations.framing.observed import Observed
from annotations.framing.ratio import FEWEST_ARTICLES, Ratio, rate


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
    found = []
    for outlet in outlets:
        place = observed.counts.outlets.index(outlet)
        rows = observed.articles[observed.outlet == place]
        found += list(_of_outlet(observed, values, outlet, rows))
    return found


def _of_outlet(
    observed: Observed, values: Mapping[str, float], outlet: str, articles: np.typing.NDArray[np.int64]
) -> Iterator[Stance]:
    counts = observed.counts
    numbers = np.array([values.get(code, np.nan) for code in counts.names["valence"]] + [np.nan])
    value = numbers[counts.column("valence")]
    article = counts.readings[counts.marks[:, 0], 0]
    used = observed.kept & ~np.isnan(value) & np.isin(article, articles)
    readers = np.bincount(counts.readings[:, 0], minlength=len(counts.articles))
    limits = (min(values.values(), default=-1.0), max(values.values(), default=1.0))
    for target_place, target in [*enumerate(counts.names["target"]), (None, "")]:
        rows = used if target_place is None else used & (counts.column("target") == target_place)
        weight = counts.marks[rows, -1] / readers[article[rows]]
        x = np.bincount(article[rows], weight, len(counts.articles))
        if not x.any():
            continue
        y = np.bincount(article[rows], weight * value[rows], len(counts.articles))
        here = np.flatnonzero(x)
        clusters = observed.cluster[observed.place_of[here]]
        ratio = rate(y[here], x[here], clusters, fewest=FEWEST_ARTICLES, logarithmic=False)
        yield Stance(outlet, target, _within(ratio, *limits))


def _within(ratio: Ratio, least: float, largest: float) -> Ratio:
    if ratio.low is None or ratio.high is None:
        return ratio
    return replace(ratio, low=max(ratio.low, least), high=min(ratio.high, largest))
