"""Forms of outlet ratings: a session, what was thought before, the answer to one question, a list."""

from collections.abc import Mapping
from typing import Any

from wtforms import (
    BooleanField,
    FileField,
    Form,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from annotations.categories import NOT_APPLICABLE
from annotations.rating_terms import CONFIDENCE, FAMILIARITY, LONGEST_LINK, LONGEST_NOTE, TRUST, Said
from annotations.variables import Value, Variable
from app.forms.boxes import CheckBoxes
from app.forms.choices import choice
from app.forms.facts import date_rule, on_one_line, storable, stripped

UNANSWERED = choice("", "no answer yet")


class SessionForm(Form):
    """Outlets and raters of a session; what can be chosen is handed in."""

    name = StringField("Name", [InputRequired("Enter a name."), storable(100)], filters=[on_one_line])
    codebook = SelectField("Codebook version", [InputRequired("Choose a version.")], coerce=int)
    outlets = CheckBoxes("Outlets", coerce=int)
    raters = CheckBoxes("Raters", coerce=int)
    blind = BooleanField("Blind: nobody sees ratings before the session is closed", default=True)

    def __init__(self, *given: Any, offered: Mapping[str, Mapping[int, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        for name, things in offered.items():
            field: Any = self[name]
            field.choices = [choice(str(number), words) for number, words in things.items()]


class PriorForm(Form):
    """What a rater thought of an outlet before rating it."""

    familiarity = RadioField(
        "How well did you know this outlet before?",
        [InputRequired("Choose one.")],
        choices=[choice(str(number), words) for number, words in FAMILIARITY.items()],
    )
    trust = RadioField(
        "How far did you trust it before?",
        choices=[
            choice("", "I did not know it"),
            *[choice(str(number), f"{number}: {words}") for number, words in TRUST.items()],
        ],
        default="",
    )


class ReferenceForm(Form):
    """A list of scores as a CSV, with where it comes from."""

    file = FileField("CSV with the columns domain and score", render_kw={"accept": ".csv,.tsv"})
    name = StringField("Name", [InputRequired("Enter a name."), storable(200)], filters=[on_one_line])
    source = StringField("Source", [InputRequired("Say where it comes from.")], filters=[on_one_line])
    dated = StringField("Date of the list", [InputRequired("Enter a date."), date_rule], filters=[stripped])
    licence = StringField(
        "Licence", [InputRequired("Enter the licence, or unknown."), storable(500)], filters=[on_one_line]
    )


class EvidenceForm(Form):
    """What belongs to each answer."""

    url = StringField("Link", [storable(LONGEST_LINK)], filters=[stripped], render_kw={"inputmode": "url"})
    note = TextAreaField("Quote or note", [storable(LONGEST_NOTE)], filters=[stripped], render_kw={"rows": 2})
    confidence = SelectField(
        "Confidence",
        choices=[
            choice("", "–"),
            *[choice(str(number), f"{number}: {said}") for number, said in CONFIDENCE.items()],
        ],
    )
    day = StringField("Assessed on", [date_rule], filters=[stripped], render_kw={"type": "date"})


class SeenForm(Form):
    """The state of the ratings that the page showed."""

    seen = HiddenField(default="0")


def answer_form(question: Variable, given: Any, stands: Said, today: str) -> Any:
    """Return the form of one question, filled with what was sent or what stands."""
    kind = type("AnswerForm", (EvidenceForm,), {"value": value_field(question)})
    data = {
        "value": shown_value(question, stands.value),
        "url": stands.evidence_url,
        "note": stands.evidence_note,
        "confidence": "" if stands.confidence is None else str(stands.confidence),
        "day": stands.assessed_on or today,
    }
    return kind(given, data=data, prefix=f"{question.code}.")


def value_field(question: Variable) -> Any:
    """Return the field for the values of a question."""
    options = offered_values(question)
    if question.kind == "choices":
        return CheckBoxes(question.name, choices=options)
    if question.kind == "text":
        return TextAreaField(question.name, [storable(10_000)], filters=[stripped], render_kw={"rows": 2})
    if question.kind == "number" or len(options) > MOST_RADIOS:
        return StringField(question.name, [storable(100)], filters=[stripped])
    return RadioField(question.name, choices=[UNANSWERED, *options], default="")


MOST_RADIOS = 30


def offered_values(question: Variable) -> list[Any]:
    """Return the values that can be chosen; none where any number or text will do."""
    if question.kind == "scale" and question.minimum is not None and question.maximum is not None:
        numbers = range(int(question.minimum), int(question.maximum) + 1)
        options = [choice(str(number), _step(question, number)) for number in numbers[: MOST_RADIOS + 1]]
    else:
        options = [choice(one.code, one.name) for one in question.categories if one.offered]
    if question.not_applicable and options:
        options.append(choice(NOT_APPLICABLE, "not applicable"))
    return options


def _step(question: Variable, number: int) -> str:
    words = question.steps.get(number, "")
    return f"{number}: {words}" if words else str(number)


def shown_value(question: Variable, value: Value | None) -> Any:
    """Return a value as its field shows it."""
    if question.kind == "choices":
        return value if isinstance(value, list) else []
    return "" if value is None else str(value)


def said_in(question: Variable, form: Any) -> Said:
    """Return what a form says; what is no number is left as it was typed, for the codebook to refuse."""
    written = form.confidence.data or ""
    value = read_value(question, form["value"].data)
    confidence = int(written) if written.isdecimal() else None
    link, note = form.url.data or "", form.note.data or ""
    if value is None and confidence is None and not link and not note:
        return Said()  # the day alone was filled in by the page
    return Said(value, link, note, confidence, form.day.data or "")


def read_value(question: Variable, written: Any) -> Value | None:
    """Return what was chosen or typed as a value of the question, nothing where it is empty."""
    if written in (None, "", []):
        return None
    if question.kind not in ("scale", "number") or written == NOT_APPLICABLE:
        return written  # type: ignore[no-any-return]
    plain = str(written).strip().replace("−", "-")
    for read in (int, float):
        try:
            return read(plain)
        except ValueError:
            continue
    return plain


def errors_of(forms: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with each form, in one sentence."""
    return {
        code: " ".join(str(error) for field in form for error in field.errors)
        for code, form in forms.items()
        if form.errors
    }
