"""Conger's kappa: any number of annotators, each with shares of their own.

For two annotators without gaps it is Cohen's kappa. ``features``, ``parts`` and ``influence`` are those of
``framework``.

Conger, A. J. (1980). Psychological Bulletin 88, pp. 322-328; Gwet, K. L. (2014). Handbook of Inter-Rater
Reliability, 4th ed., ch. 2 and 6 (gaps, standard error).
"""

from __future__ import annotations

import numpy as np

from annotations.agreement.kappas.framework import AGREEING, PAIRABLE, UNITS, agreeing, corrected
from annotations.agreement.summands import quotient
from annotations.reliability.data import FloatArray, IntArray


def features(rows: IntArray, counts: FloatArray, weights: FloatArray) -> FloatArray:
    """Return what units with these values (units, r) add to the sums: (units, 3 + r q).

    1, whether the unit has a pair of values, the weighted share of agreeing pairs, then for each annotator
    one column per category. ``counts`` (units, q) are the same values counted.
    """
    sizes = counts.sum(axis=1, keepdims=True)
    q, annotators = len(weights), rows.shape[1]
    chosen = (rows[:, :, None] == np.arange(q)).reshape(len(rows), annotators * q)
    return np.hstack([sizes > 0, sizes > 1, agreeing(counts, weights)[:, None], chosen])


def parts(sums: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return observed agreement and that expected between two different annotators, on average (...).

    Annotators without any value are left out, as they may be in a replicate.
    """
    observed = quotient(sums[..., AGREEING], sums[..., PAIRABLE])
    shares, present = _shares(sums, len(weights))
    together = np.einsum("...gk->...k", shares)
    # Sums along short axes take several times as long by any other way.
    pairs = np.einsum("...k,...k", together @ weights, together)
    own = np.einsum("...gk,...gk", shares @ weights, shares)
    return observed, quotient(pairs - own, present * (present - 1))


def statistic(sums: FloatArray, weights: FloatArray) -> FloatArray:
    """Return kappa (...), NaN where there are no pairs or chance alone brings full agreement."""
    return corrected(*parts(sums, weights))


def influence(units: FloatArray, totals: FloatArray, weights: FloatArray) -> FloatArray:
    """Return how far each unit (units, 3 + r q) pulls kappa, times 1 / n (Gwet 2014, ch. 6)."""
    observed, expected = (float(part) for part in parts(totals, weights))
    rest = 1 - expected
    value = (observed - expected) / rest
    shares, present = _shares(totals, len(weights))
    n = totals[UNITS]
    paired = (n / totals[PAIRABLE]) * (units[:, AGREEING] - expected * units[:, PAIRABLE]) / rest
    slope = (shares.sum(axis=0) - shares) @ (2 * weights) / (present * (present - 1))
    # An annotator's shares are quotients of sums: a unit pulls by its value less the share it had anyway.
    coded = quotient(np.full(len(shares), n), totals[3:].reshape(shares.shape).sum(axis=1))
    pulled = np.nan_to_num(coded)[:, None] * (slope - (slope * shares).sum(axis=1, keepdims=True))
    by_chance = units[:, 3:] @ pulled.reshape(-1)
    return np.asarray((paired - value * units[:, UNITS] - (1 - value) / rest * by_chance) / n)


def _shares(sums: FloatArray, q: int) -> tuple[FloatArray, FloatArray]:
    """Return each annotator's shares of the categories (..., r, q) and how many gave values (...)."""
    chosen = sums[..., 3:].reshape(*sums.shape[:-1], (sums.shape[-1] - 3) // q, q)
    given = np.einsum("...k->...", chosen)[..., None]
    shares = np.divide(chosen, given, out=np.zeros_like(chosen), where=given > 0)
    return shares, np.asarray((given[..., 0] > 0).sum(axis=-1))
