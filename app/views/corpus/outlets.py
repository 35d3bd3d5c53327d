"""Outlets: the list, and one to be described."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.forms.outlets import OutletForm
from app.permissions import Permission, Scene
from app.services import outlets as service
from app.views.corpus.blueprint import bp
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.listed import listing
from app.views.notices import notify


def _list(here: Scene, form: OutletForm) -> str:
    page = service.listed(here.session, here.project, listing())
    return render_template("corpus/outlets.html", page=page, form=form)


@bp.get("/projects/<slug>/outlets")
@requires(Permission.SEE_CORPUS)
def outlets(here: Scene) -> ResponseReturnValue:
    """List the outlets of the project."""
    return _list(here, OutletForm())


@bp.post("/projects/<slug>/outlets")
@requires(Permission.EDIT_CORPUS)
def add_outlet(here: Scene) -> ResponseReturnValue:
    """Add an outlet."""
    form = OutletForm(request.form)
    if form.validate():
        with explaining(form):
            added = service.add(here.session, here.project, here.user, form.data)
            notify(f"The outlet {added.name} was added.")
            return redirect(url_for("corpus.outlets", slug=here.project.slug), 303)
    return _list(here, form), 422


def _page(here: Scene, form: OutletForm) -> str:
    number = service.number_of_articles(here.session, here.outlet)
    return render_template("corpus/outlet.html", outlet=here.outlet, number=number, form=form)


@bp.get("/projects/<slug>/outlets/<int:outlet_id>")
@requires(Permission.SEE_CORPUS)
def outlet(here: Scene) -> ResponseReturnValue:
    """Show what is known of an outlet."""
    return _page(here, OutletForm(obj=here.outlet))


@bp.post("/projects/<slug>/outlets/<int:outlet_id>")
@requires(Permission.EDIT_CORPUS)
def describe_outlet(here: Scene) -> ResponseReturnValue:
    """Change what is known of an outlet."""
    form = OutletForm(request.form)
    if form.validate():
        with explaining(form):
            service.describe(here.session, here.project, here.outlet, here.user, form.data)
            notify(f"The outlet {here.outlet.name} was changed.")
            return redirect(url_for("corpus.outlets", slug=here.project.slug), 303)
    return _page(here, form), 422
