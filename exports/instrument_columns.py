"""The columns of what the judgements were made with and measured by: codebook, agreement, dictionary."""

from __future__ import annotations

from exports.columns import Column, Table

CODEBOOK = Table(
    "codebook.csv",
    "one variable of one codebook version (column category empty), or one category or step of it",
    (
        Column("codebook_version", "id", "Version as the other tables name it.", required=True),
        Column("title", "text", "Title of the codebook.", required=True),
        Column("version", "text", "What this version calls itself, for example 1.0.", required=True),
        Column("unit", "text", "What the variable is asked of: span, article or outlet.", required=True),
        Column("layer", "text", "Layer it belongs to. Empty for questions on articles and outlets."),
        Column("variable", "text", "Code of the variable, as in annotations.csv.", required=True),
        Column(
            "kind",
            "text",
            "Kind of the variable: label, choice, choices, scale, number, text or entity.",
            required=True,
        ),
        Column(
            "level",
            "text",
            "Level of measurement: nominal, ordinal, interval, ratio or set. Empty for free text.",
        ),
        Column("required", "boolean", "Whether an answer is owed."),
        Column("required_unless", "text", "Variable and value that lift this duty, as variable=value."),
        Column("not_applicable", "boolean", "Whether the value not_applicable is allowed."),
        Column("minimum", "number", "Lowest value of a scale or number."),
        Column("maximum", "number", "Highest value of a scale or number."),
        Column("category", "text", "Code of the category or number of the step."),
        Column("position", "integer", "Place of the category or step in its list, counted from 1."),
        Column("name", "text", "Name of the variable, category or step.", required=True),
        Column("definition", "text", "What it means."),
        Column("include", "text", "When to use it."),
        Column("exclude", "text", "When not to use it."),
        Column("examples", "json", "Examples, a list of texts."),
        Column("hotkey", "text", "Key that chooses it on the page."),
        Column("colour", "text", "Colour on the page, as #RRGGBB."),
        Column("parent", "text", "Code of the category it belongs to."),
        Column("priority", "integer", "Which category wins when two compete: 1 before 2."),
        Column("codable", "boolean", "Whether it may be chosen; false for a heading that groups others."),
        Column("retired", "boolean", "Whether it is kept for old judgements only."),
    ),
)

AGREEMENT = Table(
    "agreement.csv",
    "one coefficient of one variable in one round",
    (
        Column("round", "text", "Name of the round.", required=True),
        Column("codebook_version", "id", "Version of the codebook in force.", required=True),
        Column("scope", "text", "What was compared: overall, outlet or pair.", required=True),
        Column("outlet", "text", "Name of the outlet. Empty unless the scope is outlet."),
        Column("annotator_1", "text", "First annotator of a pair. Empty unless the scope is pair."),
        Column("annotator_2", "text", "Second annotator of a pair. Empty unless the scope is pair."),
        Column("layer", "text", "Layer of the codebook. Empty for questions on articles and outlets."),
        Column("variable", "text", "Code of the variable.", required=True),
        Column("category", "text", "Code of the category if it was measured by itself, present or not."),
        Column(
            "unit",
            "text",
            "What was compared as one unit, for example article, or character for positions in the text.",
            required=True,
        ),
        Column("level", "text", "Level of measurement the coefficient assumes."),
        Column("measure", "text", "The coefficient, for example krippendorff_alpha.", required=True),
        Column("value", "number", "Value of the coefficient. Empty when it is undefined."),
        Column("undefined_because", "text", "Why the coefficient is undefined. Empty when it has a value."),
        Column("low", "number", "Lower limit of the interval. Empty when there is none."),
        Column("high", "number", "Upper limit of the interval. Empty when there is none."),
        Column("confidence", "number", "Confidence of the interval, for example 0.95."),
        Column("interval_method", "text", "How the interval was made, for example bootstrap over articles."),
        Column("replicates", "integer", "Number of bootstrap samples."),
        Column("seed", "integer", "Seed of the bootstrap; the same seed gives the same interval."),
        Column("units", "integer", "Units with at least two values, on which the coefficient rests."),
        Column("annotators", "integer", "Number of annotators."),
        Column(
            "pairable_values", "integer", "Values that could be compared with another value of their unit."
        ),
        Column("dropped", "json", "What was left out and why: a list of reasons with their counts."),
    ),
)

DICTIONARY = Table(
    "data_dictionary.csv",
    "one column of one table of this bundle",
    (
        Column("table", "text", "File of the bundle.", required=True),
        Column("position", "integer", "Place of the column in the file, counted from 1.", required=True),
        Column("column", "text", "Name of the column.", required=True),
        Column("type", "text", "Type of the values; README.txt explains the types.", required=True),
        Column("level", "text", "Level of measurement where the column is a measured variable."),
        Column("required", "boolean", "Whether the column is filled in every row.", required=True),
        Column("meaning", "text", "What the column holds.", required=True),
    ),
)
