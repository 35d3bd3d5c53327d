"""Who codes what, changed while a round is planned or open."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.forms import rounds as round_forms
from app.forms.rounds import ChangesForm
from app.models import User
from app.permissions import Permission, Scene
from app.services import round_changes, round_choices
from app.services.round_changes import Changes
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.notices import notify

bp = Blueprint("round_changes", __name__)


@bp.get("/projects/<slug>/rounds/<int:round_id>/changes")
@requires(Permission.RUN_ROUNDS)
def form(here: Scene) -> ResponseReturnValue:
    """Show who and what is in the round, to be changed."""
    return _page(here, _form(here))


@bp.post("/projects/<slug>/rounds/<int:round_id>/changes")
@requires(Permission.RUN_ROUNDS)
def change(here: Scene) -> ResponseReturnValue:
    """Show what the changes come to; make them once exactly these were seen."""
    filled, changes = _form(here), None
    if filled.validate():
        with explaining(filled):
            changes = round_changes.plan(here.session, here.round, *_wanted(here, filled))
    if changes is None:
        return _page(here, filled), 422
    if request.form.get("step") != "make" or filled.seen.data != changes.digest:
        return _page(here, filled, changes)
    round_changes.apply(here.session, here.round, changes, here.user)
    notify(f"{len(changes.add):,} assignments were added and {len(changes.remove):,} taken out.")
    return redirect(url_for("rounds.board", slug=here.project.slug, round_id=here.round.id), 303)


def _form(here: Scene) -> ChangesForm:
    offered = round_choices.offered(here.session, here.project)
    inside = round_changes.articles_of(here.session, here.round)
    offered["withdraw"] = round_choices.titles(here.session, inside)
    return ChangesForm(
        request.form or None,
        offered=offered,
        annotators=round_changes.annotators_of(here.session, here.round),
    )


def _wanted(here: Scene, filled: ChangesForm) -> tuple[list[int], Sequence[User]]:
    inside = round_changes.articles_of(here.session, here.round)
    more: Sequence[int] = ()
    if filled.scope.data != round_forms.NONE:
        some = filled.scope.data == round_forms.SOME
        more = round_choices.article_ids(
            here.session,
            here.project,
            outlets=filled.outlets.data if some else (),
            events=filled.events.data if some else (),
        )
    gone = set(filled.withdraw.data or ())
    articles = [one for one in dict.fromkeys([*inside, *more]) if one not in gone]
    return articles, round_choices.users(here.session, filled.annotators.data)


def _page(here: Scene, filled: ChangesForm, changes: Changes | None = None) -> str:
    if changes is not None:
        filled.seen.data = changes.digest
    return render_template(
        "rounds/changes.html",
        form=filled,
        round=here.round,
        changes=changes,
        is_changed=request.form.get("step") == "make" and changes is not None,
    )
