"""Long work that runs outside of a request, and the results that it left."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Json, key, one_of, reference

STATES = ("waiting", "running", "done", "failed", "cancelled")
UNFINISHED = "state IN ('waiting', 'running')"


class Job(Base):
    """One piece of long work that somebody asked for."""

    __tablename__ = "job"
    __table_args__ = (
        one_of("state", *STATES),
        CheckConstraint("0 <= done AND done <= total", name="done_of_total"),
        CheckConstraint("(state = 'failed') = (error <> '')", name="failed_says_why"),
        # The same work is never under way twice, however often it is asked for.
        Index(
            "uq_job_key_unfinished",
            "key",
            unique=True,
            sqlite_where=text(UNFINISHED),
            postgresql_where=text(UNFINISHED),
        ),
        Index("ix_job_key", "key"),
        Index("ix_job_ended_at", "ended_at"),
    )

    id: Mapped[int] = key()
    kind: Mapped[str]  # what is to be done: one of app.jobs.KINDS
    key: Mapped[str]  # digest of everything that the result depends on
    project_id: Mapped[int] = reference("project.id")
    round_id: Mapped[int | None] = reference("round.id", nullable=True)
    options: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[str]
    done: Mapped[int]  # steps, of so many in all; 0 of 0 while nothing is known
    total: Mapped[int]
    what: Mapped[str]  # what is being done just now, in words for people
    error: Mapped[str]  # why it failed, in words for people
    asked_by: Mapped[int | None] = reference("user_account.id", nullable=True, index=False)
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]  # the last sign of life of whoever runs it
    ended_at: Mapped[datetime | None]


class KeptResult(Base):
    """What a job found, under the digest of what it was found from; it can always be computed again."""

    __tablename__ = "kept_result"
    __table_args__ = (UniqueConstraint("key"),)

    id: Mapped[int] = key()
    key: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)  # text, compressed by zlib
    made_at: Mapped[datetime]
