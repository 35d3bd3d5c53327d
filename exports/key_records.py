"""What the caller hands over about answer keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from exports.records import Value


class KeySpanRecord(NamedTuple):
    """One span of an answer key."""

    span_id: str  # unique among the spans of its key
    layer: str
    label: str
    start: int
    end: int
    quote: str
    attributes: Mapping[str, Value]
    zone: str | None


class KeyRecord(NamedTuple):
    """One answer key: what an article says by the judgement that annotators are measured against."""

    key_id: str  # such as "K4"
    article_id: str
    codebook_version: str
    source: str
    round: str | None
    found_none: bool
    answers: Mapping[str, Value]
    spans: Sequence[KeySpanRecord]
    note: str | None
    made_by: str | None
    made_at: datetime
