"""Where statements of an article come from, as somebody who audits its sources found."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Json, key, reference


class SourcedStatement(Base):
    """What an auditor said of one statement; the newest row of an entry counts. Rows are only ever added."""

    __tablename__ = "sourced_statement"
    __table_args__ = (
        Index("ix_sourced_statement_article_id_auditor_id", "article_id", "auditor_id"),
        CheckConstraint("0 <= start AND start < stop", name="not_empty"),
    )

    id: Mapped[int] = key()  # order by this, never by time
    article_id: Mapped[int] = reference("article.id", index=False)
    auditor_id: Mapped[int] = reference("user_account.id")
    entry: Mapped[str]  # the same for every row about this statement
    start: Mapped[int]
    stop: Mapped[int]
    quote: Mapped[str]
    speaker: Mapped[str]  # empty: the article names nobody
    carriers: Mapped[list[Any]] = mapped_column(Json)  # {"name", "kind"}, from the speaker to the outlet
    note: Mapped[str]
    withdrawn: Mapped[bool]
    at: Mapped[datetime]
