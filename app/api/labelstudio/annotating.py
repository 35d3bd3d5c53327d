"""Annotations: written and changed by their own annotator, withdrawn by those who lead the round."""

from typing import Any

from app.api.labelstudio.guard import Refusal, bp, by_token, table
from app.api.labelstudio.shapes import Written
from app.permissions import Permission, Scene
from app.services import annotated_by_programs, listed_for_programs

NO_ANNOTATION = "There is no annotation of that number, or it is not yours to see."
OWN_ONLY = "An annotation is changed by its own annotator and nobody else."
LEADERS_ONLY = "A submitted annotation is withdrawn by those who lead the round: ask them to reopen it."


def _own(task_id: int) -> dict[str, Any]:
    return {"own_task_id": task_id}


@bp.post("/api/tasks/<int:task_id>/annotations/", strict_slashes=False)
@by_token(Permission.ANNOTATE, about=_own)
def annotate(here: Scene, task_id: int) -> tuple[dict[str, Any], int]:
    """Keep an annotation of an article that the account owes in an open round, and submit it."""
    sent = table()
    results, unique = _results(sent, here), sent.get("unique_id")
    if unique is not None and not isinstance(unique, str):
        raise Refusal(400, "unique_id must be text.")
    number = annotated_by_programs.annotate_article(here.session, here.user, here.assignment, results, unique)
    return _shown(here, number), 201


@bp.patch("/api/annotations/<int:annotation_id>/", strict_slashes=False)
@by_token(Permission.ANNOTATE, refusal=OWN_ONLY)
def change_annotation(here: Scene, annotation_id: int) -> dict[str, Any]:
    """Submit a reopened annotation again, with other results."""
    annotated_by_programs.change_annotation(here.session, here.user, here.assignment, _results(table(), here))
    return _shown(here, annotation_id)


@bp.delete("/api/annotations/<int:annotation_id>/", strict_slashes=False)
@by_token(Permission.RUN_ROUNDS, refusal=LEADERS_ONLY)
def withdraw_annotation(here: Scene, annotation_id: int) -> tuple[str, int]:
    """Reopen a submitted annotation: it counts no more, and its history stays."""
    if listed_for_programs.annotation(here, annotation_id) is None:
        raise Refusal(404, NO_ANNOTATION)
    annotated_by_programs.withdraw(here.session, here.user, here.assignment)
    return "", 204


def _results(sent: dict[str, Any], here: Scene) -> list[Any]:
    """Return the results that were sent, if nothing beside them says what cannot be kept."""
    results = sent.get("result")
    if not isinstance(results, list):
        raise Refusal(400, "result must be a list.")
    if sent.get("completed_by") not in (None, here.user.id):
        raise Refusal(400, "completed_by is another account; an annotation is written by its own annotator.")
    if sent.get("was_cancelled") or sent.get("ground_truth"):
        raise Refusal(400, "An article is neither skipped nor made a key this way.")
    return results


def _shown(here: Scene, annotation_id: int) -> dict[str, Any]:
    one = listed_for_programs.annotation(here, annotation_id)
    if one is None:
        raise Refusal(404, NO_ANNOTATION)
    return Written().annotation(one, here.project.id)
