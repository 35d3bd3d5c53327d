"""The calls of our own API, to read: made of the same declarations as the document for programs."""

from flask import Blueprint, render_template

from app.api.v1.calls import CALLS
from app.api.v1.document import address
from app.permissions import Permission, Scene
from app.site import site
from app.views.guards import requires
from app.views.same_site import absolute

bp = Blueprint("calls", __name__)


@bp.get("/account/tokens/calls")
@requires(Permission.HAVE_ACCOUNT)
def listing(here: Scene) -> str:
    """List what programs may ask for."""
    return render_template(
        "account/calls.html",
        calls=[(one, address(one)) for one in sorted(CALLS, key=lambda one: one.path)],
        site_address=absolute("", site().config.base_url),
    )
