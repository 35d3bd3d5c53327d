"""The columns of agreement.csv, one row for each coefficient of each thing that was compared."""

from __future__ import annotations

from exports.columns import Column, Table

_WHERE = (
    Column("round", "text", "Name of the round.", required=True),
    Column("codebook_version", "id", "Version of the codebook in force.", required=True),
    Column(
        "scope",
        "text",
        "What was compared: overall, outlet, event, week, version of the codebook, pair of annotators, one "
        "annotator against the others, or the study without one annotator.",
        required=True,
    ),
    Column("outlet", "text", "Name of the outlet. Empty unless the scope is outlet."),
    Column(
        "annotator_1",
        "text",
        "First annotator of a pair, the one compared with the others, or the one left out.",
    ),
    Column("annotator_2", "text", "Second annotator of a pair. Empty unless the scope is pair."),
    Column("variable", "text", "Code of the variable, or of the layer where labels were compared."),
    Column("label", "text", "Label or category that was measured by itself, present or not."),
    Column("question", "text", "What was compared, for example answer or characters."),
)
_VALUE = (
    Column("coefficient", "text", "Name of the coefficient.", required=True),
    Column("variant", "text", "Variant of the coefficient."),
    Column("level", "text", "Level of measurement that the coefficient assumes."),
    Column("value", "number", "Value of the coefficient. Empty when it is undefined."),
    Column("reason", "text", "Why the coefficient is undefined. Empty when it has a value."),
)
_INTERVAL = (
    Column("low", "number", "Lower limit of the interval. Empty when there is none."),
    Column("high", "number", "Upper limit of the interval. Empty when there is none."),
    Column("interval_reason", "text", "Why there is no interval, or a warning beside one."),
    Column("interval_method", "text", "How the interval was made."),
    Column("confidence", "number", "Confidence of the interval, for example 0.95."),
    Column("replicates", "integer", "Number of bootstrap samples. Empty where none were drawn."),
    Column(
        "undefined_replicates",
        "integer",
        "Bootstrap samples in which, or pieces without which, the coefficient had no value.",
    ),
    Column("seed", "integer", "Seed of the bootstrap; the same seed gives the same interval."),
    Column("standard_error", "number", "Standard error. Empty where there is none."),
)
_BASIS = (
    Column("units", "integer", "Units with at least two values, on which the coefficient rests."),
    Column("articles", "integer", "Articles these units come from."),
    Column("annotators", "integer", "Number of annotators."),
    Column("values", "integer", "Values that could be compared with another value of their unit."),
    Column("prevalence", "text", "Share of each category among these values."),
    Column("dropped", "text", "What was left out, with the reason and the count of each."),
    Column("software_version", "text", "Version of the program that computed it."),
)
_MORE = (
    Column("event", "text", "Name of the event. Empty unless the scope is event."),
    Column("week", "text", "ISO week in which an article was last submitted, such as 2025-W07."),
    Column("version", "text", "Codebook version that was judged by. Empty unless the scope is version."),
    Column("interval_scale", "text", "Scale on which the limits were found. Empty for the plain one."),
    Column("pieces", "integer", "Independent pieces that were left out or drawn, for example articles."),
    Column("piece", "text", "What such a piece is: article, event or unit."),
    Column("population", "integer", "Pieces that the sample was drawn from, if the interval minds them."),
    Column("minimum", "number", "Value for which the probability of missing it was asked."),
    Column("miss", "number", "Probability that the value lies below the minimum."),
    Column("observed", "number", "Observed agreement or disagreement, whichever the coefficient is made of."),
    Column("expected", "number", "The same as chance would bring it."),
    Column("note", "text", "What must be read with the value, for example the rate of matched spans."),
)

# From "scope" on these are the columns of annotations.agreement.rows, where a test holds them together.
AGREEMENT = Table(
    "agreement.csv",
    "one coefficient of one variable in one round",
    (*_WHERE, *_VALUE, *_INTERVAL, *_BASIS, *_MORE),
)
