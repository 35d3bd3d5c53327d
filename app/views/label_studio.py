"""The page on which a manager sends rounds to a server of Label Studio and fetches annotations."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.permissions import Permission, Scene
from app.services import addresses, jobs, labelstudio_jobs
from app.services.refused import Refused
from app.site import site
from app.views.agreement.jobs import told
from app.views.guards import requires
from config import label_studio

bp = Blueprint("label_studio", __name__)


@bp.get("/projects/<slug>/label-studio")
@requires(Permission.BRING_MARKS)
def page(here: Scene) -> str:
    """Show how the rounds stand with the server."""
    states = labelstudio_jobs.states(here.session, here.project)
    shown = [(state, {kind: told(job) for kind, job in state.jobs.items()}) for state in states]
    return render_template("marks/server.html", origin=_origin(), states=shown, kinds=labelstudio_jobs.KINDS)


def _origin() -> str:
    """Return the server that the settings name; nothing where they name none, or none that can be read."""
    url, token = label_studio()
    try:
        return addresses.origin_of(url) if url and token else ""
    except Refused:
        return ""


@bp.post("/projects/<slug>/rounds/<int:round_id>/label-studio/push")
@requires(Permission.RUN_ROUNDS, writes_itself=True)
def push(here: Scene) -> ResponseReturnValue:
    """Have the round sent, unless that is under way."""
    return _start(here, labelstudio_jobs.PUSH)


@bp.post("/projects/<slug>/rounds/<int:round_id>/label-studio/pull")
@requires(Permission.RUN_ROUNDS, writes_itself=True)
def pull(here: Scene) -> ResponseReturnValue:
    """Have its annotations fetched and laid aside, unless that is under way."""
    return _start(here, labelstudio_jobs.PULL)


def _start(here: Scene, kind: str) -> ResponseReturnValue:
    wanted = labelstudio_jobs.order(here.round, kind, here.user)
    with site().database.writing() as session:
        job_id = jobs.ask(session, wanted, here.user).id
    # After the commit: a worker must find what it is sent for.
    site().jobs.start(job_id)
    return redirect(url_for("label_studio.page", slug=here.project.slug), 303)
