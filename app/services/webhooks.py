"""Who is told: webhooks made, changed and let go of by those who manage a project."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.clock import now
from app.models import Project, User, Webhook, WebhookEvent
from app.services import activity, addresses
from app.services.jobs import Order
from app.services.refused import Refused

KIND = "webhooks"
MOST = 10
MOST_FAILURES = 20


def order(project_id: int) -> Order:
    """Return the job that tells what is to be told of a project."""
    return Order(KIND, f"{KIND} {project_id}", project_id)


def make(session: Session, project: Project, user: User, said: Mapping[str, Any]) -> Webhook:
    """Return a new webhook; its address was checked before.

    Raises:
        Refused: the project has too many.
    """
    if (session.scalar(select(func.count()).where(Webhook.project_id == project.id)) or 0) >= MOST:
        raise Refused(f"This project has {MOST} webhooks already. Delete one that is needed no more.")
    usual = {"actions": [], "every_action": True, "with_payload": True, "active": True}
    row = Webhook(
        project_id=project.id,
        made_by=user.id,
        secret=secrets.token_urlsafe(32),
        failures=0,
        created_at=now(),
        changed_at=now(),
        **{**usual, **said},
    )
    session.add(row)
    session.flush()
    _record(session, row, "webhook.made", user)
    return row


def change(session: Session, row: Webhook, user: User, said: Mapping[str, Any]) -> None:
    """Change what is said; a webhook that is changed is given another chance."""
    for name, value in said.items():
        setattr(row, name, value)
    row.failures, row.changed_at = 0, now()
    _record(session, row, "webhook.changed", user)


def let_go(session: Session, row: Webhook, user: User) -> None:
    """Delete a webhook with what was still to be told."""
    _record(session, row, "webhook.deleted", user)
    session.execute(delete(WebhookEvent).where(WebhookEvent.webhook_id == row.id))
    session.delete(row)


def of(session: Session, projects: Sequence[int]) -> Sequence[Webhook]:
    """Return the webhooks of projects."""
    return session.scalars(select(Webhook).where(Webhook.project_id.in_(projects)).order_by(Webhook.id)).all()


def due(session: Session, project_id: int, but: set[int]) -> WebhookEvent | None:
    """Return what is to be told next of a project, leaving out webhooks that did not answer."""
    query = (
        select(WebhookEvent)
        .join(Webhook, Webhook.id == WebhookEvent.webhook_id)
        .where(Webhook.project_id == project_id, Webhook.active, Webhook.id.not_in(but))
    )
    return session.scalar(query.order_by(WebhookEvent.id).limit(1))


def told(session: Session, event_id: int, *, answered: bool) -> None:
    """Note that something was told, or that it need not be."""
    event = session.get(WebhookEvent, event_id)
    if event is None:
        return
    if answered:
        session.get_one(Webhook, event.webhook_id).failures = 0
    session.delete(event)


def not_told(session: Session, webhook_id: int) -> None:
    """Note that a webhook did not answer; one that never does is switched off."""
    row = session.get(Webhook, webhook_id)
    if row is None:
        return
    row.failures += 1
    if row.failures >= MOST_FAILURES:
        row.active = False
        session.execute(delete(WebhookEvent).where(WebhookEvent.webhook_id == row.id))
        _record(session, row, "webhook.switched_off", None)


def _record(session: Session, row: Webhook, verb: str, user: User | None) -> None:
    project = session.get_one(Project, row.project_id)
    origin = addresses.origin_of(row.url)  # the rest of an address may be a secret
    activity.record(session, user, verb, f"webhook {row.id}", project, to=origin)
