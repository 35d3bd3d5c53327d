"""Appending a change to an annotation: the one way in which what an annotator said is ever changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.orm import Session

from annotations.annotation import Annotation
from annotations.changes import canonical, change_hash
from annotations.errors import Incomplete, InvalidOperation
from annotations.missing import Missing
from annotations.operations import Operation, apply_all, replay
from annotations.wellformed import UID, text_fault
from app.clock import now
from app.models import ChangeRow
from app.services import annotation_state, frozen, state_rows, telling
from app.services.annotation_state import Work, assignment, head, table
from app.services.refused import Refused

MAX_OPERATIONS = 500
change = table(ChangeRow)
# Put together once: they run for every save.
_BY_KEY = select(change).where(
    change.c.actor_id == bindparam("actor"), change.c.idempotency_key == bindparam("key")
)
_ADD = insert(change)
_MOVE = update(head).where(head.c.id == bindparam("of"), head.c.version == bindparam("from_version"))


class Conflict(Refused):
    """The annotation was changed since the version that the change builds on; `work` is how it stands."""

    def __init__(self, work: Work) -> None:
        super().__init__("This annotation was changed in another place since it was loaded here.")
        self.work = work


class KeyTaken(Refused):
    """The idempotency key came before, with another change."""


class NotOpen(Refused):
    """The round is not open, or the work was released, so nothing is saved."""


@dataclass(frozen=True)
class Change:
    """Operations on a version of an annotation, under a key that lets them be sent again without harm."""

    base_version: int
    key: str
    client_time: str
    operations: Sequence[Operation]

    def __post_init__(self) -> None:
        if type(self.base_version) is not int or self.base_version < 0:
            raise InvalidOperation("base_version must be a whole number from 0.")
        if not isinstance(self.key, str) or not UID.fullmatch(self.key):
            raise InvalidOperation("key must be 1 to 64 letters, digits, dashes and underscores.")
        if fault := text_fault(self.client_time, 64):
            raise InvalidOperation(f"client_time {fault}.")
        if not _is_moment(self.client_time):
            raise InvalidOperation("client_time must be a date and time such as 2025-05-08T09:30:00Z.")
        if not isinstance(self.operations, list) or not 1 <= len(self.operations) <= MAX_OPERATIONS:
            raise InvalidOperation(f"operations must be a list of 1 to {MAX_OPERATIONS} operations.")


@dataclass(frozen=True)
class Saved:
    """The answer to a change that is kept; the same change sent again is answered the same."""

    key: str
    version: int
    hash: str
    saved_at: datetime
    state: str
    missing: tuple[Missing, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "key": self.key,
            "version": self.version,
            "hash": self.hash,
            "saved_at": written(self.saved_at),
            "state": self.state,
            "missing": [one.to_dict() for one in self.missing],
        }


def append(session: Session, actor_id: int, assignment_id: int, wanted: Change) -> Saved:
    """Append the change, or return the answer it was given before; the caller commits.

    Raises:
        Conflict: the annotation is at another version.
        KeyTaken: the key was used for something else.
        NotOpen: the round is planned or closed, or the assignment was released.
        InvalidOperation: an operation does not apply; nothing was changed.
    """
    work = annotation_state.load_for_change(session, assignment_id)
    connection = session.connection()
    before = connection.execute(_BY_KEY, {"actor": actor_id, "key": wanted.key}).one_or_none()
    if before is not None:
        return _answer_again(connection, work, before, wanted)
    if not work.round_is_open:
        raise NotOpen("The round is not open, so nothing can be saved in it. What was saved before is kept.")
    if work.released:
        raise NotOpen("This work was released because it had been left. Take it back in your queue to go on.")
    if wanted.base_version != work.version:
        raise Conflict(work)
    if work.mask:
        wanted = replace(wanted, operations=work.mask.operations(wanted.operations))
    return _write(connection, actor_id, work, wanted, _apply(work, wanted.operations))


def _apply(work: Work, operations: Sequence[Operation]) -> Annotation:
    try:
        return apply_all(work.annotation, operations, work.text, work.codebook)
    except Incomplete as refusal:
        if work.mask is None or refusal.index is None:
            raise
        # What is missing is told in words of the text: once more, from what its annotator may see.
        before = apply_all(work.annotation, operations[: refusal.index], work.text, work.codebook)
        covered = Incomplete(work.owed(before))
        covered.index = refusal.index
        raise covered from None


def _write(connection: Connection, actor_id: int, work: Work, wanted: Change, after: Annotation) -> Saved:
    at, version = now(), work.version + 1
    head_id = work.head_id or state_rows.begin(connection, work.assignment_id, at)
    row = hashed_row(head_id, version, actor_id, wanted.key, wanted.operations, at, wanted.client_time)
    digest = change_hash(work.hash, row)
    connection.execute(
        _ADD,
        {
            "annotation_id": head_id,
            "version": version,
            "actor_id": actor_id,
            "idempotency_key": wanted.key,
            "operations": wanted.operations,
            "at": at,
            "client_time": wanted.client_time,
            "previous_hash": work.hash,
            "hash": digest,
        },
    )
    _move_head(connection, head_id, work, after, {"version": version, "head_hash": digest, "changed_at": at})
    state_rows.write_difference(connection, head_id, work.annotation, after)
    if after.submitted != work.annotation.submitted:
        telling.note_state(connection, work.assignment_id, head_id, submitted=after.submitted)
    frozen.remember_state(digest, after)
    return Saved(wanted.key, version, digest, at, after.state, work.owed(after))


def _move_head(
    connection: Connection, head_id: int, work: Work, after: Annotation, moved: dict[str, Any]
) -> None:
    """Move the head from the version that was seen to the next one, or raise Conflict if it has moved."""
    submitted_at = (work.submitted_at or moved["changed_at"]) if after.submitted else None
    state = {
        "state": after.state,
        "found_none": after.found_none,
        "note": after.note,
        "submitted_at": submitted_at,
    }
    seen = {"of": head_id, "from_version": max(work.version, 1)}  # the row itself is made with version 1
    if connection.execute(_MOVE, seen | state | moved).rowcount != 1:
        raise Conflict(work)
    if submitted_at != work.submitted_at:
        connection.execute(
            update(assignment).where(assignment.c.id == work.assignment_id).values(done_at=submitted_at)
        )


def hashed_row(
    annotation_id: int,
    version: int,
    actor_id: int,
    key: str,
    operations: Sequence[Operation],
    at: datetime,
    client_time: str,
) -> dict[str, Any]:
    """Return what the hash of a change covers."""
    return {
        "annotation": annotation_id,
        "version": version,
        "actor": actor_id,
        "key": key,
        "operations": operations,
        "at": written(at),
        "client_time": client_time,
    }


def written(at: datetime) -> str:
    """Return a moment as text of fixed width, the same on every database."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _answer_again(connection: Connection, work: Work, before: Any, wanted: Change) -> Saved:
    operations = work.mask.repeated(wanted.operations) if work.mask else wanted.operations
    same = (
        before.annotation_id == work.head_id
        and before.version == wanted.base_version + 1
        and before.client_time == wanted.client_time
        and canonical(before.operations) == canonical(operations)
    )
    if not same:
        raise KeyTaken("This key was used for another change. Reload the page; nothing was changed.")
    then = work.annotation if before.version == work.version else _as_of(connection, work, before.version)
    return Saved(
        before.idempotency_key,
        before.version,
        before.hash,
        before.at,
        then.state,
        work.owed(then),
    )


def _as_of(connection: Connection, work: Work, version: int) -> Annotation:
    rows = connection.execute(
        select(change.c.operations)
        .where(change.c.annotation_id == work.head_id, change.c.version <= version)
        .order_by(change.c.version)
    ).scalars()
    return replay([operation for operations in rows for operation in operations], work.text, work.codebook)


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
