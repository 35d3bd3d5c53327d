"""The codebook of a project."""

from flask import Blueprint, render_template

from app.permissions import Permission, Scene
from app.views.guards import requires

bp = Blueprint("codebook", __name__)


@bp.get("/projects/<slug>/codebook")
@requires(Permission.READ_CODEBOOK)
def newest(here: Scene):
    """Show the newest version."""
    return render_template("layout.html")
