"""Articles as tasks, with the annotations that the asking account may read."""

from typing import Any

from flask import request

from app.api.labelstudio import asked, filters
from app.api.labelstudio.guard import Refusal, bp, by_token
from app.api.labelstudio.shapes import Written
from app.permissions import Permission, Scene
from app.services import listed_for_programs, scenes, seen_by_programs
from app.services.seen_by_programs import SeenAnnotation

NO_TASK = "There is no task of that number, or it is not yours to see."


@bp.get("/api/tasks/", strict_slashes=False)
@by_token(Permission.HAVE_ACCOUNT)
def tasks(here: Scene) -> dict[str, Any]:
    """List the articles of a project, a page at a time."""
    wanted = filters.choice()
    there = _in_project(here)
    skip, size = asked.page()
    annotated = asked.flag("only_annotated")
    total, seen = listed_for_programs.articles(there, skip, size, annotated=annotated, choice=wanted)
    if skip and not seen:
        raise Refusal(404, "There is no such page.")  # older clients go on asking until they are told
    written = Written()
    rows = [written.task(one) for one in seen]
    if request.args.get("fields", "all") != "all":
        rows = [{**row, "annotations": [], "predictions": [], "drafts": []} for row in rows]
    said, suggested = (sum(row[name] for row in rows) for name in ("total_annotations", "total_predictions"))
    return {"total": total, "total_annotations": said, "total_predictions": suggested, "tasks": rows}


def _in_project(here: Scene) -> Scene:
    """Return the scene in the project that the query names."""
    project_id = asked.whole("project", 0)
    if not project_id:
        raise Refusal(400, "Name a project, as in project=1.")
    try:
        there = scenes.of_program(here.session, here.user, {"project_id": project_id})
    except scenes.NotThere:
        there = here
    if there.role is None:
        raise Refusal(404, "There is no project of that number, or it is not yours to see.")
    return there


@bp.get("/api/tasks/<int:task_id>/", strict_slashes=False)
@by_token(Permission.SEE_PROJECT)
def task(here: Scene, task_id: int) -> dict[str, Any]:
    """Return one article."""
    for one in seen_by_programs.articles(here, [task_id]):
        return Written().task(one, whole_person=True)
    raise Refusal(404, NO_TASK)


@bp.get("/api/tasks/<int:task_id>/annotations/", strict_slashes=False)
@by_token(Permission.SEE_PROJECT)
def annotations(here: Scene, task_id: int) -> list[dict[str, Any]]:
    """Return the annotations of one article that may be read."""
    seen = listed_for_programs.annotations_of(here, task_id)
    if seen is None:
        raise Refusal(404, NO_TASK)
    return [_annotation(here, one) for one in seen]


@bp.get("/api/annotations/<int:annotation_id>/", strict_slashes=False)
@by_token(Permission.SEE_PROJECT)
def annotation(here: Scene, annotation_id: int) -> dict[str, Any]:
    """Return one annotation."""
    one = listed_for_programs.annotation(here, annotation_id)
    if one is None:
        raise Refusal(404, "There is no annotation of that number, or it is not yours to see.")
    return _annotation(here, one)


def _annotation(here: Scene, one: SeenAnnotation) -> dict[str, Any]:
    return Written().annotation(one, here.project.id)
