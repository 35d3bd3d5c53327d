"""How far the articles of a round are, all together, by outlet and by event: counts alone."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.models import Article, Assignment, Event, Outlet, Round, article_event
from app.services.round_board import OWED

LISTED = 100
NO_OUTLET = "no outlet"


@dataclass(frozen=True)
class Group:
    """An outlet or event: its articles, those that everybody has submitted, and the assignments."""

    id: int
    name: str
    articles: int
    complete: int
    done: int
    total: int


def groups(session: Session, round_: Round) -> tuple[Group, tuple[Group, ...], tuple[Group, ...]]:
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
    return (Group(0, "", *map(int, every)), *(_rows(session, query) for query in (outlets, events)))  # type: ignore[return-value]


def _rows(session: Session, query: Any) -> tuple[Group, ...]:
    rows = session.execute(query.limit(LISTED))
    return tuple(Group(key, name, *map(int, numbers)) for key, name, *numbers in rows)
