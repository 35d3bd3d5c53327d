"""The columns of answer keys: one row for each key, and one for each of its spans."""

from __future__ import annotations

from collections.abc import Sequence

from exports.attributes import AttributeColumn
from exports.columns import SPAN_HEAD, Column, Table

_KEY = Column("key_id", "id", "The key; they are numbered as they were made.", required=True)
_ARTICLE = Column("article_id", "id", "The article, a row of articles.csv.", required=True)
_VERSION = Column("codebook_version", "id", "Version of the codebook it counts under.", required=True)

ANSWER_KEYS = Table(
    "answer_keys.csv",
    "one key that annotators are measured against; of an article and version the newest counts",
    (
        _KEY,
        _ARTICLE,
        _VERSION,
        Column("source", "text", "Where it comes from: adjudicated or entered.", required=True),
        Column("round", "text", "Name of the round whose adjudication it was made of."),
        Column("found_none", "boolean", "Whether there is nothing to mark in the article.", required=True),
        Column("answers", "json", "The answers to the questions about the article.", required=True),
        Column("note", "text", "What is to be known about it, such as that it was taken over."),
        Column("made_by", "text", "Pseudonym of who made it. Empty if a command did."),
        Column("made_at", "datetime", "When it was made.", required=True),
    ),
)
KEY_SPANS = "key_spans.csv"


def key_spans_table(attributes: Sequence[AttributeColumn]) -> Table:
    """Return the declaration of key_spans.csv with the attributes of the codebooks."""
    head = (_KEY, Column("span_id", "id", "The span, unique in its key.", required=True), *SPAN_HEAD[1:])
    tail = (
        Column("zone", "text", "Zone of the text in which the span starts, for example headline or body."),
        _VERSION,
        _ARTICLE,
    )
    columns = (*head, *(attribute.column for attribute in attributes), *tail)
    return Table(KEY_SPANS, "one span of an answer key", columns)
