"""Work that was left: released by the manager, taken back by its annotator."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from app.permissions import Permission, Scene
from app.services import leases
from app.services.leases import Released
from app.views.guards import requires
from app.views.notices import notify

bp = Blueprint("leases", __name__)


@bp.post("/projects/<slug>/rounds/<int:round_id>/release-left")
@requires(Permission.RUN_ROUNDS)
def release_left(here: Scene) -> ResponseReturnValue:
    """Release every draft of the round that was left for longer than its manager said."""
    came_to = leases.release_left(here.session, here.round, here.user)
    return _board(here, came_to)


@bp.post("/projects/<slug>/rounds/<int:round_id>/assignments/<int:assignment_id>/release")
@requires(Permission.RUN_ROUNDS)
def release(here: Scene) -> ResponseReturnValue:
    """Release one assignment that is not submitted."""
    came_to = leases.release(here.session, here.assignment, here.user)
    return _board(here, came_to)


@bp.post("/projects/<slug>/annotate/<int:assignment_id>/take-back")
@requires(Permission.ANNOTATE)
def take_back(here: Scene) -> ResponseReturnValue:
    """Give released work back to its annotator, who finds the draft."""
    leases.take_back(here.session, here.assignment, here.user)
    notify("The article is yours again, as you left it. If somebody else has begun it meanwhile, both count.")
    return redirect(url_for("annotate.page", slug=here.project.slug, assignment_id=here.assignment.id), 303)


def _board(here: Scene, came_to: Released) -> ResponseReturnValue:
    notify(f"{came_to.words} Drafts are kept; their annotators can take them back.")
    return redirect(url_for("rounds.board", slug=here.project.slug, round_id=here.round.id), 303)
