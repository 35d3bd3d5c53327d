"""The terms that suggest labels, and what people found them to mean where they stand."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Json, key, one_of, reference
from app.models.codebooks import CodebookVersion

VERDICTS = ("means it", "something else", "unclear")


class TermList(Base):
    """One version of the term list of a project's codebook. The newest counts; rows are only ever added."""

    __tablename__ = "term_list"
    __table_args__ = (
        UniqueConstraint("project_id", "number"),
        CheckConstraint("least_share BETWEEN 0 AND 100", name="least_share_in_percent"),
        CheckConstraint("sample BETWEEN 5 AND 200", name="sample_known"),
    )

    id: Mapped[int] = key()
    project_id: Mapped[int] = reference("project.id", index=False)
    codebook_id: Mapped[int] = reference("codebook.id", index=False)  # whose labels the terms suggest
    number: Mapped[int]  # 1, 2, 3 ... within the project
    terms: Mapped[list[dict[str, Any]]] = mapped_column(Json)  # as annotations.terms writes them
    least_share: Mapped[int]  # percent of judged places that shall mean it
    sample: Mapped[int]  # so many places of each term are judged
    made_by: Mapped[int | None] = reference("user_account.id", nullable=True, index=False)
    made_at: Mapped[datetime]

    codebook: Mapped[CodebookVersion] = relationship()


class TermVerdict(Base):
    """What one place of a term means; the newest of a place counts. Rows are only ever added."""

    __tablename__ = "term_verdict"
    __table_args__ = (
        one_of("verdict", *VERDICTS),
        CheckConstraint("0 <= start AND start < stop", name="not_empty"),
        Index("ix_term_verdict_project_id_term", "project_id", "term"),
    )

    id: Mapped[int] = key()  # order by this, never by time
    project_id: Mapped[int] = reference("project.id", index=False)
    article_id: Mapped[int] = reference("article.id", index=False)
    term: Mapped[str]  # the key of the term: a digest of its words and its label
    start: Mapped[int]
    stop: Mapped[int]
    verdict: Mapped[str]
    made_by: Mapped[int | None] = reference("user_account.id", nullable=True, index=False)
    made_at: Mapped[datetime]
