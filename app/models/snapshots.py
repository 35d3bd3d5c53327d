"""Exports that programs have made and kept for a while."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Json, key, reference


class ExportSnapshot(Base):
    """A copy of what somebody could export at a moment; letting go of it loses no work."""

    __tablename__ = "export_snapshot"

    id: Mapped[int] = key()
    project_id: Mapped[int] = reference("project.id")
    made_by: Mapped[int] = reference("user_account.id")
    title: Mapped[str]
    settings: Mapped[dict[str, Any]] = mapped_column(Json)  # what was asked for
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    tasks: Mapped[int]  # how many it holds
    named: Mapped[bool]  # whether it holds names of annotators
    body: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)  # JSON, compressed by zlib
