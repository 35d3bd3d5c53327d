"""What was marked in some rounds, counted in the database: by article, annotator, label, voice and so on."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, Text, and_, cast, func, select, type_coerce
from sqlalchemy.orm import Session

from annotations.annotation import SUBMITTED
from annotations.decisions import adjudicate
from annotations.framing import Counting, Counts, words_by_zone
from annotations.zones import BODY, Zone, zone_finder
from app.models import (
    AnnotationHead,
    Article,
    ArticleZone,
    Assignment,
    DecisionRow,
    Event,
    Outlet,
    SpanRow,
    article_event,
)
from app.services import adjudication, frozen
from app.services.codings import pseudonyms
from app.services.compared import ADJUDICATED, Choice
from app.services.joined_rows import joined

TEXTS_AT_ONCE = 100
ROWS_AT_ONCE = 5_000
# The attributes of a framing layer that marks are counted by, where the codebook has them.
SAID = ("voice", "target", "valence")


def fingerprint(session: Session, choice: Choice, layer: str) -> str:
    """Return a digest that changes whenever a count of these rounds could change.

    An annotation that is submitted, reopened or changed alters the number, versions or moments of what is
    submitted; of the corpus every fact that counts is read.
    """
    project_id = choice.rounds[0].project_id
    told: list[object] = [choice.ids, choice.source, layer, choice.rounds[0].codebook.sha256]
    decided = select(func.count(), func.max(DecisionRow.id)).where(DecisionRow.round_id.in_(choice.ids))
    told += [tuple(session.execute(query).one()) for query in (_submitted(choice.ids), decided)]
    told += [session.scalar(joined(query)) for query in _facts(project_id)]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _submitted(rounds: Sequence[int]) -> Select[int, int, int, datetime | None]:
    head = AnnotationHead
    return (
        select(func.count(), func.sum(head.version), func.sum(head.id), func.max(head.submitted_at))
        .select_from(head)
        .join(Assignment, Assignment.id == head.assignment_id)
        .where(Assignment.round_id.in_(rounds), ~Assignment.gold, head.state == SUBMITTED)
    )


def _facts(project_id: int) -> Iterator[Select[*tuple[Any, ...]]]:
    ours = Article.project_id == project_id
    yield select(Article.id, Article.outlet_id, Article.published).where(ours).order_by(Article.id)
    yield select(Outlet.id, Outlet.name).where(Outlet.project_id == project_id).order_by(Outlet.id)
    yield select(Event.id, Event.name).where(Event.project_id == project_id).order_by(Event.id)
    pairs = article_event.c
    mine = select(Event.id).where(Event.project_id == project_id)
    yield (
        select(pairs.article_id, pairs.event_id)
        .where(pairs.event_id.in_(mine))
        .order_by(pairs.article_id, pairs.event_id)
    )
    zone = ArticleZone
    yield (
        select(zone.article_id, zone.start, zone.stop, zone.kind)
        .where(zone.article_id.in_(select(Article.id).where(ours)))
        .order_by(zone.article_id, zone.start)
    )


def readings(session: Session, choice: Choice, of_articles: Select[int] | None = None) -> int:
    """Return how many annotations of these rounds are submitted, of all articles or of some."""
    query = _submitted(choice.ids)
    if of_articles is not None:
        query = query.where(Assignment.article_id.in_(of_articles))
    return int(session.execute(query).one()[0])


def count(session: Session, choice: Choice, layer: str) -> Counts:
    """Return the counts of the chosen rounds, whatever they cost; labels of submitted annotations only."""
    assert choice.codebook is not None  # noqa: S101  # there is one as soon as there is a round
    counting = Counting([label.code for label in choice.codebook.layer(layer).labels])
    names = _articles(session, choice.ids, counting, zones_of(session, choice.ids))
    each = _count_decided if choice.source == ADJUDICATED else _count_marked
    each(session, choice, layer, counting, names)
    return counting.counts()


def read_in(rounds: Sequence[int]) -> Select[int]:
    """Select the articles of which somebody submitted an annotation."""
    return (
        select(Assignment.article_id)
        .join(AnnotationHead, AnnotationHead.assignment_id == Assignment.id)
        .where(Assignment.round_id.in_(rounds), ~Assignment.gold, AnnotationHead.state == SUBMITTED)
    )


def zones_of(session: Session, rounds: Sequence[int]) -> Mapping[int, list[Zone]]:
    """Return the zones of every article that somebody read, by id."""
    zone = ArticleZone
    query = select(zone.article_id, zone.start, zone.stop, zone.kind).where(
        zone.article_id.in_(read_in(rounds))
    )
    found: defaultdict[int, list[Zone]] = defaultdict(list)
    for article_id, start, stop, kind in session.execute(query.order_by(zone.article_id, zone.start)):
        found[article_id].append(Zone(start, stop, kind))
    return found


def _articles(
    session: Session, rounds: Sequence[int], counting: Counting, zones: Mapping[int, Sequence[Zone]]
) -> dict[int, str]:
    """Put all articles that somebody read into the counting; return how they are called there, by id."""
    told = _events(session, rounds)
    query = (
        select(Article.id, Article.name, Article.published, Article.sha256, Outlet.name)
        .outerjoin(Outlet, Outlet.id == Article.outlet_id)
        .where(Article.id.in_(read_in(rounds)))
        .order_by(Article.id)
    )
    facts = session.execute(query).all()
    words = _words(session, rounds, {row[0]: row[3] for row in facts}, zones)
    for key, name, published, _, outlet in facts:
        counting.article(name, outlet, told.get(key, ()), published, words[key])
    return {row[0]: row[1] for row in facts}


def _events(session: Session, rounds: Sequence[int]) -> Mapping[int, list[str]]:
    query = (
        select(article_event.c.article_id, Event.name)
        .join(Event, Event.id == article_event.c.event_id)
        .where(article_event.c.article_id.in_(read_in(rounds)))
        .order_by(article_event.c.article_id, Event.name)
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for article_id, name in session.execute(query):
        found[article_id].append(name)
    return found


def texts(session: Session, rounds: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Yield the text of every article that somebody read, in one query however many there are."""
    query = select(Article.id, Article.text).where(Article.id.in_(read_in(rounds)))
    rows = session.execute(query.execution_options(yield_per=TEXTS_AT_ONCE))
    yield from ((key, text) for key, text in rows)


