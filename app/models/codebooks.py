"""Codebook versions of a project."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.models.base import Base, key, reference


class CodebookVersion(Base):
    """One version of a project's codebook as TOML. Once frozen it never changes."""

    __tablename__ = "codebook"
    __table_args__ = (
        UniqueConstraint("project_id", "number"),
        CheckConstraint("number >= 1", name="numbered_from_one"),
    )

    id: Mapped[int] = key()
    project_id: Mapped[int] = reference("project.id")
    number: Mapped[int]  # 1, 2, 3 ... within the project
    version: Mapped[str]  # what the text calls itself, for example "1.0"
    title: Mapped[str]
    toml: Mapped[str]
    sha256: Mapped[str]
    created_by: Mapped[int | None] = reference("user_account.id", nullable=True, index=False)
    created_at: Mapped[datetime]
    frozen_at: Mapped[datetime | None]
    frozen_by: Mapped[int | None] = reference("user_account.id", nullable=True, index=False)

    @property
    def is_frozen(self) -> bool:
        """Say whether rounds may use it."""
        return self.frozen_at is not None
