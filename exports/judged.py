"""The two tables of judgements: annotations.csv and spans.csv, read in passing from the same spans.

Who said it, where and when is the same for all judgements of an assignment: it is written once for each
assignment and put in front of, or behind, what differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from exports.attributes import spans_table
from exports.bundle import NOT_STARTED, Bundle, joined, known
from exports.columns import ANNOTATIONS, CONTEXT, PLACE, SPANS, UNIT
from exports.errors import UnknownReference, Unwritable
from exports.judgements import FOUND_NONE, Judgements, Key, key
from exports.records import AssignmentRecord, SpanRecord
from exports.tables import LINE_END, Form, Sheet, chunks

Pieces = Iterator[tuple[str, int]]


def annotation_pieces(bundle: Bundle, form: Form) -> Pieces:
    """Yield annotations.csv: the judgements on spans, then "found none", then the answers."""
    yield form.start + ",".join(column.name for column in ANNOTATIONS.columns) + LINE_END, 0
    contexts = _contexts(bundle, form)
    judgements = Judgements(bundle.codebook_of, form)
    yield from _spans_judged(bundle, form, contexts, judgements)
    for said in (_found_none(bundle), _answers(bundle)):
        yield from _units_judged(form, contexts, judgements, said)


def span_pieces(bundle: Bundle, form: Form) -> Pieces:
    """Yield spans.csv: one row for each span with all its attributes."""
    table = spans_table(bundle.attributes)
    yield form.start + ",".join(column.name for column in table.columns) + LINE_END, 0
    contexts = _contexts(bundle, form)
    sheet = Sheet(table.name, table.columns[: -len(CONTEXT)], form)
    cells = [(attribute.code, attribute.cell) for attribute in bundle.attributes]
    for spans in chunks(bundle.spans):
        rows = [
            (
                *(s.span_id, s.start, s.end, s.quote, s.layer, s.label),
                *[cell(s.attributes.get(code)) for code, cell in cells],
                *(s.zone, s.note),
            )
            for s in spans
        ]
        pairs = zip(spans, sheet.fragments(rows), strict=True)
        lines = [f"{head},{_context(contexts, span)}{LINE_END}" for span, head in pairs]
        yield "".join(lines), len(lines)


def _spans_judged(bundle: Bundle, form: Form, contexts: Mapping[str, str], judgements: Judgements) -> Pieces:
    units, places = Sheet(SPANS.name, UNIT, form), Sheet(SPANS.name, PLACE, form)
    for spans in chunks(bundle.spans):
        heads = units.fragments([("span", span.span_id) for span in spans])
        tails = places.fragments([(s.zone, s.start, s.end, s.quote, s.note) for s in spans])
        said = judgements.of([(f"Span {span.span_id}", _span_keys(bundle, span)) for span in spans])
        lines: list[str] = []
        for span, head, tail, pieces in zip(spans, heads, tails, said, strict=True):
            before, after = f"{_context(contexts, span)},{head},", f",{tail}{LINE_END}"
            lines += [before + piece + after for piece in pieces]
        yield "".join(lines), len(lines)


def _units_judged(
    form: Form,
    contexts: Mapping[str, str],
    judgements: Judgements,
    said: Iterable[tuple[AssignmentRecord, Key]],
) -> Pieces:
    units = Sheet(ANNOTATIONS.name, UNIT, form)
    tail = "," * len(PLACE)
    for chunk in chunks(said):
        heads = units.fragments([(assignment.unit_type, assignment.unit_id) for assignment, _key in chunk])
        pieces = judgements.of([(f"Answer of {asked.assignment_id}", [key]) for asked, key in chunk])
        lines = [
            f"{_context(contexts, asked)},{head},{piece}{tail}{LINE_END}"
            for (asked, _key), head, (piece,) in zip(chunk, heads, pieces, strict=True)
        ]
        yield "".join(lines), len(lines)


def _span_keys(bundle: Bundle, span: SpanRecord) -> list[Key]:
    assignment = known(bundle.assignment, span.assignment_id, f"Span {span.span_id}", "assignment")
    version = assignment.codebook_version
    codebook = known(bundle.codebook_of, version, assignment.assignment_id, "codebook version")
    order = codebook.layer(span.layer).by_code
    if not span.attributes.keys() <= order.keys():
        extra = ", ".join(sorted(span.attributes.keys() - order.keys()))
        raise Unwritable(f"Span {span.span_id} has attributes that its layer does not: {extra}.")
    keys = [key(version, "span", span.layer, span.layer, span.label)]
    for code in order:
        value = span.attributes.get(code)
        if value is not None:
            keys.append(key(version, "span", span.layer, code, value))
    return keys


def _found_none(bundle: Bundle) -> Iterator[tuple[AssignmentRecord, Key]]:
    for assignment in bundle.assignments:
        if assignment.found_none:
            yield assignment, FOUND_NONE


def _answers(bundle: Bundle) -> Iterator[tuple[AssignmentRecord, Key]]:
    for answer in bundle.answers:
        asked = known(bundle.assignment, answer.assignment_id, "An answer", "assignment")
        yield asked, key(asked.codebook_version, asked.unit_type, None, answer.variable, answer.value)


def _contexts(bundle: Bundle, form: Form) -> dict[str, str]:
    """Write what all judgements of an assignment share, by the id of the assignment."""
    begun = [assignment for assignment in bundle.assignments if assignment.state != NOT_STARTED]
    sheet = Sheet("assignments.csv (begun ones)", CONTEXT, form)
    fragments = sheet.fragments([_context_row(bundle, assignment) for assignment in begun])
    return {one.assignment_id: text for one, text in zip(begun, fragments, strict=True)}


def _context_row(bundle: Bundle, assignment: AssignmentRecord) -> tuple[Any, ...]:
    article, outlet = bundle.article_judged(assignment), bundle.outlet_judged(assignment)
    return (
        bundle.project,
        assignment.round,
        assignment.phase,
        assignment.codebook_version,
        assignment.annotator,
        assignment.assignment_id,
        assignment.state,
        joined(article.event_ids) if article else None,
        article.article_id if article else None,
        article.article if article else None,
        outlet.outlet if outlet else None,
        assignment.created_at,
        assignment.updated_at,
    )


def _context(contexts: Mapping[str, str], record: SpanRecord | AssignmentRecord) -> str:
    try:
        return contexts[record.assignment_id]
    except KeyError:
        message = f"{record.assignment_id} has judgements but is not among the assignments that were begun."
        raise UnknownReference(message) from None
