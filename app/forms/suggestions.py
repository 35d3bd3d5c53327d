"""The form for files with what programs suggest."""

from collections.abc import Mapping
from typing import Self

from wtforms import Form, MultipleFileField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from app.forms.choices import choice


class SuggestionsForm(Form):
    """The files, their format, and which model made them."""

    format = SelectField("Format", [InputRequired("Choose a format.")])
    model = StringField("Model", [Length(max=200)])
    version = StringField("Version", [Length(max=200)])
    files = MultipleFileField("Files", [InputRequired("Choose at least one file.")])

    def offer(self, formats: Mapping[str, str]) -> Self:
        """Offer these formats."""
        self.format.choices = [choice(*one) for one in formats.items()]
        return self
