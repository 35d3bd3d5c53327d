"""Agreement that is counted: of all annotators at once, per category, and Holsti's of pairs.

Each function says what a unit adds to the sums, or turns sums (..., F) into values (...), NaN where there
is none.

Holsti, O. R. (1969). Content Analysis for the Social Sciences and Humanities, p. 140; von Eye, A. (2006).
European Psychologist 11, pp. 12-24 (Brennan & Prediger's coefficient of full agreement); Spitzer, R. L. &
Fleiss, J. L. (1974). British Journal of Psychiatry 125, pp. 341-347, and Cicchetti, D. V. & Feinstein, A. R.
(1990). Journal of Clinical Epidemiology 43, pp. 551-558 (specific agreement).
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from annotations.agreement.summands import quotient
from annotations.reliability.data import FloatArray, IntArray


def full_features(counts: FloatArray) -> FloatArray:
    """Return (units, 3): whether there are pairs, whether all values are equal, how likely that is by chance.

    m values drawn evenly from q categories are all equal with the probability q ** (1 - m). For the same m
    in every unit that is von Eye's expectation.
    """
    sizes = counts.sum(axis=1)
    pairable = sizes > 1
    alike = pairable & (counts.max(axis=1, initial=0) == sizes)
    by_chance = np.where(pairable, float(max(1, counts.shape[1])) ** (1 - np.maximum(sizes, 1)), 0.0)
    return np.column_stack([pairable, alike, by_chance])


def full_agreement(sums: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the share of units whose values are all equal, and the share that chance would bring."""
    return quotient(sums[..., 1], sums[..., 0]), quotient(sums[..., 2], sums[..., 0])


def specific_features(counts: FloatArray, category: int) -> FloatArray:
    """Return (units, 2): ordered pairs of values that start with the category, and those ending so."""
    sizes, chosen = counts.sum(axis=1), counts[:, category]
    return np.column_stack([chosen * np.maximum(sizes - 1, 0), chosen * np.maximum(chosen - 1, 0)])


def specific_agreement(sums: FloatArray) -> FloatArray:
    """Return the probability that a second annotator chooses the category when a first one has (...)."""
    return quotient(sums[..., 1], sums[..., 0])


def holsti_features(rows: IntArray) -> FloatArray:
    """Return (units, 2 p): for each of p pairs of annotators if both coded the unit, then if they agreed."""
    pairs = np.array(list(combinations(range(rows.shape[1]), 2)), dtype=np.int64).reshape(-1, 2)
    first, second = rows[:, pairs[:, 0]], rows[:, pairs[:, 1]]
    both = (first >= 0) & (second >= 0)
    return np.hstack([both, both & (first == second)]).astype(np.float64)


def holsti(sums: FloatArray) -> FloatArray:
    """Return 2 M / (N1 + N2) for M agreements, averaged over the pairs who share units (Holsti 1969, p. 140).

    N1 and N2 count the units that both coded, so that a gap in the plan is not a disagreement.
    """
    common, agreed = np.split(sums, 2, axis=-1)
    shares = np.divide(agreed, common, out=np.zeros_like(common), where=common > 0)
    return quotient(shares.sum(axis=-1), (common > 0).sum(axis=-1))
