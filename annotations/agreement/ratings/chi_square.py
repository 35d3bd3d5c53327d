"""Kendall's test that annotators' orders have nothing in common. It says nothing about how much they have."""

from __future__ import annotations

from dataclasses import dataclass

from annotations.agreement.result import Agreement


@dataclass(frozen=True, slots=True)
class ChiSquareTest:
    """Chi-square with its degrees of freedom and p, or None in all three and the ``reason``."""

    statistic: float | None
    freedom: int | None
    p: float | None
    reason: str


def concordance_test(found: Agreement) -> ChiSquareTest:
    """Return the test of W = 0 for a W: k (n - 1) W is about chi-square with n - 1 (Kendall 1948, ch. 6).

    The units are n, the annotators k. With seven units or fewer the approximation is poor.
    """
    from scipy.special import chdtrc

    if found.value is None:
        return ChiSquareTest(None, None, None, found.reason)
    freedom = found.units - 1
    statistic = found.annotators * freedom * found.value
    return ChiSquareTest(statistic, freedom, float(chdtrc(freedom, statistic)), "")
