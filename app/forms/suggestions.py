"""The form for files with what programs suggest."""

from wtforms import Form, MultipleFileField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from app.forms.choices import choice
from app.services.suggestion_files import FORMATS


class SuggestionsForm(Form):
    """The files, their format, and which model made them."""

    format = SelectField("Format", choices=[choice(*one) for one in FORMATS.items()])
    model = StringField("Model", [Length(max=200)])
    version = StringField("Version", [Length(max=200)])
    files = MultipleFileField("Files", [InputRequired("Choose at least one file.")])
