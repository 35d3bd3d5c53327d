"""The form that asks how large the next study has to be."""

from collections.abc import Sequence
from typing import Any

from wtforms import FloatField, Form, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from app.forms.choices import choice


class PlanningForm(Form):
    """What to plan for; the variables to choose from are handed in."""

    subject = SelectField("Variable", [InputRequired("Choose a variable.")], default="0")
    width = FloatField(
        "Width of the interval",
        [
            InputRequired("Enter a width."),
            NumberRange(min=0.01, max=1.9, message="Enter a width from .01 to 1.9."),
        ],
        default=0.2,
    )
    minimum = FloatField(
        "Smallest acceptable value",
        [
            InputRequired("Enter a value."),
            NumberRange(min=0, max=0.99, message="Enter a value from 0 to .99."),
        ],
        default=0.8,
    )
    looks = IntegerField(
        "Looks at growing data",
        [
            InputRequired("Enter a number."),
            NumberRange(min=1, max=20, message="Enter a number from 1 to 20."),
        ],
        default=1,
    )

    def __init__(self, *given: Any, subjects: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        offering: Any = self.subject
        offering.choices = [choice(place, name) for place, name in subjects]
