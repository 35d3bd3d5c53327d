"""Drift: how far annotators agree with themselves. Only for those who lead, whatever is released."""

from flask import Blueprint, Response, abort, render_template, request

from annotations.agreement.report import WEEK
from annotations.drift import ANNOTATOR, ANNOTATOR_WEEK, APART
from annotations.drift import WEEK as WEEK_AGAIN
from app import charts
from app.permissions import Permission, Scene, permits
from app.services import codebooks, download, drift, measure
from app.services import results as arranged
from app.services.codebooks import version_id
from app.services.codings import standing
from app.services.drift import Drift
from app.services.results import Grid
from app.site import site
from app.views.agreement.blueprint import ROUND
from app.views.guards import requires

bp = Blueprint("drift", __name__)
# Part of the page -> what its groups are called.
GRIDS = {
    ANNOTATOR: "By annotator",
    APART: "By weeks between the two occasions",
    WEEK_AGAIN: "By week in which it was coded again",
    ANNOTATOR_WEEK: "By annotator and week",
}


@bp.get(f"{ROUND}/drift")
@requires(Permission.SEE_DRIFT)
def page(here: Scene) -> str:
    """Show how far annotators agree with themselves, and with one another by week."""
    named = permits(here, Permission.EXPORT_NAMES)
    return render_template(
        "rounds/drift.html",
        round=here.round,
        found=_found(here),
        grids=GRIDS,
        remarks=arranged.Remarks(),
        names=download.names_of(here.session, here.round) if named else {},
        by_week=_by_week(here),
        version=version_id(here.round.codebook),
    )


@bp.get(f"{ROUND}/drift.csv")
@requires(Permission.SEE_DRIFT)
def table(here: Scene) -> Response:
    """Send every row as CSV."""
    name = f"drift-{here.round.id}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(drift.write_csv(_found(here)), mimetype="text/csv", headers=headers)


@bp.get(f"{ROUND}/drift.svg")
@requires(Permission.SEE_DRIFT)
def picture(here: Scene) -> Response:
    """Send the picture: alpha of every annotator with themselves, thing by thing."""
    theme, points = request.args.get("theme", "light"), _found(here).points()
    if theme not in charts.COLOURS or not points:
        abort(404)
    return Response(charts.forest_svg(site().config.data_folder, points, theme), mimetype="image/svg+xml")


def _found(here: Scene) -> Drift:
    planned = here.round.shows_reliability and permits(here, Permission.SEE_RELIABILITY_SO_FAR)
    return drift.look(here.session, here.round, so_far=planned)


def _by_week(here: Scene) -> Grid | None:
    """Return the agreement between annotators by week, where results are shown and measured."""
    if not permits(here, Permission.SEE_RESULTS):
        return None
    report = measure.look(here.session, here.round, standing(here.session, here.round)).report
    if report is None or not report.of_scope(WEEK):
        return None
    return arranged.by_week(report, codebooks.parsed(here.round.codebook))
