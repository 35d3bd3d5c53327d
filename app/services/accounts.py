"""Accounts: made, found, given a new password, deactivated."""

import unicodedata
from collections.abc import Sequence

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.clock import now
from app.models import SignIn, User
from app.services import activity, api_tokens, locks, signing_in
from app.services.paging import Listing, Page, fetch_page, like
from app.services.refused import Refused

LONGEST_EMAIL = 254
LONGEST_NAME = 100
# Joiners that some scripts need inside a word; every other invisible character is refused.
JOINERS = "\u200c\u200d"


def canonical_email(text: str) -> str:
    """Return the one form under which an address is stored and looked for.

    Raises:
        Refused: it is no e-mail address, or holds characters that cannot be seen.
    """
    email = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text.strip()).casefold()).strip()
    local, at, domain = email.rpartition("@")
    if not (local and at and domain) or "@" in local or len(email) > LONGEST_EMAIL:
        raise Refused("This is not an e-mail address.")
    if any(_is_invisible(character) or character.isspace() for character in email):
        raise Refused("The e-mail address holds a space or a character that cannot be seen.")
    return email


def clean_name(text: str) -> str:
    """Return a person's name with single spaces.

    Raises:
        Refused: it is empty, too long or holds characters that cannot be seen.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name.strip(JOINERS) or len(name) > LONGEST_NAME:
        raise Refused(f"A name has 1 to {LONGEST_NAME} characters.")
    if any(_is_invisible(character) for character in name if character not in JOINERS):
        raise Refused("The name holds a character that cannot be seen.")
    return name


def _is_invisible(character: str) -> bool:
    """Say whether it is a control, unassigned, or a format sign such as zero width."""
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def find_by_email(session: Session, text: str) -> User | None:
    """Return the account of an address, however it was typed; None also where it is no address."""
    try:
        email = canonical_email(text)
    except Refused:
        return None
    return session.scalar(select(User).where(User.email == email))


def add_user(
    session: Session,
    email: str,
    name: str,
    password_hash: str | None,
    is_admin: bool = False,
    *,
    actor: User | None = None,
) -> User:
    """Make an account and record it. Without a password it is entered by a one-time link.

    Raises:
        Refused: the address or name is not acceptable, or there is an account for the address.
    """
    user = open_account(session, email, name, password_hash, is_admin=is_admin)
    activity.record(session, actor, "user.added", f"user {user.id}", is_admin=is_admin)
    return user


def open_account(
    session: Session, email: str, name: str, password_hash: str | None, *, is_admin: bool = False
) -> User:
    """Make an account as part of a larger act, which records itself."""
    user = User(
        email=canonical_email(email),
        name=clean_name(name),
        password_hash=password_hash,
        is_admin=is_admin,
        created_at=now(),
    )
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError:
        raise Refused("There is an account for this address already.") from None
    return user


def is_empty(session: Session) -> bool:
    """Say whether the installation has no account yet."""
    return session.scalar(select(User.id).limit(1)) is None


def change_password(
    session: Session, user_id: int, old_hash: str | None, new_hash: str, *, but: int | None = None
) -> None:
    """Set a new password and end all sign-ins but the given one; unused one-time links die as well.

    Raises:
        Refused: the password was changed elsewhere in the meantime.
    """
    user = session.get_one(User, user_id, with_for_update=True, populate_existing=True)
    if user.password_hash != old_hash or not user.is_active:
        raise Refused("The password was changed in another window just now. Nothing was changed here.")
    user.password_hash = new_hash
    signing_in.end_all(session, user.id, but=but)
    signing_in.end_links(session, user.id)
    activity.record(session, user, "password.changed", f"user {user.id}")


def reset_password(session: Session, actor: User | None, user: User) -> str:
    """Take a forgotten password away and return the token of a one-time link to set a new one.

    Raises:
        Refused: the account is the actor's own, or deactivated.
    """
    if actor is not None and user.id == actor.id:
        raise Refused("Change your own password on your account page.")
    if not user.is_active:
        raise Refused("The account is deactivated. Activate it first.")
    user.password_hash = None
    signing_in.end_all(session, user.id)
    signing_in.end_links(session, user.id)
    api_tokens.revoke_all(session, user.id)
    activity.record(session, actor, "password.reset", f"user {user.id}")
    return signing_in.make_link(session, user)


def deactivate(session: Session, actor: User, user: User) -> None:
    """Close an account at once; its labels and its name in the record stay.

    Raises:
        Refused: it is the actor's own account, or the last one that can administer.
    """
    locks.hold(session, "administrators")
    if user.id == actor.id:
        raise Refused("You cannot deactivate your own account.")
    others = select(func.count()).where(User.is_admin, User.deactivated_at.is_(None), User.id != user.id)
    if user.is_admin and not session.scalar(others):
        raise Refused("This is the last account that can administer the site.")
    if not user.is_active:
        return
    user.deactivated_at = now()
    signing_in.end_all(session, user.id)
    signing_in.end_links(session, user.id)
    api_tokens.revoke_all(session, user.id)
    activity.record(session, actor, "user.deactivated", f"user {user.id}")


def reactivate(session: Session, actor: User, user: User) -> None:
    """Open an account again; its owner signs in anew."""
    if user.is_active:
        return
    user.deactivated_at = None
    activity.record(session, actor, "user.reactivated", f"user {user.id}")


def sign_ins(session: Session, user: User) -> Sequence[SignIn]:
    """Return the sign-ins of a user that are still good, the last used first."""
    at = now()
    query = (
        select(SignIn)
        .where(
            SignIn.user_id == user.id,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > at,
            SignIn.last_seen_at > at - signing_in.IDLE_LIMIT,
        )
        .order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())
    )
    return session.scalars(query).all()


def end_sign_in(session: Session, user: User, sign_in_id: int) -> bool:
    """End one of the user's own sign-ins; say whether there was such a one."""
    own = update(SignIn).where(SignIn.id == sign_in_id, SignIn.user_id == user.id, SignIn.ended_at.is_(None))
    if session.execute(own.values(ended_at=now()).returning(SignIn.id)).first() is None:
        return False
    activity.record(session, user, "sign_in.ended", f"sign-in {sign_in_id}")
    return True


def end_other_sign_ins(session: Session, user: User, kept: SignIn) -> None:
    """End all sign-ins of the user but this one."""
    signing_in.end_all(session, user.id, but=kept.id)
    activity.record(session, user, "sign_in.others_ended", f"user {user.id}")


def list_accounts(session: Session, listing: Listing) -> Page:
    """Return a page of (account, last visit)."""
    last_seen = (
        select(SignIn.user_id, func.max(SignIn.last_seen_at, type_=SignIn.last_seen_at.type).label("at"))
        .group_by(SignIn.user_id)
        .subquery()
    )
    query = select(User, last_seen.c.at).outerjoin(last_seen, last_seen.c.user_id == User.id)
    if listing.search:
        pattern = like(listing.search)
        query = query.where(
            or_(User.name.ilike(pattern, escape="\\"), User.email.ilike(pattern, escape="\\"))
        )
    sorts = {"name": func.lower(User.name), "email": User.email, "created": User.created_at}
    return fetch_page(session, query.order_by(None), listing, sorts)
