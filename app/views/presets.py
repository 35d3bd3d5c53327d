"""Leaving for one program: the matrices of a round or of a session of ratings, laid out as it reads them."""

import io

from flask import Blueprint, Response, request

from app.permissions import Permission, Scene
from app.services import presets
from app.views.guards import requires

bp = Blueprint("presets", __name__)


@bp.get("/projects/<slug>/exports/preset.zip")
@requires(Permission.EXPORT)
def files(here: Scene) -> Response:
    """Send the ZIP of one preset: only of what shows its results."""
    chosen = presets.source(here.session, here.project, request.args.get("of", ""))
    preset = request.args.get("preset", "")
    out = io.BytesIO()
    presets.write(here.session, out, here.project, chosen, preset)
    response = Response(out.getvalue(), mimetype="application/zip")
    name = f"{here.project.slug}-{chosen.key}-{preset}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
