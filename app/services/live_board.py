"""The board of a round as it stands now: who works, what is done, how fast, what is stuck or late.

Numbers, states and times only, never what anybody said. However large the round, the queries are the same.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.clock import now
from app.models import (
    AnnotationHead,
    Assignment,
    ChangeRow,
    Round,
    User,
)
from app.services import board_waiting
from app.services.board_groups import Group, groups
from app.services.board_waiting import Waiting
from app.services.pace import LOOKED_BACK, Done, Pace, pace
from app.services.round_board import COUNTS

WORKING = timedelta(minutes=5)
STUCK_HOURS = 48  # where the round has no lease


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
    stuck, late = (
        board_waiting.stuck(round_, at - timedelta(hours=stuck_hours)),
        board_waiting.late(round_, at),
    )
    every, outlets, events = groups(session, round_)
    return Board(
        state=round_.state,
        due_at=round_.due_at,
        people=people,
        articles=every,
        outlets=outlets,
        events=events,
        stuck_hours=stuck_hours,
        stuck=board_waiting.listed(session, stuck, AnnotationHead.changed_at),
        stuck_count=board_waiting.count(session, stuck),
        late=board_waiting.listed(session, late, Assignment.position),
        late_count=board_waiting.count(session, late),
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
