"""The columns of what was adjudicated: the log of decisions, and the spans and answers that stand."""

from __future__ import annotations

from collections.abc import Sequence

from exports.attributes import AttributeColumn
from exports.columns import NONE_CHOSEN, SET_MARK, SPAN_HEAD, Column, Table

_WHERE = (
    Column("round", "text", "Name of the round, one session of the team.", required=True),
    Column("codebook_version", "id", "Version of the codebook in force.", required=True),
    Column("article_id", "id", "The article, a row of articles.csv.", required=True),
)
_BASIS = Column(
    "adjudicated_basis",
    "text",
    "The word agreed where all annotators of the article said the same, decided where adjudicators decided.",
    required=True,
)
_WHO = Column(
    "adjudicated_annotators",
    "text",
    "Pseudonyms of the annotators who marked or answered something here, joined by |.",
)

DECISIONS = Table(
    "decisions.csv",
    "one decision of an adjudicator, or one that takes an earlier decision back",
    (
        Column("decision_id", "id", "The decision; they are numbered as they were taken.", required=True),
        *_WHERE,
        Column(
            "kind",
            "text",
            "What was disagreed on: found, borders, label, attribute or answer.",
            required=True,
        ),
        Column("layer", "text", "Layer of the spans. Empty for an answer about the article."),
        Column("variable", "text", "Attribute or question that it is about. Empty for the other kinds."),
        Column(
            "subject",
            "json",
            "What was said when the decision was taken: for each annotator the version of the annotation, "
            "the span if there is one, and the answer to a question.",
            required=True,
        ),
        Column(
            "verdict",
            "json",
            "The decided value under the key value; borders are start and end.",
            required=True,
        ),
        Column("reason", "text", "Why, in the words of the adjudicator."),
        Column("dissent", "json", "Who said otherwise, what, and why if they said.", required=True),
        Column(
            "basis",
            "text",
            "Whose idea it was: person, or the proposal that a person confirmed: majority, overlap, "
            "dawid-skene or mace.",
            required=True,
        ),
        Column("batch", "text", "Decisions that were taken together share it. Empty for a single one."),
        Column("supersedes", "id", "The earlier decision that this one takes the place of, or takes back."),
        Column(
            "withdrawn", "boolean", "Whether this row only takes an earlier decision back.", required=True
        ),
        Column("in_force", "boolean", "Whether the decision stands after all rows below it.", required=True),
        Column(
            "stale",
            "boolean",
            "Whether an annotation that the decision rests on was changed since.",
            required=True,
        ),
        Column("decided_by", "text", "Pseudonym of the adjudicator.", required=True),
        Column("decided_at", "datetime", "When it was decided.", required=True),
    ),
)

ADJUDICATED_ANSWERS = Table(
    "adjudicated_answers.csv",
    "one answer about an article that stands after adjudication",
    (
        *_WHERE,
        Column("variable", "text", "Code of the question.", required=True),
        Column(
            "value",
            "text",
            f"The answer as annotations.csv writes it: several categories joined by {SET_MARK}, "
            f"{NONE_CHOSEN} for none.",
            required=True,
        ),
        Column("value_number", "number", "The answer as a number. Empty for other kinds."),
        _BASIS,
        _WHO,
        Column(
            "decision_id", "id", "The decision it rests on, a row of decisions.csv. Empty where all agreed."
        ),
    ),
)

_SPAN_TAIL = (
    Column("zone", "text", "Zone of the text in which the span starts, for example headline or body."),
    *_WHERE,
    _BASIS,
    _WHO,
    Column(
        "adjudicated_decisions",
        "text",
        "The decisions it rests on, rows of decisions.csv, joined by |. Empty where all agreed.",
    ),
    Column(
        "undecided_attributes",
        "text",
        "Attributes on which annotators differ and nobody decided yet, joined by |; their cells are empty.",
    ),
)
ADJUDICATED_SPANS = "adjudicated_spans.csv"


def adjudicated_spans_table(attributes: Sequence[AttributeColumn]) -> Table:
    """Return the declaration of adjudicated_spans.csv with the attributes of the codebooks."""
    head = (
        Column("span_id", "id", "The span; it belongs to no annotator.", required=True),
        *SPAN_HEAD[1:],
    )
    columns = (*head, *(attribute.column for attribute in attributes), *_SPAN_TAIL)
    return Table(ADJUDICATED_SPANS, "one span that stands after adjudication", columns)
