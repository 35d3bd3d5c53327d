"""What adjudicators decided about the disagreements of a round: a log that is only ever added to."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.accounts import User
from app.models.base import Base, Json, key, one_of, reference

BASES = ("person", "majority", "overlap", "dawid-skene", "mace")


class DecisionRow(Base):
    """One verdict on one disagreement, or the withdrawal of an earlier one. Rows are only ever added."""

    __tablename__ = "decision"
    __table_args__ = (
        one_of("basis", *BASES),
        CheckConstraint("NOT withdrawn OR supersedes_id IS NOT NULL", name="withdrawal_names_decision"),
        Index("ix_decision_round_id_article_id", "round_id", "article_id"),
    )

    id: Mapped[int] = key()  # order by this, never by time
    round_id: Mapped[int] = reference("round.id", index=False)
    article_id: Mapped[int] = reference("article.id", index=False)
    subject: Mapped[dict[str, Any]] = mapped_column(Json)  # what was decided about, as it stood then
    verdict: Mapped[dict[str, Any]] = mapped_column(Json)
    reason: Mapped[str]
    dissent: Mapped[list[Any]] = mapped_column(Json)  # who said otherwise, what, and why if they said
    basis: Mapped[str]  # a person's own verdict, or the kind of proposal that a person confirmed
    batch: Mapped[str | None]  # decisions that were taken together are undone together
    supersedes_id: Mapped[int | None] = reference("decision.id", nullable=True, index=False)
    withdrawn: Mapped[bool]  # this row takes back the decision that it supersedes
    actor_id: Mapped[int] = reference("user_account.id", index=False)
    at: Mapped[datetime]

    actor: Mapped[User] = relationship()
