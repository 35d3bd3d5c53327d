"""Predictions: what programs suggest about articles. They are suggestions here, and never annotations."""

from typing import Any

from app.api.labelstudio import asked
from app.api.labelstudio.guard import Refusal, body, bp, by_token, table
from app.permissions import Permission, Scene
from app.services import scenes, suggestions_by_programs, suggestions_changed

ONE = "/api/predictions/<int:prediction_id>/"
NO_PREDICTION = "There is no prediction of that number, or it was withdrawn."


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


@bp.get(ONE, strict_slashes=False)
@by_token(Permission.BRING_MARKS)
def prediction(here: Scene, prediction_id: int) -> dict[str, Any]:
    """Return one prediction as it is now."""
    row = suggestions_changed.find(here.session, prediction_id)
    if row is None:
        raise Refusal(404, NO_PREDICTION)
    return suggestions_by_programs.shown(here.session, [row])[0]


@bp.patch(ONE, strict_slashes=False)
@by_token(Permission.BRING_MARKS)
def change_prediction(here: Scene, prediction_id: int) -> dict[str, Any]:
    """Let a prediction say something else under its number; what it said before stays on record."""
    row = suggestions_changed.change(here.session, here.project, prediction_id, table(), here.user)
    if row is None:
        raise Refusal(404, NO_PREDICTION)
    return suggestions_by_programs.shown(here.session, [row])[0]


@bp.delete(ONE, strict_slashes=False)
@by_token(Permission.BRING_MARKS)
def withdraw_prediction(here: Scene, prediction_id: int) -> tuple[str, int]:
    """Withdraw a prediction: it is shown no more and stays on record."""
    if not suggestions_changed.withdraw(here.session, here.project, prediction_id, here.user):
        raise Refusal(404, NO_PREDICTION)
    return "", 204


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
