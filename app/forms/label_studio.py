"""The form that connects a project to a server of Label Studio."""

from wtforms import Form, PasswordField, StringField
from wtforms.validators import InputRequired, Length


class ConnectionForm(Form):
    """Address and token; both are asked for anew each time, so that no token goes to another address."""

    url = StringField("Address", [InputRequired("Enter the address of the server."), Length(max=500)])
    token = PasswordField("Access token", [InputRequired("Enter a token of your account there.")])
