"""The record of who did what."""

from typing import Any

from sqlalchemy.orm import Session

from app.clock import now
from app.models import Activity, Project, User


def record(
    session: Session,
    actor: User | None,
    verb: str,
    subject: str,
    project: Project | None = None,
    **detail: Any,
) -> None:
    """Add one line to the record, in the transaction of the act itself. No actor means a command."""
    session.add(
        Activity(
            at=now(),
            actor_id=actor.id if actor else None,
            project_id=project.id if project else None,
            verb=verb,
            subject=subject,
            detail=detail,
        )
    )
