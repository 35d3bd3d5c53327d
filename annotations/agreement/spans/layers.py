"""Everything about the spans of a layer, for any articles and annotators: found, borders, label, attributes.

``layer_spans`` does the work on the texts once. What an outlet, a pair or the whole study has to say is a sum
over parts of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from annotations.agreement.coefficient import Coefficient
from annotations.agreement.intervals import Plan
from annotations.agreement.measure import coefficients_for, measure
from annotations.agreement.result import Agreement
from annotations.agreement.spans.borders import BorderPairs, border_agreements, border_pairs
from annotations.agreement.spans.counts import PairCounts, pair_counts
from annotations.agreement.spans.detection import CRITERIA, span_f1
from annotations.agreement.spans.selection import Selection
from annotations.codebook import Codebook, Layer
from annotations.reliability.codings import CodingTable
from annotations.reliability.columns import span_columns
from annotations.reliability.data import Dropped, ReliabilityData
from annotations.reliability.matched import (
    MatchedSpans,
    SpanQuestion,
    matched_data,
    matched_spans,
    span_questions,
)
from annotations.reliability.spans import ANY_LABEL

FOUND, BORDERS, LABEL, ATTRIBUTE = (
    "spans found",
    "borders",
    "label of matched spans",
    "attribute of matched spans",
)
# Which coefficients to compute, given the level and how many annotators there are.
Choice = Callable[[str, int], tuple[Coefficient, ...]]


@dataclass(frozen=True, eq=False)
class LayerSpans:
    """The spans of a layer, compared once."""

    layer: Layer
    counts: PairCounts
    matched: MatchedSpans
    borders: BorderPairs
    questions: tuple[SpanQuestion, ...]

    def selection(
        self, articles: Collection[str] | None = None, annotators: Collection[str] | None = None
    ) -> Selection:
        """Return the named articles and annotators; None names all of them."""
        return Selection.of(self.counts.columns, articles, annotators)


@dataclass(frozen=True, eq=False)
class SpanAgreements:
    """The coefficients of one question about spans; ``data`` are what they were drawn from, if values.

    ``label`` is one of the layer or of the categories of an attribute, ANY_LABEL where labels are ignored,
    and empty where all of them count.
    """

    question: str
    variable: str
    label: str
    agreements: tuple[Agreement, ...]
    data: ReliabilityData | None = None


def layer_spans(table: CodingTable, layer: Layer) -> LayerSpans:
    """Compare the spans of a layer between all annotators."""
    columns = span_columns(table, layer)
    matched = matched_spans(columns)
    return LayerSpans(
        layer, pair_counts(columns), matched, border_pairs(matched), tuple(span_questions(columns))
    )


def all_layer_spans(table: CodingTable, codebook: Codebook) -> tuple[LayerSpans, ...]:
    """Compare the spans of every layer."""
    return tuple(layer_spans(table, layer) for layer in codebook.layers)


def span_agreements(
    spans: LayerSpans,
    plan: Plan,
    *,
    articles: Collection[str] | None = None,
    annotators: Collection[str] | None = None,
    choose: Choice = coefficients_for,
) -> Iterator[SpanAgreements]:
    """Yield everything about the spans of a layer that these annotators marked in these articles.

    First what was found, for all labels, each label and any label; then the borders of matched spans, their
    labels and attributes.
    """
    selection = spans.selection(articles, annotators)
    yield from _found(spans, selection, plan)
    borders = border_agreements(spans.borders, selection, plan)
    yield SpanAgreements(BORDERS, spans.layer.code, ANY_LABEL, _told(borders, selection.dropped))
    for question in spans.questions:
        yield _said(spans.matched, question, selection, plan, choose)


def _found(spans: LayerSpans, selection: Selection, plan: Plan) -> Iterator[SpanAgreements]:
    counts = spans.counts
    used = set(counts.label.tolist())
    named = [
        (place, label.code)
        for place, label in enumerate(spans.layer.labels)
        if label.offered or place in used
    ]
    for place, label in ((counts.all_labels, ""), *named, (counts.any_label, ANY_LABEL)):
        found = tuple(span_f1(counts, criterion, place, selection, plan) for criterion in CRITERIA)
        yield SpanAgreements(FOUND, spans.layer.code, label, _told(found, selection.dropped))


def _said(
    matched: MatchedSpans, question: SpanQuestion, selection: Selection, plan: Plan, choose: Choice
) -> SpanAgreements:
    """Measure what was said of matched spans, with the match rate beside it."""
    data = matched_data(matched, question, selection.articles, selection.annotators)
    rate = matched.rate(selection.articles, selection.annotators)
    unmatched = Dropped("spans that nobody else found", rate.spans - rate.matched)
    dropped = (*selection.dropped, *([unmatched] if unmatched.count else []), *data.dropped)
    found = measure(data, choose(data.level, len(data.annotators)), plan)
    told = [replace(one, note="; ".join(filter(None, (one.note, matched.rule, str(rate))))) for one in found]
    kind = LABEL if question.variable == matched.columns.layer.code else ATTRIBUTE
    return SpanAgreements(kind, data.variable, data.label, _told(told, dropped), data)


def _told(found: Collection[Agreement], dropped: tuple[Dropped, ...]) -> tuple[Agreement, ...]:
    return tuple(replace(one, dropped=dropped) for one in found)
