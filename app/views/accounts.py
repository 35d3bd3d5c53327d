"""All accounts, for administrators."""

from flask import Blueprint, render_template

from app.permissions import Permission, Scene
from app.views.guards import requires

bp = Blueprint("accounts", __name__)


@bp.get("/accounts")
@requires(Permission.SEE_ACCOUNTS)
def listing(here: Scene):
    """Show all accounts."""
    return render_template("layout.html")
