"""Annotations that a program writes, changes and withdraws in somebody's name. Nothing is deleted by that."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.annotation import SUBMITTED, Annotation
from annotations.operations import Operation, apply_all
from annotations.wellformed import UID
from app.clock import now
from app.models import AnnotationHead, Assignment, ChangeRow, User
from app.services import annotate, annotation_state, masks, saving
from app.services.annotation_state import Work
from app.services.refused import Refused
from app.services.said_by_programs import operations_of

WITHDRAWN = "withdrawn by a program"
SUBMITTED_ALREADY = "You have submitted this article. Ask whoever leads the round to reopen it."
BEGUN = "You have begun this article on its page. Finish it there; nothing is overwritten."


def annotate_article(
    session: Session, user: User, assignment: Assignment, results: Sequence[Any], unique_id: str | None
) -> int:
    """Keep results as the annotator's submitted annotation and return its number.

    The same ``unique_id`` sent again is answered with the annotation that it made.

    Raises:
        WrongResults: names each result that cannot be taken, with the reason.
        Refused: the annotator began or submitted the article already, or the round is closed.
        Incomplete: something that the codebook asks for is missing.
    """
    key = _key(unique_id)
    before = select(ChangeRow.annotation_id).where(
        ChangeRow.actor_id == user.id, ChangeRow.idempotency_key == f"{key}-0"
    )
    if (made := session.scalar(before)) is not None:
        if session.get_one(AnnotationHead, made).state != SUBMITTED:
            raise Refused("That annotation was reopened since. Send the new one under another unique_id.")
        return made
    work = annotation_state.load_for_change(session, assignment.id)
    if work.annotation.submitted:
        raise Refused(SUBMITTED_ALREADY)
    _submit(session, user, assignment, work, key, operations_of(work, results))
    head = select(AnnotationHead.id).where(AnnotationHead.assignment_id == assignment.id)
    return session.scalars(head).one()


def change_annotation(session: Session, user: User, assignment: Assignment, results: Sequence[Any]) -> None:
    """Let a reopened annotation say what the results say, and submit it again.

    A submitted one that says it already stays as it is, so that a repeated request does no harm.

    Raises:
        WrongResults: names each result that cannot be taken, with the reason.
        Refused: the annotation is submitted and says something else, or its annotator went on with it.
        Incomplete: something that the codebook asks for is missing.
    """
    work = annotation_state.load_for_change(session, assignment.id)
    operations = operations_of(work, results)
    if not work.annotation.submitted:
        _submit(session, user, assignment, work, _key(None), operations)
    elif _differences(work, operations):
        raise Refused(SUBMITTED_ALREADY)


def withdraw(session: Session, manager: User, assignment: Assignment) -> None:
    """Take a submitted annotation out of what counts: it is reopened, and its history stays.

    Raises:
        Refused: the round is not open, or the article is to be coded again unseen.
    """
    annotate.reopen(session, manager, assignment, WITHDRAWN)


def _submit(
    session: Session,
    user: User,
    assignment: Assignment,
    work: Work,
    key: str,
    operations: Sequence[Operation],
) -> None:
    """Submit what is said on a blank page, or on an annotation that nobody touched since it was reopened."""
    if work.version and not _is_just_reopened(session, work):
        raise Refused(BEGUN)
    changes = [*_differences(work, operations), {"op": "submit"}]
    for place, first in enumerate(range(0, len(changes), saving.MAX_OPERATIONS)):
        part, moment = changes[first : first + saving.MAX_OPERATIONS], saving.written(now())
        annotate.save(session, user, assignment, work.version + place, f"{key}-{place}", moment, part)


def _is_just_reopened(session: Session, work: Work) -> bool:
    newest = select(ChangeRow.operations).where(
        ChangeRow.annotation_id == work.head_id, ChangeRow.version == work.version
    )
    return any(one["op"] == "reopen" for one in session.scalars(newest).one())


def _differences(work: Work, operations: Sequence[Operation]) -> list[Operation]:
    """Return the operations that lead from what the annotation says to what the given ones say."""
    text, _ = masks.shown_text(work.mask, work.text, work.sha256)
    wanted, said = apply_all(Annotation(), operations, text, work.codebook), work.shown
    gone = [span for span in said.spans if wanted.span(span.uid) != span]
    kept = {span.uid for span in said.spans} - {span.uid for span in gone}
    marks = [one for one in operations if one["op"] == "mark" and one["span"] not in kept]
    unsaid = [code for code in said.answers if code not in wanted.answers]
    answers: list[Operation] = [{"op": "answer", "variable": code, "value": None} for code in unsaid]
    answers += [
        {"op": "answer", "variable": code, "value": value}
        for code, value in wanted.answers.items()
        if said.answers.get(code) != value
    ]
    nothing = [{"op": "found_none", "value": wanted.found_none}]
    removals = [{"op": "remove", "span": span.uid} for span in gone]
    return [*removals, *marks, *answers, *(nothing if wanted.found_none != said.found_none else [])]


def _key(unique_id: str | None) -> str:
    if unique_id is None:
        return f"program-{uuid.uuid4()}"
    if not UID.fullmatch(unique_id) or len(unique_id) > 40:
        raise Refused("unique_id must be 1 to 40 letters, digits, dashes and underscores.")
    return f"program-{unique_id}"
