"""The unitizing coefficients, each as its formula: sums in, two terms per sample out, NaN where undefined.

In the words of the sources, with a gap as one of the values: D_o is what observers say differently, D_e what
they would say differently if the units were laid at random. Everything is a function of the sums over the
articles, so that articles can be resampled or left out.

Krippendorff, K., Mathet, Y., Bouvry, S., & Widlöcher, A. (2016). On the reliability of unitizing textual
continua. Quality & Quantity, 50, 2347-2364; Krippendorff, K. (2018). Content Analysis, 4th ed., ch. 12.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial

import numpy as np

from annotations.agreement.result import category_name
from annotations.agreement.unitizing.sums import Sums
from annotations.reliability.data import FloatArray

# A character that two annotators share adds 1 / (annotators - 1) to a sum; less than this is rounding.
NOTHING = 1e-5
# A difference smaller than this share of what it was taken from is rounding, too.
ROUNDING = 1e-9

SOURCE = "Krippendorff, Mathet, Bouvry & Widlöcher 2016"
Terms = tuple[FloatArray, FloatArray]
TOO_LITTLE = "too few marked stretches in common to say what chance would do"
U_ALPHA, BINARY_ALPHA, CU_ALPHA, K_ALPHA, COVERAGE = (
    "u-alpha",
    "|u-alpha",
    "cu-alpha",
    "(k)u-alpha",
    "coverage",
)


@dataclass(frozen=True)
class UnitizingCoefficient:
    """A coefficient by name and variant, made of two ``terms``.

    A coefficient that corrects chance is 1 - first / second, the observed and the expected disagreement;
    coverage is first / second. ``why`` says why it is undefined for one sample of sums, or nothing. ``own``
    tells whether it depends on how the units' own share is understood; ``coverage`` is the share that it
    looks at.
    """

    name: str
    variant: str
    terms: Callable[[Sums], Terms]
    why: Callable[[Sums], str]
    own: bool = False
    coverage: UnitizingCoefficient | None = None
    corrects_chance: bool = True
    source: str = SOURCE

    def statistic(self, features: FloatArray) -> FloatArray:
        """Return the value of each sample of sums (samples, features)."""
        return self._of_terms(*self.terms(Sums.of(features)))

    def of(self, sums: Sums) -> tuple[float, tuple[float | None, float | None]]:
        """Return the value of one sample of sums, and both terms of a coefficient that corrects chance."""
        first, second = self.terms(sums)
        value = float(self._of_terms(first, second))
        return value, ((float(first), float(second)) if self.corrects_chance else (None, None))

    def _of_terms(self, first: FloatArray, second: FloatArray) -> FloatArray:
        ratio = _share(first, second)
        return 1 - ratio if self.corrects_chance else ratio


def u_alpha(sums: Sums) -> Terms:
    """How far observers agree on what is where: (l.. - sum l_cc) / l.. and (l.. - sum e_cc) / l...

    e_cc = l.. (l_c.² - S_c) / (l..² - sum S), so that the second is (l..² - sum l_c.²) / (l..² - sum S); it
    is zero when a single value was used.
    """
    total = sums.margins.sum(axis=-1)
    different = (sums.margins * (total[..., None] - sums.margins)).sum(axis=-1)
    return _share(sums.apart.sum(axis=-1), total), _share(different, _free(sums))


def binary_alpha(sums: Sums) -> Terms:
    """How far observers agree on which stretches are marked: the same with one label for all."""
    total, gaps = sums.margins.sum(axis=-1), sums.margins[..., 0]
    return _share(2 * sums.apart[..., 0], total), _share(2 * gaps * (total - gaps), _free(sums))


def cu_alpha(sums: Sums) -> Terms:
    """How far observers agree on the labels where two of them marked: the same over l', without gaps.

    e'_ck = (l'_c. l'_k. - [c = k] T_c) / (l'.. - sum T / l'..). Where the units' own share T takes up all
    that chance could pair, nothing can be expected and the value is undefined.
    """
    total = sums.shared.sum(axis=-1)
    different = (sums.shared * (total[..., None] - sums.shared)).sum(axis=-1)
    several = (sums.shared > NOTHING).sum(axis=-1) > 1
    expected = _share(np.where(several, different, np.nan), _left(total**2, sums.own.sum(axis=-1)))
    return _share(sums.shared_apart.sum(axis=-1), total), expected


def k_alpha(sums: Sums, label: int) -> Terms:
    """How far one label is told from the others: (l'_.k - l'_kk) / l'_.k and (e'_.k - e'_kk) / e'_.k."""
    total, of_label = sums.shared.sum(axis=-1), sums.shared[..., label]
    different = np.where(total - of_label > NOTHING, of_label * (total - of_label), np.nan)
    return (
        _share(sums.shared_apart[..., label], of_label),
        _share(different, _left(of_label * total, sums.own[..., label])),
    )


def coverage(sums: Sums) -> Terms:
    """The share of all continua that cu-alpha looks at, those stretches that two marked: l'.. / l..."""
    return sums.shared.sum(axis=-1), sums.margins.sum(axis=-1)


