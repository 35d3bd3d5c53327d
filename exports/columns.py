"""Every column that leaves the house, once: its name, its type and what it means.

The header of each table, the data dictionary and the check of every value are made from here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Words that the tables use as values of their own.
FOUND_NONE = "found_none"
NONE_CHOSEN = "none_chosen"
SET_MARK = "|"

NAME = re.compile("[A-Za-z][A-Za-z0-9_.-]*")

TYPES = {
    "text": "Text in UTF-8.",
    "id": "An identifier that starts with a letter, so that no program takes it for a number.",
    "integer": "A whole number.",
    "number": "A number; its decimal sign is a point.",
    "boolean": "The word true or the word false.",
    "datetime": "A moment in UTC, ISO 8601 with microseconds, ending in Z.",
    "date": "A date in ISO 8601, as exact as it is known: year, year-month or year-month-day.",
    "json": "A JSON list or object on one line.",
}


@dataclass(frozen=True)
class Column:
    """One column: its name, one of TYPES, and its meaning in sentences.

    ``level`` is the level of measurement where the column is itself a measured variable; a ``required``
    column is never empty.
    """

    name: str
    type: str
    meaning: str
    level: str = ""
    required: bool = False

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is not a name of a column.")
        if self.type not in TYPES:
            raise ValueError(f"{self.type!r} is not a type of column.")
        if not self.meaning.endswith("."):
            raise ValueError(f"The meaning of the column {self.name!r} must be a sentence.")


@dataclass(frozen=True)
class Table:
    """One file of the bundle: its name, what one row of it is, and its columns."""

    name: str
    row: str
    columns: tuple[Column, ...]


# Who said something, where and when: the same columns in annotations.csv and spans.csv.
CONTEXT = (
    Column("project", "text", "Short name of the project.", required=True),
    Column("round", "text", "Name of the round, one session of the team.", required=True),
    Column("phase", "text", "Phase of the round: training, pilot, reliability or main.", required=True),
    Column(
        "codebook_version",
        "id",
        "Version of the codebook in force; codebook.csv and codebook-<version>.toml hold it.",
        required=True,
    ),
    Column("annotator", "text", "Pseudonym of the person who judged.", required=True),
    Column("assignment_id", "id", "Assignment this came from, a row of assignments.csv.", required=True),
    Column("state", "text", "State of the annotation: draft or submitted.", required=True),
    Column("events", "text", "Ids of the events the article reports, joined by |. Rows of events.csv."),
    Column(
        "article_id", "id", "Article, a row of articles.csv. Empty where an outlet was judged as a whole."
    ),
    Column("article", "text", "File name or id that the article was imported under."),
    Column("outlet", "text", "Name of the outlet. Empty when unknown."),
    Column("created_at", "datetime", "When the annotation was begun."),
    Column("updated_at", "datetime", "When the annotation was last changed."),
)

UNIT = (
    Column("unit_type", "text", "What was judged: span, article or outlet.", required=True),
    Column("unit_id", "id", "Id of what was judged: of the span, the article or the outlet.", required=True),
)

JUDGEMENT = (
    Column("layer", "text", "Layer of the span. Empty where an article or outlet was judged."),
    Column(
        "variable",
        "text",
        "Code of the variable in the codebook. The label of a span has the code of its layer. "
        "The word found_none says that the annotator read it all and found nothing to mark.",
        required=True,
    ),
    Column(
        "value",
        "text",
        "The judgement: a category code, a number or a text. Several categories are joined by |; "
        "none_chosen says that no category was chosen, not_applicable that the question does not apply.",
        required=True,
    ),
    Column("value_number", "number", "The value of a scale or number, as a number. Empty for other kinds."),
    Column("value_label", "text", "Name of the value in the codebook. Empty where it has none."),
    Column(
        "level",
        "text",
        "Level of measurement: nominal, ordinal, interval, ratio or set. Empty for free text.",
    ),
)

_ZONE = Column("zone", "text", "Zone of the text in which the span starts, for example headline or body.")
_START = Column("start", "integer", "First character of the span, counted from 0 in Unicode code points.")
_END = Column("end", "integer", "First character after the span, counted from 0 in Unicode code points.")
_QUOTE = Column("quote", "text", "The marked words, exactly the characters from start to end of the text.")
_NOTE = Column("note", "text", "What the annotator noted on the span.")

PLACE = (_ZONE, _START, _END, _QUOTE, _NOTE)

ANNOTATIONS = Table("annotations.csv", "one judgement", CONTEXT + UNIT + JUDGEMENT + PLACE)

SPAN_HEAD = (
    Column("span_id", "id", "The span; unit_id of its rows in annotations.csv.", required=True),
    _START,
    _END,
    _QUOTE,
    Column("layer", "text", "Layer of the codebook to which the label belongs.", required=True),
    Column("label", "text", "Code of the label.", "nominal", required=True),
)
SPAN_TAIL = (_ZONE, _NOTE)

# One column for each span attribute of the codebooks stands between head and tail: see attributes.py.
SPANS = Table("spans.csv", "one marked span", SPAN_HEAD + SPAN_TAIL + CONTEXT)

ARTICLES = Table(
    "articles.csv",
    "one article",
    (
        Column("article_id", "id", "The article.", required=True),
        Column("article", "text", "File name or id that it was imported under.", required=True),
        Column("title", "text", "Title."),
        Column("outlet_id", "id", "Outlet that published it, a row of outlets.csv. Empty when unknown."),
        Column("outlet", "text", "Name of the outlet. Empty when unknown."),
        Column("events", "text", "Ids of the events it reports, joined by |. Rows of events.csv."),
        Column("published", "date", "Date of publication. Empty when unknown."),
        Column("language", "text", "Language as a BCP 47 tag, for example en. Empty when unknown."),
        Column("byline", "text", "Authors as printed."),
        Column("url", "text", "Address it was found at."),
        Column("provenance", "json", "How each field is known: extracted, inferred or entered."),
        Column("length", "integer", "Length of the text in Unicode code points.", required=True),
        Column("text_sha256", "text", "SHA-256 of the text in UTF-8, in hexadecimal.", required=True),
        Column("text_file", "text", "File of this bundle that holds the frozen text.", required=True),
        Column("zones", "json", "Ranges of the text that are not body: start, end and kind of each."),
        Column("agency", "text", "Agency whose copy it prints. Empty when unknown."),
        Column("date_stated", "text", "Date as the text prints it, such as Thursday. Empty when unknown."),
        Column("is_translation", "boolean", "Whether the text is a translation. Empty when unknown."),
    ),
)

OUTLETS = Table(
    "outlets.csv",
    "one outlet",
    (
        Column("outlet_id", "id", "The outlet.", required=True),
        Column("outlet", "text", "Name.", required=True),
        Column("kind", "text", "Kind of outlet in the project's own words."),
        Column("country", "text", "Country."),
        Column("url", "text", "Address of its site."),
        Column("note", "text", "What the project noted on it."),
        Column("aliases", "json", "Its other names; rounds that hide outlets cover them too."),
    ),
)

EVENTS = Table(
    "events.csv",
    "one event that several outlets report",
    (
        Column("event_id", "id", "The event.", required=True),
        Column("event", "text", "Name.", required=True),
        Column("date", "date", "Date of the event. Empty when unknown."),
        Column("description", "text", "What happened."),
    ),
)

ANNOTATORS = Table(
    "annotators.csv",
    "one annotator",
    (
        Column("annotator", "text", "Pseudonym that all tables use.", required=True),
        Column("name", "text", "Name of the person. Empty unless names were asked for."),
        Column("email", "text", "E-mail address. Empty unless names were asked for."),
    ),
)

ASSIGNMENTS = Table(
    "assignments.csv",
    "one article or outlet that one annotator was asked to judge in one round",
    (
        Column("assignment_id", "id", "The assignment.", required=True),
        Column("round", "text", "Name of the round.", required=True),
        Column("phase", "text", "Phase of the round: training, pilot, reliability or main.", required=True),
        Column("blind", "boolean", "Whether annotators saw nothing of each other's work.", required=True),
        Column("codebook_version", "id", "Version of the codebook in force.", required=True),
        Column("annotator", "text", "Pseudonym of the person who was asked.", required=True),
        Column("unit_type", "text", "What was to be judged: article or outlet.", required=True),
        Column("article_id", "id", "Article to be judged, a row of articles.csv."),
        Column("article", "text", "File name or id that the article was imported under."),
        Column("outlet_id", "id", "Outlet to be judged, or outlet of the article. A row of outlets.csv."),
        Column("outlet", "text", "Name of the outlet. Empty when unknown."),
        Column("position", "integer", "Place in the annotator's own order, counted from 1."),
        Column("state", "text", "One of not_started, draft and submitted.", required=True),
        Column(
            "found_none", "boolean", "Whether the annotator said: read it all, found none.", required=True
        ),
        Column("note", "text", "What the annotator noted on the whole."),
        Column("created_at", "datetime", "When the annotation was begun. Empty if it was not."),
        Column("updated_at", "datetime", "When it was last changed. Empty if it was not begun."),
        Column("submitted_at", "datetime", "When it was submitted. Empty if it was not."),
        Column(
            "released_at",
            "datetime",
            "When it was released since its annotator had left it, and so is not owed. Empty if it was not.",
        ),
        Column(
            "stands_in",
            "boolean",
            "Whether the annotator was given it because another one left the article.",
            required=True,
        ),
        Column(
            "outlet_masked",
            "boolean",
            "Whether the round hid the outlet from its annotators; see unmaskings.csv for exceptions.",
            required=True,
        ),
        Column(
            "is_gold",
            "boolean",
            "Whether it was mixed in to measure the annotator against a key; reliability leaves it out.",
            required=True,
        ),
        Column("recodes", "text", "The round in which the same annotator coded the article before, if any."),
        Column("recodes_unseen", "boolean", "Whether its annotator was not told so.", required=True),
    ),
)
