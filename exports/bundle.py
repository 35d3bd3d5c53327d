"""The records of one export, joined: what each of them refers to must be there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from annotations.codebook import Codebook
from exports.attributes import AttributeColumn, attribute_columns
from exports.change_columns import CodebookChangeRecord
from exports.columns import FOUND_NONE, NONE_CHOSEN, SET_MARK
from exports.errors import ExportError, UnknownReference
from exports.key_records import KeyRecord
from exports.norming_columns import NormingRecord, NormingVoteRecord
from exports.rating_columns import CredibilityRecord, OutletRatingRecord, ReferenceRecord
from exports.records import (
    AdjudicatedAnswerRecord,
    AdjudicatedSpanRecord,
    AgreementRecord,
    AnnotatorRecord,
    AnswerRecord,
    ArticleRecord,
    AssignmentRecord,
    CodebookRecord,
    DecisionRecord,
    EventRecord,
    OutletRecord,
    PostRecord,
    SpanRecord,
    ThreadRecord,
    UnmaskingRecord,
)
from exports.sourcing_columns import SourcedRecord

T = TypeVar("T")

NOT_STARTED = "not_started"


@dataclass(frozen=True)
class Bundle:
    """Everything one export holds, in the order in which it is to be written.

    Order is the caller's: the same records in the same order give the same bytes. ``spans`` and
    ``answers`` may be large; they are read in passing, ``spans`` once for each of two tables, and ``texts``
    once. Give a list, or an object that starts anew each time it is iterated: a generator is refused.
    """

    project: str
    title: str
    codebooks: Sequence[CodebookRecord]
    outlets: Sequence[OutletRecord]
    events: Sequence[EventRecord]
    articles: Sequence[ArticleRecord]
    annotators: Sequence[AnnotatorRecord]
    assignments: Sequence[AssignmentRecord]
    spans: Iterable[SpanRecord]
    answers: Iterable[AnswerRecord]
    texts: Iterable[tuple[str, str]]
    agreement: Sequence[AgreementRecord] = ()
    decisions: Sequence[DecisionRecord] = ()
    adjudicated_spans: Sequence[AdjudicatedSpanRecord] = ()
    adjudicated_answers: Sequence[AdjudicatedAnswerRecord] = ()
    unmaskings: Sequence[UnmaskingRecord] = ()
    codebook_changes: Sequence[CodebookChangeRecord] = ()
    norming: Sequence[NormingRecord] = ()
    norming_votes: Sequence[NormingVoteRecord] = ()
    threads: Sequence[ThreadRecord] = ()
    posts: Sequence[PostRecord] = ()
    keys: Sequence[KeyRecord] = ()
    ratings: Sequence[OutletRatingRecord] = ()
    credibility: Sequence[CredibilityRecord] = ()
    references: Sequence[ReferenceRecord] = ()
    sourcing: Sequence[SourcedRecord] = ()

    def __post_init__(self) -> None:
        for name in ("spans", "answers", "texts"):
            if isinstance(getattr(self, name), Iterator):
                raise ExportError(f"The {name} can be read only once; an export reads them again.")
        for record in self.codebooks:
            _refuse_reserved(record.codebook)

    @cached_property
    def codebook_of(self) -> Mapping[str, Codebook]:
        """The codebooks by their versions."""
        return {record.codebook_version: record.codebook for record in self.codebooks}

    @cached_property
    def attributes(self) -> tuple[AttributeColumn, ...]:
        """The columns that the codebooks bring to spans.csv."""
        return attribute_columns([record.codebook for record in self.codebooks])

    @cached_property
    def article(self) -> Mapping[str, ArticleRecord]:
        """The articles by their ids."""
        return _by_id("article", self.articles)

    @cached_property
    def outlet(self) -> Mapping[str, OutletRecord]:
        """The outlets by their ids."""
        return _by_id("outlet", self.outlets)

    @cached_property
    def assignment(self) -> Mapping[str, AssignmentRecord]:
        """The assignments by their ids."""
        return _by_id("assignment", self.assignments)

    @cached_property
    def event(self) -> Mapping[str, EventRecord]:
        """The events by their ids."""
        return _by_id("event", self.events)

    @cached_property
    def annotator(self) -> Mapping[str, AnnotatorRecord]:
        """The annotators by their pseudonyms."""
        return _by_id("annotator", self.annotators)

    def article_judged(self, assignment: AssignmentRecord) -> ArticleRecord | None:
        """Return the article of an assignment, or None if an outlet was to be judged."""
        if assignment.unit_type != "article":
            return None
        return known(self.article, assignment.unit_id, assignment.assignment_id, "article")

    def outlet_judged(self, assignment: AssignmentRecord) -> OutletRecord | None:
        """Return the outlet that was to be judged, or that published the article."""
        article = self.article_judged(assignment)
        return self.outlet_named(
            article.outlet_id if article else assignment.unit_id, assignment.assignment_id
        )

    def outlet_named(self, outlet_id: str | None, asker: str) -> OutletRecord | None:
        """Return the outlet of the id, or None where it is unknown."""
        return None if outlet_id is None else known(self.outlet, outlet_id, asker, "outlet")


def known(things: Mapping[str, T], thing_id: str, asker: str, what: str) -> T:
    """Return the thing of the id or raise UnknownReference."""
    try:
        return things[thing_id]
    except KeyError:
        raise UnknownReference(f"{asker} names the {what} {thing_id}, which is not in the bundle.") from None


def joined(ids: Sequence[str]) -> str | None:
    """Return ids as one cell."""
    return SET_MARK.join(ids) or None


def _refuse_reserved(codebook: Codebook) -> None:
    """Refuse codes that mean something else in the tables, so that no row can be read in two ways."""
    questions = (*codebook.article_questions, *codebook.outlet_questions)
    for variable in (*questions, *(attribute for layer in codebook.layers for attribute in layer.attributes)):
        if variable.unit != "span" and variable.code == FOUND_NONE:
            raise ExportError(f"A question has the code {FOUND_NONE}, which the tables use themselves.")
        if variable.kind == "choices" and NONE_CHOSEN in variable.by_code:
            raise ExportError(f"{variable.code} has a category {NONE_CHOSEN}, the word for an empty list.")


R = TypeVar("R", ArticleRecord, OutletRecord, EventRecord, AnnotatorRecord, AssignmentRecord)


def _by_id(what: str, records: Sequence[R]) -> dict[str, R]:
    found = {record[0]: record for record in records}
    if len(found) < len(records):
        raise ExportError(f"Two records of the bundle have the same {what} id.")
    return found
