"""Borders of matched spans: how far apart they are, and who tends to start earlier or end later.

A pair is two spans of different annotators in one matched group. All figures rest on spans that matched, so
the match rate belongs beside them. Positions are counted along the coded text (see ``columns``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from annotations.agreement.intervals import Plan, interval
from annotations.agreement.result import Agreement
from annotations.agreement.spans.selection import Selection
from annotations.agreement.summands import Summands, quotient, value
from annotations.reliability.data import BoolArray, FloatArray, IntArray
from annotations.reliability.matched import MatchedSpans
from annotations.reliability.matching import shared_part

COEFFICIENT = "borders of matched spans"
SHARE = (0.0, 1.0)


@dataclass(frozen=True, eq=False)
class BorderPairs:
    """All pairs of spans in matched groups; every column has length n.

    ``article``, ``one`` and ``other`` say where and who, the first one being listed first. ``later`` says how
    much later the other one's border lies, by unit and border, for example ``later["words", "ends"]``.
    ``shared`` is intersection over union in characters.
    """

    matched: MatchedSpans
    article: IntArray
    one: IntArray
    other: IntArray
    later: Mapping[tuple[str, str], IntArray]
    shared: FloatArray

    def chosen(self, selection: Selection) -> BoolArray:
        """Return which pairs count."""
        return np.asarray(
            selection.articles[self.article]
            & selection.annotators[self.one]
            & selection.annotators[self.other]
        )


def border_pairs(matched: MatchedSpans) -> BorderPairs:
    """Compare the borders of every two spans that are one finding."""
    columns, members = matched.columns, matched.members
    parts = [np.empty((0, 5), dtype=np.int64)]
    for one, other in combinations(range(members.shape[1]), 2):
        rows = np.flatnonzero((members[:, one] >= 0) & (members[:, other] >= 0))
        who = (np.full_like(rows, one), np.full_like(rows, other))
        parts.append(
            np.stack([matched.article[rows], *who, members[rows, one], members[rows, other]], axis=1)
        )
    article, one_of, other_of, i, j = np.concatenate(parts).T
    borders = {
        ("characters", "starts"): columns.start,
        ("characters", "ends"): columns.end,
        ("words", "starts"): columns.first,
        ("words", "ends"): columns.last,
    }
    known = ("characters",) if columns.wordless else ("characters", "words")
    later = {key: column[j] - column[i] for key, column in borders.items() if key[0] in known}
    return BorderPairs(matched, article, one_of, other_of, later, shared_part(columns, i, j))


@dataclass(frozen=True, slots=True)
class BorderHabit:
    """Whose border lies where: how often the second annotator's is earlier, the same and later.

    ``shift`` is how much later it lies on average, with its interval; below 0: earlier.
    """

    annotators: tuple[str, str]
    border: str
    unit: str
    earlier: int
    same: int
    later: int
    shift: Agreement


def border_agreements(pairs: BorderPairs, selection: Selection, plan: Plan) -> tuple[Agreement, ...]:
    """Return how far starts and ends are apart, what spans share, and how many borders are the same.

    Means have intervals; medians, which are no smooth function of the articles, have none.
    """
    return tuple(_agreements(pairs, selection, plan))


def _agreements(pairs: BorderPairs, selection: Selection, plan: Plan) -> Iterator[Agreement]:
    for (unit, border), later in pairs.later.items():
        apart = np.abs(later)
        yield _summary(pairs, selection, plan, f"{border}, mean distance in {unit}", apart)
        yield _median(pairs, selection, f"{border}, median distance in {unit}", apart)
    yield _summary(pairs, selection, plan, "intersection over union, mean", pairs.shared, SHARE)
    same = [pairs.later["characters", border] == 0 for border in ("starts", "ends")]
    for name, equal in (("start", same[0]), ("end", same[1]), ("start and end", same[0] & same[1])):
        yield _summary(pairs, selection, plan, f"same {name}, share", equal.astype(np.int64), SHARE)


def border_habits(pairs: BorderPairs, selection: Selection, plan: Plan) -> tuple[BorderHabit, ...]:
    """Return for every pair of annotators whose borders lie earlier, and by how much."""
    return tuple(
        habit
        for one, other in combinations(np.flatnonzero(selection.annotators).tolist(), 2)
        for habit in _habits(pairs, selection.of_pair(one, other), plan)
    )


def _habits(pairs: BorderPairs, pair: Selection, plan: Plan) -> Iterator[BorderHabit]:
    chosen = pairs.chosen(pair)
    annotators = pairs.matched.columns.table.annotators
    one, other = (annotators[place] for place in np.flatnonzero(pair.annotators).tolist())
    if not chosen.any():
        return
    for (unit, border), later in pairs.later.items():
        before, same, after = np.bincount(np.sign(later[chosen]) + 1, minlength=3).tolist()
        shift = _summary(pairs, pair, plan, f"{border}, mean shift in {unit}", later)
        yield BorderHabit((one, other), border, unit, before, same, after, shift)


def _summary(
    pairs: BorderPairs,
    selection: Selection,
    plan: Plan,
    variant: str,
    column: FloatArray | IntArray,
    possible: tuple[float, float] | None = None,
) -> Agreement:
    """Return the mean of a column over the pairs of spans, its interval over articles."""
    blank = _blank(pairs, selection, variant)
    if blank.reason:
        return blank
    error, limits = None, None
    summands = _summands(pairs, selection, column)
    if plan.method != "none":
        error, limits = interval(summands, _mean, plan, kind="article", possible=possible)
    return replace(blank, value=value(summands, _mean), standard_error=error, interval=limits)


def _median(pairs: BorderPairs, selection: Selection, variant: str, column: IntArray) -> Agreement:
    blank = _blank(pairs, selection, variant)
    if blank.reason:
        return blank
    return replace(blank, value=float(np.median(column[pairs.chosen(selection)])))


def _summands(pairs: BorderPairs, selection: Selection, column: FloatArray | IntArray) -> Summands:
    """Return for every shared article the sum of a column over its pairs, and their number."""
    chosen = pairs.chosen(selection)
    place = selection.rows[pairs.article[chosen]]
    sums = np.bincount(place, weights=column[chosen], minlength=selection.n_articles)
    return Summands.of(np.stack([sums, np.bincount(place, minlength=selection.n_articles)], axis=1))


def _mean(sums: FloatArray) -> FloatArray:
    return quotient(sums[:, 0], sums[:, 1])


def _blank(pairs: BorderPairs, selection: Selection, variant: str) -> Agreement:
    n_pairs = int(pairs.chosen(selection).sum())
    rate = pairs.matched.rate(selection.articles, selection.annotators)
    return Agreement(
        coefficient=COEFFICIENT,
        variant=variant,
        level="ratio",
        value=None,
        reason=selection.why_empty or ("" if n_pairs else "no spans matched"),
        standard_error=None,
        interval=None,
        units=n_pairs,
        annotators=selection.coders,
        values=2 * n_pairs,
        clusters=selection.n_articles,
        prevalence=(),
        note=f"{pairs.matched.rule}; {rate}",
    )
