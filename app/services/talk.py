"""Who may read what was said in a project: one query for threads, and all else goes through it.

A private thread is its author's alone. One with the managers stays between them and its author. The team
reads a team thread at once, and one that waits for the end of a round from the moment that the round shows
its results. Annotators of an open blind round are kept from whatever another annotator of that round said
to the team about an article of it.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.models import (
    RECODES_UNSEEN,
    Article,
    Assignment,
    Mention,
    Post,
    Project,
    Round,
    Thread,
    ThreadSeen,
)
from app.permissions import Scene

PRIVATE, MANAGER, TEAM, AFTER_CLOSE = "private", "manager", "team", "after close"
SPEAKERS = ("manager", "adjudicator", "annotator")


@dataclass(frozen=True)
class Reader:
    """Somebody who reads talk: which account, with which role, in which project."""

    project_id: int
    user_id: int
    role: str | None

    @property
    def manages(self) -> bool:
        """Whether questions to the managers reach this person."""
        return self.role == "manager"

    @property
    def annotates(self) -> bool:
        """Whether this person may be coding blind."""
        return self.role == "annotator"


def reader(scene: Scene) -> Reader:
    """Return who asks."""
    project_id, user_id = (row.id if row else 0 for row in (scene.project, scene.user))
    return Reader(project_id, user_id, scene.role)


def everybody(project: Project) -> Reader:
    """Return a reader who may read what the whole team may, and nothing else."""
    return Reader(project.id, 0, "viewer")


def readable(reader: Reader) -> Select[Thread]:
    """Return the query for the threads that a person may read now. There is no other way to a thread."""
    query = select(Thread).where(Thread.project_id == reader.project_id)
    if reader.role is None:
        return query.where(false())
    own = Thread.author_id == reader.user_id
    ways = [own, open_to_team()]
    if reader.manages:
        ways.append(Thread.visibility == MANAGER)
    query = query.where(or_(*ways))
    if reader.annotates:
        query = query.where(or_(~open_to_team(), ~_told_by_fellow(reader)), or_(own, ~_about_planned_round()))
    return query


def open_to_team() -> ColumnElement[bool]:
    """Return the condition that the whole team may read a thread."""
    shown = exists().where(Round.id == Thread.round_id, ~is_waiting()).correlate(Thread)
    return or_(Thread.visibility == TEAM, and_(Thread.visibility == AFTER_CLOSE, shown))


def is_waiting() -> ColumnElement[bool]:
    """Return the condition that a round shows no results yet; see Round.shows_results."""
    return and_(Round.closed_at.is_(None), or_(Round.opened_at.is_(None), Round.blind))


def _is_open_and_blind() -> ColumnElement[bool]:
    return and_(Round.opened_at.is_not(None), Round.closed_at.is_(None), Round.blind)


def _codes_in_round(who: Any) -> ColumnElement[bool]:
    """Return the condition that a person has any work in the round, given back or not."""
    part = aliased(Assignment)
    return exists().where(part.round_id == Round.id, part.annotator_id == who).correlate(Round, Post)


def _told_by_fellow(reader: Reader) -> ColumnElement[bool]:
    """Another annotator of an open blind round of the reader spoke here about an article of that round."""
    owed = aliased(Assignment)
    has_article = exists().where(owed.round_id == Round.id, owed.article_id == Thread.article_id)
    by_fellow = exists().where(
        Post.thread_id == Thread.id, Post.author_id != reader.user_id, _codes_in_round(Post.author_id)
    )
    return (
        exists(Round.id)
        .where(
            Round.project_id == reader.project_id,
            _is_open_and_blind(),
            _codes_in_round(reader.user_id),
            has_article.correlate(Round, Thread),
            by_fellow.correlate(Round, Thread),
        )
        .correlate(Thread)
    )


def _about_planned_round() -> ColumnElement[bool]:
    """Annotators are told of a round when it opens."""
    return exists().where(Round.id == Thread.round_id, Round.opened_at.is_(None)).correlate(Thread)


def find(session: Session, reader: Reader, thread_id: int) -> Thread | None:
    """Return the thread if the person may read it; what is hidden is as absent as what never was."""
    return session.scalar(readable(reader).where(Thread.id == thread_id))


def takes_part(reader: Reader) -> ColumnElement[bool]:
    """Return the condition that what is new in a thread concerns a person."""
    posted = exists().where(Post.thread_id == Thread.id, Post.author_id == reader.user_id)
    ways = [Thread.author_id == reader.user_id, posted.correlate(Thread), mentions(reader)]
    if reader.manages:
        ways.append(Thread.visibility == MANAGER)
    return or_(*ways)


def mentions(reader: Reader) -> ColumnElement[bool]:
    """Return the condition that a thread calls a person by name."""
    called = exists().where(
        Post.thread_id == Thread.id, Mention.post_id == Post.id, Mention.user_id == reader.user_id
    )
    return called.correlate(Thread)


def has_news(reader: Reader) -> ColumnElement[bool]:
    """Return the condition that others wrote in a thread since a person read it."""
    seen = (
        select(ThreadSeen.post_id)
        .where(ThreadSeen.thread_id == Thread.id, ThreadSeen.user_id == reader.user_id)
        .correlate(Thread)
        .scalar_subquery()
    )
    newer = exists().where(
        Post.thread_id == Thread.id, Post.author_id != reader.user_id, Post.id > func.coalesce(seen, 0)
    )
    return newer.correlate(Thread)


def seen_until(session: Session, reader: Reader, thread: Thread) -> int:
    """Return the post up to which a person has read a thread; 0 where nothing was read."""
    query = select(ThreadSeen.post_id).where(
        ThreadSeen.thread_id == thread.id, ThreadSeen.user_id == reader.user_id
    )
    return session.scalar(query) or 0


def count_news(session: Session, reader: Reader) -> int:
    """Return how many threads that concern a person hold something unread."""
    return count(session, readable(reader).where(takes_part(reader), has_news(reader)))


def count(session: Session, query: Select[Thread]) -> int:
    """Return how many threads a query finds."""
    return (
        session.scalar(select(func.count()).select_from(query.with_only_columns(Thread.id).subquery())) or 0
    )


def count_by_entry(session: Session, reader: Reader) -> dict[str, int]:
    """Return how many threads there are about each entry of the codebook, in all its versions."""
    of_entries = readable(reader).where(Thread.subject == "codebook")
    query = of_entries.with_only_columns(Thread.entry, func.count()).group_by(Thread.entry)
    return {entry: number for entry, number in session.execute(query)}


def blind_round_of(session: Session, user_id: int, article_id: int) -> Round | None:
    """Return an open blind round that has the article and in which the person codes, if there is one."""
    owed = aliased(Assignment)
    query = (
        select(Round)
        .join(Article, Article.project_id == Round.project_id)
        .where(
            Article.id == article_id,
            _is_open_and_blind(),
            _codes_in_round(user_id),
            exists().where(owed.round_id == Round.id, owed.article_id == article_id).correlate(Round),
        )
        .order_by(Round.id)
    )
    return session.scalars(query.limit(1)).first()


def told(round_: Round) -> str:
    """Return the name of a round as annotators know it: unseen recoding goes by the name of the first."""
    tie = round_.tied(RECODES_UNSEEN)
    return tie.other.name if tie else round_.name
