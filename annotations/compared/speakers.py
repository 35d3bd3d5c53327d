"""Who speaks in the articles of each outlet, and how many origins their words have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotations.compared.tallies import OUTLET_VOICE, Cell, shown
from annotations.voices import Chain, parse_chain


@dataclass(frozen=True)
class Speaker:
    """Somebody with how many findings are in their words in each outlet, and through whom they came.

    Without a name it is the outlet itself (``own``), or somebody whom nobody named.
    """

    name: str
    own: bool
    counts: Mapping[str, int]
    carriers: Mapping[str, int]

    @property
    def count(self) -> int:
        """How many findings there are, in all outlets."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Speakers:
    """All speakers, the most frequent first, and how many different named ones each outlet has."""

    rows: tuple[Speaker, ...]
    origins: Mapping[str, int]


def speakers(cells: Iterable[Cell]) -> Speakers:
    """Return who speaks; a speaker is the same whatever the case and the spaces of the name."""
    groups: defaultdict[tuple[bool, str], Counter[tuple[Chain, str]]] = defaultdict(Counter)
    chains: dict[str, Chain] = {}
    for one in cells:
        own = one.kind.voice == OUTLET_VOICE
        for said, number in one.speakers.items():
            chain = chains.get(said) or chains.setdefault(said, parse_chain(said))
            groups[own, chain.speaker.casefold()][chain, one.kind.outlet] += number
    rows = [_speaker(own, said) for (own, _), said in groups.items()]
    rows.sort(key=lambda row: (-row.count, not row.own, row.name))
    outlets = sorted({outlet for row in rows for outlet in row.counts})
    origins = {outlet: sum(bool(row.name) and outlet in row.counts for row in rows) for outlet in outlets}
    return Speakers(tuple(rows), origins)


def _speaker(own: bool, said: Mapping[tuple[Chain, str], int]) -> Speaker:
    names: Counter[str] = Counter()
    outlets: Counter[str] = Counter()
    carriers: Counter[str] = Counter()
    for (chain, outlet), number in said.items():
        names[chain.speaker] += number
        outlets[outlet] += number
        for name in chain.carriers:
            carriers[name] += number
    return Speaker(
        name=shown(names),
        own=own,
        counts=dict(sorted(outlets.items())),
        carriers=dict(sorted(carriers.items(), key=lambda item: (-item[1], item[0]))),
    )
