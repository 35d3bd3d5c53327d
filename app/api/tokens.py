"""The token that a program sends with a request."""

from flask import request
from sqlalchemy.orm import Session

from app.models import ApiToken
from app.services import access_tokens, api_tokens
from app.site import site


def sent(session: Session) -> ApiToken | None:
    """Return what the token of the request stands for, or None if there is none that works."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.casefold() not in ("token", "bearer") or not token.isascii():
        return None
    if found := api_tokens.find(session, token.strip()):
        return found
    return access_tokens.find(session, site().config.secret_key, token.strip())


def touch(token_id: int | None) -> None:
    """Note that a token was used just now, if that is to be written again."""
    if token_id:
        with site().database.writing() as session:
            api_tokens.touch(session, token_id)
