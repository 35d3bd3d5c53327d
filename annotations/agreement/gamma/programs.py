"""The best choice of disjoint groups where the sweep from left to right would be too wide.

Two annotators are an assignment problem. More are a set packing: its linear relaxation is solved first, for
all parts together, and whole numbers are asked for only in the parts in which that came out fractional.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from annotations.agreement.gamma.parts import SCALE, Parts
from annotations.reliability.data import BoolArray, FloatArray, IntArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

WHOLE = 1e-6


def programmed(parts: Parts, chosen: BoolArray) -> IntArray:
    """Return the groups chosen in the ``chosen`` parts, as places among those of ``parts``, in order."""
    places = np.flatnonzero(chosen[parts.part])
    if not places.size:
        return places
    if parts.slots.shape[1] == 2:
        return np.concatenate([_assigned(parts, one) for one in _by_part(parts, places)])
    shares = _relaxed(parts, places)
    fractional = np.unique(parts.part[places][np.abs(shares - np.rint(shares)) > WHOLE])
    settled = ~np.isin(parts.part[places], fractional)
    found = [places[settled & (shares > 0.5)]]
    found += [_whole(parts, one) for one in _by_part(parts, places[~settled])]
    return np.sort(np.concatenate(found))


def _by_part(parts: Parts, places: IntArray) -> list[IntArray]:
    owner = parts.part[places]
    order = np.argsort(owner, kind="stable")
    return np.split(places[order], np.flatnonzero(np.diff(owner[order])) + 1) if places.size else []


def _assigned(parts: Parts, places: IntArray) -> IntArray:
    """Return the best pairs of one part; a pair that is no candidate saves nothing."""
    from scipy.optimize import linear_sum_assignment

    rows, row = np.unique(parts.slots[places, 0], return_inverse=True)
    columns, column = np.unique(parts.slots[places, 1], return_inverse=True)
    worth = np.zeros((rows.size, columns.size))
    number = np.full(worth.shape, -1, dtype=np.int64)
    worth[row, column] = parts.worth[places]
    number[row, column] = places
    found: IntArray = number[linear_sum_assignment(worth, maximize=True)]
    return found[found >= 0]


def _relaxed(parts: Parts, places: IntArray) -> FloatArray:
    """Return the share, from 0 to 1, of each group in the best choice if groups could be divided."""
    from scipy.optimize import linprog

    table = _membership(parts, places)
    found = linprog(
        -parts.worth[places] / SCALE,
        A_ub=table,
        b_ub=np.ones(table.shape[0]),
        bounds=(0, 1),
        method="highs-ds",
    )
    return np.asarray(found.x)


def _whole(parts: Parts, places: IntArray) -> IntArray:
    from scipy.optimize import Bounds, LinearConstraint, milp

    table = _membership(parts, places)
    found = milp(
        -parts.worth[places] / SCALE,
        constraints=LinearConstraint(table, ub=1),
        bounds=Bounds(0, 1),
        integrality=1,
        options={"mip_rel_gap": 0.0},
    )
    return places[np.asarray(found.x) > 0.5]


def _membership(parts: Parts, places: IntArray) -> csr_array:
    """Return which unit (row) stands in which group (column)."""
    from scipy.sparse import csr_array

    slots = parts.slots[places]
    column, member = np.nonzero(slots >= 0)
    row = np.unique(slots[column, member], return_inverse=True)[1]
    shape = (int(row.max()) + 1, places.size)
    return csr_array((np.ones(row.size), (row, column)), shape=shape)
