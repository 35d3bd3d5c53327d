"""Addresses of other programs that are told what happens in a project."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Json, key, reference
from app.models.projects import Project


class Webhook(Base):
    """Where somebody wants to be told, of what, and the secret that signs what is sent."""

    __tablename__ = "webhook"

    id: Mapped[int] = key()
    project_id: Mapped[int] = reference("project.id")
    made_by: Mapped[int] = reference("user_account.id")
    url: Mapped[str]
    secret: Mapped[str]  # told once; receivers know by it that a message is ours
    actions: Mapped[list[Any]] = mapped_column(Json)
    every_action: Mapped[bool]
    with_payload: Mapped[bool]
    active: Mapped[bool]
    failures: Mapped[int]  # since the last message that arrived
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    project: Mapped[Project] = relationship()


class WebhookEvent(Base):
    """Something that is still to be told: only what happened and to which rows, nothing of their content."""

    __tablename__ = "webhook_event"

    id: Mapped[int] = key()  # they are told in this order
    webhook_id: Mapped[int] = reference("webhook.id")
    action: Mapped[str]
    subjects: Mapped[list[Any]] = mapped_column(Json)
    at: Mapped[datetime]
