"""Zones: ranges of a text that are not body, such as the headline, captions and what surrounds a story.

Nothing is deleted from an article, since that would shift every offset. What is no journalism is marked
instead, greyed on the page and left out of the counts (domain.md 3.3, rule 2).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from annotations.errors import InvalidZones
from annotations.paragraphs import paragraphs
from annotations.zone_hints import hints, subheadings

ZONE_KINDS = ("headline", "dateline", "body", "caption", "promo", "boilerplate", "subheading")
BODY = "body"
SUBHEADING = "subheading"
CODED = frozenset({"headline", SUBHEADING, BODY})


@dataclass(frozen=True, order=True, slots=True)
class Zone:
    """A range [start, end) of the text and what it is."""

    start: int
    end: int
    kind: str

    def __post_init__(self) -> None:
        if type(self.start) is not int or type(self.end) is not int or not 0 <= self.start < self.end:
            raise InvalidZones(f"A zone cannot run from {self.start!r} to {self.end!r}.")
        if self.kind not in ZONE_KINDS:
            raise InvalidZones(f"A zone is one of {', '.join(ZONE_KINDS)}, not {self.kind!r}.")

    def to_dict(self) -> dict[str, Any]:
        """Return the zone as plain JSON."""
        return {"start": self.start, "end": self.end, "kind": self.kind}

    @classmethod
    def from_dict(cls, stored: object) -> Zone:
        """Return the zone that ``to_dict`` wrote, or raise InvalidZones."""
        if not isinstance(stored, Mapping) or set(stored) != {"start", "end", "kind"}:
            raise InvalidZones("A zone is a table with exactly the keys start, end and kind.")
        return cls(stored["start"], stored["end"], stored["kind"])


@dataclass(frozen=True, order=True, slots=True)
class Block:
    """A paragraph, or the part of it that lies in one zone: what a page shows as one."""

    start: int
    end: int
    zone: str


def suggest_zones(text: str, headings: Sequence[str] = ()) -> tuple[Zone, ...]:
    """Return the zones that the text seems to have, for a person to correct.

    ``headings`` are what the file it was read from marks as headings, in its order.
    """
    found = check_zones((Zone(*hint) for hint in hints(text)), len(text))
    marked = {Zone(*hint) for hint in subheadings(text, headings)}
    free = {
        zone for zone in marked if not any(zone.start < one.end and one.start < zone.end for one in found)
    }
    return check_zones([*found, *free], len(text))


def check_zones(zones: Iterable[Zone], length: int) -> tuple[Zone, ...]:
    """Return the zones in order and without those of the body, or raise InvalidZones."""
    ordered = sorted(zones)
    for before, after in pairwise(ordered):
        if after.start < before.end:
            raise InvalidZones(f"The zones at {before.start} and {after.start} overlap.")
    if ordered and ordered[-1].end > length:
        raise InvalidZones(f"A zone ends at {ordered[-1].end}, after the last of {length} characters.")
    return tuple(zone for zone in ordered if zone.kind != BODY)


def zone_at(zones: Sequence[Zone], offset: int) -> str:
    """Return the kind of the zone at an offset, given checked zones; between zones there is body."""
    place = bisect_right(zones, offset, key=lambda zone: zone.start) - 1
    return zones[place].kind if place >= 0 and offset < zones[place].end else BODY


def zone_finder(zones: Sequence[Zone]) -> Callable[[int], str]:
    """Return `zone_at` for these zones, for many offsets."""
    edges = [edge for zone in zones for edge in (zone.start, zone.end)]
    kinds = [BODY, *(kind for zone in zones for kind in (zone.kind, BODY))]
    return lambda offset: kinds[bisect_right(edges, offset)]


def coded_ranges(length: int, zones: Sequence[Zone]) -> tuple[tuple[int, int], ...]:
    """Return the ranges [start, end) that are coded and counted by default, given checked zones."""
    ranges, start = [], 0
    for zone in zones:
        if zone.kind in CODED:
            continue
        if start < zone.start:
            ranges.append((start, zone.start))
        start = zone.end
    if start < length:
        ranges.append((start, length))
    return tuple(ranges)


def blocks(text: str, zones: Sequence[Zone]) -> tuple[Block, ...]:
    """Return the paragraphs, split where zones begin and end; no block is without a visible character."""
    borders = sorted({edge for zone in zones for edge in (zone.start, zone.end)})
    return tuple(
        Block(start, end, zone_at(zones, start))
        for paragraph in paragraphs(text)
        for start, end in _pieces(text, paragraph.start, paragraph.end, borders)
    )


def _pieces(text: str, start: int, end: int, borders: list[int]) -> Iterator[tuple[int, int]]:
    inner = borders[bisect_right(borders, start) : bisect_right(borders, end - 1)]
    for left, right in pairwise([start, *inner, end]):
        words = text[left:right]
        if words.strip():
            yield left + len(words) - len(words.lstrip("\n")), right - len(words) + len(words.rstrip("\n"))
