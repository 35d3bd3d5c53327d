"""What programs suggest about articles: shown to annotators, and never a label."""

from datetime import datetime
from typing import Any

from sqlalchemy import REAL, Double, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.accounts import User
from app.models.base import Base, Json, key, reference
from app.models.codebooks import CodebookVersion
from app.models.corpus import Article


class Suggestion(Base):
    """What one model says about one article. The newest of an article counts; rows are only ever added.

    Each of the ``items`` is a span (layer, label, start, end, attributes) or an answer (variable, value),
    with a score or none. Its name is ``uid`` and its place in the list, and a span that was accepted bears
    that name, so that the log of changes tells where it came from.
    """

    __tablename__ = "suggestion"
    __table_args__ = (Index("ix_suggestion_article_id_id", "article_id", "id"),)

    id: Mapped[int] = key()  # order by this, never by time
    project_id: Mapped[int] = reference("project.id")
    article_id: Mapped[int] = reference("article.id", index=False)
    codebook_id: Mapped[int] = reference("codebook.id", index=False)  # what it was checked against
    uid: Mapped[str]
    model: Mapped[str]
    version: Mapped[str]
    score: Mapped[float | None] = mapped_column(Double().with_variant(REAL(), "sqlite"))
    items: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    created_by: Mapped[int | None] = reference("user_account.id", nullable=True, index=False)
    created_at: Mapped[datetime]

    article: Mapped[Article] = relationship()
    codebook: Mapped[CodebookVersion] = relationship()
    author: Mapped[User | None] = relationship()


class SuggestionWithdrawal(Base):
    """That a suggestion counts no more, and what stands in its place if it was changed. Only ever added."""

    __tablename__ = "suggestion_withdrawal"
    __table_args__ = (UniqueConstraint("suggestion_id"),)

    id: Mapped[int] = key()
    suggestion_id: Mapped[int] = reference("suggestion.id", index=False)
    replacement_id: Mapped[int | None] = reference("suggestion.id", nullable=True)
    known_as: Mapped[int] = reference("suggestion.id")  # the first of the chain: programs know that number
    made_by: Mapped[int | None] = reference("user_account.id", nullable=True, index=False)
    made_at: Mapped[datetime]
