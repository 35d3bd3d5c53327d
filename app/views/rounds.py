"""Rounds: planned, open and closed."""

from flask import Blueprint, render_template

from app.permissions import Permission, Scene
from app.views.guards import requires

bp = Blueprint("rounds", __name__)


@bp.get("/projects/<slug>/rounds")
@requires(Permission.SEE_ROUNDS)
def listing(here: Scene) -> str:
    """List the project's rounds."""
    return render_template("rounds/listing.html", project=here.project)
