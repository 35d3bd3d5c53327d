"""What clients of Label Studio may change: new tasks for a corpus, and one's own annotation of an article."""

import time
from typing import Any

from app.api.labelstudio import asked, projects
from app.api.labelstudio.guard import Refusal, body, bp, by_token, table
from app.api.labelstudio.shapes import Written
from app.permissions import Permission, Scene
from app.services import (
    listed_for_programs,
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
    return projects.shown(scenes.of_program(here.session, here.user, {"project_id": made.id})), 201


@bp.patch("/api/projects/<int:project_id>/", strict_slashes=False)
@by_token(Permission.EDIT_CODEBOOK)
def change_project(here: Scene, project_id: int) -> dict[str, Any]:
    """Give a project another title or description, or its codebook another draft."""
    projects_by_programs.change(here.session, here.project, here.user, table())
    return projects.shown(here)


@bp.post("/api/projects/<int:project_id>/import/", strict_slashes=False)
@by_token(Permission.EDIT_CORPUS)
def import_tasks(here: Scene, project_id: int) -> tuple[dict[str, Any], int]:
    """Add articles: all of them or none."""
    began, sent = time.monotonic(), body()
    tasks = sent if isinstance(sent, list) else [sent]
    made = written_by_programs.add_tasks(here.session, here.project, tasks, here.user)
    told: dict[str, Any] = {
        "task_count": len(made),
        "annotation_count": 0,
        "prediction_count": 0,
        "predictions_count": 0,
        "duration": time.monotonic() - began,
        "file_upload_ids": [],
        "could_be_tasks_list": True,
        "found_formats": [],
        "data_columns": [],
    }
    return told | ({"task_ids": made} if asked.flag("return_task_ids") else {}), 201


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
    (one,) = seen_by_programs.articles(here, made)
    return Written().task(one), 201


def _own(task_id: int) -> dict[str, Any]:
    return {"own_task_id": task_id}


@bp.post("/api/tasks/<int:task_id>/annotations/", strict_slashes=False)
@by_token(Permission.ANNOTATE, about=_own)
def annotate(here: Scene, task_id: int) -> tuple[dict[str, Any], int]:
    """Keep an annotation of an article that the account owes in an open round, and submit it."""
    sent = table()
    results, unique = sent.get("result"), sent.get("unique_id")
    if not isinstance(results, list):
        raise Refusal(400, "result must be a list.")
    if unique is not None and not isinstance(unique, str):
        raise Refusal(400, "unique_id must be text.")
    if sent.get("completed_by") not in (None, here.user.id):
        raise Refusal(400, "completed_by is another account; an annotation is written by its own annotator.")
    if sent.get("was_cancelled") or sent.get("ground_truth"):
        raise Refusal(400, "An article is neither skipped nor made a key this way.")
    number = written_by_programs.annotate_article(here.session, here.user, here.assignment, results, unique)
    one = listed_for_programs.annotation(here, number)
    if one is None:
        raise Refusal(404, "There is no annotation of that number, or it is not yours to see.")
    return Written().annotation(one, here.project.id), 201
