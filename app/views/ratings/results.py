"""What ratings come to: the credibility of all outlets, and of one with its history."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.permissions import Permission, Scene
from app.services import rated, rating_sessions
from app.services.outlets import choices
from app.views.guards import requires
from app.views.ratings.blueprint import bp


@bp.get("/projects/<slug>/credibility")
@requires(Permission.SEE_RATINGS)
def overview(here: Scene) -> ResponseReturnValue:
    """Show the newest score of each outlet, and the sessions."""
    found = rated.every(here.session, here.project)
    return render_template(
        "ratings/overview.html",
        outlets=choices(here.session, here.project),
        scores=rated.newest_scores(found),
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
