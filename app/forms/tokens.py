"""Forms of tokens for programs."""

from wtforms import Form, RadioField, StringField
from wtforms.validators import InputRequired, Length

from app.forms.choices import choice


class TokenForm(Form):
    """A name by which its owner knows the token, and what it may do."""

    name = StringField("Name", [InputRequired("Give the token a name."), Length(max=100)])
    scope = RadioField(
        "It may",
        choices=[
            choice("read", "read what I may read"),
            choice("write", "read, and change what I may change"),
        ],
        default="read",
    )
    kind = RadioField(
        "Kind",
        choices=[
            choice("plain", "plain: the client sends it with each request"),
            choice("exchanged", "personal access token (JWT): the client exchanges it for short ones"),
        ],
        default="plain",
    )
