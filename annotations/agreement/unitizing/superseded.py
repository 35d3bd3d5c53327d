"""Krippendorff's alpha for unitizing as it was until 2013, which other programs still print.

It compares the boundaries of units by squared differences and was given up by its author. It is here so that
a number from DKPro Agreement or INCEpTION can be checked, and never under the name u-alpha.

Krippendorff, K. (1995). On the reliability of unitizing continuous data. Sociological Methodology, 25,
47-76; in the corrected form of Krippendorff (2004), Content Analysis, 2nd ed., pp. 251-256.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from annotations.agreement.result import Agreement, category_name
from annotations.agreement.unitizing.continua import Continua
from annotations.reliability.data import FloatArray, IntArray
from annotations.reliability.sweeps import unrolled

NAME = "alpha_U 1995/2004"
NOTE = "superseded, for comparison with DKPro Agreement and INCEpTION"


@dataclass(frozen=True, slots=True)
class Disagreements:
    """The observed and the expected disagreement about one label; alpha_U is 1 - observed / expected."""

    observed: float
    expected: float


def superseded_unitizing(corpus: Continua) -> tuple[Agreement, ...]:
    """Return alpha_U as defined until 2013: of each label, then of all together. There is no interval."""
    coded = corpus.of_articles((corpus.per_article > 1) & (corpus.lengths > 0))
    present = np.flatnonzero(coded.coded.any(axis=0)).tolist()
    used = coded.of_annotators(*(corpus.annotators[place] for place in present))
    reason = _why_not(used)
    none = (Disagreements(0.0, 0.0),) * len(corpus.labels)
    parts = none if reason else superseded_disagreements(used)
    together = Disagreements(sum(one.observed for one in parts), sum(one.expected for one in parts))
    named = [*zip(map(category_name, corpus.labels), parts, strict=True), ("all labels", together)]
    return tuple(_agreement(used, name, found, reason) for name, found in named)


def _why_not(corpus: Continua) -> str:
    if not len(corpus.articles):
        return "no article with two annotators"
    # Each label has a continuum of its own, so that units of two labels may share words.
    if any(corpus.of_units(corpus.label == label).overlapping.any() for label in range(len(corpus.labels))):
        return "an annotator's units of one label overlap"
    return "" if corpus.coded.all() else "not every annotator coded every article"


def _agreement(corpus: Continua, name: str, found: Disagreements, reason: str) -> Agreement:
    reason = reason or ("" if found.expected > 0 else "nobody marked anything")
    return Agreement(
        coefficient=NAME,
        variant=name,
        level="nominal",
        value=None if reason else 1 - found.observed / found.expected,
        reason=reason,
        standard_error=None,
        interval=None,
        units=corpus.start.size,
        annotators=len(corpus.annotators),
        values=int(corpus.lengths @ corpus.per_article),
        clusters=len(corpus.articles),
        prevalence=(),
        observed=None if reason else found.observed,
        expected=None if reason else found.expected,
        note=NOTE,
    )


def superseded_disagreements(corpus: Continua) -> tuple[Disagreements, ...]:
    """Return the disagreements about each label, all articles being laid end to end as one continuum.

    Two annotators or more must have coded every article, since a gap of one who did not would count as one.
    """
    return tuple(_of_label(corpus, label) for label in range(len(corpus.labels)))


def _of_label(corpus: Continua, label: int) -> Disagreements:
    length, offset = float(corpus.starts[-1]), corpus.starts[corpus.article]
    rows = [
        _Row(
            offset[chosen] + corpus.start[chosen], offset[chosen] + corpus.end[chosen], int(corpus.starts[-1])
        )
        for annotator in range(len(corpus.annotators))
        for chosen in [(corpus.label == label) & (corpus.annotator == annotator)]
    ]
    pairs = len(rows) * (len(rows) - 1)
    observed = sum(_between(one, other) for one, other in combinations(rows, 2))
    units = np.concatenate([row.lengths for row in rows])
    gaps = np.concatenate([row.gaps for row in rows])
    places = len(rows) * length
    free = places * (places - 1) - (units * (units - 1)).sum()
    return Disagreements(
        observed=float(2 * observed / (pairs * length**2)),
        expected=float(2 * _at_random(units, gaps) / (length * free)) if free > 0 else 0.0,
    )


@dataclass(frozen=True, eq=False)
class _Row:
    """The units of one label by one annotator, in order, on a continuum [0, total)."""

    start: IntArray
    end: IntArray
    total: int

    @property
    def lengths(self) -> FloatArray:
        return (self.end - self.start).astype(np.float64)

    @property
    def gaps(self) -> FloatArray:
        """The lengths of the stretches between the units; units of other labels belong to them."""
        sizes = np.concatenate((self.start, [self.total])) - np.concatenate(([0], self.end))
        return np.asarray(sizes[sizes > 0], dtype=np.float64)


def _between(one: _Row, other: _Row) -> float:
    """Return the squared differences of two annotators: of the ends of units that meet, of units in gaps."""
    first = np.searchsorted(other.end, one.start, side="right")
    last = np.searchsorted(other.start, one.end, side="left")
    meeting = last - first
    mine, step = unrolled(meeting)
    theirs = first[mine] + step
    ends = (one.start[mine] - other.start[theirs]) ** 2.0 + (one.end[mine] - other.end[theirs]) ** 2.0
    met = np.isin(np.arange(other.start.size), theirs)
    alone = (one.lengths[meeting == 0] ** 2).sum() + (other.lengths[~met] ** 2).sum()
    return float(ends.sum() + alone)


def _at_random(units: FloatArray, gaps: FloatArray) -> float:
    """Return the squared differences that each unit would have with units and gaps met at random."""
    meeting = (units.size - 1) / 3 * (2 * units**3 - 3 * units**2 + units)
    ordered = np.sort(gaps)
    place = np.searchsorted(ordered, units, side="left")
    # The places of a unit in all gaps that can hold it: the sum of gap - unit + 1.
    beyond = np.concatenate((np.cumsum(ordered[::-1])[::-1], [0.0]))[place]
    places = beyond - (units - 1) * (gaps.size - place)
    return float((meeting + units**2 * places).sum())
