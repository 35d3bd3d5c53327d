"""Events: the list with its grid of outlets, and one to be described."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.forms.events import EventForm
from app.permissions import Permission, Scene
from app.services import events as service
from app.views.corpus.blueprint import bp
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.listed import listing
from app.views.notices import notify


def _list(here: Scene, form: EventForm) -> str:
    page = service.listed(here.session, here.project, listing())
    number = min(request.args.get("outlets", 1, type=int), 1_000_000)
    grid = service.grid(here.session, here.project, [event for event, _ in page.rows], number)
    return render_template("corpus/events.html", page=page, grid=grid, form=form)


@bp.get("/projects/<slug>/events")
@requires(Permission.SEE_CORPUS)
def events(here: Scene) -> ResponseReturnValue:
    """List the events of the project, and who reports them."""
    return _list(here, EventForm())


@bp.post("/projects/<slug>/events")
@requires(Permission.EDIT_CORPUS)
def add_event(here: Scene) -> ResponseReturnValue:
    """Add an event."""
    form = EventForm(request.form)
    if form.validate():
        with explaining(form):
            added = service.add(here.session, here.project, here.user, form.data)
            notify(f"The event {added.name} was added.")
            return redirect(url_for("corpus.events", slug=here.project.slug), 303)
    return _list(here, form), 422


def _page(here: Scene, form: EventForm) -> str:
    number = service.number_of_articles(here.session, here.event)
    return render_template("corpus/event.html", event=here.event, number=number, form=form)


@bp.get("/projects/<slug>/events/<int:event_id>")
@requires(Permission.SEE_CORPUS)
def event(here: Scene) -> ResponseReturnValue:
    """Show what is known of an event."""
    return _page(here, EventForm(obj=here.event))


@bp.post("/projects/<slug>/events/<int:event_id>")
@requires(Permission.EDIT_CORPUS)
def describe_event(here: Scene) -> ResponseReturnValue:
    """Change what is known of an event."""
    form = EventForm(request.form)
    if form.validate():
        with explaining(form):
            service.describe(here.session, here.project, here.event, here.user, form.data)
            notify(f"The event {here.event.name} was changed.")
            return redirect(url_for("corpus.events", slug=here.project.slug), 303)
    return _page(here, form), 422
