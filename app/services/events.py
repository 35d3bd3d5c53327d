"""Events of a project: found by name, made, described, and compared across outlets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from annotations.metadata import ENTERED
from app.clock import now
from app.models import Article, Event, Outlet, Project, User, article_event
from app.services import activity, named
from app.services.paging import Listing, Page, fetch_page, like
from app.services.refused import Refused

DETAILS = ("name", "date", "description")
GRID_OUTLETS = 10


@dataclass(frozen=True)
class Grid:
    """How many articles each outlet of a page has on each event; ``page`` counts the outlets."""

    outlets: Sequence[tuple[int | None, str]]
    counts: Mapping[tuple[int | None, int], int]
    page: Page


def find_or_make(session: Session, project: Project, names: Iterable[str]) -> dict[str, int]:
    """Return the id of each name, making events for those that the project does not have."""
    return named.find_or_make(session, Event, project, names, date="", description="")


def add(session: Session, project: Project, actor: User | None, details: Mapping[str, str]) -> Event:
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


def assign(session: Session, project: Project, event: Event, actor: User | None, names: Sequence[str]) -> int:
    """Let the articles of these names report the event; returns how many did not before.

    Raises:
        Refused: the project has no article of one of the names; then nothing is changed.
    """
    query = select(Article).where(Article.project_id == project.id, Article.name.in_(names))
    rows = session.scalars(query.options(selectinload(Article.events)).order_by(Article.id)).all()
    if unknown := sorted(set(names) - {row.name for row in rows}):
        raise Refused(f"The project has no article {', '.join(map(repr, unknown))}. Nothing was changed.")
    new = [row for row in rows if event not in row.events]
    for row in new:
        row.events.append(event)
        row.provenance = {**row.provenance, "events": ENTERED}
    session.flush()
    if new:
        told = {"event": event.name, "articles": len(new)}
        activity.record(session, actor, "event.assigned", f"event {event.id}", project, **told)
    return len(new)


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


def grid(session: Session, project: Project, events: Sequence[Event], number: int) -> Grid:
    """Return how many articles each outlet has on these events, for a page of the outlets.

    The outlets with the most articles on events of the project come first.
    """
    reported = (
        select(Article.outlet_id, func.count().label("articles"))
        .join(article_event, article_event.c.article_id == Article.id)
        .where(Article.project_id == project.id)
        .group_by(Article.outlet_id)
    )
    totals = dict(session.execute(reported).all())
    largest = sorted(totals, key=lambda outlet_id: (-totals[outlet_id], outlet_id or 0))
    page = Page((), len(largest), 1, GRID_OUTLETS, Listing())
    number = min(max(1, number), page.pages)
    shown = largest[(number - 1) * GRID_OUTLETS : number * GRID_OUTLETS]
    return Grid(
        _with_names(session, Outlet, shown),
        _counts(session, [event.id for event in events]),
        replace(page, number=number),
    )


def _counts(session: Session, events: Sequence[int]) -> dict[tuple[int | None, int], int]:
    query = (
        select(article_event.c.event_id, Article.outlet_id, func.count())
        .join(Article, Article.id == article_event.c.article_id)
        .where(article_event.c.event_id.in_(events))
        .group_by(article_event.c.event_id, Article.outlet_id)
    )
    return {(outlet, event): number for event, outlet, number in session.execute(query)}


def _with_names(session: Session, table: type[Outlet], ids: Sequence[int | None]) -> list[tuple[Any, str]]:
    """Return (id, name) in the order of the ids; no id is an outlet that nobody knows."""
    names = dict(session.execute(select(table.id, table.name).where(table.id.in_(ids))).all())
    return [(row_id, names[row_id] if row_id is not None else "") for row_id in ids]
