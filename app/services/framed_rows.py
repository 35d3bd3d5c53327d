"""The rows that a comparison is drawn from: articles with their zones, and what was submitted about them.

Every query asks for the articles and rounds at once, so that the number of queries grows with neither.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, func, select, type_coerce
from sqlalchemy.orm import Session

from annotations.annotation import SUBMITTED, Annotation, MarkedSpan
from annotations.zones import Zone
from app.models import AnnotationHead, Article, ArticleZone, Assignment, Outlet, SpanRow
from app.services.codings import attributes_of, pseudonyms
from app.services.compared import Choice


@dataclass(frozen=True)
class Told:
    """An article as far as a comparison needs it, with those who submitted something about it."""

    id: int
    name: str
    called: str
    outlet_id: int | None
    outlet: str
    published: str
    language: str
    length: int
    sha256: str
    zones: tuple[Zone, ...]
    annotators: tuple[str, ...]


@dataclass(frozen=True)
class Work:
    """One annotation of one of the articles."""

    id: int
    version: int
    state: str
    round_id: int
    article_id: int
    annotator: str
    head_hash: str | None  # stands for everything that was said in it
    spans: tuple[MarkedSpan, ...]

    @property
    def said(self) -> Annotation:
        """What was marked, as an annotation."""
        return Annotation(self.spans, state=SUBMITTED)


def articles(session: Session, of_articles: Select[int], submitted: Sequence[Work]) -> Mapping[int, Told]:
    """Return the articles by id, with those who submitted something about them."""
    zones: defaultdict[int, list[Zone]] = defaultdict(list)
    in_order = select(ArticleZone).where(ArticleZone.article_id.in_(of_articles)).order_by(ArticleZone.start)
    for zone in session.scalars(in_order):
        zones[zone.article_id].append(Zone(zone.start, zone.stop, zone.kind))
    who: defaultdict[int, set[str]] = defaultdict(set)
    for one in submitted:
        who[one.article_id].add(one.annotator)
    outlet_name = func.coalesce(Outlet.name, "")
    facts = (Article.published, Article.language, Article.length, Article.sha256)
    query = (
        select(Article.id, Article.name, Article.called, Article.outlet_id, outlet_name, *facts)
        .outerjoin(Outlet, Outlet.id == Article.outlet_id)
        .where(Article.id.in_(of_articles))
    )
    found = {}
    for row in session.execute(query):
        key, name, called, outlet_id, outlet, published, language, length, sha256 = row
        known = (key, name, called, outlet_id, outlet, published, language, length, sha256)
        found[key] = Told(*known, tuple(zones[key]), tuple(sorted(who[key])))
    return found


def work(session: Session, choice: Choice, of_articles: Select[int]) -> list[Work]:
    """Return all annotations of these articles in the chosen rounds; spans come from submitted ones alone."""
    if not choice.rounds:
        return []
    head = AnnotationHead
    mine = _mine(choice, of_articles)
    spans: defaultdict[int, list[MarkedSpan]] = defaultdict(list)
    for annotation_id, uid, layer, label, start, stop, quote, stored in session.execute(_spans(*mine)):
        marked = MarkedSpan(uid, layer, label, start, stop, quote, attributes_of(stored))
        spans[annotation_id].append(marked)
    names = pseudonyms(session, choice.rounds[0].project_id)
    facts: tuple[Any, ...] = (head.version, head.state, Assignment.round_id, Assignment.article_id)
    query = (
        select(head.id, *facts, Assignment.annotator_id, head.head_hash)
        .join(Assignment, Assignment.id == head.assignment_id)
        .where(*mine)
        .order_by(head.id)
    )
    found = []
    for key, version, state, round_id, article_id, user, head_hash in session.execute(query):
        known = (key, version, state, round_id, article_id, names.get(user) or f"U{user}", head_hash)
        found.append(Work(*known, tuple(spans[key])))
    return found


def marks(session: Session, choice: Choice, of_articles: Select[int]) -> int:
    """Return how many marks `work` would return."""
    query = _submitted(select(func.count()).select_from(SpanRow), *_mine(choice, of_articles))
    return session.scalar(query) or 0 if choice.rounds else 0


def _mine(choice: Choice, of_articles: Select[int]) -> tuple[ColumnElement[bool], ...]:
    return Assignment.round_id.in_(choice.ids), ~Assignment.gold, Assignment.article_id.in_(of_articles)


def _spans(*conditions: ColumnElement[bool]) -> Select[Any]:
    stored = type_coerce(SpanRow.attributes, Text)
    facts: tuple[Any, ...] = (SpanRow.label, SpanRow.start, SpanRow.stop, SpanRow.quote, stored)
    query = select(SpanRow.annotation_id, SpanRow.uid, SpanRow.layer, *facts)
    return _submitted(query, *conditions).order_by(SpanRow.id)


def _submitted(query: Select[Any], *conditions: ColumnElement[bool]) -> Select[Any]:
    head = AnnotationHead
    return (
        query.join(head, head.id == SpanRow.annotation_id)
        .join(Assignment, Assignment.id == head.assignment_id)
        .where(*conditions, head.state == SUBMITTED)
    )
