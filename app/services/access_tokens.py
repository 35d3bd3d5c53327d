"""The second kind of token: one that a client exchanges for short ones, as newer scripts expect it."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.clock import now
from app.models import ApiToken

LASTS = timedelta(days=3650)  # it is revoked on the account page long before
SHORT = timedelta(minutes=5)
KIND = "HS256"


def refreshing(secret: str) -> str:
    """Return a new token that is exchanged for short ones; only its digest is kept."""
    return _signed(secret, {"token_type": "refresh", "jti": secrets.token_urlsafe(32)}, now() + LASTS)


def short(secret: str, token: ApiToken) -> str:
    """Return a short token in place of a kept one."""
    return _signed(secret, {"token_type": "access", "token": token.id}, now() + SHORT)


def find(session: Session, secret: str, short_token: str) -> ApiToken | None:
    """Return the kept token behind a short one, or None if it ended, was forged, or its own was revoked."""
    import jwt

    try:
        told = jwt.decode(short_token, _key(secret), algorithms=[KIND], options={"require": ["exp", "token"]})
    except jwt.InvalidTokenError:
        return None
    number = told["token"]
    found = session.get(ApiToken, number) if type(number) is int else None
    if found is None or found.revoked_at is not None:
        return None
    return found if found.user.is_active else None


def _signed(secret: str, told: dict[str, Any], ends: datetime) -> str:
    # Imported here: no page needs it.
    import jwt

    return jwt.encode({**told, "exp": int(ends.timestamp())}, _key(secret), algorithm=KIND)


def _key(secret: str) -> str:
    return f"access tokens {secret}"  # no signature made for something else counts here
