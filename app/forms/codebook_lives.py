"""Forms that end or divide the life of an entry, and that take an example from a text."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import FieldList, Form, FormField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from annotations.categories import MAX_NAME, MAX_PROSE
from app.forms.choices import choice
from app.forms.codebook_entries import SeenForm

PARTS = 4


class MergeForm(SeenForm):
    """Which entry takes the place of the one that is retired."""

    into = SelectField("Merge it into", [InputRequired("Choose an entry.")])

    def __init__(self, *given: Any, others: Mapping[str, str], **more: Any) -> None:
        super().__init__(*given, **more)
        self.into.choices = [choice(path, name) for path, name in others.items()]


class PartForm(Form):
    """One of the entries that another one is split into."""

    code = StringField("Code", [Length(max=64)], render_kw={"spellcheck": "false"})
    name = StringField("Name", [Length(max=MAX_NAME)])
    definition = TextAreaField("Definition", [Length(max=MAX_PROSE)], render_kw={"rows": 2})


class SplitForm(SeenForm):
    """What an entry is split into; parts left empty are not made."""

    parts = FieldList(FormField(PartForm), "Parts", min_entries=PARTS, max_entries=PARTS)

    @property
    def given(self) -> Sequence[dict[str, str]]:
        """Return the parts that were filled in."""
        texts = [{name: (text or "").strip() for name, text in part.data.items()} for part in self.parts]
        return [part for part in texts if any(part.values())]


class ExampleForm(Form):
    """Words of an article as an example of an entry."""

    entry = SelectField("Entry", [InputRequired("Choose an entry.")])
    shows = RadioField(
        "The words are",
        choices=[
            choice("yes", "an example of it"),
            choice("no", "no example of it, though they look like one"),
        ],
        default="yes",
    )
    note = StringField("Why", [Length(max=500)])

    def __init__(self, *given: Any, offered: Mapping[str, str], **more: Any) -> None:
        super().__init__(*given, **more)
        self.entry.choices = [choice(path, name) for path, name in offered.items()]
