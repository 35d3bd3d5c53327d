"""The audit of sources: who made the statements of an article, through whom they came, what they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotations.sourcing import Audit, Carrier, Statement, audit, carriers_of, places_of
from app.clock import now
from app.models import Article, Event, Outlet, Project, SourcedStatement, User, article_event
from app.services import activity, locks
from app.services.codings import pseudonyms
from app.services.refused import Refused

MOST_STATEMENTS = 500  # of one auditor in one article
MANY_NAMES = 300  # that a form offers


@dataclass(frozen=True)
class Said:
    """One row about a statement, with the article, the outlet and who said it."""

    id: int
    entry: str
    article_id: int
    article: str
    called: str
    outlet: str
    auditor_id: int
    auditor: str
    statement: Statement
    note: str
    at: datetime
    withdrawn: bool
    in_force: bool


@dataclass(frozen=True)
class Audited:
    """An article or an event as one auditor found it."""

    id: int
    name: str
    outlet: str  # of an article; empty for an event
    auditor: str
    articles: int
    audit: Audit


def every(session: Session, project: Project, article: Article | None = None) -> list[Said]:
    """Return all rows of a project or an article, in the order in which they were said."""
    row = SourcedStatement
    query = (
        select(row, Article.name, Article.called, func.coalesce(Outlet.name, ""))
        .join(Article, Article.id == row.article_id)
        .outerjoin(Outlet, Outlet.id == Article.outlet_id)
        .where(Article.project_id == project.id)
        .order_by(row.id)
    )
    if article is not None:
        query = query.where(row.article_id == article.id)
    found = session.execute(query).all()
    newest = {(one.article_id, one.auditor_id, one.entry): one.id for one, *_ in found}
    people = pseudonyms(session, project.id)
    return [_said(one, facts, people, newest) for one, *facts in found]


def _said(
    row: SourcedStatement, facts: Sequence[str], people: Mapping[int, str], newest: Mapping[Any, int]
) -> Said:
    name, called, outlet = facts
    is_newest = newest[row.article_id, row.auditor_id, row.entry] == row.id
    return Said(
        row.id,
        row.entry,
        row.article_id,
        name,
        called,
        outlet,
        row.auditor_id,
        people.get(row.auditor_id, f"U{row.auditor_id}"),
        Statement(row.start, row.stop, row.quote, row.speaker, carriers_of(row.carriers)),
        row.note,
        row.at,
        row.withdrawn,
        is_newest and not row.withdrawn,
    )


def in_force(rows: Sequence[Said]) -> list[Said]:
    """Return what counts, as the texts run."""
    kept = [one for one in rows if one.in_force]
    return sorted(kept, key=lambda one: (one.article_id, one.statement.start, one.statement.end, one.id))


def by_article(rows: Sequence[Said]) -> list[Audited]:
    """Return what each auditor found in each article."""
    grouped: dict[tuple[int, str], list[Said]] = {}
    for one in in_force(rows):
        grouped.setdefault((one.article_id, one.auditor), []).append(one)
    return [
        Audited(article, own[0].called, own[0].outlet, auditor, 1, _audit(own))
        for (article, auditor), own in grouped.items()
    ]


def by_event(session: Session, project: Project, rows: Sequence[Said]) -> list[Audited]:
    """Return what each auditor found in the articles of each event; origins are counted across outlets."""
    query = (
        select(article_event.c.article_id, Event.id, Event.name)
        .join(Event, Event.id == article_event.c.event_id)
        .where(Event.project_id == project.id)
        .where(article_event.c.article_id.in_(select(SourcedStatement.article_id)))
        .order_by(Event.name)
    )
    events: dict[int, list[tuple[int, str]]] = {}
    for article, event, name in session.execute(query):
        events.setdefault(article, []).append((event, name))
    grouped: dict[tuple[str, int, str], list[Said]] = {}
    for one in in_force(rows):
        for event, name in events.get(one.article_id, ()):
            grouped.setdefault((name, event, one.auditor), []).append(one)
    return [
        Audited(event, name, "", auditor, len({one.article_id for one in own}), _audit(own))
        for (name, event, auditor), own in sorted(grouped.items(), key=lambda pair: pair[0])
    ]


def _audit(rows: Sequence[Said]) -> Audit:
    return audit((one.outlet, one.statement) for one in rows)


def names_known(session: Session, project: Project) -> list[str]:
    """Return speakers and carriers that were named before, so that one source keeps one spelling."""
    row, found = SourcedStatement, set[str]()
    query = select(row.speaker, row.carriers).join(Article, Article.id == row.article_id).distinct()
    for speaker, carriers in session.execute(query.where(Article.project_id == project.id)):
        found |= {speaker, *(one["name"] for one in carriers)}
    return sorted(found - {""}, key=str.casefold)[:MANY_NAMES]


def say(
    session: Session,
    project: Project,
    article: Article,
    auditor: User,
    entry: str,
    said: Mapping[str, Any],
) -> bool:
    """Add or change a statement; return whether anything changed. The same once more changes nothing.

    Raises:
        Refused: the words do not stand in the article, or in several places; or what is changed is not
            what the auditor saw.
        InvalidSourcing: a carrier has no name or is of no known kind.
    """
    locks.hold(session, f"sourcing {article.id} {auditor.id}")
    carriers = tuple(Carrier(name, kind) for name, kind in said["carriers"])
    start, end, quote = _place(session, article, said["quote"], said.get("start"))
    statement = Statement(start, end, quote, said["speaker"], carriers)
    own = [one for one in every(session, project, article) if one.auditor_id == auditor.id]
    before = next((one for one in own if one.in_force and one.entry == entry), None)
    if before is not None and (before.statement, before.note) == (statement, said["note"]):
        return False
    if (before.id if before else None) != said.get("based_on"):
        raise Refused("This statement was changed or taken back meanwhile. What you typed is below.")
    if before is None and len(in_force(own)) >= MOST_STATEMENTS:
        raise Refused(f"There are {MOST_STATEMENTS} statements of yours in this article already.")
    _add(session, article, auditor, entry, statement, said["note"], withdrawn=False)
    activity.record(session, auditor, "statement.sourced", f"article {article.id}", project, entry=entry)
    return True


def withdraw(session: Session, project: Project, article: Article, auditor: User, entry: str) -> None:
    """Take a statement back; what was said of it stays in the log."""
    own = [one for one in every(session, project, article) if one.auditor_id == auditor.id and one.in_force]
    found = next((one for one in own if one.entry == entry), None)
    if found is None:
        raise Refused("There is no such statement of yours in this article; it may be taken back already.")
    _add(session, article, auditor, entry, found.statement, found.note, withdrawn=True)
    activity.record(session, auditor, "statement.withdrawn", f"article {article.id}", project, entry=entry)


def _place(session: Session, article: Article, words: str, start: int | None) -> tuple[int, int, str]:
    text = session.scalar(select(Article.text).where(Article.id == article.id)) or ""
    places = places_of(text, words)
    chosen = [place for place in places if place[0] == start] or places
    if not chosen:
        raise Refused("These words do not stand in the article. Copy them from its text.")
    if len(chosen) > 1:
        raise Refused(f"These words stand in {len(chosen)} places of the article. Copy more of the sentence.")
    first, last = chosen[0]
    return first, last, text[first:last]


def _add(
    session: Session,
    article: Article,
    auditor: User,
    entry: str,
    statement: Statement,
    note: str,
    *,
    withdrawn: bool,
) -> None:
    place = {"start": statement.start, "stop": statement.end, "quote": statement.quote}
    chain = {"speaker": statement.speaker, "carriers": [one.to_dict() for one in statement.carriers]}
    who = {"article_id": article.id, "auditor_id": auditor.id, "entry": entry}
    session.add(SourcedStatement(**who, **place, **chain, note=note, withdrawn=withdrawn, at=now()))
    session.flush()
