"""Adjudication: the queue of disagreements, an article with everybody's lanes, and decisions about it."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotations.errors import AnnotationError
from app.permissions import Permission, Scene
from app.services import adjudicating, adjudication, decisions, feedbacks, verdicts
from app.services.adjudication import BASES, STATES, Desk, Item, Narrowed
from app.services.said_words import BASIS_NAMES, KIND_NAMES
from app.services.verdicts import Chosen
from app.views.guards import requires
from app.views.listed import listing
from app.views.notices import notify

bp = Blueprint("adjudication", __name__)
QUEUE = "/projects/<slug>/rounds/<int:round_id>/adjudication"
ARTICLE = f"{QUEUE}/articles/<int:article_id>"
LONGEST = 200


@bp.get(QUEUE)
@requires(Permission.ADJUDICATE)
def queue(here: Scene) -> ResponseReturnValue:
    """List the disagreements of the round that were asked for."""
    estimate, narrowed = "estimate" in request.args, _narrowed()
    desk = adjudication.desk(here.session, here.round, here.user, estimate=estimate)
    every = list(desk.all())
    items = adjudication.narrow(every, narrowed)
    return render_template(
        "adjudication/queue.html",
        **_frame(here, desk),
        page=adjudication.page(items, listing()),
        counts=adjudication.counts(every),
        kinds=adjudication.by_kind(every),
        narrowed=narrowed,
        offered=adjudicating.offered(desk),
        bases=adjudication.proposed(items),
    )


@bp.post(f"{QUEUE}/confirm")
@requires(Permission.ADJUDICATE)
def confirm(here: Scene) -> ResponseReturnValue:
    """Confirm all proposals of one kind in the list that is shown."""
    basis = request.form.get("basis", "")
    if basis not in BASES:
        abort(422)
    done = adjudication.confirm(here.session, here.round, here.user, _narrowed(), basis)
    left = f" {done.own} about articles that you coded were left out." if done.own else ""
    notify(f"{done.count:,} proposals were confirmed.{left} One undo takes all of them back.")
    return redirect(_to("queue", here), 303)


@bp.post(f"{QUEUE}/undo")
@requires(Permission.ADJUDICATE)
def undo(here: Scene) -> ResponseReturnValue:
    """Take back a decision, or all that were taken together; what stood before stands again."""
    number = request.form.get("number", 0, type=int)
    batch = request.form.get("batch", "")[:64]
    count = decisions.withdraw(here.session, here.round, here.user, number=number, batch=batch)
    notify("One decision was taken back." if count == 1 else f"{count:,} decisions were taken back.")
    back = request.form.get("back", 0, type=int)
    return redirect(_to("article", here, article_id=back) if back > 0 else _to("queue", here), 303)


@bp.get(ARTICLE)
@requires(Permission.ADJUDICATE)
def article(here: Scene) -> ResponseReturnValue:
    """Show an article with the lanes of all annotators and one disagreement to be decided."""
    return _article_page(here)


@bp.post(ARTICLE)
@requires(Permission.ADJUDICATE)
def decide(here: Scene) -> ResponseReturnValue:
    """Decide about one disagreement and go on to the next."""
    form = request.form
    proposal = form.get("proposal")
    chosen = Chosen(
        form.get("key", ""),
        form.get("seen", ""),
        f"proposal:{proposal}" if proposal else form.get("how", ""),
        form.getlist("edited"),
        form.get("reason", "").replace("\r\n", "\n"),
        form.get("objection", ""),
    )
    try:
        count = verdicts.decide(here.session, here.round, here.article, here.user, chosen)
    except AnnotationError as refusal:
        return _article_page(here, chosen, str(refusal)), 422
    notify("Decided." if count == 1 else f"Decided; {count} things about the span are settled.")
    return redirect(_next(here, chosen.key), 303)


@bp.get("/projects/<slug>/annotate/<int:assignment_id>/decisions")
@requires(Permission.SEE_DECISIONS)
def feedback(here: Scene) -> ResponseReturnValue:
    """Show annotators their own marks and answers beside what stands after adjudication."""
    told = feedbacks.read(here.session, here.assignment)
    return render_template("adjudication/feedback.html", told=told, round=here.round, article=here.article)


def _article_page(here: Scene, chosen: Chosen | None = None, refusal: str = "") -> str:
    desk = adjudication.desk(here.session, here.round, here.user)
    if here.article.id not in desk.cases.articles:
        abort(404)
    shown = adjudicating.article(
        here.session, desk, here.article, _narrowed(), chosen.key if chosen else _word("at")
    )
    return render_template(
        "adjudication/article.html",
        **_frame(here, desk),
        shown=shown,
        item=shown.item,
        chosen=chosen,
        refusal=refusal,
        is_own=here.article.id in desk.own,
    )


def _next(here: Scene, key: str) -> str:
    """Return the address of the next undecided disagreement of the list, or of the list once all is done."""
    desk = adjudication.desk(here.session, here.round, here.user)
    found = adjudicating.next_item(desk, _narrowed(), here.article.id, key)
    if found is None:
        notify("Nothing of this list is undecided any more.")
        return _to("queue", here)
    return _to_item(here, found)


def _frame(here: Scene, desk: Desk) -> dict[str, Any]:
    """Return what both pages need: names, words, links that keep the list, and the decision to undo."""
    names = adjudicating.names(here.session, here.project, here.role)
    return {
        "round": here.round,
        "codebook": desk.cases.codebook,
        "names": names,
        "words": adjudicating.Words(desk, names, here.user.id if here.user else 0),
        "kind_names": KIND_NAMES,
        "basis_names": BASIS_NAMES,
        "states": STATES,
        "newest": decisions.newest_of(here.session, here.round, here.user) if here.user else None,
        "to_item": lambda item: _to_item(here, item),
        "to": lambda endpoint, **more: _to(endpoint, here, **more),
    }


def _to(endpoint: str, here: Scene, **more: Any) -> str:
    place: dict[str, Any] = {"slug": here.project.slug, "round_id": here.round.id}
    return url_for(f"adjudication.{endpoint}", **place, **(_asked() | more))


def _to_item(here: Scene, item: Item) -> str:
    return _to("article", here, article_id=item.case.article_id, at=item.disagreement.key, _anchor="decide")


def _asked() -> dict[str, Any]:
    """Return what narrows the list, as the address says it."""
    narrowed = asdict(_narrowed()) | {"pair": _word("pair")}
    return {name: value for name, value in narrowed.items() if value or name == "state"}


def _narrowed() -> Narrowed:
    """Return what the address asks for; nonsense counts as not given."""
    one, mark, other = _word("pair").partition("|")
    state = request.args.get("state", adjudication.UNDECIDED)
    return Narrowed(
        state=state if state in STATES else "",
        kind=_word("kind"),
        label=_word("label"),
        pair=(one, other) if mark else None,
        outlet=_word("outlet"),
    )


def _word(name: str) -> str:
    return request.args.get(name, "")[:LONGEST]
