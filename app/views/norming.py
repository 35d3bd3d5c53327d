"""Norming meetings: the agenda by cost, one article on the screen for all, blind votes, the rule."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotations.errors import AnnotationError
from app.models import Article, NormingItem
from app.permissions import Permission, Scene, permits
from app.services import adjudicating, adjudication, norming, norming_outcome, norming_scenes
from app.services.said_words import KIND_NAMES
from app.views.guards import requires
from app.views.listed import listing, narrowing_id
from app.views.notices import notify

bp = Blueprint("norming", __name__)
MEETING = "/projects/<slug>/rounds/<int:round_id>/norming"
ITEM = f"{MEETING}/<int:norming_id>"
MAX_RULE = 2_000


@bp.get(MEETING)
@requires(Permission.SEE_NORMING)
def agenda(here: Scene) -> ResponseReturnValue:
    """List the disagreements by cost for those who lead; for annotators what was put on the screen."""
    shown = norming.shown(here.session, here.round)
    more = _for_leaders(here, [item for item, _ in shown]) if permits(here, Permission.LEAD_NORMING) else {}
    return render_template("norming/agenda.html", round=here.round, shown=shown, **more)


@bp.post(MEETING)
@requires(Permission.LEAD_NORMING)
def open_item(here: Scene) -> ResponseReturnValue:
    """Put a disagreement on the screen."""
    article = here.session.get(Article, request.form.get("article", 0, type=int))
    if article is None or article.project_id != here.project.id:
        abort(422)
    item = norming.put_on_screen(here.session, here.round, article, request.form.get("key", ""), here.user)
    return _to(here, "item", norming_id=item.id)


@bp.get(ITEM)
@requires(Permission.SEE_NORMING)
def item(here: Scene) -> ResponseReturnValue:
    """Show the article with everybody's marks, the vote, and the form for the rule."""
    return _item_page(here)


@bp.get(f"{ITEM}/now")
@requires(Permission.SEE_NORMING)
def now(here: Scene) -> dict[str, Any]:
    """Answer how far the meeting is; asked by the page every few seconds."""
    newest = norming.newest(here.session, here.round)
    return {
        "voters": norming.tally(here.session, here.norming, None).voters,
        "counted": here.norming.counted_at is not None,
        "settled": here.norming.settled_at is not None,
        "newest": newest.id if newest else here.norming.id,
    }


@bp.post(f"{ITEM}/vote")
@requires(Permission.VOTE)
def vote(here: Scene) -> ResponseReturnValue:
    """Note a vote."""
    return _done(here, norming.vote, request.form.get("option", -1, type=int), told="Your vote is noted.")


@bp.post(f"{ITEM}/count")
@requires(Permission.LEAD_NORMING)
def count(here: Scene) -> ResponseReturnValue:
    """End the vote."""
    return _done(here, norming.count, told="The vote is counted.")


@bp.post(f"{ITEM}/again")
@requires(Permission.LEAD_NORMING)
def again(here: Scene) -> ResponseReturnValue:
    """Open the vote once more."""
    return _done(here, norming.vote_again, told="The vote is open again.")


@bp.post(f"{ITEM}/settle")
@requires(Permission.LEAD_NORMING)
def settle(here: Scene) -> ResponseReturnValue:
    """Close the talk, with a rule for the codebook if there is one."""
    rule = request.form.get("rule", "").replace("\r\n", "\n").strip()
    if rule and not permits(here, Permission.EDIT_CODEBOOK):
        return _item_page(here, "Only managers write into the codebook. Leave the rule empty to settle."), 422
    if len(rule) > MAX_RULE:
        return _item_page(here, f"A rule has at most {MAX_RULE:,} characters."), 422
    told = "Settled. The rule is in the draft of the codebook." if rule else "Settled."
    return _done(here, norming.settle, request.form.get("entry", "")[:300], rule, told=told)


def _done(here: Scene, act: Any, *given: Any, told: str) -> ResponseReturnValue:
    """Do something to the item on the screen, or say on the same page why it cannot be done."""
    try:
        act(here.session, here.norming, here.user, *given)
    except AnnotationError as refusal:
        return _item_page(here, str(refusal)), 422
    notify(told)
    return _to(here, "item", norming_id=here.norming.id)


def _to(here: Scene, endpoint: str, **more: Any) -> ResponseReturnValue:
    place: dict[str, Any] = {"slug": here.project.slug, "round_id": here.round.id}
    return redirect(url_for(f"norming.{endpoint}", **place, **more), 303)


def _item_page(here: Scene, refusal: str = "") -> str:
    names = adjudicating.names(here.session, here.project, here.role)

    def named(pseudonym: str) -> str:
        name = names.get(pseudonym)
        return f"{pseudonym} ({name})" if name else pseudonym

    newest = norming.newest(here.session, here.round)
    return render_template(
        "norming/item.html",
        round=here.round,
        item=here.norming,
        screen=norming_scenes.screen(here.session, here.round, here.norming),
        tally=norming.tally(here.session, here.norming, here.user),
        newest=newest if newest and newest.id != here.norming.id else None,
        named=named,
        refusal=refusal,
        typed=request.form,
    )


def _for_leaders(here: Scene, shown: list[NormingItem]) -> dict[str, Any]:
    """Return the agenda, and agreement before and after."""
    desk = adjudication.desk(here.session, here.round, here.user)
    kind = request.args.get("kind", "")
    later = norming_outcome.later_rounds(here.session, here.round)
    chosen = narrowing_id("after")
    after = next((one for one in later if one.id == chosen), None)
    return {
        "page": norming.agenda(here.session, here.round, desk, kind, listing()),
        "kind": kind,
        "kind_names": KIND_NAMES,
        "words": adjudicating.Words(desk, adjudicating.names(here.session, here.project, here.role), 0),
        "votes": norming_outcome.votes(here.session, shown),
        "later": later,
        "after": norming_outcome.compare(here.session, here.round, after) if after else None,
    }
