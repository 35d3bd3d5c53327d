"""Rounds: planned with a preview, opened, watched, closed, released."""

from datetime import UTC, date, datetime, time, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotations.assignments import Subsample
from app.forms import rounds as round_forms
from app.forms.rounds import RoundForm
from app.models import CodebookVersion, Round
from app.permissions import Permission, Scene
from app.services import (
    annotate,
    golds,
    keys,
    pace,
    round_board,
    round_choices,
    round_plans,
    rounds,
    unmaskings,
)
from app.services.round_wishes import Plan, Wanted
from app.site import site
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.listed import listing as asked
from app.views.notices import notify

bp = Blueprint("rounds", __name__)


@bp.get("/projects/<slug>/rounds")
@requires(Permission.SEE_ROUNDS)
def listing(here: Scene) -> ResponseReturnValue:
    """List the project's rounds."""
    return render_template("rounds/listing.html", rounds=round_board.rounds(here.session, here.project))


@bp.get("/projects/<slug>/rounds/new")
@requires(Permission.RUN_ROUNDS)
def new(here: Scene) -> ResponseReturnValue:
    """Show the form that plans a round."""
    return _form_page(here, _form(here))


@bp.post("/projects/<slug>/rounds/new")
@requires(Permission.RUN_ROUNDS)
def make(here: Scene) -> ResponseReturnValue:
    """Show what the plan comes to; make the round once exactly this plan was seen."""
    form, plan = _form(here), None
    if form.validate():
        with explaining(form):
            plan = round_plans.plan(here.session, here.project, _wanted(here, form))
    if plan is None:
        return _form_page(here, form), 422
    if request.form.get("step") != "make" or form.seen.data != plan.digest:
        return _form_page(here, form, plan)
    made = round_plans.make(here.session, here.project, plan.wanted, here.user)
    notify(f"The round “{made.name}” is planned. Its annotators see it once you open it.")
    return _board(here, made.id)


@bp.get("/projects/<slug>/rounds/<int:round_id>")
@requires(Permission.SEE_ROUNDS)
def board(here: Scene) -> ResponseReturnValue:
    """Show how far the round is, in numbers and states alone."""
    return _board_page(here)


@bp.post("/projects/<slug>/rounds/<int:round_id>/open")
@requires(Permission.RUN_ROUNDS)
def open_round(here: Scene) -> ResponseReturnValue:
    """Let the annotators begin."""
    rounds.open_round(here.session, here.round, here.user)
    notify("The round is open. Its articles are in the annotators’ queues.")
    return _board(here, here.round.id)


@bp.post("/projects/<slug>/rounds/<int:round_id>/close")
@requires(Permission.RUN_ROUNDS)
def close(here: Scene) -> ResponseReturnValue:
    """End the round; drafts stay what they are."""
    rounds.close_round(here.session, here.round, here.user)
    notify("The round is closed. What was submitted can be measured now.")
    return _board(here, here.round.id)


@bp.post("/projects/<slug>/rounds/<int:round_id>/release")
@requires(Permission.RUN_ROUNDS)
def release(here: Scene) -> ResponseReturnValue:
    """Show the results to the annotators."""
    rounds.release(here.session, here.round, here.user)
    notify("The annotators of this round can see its results now.")
    return _board(here, here.round.id)


@bp.post("/projects/<slug>/rounds/<int:round_id>/assignments/<int:assignment_id>/reopen")
@requires(Permission.RUN_ROUNDS)
def reopen(here: Scene) -> ResponseReturnValue:
    """Give a submitted annotation back to its annotator, with a reason that is kept."""
    annotate.reopen(here.session, here.user, here.assignment, request.form.get("reason", "").strip())
    notify(f"“{here.article.title}” is open again for {here.assignment.annotator.name}.")
    return _board(here, here.round.id)


def _board(here: Scene, round_id: int) -> ResponseReturnValue:
    return redirect(url_for("rounds.board", slug=here.project.slug, round_id=round_id), 303)


def _board_page(here: Scene) -> str:
    told = site().boards.look(here.session, here.round)
    return render_template(
        "rounds/board.html",
        round=here.round,
        told=told,
        board=told.board,
        how=pace.HOW,
        has_gold=bool(golds.of_round(here.session, here.round)),
        unmasked=unmaskings.told(here.session, here.round),
        drafts=round_board.drafts(here.session, here.round) if here.round.state == "open" else [],
        page=round_board.articles(here.session, here.round, asked()),
    )


def _form(here: Scene) -> RoundForm:
    return RoundForm(request.form or None, offered=round_choices.offered(here.session, here.project))


def _form_page(here: Scene, form: RoundForm, plan: Plan | None = None) -> str:
    if plan is not None:
        form.seen.data = plan.digest
    return render_template(
        "rounds/new.html",
        form=form,
        plan=plan,
        unkeyed=keys.without_key(here.session, plan.wanted.codebook.id, plan.wanted.article_ids)
        if plan
        else [],
        is_changed=request.form.get("step") == "make" and plan is not None,
        article_count=round_choices.count_articles(here.session, here.project),
    )


def _subsample(form: RoundForm) -> Subsample | None:
    if form.subsample.data is None:
        return None
    return Subsample(share=form.subsample.data / 100, per_article=form.subsample_per_article.data)


def _end_of(day: date | None) -> datetime | None:
    """Return the moment a day is over, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), UTC) if day else None


def _wanted(here: Scene, form: RoundForm) -> Wanted:
    scope, session = form.scope.data, here.session
    ids = round_choices.article_ids(
        session,
        here.project,
        outlets=form.outlets.data if scope == round_forms.SOME else (),
        events=form.events.data if scope == round_forms.SOME else (),
        chosen=form.articles.data if scope == round_forms.CHOSEN else (),
    )
    return Wanted(
        name=form.name.data,
        phase=form.phase.data,
        codebook=session.get_one(CodebookVersion, form.codebook.data),
        article_ids=ids,
        annotators=round_choices.users(session, form.annotators.data),
        per_article=form.per_article.data,
        blind=form.blind.data,
        seed=form.seed.data,
        subsample=_subsample(form),
        cap=form.cap.data,
        stratified=form.stratified.data,
        latin=form.latin.data,
        lease_hours=form.lease_hours.data,
        due_at=_end_of(form.due.data),
        outlet_masked=form.outlet_masked.data,
        shows_reliability=form.shows_reliability.data,
        suggestions={"shown": True, "hidden": False}.get(form.suggestions.data),
        without_suggestions=form.without_suggestions.data,
        pass_marks=form.pass_marks,
        after_training=session.get(Round, form.after_training.data) if form.after_training.data else None,
        gold_count=form.gold_count.data or 0,
        gold_articles=form.gold_articles.data or (),
    )
