"""At which step agreement on spans is lost: found by both, same borders, same label, same attributes.

Each step counts what was compared and how much of it differs, so that the steps can be set side by side:
the share of all differences that arise at a step says what it costs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from annotations.agreement.costs.comparisons import FOUND, Comparisons
from annotations.agreement.intervals import Plan, interval
from annotations.agreement.result import Agreement, category_name
from annotations.agreement.spans.selection import Selection
from annotations.agreement.summands import Statistic, Summands, quotient, value
from annotations.reliability.data import FloatArray
from annotations.reliability.matched import SpanQuestion

AGREEING, SHARE = "agreeing at this step", "share of all differences"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: "found", "borders", "label", or the code of an attribute.

    ``compared`` counts the spans of two annotators each at the first step, pairs of spans that are the same
    finding at the others; ``differing`` those that differ. ``agreement`` is the share that does not differ,
    ``share`` the share of the step in the differences of all steps.
    """

    name: str
    compared: int
    differing: int
    agreement: Agreement
    share: Agreement


@dataclass(frozen=True, slots=True)
class Decomposition:
    """The steps of one layer in a part of the study; how many of its spans found a partner, by which rule."""

    layer: str
    steps: tuple[Step, ...]
    matched: int
    spans: int
    rule: str

    @property
    def costliest(self) -> Step | None:
        """The step with the largest share of the differences; None where nothing differs."""
        step = max(self.steps, key=lambda one: one.differing)
        return step if step.differing else None


@dataclass(frozen=True, slots=True)
class Marked:
    """A span as it was marked, and what was said of it at the step in question."""

    start: int
    end: int
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class SpanDisagreement:
    """Two annotators who differ at a step; ``second`` is None where ``other`` did not find the span."""

    step: str
    article: str
    one: str
    other: str
    first: Marked
    second: Marked | None


def decomposition(found: Comparisons, selection: Selection, plan: Plan) -> Decomposition:
    """Return what each step costs in a selection of articles and annotators; intervals are over articles."""
    matched = found.matched
    rate = matched.rate(selection.articles, selection.annotators)
    costs = _Costs(found, selection, plan)
    return Decomposition(
        layer=matched.columns.layer.code,
        steps=tuple(costs.step(place) for place in range(len(found.steps))),
        matched=rate.matched,
        spans=rate.spans,
        rule=matched.rule,
    )


def span_disagreements(
    found: Comparisons,
    selection: Selection,
    steps: Collection[str] | None = None,
    *,
    limit: int | None = None,
) -> tuple[SpanDisagreement, ...]:
    """Return who differs where, step by step, in the order of the text; at most ``limit`` for each step."""
    wanted = found.steps if steps is None else steps
    return tuple(
        one
        for place, name in enumerate(found.steps)
        if name in wanted
        for one in _differing(found, selection, place, limit)
    )


@dataclass(frozen=True, eq=False)
class _Costs:
    """What was compared and what differed in the shared articles."""

    found: Comparisons
    selection: Selection
    plan: Plan

    @cached_property
    def summands(self) -> Summands:
        """What each shared article adds: the compared of every step, then the differing."""
        chosen = self.found.chosen(self.selection)
        rows = self.selection.rows[self.found.article[chosen]]
        features = np.zeros((self.selection.n_articles, 2 * len(self.found.steps)))
        np.add.at(features, rows, np.hstack([self.found.compared, self.found.differing])[chosen])
        return Summands.of(features)

    def step(self, place: int) -> Step:
        """Return one step with its intervals."""
        steps, name = len(self.found.steps), self.found.steps[place]
        totals = np.rint(self.summands.totals).astype(np.int64)
        compared, differing = int(totals[place]), int(totals[steps + place])

        def agreeing(sums: FloatArray) -> FloatArray:
            return 1 - quotient(sums[:, steps + place], sums[:, place])

        def share(sums: FloatArray) -> FloatArray:
            return quotient(sums[:, steps + place], sums[:, steps:].sum(axis=1))

        nothing = f"no spans could be compared at the step {name}"
        everything = int(totals[steps:].sum())
        return Step(
            name,
            compared,
            differing,
            agreement=self._agreement(AGREEING, name, agreeing, compared, nothing),
            share=self._agreement(SHARE, name, share, everything, "nothing differs"),
        )

    def _agreement(
        self, coefficient: str, variant: str, statistic: Statistic, units: int, nothing: str
    ) -> Agreement:
        reason = self.selection.why_empty or ("" if units else nothing)
        error, limits = None, None
        if not reason and self.plan.method != "none":
            error, limits = interval(self.summands, statistic, self.plan, kind="article", possible=(0.0, 1.0))
        return Agreement(
            coefficient=coefficient,
            variant=variant,
            level="nominal",
            value=None if reason else value(self.summands, statistic),
            reason=reason,
            standard_error=error,
            interval=limits,
            units=units,
            annotators=self.selection.coders,
            values=2 * units if variant != FOUND else units,
            clusters=self.selection.n_articles,
            prevalence=(),
            note=self.found.matched.rule,
        )


def _differing(
    found: Comparisons, selection: Selection, place: int, limit: int | None
) -> Iterator[SpanDisagreement]:
    rows = np.flatnonzero(found.chosen(selection) & (found.differing[:, place] > 0))
    table = found.matched.columns.table
    # The first two steps compare no values.
    question = found.questions[place - 2] if place >= 2 else None
    order = np.lexsort((found.first[rows], found.article[rows]))
    for row in rows[order][:limit].tolist():
        second = int(found.second[row])
        yield SpanDisagreement(
            step=found.steps[place],
            article=table.articles[found.article[row]],
            one=table.annotators[found.one[row]],
            other=table.annotators[found.other[row]],
            first=_marked(found, int(found.first[row]), question),
            second=_marked(found, second, question) if second >= 0 else None,
        )


def _marked(found: Comparisons, place: int, question: SpanQuestion | None) -> Marked:
    span = found.matched.columns.spans[place]
    said = "" if question is None else category_name(question.categories[question.codes[place]])
    return Marked(span.start, span.end, span.label, said)
