"""The form of an outlet."""

from collections.abc import Sequence

from wtforms import Field, Form, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired

from annotations.wellformed import text_fault
from app.forms.facts import on_one_line, storable, stripped

MOST_ALIASES = 50
LONGEST_ALIAS = 200


class LinesField(TextAreaField):
    """A list of short texts, one on each line; empty lines and repetitions are left out."""

    data: list[str]  # type: ignore[assignment]  # shown as a text, kept as a list

    def _value(self) -> str:
        return "\n".join(self.data or ())

    def process_data(self, value: Sequence[str] | None) -> None:
        """Take what is stored."""
        self.data = list(value or ())

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take what was typed."""
        lines = map(on_one_line, (valuelist[0] if valuelist else "").splitlines())
        self.data = list(dict.fromkeys(line for line in lines if line))


def names(form: Form, field: Field) -> None:
    """Refuse what would cover half of a text, or cannot be kept."""
    if len(field.data) > MOST_ALIASES:
        raise ValidationError(f"An outlet has at most {MOST_ALIASES} other names.")
    for name in field.data:
        if sum(map(str.isalnum, name)) < 2:
            raise ValidationError(f"“{name[:40]}” has fewer than two letters or digits.")
        if fault := text_fault(name, LONGEST_ALIAS):
            raise ValidationError(f"“{name[:40]}” {fault}.")


class OutletForm(Form):
    """What is known of an outlet."""

    name = StringField("Name", [DataRequired("Enter a name."), storable(200)], filters=[on_one_line])
    aliases = LinesField("Other names", [names], render_kw={"rows": 3})
    kind = StringField("Kind", [storable(200)], filters=[on_one_line])
    country = StringField("Country", [storable(100)], filters=[on_one_line])
    url = StringField("Web address", [storable(2_000)], filters=[on_one_line], render_kw={"inputmode": "url"})
    note = TextAreaField("Note", [storable(10_000)], filters=[stripped], render_kw={"rows": 3})
