"""The form that plans a round."""

from collections.abc import Mapping
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    Field,
    Form,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.forms.boxes import CheckBoxes
from app.forms.choices import choice
from app.forms.sessions import SessionFields

ALL, SOME, CHOSEN, NONE = "all", "some", "chosen", "none"
PHASES = {
    "training": "Training: practice that no figure is drawn from",
    "pilot": "Pilot: try the codebook on other material",
    "reliability": "Reliability: several people code the same articles on their own",
    "main": "Main: the rest of the corpus is shared out",
}


class Offering(Form):
    """A form whose choices are handed in: ids with what they are called."""

    scope: RadioField
    events: CheckBoxes

    def __init__(self, *given: Any, offered: Mapping[str, Mapping[int, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        for name, things in offered.items():
            if name in self:
                offering: Any = self[name]
                offering.choices = [choice(str(number), words) for number, words in things.items()]

    def validate_annotators(self, field: Field) -> None:
        """Somebody has to code."""
        if not field.data:
            raise ValidationError("Choose at least one annotator.")

    def validate_outlets(self, field: Field) -> None:
        """Ask for what the choice above promised."""
        if self.scope.data == SOME and not (field.data or self.events.data):
            raise ValidationError("Tick at least one outlet or event.")


class RoundForm(SessionFields, Offering):
    """What a round is to be. Everything that can be chosen is handed in: ids with what they are called."""

    name = StringField("Name", [InputRequired("Enter a name."), Length(max=100)])
    phase = SelectField(
        "Phase",
        [InputRequired("Choose a phase.")],
        choices=[choice(code, words) for code, words in PHASES.items()],
        default="reliability",
    )
    codebook = SelectField("Codebook version", [InputRequired("Choose a version.")], coerce=int)
    scope = RadioField(
        "Articles",
        choices=[
            choice(ALL, "All articles of the project"),
            choice(SOME, "Those of certain outlets or events"),
            choice(CHOSEN, "Those ticked one by one"),
        ],
        default=ALL,
    )
    outlets = CheckBoxes("Outlets", coerce=int)
    events = CheckBoxes("Events", coerce=int)
    articles = CheckBoxes("Single articles", coerce=int)
    annotators = CheckBoxes("Annotators", coerce=int)
    per_article = IntegerField(
        "Annotators per article", [Optional(), NumberRange(min=1, message="At least one.")]
    )
    subsample = IntegerField(
        "Reliability subsample, in % of the articles",
        [Optional(), NumberRange(min=1, max=100, message="From 1 to 100 percent.")],
    )
    subsample_per_article = IntegerField(
        "Annotators per article of the subsample", [Optional(), NumberRange(min=2, message="At least two.")]
    )
    cap = IntegerField(
        "Most articles for one annotator", [Optional(), NumberRange(min=1, message="At least one.")]
    )
    stratified = BooleanField("Spread outlets and events evenly")
    latin = BooleanField("Serve each event’s outlets in the order of a Latin square")
    lease_hours = IntegerField(
        "Release work that is left, after hours",
        [Optional(), NumberRange(min=1, max=8760, message="From 1 to 8,760 hours.")],
    )
    due = DateField("Due on", [Optional()])
    blind = BooleanField("Blind", default=True)
    outlet_masked = BooleanField("Mask the outlets")
    shows_reliability = BooleanField("Show managers the reliability so far")
    suggestions = SelectField(
        "Suggestions of programs",
        choices=[
            choice("", "As is usual: not in training and blind reliability rounds"),
            choice("shown", "Shown"),
            choice("hidden", "Not shown"),
        ],
        default="",
    )
    without_suggestions = IntegerField(
        "Articles without suggestions, in %",
        [Optional(), NumberRange(min=0, max=100, message="From 0 to 100 percent.")],
        default=10,
    )
    seed = IntegerField(
        "Seed",
        [InputRequired("Enter a whole number."), NumberRange(min=0, max=2**31 - 1, message="From 0 on.")],
        default=1,
    )
    seen = HiddenField()  # the plan that the preview showed

    def validate_articles(self, field: Field) -> None:
        """Ask for what the choice above promised."""
        if self.scope.data == CHOSEN and not field.data:
            raise ValidationError("Tick at least one article.")


class ChangesForm(Offering):
    """Who and what is in a round, to be changed while it is planned or open."""

    annotators = CheckBoxes("Annotators", coerce=int)
    scope = RadioField(
        "Articles to add",
        choices=[
            choice(NONE, "None"),
            choice(ALL, "All articles of the project that are not in the round"),
            choice(SOME, "Those of certain outlets or events"),
        ],
        default=NONE,
    )
    outlets = CheckBoxes("Outlets", coerce=int)
    events = CheckBoxes("Events", coerce=int)
    withdraw = CheckBoxes("Articles to take out", coerce=int)
    seen = HiddenField()  # the changes that the preview showed
