"""Same referent, different word: how each outlet words what it says about each target."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotations.compared.tallies import Cell

# What rows can be divided by, besides the target.
BY_VOICE, BY_ZONE = "voice", "zone"
SPLITS = (BY_VOICE, BY_ZONE)


@dataclass(frozen=True)
class Wording:
    """The same words with the same label in the same voice and zone, in the articles of one outlet.

    The places are the first of them, each an article and an offset.
    """

    words: str
    layer: str
    label: str
    voice: str
    zone: str
    count: int
    annotators: int
    places: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Wordings:
    """The most frequent wordings of one outlet about one target, and how many more there are."""

    shown: tuple[Wording, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class Referent:
    """One target, or the part of it in one voice or zone, with the counts of each outlet."""

    target: str
    part: str
    cells: Mapping[str, Sequence[Cell]]

    @property
    def count(self) -> int:
        """How many findings there are, in all outlets."""
        return sum(one.count for each in self.cells.values() for one in each)

    def wordings(self, outlet: str, most: int) -> Wordings:
        """Return the most frequent wordings of an outlet."""
        return wordings(self.cells.get(outlet, ()), most)


def referents(cells: Iterable[Cell], split: str = "") -> tuple[Referent, ...]:
    """Return every target with the counts of each outlet: the most frequent first, then by code."""
    rows: defaultdict[tuple[str, str], defaultdict[str, list[Cell]]]
    rows = defaultdict(lambda: defaultdict(list))
    for one in cells:
        part = {BY_VOICE: one.kind.voice, BY_ZONE: one.kind.zone}.get(split, "")
        rows[one.kind.target, part][one.kind.outlet].append(one)
    made = (Referent(*key, dict(sorted(by_outlet.items()))) for key, by_outlet in rows.items())
    return tuple(sorted(made, key=lambda row: (-row.count, row.target, row.part)))


def wordings(cells: Sequence[Cell], most: int) -> Wordings:
    """Return the most frequent wordings of some counts.

    Words are the same whatever their case and line breaks; they are shown as most findings have them.
    """
    every = [
        Wording(
            *(one.words, kind.layer, kind.label, kind.voice, kind.zone, one.number, one.annotators),
            tuple((str(article), int(start)) for article, start in one.places),
        )
        for cell in cells
        for kind in (cell.kind,)
        for one in cell.wordings
    ]
    every.sort(key=lambda one: (-one.count, one.words.casefold(), one.label, one.voice))
    return Wordings(tuple(every[:most]), sum(cell.different for cell in cells) - len(every[:most]))
