"""What outlets and events share: a name that is theirs alone in the project."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.clock import now
from app.models import Event, Outlet, Project
from app.services.refused import Refused

Table = type[Outlet] | type[Event]


def find_or_make(
    session: Session, table: Table, project: Project, names: Iterable[str], **blank: str
) -> dict[str, int]:
    """Return the id of each name; a name that the project does not have gets a row with the blank values."""
    wanted = sorted({name for name in names if name})
    known = _ids(session, table, project, wanted)
    missing = [name for name in wanted if name not in known]
    if missing:
        shared = {"project_id": project.id, "created_at": now(), **blank}
        session.execute(insert(table), [{**shared, "name": name} for name in missing])
        known |= _ids(session, table, project, missing)
    return known


def _ids(session: Session, table: Table, project: Project, names: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(names), 500):
        query = select(table.name, table.id).where(
            table.project_id == project.id, table.name.in_(names[start : start + 500])
        )
        found.update(session.execute(query).all())
    return found


def refuse_taken(session: Session, table: Table, project: Project, name: str, *, but: Any = None) -> None:
    """Refuse a name that another row of the project has."""
    query = select(table.id).where(table.project_id == project.id, table.name == name)
    if but is not None:
        query = query.where(table.id != but.id)
    if session.scalar(query.limit(1)) is not None:
        raise Refused(f"There is an {table.__tablename__} called {name!r} already.")


def change(row: Any, details: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set what differs and return it as name -> [before, after]."""
    changed = {key: [getattr(row, key), new] for key, new in details.items() if getattr(row, key) != new}
    for key, (_, new) in changed.items():
        setattr(row, key, new)
    return changed
