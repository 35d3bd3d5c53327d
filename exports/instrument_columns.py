"""The columns of what the judgements were made with: the codebook, and the dictionary of all columns."""

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
        Column("weight", "number", "Weight in the credibility of an outlet. Empty: not part of it."),
        Column("reversed", "boolean", "Whether high values count against it."),
        Column("item_of", "text", "Code of the multi-item scale that it is an item of."),
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
