"""Rating sessions: planned, opened, closed, released, and compared."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.forms.ratings import SessionForm
from app.permissions import Permission, Scene
from app.services import rated, rating_sessions
from app.services.rating_sessions import Wanted
from app.services.referents import part
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.listed import listing
from app.views.notices import notify
from app.views.ratings.blueprint import bp

OUTLETS_AT_ONCE = 12
SAID = {
    "open": "The session is open. Its raters find their outlets in their queue.",
    "close": "The session is closed. What was submitted can be compared now.",
    "release": "The raters of this session can see all its ratings now.",
}


@bp.get("/projects/<slug>/credibility/sessions/new")
@requires(Permission.RUN_RATINGS)
def new(here: Scene) -> ResponseReturnValue:
    """Show the form that plans a session."""
    form = _form(here)
    form.outlets.data = list(rating_sessions.offered(here.session, here.project)["outlets"])
    return render_template("ratings/new.html", form=form)


@bp.post("/projects/<slug>/credibility/sessions/new")
@requires(Permission.RUN_RATINGS)
def make(here: Scene) -> ResponseReturnValue:
    """Plan a session."""
    form = _form(here)
    if form.validate():
        with explaining(form):
            wanted = Wanted(
                form.name.data or "",
                form.codebook.data,
                form.outlets.data or (),
                form.raters.data or (),
                blind=form.blind.data,
            )
            made = rating_sessions.make(here.session, here.project, wanted, here.user)
            notify(f"The session “{made.name}” is planned. Its raters see it once you open it.")
            return _to_session(here, made.id)
    return render_template("ratings/new.html", form=form), 422


@bp.get("/projects/<slug>/credibility/sessions/<int:rating_session_id>")
@requires(Permission.SEE_RATING_SESSION)
def session(here: Scene) -> ResponseReturnValue:
    """Show how far a session is, and what raters said once it shows that."""
    row = here.rating_session
    results = rated.results(here.session, row)
    page = part(listing().page, OUTLETS_AT_ONCE, len(results.outlets))
    return render_template(
        "ratings/session.html",
        row=row,
        page=page,
        shown=dict(list(results.outlets.items())[page.here]),
        progress=rating_sessions.progress(here.session, row) if here.role == "manager" else (),
        results=results,
        spoken=rated.spoken,
    )


@bp.post("/projects/<slug>/credibility/sessions/<int:rating_session_id>")
@requires(Permission.RUN_RATINGS)
def act(here: Scene) -> ResponseReturnValue:
    """Open, close or release a session."""
    do = request.form.get("do", "")
    if do not in rating_sessions.ACTS:
        abort(400)
    rating_sessions.ACTS[do](here.session, here.rating_session, here.user)
    notify(SAID[do])
    return _to_session(here, here.rating_session.id)


def _form(here: Scene) -> SessionForm:
    return SessionForm(request.form or None, offered=rating_sessions.offered(here.session, here.project))


def _to_session(here: Scene, number: int) -> ResponseReturnValue:
    return redirect(url_for("ratings.session", slug=here.project.slug, rating_session_id=number), 303)
