"""The form that plans hidden recoding."""

from wtforms import DecimalField, Form, HiddenField, IntegerField, RadioField, ValidationError
from wtforms.validators import InputRequired, NumberRange, Optional

from app.forms.choices import choice

COUNT, SHARE = "count", "share"


class RecodingForm(Form):
    """How many of each annotator's own articles are coded again, of which age, by which seed."""

    how = RadioField(
        "How many of each annotator’s own articles",
        choices=[choice(COUNT, "A number"), choice(SHARE, "A share")],
        default=COUNT,
        validators=[InputRequired("Choose a number or a share.")],
    )
    count = IntegerField(
        "Number for each annotator",
        default=5,
        validators=[Optional(), NumberRange(1, 1_000, "A number from 1 to 1,000.")],
    )
    share = DecimalField(
        "Share in per cent",
        validators=[Optional(), NumberRange(0.1, 100, "A share from 0.1 to 100 per cent.")],
    )
    days = IntegerField(
        "Submitted at least so many days ago",
        default=14,
        validators=[InputRequired("Say how long ago, in days."), NumberRange(0, 3_650, "0 to 3,650 days.")],
    )
    seed = IntegerField(
        "Seed",
        default=1,
        validators=[InputRequired("A seed is needed; the draw follows from it."), NumberRange(0, 2**31 - 1)],
    )
    seen = HiddenField()

    def validate_count(self, field: IntegerField) -> None:
        """Ask for the number where one was chosen."""
        if self.how.data == COUNT and field.data is None:
            raise ValidationError("Say how many articles.")

    def validate_share(self, field: DecimalField) -> None:
        """Ask for the share where one was chosen."""
        if self.how.data == SHARE and field.data is None:
            raise ValidationError("Say which share, in per cent.")
