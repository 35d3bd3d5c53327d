"""Forms of an import: files, what is said of all articles, corrections of single ones."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, Form, MultipleFileField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from annotations.text import MAX_TEXT
from app.forms.choices import choice
from app.forms.facts import date_rule, language_rule, on_one_line, storable, stripped, whole_day_rule

FIELD_NAMES = {
    "text": "Text",
    "name": "Name or id",
    "title": "Title",
    "outlet": "Outlet",
    "event": "Event",
    "published": "Published",
    "language": "Language",
    "byline": "Byline",
    "url": "Web address",
    "agency": "Agency",
    "translation": "Translation",
}


ACCEPTED = ".txt,.text,.md,.html,.htm,.xhtml,.mhtml,.mht,.docx,.pdf,.zip,.csv,.tsv,.json,.jsonl,.ndjson"


class UploadForm(Form):
    """The files to be looked at."""

    files = MultipleFileField("Files", render_kw={"accept": ACCEPTED, "required": True})


class ForAllForm(Form):
    """What is said of all articles that do not say it themselves."""

    outlet = StringField("Outlet", [storable(200)], filters=[on_one_line], render_kw={"list": "outlet-names"})
    event = StringField("Event", [storable(1_000)], filters=[on_one_line])
    published = StringField("Published", [date_rule], filters=[stripped])
    language = StringField("Language", [language_rule], filters=[stripped])
    agency = StringField("Agency", [storable(200)], filters=[on_one_line])
    translation = SelectField(
        "Translation",
        choices=[choice("", "not known"), choice("yes"), choice("no")],
        default="",
    )
    week = StringField("Week of weekdays", [whole_day_rule], filters=[stripped])
    retrieved = StringField("Retrieved on", [whole_day_rule], filters=[stripped])
    keep_duplicates = BooleanField("Also import texts that the project has already")


class CorrectionForm(Form):
    """What is known of one article; each field stands beside what it was when the page was made."""

    title = StringField("Title", [storable(500)], filters=[on_one_line])
    outlet = StringField("Outlet", [storable(200)], filters=[on_one_line], render_kw={"list": "outlet-names"})
    event = StringField("Event", [storable(1_000)], filters=[on_one_line])
    published = StringField("Published", [date_rule], filters=[stripped])
    language = StringField("Language", [language_rule], filters=[stripped])
    agency = StringField("Agency", [storable(200)], filters=[on_one_line])


class ReadingForm(Form):
    """The text that was read out of a page or document, to be corrected before it is frozen."""

    text = TextAreaField("Text", [InputRequired("There is no text left."), storable(MAX_TEXT)])


def columns_form(columns: Sequence[str]) -> type[Form]:
    """Return the form that says which column of a table holds what."""
    choices = [choice("", "not in the file"), *(choice(column) for column in columns)]
    needed = {"text": [InputRequired("Choose the column that holds the text.")]}
    fields: dict[str, Any] = {
        name: SelectField(label, needed.get(name, []), choices=choices, default="")
        for name, label in FIELD_NAMES.items()
    }
    return type("ColumnsForm", (Form,), fields)


def corrections(forms: Mapping[str, CorrectionForm], before: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return what a person changed: key of a draft -> field -> value.

    What was not touched is left out, so that it keeps the way in which it is known.
    """
    changed: dict[str, dict[str, str]] = {}
    for key, form in forms.items():
        for field in form:
            if on_one_line(before.get(field.name, "")) != field.data:
                changed.setdefault(key, {})[field.short_name] = field.data
    return changed
