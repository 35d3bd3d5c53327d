"""Candidates parted into independent problems: units that no chain of candidates joins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.agreement.gamma.candidates import Candidates
from annotations.agreement.gamma.units import Units
from annotations.reliability.data import BoolArray, FloatArray, IntArray

# Savings as whole numbers of this size add up exactly in any order, so that ties are ties on every machine.
SCALE = 2.0**32
# What a blemish of 1 takes from the worth: too little to outweigh a real saving.
BLEMISH = 16
# More than rounding and blemishes can add to a share.
SLACK = 1 << 12
# So many units ahead fit into the bits of a number.
WIDEST = 62


@dataclass(frozen=True, eq=False)
class Parts:
    """Independent problems side by side: the units of each in a row of slots, from left to right.

    ``sizes`` and ``first`` (parts): how many slots a part has and which is its first. ``narrow`` (parts):
    whether all its groups fit into the bits of a number. ``price`` (slots): the most that a group can lose
    without this unit. Groups are ordered by the slot of their first unit, and those of slot i are
    ``begin[i]`` up to ``begin[i + 1]``. ``slots`` (groups, n): the units of each, or -1; ``bits``: a bit for
    each slot from the first on; ``worth``: what it saves, as a whole number; ``rest``: the price of its units
    after the first; ``part``: where it belongs; ``origin``: its number among the candidates.
    """

    sizes: IntArray
    first: IntArray
    price: IntArray
    begin: IntArray
    bits: IntArray
    worth: IntArray
    rest: IntArray
    part: IntArray
    slots: IntArray
    origin: IntArray
    narrow: BoolArray

    @classmethod
    def of(cls, candidates: Candidates, blemish: FloatArray, units: Units) -> Parts:
        """Return the parts; of choices that save the same, one with less ``blemish`` is worth more."""
        slot_of, part_of_slot = _slots(candidates, units)
        slots = np.where(candidates.members >= 0, slot_of[candidates.members], -1)
        lowest = np.where(slots >= 0, slots, slot_of.size).min(axis=1, initial=slot_of.size)
        order = np.argsort(lowest, kind="stable")
        slots, lowest = slots[order], lowest[order]
        present = slots >= 0
        ahead = np.where(present, slots - lowest[:, None], 0)
        worth = np.rint(candidates.saving[order] * SCALE - blemish[order] * BLEMISH)
        price = _prices(slots, candidates.share[order], part_of_slot.size)
        sizes = np.bincount(part_of_slot)
        part = part_of_slot[lowest]
        narrow = np.ones(sizes.size, dtype=bool)
        narrow[part[(ahead > WIDEST).any(axis=1)]] = False
        return cls(
            sizes=sizes,
            first=np.cumsum(sizes) - sizes,
            price=price,
            begin=np.searchsorted(lowest, np.arange(part_of_slot.size + 1)),
            bits=np.where(present, np.int64(1) << np.minimum(ahead, WIDEST), 0).sum(axis=1),
            worth=worth.astype(np.int64),
            rest=np.where(present, price[slots], 0).sum(axis=1) - price[lowest],
            part=part,
            slots=slots,
            origin=order,
            narrow=narrow,
        )


def _prices(slots: IntArray, share: FloatArray, number: int) -> IntArray:
    """Return the most that any group would lose without the unit of each slot."""
    present = slots >= 0
    price = np.zeros(number, dtype=np.int64)
    np.maximum.at(price, slots[present], np.rint(share[present] * SCALE).astype(np.int64) + SLACK)
    return price


def _slots(candidates: Candidates, units: Units) -> tuple[IntArray, IntArray]:
    """Return the slot of each unit, -1 for one without candidates, and the part of each slot.

    Parts are numbered in the order of their first units, slots by part and then from left to right.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    heads, tails = candidates.members[:, :1], candidates.members[:, 1:]
    heads = np.broadcast_to(heads, tails.shape)[tails >= 0]
    tails = tails[tails >= 0]
    links = coo_array((np.ones(heads.size, dtype=np.int8), (heads, tails)), shape=(len(units), len(units)))
    label = connected_components(links, directed=False)[1]
    joined = np.unique(np.concatenate([heads, tails]))
    order = joined[np.lexsort((joined, units.centre[joined], label[joined]))]
    slot_of = np.full(len(units), -1, dtype=np.int64)
    slot_of[order] = np.arange(order.size)
    return slot_of, np.unique(label[order], return_inverse=True)[1].astype(np.int64)
