"""Proving who one is by a password: counted, hashed outside any transaction, then signed in."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.db import Database
from app.models import SignIn, User
from app.services import accounts, passwords, signing_in, throttle
from app.services.refused import Refused


class TooManyTries(RuntimeError):
    """Too many attempts failed lately; `seconds` says when the next one is looked at."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many tries. Wait {_in_words(seconds)}, then try again.")
        self.seconds = seconds


def _in_words(seconds: int) -> str:
    if seconds < 120:
        return "a second" if seconds == 1 else f"{seconds} seconds"
    return f"{-(-seconds // 60)} minutes"


@dataclass(frozen=True)
class Visit:
    """From where somebody signs in.

    Attributes:
        address: of the network, for slowing down guesses.
        browser: what it calls itself, for the list of sign-ins.
        replaces: the sign-in that this browser had so far.
    """

    address: str
    browser: str = ""
    replaces: SignIn | None = None


@dataclass(frozen=True)
class Proof:
    """A password was right for the account at that moment."""

    user_id: int
    password_hash: str
    better_hash: str | None = None  # made with today's settings, where the kept one is older


def verify(database: Database, email: str, password: str, visit: Visit) -> Proof | None:
    """Return the proof if address and password belong together.

    It takes the same steps and time whether or not there is such an account.

    Raises:
        TooManyTries: nothing was looked at.
    """
    try:
        identity = accounts.canonical_email(email)
    except Refused:
        identity = email[: accounts.LONGEST_EMAIL]
    with database.writing() as session:
        wait = throttle.admit(session, identity, visit.address)
        user = accounts.find_by_email(session, email)
        active = user is not None and user.is_active
        kept = user.password_hash if user is not None and active else None
    if wait:
        raise TooManyTries(wait)
    if not passwords.verify(kept, password) or user is None or kept is None:
        return None
    return Proof(user.id, kept, passwords.hash_password(password) if passwords.is_outdated(kept) else None)


def enter(session: Session, proof: Proof, visit: Visit) -> str | None:
    """Sign in and return the token; None if the account was closed or its password changed since."""
    user = session.get_one(User, proof.user_id, with_for_update=True, populate_existing=True)
    if not user.is_active or user.password_hash != proof.password_hash:
        return None
    if proof.better_hash:
        user.password_hash = proof.better_hash
    throttle.forgive(session, user.email, visit.address)
    return begin(session, user, visit)


def begin(session: Session, user: User, visit: Visit) -> str:
    """Sign in somebody who has just proved to be there; this browser's earlier sign-in ends."""
    if visit.replaces is not None:
        signing_in.end(session, visit.replaces.id)
    return signing_in.start(session, user, browser=visit.browser)


def forget_failures(session: Session, user: User, visit: Visit) -> None:
    """Forget failed attempts for an account whose owner has just proved to be there."""
    throttle.forgive(session, user.email, visit.address)
