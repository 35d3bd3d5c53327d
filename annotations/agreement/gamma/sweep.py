"""The best choice of disjoint groups, found from left to right for many independent parts at once.

Units are close to few others, so the part of a text that has been passed bears on the rest only through the
few units ahead that are already taken. For each such set of units the largest saving is kept (Bellman 1957,
dynamic programming); what cannot become the best any more is dropped. Every part of every continuum takes
its steps together with the others, as rows of the same arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.agreement.gamma.parts import Parts
from annotations.agreement.gamma.ragged import offsets, repeated
from annotations.reliability.data import BoolArray, IntArray

# A part with more sets of taken units than this is left to linear programming.
MOST_STATES = 2_000


@dataclass(frozen=True, eq=False)
class _States:
    """The ways to have come so far, one row each, ordered by part and taken units.

    ``taken``: a bit for each unit from the next one on. ``worth``: the saving so far. ``bound``: what the
    taken units could save at most. ``parent``: the row of the step before. ``choice``: the group chosen in
    this step, or -1.
    """

    part: IntArray
    taken: IntArray
    worth: IntArray
    bound: IntArray
    parent: IntArray
    choice: IntArray

    def where(self, rows: IntArray | BoolArray) -> _States:
        return _States(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def swept(parts: Parts) -> tuple[IntArray, BoolArray]:
    """Return the chosen groups, as places among those of ``parts``, and which parts were too wide.

    Parts that are too wide have nothing chosen.
    """
    too_wide = ~parts.narrow
    history: list[_States] = []
    states = _beginning(np.flatnonzero(parts.narrow))
    for step in range(int(parts.sizes.max(initial=0))):
        alive = np.flatnonzero(parts.sizes[states.part] > step)
        states = _pruned(_merged(_stepped(states, alive, parts, step)))
        crowded = np.bincount(states.part, minlength=parts.sizes.size) > MOST_STATES
        if crowded.any():
            too_wide = too_wide | crowded
            states = states.where(~crowded[states.part])
        history.append(states)
    return _traced(history, parts), too_wide


def _beginning(part: IntArray) -> _States:
    nothing = np.zeros_like(part)
    return _States(part, nothing, nothing, nothing, nothing - 1, nothing - 1)


def _stepped(states: _States, alive: IntArray, parts: Parts, step: int) -> _States:
    """Return every way to go on: leave the next unit as it is, or choose a group that begins with it."""
    part, taken = states.part[alive], states.taken[alive]
    slot = parts.first[part] + step
    used = taken & 1
    groups = np.where(used, 0, parts.begin[slot + 1] - parts.begin[slot])
    row = repeated(groups)
    group = parts.begin[slot][row] + offsets(groups)
    possible = (taken[row] & parts.bits[group]) == 0
    row, group = row[possible], group[possible]
    worth, bound = states.worth[alive], states.bound[alive]
    return _States(
        np.concatenate([part, part[row]]),
        np.concatenate([taken, taken[row] | parts.bits[group]]) >> 1,
        np.concatenate([worth, worth[row] + parts.worth[group]]),
        np.concatenate([bound - used * parts.price[slot], bound[row] + parts.rest[group]]),
        np.concatenate([alive, alive[row]]),
        np.concatenate([np.full(alive.size, -1), group]),
    )


def _merged(states: _States) -> _States:
    """Return the best way to each set of taken units; of equal ones the first."""
    order = np.lexsort((-states.worth, states.taken, states.part))
    part, taken = states.part[order], states.taken[order]
    new = np.ones(order.size, dtype=bool)
    new[1:] = (part[1:] != part[:-1]) | (taken[1:] != taken[:-1])
    return states.where(order[new])


def _pruned(states: _States) -> _States:
    """Return the states that may still become the best.

    A state with units taken is no better than the one with none if it is not worth more. And no state is
    better than another whose worth exceeds its own by all that the units taken there could save.
    """
    if not states.part.size:
        return states
    starts = np.flatnonzero(np.r_[True, states.part[1:] != states.part[:-1]])
    rows = np.diff(np.r_[starts, states.part.size])
    nothing_taken = np.repeat(states.worth[starts], rows)
    sure = np.repeat(np.maximum.reduceat(states.worth - states.bound, starts), rows)
    return states.where((states.taken == 0) | ((states.worth > nothing_taken) & (states.worth >= sure)))


def _traced(history: list[_States], parts: Parts) -> IntArray:
    """Return the groups chosen on the way to the end of every part, in order."""
    rows: IntArray = np.zeros(0, dtype=np.int64)
    chosen = [rows]
    for step in range(len(history) - 1, -1, -1):
        states = history[step]
        ended = np.flatnonzero(parts.sizes[states.part] == step + 1)
        rows = np.concatenate([rows, ended])
        chosen.append(states.choice[rows])
        rows = states.parent[rows]
    found = np.concatenate(chosen)
    return np.sort(found[found >= 0])
