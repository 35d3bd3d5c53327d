"""Groups of near copies as pages show them, and two articles of one side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.copies import Change, changes, runs, similarity
from annotations.zones import Zone
from app.models import Article, Outlet, Project
from app.services import near_copies
from app.services.corpus import zone_rows
from app.services.paging import Listing, Page
from app.services.refused import Refused

GROUPS = 20  # on a page
MEMBERS = 30  # of a group that are listed


@dataclass(frozen=True)
class Group:
    """Articles that are near copies of one another, the earliest first."""

    rows: Sequence[Any]
    size: int


@dataclass(frozen=True)
class Compared:
    """Two articles, how alike they are, and how the text of the first becomes that of the second."""

    first: Article
    second: Article
    similarity: float
    changes: Sequence[Change]


def page_of(session: Session, found: Sequence[Sequence[int]], number: int) -> Page:
    """Return one page of groups; dates decide who comes first, and without one an article comes last."""
    pages = max(1, -(-len(found) // GROUPS))
    number = min(max(1, number), pages)
    chosen = found[(number - 1) * GROUPS : number * GROUPS]
    wanted = [article for group in chosen for article in group[:MEMBERS]]
    query = (
        select(
            Article.id,
            Article.called.label("called"),
            Article.published,
            Article.agency,
            Outlet.name.label("outlet"),
        )
        .outerjoin(Outlet, Outlet.id == Article.outlet_id)
        .where(Article.id.in_(wanted))
    )
    rows = {row.id: row for row in session.execute(query)}
    shown = [
        Group(
            sorted((rows[one] for one in group[:MEMBERS]), key=lambda row: (row.published or "9", row.id)),
            len(group),
        )
        for group in chosen
    ]
    return Page(shown, len(found), number, GROUPS, Listing())


def mates(session: Session, project: Project, article: Article) -> list[Any]:
    """Return id and name of the near copies of an article, as far as they are known by now."""
    found = near_copies.look(session, project).groups or []
    group = next((one for one in found if article.id in one), [])
    ids = [one for one in group if one != article.id][:MEMBERS]
    query = (
        select(Article.id, Article.called.label("called"), Outlet.name.label("outlet"))
        .outerjoin(Outlet, Outlet.id == Article.outlet_id)
        .where(Article.id.in_(ids))
        .order_by(Article.published, Article.id)
    )
    return list(session.execute(query))


def compare(session: Session, project: Project, article: Article, other_id: int) -> Compared:
    """Return what the other article changed in this one, or raise Refused if the project has no such one."""
    other = session.scalar(select(Article).where(Article.id == other_id, Article.project_id == project.id))
    if other is None or other.id == article.id:
        raise Refused("There is no such other article in this project.")
    texts, has = [], []
    for one in (article, other):
        text = session.scalar(select(Article.text).where(Article.id == one.id)) or ""
        zones = [Zone(row.start, row.stop, row.kind) for row in zone_rows(session, one)]
        texts.append(text)
        has.append(runs(text, zones))
    return Compared(article, other, similarity(*has), tuple(changes(*texts)))
