"""Ratings of outlets: the columns of ratings, scores and reference lists, and the records that fill them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from exports.columns import Column, Table


class OutletRatingRecord(NamedTuple):
    """One answer about an outlet, as the columns of outlet_ratings.csv stand."""

    rating_id: str  # such as "R12"
    session: str
    codebook_version: str
    blind: bool
    outlet_id: str
    outlet: str
    rater: str
    familiarity: int | None
    trust: int | None
    variable: str
    level: str | None
    weight: float | None
    value: str | None
    evidence_url: str | None
    evidence_note: str | None
    confidence: int | None
    assessed_on: str | None
    rated_at: datetime
    submitted_at: datetime
    is_current: bool


class CredibilityRecord(NamedTuple):
    """One score, as the columns of credibility_scores.csv stand."""

    session: str
    codebook_version: str
    closed_at: datetime | None
    outlet_id: str
    outlet: str
    rater: str | None
    score: float | None
    reason: str | None
    lowest: float | None
    highest: float | None
    deviation: float | None
    raters: int
    criteria_rated: int | None
    criteria: int
    parts: Sequence[Mapping[str, Any]] | None


class ReferenceRecord(NamedTuple):
    """One domain of a reference list, as the columns of reference_scores.csv stand."""

    list: str
    source: str
    dated: str
    licence: str
    set_aside: bool
    domain: str
    score: float
    outlet_id: str | None


OUTLET_RATINGS = Table(
    "outlet_ratings.csv",
    "one answer that a rater gave about an outlet, earlier ones of submitted ratings included",
    (
        Column("rating_id", "id", "The answer; they are numbered as they were given.", required=True),
        Column("session", "text", "The rating session.", required=True),
        Column("codebook_version", "id", "Version of the codebook that it was rated by.", required=True),
        Column("blind", "boolean", "Whether raters worked without seeing each other.", required=True),
        Column("outlet_id", "id", "The outlet, a row of outlets.csv.", required=True),
        Column("outlet", "text", "Its name.", required=True),
        Column("rater", "text", "Pseudonym of the rater.", required=True),
        Column("familiarity", "integer", "How well the rater knew it before: 0 not at all to 3 regularly."),
        Column("trust", "integer", "How far the rater trusted it before: 1 not at all to 7 fully."),
        Column("variable", "id", "Code of the question, as in codebook.csv.", required=True),
        Column("level", "text", "Level of measurement. Empty for free text."),
        Column("weight", "number", "Weight in the score. Empty: not part of it."),
        Column("value", "text", "The answer; several codes are joined by |. Empty: it was taken back."),
        Column("evidence_url", "text", "Web address given as evidence; it was never opened by the program."),
        Column("evidence_note", "text", "Quote or note given as evidence."),
        Column("confidence", "integer", "How sure the rater was: 1 could be otherwise, 2 fairly, 3 sure."),
        Column("assessed_on", "text", "Day on which the outlet was looked at."),
        Column("rated_at", "datetime", "When the answer was saved.", required=True),
        Column("submitted_at", "datetime", "When the rater submitted the ratings.", required=True),
        Column("is_current", "boolean", "Whether it is the answer that counts.", required=True),
    ),
)

CREDIBILITY_SCORES = Table(
    "credibility_scores.csv",
    "the score of an outlet in a session: one by each rater, and their mean (column rater empty)",
    (
        Column("session", "text", "The rating session.", required=True),
        Column("codebook_version", "id", "Version of the codebook that it was rated by.", required=True),
        Column("closed_at", "datetime", "When the session was closed."),
        Column("outlet_id", "id", "The outlet, a row of outlets.csv.", required=True),
        Column("outlet", "text", "Its name.", required=True),
        Column("rater", "text", "Pseudonym of the rater. Empty for the mean of the raters."),
        Column(
            "score",
            "number",
            "100 times the weighted mean share of what can be reached, over the criteria rated.",
        ),
        Column("reason", "text", "Why there is no score."),
        Column("lowest", "number", "Lowest score of a rater."),
        Column("highest", "number", "Highest score of a rater."),
        Column("deviation", "number", "Standard deviation of the raters' scores (n - 1)."),
        Column("raters", "integer", "How many raters have a score.", required=True),
        Column("criteria_rated", "integer", "How many criteria the rater rated. Empty for the mean."),
        Column("criteria", "integer", "How many criteria the codebook weighs.", required=True),
        Column("parts", "json", "The criteria with weight, value, state and share of the best."),
    ),
)

REFERENCE_SCORES = Table(
    "reference_scores.csv",
    "one domain of a list of scores that the researcher brought",
    (
        Column("list", "text", "Name of the list.", required=True),
        Column("source", "text", "Where it comes from.", required=True),
        Column("dated", "text", "When it was made.", required=True),
        Column("licence", "text", "Its licence.", required=True),
        Column("set_aside", "boolean", "Whether it is no longer compared with.", required=True),
        Column("domain", "text", "The domain.", required=True),
        Column("score", "number", "Its score on the list.", required=True),
        Column("outlet_id", "id", "The outlet whose web address has this host name."),
    ),
)

RATINGS = (OUTLET_RATINGS, CREDIBILITY_SCORES, REFERENCE_SCORES)
