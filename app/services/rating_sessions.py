"""Sessions in which people rate outlets: planned, opened, closed, their results released."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from annotations.wellformed import text_fault
from app.clock import now
from app.models import CodebookVersion, Outlet, Project, RatingAssignment, RatingSession, User
from app.services import activity, codebooks
from app.services.refused import Refused
from app.services.round_plans import possible_annotators

LONGEST_NAME = 100
MOST = 20_000


@dataclass(frozen=True)
class Wanted:
    """What a session is to be: every rater is given every outlet."""

    name: str
    codebook: int
    outlets: Sequence[int]
    raters: Sequence[int]
    blind: bool = True


def offered(session: Session, project: Project) -> dict[str, dict[int, str]]:
    """Return the ids that can be chosen for a session, each with what it is called."""
    frozen = (
        select(CodebookVersion)
        .where(CodebookVersion.project_id == project.id, CodebookVersion.frozen_at.is_not(None))
        .order_by(CodebookVersion.number.desc())
    )
    outlets = select(Outlet.id, Outlet.name).where(Outlet.project_id == project.id).order_by(Outlet.name)
    return {
        "codebook": {
            row.id: f"{row.title}, version {row.version}"
            for row in session.scalars(frozen)
            if codebooks.parsed(row).outlet_questions
        },
        "outlets": {key: name for key, name in session.execute(outlets)},
        "raters": {
            member.user_id: f"{member.user.name} ({member.pseudonym})"
            for member in possible_annotators(session, project)
        },
    }


def make(session: Session, project: Project, wanted: Wanted, actor: User | None) -> RatingSession:
    """Plan a session, or refuse what cannot be rated or by whom."""
    name = " ".join(wanted.name.split())
    _check(session, project, name, wanted)
    made = RatingSession(
        project_id=project.id,
        codebook_id=wanted.codebook,
        name=name,
        blind=wanted.blind,
        created_by=actor.id if actor else None,
        created_at=now(),
    )
    session.add(made)
    session.flush()
    rows = [
        {"session_id": made.id, "outlet_id": outlet, "rater_id": rater}
        for rater in dict.fromkeys(wanted.raters)
        for outlet in dict.fromkeys(wanted.outlets)
    ]
    session.execute(insert(RatingAssignment), rows)
    activity.record(session, actor, "ratings.planned", f"rating session {made.id}", project, name=name)
    return made


def _check(session: Session, project: Project, name: str, wanted: Wanted) -> None:
    if not name:
        raise Refused("Enter a name.")
    if fault := text_fault(name, LONGEST_NAME):
        raise Refused(f"The name {fault}.")
    taken = select(RatingSession.id).where(RatingSession.project_id == project.id, RatingSession.name == name)
    if session.scalar(taken) is not None:
        raise Refused(f"There is a rating session called {name!r} already.")
    choices = offered(session, project)
    if wanted.codebook not in choices["codebook"]:
        raise Refused("Choose a frozen codebook version that asks questions about outlets.")
    for what, chosen in (("outlets", wanted.outlets), ("raters", wanted.raters)):
        if not chosen:
            raise Refused(f"Choose {what}.")
        if set(chosen) - set(choices[what]):
            raise Refused(f"One of the {what} does not belong to this project any more. Choose again.")
    if len(wanted.outlets) * len(wanted.raters) > MOST:
        raise Refused(f"A session has at most {MOST:,} outlets times raters.")


def open_session(session: Session, row: RatingSession, actor: User | None) -> None:
    """Let the raters begin."""
    _move(session, row, actor, "planned", "opened")
    row.opened_at = now()


def close_session(session: Session, row: RatingSession, actor: User | None) -> None:
    """End the session: nothing in it changes any more, and those who lead see what was submitted."""
    _move(session, row, actor, "open", "closed")
    owed = select(RatingAssignment.id).where(RatingAssignment.session_id == row.id)
    session.scalars(owed.with_for_update()).all()  # wait for saves that are under way
    row.closed_at = now()


def release(session: Session, row: RatingSession, actor: User | None) -> None:
    """Show the ratings to everybody who rated in the session; it stays so."""
    _move(session, row, actor, "closed", "released")
    if row.released_at:
        raise Refused("The ratings of this session are released already.")
    row.released_at = now()


ACTS: Mapping[str, Callable[[Session, RatingSession, User | None], None]] = {
    "open": open_session,
    "close": close_session,
    "release": release,
}


def _move(session: Session, row: RatingSession, actor: User | None, state: str, verb: str) -> None:
    session.refresh(row, with_for_update={"of": RatingSession})
    if row.state != state:
        raise Refused(f"The session “{row.name}” is {row.state}; only one that is {state} can be {verb}.")
    activity.record(session, actor, f"ratings.{verb}", f"rating session {row.id}", row.project, name=row.name)


def listed(session: Session, project: Project) -> Sequence[RatingSession]:
    """Return the sessions of the project, the newest first."""
    query = select(RatingSession).where(RatingSession.project_id == project.id)
    return session.scalars(query.order_by(RatingSession.id.desc())).all()


def find(session: Session, project: Project, name: str) -> RatingSession:
    """Return the session of a name, or refuse."""
    query = select(RatingSession).where(RatingSession.project_id == project.id, RatingSession.name == name)
    found = session.scalar(query)
    if found is None:
        raise Refused(f"The project {project.slug!r} has no rating session {name!r}.")
    return found


def progress(session: Session, row: RatingSession) -> list[Any]:
    """Return (rater, submitted, owed) for whoever runs the session; nothing of what was rated."""
    done = func.count(RatingAssignment.done_at)
    query = (
        select(User.name, done, func.count(RatingAssignment.id))
        .join(RatingAssignment, RatingAssignment.rater_id == User.id)
        .where(RatingAssignment.session_id == row.id)
        .group_by(User.id, User.name)
        .order_by(User.name, User.id)
    )
    return list(session.execute(query))
