"""The texts of a project with their zones, some at a time; and what tells that any of them changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotations.zones import Zone
from app.models import Article, ArticleZone, Project

CHUNK = 500


def state(session: Session, project: Project) -> tuple[int, ...]:
    """Return how many articles there are, and after it numbers that change with any text or zone.

    Texts never change, and zones are only added or removed: their numbers and newest ids tell all.
    """
    articles = select(func.count(), func.coalesce(func.max(Article.id), 0))
    zones = (
        select(func.count(), func.coalesce(func.max(ArticleZone.id), 0))
        .join(Article, Article.id == ArticleZone.article_id)
        .where(Article.project_id == project.id)
    )
    of_project = session.execute(articles.where(Article.project_id == project.id)).one()
    return (*of_project, *session.execute(zones).one())


def ids(session: Session, project: Project) -> Sequence[int]:
    """Return the ids of all articles, in order."""
    query = select(Article.id).where(Article.project_id == project.id).order_by(Article.id)
    return session.scalars(query).all()


def texts(session: Session, articles: Sequence[int]) -> Iterator[tuple[int, str, tuple[Zone, ...]]]:
    """Yield the texts of articles with their zones."""
    for start in range(0, len(articles), CHUNK):
        chunk = articles[start : start + CHUNK]
        known = _zones(session, chunk)
        rows = select(Article.id, Article.text).where(Article.id.in_(chunk)).order_by(Article.id)
        for article, text in session.execute(rows):
            yield article, text, known.get(article, ())


def _zones(session: Session, articles: Sequence[int]) -> dict[int, tuple[Zone, ...]]:
    query = (
        select(ArticleZone.article_id, ArticleZone.start, ArticleZone.stop, ArticleZone.kind)
        .where(ArticleZone.article_id.in_(articles))
        .order_by(ArticleZone.article_id, ArticleZone.start)
    )
    return {
        article: tuple(Zone(start, stop, kind) for _, start, stop, kind in rows)
        for article, rows in groupby(session.execute(query), key=itemgetter(0))
    }
