"""Answer keys: what an article says by the judgement that annotators in training are measured against."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Json, key, one_of, reference


class AnswerKey(Base):
    """The key of an article under one codebook version; the newest counts. Rows are only ever added."""

    __tablename__ = "answer_key"
    __table_args__ = (
        one_of("source", "adjudicated", "entered"),
        Index("ix_answer_key_article_id_codebook_id", "article_id", "codebook_id"),
    )

    id: Mapped[int] = key()  # order by this, never by time
    project_id: Mapped[int] = reference("project.id")
    article_id: Mapped[int] = reference("article.id", index=False)
    codebook_id: Mapped[int] = reference("codebook.id", index=False)
    state: Mapped[dict[str, Any]] = mapped_column(Json)  # as annotations.annotation writes it
    source: Mapped[str]
    round_id: Mapped[int | None] = reference("round.id", nullable=True, index=False)  # adjudicated there
    note: Mapped[str]
    created_by: Mapped[int | None] = reference("user_account.id", nullable=True, index=False)
    created_at: Mapped[datetime]
