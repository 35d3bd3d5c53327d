"""The halo: the same outlets coded masked and open, to read and to download."""

import io
import json
from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from annotations.halo import CONFIDENCE
from app.permissions import Permission, Scene
from app.services import halos
from app.services.codebooks import version_id
from app.views.guards import requires
from exports.halo_columns import HALO, halo_rows
from exports.tables import write_table

bp = Blueprint("halo", __name__)
PAGE = "/projects/<slug>/halo"


@bp.get(PAGE)
@requires(Permission.EXPORT)
def page(here: Scene) -> ResponseReturnValue:
    """Show what it changes that annotators know the outlet, for all outlets and for each."""
    choice = _choice(here)
    halo = None
    if choice.masked_round and choice.open_round:
        halo = halos.measure(here.session, choice.masked_round, choice.open_round)
    return render_template("halo/page.html", choice=choice, halo=halo, confidence=CONFIDENCE)


@bp.get(f"{PAGE}.csv")
@requires(Permission.EXPORT)
def table(here: Scene) -> Response:
    """Send all rows as CSV, safe for spreadsheets."""
    out = io.BytesIO()
    write_table(out, HALO, _rows(here), flavour="spreadsheet", name="halo.csv")
    return _attachment(out.getvalue(), "text/csv", "halo.csv")


@bp.get(f"{PAGE}.json")
@requires(Permission.EXPORT)
def rows(here: Scene) -> Response:
    """Send all rows as JSON."""
    names = [column.name for column in HALO]
    told = [dict(zip(names, row, strict=True)) for row in _rows(here)]
    body = json.dumps(told, ensure_ascii=False, allow_nan=False)
    return _attachment(body.encode(), "application/json", "halo.json")


def _choice(here: Scene) -> halos.Choice:
    asked = [request.args.get(name, type=int) for name in ("masked", "open")]
    return halos.choose(here.session, here.project, *asked)


def _rows(here: Scene) -> list[tuple[Any, ...]]:
    choice = _choice(here)
    if choice.masked_round is None or choice.open_round is None:
        abort(404)
    halo = halos.measure(here.session, choice.masked_round, choice.open_round)
    version = version_id(choice.masked_round.codebook)
    return list(halo_rows(halo, choice.masked_round.name, choice.open_round.name, version))


def _attachment(body: bytes, kind: str, name: str) -> Response:
    response = Response(body, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
