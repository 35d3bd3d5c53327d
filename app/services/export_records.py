"""The short tables of an export: records without spans, answers and texts, which are streamed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Executable, select
from sqlalchemy.orm import Session

from annotations.zones import Zone
from app.models import (
    RECODES,
    RECODES_UNSEEN,
    AnnotationHead,
    Article,
    ArticleZone,
    Assignment,
    Event,
    Outlet,
    Project,
    Round,
    User,
    article_event,
)
from app.services import codebooks, rated
from app.services.codebooks import version_id
from app.services.codings import pseudonyms
from app.services.export_streams import Zones, used_articles
from exports.bundle import NOT_STARTED
from exports.records import (
    AnnotatorRecord,
    ArticleRecord,
    AssignmentRecord,
    CodebookRecord,
    EventRecord,
    OutletRecord,
)


def codebooks_of(session: Session, project: Project, rounds: Sequence[Round]) -> list[CodebookRecord]:
    """Return the versions that the rounds and shown ratings use, or the newest one where there are none."""
    used = {round_.codebook_id: round_.codebook for round_ in rounds}
    used |= {row.codebook_id: row.codebook for row in rated.shown(session, project)}
    versions = sorted(used.values(), key=lambda version: version.number)
    if not versions and (newest := codebooks.newest(session, project)):
        versions = [newest]
    return [CodebookRecord(version_id(one), codebooks.parsed(one), one.toml) for one in versions]


def outlets_of(session: Session, project: Project) -> list[OutletRecord]:
    """Return the outlets of the project."""
    columns = (Outlet.id, Outlet.name, Outlet.aliases, Outlet.kind, Outlet.country, Outlet.url, Outlet.note)
    query = select(*columns).where(Outlet.project_id == project.id).order_by(Outlet.id)
    return [
        OutletRecord(f"O{key}", name, _known(kind), _known(country), _known(url), _known(note), aliases)
        for key, name, aliases, kind, country, url, note in session.execute(query)
    ]


def events_of(session: Session, project: Project) -> list[EventRecord]:
    """Return the events of the project."""
    columns = (Event.id, Event.name, Event.date, Event.description)
    query = select(*columns).where(Event.project_id == project.id).order_by(Event.id)
    return [EventRecord(f"E{key}", name, *map(_known, rest)) for key, name, *rest in session.execute(query)]


def zones_of(session: Session, rounds: Sequence[int]) -> Zones:
    """Return the zones of the articles that the rounds use, by article."""
    query = (
        select(ArticleZone.article_id, ArticleZone.start, ArticleZone.stop, ArticleZone.kind)
        .where(ArticleZone.article_id.in_(used_articles(rounds)))
        .order_by(ArticleZone.article_id, ArticleZone.start)
    )
    grouped = groupby(session.execute(query), key=itemgetter(0))
    return {
        article: tuple(Zone(start, stop, kind) for _, start, stop, kind in rows) for article, rows in grouped
    }


def articles_of(session: Session, rounds: Sequence[int], zones: Zones) -> list[ArticleRecord]:
    """Return the articles that the rounds use."""
    used = used_articles(rounds)
    events: defaultdict[int, list[str]] = defaultdict(list)
    pairs = (
        select(article_event).where(article_event.c.article_id.in_(used)).order_by(article_event.c.event_id)
    )
    for article, event in session.execute(pairs):
        events[article].append(f"E{event}")
    query = select(
        Article.id,
        Article.name,
        Article.title,
        Article.outlet_id,
        Article.published,
        Article.language,
        Article.byline,
        Article.url,
        Article.provenance,
        Article.length,
        Article.sha256,
        Article.agency,
        Article.date_stated,
        Article.is_translation,
    ).where(Article.id.in_(used))
    return [
        ArticleRecord(
            f"A{row.id}",
            row.name,
            row.title or None,
            f"O{row.outlet_id}" if row.outlet_id else None,
            events.get(row.id, ()),
            row.published or None,
            row.language or None,
            row.byline or None,
            row.url or None,
            row.provenance,
            row.length,
            row.sha256,
            [zone.to_dict() for zone in zones.get(row.id, ())],
            row.agency or None,
            row.date_stated or None,
            row.is_translation,
        )
        for row in _rows(session, query.order_by(Article.id))
    ]


def annotators_of(
    session: Session, project: Project, rounds: Sequence[int], *, names: bool
) -> list[AnnotatorRecord]:
    """Return who was asked to annotate in the rounds, by pseudonym."""
    asked = select(Assignment.annotator_id).where(Assignment.round_id.in_(rounds))
    people = session.execute(select(User.id, User.name, User.email).where(User.id.in_(asked)))
    known = pseudonyms(session, project.id)
    records = [
        AnnotatorRecord(known[key], *((name, email) if names else (None, None)))
        for key, name, email in people
    ]
    return sorted(records)


def assignments_of(session: Session, project: Project, rounds: Sequence[Round]) -> list[AssignmentRecord]:
    """Return what was owed in the rounds and how it stands, round by round."""
    ties = {round_.id: _recoded(round_) for round_ in rounds}
    said = {
        round_.id: (round_.name, round_.phase, round_.blind, version_id(round_.codebook)) for round_ in rounds
    }
    masked = {round_.id: round_.outlet_masked for round_ in rounds}
    known = pseudonyms(session, project.id)
    return [
        AssignmentRecord(
            f"N{row.id}",
            *said[row.round_id],
            known[row.annotator_id],
            "article",
            f"A{row.article_id}",
            row.position,
            row.state or NOT_STARTED,
            bool(row.found_none),
            row.note or None,
            row.started_at,
            row.changed_at,
            row.submitted_at,
            row.released_at,
            row.stands_in,
            masked[row.round_id],
            row.gold,
            *ties[row.round_id],
        )
        for row in _rows(session, _owed(list(said)))
    ]


def _recoded(round_: Round) -> tuple[str | None, bool]:
    """Return the name of the round whose articles are coded again, and whether nobody is told so."""
    tie = round_.tied(RECODES, RECODES_UNSEEN)
    return (tie.other.name, tie.kind == RECODES_UNSEEN) if tie else (None, False)


def _owed(rounds: Sequence[int]) -> Executable:
    head = AnnotationHead
    return (
        select(
            Assignment.id,
            Assignment.round_id,
            Assignment.annotator_id,
            Assignment.article_id,
            Assignment.position,
            head.state,
            head.found_none,
            head.note,
            head.started_at,
            head.changed_at,
            head.submitted_at,
            Assignment.released_at,
            Assignment.stands_in,
            Assignment.gold,
        )
        .outerjoin(head, head.assignment_id == Assignment.id)
        .where(Assignment.round_id.in_(rounds))
        .order_by(Assignment.round_id, Assignment.id)
    )


def _rows(session: Session, query: Executable) -> Iterable[Any]:
    # Columns alone need nothing of the session's ways to make objects, which take twice as long.
    return session.connection().execute(query)


def _known(text: str | None) -> str | None:
    """Return a text, or None where it is empty: in a table an empty cell means unknown."""
    return text or None
