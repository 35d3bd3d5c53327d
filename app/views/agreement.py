"""How far the annotators of a round agree: a page to read, and the same rows to compute with."""

import io
import json
from dataclasses import asdict, replace

from flask import Blueprint, Response, abort, render_template, request

from annotations.agreement import Report, flat_dicts
from annotations.codebook import Codebook
from app import charts
from app.models import Round
from app.permissions import Permission, Scene, permits
from app.services import codebooks, download, measure, results
from app.services.codebooks import version_id
from app.services.codings import standing
from app.site import site
from app.views.guards import requires

bp = Blueprint("agreement", __name__)


@bp.get("/projects/<slug>/rounds/<int:round_id>/agreement")
@requires(Permission.SEE_RESULTS)
def page(here: Scene) -> str:
    """Show the agreement of a round."""
    round_, report, codebook = _measured(here)
    return render_template(
        "agreement/page.html",
        round=round_,
        report=report,
        stands=standing(here.session, round_),
        sections=results.sections(report, codebook),
        by_outlet=results.by_outlet(report, codebook),
        by_pair=results.by_pair(report, codebook),
        remarks=results.Remarks(),
        names=download.names_of(here.session, round_) if permits(here, Permission.EXPORT_NAMES) else {},
        version=version_id(round_.codebook),
    )


@bp.get("/projects/<slug>/rounds/<int:round_id>/agreement.csv")
@requires(Permission.SEE_RESULTS)
def table(here: Scene) -> Response:
    """Send every row as CSV, the table `agreement.csv` of an export."""
    round_, report, _ = _measured(here)
    out = io.BytesIO()
    download.write_agreement(out, round_, report)
    return _attachment(out.getvalue(), "text/csv", f"agreement-{round_.id}.csv")


@bp.get("/projects/<slug>/rounds/<int:round_id>/agreement.json")
@requires(Permission.SEE_RESULTS)
def rows(here: Scene) -> Response:
    """Send every row as JSON with the facts that belong to it."""
    round_, report, _ = _measured(here)
    told = {"round": round_.name, "phase": round_.phase, "blind": round_.blind}
    told |= asdict(replace(report, rows=())) | {"rows": list(flat_dicts(report))}
    body = json.dumps(told, ensure_ascii=False, allow_nan=False)
    return _attachment(body.encode(), "application/json", f"agreement-{round_.id}.json")


@bp.get("/projects/<slug>/rounds/<int:round_id>/agreement.svg")
@requires(Permission.SEE_RESULTS)
def picture(here: Scene) -> Response:
    """Send the picture: alpha with its interval for everything that was measured overall."""
    theme = request.args.get("theme", "light")
    if theme not in charts.COLOURS:
        abort(404)
    _, report, codebook = _measured(here)
    svg = charts.forest_svg(site().config.data_folder, results.points(report, codebook), theme)
    return Response(svg, mimetype="image/svg+xml")


def _measured(here: Scene) -> tuple[Round, Report, Codebook]:
    assert here.round is not None  # noqa: S101  # the address names a round, or the guard has answered
    round_ = here.round
    return round_, measure.round_report(here.session, round_), codebooks.parsed(round_.codebook)


def _attachment(body: bytes, kind: str, name: str) -> Response:
    return Response(body, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
