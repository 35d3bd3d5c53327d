"""Tokens for programs: made once in plain sight, kept as hashes, revoked by their owner."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from annotations.wellformed import text_fault
from app.clock import now
from app.models import ApiToken, User
from app.models.tokens import SCOPES
from app.services import activity
from app.services.refused import Refused
from app.services.signing_in import hashed

PREFIX = "plx_"  # so that a token in a public place can be told from other words
MOST = 20
MAX_NAME = 100
USED_EVERY = timedelta(minutes=1)
BY_TOKEN = select(ApiToken).where(ApiToken.token_hash == bindparam("hash"))


def make(session: Session, user: User, name: str, scope: str, *, token: str = "") -> str:
    """Return a new token of the user, or keep the given one; it cannot be shown again.

    Raises:
        Refused: the name is empty or taken, the scope is unknown, or there are too many.
    """
    name = name.strip()
    if fault := text_fault(name, MAX_NAME):
        raise Refused(f"The name {fault}.")
    if not name:
        raise Refused("Give the token a name, so that you know later which program has it.")
    if scope not in SCOPES:
        raise Refused(f"A token may {' or '.join(SCOPES)}, not {scope[:20]!r}.")
    live = listed(session, user)
    if any(one.name.casefold() == name.casefold() for one in live):
        raise Refused(f"You have a token named “{name}” already.")
    if len(live) >= MOST:
        raise Refused(f"You have {MOST} tokens. Revoke one that is no longer used.")
    token = token or PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(token_hash=hashed(token), user_id=user.id, name=name, scope=scope, created_at=now())
    session.add(row)
    session.flush()
    activity.record(session, user, "token.made", f"token {row.id}", name=name, scope=scope)
    return token


def listed(session: Session, user: User) -> Sequence[ApiToken]:
    """Return the tokens of the user that work, the newest first."""
    mine = select(ApiToken).where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None))
    return session.scalars(mine.order_by(ApiToken.id.desc())).all()


def revoke(session: Session, user: User, token_id: int) -> bool:
    """Make a token of the user worthless; False if there is none of that number."""
    live = update(ApiToken).where(
        ApiToken.id == token_id, ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None)
    )
    if session.execute(live.values(revoked_at=now()).returning(ApiToken.id)).first() is None:
        return False
    activity.record(session, user, "token.revoked", f"token {token_id}")
    return True


def revoke_all(session: Session, user_id: int) -> None:
    """Make every token of an account worthless."""
    live = update(ApiToken).where(ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
    session.execute(live.values(revoked_at=now()))


def find(session: Session, token: str) -> ApiToken | None:
    """Return what a token stands for, or None if it is unknown, revoked or of a closed account."""
    found = session.scalar(BY_TOKEN, {"hash": hashed(token)})
    if found is None or found.revoked_at is not None:
        return None
    return found if found.user.is_active else None


def needs_touch(token: ApiToken) -> bool:
    """Say whether the time of its last use is old enough to be written again."""
    return token.last_used_at is None or now() - token.last_used_at > USED_EVERY


def touch(session: Session, token_id: int) -> None:
    """Note that the token was used just now."""
    session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now()))
