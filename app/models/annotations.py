"""What annotators said: the log of changes, and its replayed state kept for queries."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Json, key, one_of, reference
from app.models.rounds import Assignment


class AnnotationHead(Base):
    """The newest state of one assignment's annotation; its spans and answers stand beside it."""

    __tablename__ = "annotation"
    __table_args__ = (
        UniqueConstraint("assignment_id"),
        one_of("state", "draft", "submitted"),
        CheckConstraint("version >= 1", name="has_a_change"),
    )

    id: Mapped[int] = key()
    assignment_id: Mapped[int] = reference("assignment.id", index=False)
    version: Mapped[int]  # how many changes led here
    head_hash: Mapped[str]  # the hash of the newest change
    state: Mapped[str]
    found_none: Mapped[bool]
    note: Mapped[str]
    started_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]

    assignment: Mapped[Assignment] = relationship()


class ChangeRow(Base):
    """One saved change: operations on a version. Rows are only ever added."""

    __tablename__ = "change"
    __table_args__ = (
        UniqueConstraint("annotation_id", "version"),
        UniqueConstraint("actor_id", "idempotency_key"),
    )

    id: Mapped[int] = key()  # order by this, never by time
    annotation_id: Mapped[int] = reference("annotation.id", index=False)
    version: Mapped[int]
    actor_id: Mapped[int] = reference("user_account.id", index=False)
    idempotency_key: Mapped[str]
    operations: Mapped[list[Any]] = mapped_column(Json)
    at: Mapped[datetime]
    client_time: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str]


class SpanRow(Base):
    """A span as it stands now."""

    __tablename__ = "span"
    __table_args__ = (
        UniqueConstraint("annotation_id", "uid"),
        CheckConstraint("0 <= start AND start < stop", name="not_empty"),
    )

    id: Mapped[int] = key()
    annotation_id: Mapped[int] = reference("annotation.id", index=False)
    uid: Mapped[str]
    layer: Mapped[str]
    label: Mapped[str]
    start: Mapped[int]
    stop: Mapped[int]
    quote: Mapped[str]
    attributes: Mapped[dict[str, Any]] = mapped_column(Json)
    note: Mapped[str]


class AnswerRow(Base):
    """The answer to one article question as it stands now."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("annotation_id", "variable"),)

    id: Mapped[int] = key()
    annotation_id: Mapped[int] = reference("annotation.id", index=False)
    variable: Mapped[str]
    value: Mapped[Any] = mapped_column(Json)
