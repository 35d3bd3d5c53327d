"""Which units are drawn together: those of an article, or those of an event."""

from __future__ import annotations

from dataclasses import replace

from annotations.reliability.codings import EVENT_MARK
from annotations.reliability.data import ReliabilityData


def by_event(data: ReliabilityData) -> ReliabilityData:
    """Return the data with events as clusters: articles about the same event are not independent.

    Articles that share an event are one cluster, also where they share it by way of a third article. An
    article without an event is a cluster of its own.
    """
    if not data.events:
        return data
    own = data.clusters or tuple(data.units)
    groups = _Groups()
    for article, event in zip(own, data.events, strict=True):
        for name in (event or "").split(EVENT_MARK):
            groups.join(("article", article), ("event", name) if name else ("article", article))
    return replace(data, clusters=tuple(groups.name_of(("article", name)) for name in own), cluster="event")


class _Groups:
    """Things that belong together, each group known by its first member in order."""

    def __init__(self) -> None:
        self._leaders: dict[tuple[str, str], tuple[str, str]] = {}

    def join(self, one: tuple[str, str], other: tuple[str, str]) -> None:
        first, second = sorted((self._leader(one), self._leader(other)))
        self._leaders[second] = first

    def name_of(self, member: tuple[str, str]) -> str:
        return self._leader(member)[1]

    def _leader(self, member: tuple[str, str]) -> tuple[str, str]:
        leader = self._leaders.setdefault(member, member)
        while leader != self._leaders[leader]:
            leader = self._leaders[leader]
        self._leaders[member] = leader
        return leader
