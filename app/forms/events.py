"""The form of an event."""

from wtforms import Form, StringField, TextAreaField
from wtforms.validators import DataRequired

from app.forms.facts import date_rule, on_one_line, storable, stripped


class EventForm(Form):
    """What is known of an event."""

    name = StringField("Name", [DataRequired("Enter a name."), storable(200)], filters=[on_one_line])
    date = StringField("Date", [date_rule], filters=[stripped])
    description = TextAreaField("Description", [storable(10_000)], filters=[stripped], render_kw={"rows": 3})

    def validate_name(self, field: StringField) -> None:
        """Keep semicolons out: lists of events are written with them."""
        if ";" in (field.data or ""):
            raise ValueError("A name cannot hold a semicolon: lists of events are written with it.")
