"""Webhooks: addresses that are told what happens in a project."""

from typing import Any

from app.api.labelstudio import asked
from app.api.labelstudio.guard import Refusal, bp, by_token, table
from app.api.labelstudio.shapes import moment
from app.models import Webhook
from app.permissions import Permission, Scene, permits
from app.services import addresses, listed_for_programs, scenes, telling, webhooks
from app.services.scenes import LARGEST_ID
from app.site import site

ONE = "/api/webhooks/<int:webhook_id>/"
NAMES = {"is_active": "active", "send_payload": "with_payload", "send_for_all_actions": "every_action"}


@bp.get("/api/webhooks/", strict_slashes=False)
@by_token(Permission.HAVE_ACCOUNT)
def listed_webhooks(here: Scene) -> list[dict[str, Any]]:
    """List the webhooks of a project, or of all projects that the account manages."""
    number = asked.whole("project", 0)
    _, rows = listed_for_programs.projects(
        here.session, here.user, 0, LARGEST_ID, ids=[number] if number else []
    )
    managed = [
        row.id
        for row in rows
        if permits(
            scenes.of_program(here.session, here.user, {"project_id": row.id}), Permission.EDIT_PROJECT
        )
    ]
    return [_shown(row) for row in webhooks.of(here.session, managed)]


@bp.get("/api/webhooks/info/", strict_slashes=False)
@by_token(Permission.HAVE_ACCOUNT)
def webhook_actions(here: Scene) -> dict[str, Any]:
    """Say what can be told."""
    return {
        code: {"name": about.capitalize(), "description": about, "key": code, "organization-only": False}
        for code, about in telling.ACTIONS.items()
    }


def _project_in_body() -> dict[str, Any]:
    number = table().get("project")
    if type(number) is not int:
        raise Refusal(400, "project must be the number of a project: webhooks belong to one.")
    return {"project_id": number}


@bp.post("/api/webhooks/", strict_slashes=False)
@by_token(Permission.EDIT_PROJECT, about=_project_in_body, writes_itself=True)
def make_webhook(here: Scene) -> tuple[dict[str, Any], int]:
    """Make a webhook; its secret is told this once."""
    said = _said(table())
    if "url" not in said:
        raise Refusal(400, "url must be the address that is told.")
    with site().database.writing() as session:
        row = webhooks.make(session, here.project, here.user, said)
        return _shown(row) | {"secret": row.secret}, 201


@bp.get(ONE, strict_slashes=False)
@by_token(Permission.EDIT_PROJECT)
def webhook(here: Scene, webhook_id: int) -> dict[str, Any]:
    """Return one webhook."""
    return _shown(here.session.get_one(Webhook, webhook_id))


@bp.patch(ONE, strict_slashes=False)
@by_token(Permission.EDIT_PROJECT, writes_itself=True)
def change_webhook(here: Scene, webhook_id: int) -> dict[str, Any]:
    """Change a webhook."""
    said = _said(table())
    with site().database.writing() as session:
        row = session.get(Webhook, webhook_id)
        if row is None:
            raise Refusal(404, "There is no webhook of that number any more.")
        webhooks.change(session, row, here.user, said)
        return _shown(row)


@bp.delete(ONE, strict_slashes=False)
@by_token(Permission.EDIT_PROJECT)
def delete_webhook(here: Scene, webhook_id: int) -> tuple[str, int]:
    """Delete a webhook."""
    webhooks.let_go(here.session, here.session.get_one(Webhook, webhook_id), here.user)
    return "", 204


def _said(sent: dict[str, Any]) -> dict[str, Any]:
    """Return what was sent as we keep it; the address is looked up here, outside of any transaction."""
    if sent.get("headers"):
        raise Refusal(
            400, "Headers of one's own are not sent. Messages are signed: see X-Parallax-Signature."
        )
    said: dict[str, Any] = {}
    for name, ours in NAMES.items():
        if sent.get(name) is not None:
            if not isinstance(sent[name], bool):
                raise Refusal(400, f"{name} must be true or false.")
            said[ours] = sent[name]
    if (actions := sent.get("actions")) is not None:
        if not isinstance(actions, list) or not all(one in list(telling.ACTIONS) for one in actions):
            raise Refusal(400, f"actions must be a list of {', '.join(telling.ACTIONS)}.")
        said["actions"] = sorted(set(actions))
        said.setdefault("every_action", not actions)
    if (url := sent.get("url")) is not None:
        if not isinstance(url, str):
            raise Refusal(400, "url must be text.")
        addresses.check(url)
        said["url"] = url
    return said


def _shown(row: Webhook) -> dict[str, Any]:
    return {
        "id": row.id,
        "organization": 1,
        "project": row.project_id,
        "url": row.url,
        "headers": {},
        "actions": list(row.actions),
        "send_for_all_actions": row.every_action,
        "send_payload": row.with_payload,
        "is_active": row.active,
        "consecutive_failures": row.failures,
        "created_at": moment(row.created_at),
        "updated_at": moment(row.changed_at),
    }
