"""The start page: my projects and what I owe in them."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.permissions import Permission, Scene, permits
from app.services import projects
from app.views.guards import requires
from app.views.listed import listing

bp = Blueprint("home", __name__)


@bp.get("/")
@requires(Permission.HAVE_ACCOUNT)
def home(here: Scene) -> ResponseReturnValue:
    """Show my projects, my work in open rounds and what to do next."""
    return render_template(
        "home/home.html",
        page=projects.list_projects(here.session, here.user, listing()),
        work=projects.open_work(here.session, here.user),
        may_create=permits(here, Permission.CREATE_PROJECT),
    )
