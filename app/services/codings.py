"""From the rows of a round to codings: what the statistics are drawn from."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Executable, Select, Text, select, type_coerce
from sqlalchemy.orm import Session

from annotations.annotation import SUBMITTED, Annotation, MarkedSpan
from annotations.codebook import Value
from annotations.frozen import FrozenMapping
from annotations.reliability import Coding
from annotations.reliability.codings import EVENT_MARK
from annotations.words import Words
from annotations.zones import Zone, coded_ranges
from app.models import (
    AnnotationHead,
    AnswerRow,
    Article,
    ArticleZone,
    Assignment,
    Event,
    Member,
    Outlet,
    Round,
    SpanRow,
    article_event,
)
from app.services import frozen
from app.services.codebooks import version_id

ROWS_AT_ONCE = 2_000
TEXTS_AT_ONCE = 100


@lru_cache(maxsize=50_000)
def attributes_of(stored: str) -> FrozenMapping[str, Value]:
    """Return the attributes of a span from their stored text; few combinations make up most spans."""
    return FrozenMapping(json.loads(stored))


def pseudonyms(session: Session, project_id: int) -> dict[int, str]:
    """Return how results name each person who is or was in the project."""
    query = select(Member.user_id, Member.pseudonym).where(Member.project_id == project_id)
    return {user_id: pseudonym for user_id, pseudonym in session.execute(query)}


@dataclass(frozen=True)
class Standing:
    """How a round stands: who owes what, in which state, on which texts. No label is in here.

    Gold articles measure annotators against a key; they are counted and otherwise left out.
    """

    # id, article, annotator, annotation, state, found_none, head_hash, ISO week of the submission
    assignments: Sequence[tuple[Any, ...]]
    articles: Sequence[tuple[Any, ...]]  # id, name, length, outlet
    zones: Sequence[tuple[Any, ...]]  # article, start, stop, kind
    events: Sequence[tuple[Any, ...]]  # article, event
    annotators: Mapping[int, str]
    gold: int = 0  # submitted annotations of gold articles

    @cached_property
    def fingerprint(self) -> str:
        """A digest that changes whenever a figure drawn from the round could change."""
        told = [
            [list(row) for row in rows] for rows in (self.assignments, self.articles, self.zones, self.events)
        ]
        facts: list[Any] = [told, sorted(self.annotators.items())] + ([self.gold] if self.gold else [])
        return hashlib.sha256(json.dumps(facts, separators=(",", ":")).encode()).hexdigest()

    def count(self, state: str | None) -> int:
        """Return how many assignments are in a state; None counts those that were not begun."""
        return sum(row[4] == state for row in self.assignments)


def standing(session: Session, round_: Round) -> Standing:
    """Return how the round stands."""
    of_round, owed = _article_ids(round_), _rows(session, _assignments(round_))
    return Standing(
        assignments=[(*row[:-2], _week(row[-2])) for row in owed if not row[-1]],
        articles=_rows(session, _articles(of_round)),
        zones=_rows(session, _zones(of_round)),
        events=_rows(session, _events(of_round)),
        annotators=pseudonyms(session, round_.project_id),
        gold=sum(row[-1] and row[4] == SUBMITTED for row in owed),
    )


def _article_ids(round_: Round) -> Select[int]:
    return select(Assignment.article_id).where(Assignment.round_id == round_.id, ~Assignment.gold)


def _assignments(round_: Round) -> Executable:
    head = AnnotationHead
    owed = (Assignment.id, Assignment.article_id, Assignment.annotator_id)
    return (
        select(
            *owed, head.id, head.state, head.found_none, head.head_hash, head.submitted_at, Assignment.gold
        )
        .outerjoin(head, head.assignment_id == Assignment.id)
        .where(Assignment.round_id == round_.id)
        .order_by(Assignment.id)
    )


def _articles(of_round: Select[int]) -> Executable:
    return (
        select(Article.id, Article.name, Article.length, Outlet.name)
        .outerjoin(Outlet, Outlet.id == Article.outlet_id)
        .where(Article.id.in_(of_round))
        .order_by(Article.id)
    )


def _zones(of_round: Select[int]) -> Executable:
    return (
        select(ArticleZone.article_id, ArticleZone.start, ArticleZone.stop, ArticleZone.kind)
        .where(ArticleZone.article_id.in_(of_round))
        .order_by(ArticleZone.article_id, ArticleZone.start)
    )


def _events(of_round: Select[int]) -> Executable:
    return (
        select(article_event.c.article_id, Event.name)
        .join(Event, Event.id == article_event.c.event_id)
        .where(article_event.c.article_id.in_(of_round))
        .order_by(article_event.c.article_id, Event.name)
    )


def _rows(session: Session, query: Executable) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.execute(query)]


def codings(
    session: Session, round_: Round, stands: Standing | None = None, *, words: bool = False
) -> list[Coding]:
    """Return a coding for every assignment of the round; labels come from submitted annotations only.

    An assignment that was not begun or not submitted is an empty draft here, so that a report can
    count what is missing without knowing what it says. The texts are read only for their ``words``.
    """
    stands = stands or standing(session, round_)
    texts = _texts(stands)
    if words:
        for article_id, found_words in _words(session, round_):
            texts[article_id]["words"] = found_words
    spans = _grouped(session, _submitted(round_, *_SPAN_COLUMNS, table=SpanRow))
    answers = _grouped(session, _submitted(round_, *_ANSWER_COLUMNS, table=AnswerRow))
    found = []
    for _, article_id, annotator_id, annotation_id, state, found_none, _, week in stands.assignments:
        said = Annotation()
        if state == SUBMITTED:
            said = _annotation(spans.get(annotation_id, ()), answers.get(annotation_id, ()), found_none)
        annotator = stands.annotators.get(annotator_id) or f"U{annotator_id}"
        told = {"week": week, "codebook_version": version_id(round_.codebook)}
        found.append(Coding(annotator=annotator, annotation=said, **told, **texts[article_id]))
    return found


def _words(session: Session, round_: Round) -> Iterator[tuple[int, Words]]:
    """Yield the words of every article of the round."""
    of_round = Article.id.in_(_article_ids(round_))
    digests = dict(session.execute(select(Article.id, Article.sha256).where(of_round)).all())
    at_hand = {key: words for key, sha256 in digests.items() if (words := frozen.words_at_hand(sha256))}
    yield from at_hand.items()
    if len(at_hand) < len(digests):
        # All texts in one query, however many: a query for each would make large rounds slow.
        texts = select(Article.id, Article.text).where(of_round).execution_options(yield_per=TEXTS_AT_ONCE)
        for article_id, text in session.execute(texts):
            if article_id not in at_hand:
                yield article_id, frozen.words_in(text, digests[article_id])


def _week(moment: datetime | None) -> str | None:
    """Return the ISO week of a moment, such as "2025-W07"."""
    if moment is None:
        return None
    year, week, _ = moment.isocalendar()
    return f"{year}-W{week:02}"


_SPAN_COLUMNS = (
    SpanRow.annotation_id,
    SpanRow.uid,
    SpanRow.layer,
    SpanRow.label,
    SpanRow.start,
    SpanRow.stop,
    SpanRow.quote,
    type_coerce(SpanRow.attributes, Text),
)
_ANSWER_COLUMNS = (AnswerRow.annotation_id, AnswerRow.variable, AnswerRow.value)


def _submitted(round_: Round, *columns: Any, table: type[SpanRow] | type[AnswerRow]) -> Select[Any]:
    head = AnnotationHead
    return (
        select(*columns)
        .select_from(table)
        .join(head, head.id == table.annotation_id)
        .join(Assignment, Assignment.id == head.assignment_id)
        .where(Assignment.round_id == round_.id, ~Assignment.gold, head.state == SUBMITTED)
    )


def _grouped(session: Session, query: Select[Any]) -> Mapping[int, list[tuple[Any, ...]]]:
    groups: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for annotation_id, *rest in session.execute(query.execution_options(yield_per=ROWS_AT_ONCE)):
        groups[annotation_id].append(tuple(rest))
    return groups


def _annotation(spans: Sequence[Any], answers: Sequence[tuple[str, Value]], found_none: bool) -> Annotation:
    marked = tuple(
        MarkedSpan(uid, layer, label, start, stop, quote, attributes_of(stored))
        for uid, layer, label, start, stop, quote, stored in spans
    )
    return Annotation(marked, dict(answers), found_none=found_none, state=SUBMITTED)


def _texts(stands: Standing) -> dict[int, dict[str, Any]]:
    """Return what a coding says about its article, by article."""
    zones: defaultdict[int, list[Zone]] = defaultdict(list)
    for article_id, start, stop, kind in stands.zones:
        zones[article_id].append(Zone(start, stop, kind))
    events: defaultdict[int, list[str]] = defaultdict(list)
    for article_id, event in stands.events:
        events[article_id].append(event)
    return {
        article_id: {
            "article": name,
            "length": length,
            "coded": coded_ranges(length, zones[article_id]),
            "outlet": outlet,
            "event": EVENT_MARK.join(events[article_id]) or None,
        }
        for article_id, name, length, outlet in stands.articles
    }
