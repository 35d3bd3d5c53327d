"""Same referent, different word: how each outlet words what it says about each target."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotations.compared.findings import Finding

# Attributes of a framing layer, by their codes.
TARGET, VOICE, VOICE_SOURCE, VALENCE = "target", "voice", "voice_source", "valence"
# What rows can be divided by, besides the target.
BY_VOICE, BY_ZONE = "voice", "zone"
SPLITS = (BY_VOICE, BY_ZONE)


@dataclass(frozen=True)
class Located:
    """A finding with whose article it is in, and in which zone of it."""

    finding: Finding
    outlet: str
    zone: str

    def said(self, code: str) -> str:
        """Return an attribute as a word; empty where nothing was said."""
        return str(self.finding.attributes.get(code, ""))


@dataclass(frozen=True)
class Wording:
    """The same words with the same label in the same voice and zone, in the articles of one outlet."""

    words: str
    layer: str
    label: str
    voice: str
    zone: str
    places: tuple[Located, ...]

    @property
    def count(self) -> int:
        """How many findings there are."""
        return len(self.places)

    @property
    def annotators(self) -> int:
        """How many annotators made at least one of them."""
        return len({name for place in self.places for name in place.finding.annotators})


@dataclass(frozen=True)
class Referent:
    """One target, or the part of it in one voice or zone, with the wordings of each outlet."""

    target: str
    part: str
    wordings: Mapping[str, tuple[Wording, ...]]

    @property
    def count(self) -> int:
        """How many findings there are, in all outlets."""
        return sum(wording.count for each in self.wordings.values() for wording in each)


def referents(located: Iterable[Located], split: str = "") -> tuple[Referent, ...]:
    """Return every target with the wordings of each outlet: the most frequent first, then by code.

    Words are the same whatever their case and line breaks; they are shown as most findings have them.
    """
    cells: defaultdict[tuple[str, str], defaultdict[str, list[Located]]]
    cells = defaultdict(lambda: defaultdict(list))
    for one in located:
        part = {BY_VOICE: one.said(VOICE), BY_ZONE: one.zone}.get(split, "")
        cells[one.said(TARGET), part][one.outlet].append(one)
    rows = (
        Referent(*key, {outlet: _wordings(places) for outlet, places in sorted(by_outlet.items())})
        for key, by_outlet in cells.items()
    )
    return tuple(sorted(rows, key=lambda row: (-row.count, row.target, row.part)))


def _wordings(places: Sequence[Located]) -> tuple[Wording, ...]:
    groups: defaultdict[tuple[str, str, str, str, str], list[Located]] = defaultdict(list)
    for one in places:
        found = one.finding
        groups[found.words.casefold(), found.layer, found.label, one.said(VOICE), one.zone].append(one)
    wordings = (
        Wording(shown(one.finding.words for one in same), layer, label, voice, zone, tuple(same))
        for (_, layer, label, voice, zone), same in groups.items()
    )
    return tuple(sorted(wordings, key=lambda one: (-one.count, one.words.casefold(), one.label, one.voice)))


def shown(forms: Iterable[str]) -> str:
    """Return the form that occurs most often; of several such the first in order."""
    counts = Counter(forms)
    return min(counts, key=lambda form: (-counts[form], form))
