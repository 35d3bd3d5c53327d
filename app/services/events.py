"""Events of a project: found by name, made, described, and compared across outlets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import now
from app.models import Article, Event, Outlet, Project, User, article_event
from app.services import activity, named
from app.services.paging import Listing, Page, fetch_page, like

DETAILS = ("name", "date", "description")
GRID_EVENTS, GRID_OUTLETS = 12, 40


@dataclass(frozen=True)
class Grid:
    """How many articles each outlet has on each event; the largest of both, where there are many."""

    events: Sequence[tuple[int, str]]
    outlets: Sequence[tuple[int | None, str]]
    counts: Mapping[tuple[int | None, int], int]
    left_out: bool


def find_or_make(session: Session, project: Project, names: Iterable[str]) -> dict[str, int]:
    """Return the id of each name, making events for those that the project does not have."""
    return named.find_or_make(session, Event, project, names, date="", description="")


def add(session: Session, project: Project, actor: User, details: Mapping[str, str]) -> Event:
    """Add an event, or refuse a name that is taken."""
    named.refuse_taken(session, Event, project, details["name"])
    event = Event(project_id=project.id, created_at=now(), **{key: details[key] for key in DETAILS})
    session.add(event)
    session.flush()
    activity.record(session, actor, "event.added", f"event {event.id}", project, name=event.name)
    return event


def describe(
    session: Session, project: Project, event: Event, actor: User, details: Mapping[str, str]
) -> None:
    """Change what is known of an event."""
    named.refuse_taken(session, Event, project, details["name"], but=event)
    changed = named.change(event, {key: details[key] for key in DETAILS})
    session.flush()
    if changed:
        activity.record(session, actor, "event.changed", f"event {event.id}", project, changed=changed)


def choices(session: Session, project: Project) -> list[tuple[int, str]]:
    """Return id and name of the project's events, by name."""
    query = select(Event.id, Event.name).where(Event.project_id == project.id).order_by(Event.name)
    return list(session.execute(query))


def number_of_articles(session: Session, event: Event) -> int:
    """Return how many articles report the event."""
    return session.scalar(select(func.count()).where(article_event.c.event_id == event.id)) or 0


def listed(session: Session, project: Project, listing: Listing) -> Page:
    """Return a page of (event, number of articles)."""
    number = (
        select(article_event.c.event_id, func.count().label("articles"))
        .group_by(article_event.c.event_id)
        .subquery()
    )
    count = func.coalesce(number.c.articles, 0)
    query = (
        select(Event, count.label("articles"))
        .outerjoin(number, number.c.event_id == Event.id)
        .where(Event.project_id == project.id)
    )
    if listing.search:
        query = query.where(Event.name.ilike(like(listing.search), escape="\\"))
    sorts = {"name": Event.name, "date": Event.date, "articles": count}
    return fetch_page(session, query, listing, sorts, then=Event.id)


def grid(session: Session, project: Project) -> Grid:
    """Return how many articles each outlet has on each event."""
    query = (
        select(article_event.c.event_id, Article.outlet_id, func.count())
        .join(Article, Article.id == article_event.c.article_id)
        .where(Article.project_id == project.id)
        .group_by(article_event.c.event_id, Article.outlet_id)
    )
    counts = {(outlet, event): number for event, outlet, number in session.execute(query)}
    events = _largest(counts, place=1)
    outlets = _largest(counts, place=0)
    shown = events[:GRID_EVENTS], outlets[:GRID_OUTLETS]
    return Grid(
        _with_names(session, Event, shown[0]),
        _with_names(session, Outlet, shown[1]),
        counts,
        len(events) > GRID_EVENTS or len(outlets) > GRID_OUTLETS,
    )


def _largest(counts: Mapping[tuple[int | None, int], int], *, place: int) -> list[int | None]:
    totals: dict[int | None, int] = {}
    for pair, number in counts.items():
        totals[pair[place]] = totals.get(pair[place], 0) + number
    return sorted(totals, key=lambda row_id: (-totals[row_id], row_id or 0))


def _with_names(
    session: Session, table: type[Event] | type[Outlet], ids: Sequence[int | None]
) -> list[tuple[Any, str]]:
    """Return (id, name) in the order of the ids; no id is an outlet that nobody knows."""
    names = dict(session.execute(select(table.id, table.name).where(table.id.in_(ids))).all())
    return [(row_id, names[row_id] if row_id is not None else "") for row_id in ids]
