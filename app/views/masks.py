"""Masks: what a round that hides outlets would cover in an article, and showing it after all."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.models import Article
from app.permissions import Permission, Scene
from app.services import corpus, masks, unmaskings
from app.views.guards import requires
from app.views.listed import listing
from app.views.notices import notify

bp = Blueprint("masks", __name__)


@bp.get("/projects/<slug>/articles/<int:article_id>/mask")
@requires(Permission.EDIT_CORPUS)
def preview(here: Scene) -> ResponseReturnValue:
    """Show what a round that hides outlets covers in this article, so that gaps can be found."""
    reading = corpus.read(here.session, here.article, listing().page)
    identity = masks.identity(here.article)
    ranges = masks.cover_of(here.article.sha256, reading.text, identity)
    return render_template(
        "corpus/mask.html",
        article=here.article,
        identity=identity,
        title=masks.title(here.article),
        count=len(ranges),
        page=reading.page,
        blocks=[
            (block, masks.pieces(reading.text, ranges, block.start, block.end))
            for _, block in reading.page.rows
        ],
    )


@bp.post("/projects/<slug>/rounds/<int:round_id>/unmask")
@requires(Permission.RUN_ROUNDS)
def unmask_round(here: Scene) -> ResponseReturnValue:
    """Let the annotators of the round see all outlets."""
    return _unmask(here, None)


@bp.post("/projects/<slug>/rounds/<int:round_id>/articles/<int:article_id>/unmask")
@requires(Permission.RUN_ROUNDS)
def unmask_article(here: Scene) -> ResponseReturnValue:
    """Let the annotators of the round see the outlet of one article."""
    return _unmask(here, here.article)


def _unmask(here: Scene, article: Article | None) -> ResponseReturnValue:
    unmaskings.unmask(here.session, here.round, article, here.user, request.form.get("reason", ""))
    what = f"the outlet of “{article.called}”" if article else "all outlets"
    notify(f"The annotators of this round see {what} from now on.")
    return redirect(url_for("rounds.board", slug=here.project.slug, round_id=here.round.id), 303)