def label_coverage(sums: Sums, label: int) -> Terms:
    """The share of what is marked with a label that (k)u-alpha looks at: l'_.k / l_.k."""
    return sums.shared[..., label], sums.margins[..., label + 1]


def _free(sums: Sums) -> FloatArray:
    """Return the pairs of characters that chance can make: l..² - sum S."""
    return np.asarray(sums.margins.sum(axis=-1) ** 2 - sums.squares.sum(axis=-1))


def _left(pairs: FloatArray, own: FloatArray) -> FloatArray:
    """Return the pairs without the units' own, zero where nothing but rounding is left."""
    return np.where(pairs - own > ROUNDING * pairs, pairs - own, 0.0)


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Return the quotient, NaN where there is nothing to divide by."""
    share = np.full(np.shape(whole), np.nan)
    np.divide(part, whole, out=share, where=np.asarray(whole) > 0)
    return share


def why_no_u_alpha(sums: Sums, labels: tuple[Hashable, ...]) -> str:
    """Return why u-alpha is undefined for one sample: a single value was used."""
    used = np.flatnonzero(sums.margins > NOTHING)
    if used.size > 1:
        return ""
    if not used.size or used[0] == 0:
        return "nobody marked anything"
    return f"no variation: everything is marked {category_name(labels[used[0] - 1])}"


def why_no_binary_alpha(sums: Sums) -> str:
    """Return why |u-alpha is undefined for one sample: all is marked, or nothing."""
    if sums.margins[1:].sum() < NOTHING:
        return "nobody marked anything"
    return "" if sums.margins[0] > NOTHING else "no variation: everything is marked"


def why_no_cu_alpha(sums: Sums) -> str:
    """Return why cu-alpha is undefined for one sample: too little in common, or one label only."""
    used = int((sums.shared > NOTHING).sum())
    if not used:
        return "no two annotators marked the same words"
    if used == 1:
        return "no variation: where two annotators marked, there is one label only"
    return "" if _left(sums.shared.sum() ** 2, sums.own.sum()) else TOO_LITTLE


def why_no_k_alpha(sums: Sums, label: int) -> str:
    """Return why (k)u-alpha is undefined for one sample."""
    total, of_label = float(sums.shared.sum()), float(sums.shared[label])
    if of_label < NOTHING:
        return "no other annotator marked any of its words"
    if total - of_label < NOTHING:
        return "no variation: where two annotators marked, there is one label only"
    return "" if _left(np.asarray(of_label * total), sums.own[label]) else TOO_LITTLE


def why_no_cu_coverage(sums: Sums) -> str:
    """Return nothing: any text with two annotators has a coverage, if only 0."""
    return ""


def why_no_coverage(sums: Sums, label: int) -> str:
    """Return why the coverage of a label is undefined for one sample."""
    return "" if sums.margins[label + 1] > NOTHING else "nobody used this label"


def family(labels: tuple[Hashable, ...]) -> tuple[UnitizingCoefficient, ...]:
    """Return the coefficients for these labels: of all of them, then of each, cu and (k)u with coverage."""
    covered = UnitizingCoefficient(
        COVERAGE, "of cu-alpha", coverage, why_no_cu_coverage, corrects_chance=False
    )
    coded = UnitizingCoefficient(
        CU_ALPHA, "labels where two marked", cu_alpha, why_no_cu_alpha, own=True, coverage=covered
    )
    of_labels = (one for place, label in enumerate(labels) for one in _of_label(place, category_name(label)))
    return (u_alpha_of(labels), binary_of(), coded, covered, *of_labels)


def u_alpha_of(labels: tuple[Hashable, ...]) -> UnitizingCoefficient:
    """Return u-alpha for these labels."""
    return UnitizingCoefficient(U_ALPHA, "units and gaps", u_alpha, partial(why_no_u_alpha, labels=labels))


def binary_of() -> UnitizingCoefficient:
    """Return |u-alpha, which is the same for any labels."""
    return UnitizingCoefficient(BINARY_ALPHA, "marked or not", binary_alpha, why_no_binary_alpha)


def _of_label(place: int, name: str) -> tuple[UnitizingCoefficient, UnitizingCoefficient]:
    covered = UnitizingCoefficient(
        COVERAGE,
        f"of (k)u-alpha, {name}",
        partial(label_coverage, label=place),
        partial(why_no_coverage, label=place),
        corrects_chance=False,
    )
    terms, why = partial(k_alpha, label=place), partial(why_no_k_alpha, label=place)
    return UnitizingCoefficient(K_ALPHA, name, terms, why, own=True, coverage=covered), covered
