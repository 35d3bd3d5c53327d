"""Exports that are made once and kept: asked for, listed, read, let go of. Only who made one reads it."""

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotations.wellformed import text_fault
from app.clock import now
from app.models import ExportSnapshot, Project, User
from app.permissions import Permission, Scene, permits
from app.services import activity, jobs
from app.services.jobs import Order
from app.services.refused import Refused

KIND = "snapshot"
MOST = 20
LARGEST = 64 * 1024 * 1024
LONGEST_TITLE = 200


def ask(session: Session, project: Project, user: User, title: str, settings: Mapping[str, Any]) -> int:
    """Note that an export is to be made and kept; a job makes it. Return its number.

    Raises:
        Refused: the account keeps too many of this project, or the title cannot be stored.
    """
    if fault := text_fault(title, LONGEST_TITLE):
        raise Refused(f"title {fault}.")
    kept = select(func.count()).where(
        ExportSnapshot.project_id == project.id, ExportSnapshot.made_by == user.id
    )
    if (session.scalar(kept) or 0) >= MOST:
        raise Refused(f"You keep {MOST} exports of this project already. Delete one that you need no more.")
    row = ExportSnapshot(
        project_id=project.id,
        made_by=user.id,
        title=title,
        settings=dict(settings),
        created_at=now(),
        tasks=0,
        named=False,
    )
    session.add(row)
    session.flush()
    activity.record(session, user, "export.kept", f"export {row.id}", project)
    return row.id


def order(row: ExportSnapshot) -> Order:
    """Return the job that makes it."""
    return Order(KIND, f"{KIND} {row.id}", row.project_id, options={"snapshot": row.id})


def listed(here: Scene) -> Sequence[ExportSnapshot]:
    """Return those that the account made in the project and may still read, the newest first."""
    query = select(ExportSnapshot).where(
        ExportSnapshot.project_id == (here.project.id if here.project else None),
        ExportSnapshot.made_by == (here.user.id if here.user else None),
    )
    rows = here.session.scalars(query.order_by(ExportSnapshot.id.desc())).all()
    names = permits(here, Permission.EXPORT_NAMES)
    return [row for row in rows if names or not row.named]


def find(here: Scene, number: int) -> ExportSnapshot | None:
    """Return one of them."""
    return next((row for row in listed(here) if row.id == number), None)


def state(session: Session, row: ExportSnapshot) -> str:
    """Say how far it is, in the words of Label Studio."""
    if row.finished_at is not None:
        return "completed"
    job = jobs.newest(session, order(row).key)
    if job is None or jobs.is_lost(job):
        return "failed"
    return {"waiting": "created", "running": "in_progress"}.get(job.state, "failed")


def keep(session: Session, number: int, body: bytes, tasks: int, *, named: bool) -> None:
    """Keep what was made, if it is still wanted.

    Raises:
        Refused: it is too large to be kept.
    """
    packed = zlib.compress(body, 6)
    if len(packed) > LARGEST:
        raise Refused("This export is too large to be kept. Download it without keeping it.")
    row = session.get(ExportSnapshot, number)
    if row is not None:
        row.body, row.tasks, row.named, row.finished_at = packed, tasks, named, now()


def body(row: ExportSnapshot) -> bytes:
    """Return what is kept.

    Raises:
        Refused: it is not made yet.
    """
    if row.body is None:
        raise Refused("This export is not made yet. Ask again once its status is completed.")
    return zlib.decompress(row.body)


def let_go(session: Session, row: ExportSnapshot, user: User, project: Project) -> None:
    """Delete a kept export; what it was made of stays."""
    job = jobs.newest(session, order(row).key)
    if job is not None:
        jobs.cancel(session, job)
    session.delete(row)
    activity.record(session, user, "export.let_go", f"export {row.id}", project)
