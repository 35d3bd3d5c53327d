"""The audit of sources: the columns of statements, and of what articles and events rest on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from annotations.sourcing import CARRIERS
from exports.columns import Column, Table


class SourcedRecord(NamedTuple):
    """One row about a statement, as the columns of sourcing.csv stand."""

    row_id: str  # such as "Q7"
    statement_id: str
    article_id: str
    article: str
    outlet: str | None
    auditor: str
    start: int
    end: int
    quote: str
    speaker: str | None
    carriers: Sequence[dict[str, Any]]
    chain: str | None
    origin: str | None
    traced: bool
    note: str | None
    in_force: bool
    withdrawn: bool
    said_at: datetime


_KINDS = ", ".join(f"{code} ({name})" for code, name in CARRIERS.items())
_AUDITOR = Column("auditor", "text", "Pseudonym of the person who found it.", required=True)
_FOUND = (
    Column("statements", "integer", "How many statements were looked at.", required=True),
    Column("traced", "integer", "Of how many a reader learns who made them.", required=True),
    Column(
        "origins",
        "integer",
        "How many independent origins they have: carriers next to a speaker, or speakers without a carrier.",
        required=True,
    ),
    Column("names", "text", "The origins, the one with the most statements first, joined by |."),
)

SOURCING = Table(
    "sourcing.csv",
    "one time that somebody said where a statement of an article comes from",
    (
        Column("row_id", "id", "The row; rows are numbered as they were written.", required=True),
        Column("statement_id", "id", "The statement; a later row replaces an earlier one.", required=True),
        Column("article_id", "id", "The article; a row of articles.csv if a round uses it.", required=True),
        Column("article", "text", "File name or id that the article was imported under.", required=True),
        Column("outlet", "text", "Name of its outlet. Empty when unknown."),
        _AUDITOR,
        Column("start", "integer", "Where the statement begins in the text.", required=True),
        Column("end", "integer", "Where it ends: the first character after it.", required=True),
        Column("quote", "text", "Its words.", required=True),
        Column("speaker", "text", "Who made it. Empty where the article names nobody."),
        Column("carriers", "json", f"Through whom it came, from the speaker to the outlet; kinds: {_KINDS}."),
        Column("chain", "text", "The same in words: speaker via carrier via carrier."),
        Column("origin", "text", "Where the words first entered public: the first carrier, or the speaker."),
        Column("traced", "boolean", "Whether a reader learns who made the statement.", required=True),
        Column("note", "text", "What the auditor noted."),
        Column("in_force", "boolean", "Whether it counts: the newest row, not taken back.", required=True),
        Column("withdrawn", "boolean", "Whether the row takes the statement back.", required=True),
        Column("said_at", "datetime", "When it was said.", required=True),
    ),
)
BY_ARTICLE = (
    Column("article_id", "id", "The article.", required=True),
    Column("article", "text", "Its title or file name.", required=True),
    Column("outlet", "text", "Name of its outlet. Empty when unknown."),
    _AUDITOR,
    *_FOUND,
)
BY_EVENT = (
    Column("event_id", "id", "The event.", required=True),
    Column("event", "text", "Its name.", required=True),
    _AUDITOR,
    Column("articles", "integer", "How many of its articles the person audited.", required=True),
    *_FOUND,
    Column("shared", "text", "The origins that several outlets rest on, joined by |."),
)
