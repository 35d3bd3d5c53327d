"""The first account of an empty installation, made through a link that only the server's owner can read."""

import hashlib
import hmac
from datetime import timedelta

from sqlalchemy.orm import Session

from app.clock import now
from app.models import User
from app.services import accounts, activity, locks
from app.services.refused import Refused

GOOD_FOR = timedelta(hours=24)


def has_accounts(session: Session) -> bool:
    """Say whether the installation was set up already."""
    return not accounts.is_empty(session)


def welcome_token(secret_key: str) -> str:
    """Return the token of a setup link: good for a day, and only while there is no account.

    Nothing is stored: the token says when it ends, signed with the installation's secret key.
    """
    end = format(int((now() + GOOD_FOR).timestamp()), "x")
    return f"{end}-{_signature(end, secret_key)}"


def is_good(session: Session, token: str, secret_key: str) -> bool:
    """Say whether the token may set up the installation now."""
    end, _, signature = token.partition("-")
    if not hmac.compare_digest(signature.encode(), _signature(end, secret_key).encode()):
        return False
    return int(end, 16) > now().timestamp() and accounts.is_empty(session)


def set_up(session: Session, email: str, name: str, password_hash: str) -> User:
    """Make the first account, which administers the site.

    Raises:
        Refused: somebody else was faster, or address or name are not acceptable.
    """
    locks.hold(session, "setting up")
    if not accounts.is_empty(session):
        raise Refused("The installation was set up in the meantime. Sign in instead.")
    user = accounts.open_account(session, email, name, password_hash, is_admin=True)
    activity.record(session, user, "installation.set_up", f"user {user.id}")
    return user


def _signature(end: str, secret_key: str) -> str:
    return hmac.new(secret_key.encode(), b"setting up until " + end.encode(), hashlib.sha256).hexdigest()
