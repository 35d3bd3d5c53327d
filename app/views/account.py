"""My own account."""

from flask import Blueprint, render_template

from app.permissions import Permission, Scene
from app.views.guards import requires

bp = Blueprint("account", __name__)


@bp.get("/account")
@requires(Permission.HAVE_ACCOUNT)
def mine(here: Scene):
    """Show my account."""
    return render_template("layout.html")
