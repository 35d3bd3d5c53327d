"""What clients of Label Studio may add to a project: its beginning, its description, new tasks."""

import time
from typing import Any

from flask import request

from app.api.labelstudio import asked
from app.api.labelstudio.guard import Refusal, body, bp, by_token, table
from app.api.labelstudio.shapes import Written
from app.api.labelstudio.shown_projects import shown
from app.permissions import Permission, Scene
from app.services import (
    projects_by_programs,
    scenes,
    seen_by_programs,
    written_by_programs,
)


@bp.post("/api/projects/", strict_slashes=False)
@by_token(Permission.CREATE_PROJECT)
def begin_project(here: Scene) -> tuple[dict[str, Any], int]:
    """Begin a project that the account manages."""
    made = projects_by_programs.begin(here.session, here.user, table())
    return shown(scenes.of_program(here.session, here.user, {"project_id": made.id})), 201


@bp.patch("/api/projects/<int:project_id>/", strict_slashes=False)
@by_token(Permission.EDIT_CODEBOOK)
def change_project(here: Scene, project_id: int) -> dict[str, Any]:
    """Give a project another title or description, or its codebook another draft."""
    projects_by_programs.change(here.session, here.project, here.user, table())
    return shown(here)


@bp.post("/api/projects/<int:project_id>/import/", strict_slashes=False)
@by_token(Permission.EDIT_CORPUS)
def import_tasks(here: Scene, project_id: int) -> tuple[dict[str, Any], int]:
    """Add articles: all of them or none."""
    began, sent = time.monotonic(), body()
    if request.args.get("preannotated_from_fields"):
        raise Refusal(400, "Send predictions in the tasks; they are not made of fields here.")
    tasks = sent if isinstance(sent, list) else [sent]
    made = written_by_programs.add_tasks(here.session, here.project, tasks, here.user)
    told: dict[str, Any] = {
        "task_count": len(made.articles),
        "annotation_count": 0,
        "prediction_count": made.predictions,
        "predictions_count": made.predictions,
        "duration": time.monotonic() - began,
        "file_upload_ids": [],
        "could_be_tasks_list": True,
        "found_formats": [],
        "data_columns": [],
    }
    return told | ({"task_ids": made.articles} if asked.flag("return_task_ids") else {}), 201


def _project_in_body() -> dict[str, Any]:
    number = table().get("project")
    if type(number) is not int:
        raise Refusal(400, "project must be the number of a project.")
    return {"project_id": number}


@bp.post("/api/tasks/", strict_slashes=False)
@by_token(Permission.EDIT_CORPUS, about=_project_in_body)
def add_task(here: Scene) -> tuple[dict[str, Any], int]:
    """Add one article."""
    task = {key: value for key, value in table().items() if key != "project"}
    made = written_by_programs.add_tasks(here.session, here.project, [task], here.user)
    (one,) = seen_by_programs.articles(here, made.articles)
    return Written().task(one), 201
