"""Agreement as files: tables to compute with, pictures to show."""

import io
import json
from dataclasses import asdict, replace

from flask import Response, abort, request

from annotations.agreement import flat_dicts
from app import charts
from app.permissions import Permission, Scene
from app.services import details, download, printed
from app.services import results as arranged
from app.site import site
from app.views.agreement.blueprint import ROUND, bp, results
from app.views.agreement.variables import asked_for
from app.views.guards import requires


@bp.get(f"{ROUND}/agreement.csv")
@requires(Permission.SEE_RESULTS)
def table(here: Scene) -> Response:
    """Send every row as CSV, the table `agreement.csv` of an export."""
    found = results(here)
    out = io.BytesIO()
    download.write_agreement(out, found.round, found.report)
    return _attachment(out.getvalue(), "text/csv", f"agreement-{found.round.id}.csv")


@bp.get(f"{ROUND}/agreement.json")
@requires(Permission.SEE_RESULTS)
def rows(here: Scene) -> Response:
    """Send every row as JSON with the facts that belong to it."""
    found = results(here)
    told = {"round": found.round.name, "phase": found.round.phase, "blind": found.round.blind}
    told |= asdict(replace(found.report, rows=())) | {"rows": list(flat_dicts(found.report))}
    body = json.dumps(told, ensure_ascii=False, allow_nan=False)
    return _attachment(body.encode(), "application/json", f"agreement-{found.round.id}.json")


@bp.get(f"{ROUND}/agreement.tex")
@requires(Permission.SEE_RESULTS)
def latex(here: Scene) -> Response:
    """Send the overall rows as a table for LaTeX."""
    found = results(here)
    body = printed.latex(found.report, found.round)
    return _attachment(body.encode(), "text/x-tex", f"agreement-{found.round.id}.tex")


@bp.get(f"{ROUND}/agreement.txt")
@requires(Permission.SEE_RESULTS)
def text_file(here: Scene) -> Response:
    """Send the paragraphs that journals ask for."""
    found = results(here)
    body = printed.text(found.report, found.round, found.codebook)
    return _attachment(body.encode(), "text/plain", f"agreement-{found.round.id}.txt")


@bp.get(f"{ROUND}/agreement.svg")
@requires(Permission.SEE_RESULTS)
def picture(here: Scene) -> Response:
    """Send the picture: alpha with its interval for everything that was measured overall."""
    theme = _theme()
    found = results(here)
    points = arranged.points(found.report, found.codebook)
    return _svg(charts.forest_svg(site().config.data_folder, points, theme))


@bp.get(f"{ROUND}/agreement/pairs.svg")
@requires(Permission.SEE_RESULTS)
def pairs_picture(here: Scene) -> Response:
    """Send the heat map of the pairs of annotators for one variable or label."""
    theme = _theme()
    pairs = details.pairs_of(results(here).report, asked_for())
    if not pairs.annotators:
        abort(404)
    return _svg(charts.heat_svg(site().config.data_folder, pairs.cells(), theme))


def _theme() -> str:
    theme = request.args.get("theme", "light")
    if theme not in charts.COLOURS:
        abort(404)
    return theme


def _svg(body: bytes) -> Response:
    return Response(body, mimetype="image/svg+xml")


def _attachment(body: bytes, kind: str, name: str) -> Response:
    return Response(body, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
