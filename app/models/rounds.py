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
# Only who passed the other round, a training, is given articles of this one.
AFTER_TRAINING = "after training"
# Its annotators code again what they coded in the other round.
RECODES = "recodes"
# The same, but its articles are mixed among those of the other round, and nothing tells them apart.
RECODES_UNSEEN = "recodes unseen"


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
    due_at: Mapped[datetime | None]  # when the work should be done
    # Whose article it is cannot be seen while annotating; see services.masks.
    outlet_masked: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Managers may see how reliable the work is so far while the round is open and blind.
    shows_reliability: Mapped[bool] = mapped_column(default=False, server_default=false())
    # What passes a training: measure -> least value, such as {"span_f1": 0.7}.
    pass_marks: Mapped[dict[str, Any]] = mapped_column(Json, server_default="{}")
    created_by: Mapped[int | None] = reference("user_account.id", nullable=True, index=False)
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]  # from here on its annotators may see the results

    project: Mapped[Project] = relationship()
    codebook: Mapped[CodebookVersion] = relationship()
    ties: Mapped[list["RoundTie"]] = relationship(foreign_keys="RoundTie.round_id", order_by="RoundTie.kind")

    def tied(self, *kinds: str) -> "RoundTie | None":
        """Return the tie of one of these kinds, if there is one."""
        return next((tie for tie in self.ties if tie.kind in kinds), None)

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


class RoundTie(Base):
    """What a round has to do with an earlier one."""

    __tablename__ = "round_tie"
    __table_args__ = (
        UniqueConstraint("round_id", "kind"),
        one_of("kind", AFTER_TRAINING, RECODES, RECODES_UNSEEN),
        CheckConstraint("round_id <> other_id", name="to_another_round"),
    )

    id: Mapped[int] = key()
    round_id: Mapped[int] = reference("round.id", index=False)
    other_id: Mapped[int] = reference("round.id")
    kind: Mapped[str]

    other: Mapped[Round] = relationship(foreign_keys=other_id)


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
    # Mixed in because its article has a key: it measures the annotator, and counts in no reliability data.
    gold: Mapped[bool] = mapped_column(default=False, server_default=false())

    round: Mapped[Round] = relationship()
    article: Mapped[Article] = relationship()
    annotator: Mapped[User] = relationship()
