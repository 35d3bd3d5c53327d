"""What other programs are to be told: noted in the transaction of the act itself, told by a job after it."""

from collections.abc import Sequence
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from app.clock import now
from app.models import Assignment, ChangeRow, Project, Round, Webhook, WebhookEvent

PROJECT_UPDATED = "PROJECT_UPDATED"
TASKS_CREATED, TASKS_DELETED = "TASKS_CREATED", "TASKS_DELETED"
ANNOTATION_CREATED, ANNOTATION_UPDATED = "ANNOTATION_CREATED", "ANNOTATION_UPDATED"
ANNOTATIONS_DELETED = "ANNOTATIONS_DELETED"
ACTIONS = {
    PROJECT_UPDATED: "title, description or frozen codebook changed",
    TASKS_CREATED: "articles were added",
    TASKS_DELETED: "articles were taken back",
    ANNOTATION_CREATED: "an annotation was submitted",
    ANNOTATION_UPDATED: "a reopened annotation was submitted again",
    ANNOTATIONS_DELETED: "a submitted annotation was reopened or withdrawn",
}
AT_ONCE = 100
_noted: ContextVar[frozenset[int]] = ContextVar("projects of which something was noted", default=frozenset())


def noted() -> frozenset[int]:
    """Return the projects of which something was noted since this was asked last."""
    found = _noted.get()
    if found:
        _noted.set(frozenset())
    return found


def note(session: Session, project: Project, action: str, subjects: Sequence[int] = ()) -> None:
    """Note that something happened, for everybody who wants to be told."""
    wanted = select(Webhook).where(Webhook.project_id == project.id, Webhook.active)
    hooks = [one.id for one in session.scalars(wanted) if one.every_action or action in one.actions]
    parts = [list(subjects[first : first + AT_ONCE]) for first in range(0, len(subjects), AT_ONCE)] or [[]]
    _write(session.connection(), project.id, hooks, action, parts)


def note_state(connection: Connection, assignment_id: int, annotation_id: int, *, submitted: bool) -> None:
    """Note that an annotation was submitted or is submitted no more."""
    query = (
        select(Webhook.id, Webhook.project_id, Webhook.actions, Webhook.every_action)
        .join(Round, Round.project_id == Webhook.project_id)
        .join(Assignment, Assignment.round_id == Round.id)
        .where(Assignment.id == assignment_id, Webhook.active)
    )
    hooks = connection.execute(query).all()
    if not hooks:
        return
    action = ANNOTATIONS_DELETED if not submitted else ANNOTATION_CREATED
    if submitted and _was_reopened(connection, annotation_id):
        action = ANNOTATION_UPDATED
    wanted = [one.id for one in hooks if one.every_action or action in one.actions]
    _write(connection, hooks[0].project_id, wanted, action, [[annotation_id]])


def _was_reopened(connection: Connection, annotation_id: int) -> bool:
    query = select(ChangeRow.operations).where(ChangeRow.annotation_id == annotation_id)
    return any(one["op"] == "reopen" for operations in connection.scalars(query) for one in operations)


def _write(
    connection: Connection, project_id: int, hooks: Sequence[int], action: str, parts: list[list[int]]
) -> None:
    rows: list[dict[str, Any]] = [
        {"webhook_id": hook, "action": action, "subjects": part, "at": now()}
        for hook in hooks
        for part in parts
    ]
    if rows:
        connection.execute(insert(WebhookEvent), rows)
        _noted.set(_noted.get() | {project_id})
