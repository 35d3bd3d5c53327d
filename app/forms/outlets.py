"""The form of an outlet."""

from wtforms import Form, StringField, TextAreaField
from wtforms.validators import DataRequired

from app.forms.facts import on_one_line, storable, stripped


class OutletForm(Form):
    """What is known of an outlet."""

    name = StringField("Name", [DataRequired("Enter a name."), storable(200)], filters=[on_one_line])
    kind = StringField("Kind", [storable(200)], filters=[on_one_line])
    country = StringField("Country", [storable(100)], filters=[on_one_line])
    url = StringField("Web address", [storable(2_000)], filters=[on_one_line], render_kw={"inputmode": "url"})
    note = TextAreaField("Note", [storable(10_000)], filters=[stripped], render_kw={"rows": 3})
