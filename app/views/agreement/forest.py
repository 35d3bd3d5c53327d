"""Labels by coefficients: the forest plot of a round, its table and its files."""

import io
import json

from flask import Response, abort, render_template, request

from annotations.agreement import flat_dicts
from app import charts
from app.permissions import Permission, Scene
from app.services import download, label_forest
from app.services import results as arranged
from app.services.label_forest import Forest
from app.site import site
from app.views.agreement.blueprint import ROUND, Results, bp, names, results
from app.views.agreement.pages import how_found
from app.views.guards import requires

MIMES = {"csv": "text/csv", "json": "application/json"} | charts.FORMS


@bp.get(f"{ROUND}/agreement/labels")
@requires(Permission.SEE_RESULTS)
def labels(here: Scene) -> str:
    """Show every label by several coefficients."""
    found = results(here)
    return render_template(
        "agreement/labels.html",
        round=found.round,
        report=found.report,
        forest=_forest(found),
        ways=label_forest.WAYS,
        how=how_found(found.report),
        remarks=arranged.Remarks(),
        names=names(here),
    )


@bp.get(f"{ROUND}/agreement/labels/<filename>")
@requires(Permission.SEE_RESULTS)
def labels_file(here: Scene) -> Response:
    """Send the plot as SVG, PNG or PDF, or what it shows as CSV or JSON."""
    name, _, form = str((request.view_args or {}).get("filename", "")).rpartition(".")
    if form not in MIMES or name != "labels":
        abort(404)
    found = results(here)
    forest = _forest(found)
    if form in charts.FORMS:
        body = _picture(found, forest, form)
    elif form == "csv":
        out = io.BytesIO()
        download.write_agreement(out, found.round, label_forest.only(found.report, forest))
        body = out.getvalue()
    else:
        rows = list(flat_dicts(label_forest.only(found.report, forest)))
        body = json.dumps(rows, ensure_ascii=False, allow_nan=False).encode()
    response = Response(body, mimetype=MIMES[form])
    if request.args.get("download") or form != "svg":
        told = f'attachment; filename="agreement-labels-{found.round.id}.{form}"'
        response.headers["Content-Disposition"] = told
    return response


def _forest(found: Results) -> Forest:
    return label_forest.forest(found.report, found.codebook, request.args.getlist("show"))


def _picture(found: Results, forest: Forest, form: str) -> bytes:
    theme = request.args.get("theme", "light")
    if theme not in charts.COLOURS or not forest.lines:
        abort(404)
    report, people = found.report, len(found.report.annotators)
    basis = (
        f"{report.articles:,} articles, {people} annotators; {100 * report.confidence:g} % intervals; "
        f"codebook {report.codebook_version}"
    )
    data = {"title": f"Agreement on labels: {found.round.name}", "basis": basis, "points": forest.points()}
    return charts.picture(site().config.data_folder, "label_forest", data, theme, form)
