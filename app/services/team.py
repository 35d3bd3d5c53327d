"""Who belongs to a project, in which role, under which pseudonym."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, contains_eager

from app.clock import now
from app.models import ROLES, Member, Project, User
from app.services import activity, locks
from app.services.paging import Listing, Page, fetch_page, like
from app.services.refused import Refused


def add_member(
    session: Session, project: Project, user: User, role: str, *, actor: User | None = None
) -> Member:
    """Let somebody take part in a project, and record it. Whoever left and comes back keeps the pseudonym.

    Raises:
        Refused: the role is unknown, or the person belongs to the project already.
    """
    member = join(session, project, user, role)
    activity.record(session, actor, "member.added", f"member {member.id}", project, role=role)
    return member


def join(session: Session, project: Project, user: User, role: str) -> Member:
    """Do what `add_member` does as part of a larger act, which records itself."""
    check_role(role)
    locks.hold(session, f"team of project {project.id}")
    member = session.scalar(
        select(Member).where(Member.project_id == project.id, Member.user_id == user.id),
        execution_options={"populate_existing": True},
    )
    if member is not None and member.left_at is None:
        raise Refused(f"{user.name} belongs to the project already, as {member.role}.")
    if member is None:
        pseudonym = _next_pseudonym(session, project)
        member = Member(project_id=project.id, user_id=user.id, pseudonym=pseudonym)
        session.add(member)
    member.role, member.joined_at, member.left_at = role, now(), None
    session.flush()
    return member


def _next_pseudonym(session: Session, project: Project) -> str:
    """Return A01, A02 ...: rows of members are never deleted, so no pseudonym is given twice."""
    given = session.scalars(select(Member.pseudonym).where(Member.project_id == project.id))
    numbers = (int(name[1:]) for name in given if name[1:].isdecimal())
    return f"A{max(numbers, default=0) + 1:02d}"


def current_member(session: Session, project: Project, user: User) -> Member | None:
    """Return the user's part in the project, unless there is none or it has ended."""
    return session.scalar(
        select(Member).where(
            Member.project_id == project.id, Member.user_id == user.id, Member.left_at.is_(None)
        )
    )


def check_role(role: str) -> None:
    """Refuse a role that does not exist."""
    if role not in ROLES:
        raise Refused(f"There is no role {role!r}; choose one of {', '.join(ROLES)}.")


def change_role(session: Session, project: Project, member: Member, role: str, *, actor: User | None) -> None:
    """Give a member another role.

    Raises:
        Refused: the role is unknown, the member has left or is the project's last manager.
    """
    check_role(role)
    _check_can_go(session, project, member, stays_manager=role == "manager")
    before, member.role = member.role, role
    detail = {"before": before, "after": role}
    activity.record(session, actor, "member.role_changed", f"member {member.id}", project, **detail)


def remove(session: Session, project: Project, member: Member, *, actor: User | None) -> None:
    """End somebody's part in the project; what they annotated stays.

    Raises:
        Refused: the member has left already or is the project's last manager.
    """
    _check_can_go(session, project, member, stays_manager=False)
    member.left_at = now()
    activity.record(session, actor, "member.removed", f"member {member.id}", project)


def _check_can_go(session: Session, project: Project, member: Member, *, stays_manager: bool) -> None:
    locks.hold(session, f"team of project {project.id}")
    session.refresh(member)
    if member.left_at is not None:
        raise Refused(f"{member.user.name} has left the project already.")
    others = (
        select(func.count())
        .select_from(Member)
        .join(User)
        .where(
            Member.project_id == project.id,
            Member.role == "manager",
            Member.left_at.is_(None),
            Member.id != member.id,
            User.deactivated_at.is_(None),
        )
    )
    if member.role == "manager" and not stays_manager and not session.scalar(others):
        raise Refused("A project needs a manager. Make somebody else manager first.")


def list_members(session: Session, project: Project, listing: Listing) -> Page:
    """Return a page of the members who take part now."""
    query = (
        select(Member)
        .join(Member.user)
        .options(contains_eager(Member.user))
        .where(Member.project_id == project.id, Member.left_at.is_(None))
    )
    if listing.search:
        pattern = like(listing.search)
        found = (column.ilike(pattern, escape="\\") for column in (User.name, User.email, Member.pseudonym))
        query = query.where(or_(*found))
    sorts = {
        "pseudonym": Member.id,
        "name": func.lower(User.name),
        "role": Member.role,
        "joined": Member.joined_at,
    }
    return fetch_page(session, query, listing, sorts)


def former_members(session: Session, project: Project) -> list[Member]:
    """Return who has left, for whoever wonders about a pseudonym."""
    left = select(Member).where(Member.project_id == project.id, Member.left_at.is_not(None))
    return list(session.scalars(left.order_by(Member.id)).unique())
