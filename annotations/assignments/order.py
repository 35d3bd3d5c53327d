"""In which order annotators read: mixed, or the outlets of each event in the rows of a Latin square."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from annotations.assignments.chance import shuffled
from annotations.assignments.wishes import A, Order, Unit


def reading_order(
    own: Sequence[int], units: Sequence[Unit[A]], annotator: int, *, order: Order, seed: int
) -> list[int]:
    """Return an annotator's articles in the order of reading.

    Mixed: each annotator has an order of their own, so that tiredness does not fall on the same articles
    for all. Latin: events are mixed, and of each event the outlets come in the annotator's row of a square,
    so that over the team every outlet is read first, second ... equally often and none always follows the
    same other one (Williams 1949). Articles without an event are mixed in between.
    """
    mixed = shuffled(own, seed, "order", annotator)
    if order == "mixed":
        return mixed
    events: dict[Hashable, list[int]] = {}
    for place in mixed:
        alone = ("no event", place)
        events.setdefault(alone if units[place].event is None else units[place].event, []).append(place)
    outlets = _outlets_of_events(units)
    found: list[int] = []
    for event, places in events.items():
        row = _row(outlets.get(event, ()), annotator, seed, event)
        found += sorted(places, key=lambda place: row.get(units[place].outlet, 0))
    return found


def balanced_square(size: int) -> list[list[int]]:
    """Return rows of 0 .. size - 1 in which every number stands at every place equally often.

    For an even size also every number follows every other once. An odd size needs twice as many rows for
    that: those of the square and the same ones backwards.
    """
    first = [(step + 1) // 2 if step % 2 else (size - step // 2) % size for step in range(size)]
    rows = [[(number + shift) % size for number in first] for shift in range(size)]
    return rows + [row[::-1] for row in rows] if size % 2 else rows


def _row(outlets: Sequence[Hashable], annotator: int, seed: int, event: Hashable) -> dict[Hashable, int]:
    """Return the place of each outlet in the row that an annotator has at an event."""
    if not outlets:
        return {}
    # The square is turned from event to event, so that nobody reads one outlet first all the time.
    turn = shuffled(range(len(outlets)), seed, "square", str(event))
    rows = balanced_square(len(outlets))
    row = rows[(annotator + turn[0]) % len(rows)]
    return {outlets[turn[number]]: place for place, number in enumerate(row)}


def _outlets_of_events(units: Sequence[Unit[A]]) -> dict[Hashable, list[Hashable]]:
    found: dict[Hashable, dict[Hashable, None]] = {}
    for unit in units:
        if unit.event is not None:
            found.setdefault(unit.event, {})[unit.outlet] = None
    return {event: list(outlets) for event, outlets in found.items()}
