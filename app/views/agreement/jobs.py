"""Having large rounds measured: started, watched and cancelled."""

from typing import Any

from flask import Response, abort, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.models import Job
from app.permissions import Permission, Scene
from app.services import jobs, measure
from app.site import site
from app.views.agreement.blueprint import ROUND, bp
from app.views.guards import requires
from app.views.notices import notify

# What can be asked for -> the order for a worker.
ORDERS = {measure.KIND: measure.order}


@bp.post(f"{ROUND}/agreement/jobs")
@requires(Permission.MEASURE, writes_itself=True)
def start(here: Scene) -> ResponseReturnValue:
    """Have something computed, unless it is under way already."""
    order = ORDERS.get(request.form.get("kind", ""))
    if order is None:
        abort(404)
    wanted = order(here.session, here.round)
    with site().database.writing() as session:
        job_id = jobs.ask(session, wanted, here.user).id
    # After the commit: a worker must find what it is sent for.
    site().jobs.start(job_id)
    return _back(here)


@bp.get(f"{ROUND}/agreement/jobs/<int:job_id>")
@requires(Permission.SEE_RESULTS)
def job(here: Scene) -> Response:
    """Tell a script how far a job is."""
    return jsonify(told(here.job))


@bp.post(f"{ROUND}/agreement/jobs/<int:job_id>/cancel")
@requires(Permission.MEASURE)
def cancel(here: Scene) -> ResponseReturnValue:
    """Cancel a job that waits or runs."""
    if jobs.cancel(here.session, here.job):
        notify("The computation was cancelled.")
    return _back(here)


def told(job: Job) -> dict[str, Any]:
    """Return what a page shows of a job; one whose worker died has failed."""
    lost = jobs.is_lost(job)
    return {
        "state": "failed" if lost else job.state,
        "done": job.done,
        "total": job.total,
        "what": job.what,
        "error": jobs.LOST if lost else job.error,
    }


def _back(here: Scene) -> ResponseReturnValue:
    """Lead back to the page that asked, which is one of ours about the same round."""
    home = url_for("agreement.page", slug=here.project.slug, round_id=here.round.id)
    back = request.form.get("back", "")
    return redirect(back if back.startswith((f"{home}/", f"{home}?")) else home, 303)
