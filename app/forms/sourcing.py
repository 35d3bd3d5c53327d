"""The form of one statement: its words, who made it, through whom it came."""

from wtforms import Form, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional, Regexp

from annotations.sourcing import CARRIERS, Statement
from app.forms.choices import choice
from app.forms.facts import on_one_line, storable, stripped

CARRIERS_AT_ONCE = 4
_KINDS = [choice(code, name) for code, name in CARRIERS.items()]
_NAME = [storable(200)]
_KNOWN = {"list": "names-known", "autocomplete": "off"}


class StatementForm(Form):
    """A statement and its chain; carriers are those between the speaker and the outlet."""

    entry = HiddenField("Entry", [Regexp(r"\A[0-9a-f]{16}\Z", message="This form is not one of ours.")])
    based_on = HiddenField("Based on", [Optional(), Regexp(r"\A[0-9]{1,9}\Z", message="This is no number.")])
    # Set by a script where words were selected; without it the words have to stand in one place only.
    start = HiddenField("Start", [Optional(), Regexp(r"\A[0-9]{1,9}\Z", message="This is no place.")])
    quote = TextAreaField(
        "Statement",
        [DataRequired("Copy the words of the statement from the text."), storable(2_000)],
        filters=[stripped],
        render_kw={"rows": 3},
    )
    speaker = StringField("Speaker", _NAME, filters=[on_one_line], render_kw=_KNOWN)
    name_1 = StringField("First carrier", _NAME, filters=[on_one_line], render_kw=_KNOWN)
    kind_1 = SelectField("Kind of the first carrier", choices=_KINDS)
    name_2 = StringField("Second carrier", _NAME, filters=[on_one_line], render_kw=_KNOWN)
    kind_2 = SelectField("Kind of the second carrier", choices=_KINDS)
    name_3 = StringField("Third carrier", _NAME, filters=[on_one_line], render_kw=_KNOWN)
    kind_3 = SelectField("Kind of the third carrier", choices=_KINDS)
    name_4 = StringField("Fourth carrier", _NAME, filters=[on_one_line], render_kw=_KNOWN)
    kind_4 = SelectField("Kind of the fourth carrier", choices=_KINDS)
    note = TextAreaField("Note", [storable(2_000)], filters=[stripped], render_kw={"rows": 2})

    @property
    def carriers(self) -> list[tuple[str, str]]:
        """Return name and kind of each carrier that was named, from the speaker to the outlet."""
        numbers = range(1, CARRIERS_AT_ONCE + 1)
        pairs = [(self[f"name_{number}"].data, self[f"kind_{number}"].data) for number in numbers]
        return [(name, kind) for name, kind in pairs if name]

    @property
    def said(self) -> dict[str, object]:
        """Return what the service takes."""
        numbers = {name: int(self[name].data) if self[name].data else None for name in ("start", "based_on")}
        told = {"quote": self.quote.data, "speaker": self.speaker.data}
        return {**numbers, **told, "carriers": self.carriers, "note": self.note.data}


def fields_of(statement: Statement, note: str) -> dict[str, object]:
    """Return what the form of a statement shows that was said before."""
    told: dict[str, object] = {"quote": statement.quote, "start": str(statement.start), "note": note}
    told["speaker"] = statement.speaker
    for number, carrier in enumerate(statement.carriers, start=1):
        told |= {f"name_{number}": carrier.name, f"kind_{number}": carrier.kind}
    return told
