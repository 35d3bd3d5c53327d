"""Leaving for one program: tables with their types, and matrices laid out as the program reads them."""

from flask import Blueprint, Response, abort, request

from app.clock import now
from app.permissions import Permission, Scene, permits
from app.services import download, presets, talk
from app.services.refused import Refused
from app.views.guards import requires
from app.views.sending import sent_zip
from exports.containers import CONTAINERS, MEDIA, XLSX, write_tables

bp = Blueprint("presets", __name__)


@bp.get("/projects/<slug>/exports/preset.zip")
@requires(Permission.EXPORT)
def files(here: Scene) -> Response:
    """Send the ZIP of one preset: only of what shows its results."""
    session, project, preset = here.session, here.project, request.args.get("preset", "")
    chosen = presets.source(session, project, request.args.get("of", ""))
    return sent_zip(
        f"{project.slug}-{chosen.key}-{preset}.zip",
        lambda file: presets.write(session, file, project, chosen, preset),
    )


@bp.get("/projects/<slug>/exports/tables")
@requires(Permission.EXPORT)
def tables(here: Scene) -> Response:
    """Send all tables as Parquet, as Arrow or as a workbook: those of rounds that show their results."""
    container, names = request.args.get("form", ""), "names" in request.args
    if container not in CONTAINERS:
        raise Refused(f"{container[:40]!r} is no form of tables; there are {', '.join(CONTAINERS)}.")
    if names and not permits(here, Permission.EXPORT_NAMES):
        abort(403, "Only those who manage the project may download the names of annotators.")
    shown = [one for one in download.rounds_of(here.session, here.project) if one.shows_results]
    records = download.bundle(here.session, here.project, rounds=shown, names=names, reader=talk.reader(here))
    ending = container if container == XLSX else f"{container}.zip"
    response = sent_zip(
        f"{here.project.slug}-{now():%Y-%m-%d}.{ending}",
        lambda file: write_tables(file, records, container, names=names),
    )
    response.mimetype = MEDIA[container]
    return response
