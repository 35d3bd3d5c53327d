"""Outlets of a project: found by name, made, described, listed."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import now
from app.models import Article, Outlet, Project, User
from app.services import activity, named
from app.services.paging import Listing, Page, fetch_page, like

DETAILS = ("name", "aliases", "kind", "country", "url", "note")


def find_or_make(session: Session, project: Project, names: Iterable[str]) -> dict[str, int]:
    """Return the id of each name, making outlets for those that the project does not have."""
    return named.find_or_make(session, Outlet, project, names, kind="", country="", url="", note="")


def add(session: Session, project: Project, actor: User, details: Mapping[str, Any]) -> Outlet:
    """Add an outlet, or refuse a name that is taken."""
    named.refuse_taken(session, Outlet, project, details["name"])
    outlet = Outlet(project_id=project.id, created_at=now(), **_given(details))
    session.add(outlet)
    session.flush()
    activity.record(session, actor, "outlet.added", f"outlet {outlet.id}", project, name=outlet.name)
    return outlet


def describe(
    session: Session, project: Project, outlet: Outlet, actor: User, details: Mapping[str, Any]
) -> None:
    """Change what is known of an outlet; its articles follow a new name."""
    named.refuse_taken(session, Outlet, project, details["name"], but=outlet)
    changed = named.change(outlet, _given(details))
    session.flush()
    if changed:
        activity.record(session, actor, "outlet.changed", f"outlet {outlet.id}", project, changed=changed)


def _given(details: Mapping[str, Any]) -> dict[str, Any]:
    return {key: details[key] for key in DETAILS if key in details}


def choices(session: Session, project: Project) -> list[tuple[int, str]]:
    """Return id and name of the project's outlets, by name."""
    query = select(Outlet.id, Outlet.name).where(Outlet.project_id == project.id).order_by(Outlet.name)
    return list(session.execute(query))


def number_of_articles(session: Session, outlet: Outlet) -> int:
    """Return how many articles of the outlet are in the corpus."""
    query = select(func.count()).where(
        Article.project_id == outlet.project_id, Article.outlet_id == outlet.id
    )
    return session.scalar(query) or 0


def listed(session: Session, project: Project, listing: Listing) -> Page:
    """Return a page of (outlet, number of articles)."""
    number = _numbers(project)
    count = func.coalesce(number.c.articles, 0)
    query = (
        select(Outlet, count.label("articles"))
        .outerjoin(number, number.c.outlet_id == Outlet.id)
        .where(Outlet.project_id == project.id)
    )
    if listing.search:
        query = query.where(Outlet.name.ilike(like(listing.search), escape="\\"))
    sorts = {"name": Outlet.name, "kind": Outlet.kind, "country": Outlet.country, "articles": count}
    return fetch_page(session, query, listing, sorts, then=Outlet.id)


def _numbers(project: Project) -> Any:
    return (
        select(Article.outlet_id, func.count().label("articles"))
        .where(Article.project_id == project.id)
        .group_by(Article.outlet_id)
        .subquery()
    )
