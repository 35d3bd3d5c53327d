"""The start page: my projects and what I owe."""

from flask import Blueprint, render_template

from app.permissions import Permission, Scene
from app.views.guards import requires

bp = Blueprint("home", __name__)


@bp.get("/")
@requires(Permission.HAVE_ACCOUNT)
def home(here: Scene):
    """Show my projects."""
    return render_template("layout.html")
