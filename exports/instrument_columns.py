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

# From "scope" on these are the columns of annotations.agreement.rows, where a test holds them together.
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
        Column("variable", "text", "Code of the variable, or of the layer where labels were compared."),
        Column("label", "text", "Label or category that was measured by itself, present or not."),
        Column("question", "text", "What was compared, for example answer or characters."),
        Column("coefficient", "text", "Name of the coefficient.", required=True),
        Column("variant", "text", "Variant of the coefficient."),
        Column("level", "text", "Level of measurement that the coefficient assumes."),
        Column("value", "number", "Value of the coefficient. Empty when it is undefined."),
        Column("reason", "text", "Why the coefficient is undefined. Empty when it has a value."),
        Column("low", "number", "Lower limit of the interval. Empty when there is none."),
        Column("high", "number", "Upper limit of the interval. Empty when there is none."),
        Column("interval_reason", "text", "Why there is no interval, or a warning beside one."),
        Column("interval_method", "text", "How the interval was made."),
        Column("confidence", "number", "Confidence of the interval, for example 0.95."),
        Column("replicates", "integer", "Number of bootstrap samples."),
        Column("undefined_replicates", "integer", "Bootstrap samples in which the coefficient had no value."),
        Column("seed", "integer", "Seed of the bootstrap; the same seed gives the same interval."),
        Column("standard_error", "number", "Standard error. Empty where there is none."),
        Column("units", "integer", "Units with at least two values, on which the coefficient rests."),
        Column("articles", "integer", "Articles these units come from."),
        Column("annotators", "integer", "Number of annotators."),
        Column("values", "integer", "Values that could be compared with another value of their unit."),
        Column("prevalence", "text", "Share of each category among these values."),
        Column("dropped", "text", "What was left out, with the reason and the count of each."),
        Column("software_version", "text", "Version of the program that computed it."),
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
