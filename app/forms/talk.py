"""Forms of talk."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Form, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from app.forms.choices import choice

READERS = {
    "private": "Only I: a note to myself",
    "manager": "The managers and I: a question that stays between us",
    "team": "The team, from now on",
    "after close": "The team, after the round is closed: until then nobody but me knows of it",
}


class PostForm(Form):
    """What somebody says."""

    text = TextAreaField("Text", [InputRequired("Write something.")], render_kw={"rows": 5, "dir": "auto"})


class ThreadForm(PostForm):
    """A new thread: who may read it, its title and its first post."""

    title = StringField(
        "Title", [InputRequired("Give the thread a title.")], render_kw={"dir": "auto", "autocomplete": "off"}
    )
    # What is not offered has a reason, which the service tells.
    visibility = RadioField(
        "Who may read it", [InputRequired("Choose who may read it.")], validate_choice=False
    )
    waits_for = SelectField("Round to wait for", validate_choice=False)
    # What it is about, as the address said it.
    assignment = HiddenField()
    article = HiddenField()
    round = HiddenField()
    codebook = HiddenField()
    entry = HiddenField()
    start = HiddenField()
    stop = HiddenField()

    def __init__(
        self, *given: Any, offered: Sequence[str] = (), waiting: Mapping[int, str] | None = None, **more: Any
    ) -> None:
        super().__init__(*given, **more)
        self.visibility.choices = [choice(name, READERS[name]) for name in offered]
        self.waits_for.choices = [choice(str(number), name) for number, name in (waiting or {}).items()]
