"""An annotator's own queue."""

from flask import Blueprint, render_template

from app.permissions import Permission, Scene
from app.views.guards import requires

bp = Blueprint("queue", __name__)


@bp.get("/projects/<slug>/queue")
@requires(Permission.SEE_QUEUE)
def mine(here: Scene) -> str:
    """Show what the annotator still owes, and what is done."""
    return render_template("queue/mine.html", project=here.project)
