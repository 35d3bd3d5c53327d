"""The two tables of judgements: annotations.csv and spans.csv, read in passing from the same spans.

Who said it, where and when is the same for all judgements of an assignment: it is written once for each
assignment and put in front of, or behind, what differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from annotations.errors import OutsideCodebook
from exports.attributes import attribute_cells, spans_table
from exports.bundle import NOT_STARTED, Bundle, joined, known
from exports.columns import ANNOTATIONS, ASSIGNMENTS, CONTEXT, PLACE, SPANS, UNIT
from exports.errors import UnknownReference, Unwritable
from exports.judgements import Judgements
from exports.records import AssignmentRecord, SpanRecord
from exports.tables import LINE_END, Form, Sheet, chunks

Pieces = Iterator[tuple[str, int]]
Answered = tuple[AssignmentRecord, str]


class Context(NamedTuple):
    """What all judgements of an assignment share, as CSV, and the codebook they were made under."""

    text: str
    codebook_version: str


Contexts = Mapping[str, Context]


def annotation_pieces(bundle: Bundle, form: Form) -> Pieces:
    """Yield annotations.csv: the judgements on spans, then "found none", then the answers."""
    yield form.start + ",".join(column.name for column in ANNOTATIONS.columns) + LINE_END, 0
    contexts = _contexts(bundle, form)
    judgements = Judgements(bundle.codebook_of, form)
    yield from _spans_judged(bundle, form, contexts, judgements)
    for answers in (_found_none(bundle, judgements), _answers(bundle, judgements)):
        yield from _units_judged(form, contexts, answers)


def span_pieces(bundle: Bundle, form: Form) -> Pieces:
    """Yield spans.csv: one row for each span with all its attributes."""
    table = spans_table(bundle.attributes)
    yield form.start + ",".join(column.name for column in table.columns) + LINE_END, 0
    contexts = _contexts(bundle, form)
    sheet = Sheet(table.name, table.columns[: -len(CONTEXT)], form)
    for spans in chunks(bundle.spans):
        ids, owed, layers, labels, starts, ends, quotes, attributes, zones, notes = zip(*spans, strict=True)
        extra = attribute_cells(bundle.attributes, attributes)
        about = [context.text for context in _contexts_of(contexts, owed)]
        columns = [ids, starts, ends, quotes, layers, labels, *extra, zones, notes]
        lines = sheet.fragments_of(columns, about)
        yield LINE_END.join([*lines, ""]), len(lines)


def _spans_judged(bundle: Bundle, form: Form, contexts: Contexts, judgements: Judgements) -> Pieces:
    units, places = Sheet(SPANS.name, UNIT, form), Sheet(SPANS.name, PLACE, form)
    for spans in chunks(bundle.spans):
        ids, owed, _layers, _labels, starts, ends, quotes, _attributes, zones, notes = zip(
            *spans, strict=True
        )
        about = _contexts_of(contexts, owed)
        heads = units.fragments_of([["span"] * len(ids), ids])
        tails = places.fragments_of([zones, starts, ends, quotes, notes])
        judgements.learn_texts([context.codebook_version for context in about], spans)
        texts, count = [], 0
        for span, context, head, tail in zip(spans, about, heads, tails, strict=True):
            said = _said(judgements, span, context)
            before, after = f"{context.text},{head},", f",{tail}{LINE_END}"
            texts.append(before + (after + before).join(said) + after)
            count += len(said)
        yield "".join(texts), count


def _said(judgements: Judgements, span: SpanRecord, context: Context) -> list[str]:
    """Return the label and the attributes of a span, each as a piece of CSV."""
    values = span.attributes
    try:
        asked = judgements.layer(context.codebook_version, span.layer)
        if not values.keys() <= asked.keys() or span.layer in values:
            raise Unwritable(f"it has attributes that its layer does not: {', '.join(sorted(values))}.")
        pieces = [asked[span.layer].piece(span.label)]
        for code, one in asked.items():
            value = values.get(code)
            if value is not None:
                # Asking here saves a call for nearly every value.
                known_piece = one.pieces.get(value) if type(value) is str else None
                pieces.append(known_piece or one.piece(value))
    except (OutsideCodebook, Unwritable) as problem:
        raise Unwritable(f"Span {span.span_id}: {problem}") from problem
    return pieces


def _units_judged(form: Form, contexts: Contexts, answers: Iterable[Answered]) -> Pieces:
    units = Sheet(ANNOTATIONS.name, UNIT, form)
    tail = "," * len(PLACE)
    for chunk in chunks(answers):
        heads = units.fragments([(owed.unit_type, owed.unit_id) for owed, _piece in chunk])
        about = _contexts_of(contexts, [owed.assignment_id for owed, _piece in chunk])
        lines = [
            f"{context.text},{head},{piece}{tail}{LINE_END}"
            for (_owed, piece), context, head in zip(chunk, about, heads, strict=True)
        ]
        yield "".join(lines), len(lines)


def _found_none(bundle: Bundle, judgements: Judgements) -> Iterator[Answered]:
    for assignment in bundle.assignments:
        if assignment.found_none:
            yield assignment, judgements.found_none.piece("yes")


def _answers(bundle: Bundle, judgements: Judgements) -> Iterator[Answered]:
    for answer in bundle.answers:
        owed = known(bundle.assignment, answer.assignment_id, "An answer", "assignment")
        try:
            asked = judgements.question(owed.codebook_version, owed.unit_type, answer.variable)
            yield owed, asked.piece(answer.value)
        except (OutsideCodebook, Unwritable) as problem:
            raise Unwritable(f"Answer of {owed.assignment_id}: {problem}") from problem


def _contexts(bundle: Bundle, form: Form) -> Contexts:
    begun = [assignment for assignment in bundle.assignments if assignment.state != NOT_STARTED]
    for assignment in begun:
        known(bundle.codebook_of, assignment.codebook_version, assignment.assignment_id, "codebook version")
    sheet = Sheet(ASSIGNMENTS.name, CONTEXT, form)
    found: dict[str, Context] = {}
    for some in chunks(begun):
        texts = sheet.fragments([_context_row(bundle, assignment) for assignment in some])
        for one, text in zip(some, texts, strict=True):
            found[one.assignment_id] = Context(text, one.codebook_version)
    return found


def _context_row(bundle: Bundle, assignment: AssignmentRecord) -> tuple[Any, ...]:
    article = bundle.article_judged(assignment)
    outlet_id = article.outlet_id if article else assignment.unit_id
    outlet = bundle.outlet_named(outlet_id, assignment.assignment_id)
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


def _contexts_of(contexts: Contexts, assignment_ids: Sequence[str]) -> list[Context]:
    try:
        return [contexts[assignment_id] for assignment_id in assignment_ids]
    except KeyError as unknown:
        message = f"{unknown.args[0]} has judgements but is not among the assignments that were begun."
        raise UnknownReference(message) from None
