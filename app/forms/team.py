"""Forms of the team."""

from collections.abc import Callable, Sequence
from typing import Any

from wtforms import Field, Form, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired

from annotations.errors import AnnotationError
from app.forms.accounts import EMAIL
from app.forms.choices import choice


class RoleForm(Form):
    """A role in a project."""

    role = SelectField("Role", validators=[InputRequired("Choose a role.")])

    def __init__(self, *given: Any, roles: Sequence[str], **more: Any) -> None:
        super().__init__(*given, **more)
        self.role.choices = [choice(role) for role in roles]


class InvitationForm(RoleForm):
    """Whom to invite, as what."""

    email = StringField("E-mail", render_kw=EMAIL)

    def __init__(self, *given: Any, check_email: Callable[[str], object], **more: Any) -> None:
        super().__init__(*given, **more)
        self._check_email = check_email

    def validate_email(self, field: Field) -> None:
        """Apply the rules for addresses, if one was given."""
        if field.data and field.data.strip():
            try:
                self._check_email(field.data)
            except AnnotationError as error:
                raise ValidationError(str(error)) from None
