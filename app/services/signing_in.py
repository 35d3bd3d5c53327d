"""Sign-ins: a random token in the browser's cookie, its hash and its end on the server."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from app.clock import now
from app.models import SignIn, SignInLink, User

IDLE_LIMIT = timedelta(days=14)  # a laptop that was offline for a week still delivers its work
ABSOLUTE_LIMIT = timedelta(days=90)
LINK_LIMIT = timedelta(hours=24)
SEEN_EVERY = timedelta(minutes=5)
BY_TOKEN = select(SignIn).where(SignIn.token_hash == bindparam("hash"))  # asked for every request


def hashed(token: str) -> str:
    """Return what is kept of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def start(session: Session, user: User, *, browser: str = "") -> str:
    """Sign the user in and return the token for the cookie."""
    token = secrets.token_urlsafe(32)
    at = now()
    session.add(
        SignIn(
            token_hash=hashed(token),
            user_id=user.id,
            browser=browser[:200],
            created_at=at,
            last_seen_at=at,
            expires_at=at + ABSOLUTE_LIMIT,
        )
    )
    session.flush()
    return token


def find(session: Session, token: str) -> SignIn | None:
    """Return the sign-in that a cookie stands for, or None if it ended, expired or was deactivated."""
    found = session.scalar(BY_TOKEN, {"hash": hashed(token)})
    at = now()
    if found is None or found.ended_at or found.expires_at < at or found.last_seen_at < at - IDLE_LIMIT:
        return None
    return found if found.user.is_active else None


def needs_touch(sign_in: SignIn) -> bool:
    """Say whether the time of the last visit is old enough to be written again."""
    return now() - sign_in.last_seen_at > SEEN_EVERY


def touch(session: Session, sign_in_id: int) -> None:
    """Note that the browser was here just now."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=now()))


def end(session: Session, sign_in_id: int) -> None:
    """End one sign-in; its cookie is worth nothing from now on."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(ended_at=now()))


def end_all(session: Session, user_id: int, *, but: int | None = None) -> None:
    """End every sign-in of a user, except the one given."""
    query = update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    if but is not None:
        query = query.where(SignIn.id != but)
    session.execute(query.values(ended_at=now()))


def make_link(session: Session, user: User, *, lasts: timedelta = LINK_LIMIT) -> str:
    """Return the token of a new one-time link that signs the user in."""
    token = secrets.token_urlsafe(32)
    at = now()
    session.add(SignInLink(token_hash=hashed(token), user_id=user.id, created_at=at, expires_at=at + lasts))
    session.flush()
    return token


def find_link(session: Session, token: str, *, at: datetime | None = None) -> SignInLink | None:
    """Return the one-time link if it can still be used."""
    link = session.scalar(select(SignInLink).where(SignInLink.token_hash == hashed(token)))
    if link is None or link.used_at or link.expires_at < (at or now()) or not link.user.is_active:
        return None
    return link


def use_link(session: Session, link: SignInLink, *, browser: str = "") -> str | None:
    """Use the link up and return the token of the new sign-in; None if another browser was faster."""
    unused = update(SignInLink).where(SignInLink.id == link.id, SignInLink.used_at.is_(None))
    if session.execute(unused.values(used_at=now()).returning(SignInLink.id)).first() is None:
        return None
    return start(session, link.user, browser=browser)


def end_links(session: Session, user_id: int) -> None:
    """Make every unused one-time link of a user worthless."""
    unused = update(SignInLink).where(SignInLink.user_id == user_id, SignInLink.used_at.is_(None))
    session.execute(unused.values(used_at=now()))
