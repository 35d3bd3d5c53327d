"""The form of an event."""

from wtforms import Form, StringField, TextAreaField
from wtforms.validators import DataRequired

from app.forms.facts import date_rule, no_semicolon, on_one_line, storable, stripped


class EventForm(Form):
    """What is known of an event."""

    name = StringField(
        "Name", [DataRequired("Enter a name."), storable(200), no_semicolon], filters=[on_one_line]
    )
    date = StringField("Date", [date_rule], filters=[stripped])
    description = TextAreaField("Description", [storable(10_000)], filters=[stripped], render_kw={"rows": 3})
