"""What was adjudicated as rows: decisions.csv, adjudicated_spans.csv and adjudicated_answers.csv."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from exports.attributes import attribute_cells
from exports.bundle import Bundle, joined, known
from exports.columns import NONE_CHOSEN, SET_MARK
from exports.records import AdjudicatedAnswerRecord

Rows = Iterator[tuple[Any, ...]]


def decision_rows(bundle: Bundle) -> Rows:
    """Yield decisions.csv."""
    for record in bundle.decisions:
        known(bundle.article, record.article_id, record.decision_id, "article")
        known(bundle.codebook_of, record.codebook_version, record.decision_id, "codebook version")
        yield tuple(record)


def adjudicated_span_rows(bundle: Bundle) -> Rows:
    """Yield adjudicated_spans.csv."""
    for one in bundle.adjudicated_spans:
        known(bundle.article, one.article_id, one.span_id, "article")
        extra = [cells[0] for cells in attribute_cells(bundle.attributes, [one.attributes])]
        yield (
            *(one.span_id, one.start, one.end, one.quote, one.layer, one.label, *extra, one.zone),
            *(one.round, one.codebook_version, one.article_id, one.basis),
            *(joined(one.annotators), joined(one.decision_ids), joined(one.undecided)),
        )


def adjudicated_answer_rows(bundle: Bundle) -> Rows:
    """Yield adjudicated_answers.csv."""
    for one in bundle.adjudicated_answers:
        known(bundle.article, one.article_id, f"The answer to {one.variable}", "article")
        yield (
            *(one.round, one.codebook_version, one.article_id, one.variable, *_cells(one)),
            *(one.basis, joined(one.annotators), one.decision_id),
        )


def _cells(one: AdjudicatedAnswerRecord) -> tuple[str, int | float | None]:
    if isinstance(one.value, (int, float)):
        return repr(one.value), one.value
    if isinstance(one.value, str):
        return one.value, None
    return SET_MARK.join(one.value) or NONE_CHOSEN, None
