"""Having the marks of large rounds counted beside the site."""

from flask import Response, abort, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.permissions import Permission, Scene
from app.services import framing, jobs, referents
from app.site import site
from app.views.agreement.jobs import told
from app.views.framing.asked import PAGE, address, asked, bp
from app.views.guards import requires

__all__ = ["told"]


@bp.post(f"{PAGE}/jobs")
@requires(Permission.COUNT_FRAMING, writes_itself=True)
def start(here: Scene) -> ResponseReturnValue:
    """Have the marks counted, unless that is done or under way already."""
    found = framing.look(here.session, here.project, asked())
    if found.is_waiting:
        wanted = framing.order(found, here.project)
        with site().database.writing() as session:
            job_id = jobs.ask(session, wanted, here.user).id
        # After the commit: a worker must find what it is sent for.
        site().jobs.start(job_id)
    home = url_for("framing.page", slug=here.project.slug, **address(found))
    back = request.form.get("back", "")
    return redirect(back if back.startswith(f"/projects/{here.project.slug}/outlets/") else home, 303)


@bp.get(f"{PAGE}/jobs/<int:job_id>")
@requires(Permission.SEE_ANALYSIS)
def job(here: Scene) -> Response:
    """Tell a script how far a job is."""
    if here.job.kind not in (framing.KIND, referents.KIND):
        abort(404)
    return jsonify(told(here.job))
