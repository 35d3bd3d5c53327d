"""What each article, outlet, annotator and category does to a coefficient: its value without them.

Nothing is measured again: what is left out is taken from the sums, or from the distinct patterns of values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from annotations.agreement.coefficient import Coefficient
from annotations.agreement.counted import complete
from annotations.agreement.histogram import Clusters, Histogram
from annotations.agreement.patterns import Patterns, located
from annotations.agreement.result import category_name
from annotations.reliability.codings import EVENT_MARK
from annotations.reliability.data import FloatArray, ReliabilityData

ARTICLE, OUTLET, EVENT, ANNOTATOR, CATEGORY = "article", "outlet", "event", "annotator", "category"


@dataclass(frozen=True, slots=True)
class Influence:
    """A coefficient without one article, outlet, event, annotator or category.

    ``without`` is None where nothing is left that defines it. ``difference`` is ``without`` minus the value
    of all: above zero, agreement is higher without. ``units`` counts what is left out: the units of an
    article or outlet that have enough values, or the values of an annotator or category.
    """

    kind: str
    name: str
    without: float | None
    difference: float | None
    units: int


def influences(
    data: ReliabilityData,
    coefficient: Coefficient,
    kinds: Sequence[str] = (ARTICLE, OUTLET, ANNOTATOR, CATEGORY),
) -> tuple[Influence, ...]:
    """Return what leaving out each thing of these kinds does, the largest differences first in each kind.

    An article that belongs to several events is left out with each of them. Where the coefficient is
    undefined on all data nothing is returned.
    """
    whole = _value(data, coefficient, Histogram.of(data, ordered=coefficient.ordered, clustered=False))
    if whole is None:
        return ()
    makers: Mapping[str, Callable[[ReliabilityData, Coefficient], Iterator[Influence]]] = {
        ARTICLE: _articles,
        OUTLET: partial(_groups, kind=OUTLET, named=data.outlets),
        EVENT: partial(_groups, kind=EVENT, named=data.events),
        ANNOTATOR: _annotators,
        CATEGORY: _categories,
    }
    return tuple(one for kind in kinds for one in _ranked(makers[kind](data, coefficient), whole))


def _ranked(found: Iterator[Influence], whole: float) -> list[Influence]:
    told = [one if one.without is None else replace(one, difference=one.without - whole) for one in found]
    return sorted(told, key=lambda one: (one.difference is None, -abs(one.difference or 0.0)))


def _articles(data: ReliabilityData, coefficient: Coefficient) -> Iterator[Influence]:
    histogram = _by_article(data, coefficient)
    if histogram.clusters is None:
        return
    # Without the only article nothing is left to ask a coefficient about.
    without: FloatArray = np.full(1, np.nan)
    if histogram.pieces > 1:
        without = coefficient.terms(histogram.patterns).sample(histogram).leave_one_out()
    units = np.bincount(histogram.clusters.cluster, weights=histogram.clusters.units)
    for name, value, left in zip(histogram.clusters.names, without.tolist(), units.tolist(), strict=True):
        yield _influence(ARTICLE, name, value, left)


def _groups(
    data: ReliabilityData, coefficient: Coefficient, *, kind: str, named: Sequence[str | None]
) -> Iterator[Influence]:
    """Yield the influence of groups of articles, given the groups of each unit, joined by EVENT_MARK."""
    histogram = _by_article(data, coefficient)
    if histogram.clusters is None:
        return
    of_article = dict(zip(data.clusters or data.units, named, strict=False))
    groups = [(of_article.get(article) or "").split(EVENT_MARK) for article in histogram.clusters.names]
    if kind == OUTLET:
        groups = [[of_article.get(article) or ""] for article in histogram.clusters.names]
    names = sorted({name for groups_of_one in groups for name in groups_of_one if name})
    kept = np.array([[float(name not in one) for one in groups] for name in names]).reshape(-1, len(groups))
    units = np.bincount(histogram.clusters.cluster, weights=histogram.clusters.units)
    left, without = kept.any(axis=1), np.full(len(names), np.nan)
    if left.any():
        without[left] = coefficient.terms(histogram.patterns).sample(histogram).weighted(kept[left])
    for name, value, gone in zip(names, without.tolist(), ((1 - kept) @ units).tolist(), strict=True):
        yield _influence(kind, name, value, gone)


def _by_article(data: ReliabilityData, coefficient: Coefficient) -> Histogram:
    """Return the units that have enough values, clustered by article even where each is an article."""
    codes, places = located(data.values, len(data.categories), ordered=coefficient.ordered)
    articles = data.clusters or data.units
    names = tuple(sorted(set(articles)))
    number = {name: place for place, name in enumerate(names)}
    cluster = np.array([number[name] for name in articles], dtype=np.int64)
    units = np.bincount(places, weights=data.sizes, minlength=len(codes)).astype(np.int64)
    clusters = Clusters.of(names, cluster * len(codes) + places, data.sizes, len(codes))
    whole = Histogram(Patterns(codes, data.categories, data.scores), units, clusters)
    return _that_count(whole, data, coefficient)


def _annotators(data: ReliabilityData, coefficient: Coefficient) -> Iterator[Influence]:
    whole = Histogram.of(data, ordered=True, clustered=False)
    given = (whole.patterns.codes >= 0).T @ whole.units
    for place, name in enumerate(data.annotators):
        codes = np.delete(whole.patterns.codes, place, axis=1)
        others = [other for other in data.annotators if other != name]
        rest = replace(whole, patterns=replace(whole.patterns, codes=codes))
        value = _value(data.of_annotators(*others), coefficient, rest)
        yield Influence(ANNOTATOR, name, value, None, int(given[place]))


def _categories(data: ReliabilityData, coefficient: Coefficient) -> Iterator[Influence]:
    """Yield what a coefficient is if the values of a category had not been given."""
    whole = Histogram.of(data, ordered=coefficient.ordered, clustered=False)
    for place in np.flatnonzero(whole.margins).tolist():
        codes = np.where(whole.patterns.codes == place, -1, whole.patterns.codes)
        rest = replace(whole, patterns=replace(whole.patterns, codes=codes))
        name = category_name(data.categories[place])
        yield Influence(CATEGORY, name, _value(data, coefficient, rest), None, int(whole.margins[place]))


def _value(data: ReliabilityData, coefficient: Coefficient, histogram: Histogram) -> float | None:
    """Return the coefficient of the units that have enough values, None where it is undefined."""
    counted = histogram if coefficient.ordered else histogram.unordered()
    counted = _that_count(counted, data, coefficient)
    if not (counted.patterns.sizes >= 2).any() or coefficient.why_undefined(data, counted):
        return None
    value = coefficient.terms(counted.patterns).sample(counted).value()
    return None if np.isnan(value) else value


def _that_count(histogram: Histogram, data: ReliabilityData, coefficient: Coefficient) -> Histogram:
    """Return the units that the coefficient counts."""
    enough = histogram.at_least(coefficient.at_least)
    return complete(enough, data) if coefficient.complete else enough


def _influence(kind: str, name: str, without: float, units: float) -> Influence:
    return Influence(kind, name, None if np.isnan(without) else without, None, int(units))
