"""Hidden recoding: planned with a preview, then made."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotations.assignments.recoding import Again
from app.forms.recoding import COUNT, RecodingForm
from app.permissions import Permission, Scene
from app.services import recoding
from app.services.recoding import Plan, Wanted
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.notices import notify

bp = Blueprint("recoding", __name__)


@bp.get("/projects/<slug>/rounds/<int:round_id>/recoding")
@requires(Permission.RUN_ROUNDS)
def form(here: Scene) -> ResponseReturnValue:
    """Show the form that plans hidden recoding."""
    return _page(here, RecodingForm())


@bp.post("/projects/<slug>/rounds/<int:round_id>/recoding")
@requires(Permission.RUN_ROUNDS)
def make(here: Scene) -> ResponseReturnValue:
    """Show what would be drawn; make the round once exactly this was seen."""
    filled, planned = RecodingForm(request.form), None
    if filled.validate():
        with explaining(filled):
            planned = recoding.plan(here.session, here.round, _wanted(filled))
    if planned is None:
        return _page(here, filled), 422
    if request.form.get("step") != "make" or filled.seen.data != planned.digest:
        return _page(here, filled, planned)
    made = recoding.make(here.session, here.round, planned, here.user)
    notify(f"{planned.count:,} articles are mixed among those of “{here.round.name}”. Nobody is told.")
    return redirect(url_for("rounds.board", slug=here.project.slug, round_id=made.id), 303)


def _wanted(filled: RecodingForm) -> Wanted:
    if filled.how.data == COUNT:
        again = Again(count=filled.count.data, seed=filled.seed.data)
    else:
        again = Again(share=float(filled.share.data) / 100, seed=filled.seed.data)
    return Wanted(again, filled.days.data)


def _page(here: Scene, filled: RecodingForm, planned: Plan | None = None) -> str:
    if planned is not None:
        filled.seen.data = planned.digest
    is_changed = request.form.get("step") == "make" and planned is not None
    return render_template(
        "rounds/recoding.html", form=filled, round=here.round, plan=planned, is_changed=is_changed
    )
