"""The page on which a manager sends rounds to a server of Label Studio and fetches annotations."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.forms.label_studio import ConnectionForm
from app.permissions import Permission, Scene
from app.services import jobs, labelstudio_connections, labelstudio_jobs
from app.site import site
from app.views.agreement.jobs import told
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.notices import notify

bp = Blueprint("label_studio", __name__)


@bp.get("/projects/<slug>/label-studio")
@requires(Permission.BRING_MARKS)
def page(here: Scene) -> str:
    """Show how the rounds stand with the server."""
    return _page(here, ConnectionForm())


def _page(here: Scene, form: ConnectionForm) -> str:
    states = labelstudio_jobs.states(here.session, here.project)
    shown = [(state, {kind: told(job) for kind, job in state.jobs.items()}) for state in states]
    server = labelstudio_connections.known(here.session, here.project, _key())
    return render_template(
        "marks/server.html", server=server, states=shown, kinds=labelstudio_jobs.KINDS, form=form
    )


def _key() -> str:
    return site().config.secret_key


@bp.post("/projects/<slug>/label-studio")
@requires(Permission.RUN_ROUNDS, writes_itself=True)
def connect(here: Scene) -> ResponseReturnValue:
    """Connect the project to a server, once that has accepted the token."""
    form = ConnectionForm(request.form)
    if form.validate():
        with explaining(form):
            url, token = (str(field.data).strip() for field in (form.url, form.token))
            account = labelstudio_connections.tried(url, token)
            with site().database.writing() as session:
                labelstudio_connections.connect(session, here.project, url, token, _key(), here.user)
            notify(f"The project is connected. The token belongs to {account} there.")
            return _back(here)
    return _page(here, form), 422


@bp.post("/projects/<slug>/label-studio/forget")
@requires(Permission.RUN_ROUNDS)
def disconnect(here: Scene) -> ResponseReturnValue:
    """Forget address and token; what was sent and fetched stays."""
    if labelstudio_connections.disconnect(here.session, here.project, here.user):
        notify("Address and token were deleted. What was sent and fetched stays as it is.")
    return _back(here)


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
    wanted = labelstudio_jobs.order(here.session, here.round, kind, here.user, _key())
    with site().database.writing() as session:
        job_id = jobs.ask(session, wanted, here.user).id
    # After the commit: a worker must find what it is sent for.
    site().jobs.start(job_id)
    return _back(here)


def _back(here: Scene) -> ResponseReturnValue:
    return redirect(url_for("label_studio.page", slug=here.project.slug), 303)
