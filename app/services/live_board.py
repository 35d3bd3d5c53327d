"""The board of a round as it stands now: who works, what is done, how fast, what is stuck or late.

Numbers, states and times only, never what anybody said. However large the round, the queries are the same.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from app.clock import now
from app.models import (
    AnnotationHead,
    Article,
    Assignment,
    ChangeRow,
    Event,
    Outlet,
    Round,
    User,
    article_event,
)
from app.services import leases
from app.services.pace import LOOKED_BACK, Done, Pace, pace
from app.services.round_board import COUNTS, OWED

WORKING = timedelta(minutes=5)
STUCK_HOURS = 48  # where the round has no lease
LISTED = 50
GROUPS = 100
NO_OUTLET = "no outlet"


@dataclass(frozen=True)
class Person:
    """One annotator of the round: counts and times."""

    id: int
    name: str
    total: int
    done: int
    drafts: int
    released: int
    lately: int
    changed_at: datetime | None
    is_working: bool
    late: str  # "late", "behind" or nothing

    @property
    def not_started(self) -> int:
        """Return how many nobody has begun."""
        return self.total - self.done - self.drafts


@dataclass(frozen=True)
class Group:
    """An outlet or event: its articles, those that everybody has submitted, and the assignments."""

    id: int
    name: str
    articles: int
    complete: int
    done: int
    total: int


@dataclass(frozen=True)
class Waiting:
    """Work that is stuck or late."""

    assignment_id: int
    annotator: str
    article: str
    state: str
    changed_at: datetime | None


@dataclass(frozen=True)
class Board:
    """Everything the board shows beside the list of articles."""

    state: str
    due_at: datetime | None
    people: tuple[Person, ...]
    articles: Group
    outlets: tuple[Group, ...]
    events: tuple[Group, ...]
    stuck_hours: int
    stuck: tuple[Waiting, ...]
    stuck_count: int
    late: tuple[Waiting, ...]
    late_count: int
    pace: Pace

    @property
    def done(self) -> int:
        """Return how many assignments are submitted."""
        return sum(one.done for one in self.people)

    @property
    def total(self) -> int:
        """Return how many assignments are owed."""
        return sum(one.total for one in self.people)

    @property
    def drafts(self) -> int:
        """Return how many are begun and not submitted."""
        return sum(one.drafts for one in self.people)

    @property
    def working(self) -> int:
        """Return how many people saved something in the last minutes."""
        return sum(one.is_working for one in self.people)

    @property
    def is_overdue(self) -> bool:
        """Say whether the round would end after it is due."""
        end = self.pace.expected_end
        return bool(self.late_count) or bool(self.due_at and end and end > self.due_at)

    @cached_property
    def shape(self) -> str:
        """A name of which rows there are: while it stays the same, new numbers fit into an old page."""
        rows = [[one.id for one in rows] for rows in (self.people, self.outlets, self.events)]
        waiting = [[one.assignment_id for one in rows] for rows in (self.stuck, self.late)]
        return hashlib.sha256(repr((self.state, rows, waiting)).encode()).hexdigest()[:16]


def look(session: Session, round_: Round) -> Board:
    """Return the round's board."""
    at = now()
    people = _people(session, round_, at)
    done = Done(sum(one.done for one in people), sum(one.lately for one in people), _left(people))
    stuck_hours = round_.lease_hours or STUCK_HOURS
    stuck, late = _stuck(round_, at - timedelta(hours=stuck_hours)), _late(round_, at)
    every, outlets, events = _groups(session, round_)
    return Board(
        state=round_.state,
        due_at=round_.due_at,
        people=people,
        articles=every,
        outlets=outlets,
        events=events,
        stuck_hours=stuck_hours,
        stuck=_listed(session, stuck, AnnotationHead.changed_at),
        stuck_count=_count(session, stuck),
        late=_listed(session, late, Assignment.position),
        late_count=_count(session, late),
        pace=pace(done, at, round_.opened_at, round_.closed_at),
    )


def _left(people: Sequence[Person]) -> int:
    return sum(one.total - one.done for one in people)


def _people(session: Session, round_: Round, at: datetime) -> tuple[Person, ...]:
    lately = func.count().filter(Assignment.done_at >= at - LOOKED_BACK)
    query = (
        select(User.id, User.name, *COUNTS, lately, func.max(AnnotationHead.changed_at))
        .join(Assignment, Assignment.annotator_id == User.id)
        .outerjoin(AnnotationHead, AnnotationHead.assignment_id == Assignment.id)
        .where(Assignment.round_id == round_.id)
        .group_by(User.id)
        .order_by(User.name, User.id)
    )
    working = _working(session, round_, at)
    return tuple(
        Person(
            *row,
            is_working=row[0] in working,
            late=_lateness(round_, at, Done(row[3], row[6], row[2] - row[3])),
        )
        for row in session.execute(query)
    )


