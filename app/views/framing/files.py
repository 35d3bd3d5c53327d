"""Framing as files: tables to compute with, pictures to print."""

import io
import json
from typing import Any

from flask import Response, abort, request

from annotations.framing import BYS, Line
from annotations.framing import OUTLET as BY_OUTLET
from app import charts
from app.permissions import Permission, Scene
from app.services import framing_pictures, framing_tables
from app.services.framing import Framing
from app.site import site
from app.views.framing.asked import OUTLET, PAGE, bp, correction, seen
from app.views.guards import requires
from exports.tables import write_table

MIMES = {"csv": "text/csv", "json": "application/json"}


@bp.get(f"{PAGE}/files/<filename>")
@requires(Permission.SEE_ANALYSIS)
def file(here: Scene) -> Response:
    """Send one of the tables of all outlets as CSV or JSON."""
    return _file(here, "")


@bp.get(f"{OUTLET}/files/<filename>")
@requires(Permission.SEE_ANALYSIS)
def outlet_file(here: Scene) -> Response:
    """Send one of the tables of an outlet as CSV or JSON."""
    return _file(here, here.outlet.name)


@bp.get(f"{PAGE}/pictures/<filename>")
@requires(Permission.SEE_ANALYSIS)
def picture(here: Scene) -> Response:
    """Send one of the pictures of all outlets as SVG, PNG or PDF."""
    name, form = _parts(charts.FORMS)
    return _picture(framing_pictures.of_project(seen(here), name), f"framing-{name}", form)


@bp.get(f"{OUTLET}/pictures/<filename>")
@requires(Permission.SEE_ANALYSIS)
def outlet_picture(here: Scene) -> Response:
    """Send one of the pictures of an outlet as SVG, PNG or PDF."""
    name, form = _parts(charts.FORMS)
    drawn = framing_pictures.of_outlet(seen(here), here.outlet.name, name)
    return _picture(drawn, f"framing-{here.outlet.id}-{name}", form)


def _parts(forms: Any) -> tuple[str, str]:
    name, _, form = str((request.view_args or {}).get("filename", "")).rpartition(".")
    if form not in forms:
        abort(404)
    return name, form


def _picture(data: Any, name: str, form: str) -> Response:
    theme = request.args.get("theme", "light")
    if data is None or theme not in charts.COLOURS:
        abort(404)
    kind = {"heat": "frame_heat", "stances": "lollipops"}.get(
        name.rpartition("-")[2], name.rpartition("-")[2]
    )
    response = Response(
        charts.picture(site().config.data_folder, kind, data, theme, form), mimetype=charts.FORMS[form]
    )
    if request.args.get("download") or form != "svg":
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def _file(here: Scene, outlet: str) -> Response:
    name, form = _parts(MIMES)
    found = seen(here)
    table = {"rates": _rates, "valence": _valence, "contrasts": _contrasts}.get(name)
    if table is None:
        abort(404)
    columns, rows = table(found, outlet)
    if form == "csv":
        out = io.BytesIO()
        write_table(out, columns, rows, flavour="spreadsheet", name=f"{name}.csv")
        body = out.getvalue()
    else:
        names = [column.name for column in columns]
        told = [dict(zip(names, row, strict=True)) for row in rows]
        body = json.dumps(told, ensure_ascii=False, allow_nan=False).encode()
    headers = {"Content-Disposition": f'attachment; filename="framing-{name}.{form}"'}
    return Response(body, mimetype=MIMES[form], headers=headers)


def _rates(found: Framing, outlet: str) -> Any:
    by = request.args.get("by", BY_OUTLET)
    if by not in BYS:
        abort(404)
    lines: list[Line] = framing_tables.lines_by(found, by, "" if by == BY_OUTLET else outlet)
    if by == BY_OUTLET and outlet:
        lines = [line for line in lines if line.group == outlet]
    return framing_tables.rate_table(found, lines)


def _valence(found: Framing, outlet: str) -> Any:
    return framing_tables.valence_table(found, framing_tables.stances_of(found, _outlets(found, outlet)))


def _contrasts(found: Framing, outlet: str) -> Any:
    given = framing_tables.contrasts_of(found, _outlets(found, outlet), correction())
    return framing_tables.contrast_table(found, given, correction())


def _outlets(found: Framing, outlet: str) -> list[str]:
    return [one for one in framing_tables.outlets_of(found) if outlet in ("", one)]
