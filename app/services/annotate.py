"""What annotators and those who lead a round do with an annotation."""

import uuid
from collections.abc import Sequence

from sqlalchemy.orm import Session

from annotations.errors import InvalidOperation
from annotations.operations import Operation
from app.clock import now
from app.models import Assignment, User
from app.services import activity, annotation_state, companions, saving
from app.services.refused import Refused
from app.services.saving import Change, Saved

MAX_REASON = 1_000


class NotTheirs(Refused):
    """The assignment was given to somebody else."""


def save(
    session: Session,
    user: User,
    assignment: Assignment,
    base_version: int,
    key: str,
    client_time: str,
    operations: Sequence[Operation],
) -> Saved:
    """Save what the annotator did, as operations on the version they saw; kept once committed.

    The same key with the same change is answered as it was the first time, and nothing is done twice.

    Raises:
        saving.Conflict: somebody or another tab saved meanwhile; nothing is overwritten.
        saving.KeyTaken: the key came before with another change.
        saving.NotOpen: the round is not open.
        InvalidOperation: an operation does not apply, or is not the annotator's to do.
    """
    if assignment.annotator_id != user.id:
        raise NotTheirs("This article was given to another annotator.")
    wanted = Change(base_version, key, client_time, operations)
    for index, operation in enumerate(operations):
        _refuse_what_others_do(operation, index)
    return saving.append(session, user.id, assignment.id, wanted)


def _refuse_what_others_do(operation: Operation, index: int) -> None:
    if not isinstance(operation, dict):
        return  # the domain says what is wrong with it
    refusal = None
    if operation.get("op") == "reopen":
        refusal = InvalidOperation("Only those who lead the round can reopen an annotation.")
    elif operation.get("op") == "submit" and "imported" in operation:
        refusal = InvalidOperation("Only an import can be submitted with answers missing.")
    elif operation.get("op") == "mark" and "carried" in operation:
        refusal = InvalidOperation("Only what was said under an earlier codebook is carried over.")
    if refusal:
        refusal.index = index
        raise refusal


def reopen(session: Session, manager: User | None, assignment: Assignment, reason: str) -> Saved:
    """Give a submitted annotation back to its annotator; the log keeps who did it and why."""
    if len(reason) > MAX_REASON:
        raise Refused(f"The reason may have at most {MAX_REASON:,} characters.")
    work = annotation_state.load_for_change(session, assignment.id)
    if companions.asked_again(session, assignment):
        raise Refused("Its annotator is to code this article again unseen. Reopen it once that is submitted.")
    actor_id = manager.id if manager else assignment.annotator_id
    wanted = Change(
        work.version,
        f"reopen-{uuid.uuid4()}",
        saving.written(now()),
        [{"op": "reopen", "reason": reason}],
    )
    saved = saving.append(session, actor_id, assignment.id, wanted)
    project = assignment.round.project
    activity.record(
        session, manager, "annotation.reopened", f"assignment {assignment.id}", project, reason=reason
    )
    return saved
