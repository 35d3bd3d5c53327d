"""Long work: asked for, taken up, told about, ended. Who runs it is the business of app.jobs.

The table of jobs is what is true; the queue only wakes a worker up. Whoever runs a job shows a sign of life
now and then, so that a job whose worker was killed is known to be lost.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from app.clock import now
from app.models import Job, User
from app.services import kept, locks
from app.services.refused import Refused

Step = Callable[[int, int, str], None]  # how work tells of itself: done, total, what it does now

LOST_AFTER = timedelta(seconds=60)
LOST = "The process that computed it ended before it was done. Nothing was lost; it can be started again."
REMEMBERED = timedelta(days=30)
AT_ONCE = 20


@dataclass(frozen=True)
class Order:
    """What somebody wants computed. The key stands for everything that the result depends on."""

    kind: str
    key: str
    project_id: int
    round_id: int | None = None
    options: dict[str, Any] = field(default_factory=dict)
    secret_key: str = field(default="", repr=False)  # of the site, given by the worker and stored nowhere


def ask(session: Session, order: Order, asker: User | None) -> Job:
    """Return the job of this key: the one that is under way, or a new one.

    Raises:
        Refused: the project has too many unfinished jobs.
    """
    locks.hold(session, f"job {order.key}")
    _forget_old(session)
    job = newest(session, order.key)
    if job is not None and job.state in {"waiting", "running"}:
        if not is_lost(job):
            return job
        _end(session, job, "failed", error=LOST)
    if len(unfinished(session, order.project_id)) >= AT_ONCE:
        raise Refused("This project has many jobs waiting already. Let some end, or cancel them.")
    job = Job(
        kind=order.kind,
        key=order.key,
        project_id=order.project_id,
        round_id=order.round_id,
        options=order.options,
        state="waiting",
        done=0,
        total=0,
        what="",
        error="",
        asked_by=asker.id if asker else None,
        created_at=now(),
    )
    session.add(job)
    session.flush()
    return job


def newest(session: Session, key: str) -> Job | None:
    """Return the job that was asked for last under this key."""
    return session.scalar(select(Job).where(Job.key == key).order_by(Job.id.desc()).limit(1))


def unfinished(session: Session, project_id: int) -> Sequence[int]:
    """Return the ids of the jobs of a project that wait or run."""
    query = select(Job.id).where(Job.project_id == project_id, Job.state.in_(("waiting", "running")))
    return session.scalars(query).all()


def waiting(session: Session) -> Sequence[int]:
    """Return the ids of all jobs that wait for a worker, the oldest first."""
    return session.scalars(select(Job.id).where(Job.state == "waiting").order_by(Job.id)).all()


def is_lost(job: Job, at: datetime | None = None) -> bool:
    """Say whether nobody runs the job any more, though nobody ended it."""
    if job.state != "running":
        return False
    return (job.seen_at or job.created_at) < (at or now()) - LOST_AFTER


def take(session: Session, job_id: int) -> Order | None:
    """Take up a job that waits and return what is to be done; None if it waits no more."""
    at = now()
    if not _changed(session, job_id, "waiting", state="running", started_at=at, seen_at=at):
        return None
    job = session.get_one(Job, job_id, populate_existing=True)
    return Order(job.kind, job.key, job.project_id, job.round_id, job.options)


def tell(session: Session, job_id: int, done: int, total: int, what: str) -> bool:
    """Note how far a running job is; False if it runs no more, because somebody cancelled it."""
    return _changed(session, job_id, "running", done=min(done, total), total=total, what=what, seen_at=now())


def show_life(session: Session, job_id: int) -> None:
    """Note that whoever runs the job is alive."""
    _changed(session, job_id, "running", seen_at=now())


def finish(session: Session, job_id: int, body: str) -> bool:
    """Keep what the job found; False if it was cancelled meanwhile, and then nothing is kept."""
    if not _changed(session, job_id, "running", state="done", done=Job.total, what="", ended_at=now()):
        return False
    kept.keep(session, session.get_one(Job, job_id).key, body)
    return True


def fail(session: Session, job_id: int, why: str) -> None:
    """Note that the job came to nothing, and why."""
    _changed(session, job_id, "running", state="failed", error=why or "It failed.", ended_at=now())


def put_back(session: Session, job_id: int) -> None:
    """Let a running job wait again, because the worker has to stop."""
    _changed(session, job_id, "running", state="waiting", done=0, total=0, what="", seen_at=None)


def cancel(session: Session, job: Job) -> bool:
    """Cancel a job that waits or runs; one that runs stops at its next step."""
    if job.state not in {"waiting", "running"}:
        return False
    _end(session, job, "cancelled")
    return True


def mark_lost(session: Session) -> int:
    """End every job whose worker shows no life; return how many."""
    lost = [job for job in session.scalars(select(Job).where(Job.state == "running")) if is_lost(job)]
    for job in lost:
        _end(session, job, "failed", error=LOST)
    return len(lost)


def _end(session: Session, job: Job, state: str, error: str = "") -> None:
    job.state, job.error, job.ended_at = state, error, now()
    session.flush()


def _changed(session: Session, job_id: int, was: str, **values: Any) -> bool:
    """Change a job if it is still in this state, whoever else looks at it just now."""
    query = update(Job).where(Job.id == job_id, Job.state == was).values(**values)
    done = session.execute(query.execution_options(synchronize_session=False))
    return isinstance(done, CursorResult) and done.rowcount == 1


def _forget_old(session: Session) -> None:
    session.execute(delete(Job).where(Job.ended_at < now() - REMEMBERED))
