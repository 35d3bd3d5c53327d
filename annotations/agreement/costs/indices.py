"""How unevenly categories are used: prevalence and bias, on which chance-corrected coefficients depend.

Byrt, T., Bishop, J. & Carlin, J. B. (1993). Bias, prevalence and kappa. Journal of Clinical Epidemiology
46(5), 423-429, defines both for two annotators and two categories. Here the prevalence index is taken from
all values together and the bias index is the mean over the pairs of annotators, which is theirs for two.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from annotations.agreement.costs.tables import Confusion, confusions
from annotations.reliability.data import ReliabilityData


@dataclass(frozen=True, slots=True)
class Bias:
    """How differently two annotators use the categories.

    ``index`` is the share of units that would have to change category for the two to use all equally often;
    with two categories |b - c| / n. ``category`` is the one they use most differently, with the share of
    each of the two.
    """

    one: str
    other: str
    units: int
    index: float
    category: Hashable
    share_of_one: float
    share_of_other: float


@dataclass(frozen=True, slots=True)
class Indices:
    """Prevalence and bias of one variable, from units with at least two values.

    ``prevalence`` is the difference between the shares of two categories, None with more of them;
    ``commonest`` is the most frequent category and ``share`` how frequent it is. ``bias`` is the mean over
    ``pairs``, the most different first.
    """

    prevalence: float | None
    commonest: Hashable | None
    share: float | None
    bias: float | None
    pairs: tuple[Bias, ...]


def indices(data: ReliabilityData) -> Indices:
    """Return the indices of a variable; None stands where no unit has two values."""
    pairs = tuple(sorted((_bias(table) for table in confusions(data)), key=lambda bias: -bias.index))
    counted = data.values[data.values_per_unit >= 2]
    sizes = data.row_sizes[data.values_per_unit >= 2]
    q = len(data.categories)
    counts = sum(
        (np.bincount(column[column >= 0], sizes[column >= 0], minlength=q) for column in counted.T),
        np.zeros(q),
    )
    total = float(counts.sum())
    if not total:
        return Indices(None, None, None, None, ())
    first = int(counts.argmax())
    return Indices(
        prevalence=float(abs(counts[0] - counts[1]) / total) if q == 2 else None,
        commonest=data.categories[first],
        share=float(counts[first] / total),
        bias=sum(bias.index for bias in pairs) / len(pairs),
        pairs=pairs,
    )


def _bias(table: Confusion) -> Bias:
    one, other = (table.counts.sum(axis=axis) / table.units for axis in (1, 0))
    most = int(abs(one - other).argmax())
    return Bias(
        one=table.one,
        other=table.other,
        units=table.units,
        index=float(abs(one - other).sum() / 2),
        category=table.categories[most],
        share_of_one=float(one[most]),
        share_of_other=float(other[most]),
    )
