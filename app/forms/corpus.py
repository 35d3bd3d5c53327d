"""Forms of an article: what is known of it, and its zones."""

from collections.abc import Sequence
from typing import Any

from wtforms import Form, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from annotations.zones import ZONE_KINDS
from app.forms.choices import choice
from app.forms.facts import date_rule, language_rule, no_semicolon, on_one_line, storable, stripped


class ArticleForm(Form):
    """What is known of an article."""

    title = StringField("Title", [storable(500)], filters=[on_one_line])
    outlet = StringField("Outlet", [storable(200)], filters=[on_one_line], render_kw={"list": "outlet-names"})
    published = StringField("Published", [date_rule], filters=[stripped])
    language = StringField("Language", [language_rule], filters=[stripped])
    byline = StringField("Byline", [storable(300)], filters=[on_one_line])
    agency = StringField("Agency", [storable(200)], filters=[on_one_line])
    date_stated = StringField("Date as printed", [storable(100)], filters=[on_one_line])
    translation = SelectField(
        "Translation", choices=[choice("", "not known"), choice("yes"), choice("no")], default=""
    )
    url = StringField("Web address", [storable(2_000)], filters=[on_one_line], render_kw={"inputmode": "url"})
    events = SelectMultipleField(
        "Events", option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    new_event = StringField("Another event", [storable(200), no_semicolon], filters=[on_one_line])

    def __init__(self, *given: Any, event_names: Sequence[str], **more: Any) -> None:
        super().__init__(*given, **more)
        self.events.choices = [choice(name) for name in event_names]

    @property
    def all_events(self) -> list[str]:
        """Return the chosen events and the new one."""
        chosen = list(self.events.data or [])
        return [*chosen, self.new_event.data] if self.new_event.data else chosen


class BulkForm(Form):
    """What is changed of many articles at once; what is left empty stays as it is."""

    outlet = StringField("Outlet", [storable(200)], filters=[on_one_line], render_kw={"list": "outlet-names"})
    event = StringField("Add to the event", [storable(200), no_semicolon], filters=[on_one_line])
    language = StringField("Language", [language_rule], filters=[stripped])
    agency = StringField("Agency", [storable(200)], filters=[on_one_line])


class ZoneForm(Form):
    """A range of the text and what it is: from paragraph to paragraph, or from character to character."""

    kind = SelectField(
        "Kind", [InputRequired()], choices=[choice(kind) for kind in ZONE_KINDS], default="caption"
    )


class ParagraphsForm(ZoneForm):
    """A zone chosen by whole paragraphs."""

    first = IntegerField("First paragraph", [InputRequired("Enter the number of a paragraph.")])
    last = IntegerField("Last paragraph", [InputRequired("Enter the number of a paragraph.")])


class CharactersForm(ZoneForm):
    """A zone chosen by its characters; its end is not part of it."""

    start = IntegerField("Start", [InputRequired("Enter a number.")])
    end = IntegerField("End", [InputRequired("Enter a number.")])
