"""Spans, answers and texts of an export: each iteration is a new query, read a few hundred rows at a time.

Rows become records a column at a time, without objects of the tables, and a text that came before is
not decoded again: an export may hold millions of rows, and its writer reads the spans twice.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, Generic, TypeVar

from sqlalchemy import Executable, Text, select, type_coerce
from sqlalchemy.orm import Session

from annotations.zones import BODY, Zone, zone_finder
from app.models import AnnotationHead, AnswerRow, Article, Assignment, SpanRow
from exports.records import AnswerRecord, SpanRecord
from exports.tables import CHUNK

R = TypeVar("R")
Zones = Mapping[int, tuple[Zone, ...]]
Rows = Sequence[Any]


@dataclass(frozen=True)
class Stream(Generic[R]):
    """Records that can be read again and again while the session is open."""

    session: Session
    query: Executable
    records: Callable[[Rows], Iterable[R]]

    def __iter__(self) -> Iterator[R]:
        rows = self.session.connection().execute(self.query, execution_options={"yield_per": CHUNK})
        return chain.from_iterable(map(self.records, rows.partitions()))


def spans(session: Session, rounds: Sequence[int], zones: Zones) -> Stream[SpanRecord]:
    """Return the spans of the rounds by assignment and place; `zones` are those of the articles."""
    owed = select(Assignment.id, Assignment.article_id).where(Assignment.round_id.in_(rounds))
    finders = {article: zone_finder(of_article) for article, of_article in zones.items()}
    names, zone_of = {}, {}
    for key, article in session.execute(owed):
        names[key], zone_of[key] = f"N{key}", finders.get(article, _body)
    head = AnnotationHead
    query = (
        select(
            SpanRow.id,
            head.assignment_id,
            SpanRow.layer,
            SpanRow.label,
            SpanRow.start,
            SpanRow.stop,
            SpanRow.quote,
            type_coerce(SpanRow.attributes, Text),
            SpanRow.note,
        )
        .join(head, head.id == SpanRow.annotation_id)
        .where(head.assignment_id.in_(_owed(rounds)))
        .order_by(head.assignment_id, SpanRow.start, SpanRow.stop, SpanRow.uid)
    )

    def records(rows: Rows) -> Iterable[SpanRecord]:
        keys, owed, layers, labels, starts, stops, quotes, stored, notes = zip(*rows, strict=True)
        return map(
            SpanRecord,
            [f"S{key}" for key in keys],
            [names[assignment] for assignment in owed],
            layers,
            labels,
            starts,
            stops,
            quotes,
            map(_attributes, stored),
            [zone_of[assignment](start) for assignment, start in zip(owed, starts, strict=True)],
            [note or None for note in notes],
        )

    return Stream(session, query, records)


def answers(session: Session, rounds: Sequence[int]) -> Stream[AnswerRecord]:
    """Return the answers of the rounds by assignment, in the order in which they were given."""
    head = AnnotationHead
    query = (
        select(head.assignment_id, AnswerRow.variable, type_coerce(AnswerRow.value, Text))
        .join(head, head.id == AnswerRow.annotation_id)
        .where(head.assignment_id.in_(_owed(rounds)))
        .order_by(head.assignment_id, AnswerRow.id)
    )

    def records(rows: Rows) -> list[AnswerRecord]:
        return [AnswerRecord(f"N{owed}", variable, _value(stored)) for owed, variable, stored in rows]

    return Stream(session, query, records)


def texts(session: Session, rounds: Sequence[int]) -> Stream[tuple[str, str]]:
    """Return the texts of the articles that the rounds use."""
    query = select(Article.id, Article.text).where(Article.id.in_(used_articles(rounds))).order_by(Article.id)
    return Stream(session, query, lambda rows: [(f"A{article}", text) for article, text in rows])


def used_articles(rounds: Sequence[int]) -> Any:
    """Return the query for the articles that the rounds use."""
    return select(Assignment.article_id).where(Assignment.round_id.in_(rounds))


def _owed(rounds: Sequence[int]) -> Any:
    # Asked for in this way the rows come in the order of an index; a join would sort all of them.
    return select(Assignment.id).where(Assignment.round_id.in_(rounds))


def _body(_offset: int) -> str:
    return BODY


# A mapping, not a dict, to all who are given it: the same one stands in many records.
@lru_cache(maxsize=50_000)
def _attributes(stored: str) -> Mapping[str, Any]:
    attributes: dict[str, Any] = json.loads(stored)
    return attributes


@lru_cache(maxsize=10_000)
def _value(stored: str) -> Any:
    return json.loads(stored)
