"""An annotator's own queue."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.permissions import Permission, Scene
from app.services import key_scores, masks, queue, rating, training
from app.services.paging import Listing
from app.views.guards import requires
from app.views.notices import notify

bp = Blueprint("queue", __name__)


@bp.get("/projects/<slug>/queue")
@requires(Permission.SEE_QUEUE)
def mine(here: Scene) -> str:
    """Show what the annotator still owes, and what is done."""
    parts = queue.parts(here.session, here.project, here.user)
    chosen = request.args.get("round", type=int)
    shown = next((part for part in parts if part.round.id == chosen), parts[0] if parts else None)
    listing = Listing(page=request.args.get("page", 1, type=int))
    page = queue.assignments(here.session, shown.round, here.user, listing) if shown else None
    owed = [assignment for assignment, _ in page.rows] if page else []
    return render_template(
        "queue/mine.html",
        parts=parts,
        shown=shown,
        page=page,
        headings=masks.headings(here.session, owed),
        trainees={
            part.round.id: training.own(here.session, part.round, here.user)
            for part in parts
            if part.round.phase == training.TRAINING
        },
        keyed=key_scores.keyed(here.session, shown.round)
        if shown and shown.round.phase == training.TRAINING
        else (),
        to_rate=rating.number_owed(here.session, here.project, here.user),
        next_one=queue.next_assignment(here.session, here.project, here.user),
    )


@bp.get("/projects/<slug>/queue/next")
@requires(Permission.SEE_QUEUE)
def next_article(here: Scene) -> ResponseReturnValue:
    """Lead to the next article owed, or to the queue when all is done."""
    found = queue.next_assignment(here.session, here.project, here.user)
    slug = here.project.slug
    if found is None:
        notify("You have submitted every article that you were given.")
        return redirect(url_for("queue.mine", slug=slug))
    return redirect(url_for("annotate.page", slug=slug, assignment_id=found))
