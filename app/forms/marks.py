"""Forms for spans made elsewhere: the files, and what the names in them stand for."""

from collections.abc import Mapping, Sequence
from typing import Self

from wtforms import Form, MultipleFileField, SelectField
from wtforms.validators import InputRequired

from app.forms.choices import choice

Choices = Sequence[tuple[str, str]]


class MarksUploadForm(Form):
    """The files to be looked at, their format, and the round they belong to."""

    round = SelectField("Round", [InputRequired("Choose a round.")])
    format = SelectField("Format", [InputRequired("Choose a format.")])
    files = MultipleFileField("Files", [InputRequired("Choose at least one file.")])

    def offer(self, rounds: Choices, formats: Choices) -> Self:
        """Offer these rounds and formats."""
        self.round.choices = [choice(*one) for one in rounds]
        self.format.choices = [choice(*one) for one in formats]
        return self


def names_form(names: Mapping[str, Choices]) -> type[Form]:
    """Return the form that says what each name stands for; its fields are numbered as the names are."""
    fields = {
        f"name{number}": SelectField(
            name or "Files that name nobody", choices=[choice(*one) for one in ours], default=""
        )
        for number, (name, ours) in enumerate(names.items())
    }
    return type("NamesForm", (Form,), fields)


def said(form: Form, names: Sequence[str]) -> dict[str, str]:
    """Return what was chosen for each name."""
    return {name: str(form[f"name{number}"].data or "") for number, name in enumerate(names)}
