"""Who belongs to a project."""

from flask import Blueprint, render_template

from app.permissions import Permission, Scene
from app.views.guards import requires

bp = Blueprint("team", __name__)


@bp.get("/projects/<slug>/team")
@requires(Permission.SEE_TEAM)
def listing(here: Scene):
    """Show the members."""
    return render_template("layout.html")
