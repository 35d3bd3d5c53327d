"""Leaving with the results: what a download holds, and the bundle itself."""

from flask import Blueprint, render_template

from app.permissions import Permission, Scene
from app.views.guards import requires

bp = Blueprint("exports", __name__)


@bp.get("/projects/<slug>/exports")
@requires(Permission.EXPORT)
def offer(here: Scene) -> str:
    """Show what can be downloaded."""
    return render_template("exports/offer.html", project=here.project)
