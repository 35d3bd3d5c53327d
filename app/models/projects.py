"""Projects, who belongs to them and what was done in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.accounts import User
from app.models.base import Base, Json, key, one_of, reference

ROLES = ("manager", "adjudicator", "annotator", "viewer")


class Project(Base):
    """One study: its team, codebook, corpus and rounds."""

    __tablename__ = "project"
    __table_args__ = (
        UniqueConstraint("slug"),
        CheckConstraint("length(slug) BETWEEN 1 AND 60", name="slug_length"),
    )

    id: Mapped[int] = key()
    slug: Mapped[str]
    title: Mapped[str]
    description: Mapped[str]
    created_at: Mapped[datetime]
    # Otherwise they see pseudonyms; managers know the names anyway.
    adjudicators_see_names: Mapped[bool] = mapped_column(default=False, server_default=false())


class Member(Base):
    """One person's part in one project."""

    __tablename__ = "member"
    __table_args__ = (
        UniqueConstraint("project_id", "user_id"),
        UniqueConstraint("project_id", "pseudonym"),
        one_of("role", *ROLES),
    )

    id: Mapped[int] = key()
    project_id: Mapped[int] = reference("project.id")
    user_id: Mapped[int] = reference("user_account.id")
    role: Mapped[str]
    pseudonym: Mapped[str]  # how exports name the annotator, for example "A03"
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)
    project: Mapped[Project] = relationship()


class Invitation(Base):
    """A link by which one person joins one project, once."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("token_hash"), one_of("role", *ROLES))

    id: Mapped[int] = key()
    token_hash: Mapped[str]
    project_id: Mapped[int] = reference("project.id")
    role: Mapped[str]
    email: Mapped[str]  # canonical; empty when the link may be used by whoever holds it
    invited_by: Mapped[int] = reference("user_account.id", index=False)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[int | None] = reference("user_account.id", nullable=True, index=False)
    revoked_at: Mapped[datetime | None]

    project: Mapped[Project] = relationship()


class Activity(Base):
    """One act of somebody in a project or on the site. Rows are only ever added."""

    __tablename__ = "activity"

    id: Mapped[int] = key()
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = reference("user_account.id", nullable=True, index=False)
    project_id: Mapped[int | None] = reference("project.id", nullable=True)
    verb: Mapped[str]  # for example "round.opened"
    subject: Mapped[str]  # for example "round 3"
    detail: Mapped[dict[str, Any]] = mapped_column(Json)