def _working(session: Session, round_: Round, at: datetime) -> set[int]:
    """Return who saved something lately; a manager who reopens an annotation is not its annotator at work."""
    head = AnnotationHead
    if round_.state != "open":
        return set()
    newest = and_(ChangeRow.annotation_id == head.id, ChangeRow.version == head.version)
    query = (
        select(Assignment.annotator_id)
        .join(head, head.assignment_id == Assignment.id)
        .join(ChangeRow, newest)
        .where(
            Assignment.round_id == round_.id,
            head.changed_at >= at - WORKING,
            ChangeRow.actor_id == Assignment.annotator_id,
        )
    )
    return set(session.scalars(query.distinct()))


def _lateness(round_: Round, at: datetime, done: Done) -> str:
    if round_.due_at is None or round_.state != "open" or not done.left:
        return ""
    if round_.due_at <= at:
        return "late"
    end = pace(done, at, round_.opened_at, None).expected_end
    return "behind" if end is not None and end > round_.due_at else ""


def _groups(session: Session, round_: Round) -> tuple[Group, tuple[Group, ...], tuple[Group, ...]]:
    """Return all articles together, then by outlet and by event."""
    each = (
        select(
            Assignment.article_id.label("article_id"),
            func.count(Assignment.done_at).label("done"),
            func.count().filter(OWED).label("total"),
        )
        .where(Assignment.round_id == round_.id)
        .group_by(Assignment.article_id)
        .subquery()
    )
    is_complete = and_(each.c.done >= each.c.total, each.c.done > 0)
    counts = (
        func.count(),
        func.count().filter(is_complete),
        func.coalesce(func.sum(each.c.done), 0),
        func.coalesce(func.sum(each.c.total), 0),
    )
    every = session.execute(select(*counts).select_from(each)).one()
    outlets = (
        select(func.coalesce(Outlet.id, 0), func.coalesce(Outlet.name, NO_OUTLET), *counts)
        .select_from(each)
        .join(Article, Article.id == each.c.article_id)
        .outerjoin(Outlet, Outlet.id == Article.outlet_id)
        .group_by(Outlet.id, Outlet.name)
        .order_by(Outlet.name.is_(None), Outlet.name)
    )
    events = (
        select(Event.id, Event.name, *counts)
        .select_from(each)
        .join(article_event, article_event.c.article_id == each.c.article_id)
        .join(Event, Event.id == article_event.c.event_id)
        .group_by(Event.id, Event.name)
        .order_by(Event.name)
    )
    return (Group(0, "", *map(int, every)), *(_group_rows(session, query) for query in (outlets, events)))  # type: ignore[return-value]


def _group_rows(session: Session, query: Any) -> tuple[Group, ...]:
    rows = session.execute(query.limit(GROUPS))
    return tuple(Group(key, name, *map(int, numbers)) for key, name, *numbers in rows)


def _stuck(round_: Round, before: datetime) -> tuple[ColumnElement[bool], ...]:
    is_open = round_.state == "open"
    draft = AnnotationHead.state == "draft"
    return (
        Assignment.round_id == (round_.id if is_open else 0),
        OWED,
        draft,
        AnnotationHead.changed_at < before,
    )


def _late(round_: Round, at: datetime) -> tuple[ColumnElement[bool], ...]:
    is_late = round_.state == "open" and round_.due_at is not None and round_.due_at <= at
    return (Assignment.round_id == (round_.id if is_late else 0), OWED, Assignment.done_at.is_(None))


def _listed(session: Session, which: Sequence[ColumnElement[bool]], order: Any) -> tuple[Waiting, ...]:
    query = (
        select(Assignment.id, User.name, Article.called, leases.STATE, AnnotationHead.changed_at)
        .select_from(Assignment)
        .join(User, User.id == Assignment.annotator_id)
        .join(Article, Article.id == Assignment.article_id)
        .outerjoin(AnnotationHead, AnnotationHead.assignment_id == Assignment.id)
        .where(*which)
        .order_by(order, Assignment.id)
        .limit(LISTED)
    )
    return tuple(Waiting(*row) for row in session.execute(query))


def _count(session: Session, which: Sequence[ColumnElement[bool]]) -> int:
    query = (
        select(func.count())
        .select_from(Assignment)
        .outerjoin(AnnotationHead, AnnotationHead.assignment_id == Assignment.id)
        .where(*which)
    )
    return session.scalar(query) or 0
