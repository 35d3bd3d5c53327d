"""The board for whoever watches it: the same numbers again, and nothing at all while they stay the same."""

from flask import Blueprint, Response, jsonify, make_response, request

from app.permissions import Permission, Scene
from app.services.board_words import Told
from app.site import site
from app.views.guards import requires

bp = Blueprint("live", __name__)


@bp.get("/projects/<slug>/rounds/<int:round_id>/live")
@requires(Permission.SEE_ROUNDS)
def figures(here: Scene) -> Response:
    """Tell a script what the board shows now, or that it knows it already."""
    told: Told = site().boards.watch(here.session, here.round)
    knows_it = request.if_none_match.contains(told.digest)
    answer = make_response("", 304) if knows_it else jsonify(told.plain())
    answer.set_etag(told.digest)
    return answer
