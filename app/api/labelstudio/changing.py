"""Tasks corrected and taken back; and why projects are not."""

from typing import Any, NoReturn

from app.api.labelstudio.guard import Refusal, bp, by_token, table
from app.api.labelstudio.shapes import Written
from app.permissions import Permission, Scene
from app.services import articles_by_programs, seen_by_programs

NOT_DELETED = (
    "A project is never deleted here: it holds the record of what was done in it. "
    "Whoever runs this site can archive it with the command parallax archive."
)


@bp.patch("/api/tasks/<int:task_id>/", strict_slashes=False)
@by_token(Permission.EDIT_CORPUS)
def change_task(here: Scene, task_id: int) -> dict[str, Any]:
    """Correct what is known of an article."""
    sent = {name: value for name, value in table().items() if value is not None}
    data = sent.pop("data", {})
    if sent.pop("project", here.project.id) != here.project.id:
        raise Refusal(400, "An article stays in its project.")
    if sent:
        raise Refusal(400, f"Only data of a task is changed, not {', '.join(sorted(sent))[:200]}.")
    if not isinstance(data, dict):
        raise Refusal(400, "data must be a JSON object.")
    articles_by_programs.correct(here.session, here.project, here.article, here.user, data)
    (one,) = seen_by_programs.articles(here, [task_id])
    return Written().task(one)


@bp.delete("/api/tasks/<int:task_id>/", strict_slashes=False)
@by_token(Permission.EDIT_CORPUS)
def take_back_task(here: Scene, task_id: int) -> tuple[str, int]:
    """Delete an article that nobody has used."""
    articles_by_programs.take_back(here.session, here.project, here.article, here.user)
    return "", 204


@bp.delete("/api/projects/<int:project_id>/", strict_slashes=False)
@by_token(Permission.EDIT_PROJECT)
def keep_project(here: Scene, project_id: int) -> NoReturn:
    """Say why a project stays."""
    raise Refusal(400, NOT_DELETED)
