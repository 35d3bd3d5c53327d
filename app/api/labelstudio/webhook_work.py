"""The job that tells other programs what happened, in order, with no more than its maker may read now."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.api.labelstudio.shapes import Written
from app.api.labelstudio.shown_projects import shown
from app.db import Database
from app.jobs import Run
from app.models import AnnotationHead, Assignment, Round, User, Webhook, WebhookEvent
from app.permissions import Permission, Scene, permits
from app.services import addresses, listed_for_programs, scenes, seen_by_programs, telling, webhooks
from app.services.jobs import Order, Step
from app.services.refused import Refused

SIGNATURE = "X-Parallax-Signature"
DELIVERY = "X-Parallax-Delivery"
LARGEST_ANSWER = 64 * 1024


@dataclass(frozen=True)
class Message:
    """What is sent; without a body there is nothing that may be told."""

    event: int
    webhook: int
    url: str
    secret: str
    body: bytes | None


def work(database: Database, order: Order, step: Step, run: Run) -> str:
    """Tell all that is to be told of a project; what does not arrive is told with the next event."""
    done, silent = 0, set[int]()
    while True:
        with database.reading() as session:
            event = webhooks.due(session, order.project_id, silent)
            message = _message(session, event) if event else None
        if message is None:
            return ""
        step(done, done + 1, "Telling other programs")
        arrived = message.body is None or _sent(message)
        with database.writing() as session:
            if arrived:
                webhooks.told(session, message.event, answered=message.body is not None)
            else:
                silent.add(message.webhook)
                webhooks.not_told(session, message.webhook)
        done += 1


def _sent(message: Message) -> bool:
    body = message.body or b""
    signed = hmac.new(message.secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        SIGNATURE: f"sha256={signed}",
        DELIVERY: str(message.event),
    }
    try:
        answer = addresses.send("POST", message.url, body, headers, most=LARGEST_ANSWER)
    except Refused:
        return False
    return 200 <= answer.status < 300


def _message(session: Session, event: WebhookEvent) -> Message:
    row = session.get_one(Webhook, event.webhook_id)
    maker = session.get_one(User, row.made_by)
    here = scenes.of_program(session, maker, {"project_id": row.project_id})
    may = permits(here, Permission.EDIT_PROJECT) and maker.deactivated_at is None
    told = _told(here, event) if may else None
    if told is None:
        return Message(event.id, row.id, row.url, row.secret, None)
    said: dict[str, Any] = {"action": event.action}
    if row.with_payload:
        said |= {"project": shown(here), **told}
    return Message(event.id, row.id, row.url, row.secret, json.dumps(said).encode())


def _told(here: Scene, event: WebhookEvent) -> dict[str, Any] | None:
    """Return what belongs to an event, or None if it may not be told, as in a round that is blind."""
    if event.action == telling.PROJECT_UPDATED:
        return {}
    if event.action == telling.TASKS_DELETED:
        return {"tasks": [{"id": number} for number in event.subjects]}
    written = Written()
    if event.action == telling.TASKS_CREATED:
        return {"tasks": [written.task(one) for one in seen_by_programs.articles(here, event.subjects)]}
    (number,) = event.subjects
    if event.action == telling.ANNOTATIONS_DELETED:
        return {"annotations": [{"id": number}]} if _shows_results(here.session, number) else None
    one = listed_for_programs.annotation(here, number)
    if one is None:
        return None
    (article,) = seen_by_programs.articles(here, [one.article_id])
    return {"annotation": written.annotation(one, article.project_id), "task": written.task(article)}


def _shows_results(session: Session, annotation_id: int) -> bool:
    query = (
        select(Round)
        .join(Assignment, Assignment.round_id == Round.id)
        .join(AnnotationHead, AnnotationHead.assignment_id == Assignment.id)
        .where(AnnotationHead.id == annotation_id)
    )
    return session.scalars(query).one().shows_results
