"""Norming meetings: what the team looks at together, and how it voted."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Json, key, reference


class NormingItem(Base):
    """One disagreement of a closed round that was put on the screen."""

    __tablename__ = "norming_item"
    __table_args__ = (UniqueConstraint("round_id", "article_id", "subject_key"),)

    id: Mapped[int] = key()
    round_id: Mapped[int] = reference("round.id", index=False)
    article_id: Mapped[int] = reference("article.id", index=False)
    subject_key: Mapped[str]  # the name of the disagreement, as annotations.decisions gives it
    subject: Mapped[dict[str, Any]] = mapped_column(Json)  # what was disagreed about, as it stood then
    options: Mapped[list[Any]] = mapped_column(Json)  # what can be voted for
    opened_by: Mapped[int] = reference("user_account.id", index=False)
    opened_at: Mapped[datetime]
    counted_at: Mapped[datetime | None]  # the vote ended; before, nobody sees how others voted
    settled_at: Mapped[datetime | None]
    rule: Mapped[str]  # what the team wrote into the codebook because of it
    codebook_id: Mapped[int | None] = reference("codebook.id", nullable=True, index=False)  # written there


class NormingVote(Base):
    """One person's vote; the newest counts. Rows are only ever added."""

    __tablename__ = "norming_vote"
    __table_args__ = (Index("ix_norming_vote_item_id", "item_id"),)

    id: Mapped[int] = key()
    item_id: Mapped[int] = reference("norming_item.id", index=False)
    user_id: Mapped[int] = reference("user_account.id", index=False)
    option: Mapped[int]  # its place among the options, from 0
    at: Mapped[datetime]
