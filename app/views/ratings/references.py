"""Lists of scores that the researcher brought, beside the project's own."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from annotations.references import METHOD
from app.forms.ratings import ReferenceForm
from app.permissions import Permission, Scene
from app.services import references as service
from app.services.references import About
from app.services.refused import Refused
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.notices import notify
from app.views.ratings.blueprint import bp


@bp.get("/projects/<slug>/credibility/references")
@requires(Permission.SEE_RATINGS)
def references(here: Scene) -> ResponseReturnValue:
    """List the lists."""
    return _list(here, ReferenceForm())


@bp.post("/projects/<slug>/credibility/references")
@requires(Permission.RUN_RATINGS)
def add_reference(here: Scene) -> ResponseReturnValue:
    """Import a list."""
    form = ReferenceForm(CombinedMultiDict([request.files, request.form]))
    if form.validate():
        with explaining(form):
            about = About(form.name.data, form.source.data, form.dated.data, form.licence.data)
            made = service.add(here.session, here.project, here.user, about, _raw())
            notify(f"The list {made.name} was imported.")
            return _to_list(here, made.id)
    return _list(here, form), 422


@bp.get("/projects/<slug>/credibility/references/<int:reference_id>")
@requires(Permission.SEE_RATINGS)
def reference(here: Scene) -> ResponseReturnValue:
    """Set a list beside the newest scores."""
    compared = service.compare(here.session, here.project, here.reference_list)
    return render_template(
        "ratings/reference.html", row=here.reference_list, compared=compared, method=METHOD
    )


@bp.post("/projects/<slug>/credibility/references/<int:reference_id>")
@requires(Permission.RUN_RATINGS)
def withdraw_reference(here: Scene) -> ResponseReturnValue:
    """Set a list aside, or take it up again."""
    service.withdraw(here.session, here.reference_list, here.project, here.user)
    return _to_list(here, here.reference_list.id)


def _raw() -> bytes:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Refused("Choose a CSV file.")
    return sent.stream.read(service.LARGEST + 1)


def _list(here: Scene, form: ReferenceForm) -> str:
    return render_template(
        "ratings/references.html", lists=service.listed(here.session, here.project), form=form
    )


def _to_list(here: Scene, number: int) -> ResponseReturnValue:
    return redirect(url_for("ratings.reference", slug=here.project.slug, reference_id=number), 303)
