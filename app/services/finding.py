"""Which articles of the corpus are meant: by search, outlet, event, dates, language, state, near copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from app.models import AnnotationHead, Article, Assignment, Project, article_event
from app.services.paging import like

NO_OUTLET = 0  # stands for "without an outlet" in the filter
NO_LANGUAGE = "none"
STATES = ("in a round", "in no round", "coded", "not coded")
COPIES = ("some", "none")  # has near copies, has none


@dataclass(frozen=True)
class Narrowing:
    """What the articles have in common; empty fields narrow nothing.

    Attributes:
        since: the first day, month or year of publication; so is `until` the last.
        state: one of STATES; an article is coded once somebody submitted an annotation of it.
        copies: some or none; `copy_ids` are the articles that have near copies.
    """

    search: str = ""
    outlet_id: int | None = None
    event_id: int | None = None
    since: str = ""
    until: str = ""
    language: str = ""
    state: str = ""
    copies: str = ""
    copy_ids: Sequence[int] = ()

    @property
    def is_any(self) -> bool:
        """Say whether anything is narrowed."""
        return self != Narrowing(copy_ids=self.copy_ids)


def found(project: Project, by: Narrowing) -> Select[Any]:
    """Return the query of the ids of the articles that are meant."""
    query = select(Article.id).where(Article.project_id == project.id)
    for condition in (*_of_its_own(by), *_of_use(by)):
        query = query.where(condition)
    if by.event_id is not None:
        query = query.join(article_event, article_event.c.article_id == Article.id).where(
            article_event.c.event_id == by.event_id
        )
    return query


def _of_its_own(by: Narrowing) -> list[Any]:
    conditions: list[Any] = []
    if by.outlet_id == NO_OUTLET:
        conditions.append(Article.outlet_id.is_(None))
    elif by.outlet_id is not None:
        conditions.append(Article.outlet_id == by.outlet_id)
    if by.search:
        pattern = like(by.search)
        conditions.append(
            or_(Article.title.ilike(pattern, escape="\\"), Article.name.ilike(pattern, escape="\\"))
        )
    if by.since:
        conditions.append(Article.published >= by.since)
    if by.until:
        # A month or year includes its days; what has no date is in no range.
        conditions.append(Article.published.between("0", f"{by.until}-99"))
    if by.language:
        conditions.append(Article.language == ("" if by.language == NO_LANGUAGE else by.language))
    return conditions


def _of_use(by: Narrowing) -> list[Any]:
    owed = exists().where(Assignment.article_id == Article.id)
    given = exists().where(
        Assignment.article_id == Article.id,
        AnnotationHead.assignment_id == Assignment.id,
        AnnotationHead.state == "submitted",
    )
    states = dict(zip(STATES, (owed, ~owed, given, ~given), strict=True))
    conditions = [states[by.state]] if by.state in states else []
    if by.copies in COPIES:
        # Written into the statement: a database takes only so many parameters.
        ids: Any = bindparam("copies", list(by.copy_ids) or [0], expanding=True, literal_execute=True)
        conditions.append(Article.id.in_(ids) if by.copies == "some" else Article.id.not_in(ids))
    return conditions


def languages(session: Session, project: Project) -> list[str]:
    """Return the languages of the project's articles."""
    query = select(Article.language).where(Article.project_id == project.id).distinct()
    return sorted(language for language in session.scalars(query) if language)
