"""Scales of several items: how the items behave, and how reliable their sum is.

Cases are whoever or whatever was rated on all items; a case with a gap is left out and counted. Reversed
items are turned round before anything is computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotations.reliability.data import FloatArray

MIN_CASES = 3
# Uniquenesses are kept above this, as an item that is all factor would make the likelihood unbounded.
LEAST_UNIQUENESS = 0.005


@dataclass(frozen=True)
class Item:
    """One item of a scale: its code, its bounds and whether high values stand for little of the thing."""

    code: str
    name: str
    minimum: float
    maximum: float
    reversed: bool = False


@dataclass(frozen=True)
class ItemStatistics:
    """How one item behaves among the others; None where it is not defined."""

    item: Item
    mean: float
    deviation: float
    corrected_total: float | None  # correlation with the sum of the other items
    alpha_without: float | None
    loading: float | None  # on the single factor, standardised


@dataclass(frozen=True)
class ScaleReport:
    """What a scale is worth: item statistics, alpha with its interval, omega; reasons where undefined."""

    items: tuple[ItemStatistics, ...]
    cases: int
    left_out: int
    alpha: float | None = None
    low: float | None = None
    high: float | None = None
    alpha_reason: str = ""
    omega: float | None = None
    omega_reason: str = ""


def report(items: Sequence[Item], rows: Sequence[Sequence[float | None]]) -> ScaleReport:
    """Return the statistics of a scale from a row of values for each case, None where one is missing."""
    whole = [row for row in rows if all(value is not None for value in row)]
    left_out = len(rows) - len(whole)
    if len(whole) < MIN_CASES or len(items) < 2:
        reason = _too_little(len(items), len(whole))
        return ScaleReport((), len(whole), left_out, alpha_reason=reason, omega_reason=reason)
    values = turned(items, np.array(whole, dtype=np.float64))
    alpha = cronbach_alpha(values)
    low, high = feldt_interval(alpha, *values.shape) if alpha is not None else (None, None)
    loadings, why = _loadings(values)
    omega = None if loadings is None else omega_total(loadings, values.std(axis=0, ddof=1))
    return ScaleReport(
        tuple(_of_item(item, i, values, loadings) for i, item in enumerate(items)),
        len(whole),
        left_out,
        alpha,
        low,
        high,
        "" if alpha is not None else "the sum of the items does not vary",
        omega,
        why,
    )


def turned(items: Sequence[Item], values: FloatArray) -> FloatArray:
    """Return the values (cases x items) with reversed items turned round within their bounds."""
    ends = np.array([item.minimum + item.maximum for item in items])
    back = np.array([item.reversed for item in items])
    return np.where(back, ends - values, values)


def cronbach_alpha(values: FloatArray) -> float | None:
    """Return alpha of cases x items (Cronbach 1951, Psychometrika 16, 297-334), None without variance."""
    k = values.shape[1]
    total = float(values.sum(axis=1).var(ddof=1))
    if k < 2 or total == 0:
        return None
    return float(k / (k - 1) * (1 - values.var(axis=0, ddof=1).sum() / total))


def feldt_interval(alpha: float, cases: int, items: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return limits of alpha (Feldt 1965, Psychometrika 30, 357-370).

    (1 - true alpha) / (1 - alpha found) follows F with cases - 1 and (cases - 1)(items - 1) degrees.
    """
    from scipy.special import fdtri

    degrees = (cases - 1, (cases - 1) * (items - 1))
    tail = (1 - confidence) / 2
    upper, lower = (float(fdtri(*degrees, q)) for q in (tail, 1 - tail))
    return 1 - (1 - alpha) * lower, 1 - (1 - alpha) * upper


def one_factor(correlations: FloatArray) -> FloatArray:
    """Return the loadings of one common factor by maximum likelihood (Lawley and Maxwell 1971).

    The likelihood is maximised over the uniquenesses; given those, the loadings follow from the first
    eigenvector of the correlations scaled by them. The factor points to where most items point.
    """
    from scipy.optimize import minimize

    start = np.clip(1 / np.diag(np.linalg.inv(correlations)), LEAST_UNIQUENESS, 1.0)
    bounds = [(LEAST_UNIQUENESS, 1.0)] * len(start)
    found = minimize(_misfit, start, args=(correlations,), method="L-BFGS-B", bounds=bounds)
    roots, vectors = _scaled(found.x, correlations)
    loadings = np.sqrt(found.x) * vectors[:, -1] * np.sqrt(max(roots[-1] - 1, 0.0))
    return np.asarray(-loadings if loadings.sum() < 0 else loadings)


def omega_total(loadings: FloatArray, deviations: FloatArray) -> float:
    """Return omega of the sum of items with one common factor (McDonald 1999, Test Theory, 88-90)."""
    common = float((loadings * deviations).sum()) ** 2
    return common / (common + float(((1 - loadings**2) * deviations**2).sum()))


def _misfit(uniquenesses: FloatArray, correlations: FloatArray) -> float:
    rest = _scaled(uniquenesses, correlations)[0][:-1]
    return float((rest - np.log(rest)).sum() - len(rest))


def _scaled(uniquenesses: FloatArray, correlations: FloatArray) -> tuple[FloatArray, FloatArray]:
    by = 1 / np.sqrt(uniquenesses)
    roots, vectors = np.linalg.eigh(correlations * np.outer(by, by))
    return np.maximum(roots, 1e-12), vectors


def _too_little(items: int, cases: int) -> str:
    if items < 2:
        return f"a scale needs two items, and there is {items}"
    return f"{cases} cases have values on all items; at least {MIN_CASES} are needed"


def _loadings(values: FloatArray) -> tuple[FloatArray | None, str]:
    if values.shape[1] < 3:
        return None, "one factor needs three items"
    if (values.std(axis=0) == 0).any():
        return None, "an item does not vary"
    correlations = np.asarray(np.corrcoef(values, rowvar=False), dtype=np.float64)
    if np.linalg.eigvalsh(correlations)[0] < 1e-8:
        return None, "an item follows from the others, or there are fewer cases than items"
    return one_factor(correlations), ""


def _of_item(item: Item, place: int, values: FloatArray, loadings: FloatArray | None) -> ItemStatistics:
    own, others = values[:, place], np.delete(values, place, axis=1)
    rest = others.sum(axis=1)
    varies = own.std() > 0 and rest.std() > 0
    return ItemStatistics(
        item,
        float(own.mean()),
        float(own.std(ddof=1)),
        float(np.corrcoef(own, rest)[0, 1]) if varies else None,
        cronbach_alpha(others),
        None if loadings is None else float(loadings[place]),
    )
