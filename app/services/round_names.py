"""What a round is planned of, by the names and numbers that people and programs write."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import CodebookVersion, Event, Member, Outlet, Project, Round, User
from app.services import codebooks, round_choices
from app.services.refused import Refused

Thing = TypeVar("Thing")
SHOWN = 80  # characters of a name in a reason


def members(session: Session, project: Project) -> Sequence[Member]:
    """Return the members of the team, those who left aside, by their pseudonyms."""
    query = (
        select(Member)
        .where(Member.project_id == project.id, Member.left_at.is_(None))
        .order_by(Member.pseudonym)
    )
    return session.scalars(query).unique().all()


def annotators(session: Session, project: Project, names: Iterable[str]) -> list[User]:
    """Return the accounts of pseudonyms or addresses, by their names and each once.

    Raises:
        Refused: nobody of the team is called so.
    """
    known: dict[str, User] = {}
    for one in members(session, project):
        known |= {one.pseudonym.casefold(): one.user, one.user.email.casefold(): one.user}
    found = {user.id: user for user in (_known(known, name, "member of the team") for name in names)}
    return sorted(found.values(), key=lambda user: (user.name, user.id))


def codebook(session: Session, project: Project, number: int | None) -> CodebookVersion:
    """Return the version of that number, or the newest frozen one.

    Raises:
        Refused: there is none; whether it is frozen is up to the plan.
    """
    found = codebooks.newest_frozen(session, project)
    if number is not None:
        query = select(CodebookVersion).where(
            CodebookVersion.project_id == project.id, CodebookVersion.number == number
        )
        found = session.scalar(query)
    if found is None:
        raise Refused("A round needs a frozen codebook version. There is none, or none of that number.")
    return found


def round_of(session: Session, project: Project, number: int) -> Round:
    """Return a round of the project, or refuse."""
    found = session.get(Round, number)
    if found is None or found.project_id != project.id:
        raise Refused(f"The project has no round {number}.")
    return found


def articles(
    session: Session,
    project: Project,
    ids: Sequence[int] | None,
    outlets: Sequence[str],
    events: Sequence[str],
) -> Sequence[int]:
    """Return the articles of these ids, or of any of these outlets and events, or all, in their order.

    Raises:
        Refused: an id or name is not there, or both ids and names are given.
    """
    if ids is not None and (outlets or events):
        raise Refused("Give articles, or outlets and events; not both.")
    if ids is not None:
        there = round_choices.article_ids(session, project)
        wanted = set(ids)
        if missing := wanted.difference(there):
            raise Refused(f"The project has no article {min(missing)}.")
        return [number for number in there if number in wanted]
    return round_choices.article_ids(
        session,
        project,
        outlets=_ids(session, project, Outlet, outlets, "outlet"),
        events=_ids(session, project, Event, events, "event"),
    )


def _ids(
    session: Session, project: Project, table: type[Outlet] | type[Event], names: Sequence[str], what: str
) -> list[int]:
    if not names:
        return []
    query = select(table.name, table.id).where(table.project_id == project.id)
    known: dict[str, int] = {name.casefold(): number for name, number in session.execute(query)}
    return [_known(known, name, what) for name in dict.fromkeys(names)]


def _known(known: Mapping[str, Thing], name: str, what: str) -> Thing:
    found = known.get(name.strip().casefold())
    if found is None:
        raise Refused(f"There is no {what} {name[:SHOWN]!r} in this project.")
    return found
