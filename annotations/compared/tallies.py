"""Findings counted by outlet, target, label, voice and zone, with the most frequent wordings of each count.

This is all that tables of wordings and of speakers are made from. It holds few words of each count, so that a
study of millions of marks fits into memory and can be kept.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from annotations.compared.findings import Finding
from annotations.errors import AnnotationError

# Attributes of a framing layer, by their codes.
TARGET, VOICE, VOICE_SOURCE, VALENCE = "target", "voice", "voice_source", "valence"
# The code of the voice of the outlet itself, whose speaker is not asked for.
OUTLET_VOICE = "outlet"
PLACES = 5
# So many wordings of each count are kept; the next number where they would be more than ROOM in all.
LEVELS = (24, 6)
ROOM = 60_000


class UnreadableTally(AnnotationError):
    """A stored tally that this version cannot read."""


class Kind(NamedTuple):
    """What the findings of one count share."""

    outlet: str
    target: str
    layer: str
    label: str
    voice: str
    zone: str


@dataclass(frozen=True)
class Located:
    """A finding with whose article it is in, and in which zone of it."""

    finding: Finding
    outlet: str
    zone: str

    def said(self, code: str) -> str:
        """Return an attribute as a word; empty where nothing was said."""
        return str(self.finding.attributes.get(code, ""))

    @property
    def kind(self) -> Kind:
        """What it is counted by."""
        found = self.finding
        return Kind(self.outlet, self.said(TARGET), found.layer, found.label, self.said(VOICE), self.zone)


class Words(NamedTuple):
    """A wording: how often, by how many annotators, and its first places as article and offset."""

    words: str
    number: int
    annotators: int
    places: Sequence[Sequence[int | str]]


@dataclass(frozen=True)
class Cell:
    """One count: how many findings, by whom, in how many wordings, and how many each speaker has.

    People are the bits of a number; of the wordings the most frequent are here.
    """

    kind: Kind
    count: int
    people: int
    different: int
    wordings: Sequence[Words]
    speakers: Mapping[str, int]


@dataclass(frozen=True)
class Tally:
    """All counts, and what was looked at: the coded articles of each outlet, all articles, all coders.

    ``most`` says how many of the most frequent wordings are there however counts are put together.
    """

    cells: Sequence[Cell]
    outlets: Mapping[str, int]
    articles: int
    coders: int
    most: int

    @property
    def weight(self) -> int:
        """How much room it takes, in rows."""
        return sum(1 + len(one.wordings) + len(one.speakers) for one in self.cells) + 1

    def to_text(self) -> str:
        """Return it as text that `from_text` reads."""
        cells = [
            (one.kind, one.count, one.people, one.different, one.wordings, one.speakers) for one in self.cells
        ]
        return json.dumps([self.outlets, self.articles, self.coders, self.most, cells], separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> Tally:
        """Return what `to_text` wrote, or raise UnreadableTally."""
        try:
            outlets, articles, coders, most, cells = json.loads(text)
            made = [
                Cell(Kind(*kind), count, people, different, [Words(*one) for one in wordings], speakers)
                for kind, count, people, different, wordings, speakers in cells
            ]
        except (ValueError, TypeError) as error:
            raise UnreadableTally("This tally was kept by another version.") from error
        return cls(made, outlets, articles, coders, most)


@dataclass
class _Form:
    """One wording in the making."""

    shown: Counter[str] = field(default_factory=Counter)
    people: int = 0
    places: list[tuple[int | str, int]] = field(default_factory=list)

    @property
    def count(self) -> int:
        return self.shown.total()


@dataclass
class _Heap:
    """One count in the making."""

    forms: dict[str, _Form] = field(default_factory=dict)
    speakers: Counter[str] = field(default_factory=Counter)
    count: int = 0
    people: int = 0
    lost: int = 0

    def trim(self, most: int) -> None:
        """Let go of all but the most frequent wordings."""
        if len(self.forms) > most:
            best = sorted(self.forms, key=lambda words: (-self.forms[words].count, words))[:most]
            self.lost += len(self.forms) - most
            self.forms = {words: self.forms[words] for words in best}


class Tallying:
    """A tally in the making: articles and their findings, outlet by outlet."""

    def __init__(self, levels: Sequence[int] = LEVELS, room: int = ROOM) -> None:
        self._levels, self._room = levels, room
        self._heaps: dict[Kind, _Heap] = {}
        self._bits: dict[str, int] = {}
        self._outlets: dict[str, int] = {}
        self._articles = 0
        self._level = 0

    def article(self, outlet: str, annotators: Iterable[str]) -> None:
        """Count an article with those who coded it."""
        names = [self._bit(name) for name in annotators]
        self._outlets[outlet] = self._outlets.get(outlet, 0) + bool(names)
        self._articles += 1

    def add(self, one: Located) -> None:
        """Count a finding."""
        found = one.finding
        heap = self._heaps.setdefault(one.kind, _Heap())
        people = sum({self._bit(name) for name in found.annotators})
        heap.count += 1
        heap.people |= people
        heap.speakers["" if one.said(VOICE) == OUTLET_VOICE else one.said(VOICE_SOURCE)] += 1
        form = heap.forms.setdefault(found.words.casefold(), _Form())
        form.shown[found.words] += 1
        form.people |= people
        if len(form.places) < PLACES:
            form.places.append((found.article, found.start))

    def end_outlet(self) -> None:
        """Keep the most frequent wordings alone: no more findings of the outlets so far will come."""
        while self._level < len(self._levels) - 1 and self._kept(self._levels[self._level]) > self._room:
            self._level += 1
        for heap in self._heaps.values():
            heap.trim(self._levels[self._level])

    def tally(self) -> Tally:
        """Return what was counted, in the order of outlets and codes."""
        self.end_outlet()
        cells = [_cell(kind, heap) for kind, heap in sorted(self._heaps.items())]
        outlets = dict(sorted(self._outlets.items(), key=lambda item: (not item[0], item[0])))
        return Tally(cells, outlets, self._articles, len(self._bits), self._levels[self._level])

    def _kept(self, level: int) -> int:
        return sum(min(len(heap.forms), level) for heap in self._heaps.values())

    def _bit(self, name: str) -> int:
        return 1 << self._bits.setdefault(name, len(self._bits))


def tally(located: Iterable[Located]) -> Tally:
    """Return the tally of findings, whose articles are all that was looked at."""
    made, known = Tallying(), set()
    for one in located:
        if one.finding.article not in known:
            known.add(one.finding.article)
            made.article(one.outlet, ())
        made.add(one)
    return made.tally()


def shown(forms: Mapping[str, int]) -> str:
    """Return the form that occurs most often; of several such the first in order."""
    return min(forms, key=lambda form: (-forms[form], form))


def _cell(kind: Kind, heap: _Heap) -> Cell:
    wordings = [
        Words(shown(form.shown), form.count, form.people.bit_count(), form.places)
        for _, form in sorted(heap.forms.items(), key=lambda item: (-item[1].count, item[0]))
    ]
    return Cell(kind, heap.count, heap.people, heap.lost + len(heap.forms), wordings, dict(heap.speakers))
