"""Spans for other programs: downloads in their formats."""

from flask import Blueprint, Response, abort, request

from app.permissions import Permission, Scene, permits
from app.services import download, marks_out
from app.services.refused import Refused
from app.views.guards import requires
from app.views.sending import sent_zip
from exports.formats.marked import Losses
from exports.formats.packing import write_format
from exports.formats.registry import format_of

bp = Blueprint("marks", __name__)


@bp.get("/projects/<slug>/exports/spans.zip")
@requires(Permission.EXPORT)
def files(here: Scene) -> Response:
    """Send the spans of a round that shows its results, in one format."""
    one, names = format_of(request.args.get("format", "")), "names" in request.args
    if one.write is None:
        raise Refused(f"{one.name} can only be read.")
    if names and not permits(here, Permission.EXPORT_NAMES):
        abort(403, "Only those who manage the project may download the names of annotators.")
    shown = [round_ for round_ in download.rounds_of(here.session, here.project) if round_.shows_results]
    wanted = request.args.get("round", "")
    round_ = next((one for one in shown if str(one.id) == wanted), None)
    if round_ is None:
        raise Refused("Choose a round that shows its results.")
    losses = Losses()
    marked = marks_out.marked(here.session, round_, losses, names=names)
    return sent_zip(
        f"{here.project.slug}-{round_.id}-{one.code}.zip",
        lambda file: write_format(file, one, marked, losses),
    )
