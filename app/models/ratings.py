"""Ratings of outlets: who rates which in a session, what they said when, and lists to compare them with."""

from datetime import datetime
from typing import Any

from sqlalchemy import REAL, CheckConstraint, Double, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.accounts import User
from app.models.base import Base, Json, key, reference
from app.models.codebooks import CodebookVersion
from app.models.corpus import Outlet
from app.models.projects import Project


class RatingSession(Base):
    """Outlets that people rate under one codebook version, each on their own if it is blind."""

    __tablename__ = "rating_session"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    id: Mapped[int] = key()
    project_id: Mapped[int] = reference("project.id", index=False)
    codebook_id: Mapped[int] = reference("codebook.id")
    name: Mapped[str]
    blind: Mapped[bool]
    created_by: Mapped[int | None] = reference("user_account.id", nullable=True, index=False)
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]

    project: Mapped[Project] = relationship()
    codebook: Mapped[CodebookVersion] = relationship()

    @property
    def state(self) -> str:
        """Return planned, open or closed."""
        if self.opened_at is None:
            return "planned"
        return "open" if self.closed_at is None else "closed"

    @property
    def shows_results(self) -> bool:
        """Say whether those who lead may see ratings: once closed, or while open if it is not blind."""
        return self.state == "closed" or (self.state == "open" and not self.blind)


class RatingAssignment(Base):
    """One outlet owed by one rater, with what the rater thought of it before."""

    __tablename__ = "rating_assignment"
    __table_args__ = (
        UniqueConstraint("session_id", "outlet_id", "rater_id"),
        CheckConstraint("familiarity BETWEEN 0 AND 3", name="familiarity_step"),
        CheckConstraint("trust BETWEEN 1 AND 7", name="trust_step"),
    )

    id: Mapped[int] = key()
    session_id: Mapped[int] = reference("rating_session.id", index=False)
    outlet_id: Mapped[int] = reference("outlet.id")
    rater_id: Mapped[int] = reference("user_account.id")
    familiarity: Mapped[int | None]  # 0 to 3, asked before anything is rated
    trust: Mapped[int | None]  # 1 to 7; empty for an outlet that the rater did not know
    prior_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]  # submitted as it stands

    session: Mapped[RatingSession] = relationship()
    outlet: Mapped[Outlet] = relationship()
    rater: Mapped[User] = relationship()


class OutletRating(Base):
    """One answer about an outlet with its evidence; the newest counts. Rows are only ever added."""

    __tablename__ = "outlet_rating"
    __table_args__ = (
        Index("ix_outlet_rating_assignment_id_variable", "assignment_id", "variable"),
        CheckConstraint("confidence BETWEEN 1 AND 3", name="confidence_step"),
    )

    id: Mapped[int] = key()  # order by this, never by time
    assignment_id: Mapped[int] = reference("rating_assignment.id", index=False)
    variable: Mapped[str]
    value: Mapped[Any] = mapped_column(Json)  # none: the answer was taken back
    evidence_url: Mapped[str]
    evidence_note: Mapped[str]  # a quote, or what was seen
    confidence: Mapped[int | None]
    assessed_on: Mapped[str]  # ISO 8601 day; empty when unknown
    actor_id: Mapped[int | None] = reference("user_account.id", nullable=True, index=False)
    at: Mapped[datetime]


class ReferenceList(Base):
    """Scores of domains that somebody else made, as the researcher brought them."""

    __tablename__ = "reference_list"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    id: Mapped[int] = key()
    project_id: Mapped[int] = reference("project.id", index=False)
    name: Mapped[str]
    source: Mapped[str]
    dated: Mapped[str]  # when the list was made: 2023, 2023-05 or 2023-05-08
    licence: Mapped[str]
    imported_by: Mapped[int | None] = reference("user_account.id", nullable=True, index=False)
    imported_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]  # kept, but no longer compared with


class ReferenceScore(Base):
    """One domain of such a list. Rows are only ever added."""

    __tablename__ = "reference_score"
    __table_args__ = (UniqueConstraint("list_id", "domain"),)

    id: Mapped[int] = key()
    list_id: Mapped[int] = reference("reference_list.id", index=False)
    domain: Mapped[str]  # in lower case, without "www."
    score: Mapped[float] = mapped_column(Double().with_variant(REAL(), "sqlite"))
