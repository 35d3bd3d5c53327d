"""Spans, answers and texts of an export: each iteration is a new query, read a few thousand rows at a time.

Rows come as plain tuples, without objects of the tables: an export may hold millions of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Executable, Text, select, type_coerce
from sqlalchemy.orm import Session

from annotations.zones import BODY, Zone, zone_at
from app.models import AnnotationHead, AnswerRow, Article, Assignment, SpanRow
from app.services.codings import ROWS_AT_ONCE, attributes_of
from exports.records import AnswerRecord, SpanRecord

R = TypeVar("R")
Zones = Mapping[int, tuple[Zone, ...]]


@dataclass(frozen=True)
class Stream(Generic[R]):
    """Records that can be read again and again while the session is open."""

    session: Session
    query: Executable
    record: Callable[..., R]

    def __iter__(self) -> Iterator[R]:
        rows = self.session.connection().execute(self.query, execution_options={"yield_per": ROWS_AT_ONCE})
        for part in rows.partitions():
            for row in part:
                yield self.record(*row)


def spans(session: Session, rounds: Sequence[int], zones: Zones) -> Stream[SpanRecord]:
    """Return the spans of the rounds by assignment and place; `zones` are those of the articles."""
    query = _of_rounds(
        rounds,
        SpanRow,
        Assignment.article_id,
        SpanRow.id,
        AnnotationHead.assignment_id,
        SpanRow.layer,
        SpanRow.label,
        SpanRow.start,
        SpanRow.stop,
        SpanRow.quote,
        type_coerce(SpanRow.attributes, Text),
        SpanRow.note,
    ).order_by(AnnotationHead.assignment_id, SpanRow.start, SpanRow.stop, SpanRow.uid)

    def record(
        article: int, span: int, assignment: int, layer: str, label: str, start: int, *rest: Any
    ) -> SpanRecord:
        stop, quote, attributes, note = rest
        zone = zone_at(zones[article], start) if article in zones else BODY
        given = attributes_of(attributes)
        return SpanRecord(
            f"S{span}", f"N{assignment}", layer, label, start, stop, quote, given, zone, note or None
        )

    return Stream(session, query, record)


def answers(session: Session, rounds: Sequence[int]) -> Stream[AnswerRecord]:
    """Return the answers of the rounds by assignment and question."""
    query = _of_rounds(
        rounds, AnswerRow, AnnotationHead.assignment_id, AnswerRow.variable, AnswerRow.value
    ).order_by(AnnotationHead.assignment_id, AnswerRow.id)
    return Stream(session, query, lambda owed, variable, value: AnswerRecord(f"N{owed}", variable, value))


def texts(session: Session, rounds: Sequence[int]) -> Stream[tuple[str, str]]:
    """Return the texts of the articles that the rounds use."""
    query = select(Article.id, Article.text).where(Article.id.in_(used_articles(rounds))).order_by(Article.id)
    return Stream(session, query, lambda article, text: (f"A{article}", text))


def used_articles(rounds: Sequence[int]) -> Any:
    """Return the query for the articles that the rounds use."""
    return select(Assignment.article_id).where(Assignment.round_id.in_(rounds))


def _of_rounds(rounds: Sequence[int], table: type[SpanRow] | type[AnswerRow], *columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(table)
        .join(AnnotationHead, AnnotationHead.id == table.annotation_id)
        .join(Assignment, Assignment.id == AnnotationHead.assignment_id)
        .where(Assignment.round_id.in_(rounds))
    )
