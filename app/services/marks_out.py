"""The marks of a round as formats of other programs are given them: article by article, in flat memory."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Text, func, select, type_coerce
from sqlalchemy.orm import Session

from annotations.annotation import SUBMITTED
from app.clock import now
from app.models import (
    AnnotationHead,
    AnswerRow,
    Article,
    Assignment,
    Event,
    Outlet,
    Round,
    SpanRow,
    User,
    article_event,
)
from app.services import annotation_state, foreign_parts
from app.services.codebooks import version_id
from app.services.codings import attributes_of, pseudonyms
from exports.formats.marked import Losses, Marked, MarkedArticle, MarkedSpan, Reading

AT_ONCE = 50  # articles


def marked(session: Session, round_: Round, losses: Losses, *, names: bool = False) -> Marked:
    """Return what was submitted in the round, with pseudonyms or else names.

    The articles are read while they are written, each time anew, so the session must stay open until then.
    Who calls decides whether the round may be seen. Drafts are left out, which is a loss.
    """
    drafts = session.scalar(
        select(func.count())
        .select_from(AnnotationHead)
        .join(Assignment, Assignment.id == AnnotationHead.assignment_id)
        .where(Assignment.round_id == round_.id, AnnotationHead.state != SUBMITTED)
    )
    if drafts:
        losses.add("annotations that are not submitted", count=drafts)
    people = _people(session, round_, names)
    return Marked(
        project=round_.project.slug,
        title=f"{round_.project.title}, {round_.name}",
        codebook_version=version_id(round_.codebook),
        codebook=annotation_state.codebook_of(session, round_),
        articles=_Articles(session, round_.id, people),
        made=now(),
        annotators=sorted(people[key] for key in session.scalars(_who_submitted(round_))),
        links=foreign_parts.links_of(session, round_),
    )


def _who_submitted(round_: Round) -> Select[int]:
    return (
        select(Assignment.annotator_id)
        .join(AnnotationHead, AnnotationHead.assignment_id == Assignment.id)
        .where(Assignment.round_id == round_.id, AnnotationHead.state == SUBMITTED)
        .distinct()
    )


def _people(session: Session, round_: Round, names: bool) -> Mapping[int, str]:
    """Return how the export calls each annotator; those of one name keep their pseudonym behind it."""
    known = pseudonyms(session, round_.project_id)
    if not names:
        return known
    called = dict(session.execute(select(User.id, User.name).where(User.id.in_(known))).all())
    taken = list(called.values())
    return {key: name if taken.count(name) == 1 else f"{name} ({known[key]})" for key, name in called.items()}


@dataclass(frozen=True)
class _Articles:
    """The articles of a round that somebody submitted; each iteration asks again."""

    session: Session
    round_id: int
    people: Mapping[int, str]

    def __iter__(self) -> Iterator[MarkedArticle]:
        query = (
            select(Assignment.article_id)
            .join(AnnotationHead, AnnotationHead.assignment_id == Assignment.id)
            .where(Assignment.round_id == self.round_id, AnnotationHead.state == SUBMITTED)
            .distinct()
            .order_by(Assignment.article_id)
        )
        found = self.session.scalars(query).all()
        for first in range(0, len(found), AT_ONCE):
            yield from self._read(found[first : first + AT_ONCE])

    def _read(self, ids: Sequence[int]) -> Iterator[MarkedArticle]:
        readings, events = self._readings(ids), self._events(ids)
        query = (
            select(
                Article.id,
                Article.name,
                Article.text,
                Article.title,
                Outlet.name.label("outlet"),
                Article.published,
                Article.language,
                Article.byline,
                Article.url,
            )
            .outerjoin(Outlet, Outlet.id == Article.outlet_id)
            .where(Article.id.in_(ids))
            .order_by(Article.id)
        )
        for key, name, text, *facts in self.session.execute(query):
            told = zip(("title", "outlet", "published", "language", "byline", "url"), facts, strict=True)
            metadata = {field: str(fact) for field, fact in (*told, ("events", events.get(key))) if fact}
            yield MarkedArticle(f"A{key}", name, text, readings[key], metadata)

    def _events(self, ids: Sequence[int]) -> Mapping[int, str]:
        query = (
            select(article_event.c.article_id, Event.name)
            .join(Event, Event.id == article_event.c.event_id)
            .where(article_event.c.article_id.in_(ids))
            .order_by(Event.name)
        )
        found: dict[int, list[str]] = defaultdict(list)
        for article, name in self.session.execute(query):
            found[article].append(name)
        return {article: "; ".join(names) for article, names in found.items()}

    def _readings(self, ids: Sequence[int]) -> Mapping[int, Sequence[Reading]]:
        head = AnnotationHead
        query = (
            select(
                head.id,
                Assignment.id,
                Assignment.article_id,
                Assignment.annotator_id,
                head.submitted_at,
                head.note,
                head.found_none,
            )
            .join(Assignment, Assignment.id == head.assignment_id)
            .where(
                Assignment.round_id == self.round_id,
                Assignment.article_id.in_(ids),
                head.state == SUBMITTED,
            )
            .order_by(Assignment.article_id, Assignment.id)
        )
        rows = self.session.execute(query).all()
        heads = [row[0] for row in rows]
        beside = foreign_parts.newest(self.session, heads)
        spans, answers = self._spans(heads, beside), self._answers(heads)
        found: dict[int, list[Reading]] = defaultdict(list)
        for key, assignment, article, annotator, submitted, note, found_none in rows:
            came = {name: one for name, one in beside.get(key, {}).items() if name != foreign_parts.SPANS}
            said = (spans[key], answers[key], note or "", bool(found_none), came)
            found[article].append(Reading(self.people[annotator], f"N{assignment}", submitted, *said))
        return found

    def _spans(
        self, heads: Sequence[int], beside: Mapping[int, foreign_parts.Body]
    ) -> Mapping[int, Sequence[MarkedSpan]]:
        row = SpanRow
        query = (
            select(
                row.annotation_id,
                row.id,
                row.uid,
                row.layer,
                row.label,
                row.start,
                row.stop,
                row.quote,
                type_coerce(row.attributes, Text),
                row.note,
            )
            .where(row.annotation_id.in_(heads))
            .order_by(row.annotation_id, row.start, row.stop, row.uid)
        )
        found: dict[int, list[MarkedSpan]] = defaultdict(list)
        for head, key, uid, layer, label, start, stop, quote, stored, note in self.session.execute(query):
            said = (layer, label, start, stop, quote, attributes_of(stored), note or "")
            came = beside[head].get(foreign_parts.SPANS, {}).get(uid, {}) if head in beside else {}
            span = MarkedSpan(f"S{key}", *said, came)
            found[head].append(span)
        return found

    def _answers(self, heads: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        row = AnswerRow
        query = (
            select(row.annotation_id, row.variable, row.value)
            .where(row.annotation_id.in_(heads))
            .order_by(row.id)
        )
        found: dict[int, dict[str, Any]] = defaultdict(dict)
        for head, variable, value in self.session.execute(query):
            found[head][variable] = value
        return found
