"""What the caller hands over: each fact once, as plain tuples with named places.

The tables join these records, so that a span cannot name another annotator than its assignment does.
A database row in the same order will do as well: ``SpanRecord(*row)``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from annotations.agreement.report import Report
from annotations.codebook import Codebook

Value = str | int | float | Sequence[str]


class CodebookRecord(NamedTuple):
    """One used version of the codebook; ``toml`` is the stored text, which leaves as it is."""

    codebook_version: str  # such as "v3", unique in the project
    codebook: Codebook
    toml: str


class OutletRecord(NamedTuple):
    """One outlet."""

    outlet_id: str  # such as "O2"
    outlet: str
    kind: str | None = None
    country: str | None = None
    url: str | None = None
    note: str | None = None
    aliases: Sequence[str] = ()


class EventRecord(NamedTuple):
    """One event."""

    event_id: str  # such as "E1"
    event: str
    date: date | str | None = None
    description: str | None = None


class ArticleRecord(NamedTuple):
    """One article without its text."""

    article_id: str  # such as "A12"
    article: str
    title: str | None
    outlet_id: str | None
    event_ids: Sequence[str]
    published: date | str | None
    language: str | None
    byline: str | None
    url: str | None
    provenance: Mapping[str, str]
    length: int
    text_sha256: str
    zones: Sequence[Mapping[str, Any]]  # {"start": 0, "end": 40, "kind": "headline"}
    agency: str | None = None
    date_stated: str | None = None
    is_translation: bool | None = None


class AnnotatorRecord(NamedTuple):
    """One annotator; name and address leave only when names are asked for."""

    annotator: str
    name: str | None = None
    email: str | None = None


class AssignmentRecord(NamedTuple):
    """One assignment with the state of its annotation. ``unit_id`` is an article or an outlet."""

    assignment_id: str  # such as "N7"
    round: str
    phase: str
    blind: bool
    codebook_version: str
    annotator: str
    unit_type: str  # article or outlet
    unit_id: str
    position: int | None
    state: str  # not_started, draft or submitted
    found_none: bool
    note: str | None
    created_at: datetime | None
    updated_at: datetime | None
    submitted_at: datetime | None
    released_at: datetime | None = None
    stands_in: bool = False
    outlet_masked: bool = False
    is_gold: bool = False
    recodes: str | None = None  # the round whose articles are coded again
    recodes_unseen: bool = False


class SpanRecord(NamedTuple):
    """One marked span; ``attributes`` holds the value of each attribute that has one."""

    span_id: str  # such as "S5"
    assignment_id: str
    layer: str
    label: str
    start: int
    end: int
    quote: str
    attributes: Mapping[str, Value]
    zone: str | None
    note: str | None


class AnswerRecord(NamedTuple):
    """One answer to a question on the article or outlet of the assignment."""

    assignment_id: str
    variable: str
    value: Value


class DecisionRecord(NamedTuple):
    """One entry of the log of decisions, as the columns of decisions.csv stand."""

    decision_id: str  # such as "D3"
    round: str
    codebook_version: str
    article_id: str
    kind: str
    layer: str | None
    variable: str | None
    subject: Sequence[Mapping[str, Any]]
    verdict: Mapping[str, Any]
    reason: str | None
    dissent: Sequence[Mapping[str, Any]]
    basis: str
    batch: str | None
    supersedes: str | None
    withdrawn: bool
    in_force: bool
    stale: bool
    decided_by: str
    decided_at: datetime


class AdjudicatedSpanRecord(NamedTuple):
    """One span that stands after adjudication."""

    span_id: str  # starts with the letter d
    round: str
    codebook_version: str
    article_id: str
    layer: str
    label: str
    start: int
    end: int
    quote: str
    attributes: Mapping[str, Value]
    zone: str | None
    basis: str  # agreed or decided
    annotators: Sequence[str]
    decision_ids: Sequence[str] = ()
    undecided: Sequence[str] = ()


class AdjudicatedAnswerRecord(NamedTuple):
    """One answer about an article that stands after adjudication."""

    round: str
    codebook_version: str
    article_id: str
    variable: str
    value: Value
    basis: str
    annotators: Sequence[str]
    decision_id: str | None = None


class UnmaskingRecord(NamedTuple):
    """One time that outlets were shown to the annotators of a round that hides them."""

    round: str
    article_id: str | None  # none: all of them
    reason: str
    unmasked_by: str | None
    unmasked_at: datetime


class AgreementRecord(NamedTuple):
    """The agreement report of one round."""

    round: str
    codebook_version: str
    report: Report


class ThreadRecord(NamedTuple):
    """One thread of talk, as the columns of threads.csv stand."""

    thread_id: str  # such as "T4"
    subject: str
    article_id: str | None
    article: str | None
    start: int | None
    end: int | None
    quote: str | None
    codebook_version: str | None
    entry: str | None
    round: str | None
    visibility: str
    title: str
    author: str
    author_name: str | None
    created_at: datetime
    settled_at: datetime | None


class PostRecord(NamedTuple):
    """One post in a thread."""

    post_id: str  # such as "P9"
    thread_id: str
    author: str
    author_name: str | None
    text: str
    mentions: Sequence[str]
    posted_at: datetime
