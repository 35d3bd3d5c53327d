"""One project: overview and settings; new projects."""

from flask import Blueprint, render_template

from app.permissions import Permission, Scene
from app.views.guards import requires

bp = Blueprint("projects", __name__)


@bp.get("/projects/<slug>")
@requires(Permission.SEE_PROJECT)
def overview(here: Scene):
    """Show the state of the project."""
    return render_template("layout.html")
