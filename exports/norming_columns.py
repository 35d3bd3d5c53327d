"""Norming meetings: the columns of what was talked about and of the votes, and the records that fill them."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from exports.columns import Column, Table


class NormingRecord(NamedTuple):
    """One disagreement that was on the screen, as the columns of norming.csv stand."""

    item_id: str  # such as "N2"
    round: str
    article_id: str
    article: str
    kind: str
    layer: str | None
    variable: str | None
    start: int | None
    end: int | None
    said: str
    opened_at: datetime
    counted_at: datetime | None
    settled_at: datetime | None
    rule: str | None
    codebook_version: str | None


class NormingVoteRecord(NamedTuple):
    """One vote, as the columns of norming_votes.csv stand."""

    vote_id: str  # such as "V7"
    item_id: str
    voter: str
    option: int
    said: str
    counts: bool
    voted_at: datetime


NORMING = Table(
    "norming.csv",
    "one disagreement that a norming meeting looked at",
    (
        Column("item_id", "id", "The disagreement; they are numbered as they were opened.", required=True),
        Column("round", "text", "The round whose annotators disagreed.", required=True),
        Column("article_id", "id", "The article, a row of articles.csv.", required=True),
        Column("article", "text", "File name or id that the article was imported under.", required=True),
        Column(
            "kind",
            "text",
            "What was disagreed on: found, borders, label, attribute or answer.",
            required=True,
        ),
        Column("layer", "id", "The layer of the spans. Empty for a question about the article."),
        Column("variable", "id", "The attribute or question. Empty for finding, borders and labels."),
        Column("start", "integer", "Where the spans begin that it is about."),
        Column("end", "integer", "Where they end: the first character after them."),
        Column("said", "text", "What was said and by how many annotators, joined by |.", required=True),
        Column("opened_at", "datetime", "When it was put on the screen.", required=True),
        Column("counted_at", "datetime", "When the last vote was counted. Empty if none was."),
        Column("settled_at", "datetime", "When the talk about it was closed."),
        Column("rule", "text", "The sentence that was written into the codebook because of it."),
        Column("codebook_version", "id", "Version of the codebook that it was written into."),
    ),
)

NORMING_VOTES = Table(
    "norming_votes.csv",
    "one vote in a norming meeting that was counted",
    (
        Column("vote_id", "id", "The vote; they are numbered as they were given.", required=True),
        Column("item_id", "id", "What it was about, a row of norming.csv.", required=True),
        Column("voter", "text", "Pseudonym of the person who voted.", required=True),
        Column("option", "integer", "Place of the answer among those offered, from 1.", required=True),
        Column("said", "text", "The answer.", required=True),
        Column("counts", "boolean", "Whether it is this person's newest vote on it.", required=True),
        Column("voted_at", "datetime", "When it was given.", required=True),
    ),
)
