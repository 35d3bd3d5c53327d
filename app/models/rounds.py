"""Rounds and the assignments in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.accounts import User
from app.models.base import Base, Json, key, one_of, reference
from app.models.codebooks import CodebookVersion
from app.models.corpus import Article
from app.models.projects import Project

PHASES = ("training", "pilot", "reliability", "main")


class Round(Base):
    """One team session: who codes which articles under which codebook version."""

    __tablename__ = "round"
    __table_args__ = (
        UniqueConstraint("project_id", "name"),
        one_of("phase", *PHASES),
        CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="opened_before_closed"),
        CheckConstraint("released_at IS NULL OR closed_at IS NOT NULL", name="closed_before_released"),
    )

    id: Mapped[int] = key()
    project_id: Mapped[int] = reference("project.id")
    codebook_id: Mapped[int] = reference("codebook.id")
    name: Mapped[str]
    phase: Mapped[str]
    blind: Mapped[bool]  # nobody sees another annotator's work before the round is closed
    per_article: Mapped[int | None]  # annotators per article; none means all
    seed: Mapped[int]
    # What else the plan was asked for: subsample, cap, stratified, latin; see services.round_plans.
    plan: Mapped[dict[str, Any]] = mapped_column(Json, server_default="{}")
    lease_hours: Mapped[int | None]  # work left for longer may be released; none means never
    created_by: Mapped[int | None] = reference("user_account.id", nullable=True, index=False)
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]  # from here on its annotators may see the results

    project: Mapped[Project] = relationship()
    codebook: Mapped[CodebookVersion] = relationship()

    @property
    def state(self) -> str:
        """Return planned, open or closed."""
        if self.closed_at:
            return "closed"
        return "open" if self.opened_at else "planned"

    @property
    def shows_results(self) -> bool:
        """Say whether labels and figures of this round may be seen by those who lead the project."""
        return self.state == "closed" or (self.state == "open" and not self.blind)


class Assignment(Base):
    """One article owed by one annotator in one round."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("round_id", "article_id", "annotator_id"),
        Index("ix_assignment_annotator_id_round_id_position", "annotator_id", "round_id", "position"),
        # What is still owed, in order: the next article is found at once, however much is done already.
        Index(
            "ix_assignment_owed",
            "annotator_id",
            "round_id",
            "position",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    id: Mapped[int] = key()
    round_id: Mapped[int] = reference("round.id", index=False)
    article_id: Mapped[int] = reference("article.id")
    annotator_id: Mapped[int] = reference("user_account.id", index=False)
    position: Mapped[int]  # the annotator's own order, from 1
    done_at: Mapped[datetime | None]  # as submitted_at of its annotation; the doctor compares the two
    released_at: Mapped[datetime | None]  # not owed until it is taken back; see services.leases
    # Given to somebody because others of the article were released.
    stands_in: Mapped[bool] = mapped_column(default=False, server_default=false())

    round: Mapped[Round] = relationship()
    article: Mapped[Article] = relationship()
    annotator: Mapped[User] = relationship()
