"""Signing in and out."""

from flask import Blueprint, render_template

from app.permissions import Permission, Scene
from app.views.guards import requires

bp = Blueprint("auth", __name__)


@bp.get("/sign-in")
@requires(Permission.PUBLIC)
def sign_in(here: Scene):
    """Show the form."""
    return render_template("layout.html")


@bp.post("/sign-out")
@requires(Permission.PUBLIC)
def sign_out(here: Scene):
    """End the sign-in."""
    return render_template("layout.html")
