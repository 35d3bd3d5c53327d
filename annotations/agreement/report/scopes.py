"""The parts of a study that are measured by themselves: an outlet, an event, a week, a pair of annotators.

A scope is a choice of articles and of annotators, so that everything can be measured in any scope.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from annotations.agreement.report.reported import (
    EVENT,
    OUTLET,
    OVERALL,
    PAIR,
    SCOPES,
    VERSION,
    WEEK,
    WITHOUT,
)
from annotations.reliability.codings import EVENT_MARK, Coding, CodingTable
from annotations.reliability.data import ReliabilityData


@dataclass(frozen=True)
class Scope:
    """Some articles and some annotators of a study; None stands for all of them.

    ``versions`` are the codebook versions that its codings were made under, where they say so.
    """

    name: str
    group: tuple[str, ...] = ()
    articles: frozenset[str] | None = None
    annotators: tuple[str, ...] | None = None
    versions: tuple[str, ...] = ()

    def data(self, whole: ReliabilityData) -> ReliabilityData:
        """Return what lies in the scope; the units must name their articles as clusters."""
        if self.articles is not None:
            inside = [article in self.articles for article in whole.clusters]
            whole = whole.of_rows(np.array(inside, dtype=bool))
        return whole if self.annotators is None else whole.of_annotators(*self.annotators)

    def codings(self, whole: Collection[Coding]) -> list[Coding]:
        """Return the codings that lie in the scope."""
        return [
            coding
            for coding in whole
            if (self.articles is None or coding.article in self.articles)
            and (self.annotators is None or coding.annotator in self.annotators)
        ]


def scopes(table: CodingTable, wanted: Collection[str]) -> Iterator[Scope]:
    """Yield the scopes of the wanted kinds that hold submitted codings, in the order of SCOPES.

    An article that belongs to several events is in each of them. Its week is the one in which the last of
    its codings was submitted. An article judged under several codebook versions is in none of them.
    """
    for name in SCOPES:
        if name in wanted and name in _FINDERS:
            for scope in _FINDERS[name](table):
                told = {one.codebook_version for one in scope.codings(table.submitted)}
                yield replace(scope, versions=tuple(sorted(told - {""})))


def _overall(table: CodingTable) -> Iterator[Scope]:
    yield Scope(OVERALL)


def _outlets(table: CodingTable) -> Iterator[Scope]:
    return _by(OUTLET, {coding.article: [coding.outlet] for coding in table.submitted if coding.outlet})


def _events(table: CodingTable) -> Iterator[Scope]:
    named = {one.article: one.event.split(EVENT_MARK) for one in table.submitted if one.event}
    return _by(EVENT, named)


def _weeks(table: CodingTable) -> Iterator[Scope]:
    return _by(WEEK, {article: [week] for article, week in table.weeks.items()})


def _versions(table: CodingTable) -> Iterator[Scope]:
    found: dict[str, set[str]] = {}
    for coding in table.submitted:
        found.setdefault(coding.article, set()).add(coding.codebook_version)
    return _by(
        VERSION,
        {article: [*names] for article, names in found.items() if len(names) == 1 and "" not in names},
    )


def _by(name: str, groups: Mapping[str, list[str]]) -> Iterator[Scope]:
    """Yield a scope for every group, given the groups of each article."""
    for group in sorted({one for named in groups.values() for one in named}):
        articles = frozenset(article for article, named in groups.items() if group in named)
        yield Scope(name, (group,), articles)


def _pairs(table: CodingTable) -> Iterator[Scope]:
    """Yield the pairs of annotators who have at least one article in common."""
    coded: dict[str, set[str]] = {}
    for coding in table.submitted:
        coded.setdefault(coding.annotator, set()).add(coding.article)
    for pair in combinations(sorted(coded), 2):
        if coded[pair[0]] & coded[pair[1]]:
            yield Scope(PAIR, pair, annotators=pair)


def _without(table: CodingTable) -> Iterator[Scope]:
    """Yield the study without each annotator, where at least two others remain."""
    names = sorted({coding.annotator for coding in table.submitted})
    if len(names) > 2:
        for name in names:
            yield Scope(WITHOUT, (name,), annotators=tuple(other for other in names if other != name))


_FINDERS: Mapping[str, Callable[[CodingTable], Iterator[Scope]]] = {
    OVERALL: _overall,
    OUTLET: _outlets,
    EVENT: _events,
    WEEK: _weeks,
    VERSION: _versions,
    PAIR: _pairs,
    WITHOUT: _without,
}
