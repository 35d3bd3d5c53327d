"""What ratings come to: the credibility of all outlets, and of one with its history."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.permissions import Permission, Scene
from app.services import outlets, rated, rating_sessions
from app.views.guards import requires
from app.views.listed import listing
from app.views.ratings.blueprint import bp


@bp.get("/projects/<slug>/credibility")
@requires(Permission.SEE_RATINGS)
def overview(here: Scene) -> ResponseReturnValue:
    """Show the newest score of each outlet, and the sessions."""
    page = outlets.listed(here.session, here.project, listing())
    ids = [one.id for one, _ in page.rows]
    return render_template(
        "ratings/overview.html",
        page=page,
        scores=rated.newest(here.session, here.project, ids),
        sessions=rating_sessions.listed(here.session, here.project),
    )


@bp.get("/projects/<slug>/credibility/outlets/<int:outlet_id>")
@requires(Permission.SEE_RATINGS)
def outlet(here: Scene) -> ResponseReturnValue:
    """Show the score of an outlet with its parts, evidence, spread and history."""
    found = rated.history(here.session, here.project, here.outlet)
    return render_template(
        "ratings/outlet.html",
        outlet=here.outlet,
        found=found,
        spoken=rated.spoken,
        changes={one.session.id: rated.changes(here.session, one) for one in found},
    )
