"""Outlets, events and the articles that report them."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    case,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from annotations.zones import ZONE_KINDS
from app.models.base import Base, Json, key, one_of, reference


class Outlet(Base):
    """A source that publishes: newspaper, agency or site."""

    __tablename__ = "outlet"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    id: Mapped[int] = key()
    project_id: Mapped[int] = reference("project.id")
    name: Mapped[str]
    kind: Mapped[str]  # free text such as "state agency"; empty when unknown
    country: Mapped[str]
    url: Mapped[str]
    note: Mapped[str]
    created_at: Mapped[datetime]
    # What else it calls itself in its texts, such as "BBC News"; masked with its name.
    aliases: Mapped[list[Any]] = mapped_column(Json, server_default="[]")


class Event(Base):
    """A happening that several outlets report."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    id: Mapped[int] = key()
    project_id: Mapped[int] = reference("project.id")
    name: Mapped[str]
    date: Mapped[str]  # ISO 8601, as exact as known: 2025, 2025-05 or 2025-05-08; empty when unknown
    description: Mapped[str]
    created_at: Mapped[datetime]


article_event = Table(
    "article_event",
    Base.metadata,
    Column("article_id", Integer, ForeignKey("article.id", ondelete="RESTRICT"), primary_key=True),
    Column("event_id", Integer, ForeignKey("event.id", ondelete="RESTRICT"), primary_key=True, index=True),
    sqlite_strict=True,
)


class Article(Base):
    """One frozen text of one outlet. The text never changes; a changed text is another article row."""

    __tablename__ = "article"
    __table_args__ = (
        UniqueConstraint("project_id", "name"),
        CheckConstraint("length >= 1", name="not_empty"),
        Index("ix_article_project_id_sha256", "project_id", "sha256"),
        # The list of articles reads these alone: pages of the table itself are full of text.
        Index("ix_article_project_id_title_name_outlet_id", "project_id", "title", "name", "outlet_id"),
        Index("ix_article_project_id_outlet_id", "project_id", "outlet_id"),
        Index("ix_article_project_id_published", "project_id", "published"),
        Index("ix_article_project_id_language", "project_id", "language"),
        Index("ix_article_project_id_length", "project_id", "length"),
    )

    id: Mapped[int] = key()
    project_id: Mapped[int] = reference("project.id")
    outlet_id: Mapped[int | None] = reference("outlet.id", nullable=True)
    name: Mapped[str]  # the file name or the id that the import brought; unique in the project
    title: Mapped[str]
    published: Mapped[str]  # ISO 8601 date, as exact as known; empty when unknown
    language: Mapped[str]  # BCP 47, for example "en"; empty when unknown
    byline: Mapped[str]
    url: Mapped[str]
    provenance: Mapped[dict[str, Any]] = mapped_column(Json)  # field -> extracted | inferred | entered
    text: Mapped[str] = mapped_column(Text, deferred=True)
    sha256: Mapped[str]  # of the text in UTF-8
    length: Mapped[int]  # in code points
    created_by: Mapped[int | None] = reference("user_account.id", nullable=True, index=False)
    created_at: Mapped[datetime]
    agency: Mapped[str] = mapped_column(default="", server_default="")  # whose copy it prints
    # What the text says of its date, such as "Thursday": kept as such where no day follows from it.
    date_stated: Mapped[str] = mapped_column(default="", server_default="")
    is_translation: Mapped[bool | None] = mapped_column(default=None)  # None: not known

    outlet: Mapped[Outlet | None] = relationship(lazy="joined")
    events: Mapped[list[Event]] = relationship(secondary=article_event, order_by=Event.name)
    zones: Mapped[list["ArticleZone"]] = relationship(order_by="ArticleZone.start", back_populates="article")

    @hybrid_property
    def called(self) -> str:
        """What people know it by: its title, or its name where no title is known."""
        return self.title or self.name

    @called.inplace.expression
    @classmethod
    def _called_in_a_query(cls) -> ColumnElement[str]:
        return case((cls.title == "", cls.name), else_=cls.title)


class ArticleSource(Base):
    """The bytes an article came from, kept as evidence."""

    __tablename__ = "article_source"

    article_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("article.id", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str]
    encoding: Mapped[str]
    file_name: Mapped[str]


class ArticleZone(Base):
    """A range of an article that is not body text."""

    __tablename__ = "zone"
    __table_args__ = (
        one_of("kind", *ZONE_KINDS),
        one_of("basis", "suggested", "entered"),
        CheckConstraint("0 <= start AND start < stop", name="not_empty"),
    )

    id: Mapped[int] = key()
    article_id: Mapped[int] = reference("article.id")
    start: Mapped[int]
    stop: Mapped[int]
    kind: Mapped[str]
    basis: Mapped[str]

    article: Mapped[Article] = relationship(back_populates="zones")


class StagedImport(Base):
    """A file that was sent but not yet confirmed: nothing of it is in the corpus."""

    __tablename__ = "staged_import"

    id: Mapped[int] = key()
    project_id: Mapped[int] = reference("project.id")
    created_by: Mapped[int] = reference("user_account.id", index=False)
    created_at: Mapped[datetime]
    files: Mapped[bytes] = mapped_column(LargeBinary)  # a ZIP of what was sent, made by us
    settings: Mapped[dict[str, Any]] = mapped_column(
        Json
    )  # kind, mapping of columns, outlet, event and date for all
    finished_at: Mapped[datetime | None]  # confirmed or discarded
