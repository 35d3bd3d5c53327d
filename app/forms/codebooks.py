"""Forms of the codebook."""

from wtforms import (
    BooleanField,
    Field,
    FileField,
    Form,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length

from app.forms.choices import choice


class UploadCodebookForm(Form):
    """A codebook as a file or as text."""

    file = FileField("Codebook file", render_kw={"accept": ".toml,.csv,.xml,.qdc"})
    text = TextAreaField("Codebook text", render_kw={"rows": 22, "spellcheck": "false"})
    text_format = RadioField(
        "The text is",
        choices=[
            choice("toml", "TOML"),
            choice("csv", "CSV"),
            choice("labelstudio", "a labeling config of Label Studio"),
            choice("qdc", "a REFI-QDA codebook"),
        ],
        default="toml",
    )

    def validate_text(self, field: Field) -> None:
        """Ask for one of the two."""
        if not self.file.data and not (field.data or "").strip():
            raise ValidationError("Choose a file or paste the codebook's text.")


class FreezeForm(Form):
    """What the team should remember about a version, and that freezing is meant."""

    note = StringField("Note", [Length(max=2_000)])
    sure = BooleanField(
        "I know that a frozen version cannot be changed",
        [InputRequired("Tick the box: a frozen version cannot be changed.")],
    )
