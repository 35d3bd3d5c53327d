"""Annotations made elsewhere that were sent but not yet confirmed."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Json, key, reference
from app.models.rounds import Round


class StagedMarks(Base):
    """Files with spans that wait for a look: nothing of them is an annotation yet."""

    __tablename__ = "staged_marks"

    id: Mapped[int] = key()
    project_id: Mapped[int] = reference("project.id")
    round_id: Mapped[int] = reference("round.id", index=False)
    format: Mapped[str]
    created_by: Mapped[int] = reference("user_account.id", index=False)
    created_at: Mapped[datetime]
    files: Mapped[bytes] = mapped_column(LargeBinary)  # a ZIP of what was sent, made by us
    settings: Mapped[dict[str, Any]] = mapped_column(Json)  # names of the files, what was said, the report
    finished_at: Mapped[datetime | None]  # confirmed or discarded

    round: Mapped[Round] = relationship()
