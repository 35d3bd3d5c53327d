"""Zones corrected by hand: one range becomes one kind, and what it covered gives way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotations.errors import InvalidZones
from annotations.zones import Zone, check_zones


def with_zone(zones: Sequence[Zone], zone: Zone, length: int) -> tuple[Zone, ...]:
    """Return the zones after a range became one kind; as body it frees what it covers.

    Zones that reach into the range keep what lies outside of it.
    """
    if zone.end > length:
        raise InvalidZones(f"The zone would end at {zone.end}, after the last of {length} characters.")
    return check_zones([*_outside(zones, zone), zone], length)


def _outside(zones: Sequence[Zone], taken: Zone) -> Iterator[Zone]:
    for zone in zones:
        if zone.start < min(zone.end, taken.start):
            yield Zone(zone.start, min(zone.end, taken.start), zone.kind)
        if max(zone.start, taken.end) < zone.end:
            yield Zone(max(zone.start, taken.end), zone.end, zone.kind)
