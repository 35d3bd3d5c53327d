"""Predictions: what programs suggest about articles. They are suggestions here, and never annotations."""

from typing import Any

from app.api.labelstudio import asked
from app.api.labelstudio.guard import Refusal, body, bp, by_token, table
from app.permissions import Permission, Scene
from app.services import scenes, suggestions_by_programs


@bp.get("/api/predictions/", strict_slashes=False)
@by_token(Permission.HAVE_ACCOUNT)
def predictions(here: Scene) -> list[dict[str, Any]]:
    """Return the suggestions about an article or a project, for those who manage it."""
    task_id, project_id = asked.whole("task", 0), asked.whole("project", 0)
    if not task_id and not project_id:
        return suggestions_by_programs.listed(here)
    named = {"task_id": task_id} if task_id else {"project_id": project_id}
    try:
        there = scenes.of_program(here.session, here.user, named)
    except scenes.NotThere:
        there = here
    if there.role is None:
        raise Refusal(404, "There is nothing of that number, or it is not yours to see.")
    return suggestions_by_programs.listed(there, task_id or None)


def _task_in_body() -> dict[str, Any]:
    number = table().get("task")
    if type(number) is not int:
        raise Refusal(400, "task must be the number of a task.")
    return {"task_id": number}


@bp.post("/api/predictions/", strict_slashes=False)
@by_token(Permission.BRING_MARKS, about=_task_in_body)
def predict(here: Scene) -> tuple[dict[str, Any], int]:
    """Keep what a program suggests about one article."""
    rows = suggestions_by_programs.take(here.session, here.project, [table()], here.user)
    return suggestions_by_programs.shown(here.session, rows)[0], 201


@bp.post("/api/projects/<int:project_id>/import/predictions/", strict_slashes=False)
@by_token(Permission.BRING_MARKS)
def import_predictions(here: Scene, project_id: int) -> tuple[dict[str, Any], int]:
    """Keep what programs suggest about articles: all of it or nothing."""
    sent = body()
    if not isinstance(sent, list):
        raise Refusal(400, "Send a list of predictions.")
    rows = suggestions_by_programs.take(here.session, here.project, sent, here.user)
    return {"created": len(rows)}, 201
