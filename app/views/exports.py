"""Leaving with the results: what a download holds, and the bundle itself."""

from flask import Blueprint, Response, abort, render_template, request

from app.clock import now
from app.models import Project
from app.permissions import Permission, Scene, permits
from app.services import download, presets, talk
from app.services.refused import Refused
from app.views.guards import requires
from app.views.sending import sent_zip
from exports.agreement_columns import AGREEMENT
from exports.archive import write_bundle
from exports.columns import ANNOTATIONS, ANNOTATORS, ARTICLES, ASSIGNMENTS, EVENTS, OUTLETS, SPANS
from exports.formats.registry import written
from exports.instrument_columns import CODEBOOK, DICTIONARY
from exports.presets.writing import PRESETS
from exports.tables import FLAVOURS
from exports.talk_columns import POSTS, THREADS

bp = Blueprint("exports", __name__)

TABLES = (
    ANNOTATIONS,
    SPANS,
    ARTICLES,
    OUTLETS,
    EVENTS,
    ANNOTATORS,
    ASSIGNMENTS,
    THREADS,
    POSTS,
    CODEBOOK,
    AGREEMENT,
    DICTIONARY,
)


@bp.get("/projects/<slug>/exports")
@requires(Permission.EXPORT)
def offer(here: Scene) -> str:
    """Show what can be downloaded, and what is left out."""
    rounds = download.rounds_of(here.session, _project(here))
    return render_template(
        "exports/offer.html",
        included=[round_ for round_ in rounds if round_.shows_results],
        left_out=[round_ for round_ in rounds if not round_.shows_results],
        counts=download.counts(here.session, rounds),
        tables=TABLES,
        with_names=permits(here, Permission.EXPORT_NAMES),
        sources=presets.sources(here.session, _project(here)),
        presets=PRESETS.values(),
        formats=written(),
    )


@bp.get("/projects/<slug>/exports/bundle.zip")
@requires(Permission.EXPORT)
def bundle(here: Scene) -> Response:
    """Send the bundle."""
    flavour, names = request.args.get("flavour", FLAVOURS[0]), "names" in request.args
    if flavour not in FLAVOURS:
        raise Refused(f"{flavour[:40]!r} is not a flavour; there are {' and '.join(FLAVOURS)}.")
    if names and not permits(here, Permission.EXPORT_NAMES):
        abort(403, "Only those who manage the project may download the names of annotators.")
    project = _project(here)
    shown = [round_ for round_ in download.rounds_of(here.session, project) if round_.shows_results]
    records = download.bundle(here.session, project, rounds=shown, names=names, reader=talk.reader(here))
    return sent_zip(
        f"{project.slug}-{now():%Y-%m-%d}.zip",
        lambda file: write_bundle(file, records, flavour=flavour, bom="bom" in request.args, names=names),
    )


def _project(here: Scene) -> Project:
    assert here.project is not None  # noqa: S101  # the address names a project, or the guard has answered
    return here.project
