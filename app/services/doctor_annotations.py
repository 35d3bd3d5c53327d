"""What the doctor looks at in every annotation: its chain of changes, their replay, its spans."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.annotation import Annotation, MarkedSpan
from annotations.changes import verify_chain
from annotations.codebook import Codebook
from annotations.errors import AnnotationError
from annotations.operations import replay
from app.models import AnnotationHead, AnswerRow, Assignment, ChangeRow, Round, SpanRow
from app.services import frozen, saving
from app.services.annotation_state import table
from app.services.findings import Finding

AT_ONCE = 100

head, assignment, round_ = table(AnnotationHead), table(Assignment), table(Round)


@dataclass
class _Stored:
    """The rows of one annotation."""

    head: Any
    changes: list[Any] = field(default_factory=list)
    spans: list[Any] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)

    def found(self, check: str, message: str) -> Finding:
        return Finding(check, f"Annotation {self.head.id} (assignment {self.head.assignment_id}): {message}")


def annotations_are_sound(session: Session) -> Iterator[Finding]:
    """Look at all annotations, some at a time."""
    last = 0
    codebooks = lru_cache(lambda number: frozen.stored_codebook(session.connection(), number))
    while batch := _batch(session, last):
        for stored in batch:
            # The text is read as it is stored now: what is kept in memory would hide what happened to it.
            text = frozen.stored_text(session.connection(), stored.head.article_id)
            yield from _look(stored, text, codebooks(stored.head.codebook_id))
        last = batch[-1].head.id
    yield from _unsaved_assignments(session)


def _batch(session: Session, after: int) -> list[_Stored]:
    query = (
        select(
            head,
            assignment.c.article_id,
            assignment.c.done_at,
            assignment.c.released_at,
            round_.c.codebook_id,
        )
        .join(assignment, assignment.c.id == head.c.assignment_id)
        .join(round_, round_.c.id == assignment.c.round_id)
        .where(head.c.id > after)
        .order_by(head.c.id)
        .limit(AT_ONCE)
    )
    found = {row.id: _Stored(row) for row in session.execute(query)}
    for model, name, order in (
        (ChangeRow, "changes", "version"),
        (SpanRow, "spans", "uid"),
        (AnswerRow, "answers", "variable"),
    ):
        rows = table(model)
        of_batch = select(rows).where(rows.c.annotation_id.in_(found)).order_by(rows.c[order])
        for row in session.execute(of_batch):
            getattr(found[row.annotation_id], name).append(row)
    return list(found.values())


def _look(stored: _Stored, text: str, book: Codebook) -> Iterator[Finding]:
    yield from _chain(stored)
    yield from _spans(stored, text, book)
    yield from _answers(stored, book)
    yield from _replay(stored, text, book)
    if stored.head.found_none and stored.spans:
        yield stored.found("found-none", "it says that nothing was found, and holds spans.")
    if (stored.head.state == "submitted") != (stored.head.submitted_at is not None):
        yield stored.found("state", "it is submitted without a time, or has a time without being submitted.")
    if stored.head.done_at != stored.head.submitted_at:
        yield stored.found("state", "its assignment says another time of submission.")
    if stored.head.released_at is not None and stored.head.submitted_at is not None:
        yield stored.found("state", "it is submitted, and its assignment was released.")


def _chain(stored: _Stored) -> Iterator[Finding]:
    versions = [row.version for row in stored.changes]
    if versions != list(range(1, stored.head.version + 1)):
        yield stored.found(
            "versions", f"it is at version {stored.head.version}, but its changes are {versions[-5:]}."
        )
    broken = verify_chain(_hashed(row) for row in stored.changes)
    if broken is not None:
        yield stored.found("chain", f"the chain of changes is broken at version {broken}.")
    elif stored.changes and stored.changes[-1].hash != stored.head.head_hash:
        yield stored.found("chain", "its newest change is not the one it names.")


def _hashed(row: Any) -> dict[str, Any]:
    hashed = saving.hashed_row(
        row.annotation_id,
        row.version,
        row.actor_id,
        row.idempotency_key,
        row.operations,
        row.at,
        row.client_time,
    )
    return hashed | {"previous_hash": row.previous_hash, "hash": row.hash}


def _spans(stored: _Stored, text: str, book: Codebook) -> Iterator[Finding]:
    for row in stored.spans:
        if row.stop > len(text) or text[row.start : row.stop] != row.quote:
            yield stored.found("quote", f"the span {row.uid!r} does not quote its article.")
        try:
            layer = book.layer(row.layer)
            # A draft that codes again may still have a label that is retired since; see annotations.recoding.
            is_draft = stored.head.state == "draft"
            (layer.label_variable.category if is_draft else layer.label_variable.check)(row.label)
            for code, value in row.attributes.items():
                layer.attribute(code).check(value)
        except AnnotationError as reason:
            yield stored.found("codebook", f"the span {row.uid!r} leaves its codebook: {reason}")


def _answers(stored: _Stored, book: Codebook) -> Iterator[Finding]:
    for row in stored.answers:
        try:
            book.article_question(row.variable).check(row.value)
        except AnnotationError as reason:
            yield stored.found("codebook", f"an answer leaves its codebook: {reason}")


def _replay(stored: _Stored, text: str, book: Codebook) -> Iterator[Finding]:
    operations = [operation for row in stored.changes for operation in row.operations]
    try:
        replayed = replay(operations, text, book)
        if replayed != _annotation(stored):
            yield stored.found("replay", "its stored state is not what its changes lead to.")
    except AnnotationError as reason:
        yield stored.found("replay", f"its changes cannot be replayed: {reason}")


def _annotation(stored: _Stored) -> Annotation:
    spans = tuple(
        MarkedSpan(row.uid, row.layer, row.label, row.start, row.stop, row.quote, row.attributes, row.note)
        for row in stored.spans
    )
    answers = {row.variable: row.value for row in stored.answers}
    return Annotation(spans, answers, stored.head.note, stored.head.found_none, stored.head.state)


def _unsaved_assignments(session: Session) -> Iterator[Finding]:
    query = (
        select(assignment.c.id)
        .outerjoin(head, head.c.assignment_id == assignment.c.id)
        .where(assignment.c.done_at.is_not(None), head.c.id.is_(None))
    )
    for assignment_id in session.scalars(query):
        yield Finding("state", f"Assignment {assignment_id} is noted as done, but nothing was saved for it.")
