"""Rates of labels for groups of articles, such as outlets: with interval, shrunk value and spread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from annotations.framing.counts import Ints
from annotations.framing.observed import ARTICLES, Floats, Observed, observe
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
    lines = [
        line
        for group, rows in _groups(observed, by)
        for line in _lines(by, group, observed, rows, told=by in (OUTLET, ALL))
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
    counts, selection = observed.counts, observed.selection
    inside = np.isin(np.arange(len(counts.articles)), observed.articles)
    for name in counts.names[by]:
        if getattr(selection, by) not in ("", name):
            continue
        narrowed = replace(selection, voice=name) if by == VOICE else replace(selection, target=name)
        y = observe(counts, replace(narrowed, unit=ARTICLES)).y
        everybody = np.flatnonzero(np.bincount(counts.readings[:, 0], minlength=len(counts.articles)))
        yield name, replace(observed, y=y[inside[everybody]], selection=narrowed)


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
    )


def _lines(
    by: str, group: str, observed: Observed, rows: Ints | None, *, told: bool = False
) -> Iterator[Line]:
    part = observed if rows is None else only(observed, rows)
    y = np.column_stack([part.y, part.y.sum(axis=1)])
    spreads = _spreads(part) if told else [None] * y.shape[1]
    for place, label in enumerate((*part.labels, EVERYTHING)):
        found = rate(y[:, place], part.x, part.cluster)
        yield Line(by, group, label, found, spread=spreads[place] if found.value is not None else None)


def _spreads(part: Observed) -> list[Spread | None]:
    """Return the lowest and highest rate of an annotator for each label and any."""
    counts = part.counts
    labels, people = len(part.labels), len(counts.annotators)
    place = part.place_of[counts.readings[:, 0]]
    used = (place >= 0) & (counts.readings[:, 1] >= 0)
    x: Floats = np.bincount(counts.readings[used, 1], part.x[place[used]], people).astype(float)
    marks = counts.marks[part.kept & used[counts.marks[:, 0]]]
    cell = counts.readings[marks[:, 0], 1] * labels + marks[:, 1]
    y = np.bincount(cell, marks[:, -1], people * labels).reshape(people, labels)[x > 0]
    if not len(y):
        return [None] * (labels + 1)
    found = np.column_stack([y, y.sum(axis=1)]) / x[x > 0][:, None]
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
