"""Forms of projects."""

from collections.abc import Callable
from typing import Any

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

from annotations.errors import AnnotationError
from app.forms.choices import choice


class DescribeProjectForm(Form):
    """What a project is about."""

    title = StringField("Title", [InputRequired("Enter a title."), Length(max=200)])
    description = TextAreaField("Description", [Length(max=10_000)], render_kw={"rows": 4})


class SettingsForm(DescribeProjectForm):
    """What a project is about, and what its adjudicators are shown."""

    adjudicators_see_names = BooleanField("Adjudicators see the names of annotators")


class NewProjectForm(DescribeProjectForm):
    """A new project with the codebook it begins with."""

    slug = StringField("Short name", render_kw={"autocapitalize": "none", "spellcheck": "false"})
    codebook = RadioField(
        "Codebook",
        choices=[
            choice("template", "The framing template that comes with Parallax, to be adapted later"),
            choice("file", "A file of my own"),
        ],
        default="template",
        validators=[InputRequired("Choose one.")],
    )
    file = FileField("Codebook file", render_kw={"accept": ".toml,.csv,.xml,.qdc"})

    def __init__(self, *given: Any, check_slug: Callable[[str], None], **more: Any) -> None:
        super().__init__(*given, **more)
        self._check_slug = check_slug

    def validate_slug(self, field: Field) -> None:
        """Apply the rules for names in addresses, if one was typed."""
        if field.data:
            try:
                self._check_slug(field.data.strip())
            except AnnotationError as error:
                raise ValidationError(str(error)) from None

    def validate_file(self, field: Field) -> None:
        """Ask for a file where one was promised."""
        if self.codebook.data == "file" and not field.data:
            raise ValidationError("Choose a codebook file, or begin with the template.")
