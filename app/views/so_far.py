"""Reliability so far: figures for the manager of an open round whose plan allows them."""

from flask import Blueprint, Response, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.permissions import Permission, Scene
from app.services import jobs, so_far
from app.site import site
from app.views.agreement.jobs import told
from app.views.guards import requires

bp = Blueprint("so_far", __name__)
PAGE = "/projects/<slug>/rounds/<int:round_id>/so-far"


@bp.get(PAGE)
@requires(Permission.SEE_RELIABILITY_SO_FAR)
def page(here: Scene) -> str:
    """Show the figures, or how far computing them is."""
    known = so_far.look(here.session, here.round)
    job = told(known.job) if known.job else None
    return render_template("rounds/so_far.html", round=here.round, found=known.found, job=job, row=known.job)


@bp.post(f"{PAGE}/jobs")
@requires(Permission.SEE_RELIABILITY_SO_FAR, writes_itself=True)
def start(here: Scene) -> ResponseReturnValue:
    """Have the figures of a large round computed, unless that is under way already."""
    wanted = so_far.order(here.session, here.round)
    with site().database.writing() as session:
        job_id = jobs.ask(session, wanted, here.user).id
    site().jobs.start(job_id)
    return redirect(url_for("so_far.page", slug=here.project.slug, round_id=here.round.id), 303)


@bp.get(f"{PAGE}/jobs/<int:job_id>")
@requires(Permission.SEE_RELIABILITY_SO_FAR)
def job(here: Scene) -> Response:
    """Tell a script how far the job is."""
    return jsonify(told(here.job))
