"""The columns of the comparison of outlets coded masked and open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from annotations.halo import CONFIDENCE, Halo
from exports.columns import Column

HALO = (
    Column("masked_round", "text", "Name of the round that hid outlets.", required=True),
    Column("open_round", "text", "Name of the round that showed them.", required=True),
    Column("codebook_version", "id", "Version of the codebook of both rounds.", required=True),
    Column("outlet", "text", "Name of the outlet. Empty where all outlets are taken together."),
    Column(
        "kind",
        "text",
        "What was measured: answer, share of yes, spans per 1,000 words, or mean over spans.",
        required=True,
    ),
    Column("layer", "text", "Layer of the spans. Empty for questions about the article."),
    Column("code", "text", "Code of the question, the label or the attribute.", required=True),
    Column("name", "text", "Its name in the codebook.", required=True),
    Column(
        "method",
        "text",
        "The word paired (t interval over the differences of articles coded both ways; Student 1908) or "
        "welch (other articles on each side; Welch 1947). Empty where neither can be had.",
    ),
    Column("masked_mean", "number", "Mean over the articles coded masked; an article counts once."),
    Column("open_mean", "number", "Mean over the articles coded open."),
    Column("difference", "number", "Open minus masked. Empty where it is undefined; see reason."),
    Column("low", "number", "Lower limit of the interval of the difference."),
    Column("high", "number", "Upper limit of the interval of the difference."),
    Column("confidence", "number", "Confidence of the interval.", required=True),
    Column("articles_masked", "integer", "How many articles the masked mean is made of.", required=True),
    Column("articles_open", "integer", "How many articles the open mean is made of.", required=True),
    Column("annotators", "integer", "How many annotators' work both means are made of.", required=True),
    Column(
        "left_out", "integer", "How many articles were shown in the masked round after all.", required=True
    ),
    Column("reason", "text", "Why there is no difference or no interval."),
)


def halo_rows(halo: Halo, masked_round: str, open_round: str, version: str) -> Iterator[tuple[Any, ...]]:
    """Yield one row for each measure of all outlets and of each."""
    for line in halo.lines:
        measure, found = line.measure, line.estimate
        yield (
            *(masked_round, open_round, version, line.outlet),
            *(measure.kind, measure.layer or None, measure.code, measure.name, found.method or None),
            *(found.masked, found.open, found.difference, found.low, found.high, CONFIDENCE),
            *(found.n_masked, found.n_open, line.n_annotators, halo.left_out, found.reason or None),
        )