def _words(
    session: Session, rounds: Sequence[int], digests: Mapping[int, str], zones: Mapping[int, Sequence[Zone]]
) -> dict[int, tuple[int, ...]]:
    """Return how many words each article has in each zone; texts are read where they are not at hand."""
    at_hand = {key: words for key, sha256 in digests.items() if (words := frozen.words_at_hand(sha256))}
    found = {key: words_by_zone(words, zones.get(key, ())) for key, words in at_hand.items()}
    if len(found) < len(digests):
        for key, text in texts(session, rounds):
            if key not in found:
                found[key] = words_by_zone(frozen.words_in(text, digests[key]), zones.get(key, ()))
    return found


def _count_marked(
    session: Session, choice: Choice, layer: str, counting: Counting, names: Mapping[int, str]
) -> None:
    """Count every annotator's own marks, added up by the database."""
    people = pseudonyms(session, choice.rounds[0].project_id)
    head = AnnotationHead
    owed = (
        select(head.id, Assignment.article_id, Assignment.annotator_id)
        .join(Assignment, Assignment.id == head.assignment_id)
        .where(Assignment.round_id.in_(choice.ids), ~Assignment.gold, head.state == SUBMITTED)
        .order_by(head.id)
    )
    reading_of = {
        key: counting.reading(names[article_id], people.get(person) or f"U{person}")
        for key, article_id, person in session.execute(owed)
    }
    query = _marks(session, choice.ids, layer).execution_options(yield_per=ROWS_AT_ONCE)
    for key, label, voice, target, valence, zone, number in session.execute(query):
        said = {"voice": voice, "target": target, "valence": None if valence is None else str(valence)}
        counting.mark(reading_of[key], label, said, zone or BODY, number)


def _marks(session: Session, rounds: Sequence[int], layer: str) -> Select[Any]:
    head, zone = AnnotationHead, ArticleZone
    here = and_(
        zone.article_id == Assignment.article_id, zone.start <= SpanRow.start, SpanRow.start < zone.stop
    )
    kept = (head.id, SpanRow.label, *(_said(session, name) for name in SAID), zone.kind)
    return (
        select(*kept, func.count())
        .select_from(SpanRow)
        .join(head, head.id == SpanRow.annotation_id)
        .join(Assignment, Assignment.id == head.assignment_id)
        .outerjoin(zone, here)
        .where(Assignment.round_id.in_(rounds), ~Assignment.gold, head.state == SUBMITTED)
        .where(SpanRow.layer == layer)
        .group_by(*kept)
        .order_by(*kept[:2])
    )


def _said(session: Session, name: str) -> ColumnElement[Any]:
    """Return the value of an attribute, which both databases keep as JSON text."""
    stored = type_coerce(SpanRow.attributes, Text)
    if session.get_bind().dialect.name == "sqlite":
        return func.json_extract(stored, f"$.{name}").label(name)
    return cast(stored, JSON).op("->>")(name).label(name)


def _count_decided(
    session: Session, choice: Choice, layer: str, counting: Counting, names: Mapping[int, str]
) -> None:
    """Count what stands after adjudication: what all agree on, and what was decided about the rest."""
    desks = [adjudication.desk(session, round_, None) for round_ in choice.rounds]
    zones = zones_of(session, choice.ids)
    for article_id, text in texts(session, choice.ids):
        zone_of = zone_finder(zones.get(article_id, ()))
        for here in desks:
            case = here.cases.articles.get(article_id)
            if case is None:
                continue
            settled = here.log.settled(article_id)
            stands = adjudicate(case.submitted, case.groups, settled, here.cases.codebook, text)
            counting.open += stands.open
            reading = counting.reading(names[article_id], None)
            for span in (one.span for one in stands.spans if one.span.layer == layer):
                said = {name: _plain(span.attributes.get(name)) for name in SAID}
                counting.mark(reading, span.label, said, zone_of(span.start), 1)


def _plain(value: object) -> str | None:
    return None if value is None else str(value)
