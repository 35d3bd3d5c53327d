"""Who speaks in the articles of each outlet, and how many origins their words have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotations.compared.referents import VOICE, VOICE_SOURCE, Located, shown
from annotations.voices import parse_chain

# The code of the voice of the outlet itself.
OUTLET_VOICE = "outlet"


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


def speakers(located: Iterable[Located]) -> Speakers:
    """Return who speaks; a speaker is the same whatever the case and the spaces of the name."""
    groups: defaultdict[tuple[bool, str], list[tuple[str, tuple[str, ...], str]]] = defaultdict(list)
    for one in located:
        own = one.said(VOICE) == OUTLET_VOICE
        chain = parse_chain("" if own else one.said(VOICE_SOURCE))
        groups[own, chain.speaker.casefold()].append((chain.speaker, chain.carriers, one.outlet))
    rows = [_speaker(own, said) for (own, _), said in groups.items()]
    rows.sort(key=lambda row: (-row.count, not row.own, row.name))
    outlets = sorted({outlet for row in rows for outlet in row.counts})
    origins = {outlet: sum(bool(row.name) and outlet in row.counts for row in rows) for outlet in outlets}
    return Speakers(tuple(rows), origins)


def _speaker(own: bool, said: list[tuple[str, tuple[str, ...], str]]) -> Speaker:
    carriers = Counter(name for _, chain, _ in said for name in chain)
    return Speaker(
        name=shown(name for name, _, _ in said),
        own=own,
        counts=dict(sorted(Counter(outlet for _, _, outlet in said).items())),
        carriers=dict(sorted(carriers.items(), key=lambda item: (-item[1], item[0]))),
    )
