"""Lists that programs ask for: accounts, projects, articles and annotations, a page at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.models import AnnotationHead, Article, Assignment, Member, Project, Round, User
from app.permissions import Scene
from app.services import seen_by_programs, suggestions_by_programs
from app.services.seen_by_programs import SeenAnnotation, SeenArticle
from app.services.tasks_chosen import Choice, narrowed

AT_ONCE = 100
EVERY = Choice()


@dataclass(frozen=True)
class Counts:
    """How much of a project may be read."""

    articles: int
    annotated: int
    annotations: int
    predictions: int


def people(session: Session, user: User) -> Sequence[User]:
    """Return the accounts that one may know: its own, and the teams of projects it manages."""
    query = select(User).order_by(User.id)
    if not user.is_admin:
        managed = select(Member.project_id).where(
            Member.user_id == user.id, Member.role == "manager", Member.left_at.is_(None)
        )
        team = select(Member.user_id).where(Member.project_id.in_(managed))
        query = query.where(or_(User.id == user.id, User.id.in_(team)))
    return session.scalars(query).all()


def projects(
    session: Session, user: User, skip: int, size: int, *, ids: Sequence[int] = (), title: str = ""
) -> tuple[int, Sequence[Project]]:
    """Return how many projects the account belongs to, and those of a page; administrators see all."""
    query = select(Project).order_by(Project.id)
    if not user.is_admin:
        parts = select(Member.project_id).where(Member.user_id == user.id, Member.left_at.is_(None))
        query = query.where(Project.id.in_(parts))
    if ids:
        query = query.where(Project.id.in_(ids))
    if title:
        query = query.where(func.lower(Project.title).contains(title.lower(), autoescape=True))
    return _count(session, query), session.scalars(query.offset(skip).limit(size)).all()


def counts(here: Scene) -> Counts:
    """Return how much of the project may be read."""
    heads = (
        select(AnnotationHead.id)
        .join(Assignment, Assignment.id == AnnotationHead.assignment_id)
        .join(Round, Round.id == Assignment.round_id)
        .where(seen_by_programs.readable(here))
    )
    every, annotated = (seen_by_programs.article_ids(here, annotated=one) for one in (False, True))
    counted = [_count(here.session, query) for query in (every, annotated, heads)]
    return Counts(counted[0], counted[1], counted[2], suggestions_by_programs.count(here))


def articles(
    here: Scene, skip: int, size: int, *, annotated: bool = False, choice: Choice = EVERY
) -> tuple[int, list[SeenArticle]]:
    """Return how many of the chosen articles may be read, and those of a page in the order asked for."""
    query = narrowed(here, seen_by_programs.article_ids(here, annotated=annotated), choice)
    ids = here.session.scalars(query.offset(skip).limit(size)).all()
    seen = {one.id: one for one in seen_by_programs.articles(here, ids)}
    return _count(here.session, query), [seen[key] for key in ids]


def every_article(here: Scene, *, annotated: bool, wanted: Sequence[int] = ()) -> Iterator[SeenArticle]:
    """Yield the articles that may be read, or those of them that are wanted, some at a time."""
    query = seen_by_programs.article_ids(here, annotated=annotated)
    if wanted:
        query = query.where(Article.id.in_(wanted))
    ids = here.session.scalars(query).all()
    for first in range(0, len(ids), AT_ONCE):
        yield from seen_by_programs.articles(here, ids[first : first + AT_ONCE])


def annotations_of(here: Scene, article_id: int) -> list[SeenAnnotation] | None:
    """Return the annotations of an article that may be read, or None if the article may not."""
    query = seen_by_programs.article_ids(here).where(Article.id == article_id)
    if here.session.scalar(query) is None:
        return None
    return seen_by_programs.annotations(here, Assignment.article_id == article_id)


def annotation(here: Scene, annotation_id: int) -> SeenAnnotation | None:
    """Return one annotation if it may be read."""
    return next(iter(seen_by_programs.annotations(here, AnnotationHead.id == annotation_id)), None)


def _count(session: Session, query: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
