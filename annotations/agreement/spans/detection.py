"""Span detection F1: how many of the spans, characters or words that one annotator marked the other did too.

Every measure sums counts over articles and never averages ratios. Several labels on the same words are
several spans; with labels ignored they are one. Both annotators without spans: undefined; one: 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.agreement.intervals import Plan, interval
from annotations.agreement.result import Agreement
from annotations.agreement.spans.counts import CHARACTERS, EXACT, OVERLAP, WITHIN, WORDS, PairCounts
from annotations.agreement.spans.selection import Selection
from annotations.agreement.summands import Statistic, Summands, quotient, value
from annotations.reliability.data import FloatArray, IntArray

COEFFICIENT = "span F1"


@dataclass(frozen=True, slots=True)
class Criterion:
    """When something that one annotator marked counts as found by another.

    ``measure`` is its place among the counts. ``mutual``: what A shares with B is as much as B with A.
    """

    variant: str
    measure: int
    definition: str
    needs_words: bool = False
    mutual: bool = True


CRITERIA = (
    Criterion(
        "exact", EXACT, "2 x spans with the same start and end / spans of both; each start and end once"
    ),
    Criterion(
        "overlap",
        OVERLAP,
        "harmonic mean of the shares of either annotator's spans that touch a span of the other (at least one"
        " character, not one-to-one)",
        mutual=False,
    ),
    Criterion("characters", CHARACTERS, "2 x characters that both marked / characters marked by each"),
    Criterion(
        "words",
        WORDS,
        "2 x words that both touched / words touched by each",
        needs_words=True,
    ),
    *(
        Criterion(
            f"one-to-one, {tolerance} word{'' if tolerance == 1 else 's'} tolerance",
            measure,
            f"2 x pairs of a largest one-to-one matching of spans whose borders are both at most {tolerance}"
            " words apart / spans of both; a border inside a word counts as the border of the word",
            needs_words=True,
        )
        for tolerance, measure in WITHIN.items()
    ),
)
CRITERION = {criterion.variant: criterion for criterion in CRITERIA}


def span_f1(
    counts: PairCounts, criterion: Criterion, label: int, selection: Selection, plan: Plan
) -> Agreement:
    """Return span detection F1 for a label, ``counts.any_label`` or ``counts.all_labels``.

    With more than two annotators the counts of their pairs are added. Overlap, which counts either side for
    itself, is the mean of the pairs' F1 weighted by their spans; for the other measures that is the same.
    """
    summands, statistic = f1_summands(counts, criterion, label, selection)
    reason = _why_undefined(counts, criterion, selection, summands)
    found, error, limits = None, None, None
    if not reason:
        found = value(summands, statistic)
        if plan.method != "none":
            error, limits = interval(summands, statistic, plan, kind="article", possible=(0.0, 1.0))
    return Agreement(
        coefficient=COEFFICIENT,
        variant=criterion.variant + (", any label" if label == counts.any_label else ""),
        level="nominal",
        value=found,
        reason=reason,
        standard_error=error,
        interval=limits,
        units=selection.n_articles,
        annotators=selection.coders,
        values=spans_in(counts, label, selection),
        clusters=selection.n_articles,
        prevalence=(),
        note=_note(counts, criterion, label, selection),
    )


def f1_summands(
    counts: PairCounts, criterion: Criterion, label: int, selection: Selection
) -> tuple[Summands, Statistic]:
    """Return what each shared article adds to the counts, and F1 as a function of their sums."""
    cells = counts.of_label(label)
    pairs = counts.pair[cells]
    chosen = selection.pairs[pairs]
    rows, four = pairs[chosen], counts.counts[criterion.measure, cells][chosen]
    article, one, other = counts.columns.pairs[rows].T
    place = selection.rows[article]
    if criterion.mutual:
        columns = np.stack([four[:, 0] + four[:, 2], four[:, 1] + four[:, 3]], axis=1)
        return Summands.of(_by_article(place, columns, selection.n_articles)), mutual_f1
    who, number = np.unique(one * selection.annotators.size + other, return_inverse=True)
    width = max(1, who.size)
    flat = _by_article(place * width + number.reshape(-1), four, selection.n_articles * width)
    return Summands.of(flat.reshape(selection.n_articles, 4 * width)), weighted_f1


def mutual_f1(sums: FloatArray) -> FloatArray:
    """Return what is shared over all that is marked; sums (samples, 2)."""
    return quotient(sums[:, 0], sums[:, 1])


def weighted_f1(sums: FloatArray) -> FloatArray:
    """Return the mean of the pairs' F1 weighted by their spans; sums (samples, 4 for each pair)."""
    found_one, one, found_other, other = np.moveaxis(sums.reshape(len(sums), -1, 4), 2, 0)
    both = found_one * other + found_other * one
    f1 = np.divide(2 * found_one * found_other, both, out=np.zeros_like(both), where=both > 0)
    return quotient((f1 * (one + other)).sum(axis=1), (one + other).sum(axis=1))


def spans_in(counts: PairCounts, label: int, selection: Selection) -> int:
    """Return how many spans of the label the annotators marked in the shared articles."""
    article, annotator, named = counts.marked.T
    of_label = named < counts.any_label if label == counts.all_labels else named == label
    return int((of_label & selection.shared[article] & selection.annotators[annotator]).sum())


def _by_article(place: IntArray, columns: IntArray, size: int) -> FloatArray:
    sums = [np.bincount(place, weights=column, minlength=size) for column in columns.T]
    return np.stack(sums, axis=1)


def _why_undefined(counts: PairCounts, criterion: Criterion, selection: Selection, summands: Summands) -> str:
    if selection.why_empty:
        return selection.why_empty
    wordless = counts.columns.wordless
    if criterion.needs_words and wordless:
        return f"the words of {wordless} article{'s are' if wordless > 1 else ' is'} not known"
    return "" if summands.totals.any() else "nobody marked anything"


def _note(counts: PairCounts, criterion: Criterion, label: int, selection: Selection) -> str:
    said = [criterion.definition]
    if label == counts.any_label:
        said.append("whatever their label")
    if selection.coders > 2:
        mean = "mean over pairs of annotators weighted by their spans"
        said.append("counts added over pairs of annotators" if criterion.mutual else mean)
    return "; ".join(said)
