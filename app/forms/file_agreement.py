"""The form that asks about a file of ratings or spans that was made elsewhere."""

from typing import Any

from wtforms import FileField, Form, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import NumberRange, Optional

from annotations.reliability.data import LEVELS
from annotations.reliability.tables.source import TableOptions
from app.forms.choices import choice
from app.forms.facts import on_one_line, storable

SHAPES = (
    choice("", "Find out by its columns"),
    choice("long", "Long: a row for each value or each unit and annotator"),
    choice("wide", "Wide: a row for each unit, a column for each annotator"),
    choice("counts", "Counts: a row for each unit, a column for each category"),
    choice("spans", "Spans: a row for each marked stretch"),
)
RESULTS = (
    choice("page", "On this page"),
    choice("csv", "As CSV"),
    choice("json", "As JSON"),
    choice("latex", "As LaTeX"),
    choice("text", "As paragraphs for a paper"),
)


def _line(label: str, longest: int = 500) -> StringField:
    return StringField(label, [storable(longest)], filters=[on_one_line])


class FileForm(Form):
    """A file and what its columns and values are; what is left empty is found out."""

    file = FileField("File", render_kw={"accept": ".csv,.tsv,.txt,.xlsx"})
    form = SelectField("How it is laid out", choices=SHAPES, default="")
    level = SelectField(
        "What the values are", choices=[choice("", "words: nominal"), *map(choice, LEVELS)], default=""
    )
    variables = _line("Variables")
    categories = _line("All categories")
    coefficients = RadioField(
        "Coefficients",
        choices=[
            choice("usual", "Krippendorff’s alpha and percent agreement"),
            choice("family", "all that fit"),
        ],
        default="usual",
    )
    result = SelectField("The result", choices=RESULTS, default="page")
    by = _line("Column of groups", 200)
    cluster = _line("Column of what units were drawn in", 200)
    unit = _line("Column of the units", 200)
    annotator = _line("Column of the annotators", 200)
    mark = _line("Mark between variable and annotator", 10)
    levels = _line("Level of single variables")
    missing = _line("More codes for no value")
    time = _line("Column of the time", 200)
    sheet = _line("Sheet", 100)
    encoding = _line("Encoding", 40)
    length = IntegerField(
        "Characters in each document",
        [Optional(), NumberRange(min=1, max=999_999_999, message="Enter a number from 1 to 999,999,999.")],
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        # The file itself comes beside the fields, so no validator of the form sees it.
        self.file.flags.required = self.result.flags.required = True

    @property
    def options(self) -> TableOptions:
        """What is said of the columns and values."""
        levels = ",".join(part for part in (self.level.data, self.levels.data) if part)
        return TableOptions(
            level=levels,
            categories=listed(self.categories.data),
            missing=frozenset(listed(self.missing.data)),
            unit=self.unit.data or "",
            annotator=self.annotator.data or "",
            time=self.time.data or "",
            by=self.by.data or "",
            cluster=self.cluster.data or "",
        )


def listed(text: str | None) -> tuple[str, ...]:
    """Return the values of a field with commas between them."""
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())
