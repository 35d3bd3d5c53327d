"""Projects: listed, shown, and labeling configs tried."""

from typing import Any

from flask import request

from app.api.labelstudio import asked
from app.api.labelstudio.guard import Refusal, bp, by_token, table
from app.api.labelstudio.shown_projects import shown
from app.permissions import Permission, Scene
from app.services import listed_for_programs, scenes
from exports.labelstudio.model import BadConfig
from exports.labelstudio.sdk import checked


@bp.get("/api/projects/", strict_slashes=False)
@by_token(Permission.HAVE_ACCOUNT)
def listing(here: Scene) -> dict[str, Any]:
    """List the projects that the account belongs to."""
    skip, size = asked.page()
    ids, title = asked.numbers("ids"), request.args.get("title", "")
    count, rows = listed_for_programs.projects(here.session, here.user, skip, size, ids=ids, title=title)
    results = [shown(scenes.of_program(here.session, here.user, {"project_id": row.id})) for row in rows]
    return {"count": count, "next": None, "previous": None, "results": results}


@bp.get("/api/projects/<int:project_id>/", strict_slashes=False)
@by_token(Permission.SEE_PROJECT)
def show(here: Scene, project_id: int) -> dict[str, Any]:
    """Return one project with its codebook as a labeling config."""
    return shown(here)


@bp.post("/api/projects/<int:project_id>/validate/", strict_slashes=False)
@by_token(Permission.EDIT_CODEBOOK, reads=True)
def validate(here: Scene, project_id: int) -> dict[str, Any]:
    """Say whether a labeling config could be used; nothing is kept."""
    config = table().get("label_config")
    if not isinstance(config, str):
        raise Refusal(400, "label_config must be text.", validation_errors={"label_config": ["is missing"]})
    try:
        checked(config)
    except BadConfig as reason:
        told = {"label_config": [str(reason)]}
        raise Refusal(400, "Validation error", validation_errors=told) from None
    return {"label_config": config}  # the client wants a body
