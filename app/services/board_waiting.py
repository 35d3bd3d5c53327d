"""Work of an open round that waits for somebody to do something about it: stuck, or late."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.models import AnnotationHead, Article, Assignment, Round, User
from app.services import leases
from app.services.round_board import OWED

LISTED = 50
Which = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True)
class Waiting:
    """Work that is stuck or late."""

    assignment_id: int
    annotator: str
    article: str
    state: str
    changed_at: datetime | None


def stuck(round_: Round, before: datetime) -> Which:
    """Return which assignments are drafts that nobody changed since a moment."""
    is_open = round_.state == "open"
    draft = AnnotationHead.state == "draft"
    return (
        Assignment.round_id == (round_.id if is_open else 0),
        OWED,
        draft,
        AnnotationHead.changed_at < before,
    )


def late(round_: Round, at: datetime) -> Which:
    """Return which assignments are owed though the round was due."""
    is_late = round_.state == "open" and round_.due_at is not None and round_.due_at <= at
    return (Assignment.round_id == (round_.id if is_late else 0), OWED, Assignment.done_at.is_(None))


def listed(session: Session, which: Which, order: Any) -> tuple[Waiting, ...]:
    """Return the first of them in an order."""
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


def count(session: Session, which: Which) -> int:
    """Return how many of them there are."""
    query = (
        select(func.count())
        .select_from(Assignment)
        .outerjoin(AnnotationHead, AnnotationHead.assignment_id == Assignment.id)
        .where(*which)
    )
    return session.scalar(query) or 0
