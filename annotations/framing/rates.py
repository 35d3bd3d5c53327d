"""Rates of labels for groups of articles, such as outlets: with interval, shrunk value and spread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from annotations.framing.counts import Ints
from annotations.framing.observed import Floats, Observed, narrowed
from annotations.framing.ratio import Ratio, rate
from annotations.framing.shrinkage import gamma_prior

OUTLET, EVENT, VOICE, TARGET, MONTH, ALL = "outlet", "event", "voice", "target", "month", "all"
BYS = (OUTLET, EVENT, VOICE, TARGET, MONTH, ALL)
EVERYTHING = ""  # as a label: marks of any label
NO_OUTLET = ""
LENGTH_OF_MONTH = len("2025-05")


@dataclass(frozen=True)
class Spread:
    """The lowest and highest rate of a single annotator, of so many."""

    low: float
    high: float
    annotators: int


@dataclass(frozen=True)
class Line:
    """The rate of one label in one group; ``shrunk`` is drawn towards the rate of all groups."""

    by: str
    group: str
    label: str
    ratio: Ratio
    shrunk: float | None = None
    spread: Spread | None = None


def rates(observed: Observed, by: str) -> list[Line]:
    """Return a line for each group and label, and for marks of any label (EVERYTHING), in order of names.

    An article that reports several events counts in each of them, and only once in everything else.
    """
    if by in (VOICE, TARGET):
        return [line for group, part in _narrowed(observed, by) for line in _lines(by, group, part, None)]
    spreads: dict[str, list[Spread | None]] = {}
    if by == OUTLET:
        names = observed.counts.outlets
        spreads = dict(zip(names, _spreads(observed, observed.outlet, len(names)), strict=True))
    elif by == ALL:
        spreads = {"": _spreads(observed, np.zeros_like(observed.outlet), 1)[0]}
    lines = [
        line
        for group, rows in _groups(observed, by)
        for line in _lines(by, group, observed, rows, spreads.get(group))
    ]
    return _shrunk(lines) if by == OUTLET else lines


def _groups(observed: Observed, by: str) -> Iterator[tuple[str, Ints]]:
    counts = observed.counts
    if by == ALL:
        yield "", np.arange(observed.articles.size)
    elif by == OUTLET:
        for place in _by_name(counts.outlets):
            rows = np.flatnonzero(observed.outlet == place)
            if rows.size:
                yield counts.outlets[place], rows
    elif by == EVENT:
        rows_of = observed.place_of[counts.article_event[:, 0]]
        for place in _by_name(counts.events):
            rows = rows_of[(counts.article_event[:, 1] == place) & (rows_of >= 0)]
            if rows.size:
                yield counts.events[place], rows
    else:
        months = np.array([counts.dates[place][:LENGTH_OF_MONTH] for place in observed.articles])
        for month in sorted({month for month in months.tolist() if len(month) == LENGTH_OF_MONTH}):
            yield month, np.flatnonzero(months == month)


def _by_name(names: Sequence[str]) -> list[int]:
    return sorted(range(len(names)), key=lambda place: names[place].casefold())


def _narrowed(observed: Observed, by: str) -> Iterator[tuple[str, Observed]]:
    """Yield the same articles, with the marks of one voice or target alone."""
    selection = observed.selection
    for name in observed.counts.names[by]:
        if getattr(selection, by) not in ("", name):
            continue
        wanted = replace(selection, voice=name) if by == VOICE else replace(selection, target=name)
        yield name, narrowed(observed, wanted)


def only(observed: Observed, rows: Ints | NDArray[np.bool_]) -> Observed:
    """Return some of the articles alone."""
    return Observed(
        observed.counts,
        observed.selection,
        observed.articles[rows],
        observed.y[rows],
        observed.x[rows],
        observed.outlet[rows],
        observed.cluster[rows],
        observed.weight[rows],
        observed.text[rows],
    )


def _lines(
    by: str,
    group: str,
    observed: Observed,
    rows: Ints | None,
    spreads: Sequence[Spread | None] | None = None,
) -> Iterator[Line]:
    part = observed if rows is None else only(observed, rows)
    y = np.column_stack([part.y, part.y.sum(axis=1)])
    texts = np.unique(part.text).size
    for place, label in enumerate((*part.labels, EVERYTHING)):
        found = rate(y[:, place], part.x, part.cluster, articles=texts)
        spread = spreads[place] if spreads and found.value is not None else None
        yield Line(by, group, label, found, spread=spread)


def _spreads(observed: Observed, group: Ints, size: int) -> list[list[Spread | None]]:
    """Return the lowest and highest rate of an annotator for each group and each label and any.

    ``group`` is that of each article, -1 for none.
    """
    counts = observed.counts
    labels, people = len(observed.labels), len(counts.annotators)
    row = observed.place_of[counts.readings[:, 0]]
    person = counts.readings[:, 1]
    used = (row >= 0) & (person >= 0) & (group[row] >= 0)
    cell = np.where(used, group[row] * people + person, -1)
    x: Floats = np.bincount(cell[used], observed.x[row[used]], size * people).astype(float)
    marks = counts.marks[observed.kept & used[counts.marks[:, 0]]]
    place = cell[marks[:, 0]] * labels + marks[:, 1]
    number = marks[:, -1] * observed.weight[row[marks[:, 0]]]
    y = np.bincount(place, number, size * people * labels).reshape(size, people, labels)
    with_any = np.concatenate([y, y.sum(axis=2, keepdims=True)], axis=2)
    return [
        _spread_of(one[under > 0] / under[under > 0][:, None], labels + 1)
        for one, under in zip(with_any, x.reshape(size, people), strict=True)
    ]


def _spread_of(found: Floats, labels: int) -> list[Spread | None]:
    if not len(found):
        return [None] * labels
    return [Spread(float(one.min()), float(one.max()), len(one)) for one in found.T]


def _shrunk(lines: Sequence[Line]) -> list[Line]:
    priors = {}
    for label in {line.label for line in lines}:
        found = [line.ratio for line in lines if line.label == label and line.ratio.value is not None]
        much = _dispersion(found)
        prior = gamma_prior([one.found / much for one in found], [one.of / much for one in found])
        priors[label] = prior, much
    told = []
    for line in lines:
        prior, much = priors[line.label]
        one = line.ratio
        shrunk = prior.shrunk(one.found / much, one.of / much) if prior and one.value is not None else None
        told.append(replace(line, shrunk=shrunk))
    return told


def _dispersion(found: Sequence[Ratio]) -> float:
    """Return how far rates vary beyond Poisson, in the middle of the groups; at least 1."""
    factors = [
        one.error**2 * one.of / one.value
        for one in found
        if one.error is not None and one.value is not None and one.value > 0
    ]
    return max(1.0, float(np.median(factors))) if factors else 1.0
