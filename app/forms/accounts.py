"""Forms of people: signing in, new accounts, passwords."""

from collections.abc import Callable
from typing import Any

from wtforms import Field, Form, PasswordField, RadioField, StringField, ValidationError
from wtforms.validators import EqualTo, InputRequired, Length

from annotations.errors import AnnotationError
from app.forms.choices import choice

EMAIL = {"inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}
Check = Callable[[str], object]


def checked(check: Check, value: str) -> None:
    """Turn a refusal into the field's error."""
    try:
        check(value)
    except AnnotationError as error:
        raise ValidationError(str(error)) from None


class SignInForm(Form):
    """Who wants in."""

    email = StringField("E-mail", [InputRequired("Enter your e-mail address.")], render_kw=EMAIL)
    password = PasswordField("Password", [InputRequired("Enter your password.")])


class NewPasswordForm(Form):
    """A first password, where there is none yet."""

    new = PasswordField("New password", [InputRequired("Enter a new password.")])
    again = PasswordField(
        "New password again",
        [InputRequired("Enter it twice."), EqualTo("new", "The two new passwords differ.")],
    )

    def __init__(self, *given: Any, check_password: Check, **more: Any) -> None:
        super().__init__(*given, **more)
        self._check_password = check_password

    def validate_new(self, field: Field) -> None:
        """Apply the rules for passwords."""
        checked(self._check_password, field.data)


class ChangePasswordForm(NewPasswordForm):
    """Another password, asked for by somebody who knows the old one."""

    old = PasswordField("Present password", [InputRequired("Enter your present password.")])


class NewAccountForm(Form):
    """A new person."""

    name = StringField("Name", [InputRequired("Enter your name."), Length(max=200)])
    email = StringField("E-mail", [InputRequired("Enter your e-mail address.")], render_kw=EMAIL)
    password = PasswordField("Password", [InputRequired("Choose a password.")])

    def __init__(
        self,
        *given: Any,
        check_name: Check,
        check_email: Check,
        check_password: Callable[[str, str], object],
        **more: Any,
    ) -> None:
        super().__init__(*given, **more)
        self._check_name, self._check_email, self._check_password = check_name, check_email, check_password

    def validate_name(self, field: Field) -> None:
        """Apply the rules for names."""
        checked(self._check_name, field.data)

    def validate_email(self, field: Field) -> None:
        """Apply the rules for addresses."""
        checked(self._check_email, field.data)

    def validate_password(self, field: Field) -> None:
        """Apply the rules for passwords, which look at the address as well."""
        checked(lambda password: self._check_password(password, self.email.data or ""), field.data)


class SetupForm(NewAccountForm):
    """The first account, and what the installation begins with."""

    start = RadioField(
        "Begin with",
        choices=[
            choice("sample", "The sample project: invented articles and a finished round to look at"),
            choice("empty", "Nothing: I begin a project of my own"),
        ],
        default="sample",
        validators=[InputRequired("Choose one.")],
    )
