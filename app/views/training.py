"""Training: feedback on a key, who passed, who is admitted by hand; and figures on gold articles."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotations.scoring import MEASURES
from app.permissions import Permission, Scene, permits
from app.services import golds, key_feedback, key_scores, training
from app.views.guards import requires
from app.views.listed import narrowing_id
from app.views.notices import notify

bp = Blueprint("training", __name__)
ROUND = "/projects/<slug>/rounds/<int:round_id>"


@bp.get(f"{ROUND}/training")
@requires(Permission.SEE_TRAINING)
def board(here: Scene) -> ResponseReturnValue:
    """Show who passed the training; values only where the round shows them."""
    shows = permits(here, Permission.SEE_SCORES)
    return render_template(
        "training/board.html",
        round=here.round,
        measures=MEASURES,
        shows_scores=shows,
        people=training.trainees(here.session, here.round) if shows else [],
        progress=[] if shows else training.progress(here.session, here.round),
        keyed=len(key_scores.keyed(here.session, here.round)),
    )


@bp.post(f"{ROUND}/training")
@requires(Permission.RUN_ROUNDS)
def admit(here: Scene) -> ResponseReturnValue:
    """Let somebody into later rounds who did not pass."""
    annotator, reason = request.form.get("annotator", 0, type=int), request.form.get("reason", "")
    let_in = training.admit(here.session, here.round, annotator, reason, here.user)
    notify(f"{let_in.name} can be given articles of rounds after this training now.")
    return redirect(url_for("training.board", slug=here.project.slug, round_id=here.round.id), 303)


@bp.get(f"{ROUND}/gold")
@requires(Permission.SEE_SCORES)
def gold(here: Scene) -> ResponseReturnValue:
    """Show how annotators do on the gold articles of the round, each and week by week."""
    chosen = narrowing_id("annotator")
    return render_template(
        "training/gold.html",
        round=here.round,
        measures=MEASURES,
        results=golds.results(here.session, here.round),
        chosen=chosen,
    )


@bp.get("/projects/<slug>/annotate/<int:assignment_id>/feedback")
@requires(Permission.SEE_FEEDBACK_ON_KEY)
def feedback(here: Scene) -> ResponseReturnValue:
    """Show a submitted training article beside its key; without a key, lead on to the next article."""
    told = key_feedback.read(here.session, here.assignment, here.user)
    if told is None:
        return redirect(url_for("queue.next_article", slug=here.project.slug), 303)
    return render_template(
        "training/feedback.html", told=told, round=here.round, article=here.article, measures=MEASURES
    )
