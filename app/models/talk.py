"""Talk in a project: threads about articles, spans, codebook entries and rounds."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from app.models.accounts import User
from app.models.base import Base, key, one_of, reference

SUBJECTS = ("article", "span", "codebook", "round")
VISIBILITIES = ("private", "manager", "team", "after close")


class Thread(Base):
    """Posts about one thing.

    Who may read it follows from its visibility: private to its author; between its author and the
    managers; the team at once; or the team from the moment its round shows results.
    """

    __tablename__ = "thread"
    __table_args__ = (
        one_of("subject", *SUBJECTS),
        one_of("visibility", *VISIBILITIES),
        CheckConstraint("subject <> 'article' OR article_id IS NOT NULL", name="article_named"),
        CheckConstraint("subject <> 'span' OR (article_id IS NOT NULL AND stop > start)", name="span_named"),
        CheckConstraint("subject <> 'codebook' OR codebook_id IS NOT NULL", name="codebook_named"),
        CheckConstraint("subject <> 'round' OR round_id IS NOT NULL", name="round_named"),
        CheckConstraint("visibility <> 'after close' OR round_id IS NOT NULL", name="round_to_wait_for"),
        Index("ix_thread_project_id_id", "project_id", "id"),
    )

    id: Mapped[int] = key()
    project_id: Mapped[int] = reference("project.id", index=False)
    subject: Mapped[str]
    article_id: Mapped[int | None] = reference("article.id", nullable=True)
    round_id: Mapped[int | None] = reference("round.id", nullable=True)
    codebook_id: Mapped[int | None] = reference("codebook.id", nullable=True)
    entry: Mapped[str]  # the path of a codebook entry, such as "framing/autocrat"; empty elsewhere
    start: Mapped[int | None]  # of the words it is about
    stop: Mapped[int | None]
    quote: Mapped[str]
    visibility: Mapped[str]
    title: Mapped[str]
    author_id: Mapped[int] = reference("user_account.id")
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]  # settled: nothing more is expected

    author: Mapped[User] = relationship()


class Post(Base):
    """What somebody said in a thread. Rows are only ever added."""

    __tablename__ = "post"

    id: Mapped[int] = key()  # order by this, never by time
    thread_id: Mapped[int] = reference("thread.id")
    author_id: Mapped[int] = reference("user_account.id", index=False)
    text: Mapped[str]
    at: Mapped[datetime]

    author: Mapped[User] = relationship()


class Mention(Base):
    """Somebody whom a post calls by name."""

    __tablename__ = "mention"
    __table_args__ = (UniqueConstraint("post_id", "user_id"),)

    id: Mapped[int] = key()
    post_id: Mapped[int] = reference("post.id", index=False)
    user_id: Mapped[int] = reference("user_account.id")


class ThreadSeen(Base):
    """How far somebody has read a thread."""

    __tablename__ = "thread_seen"
    __table_args__ = (UniqueConstraint("thread_id", "user_id"),)

    id: Mapped[int] = key()
    thread_id: Mapped[int] = reference("thread.id", index=False)
    user_id: Mapped[int] = reference("user_account.id")
    post_id: Mapped[int] = reference("post.id", index=False)  # the newest post that was shown
