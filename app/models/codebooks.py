"""Codebook versions of a project."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Json, key, one_of, reference

CODEBOOK_CHANGES = ("edit", "rename", "retire", "restore", "merge", "split")


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


class CodebookChange(Base):
    """One act on an entry of a draft, with what it does to earlier judgements. Rows are only ever added."""

    __tablename__ = "codebook_change"
    __table_args__ = (one_of("kind", *CODEBOOK_CHANGES),)

    id: Mapped[int] = key()  # order by this, never by time
    codebook_id: Mapped[int] = reference("codebook.id")
    kind: Mapped[str]
    entry: Mapped[str]  # the path of the entry, such as "framing/autocrat"
    detail: Mapped[dict[str, Any]] = mapped_column(Json)
    actor_id: Mapped[int | None] = reference("user_account.id", nullable=True, index=False)
    at: Mapped[datetime]
