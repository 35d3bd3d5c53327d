"""Invitations: a link by which one person joins one project, once."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.clock import now
from app.models import Invitation, Member, Project, User
from app.services import accounts, activity, team
from app.services.refused import Refused
from app.services.signing_in import hashed

GOOD_FOR = timedelta(days=14)
SPENT = "The invitation was used, revoked or has expired in the meantime. Ask for a new one."


class Spent(Refused):
    """The invitation cannot be used any more."""


def invite(
    session: Session, project: Project, actor: User, role: str, email: str = ""
) -> tuple[Invitation, str]:
    """Make an invitation and return it with its token, which is not kept and so cannot be shown again.

    With an address only its owner's account can use it; without one, whoever holds the link.
    """
    team.check_role(role)
    token = secrets.token_urlsafe(32)
    at = now()
    invitation = Invitation(
        token_hash=hashed(token),
        project_id=project.id,
        role=role,
        email=accounts.canonical_email(email) if email.strip() else "",
        invited_by=actor.id,
        created_at=at,
        expires_at=at + GOOD_FOR,
    )
    session.add(invitation)
    session.flush()
    activity.record(session, actor, "invitation.made", f"invitation {invitation.id}", project, role=role)
    return invitation, token


def find(session: Session, token: str) -> Invitation | None:
    """Return the invitation of a link if it can still be used."""
    found = session.scalar(select(Invitation).where(Invitation.token_hash == hashed(token)))
    return found if found is not None and state(found) == "pending" else None


def state(invitation: Invitation) -> str:
    """Return used, revoked, expired or pending."""
    if invitation.used_at:
        return "used"
    if invitation.revoked_at:
        return "revoked"
    return "expired" if invitation.expires_at <= now() else "pending"


def fits(invitation: Invitation, user: User) -> bool:
    """Say whether the invitation may be used with this account."""
    return invitation.email in {"", user.email}


def join(session: Session, invitation: Invitation, user: User) -> Member:
    """Use the invitation up with an existing account.

    Raises:
        Spent: somebody else was faster.
        Refused: it is meant for another address, or the person belongs to the project already.
    """
    if not fits(invitation, user):
        raise Refused("This invitation is for another address. Sign in with the account of that address.")
    return _use(session, invitation, user, new_account=False)


def join_as_new(session: Session, invitation: Invitation, email: str, name: str, password_hash: str) -> User:
    """Use the invitation up with a new account.

    Raises:
        Spent: somebody else was faster.
        Refused: it is meant for another address, or address or name are not acceptable.
    """
    if invitation.email and invitation.email != accounts.canonical_email(email):
        raise Refused("This invitation is for another address.")
    user = accounts.open_account(session, email, name, password_hash)
    _use(session, invitation, user, new_account=True)
    return user


def _use(session: Session, invitation: Invitation, user: User, *, new_account: bool) -> Member:
    at = now()
    # Of two who use it at once, only one finds it unused.
    unused = update(Invitation).where(
        Invitation.id == invitation.id,
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > at,
    )
    used = unused.values(used_at=at, used_by=user.id).returning(Invitation.id)
    if session.execute(used).first() is None:
        raise Spent(SPENT)
    project = session.get_one(Project, invitation.project_id)
    member = team.join(session, project, user, invitation.role)
    subject, detail = f"invitation {invitation.id}", {"member": member.id, "new_account": new_account}
    activity.record(session, user, "invitation.used", subject, project, **detail)
    return member


def revoke(session: Session, actor: User, project: Project, invitation: Invitation) -> None:
    """Make an unused invitation worthless.

    Raises:
        Spent: it was used already.
    """
    unused = update(Invitation).where(Invitation.id == invitation.id, Invitation.used_at.is_(None))
    if session.execute(unused.values(revoked_at=now()).returning(Invitation.id)).first() is None:
        raise Spent("The invitation was used already. Remove the member instead.")
    activity.record(session, actor, "invitation.revoked", f"invitation {invitation.id}", project)


def list_invitations(
    session: Session, project: Project, *, at_most: int = 100
) -> Sequence[tuple[Invitation, User]]:
    """Return the newest invitations, each with who took it (or None)."""
    query = (
        select(Invitation, User)
        .outerjoin(User, User.id == Invitation.used_by)
        .where(Invitation.project_id == project.id)
        .order_by(Invitation.id.desc())
        .limit(at_most)
    )
    return [(invitation, user) for invitation, user in session.execute(query)]
