"""The columns of the log of who let outlets be seen in rounds that hide them."""

from __future__ import annotations

from exports.columns import Column, Table

UNMASKINGS = Table(
    "unmaskings.csv",
    "one time that a manager let annotators of a round see whose article it is",
    (
        Column("round", "text", "Name of the round, which hides outlets.", required=True),
        Column("article_id", "id", "The article, a row of articles.csv. Empty where it was the whole round."),
        Column("reason", "text", "Why, in the words of the manager.", required=True),
        Column("unmasked_by", "text", "Pseudonym of the manager. Empty where it was a command."),
        Column("unmasked_at", "datetime", "From when on annotators saw it.", required=True),
    ),
)
